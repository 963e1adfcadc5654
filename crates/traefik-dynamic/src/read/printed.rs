//! Scalars as the texts that Traefik makes of them.

use crate::read::node::{Content, NodeId};
use crate::read::reader::Reader;
use crate::read::remark::in_words;
use crate::read::scalar::printed;
use crate::shape::Type;

/// The text Traefik makes of a scalar. `None` for null, and, told, for everything that is no scalar, over which Traefik may load
/// the file all the same.
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
