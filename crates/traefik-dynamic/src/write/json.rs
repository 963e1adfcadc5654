//! JSON with two spaces of indentation.

use serde_json::Value;

/// The value as a document with a final newline.
pub(crate) fn document(value: &Value) -> String {
    format!("{value:#}\n")
}
