//! Scalars as the texts that Traefik turns them into.

use crate::read::node::{Content, NodeId};
use crate::read::reader::Reader;
use crate::read::remark::in_words;
use crate::read::scalar::printed;
use crate::shape::Type;

/// The text that Traefik makes of a scalar. `None` for null and for anything that is not a scalar; the latter is
/// reported, though Traefik may still load the file.
pub(crate) fn scalar(
    reader: &mut Reader<'_>,
    id: NodeId,
    (wanted, is_loaded): (Type, bool),
) -> Option<String> {
    match reader.tree.content(id) {
        Content::Null => None,
        Content::Bool(flag) => Some(flag.to_string()),
        Content::Int(number) => Some(number.to_string()),
        Content::Float(number) => Some(printed(*number)),
        Content::Text(text, _) => Some(text.to_string()),
        Content::Date(_) | Content::List(_) | Content::Map(_) => {
            reader.misfit(id, in_words(wanted), is_loaded);
            None
        }
    }
}
