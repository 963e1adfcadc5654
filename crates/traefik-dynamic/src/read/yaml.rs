//! Parses YAML and JSON into a tree. JSON is parsed the same way, because Traefik does so.

mod block;
mod build;
mod cursor;
pub(crate) mod event;
mod flow;
mod fold;
mod merge;
mod plain;
mod quoted;
mod scan;
mod tag;
pub(crate) mod token;
mod word;

use self::build::Builder;
use self::event::{Parser, What};
use crate::read::node::{NodeId, Place, Tree};
use crate::read::{Broken, advice};

/// The first document of a text as a tree.
pub(crate) struct Document<'t> {
    pub(crate) tree: Tree<'t>,
    /// `None` if the text contains no document.
    pub(crate) root: Option<NodeId>,
    /// Where the second document begins, which Traefik does not read.
    pub(crate) second: Option<Place>,
    /// Where the first alias or merge key was followed.
    pub(crate) first_alias: Option<Place>,
    /// Where a key is null: such entries are dropped.
    pub(crate) null_keys: Vec<Place>,
}

/// Parses the first document.
pub(crate) fn parse(text: &str) -> Result<Document<'_>, Broken> {
    if let Some(place) = cursor::find_control(text) {
        return Err(advice::of_control(place, text));
    }
    let mut parser = Parser::new(text);
    let mut builder = Builder::default();
    loop {
        let event = match parser.next() {
            Ok(event) => event,
            // Traefik does not read anything after the first document, so it is lost.
            Err(broken) if builder.is_done => return builder.finish(Some(broken.place)),
            Err(broken) => return Err(advice::of_yaml(broken, text)),
        };
        match event.what {
            What::StreamEnd => return builder.finish(None),
            What::DocumentStart if builder.is_done => {
                let second = event.place;
                return builder.finish(Some(second));
            }
            _ => builder.take(event)?,
        }
    }
}
