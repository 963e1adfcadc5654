//! Fills objects from maps, following their shapes.

use crate::read::node::{Content, NodeId, Place};
use crate::read::reader::{Reader, Step};
use crate::shape::{Field, Object};
use crate::version::Late;

impl Reader<'_> {
    fn note_version(&mut self, place: Place, field: &'static Field) {
        let Some(since) = field.since else { return };
        let mut late = std::mem::take(&mut self.late);
        late.keep(since, || Late {
            place,
            path: self.path_text(),
            name: field.name,
            since,
        });
        self.late = late;
    }

    /// Fills an object from a node that is known to be a map.
    pub(crate) fn fill(&mut self, id: NodeId, object: &mut dyn Object) {
        let shape = object.shape();
        let mut seen: Vec<(&'static str, Place)> = Vec::new();
        for entry in self.tree.entries(id) {
            if self.gives_up() {
                return;
            }
            let Some(field) = shape.field(&entry.key) else {
                self.at(Step::Key(&entry.key), |reader| {
                    if !reader.is_repeated(entry) {
                        reader.stranger(entry, shape);
                    }
                });
                continue;
            };
            self.at(Step::Key(field.name), |reader| {
                if reader.is_repeated(entry) {
                    return;
                }
                reader.check_case(entry, field.name, &mut seen);
                reader.note_version(entry.place, field);
                if let Some(slot) = object.slot_mut(field.name) {
                    slot.read(reader, entry.value, field);
                }
            });
        }
    }

    /// Whether to create an object from the node. `true` and an empty text enable an object that may be empty.
    pub(crate) fn opens(&mut self, id: NodeId, field: &'static Field) -> bool {
        match self.tree.content(id) {
            Content::Null => {
                self.null(id, field);
                false
            }
            Content::Map(entries) => {
                let is_refused = !field.empty && entries.iter().all(|entry| self.tree.is_null(entry.value));
                if is_refused {
                    self.empty(id);
                }
                !is_refused
            }
            Content::Bool(true) if field.empty => true,
            Content::Text(text, _)
                if field.empty && (text.is_empty() || text.eq_ignore_ascii_case("true")) =>
            {
                true
            }
            Content::Bool(_) | Content::Text(..) | Content::Int(_) | Content::Float(_) if field.empty => {
                self.switched_off(id, field);
                false
            }
            _ => {
                self.misfit(id, "an object", field.empty && self.tree.is_no_object(id));
                // Reported, and to Traefik the same as an empty object.
                field.empty && matches!(self.tree.content(id), Content::List(items) if items.is_empty())
            }
        }
    }
}
