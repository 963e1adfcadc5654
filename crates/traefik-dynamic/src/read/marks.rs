//! Where references are written, so that what is found later has a place too.

use std::collections::HashMap;

use crate::read::node::Place;

/// Places by the paths of fields.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Marks(HashMap<String, Place>);

impl Marks {
    pub(crate) fn set(&mut self, path: String, place: Place) {
        self.0.insert(path, place);
    }

    /// The place of the field, or of the nearest one around it.
    pub(crate) fn find(&self, path: &str) -> Option<Place> {
        let mut path = path;
        loop {
            if let Some(place) = self.0.get(path) {
                return Some(*place);
            }
            path = &path[..path.rfind(['.', '['])?];
        }
    }
}
