//! Where components and their references are written, so that later findings have a place too.

use hashbrown::HashMap;

use crate::Component;
use crate::read::node::Place;
use crate::walk;

/// For each component, by its path: the place of its name and the places of its references, in order.
///
/// A file may name a million components: storing the paths of all references would take more room than the file.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Marks(HashMap<String, (Place, Box<[Place]>)>);

impl Marks {
    pub(crate) fn set(&mut self, path: String, name: Place, references: Vec<Place>) {
        self.0.insert(path, (name, references.into_boxed_slice()));
    }

    /// Takes over the places of other components.
    pub(crate) fn append(&mut self, others: Marks) {
        self.0.extend(others.0);
    }

    /// The place of the reference at this path, found by walking the component; the place of its name if there is none.
    pub(crate) fn find(&self, component: &Component, path: &str) -> Option<Place> {
        let (name, references) = self.0.get(&component.path())?;
        let mut places = references.iter();
        let mut found = None;
        if let Some(object) = component.body.object() {
            walk::each_reference(component, object, &mut |_, _, at| {
                let place = places.next();
                if at == path {
                    found = found.or(place);
                }
            });
        }
        Some(*found.unwrap_or(name))
    }
}
