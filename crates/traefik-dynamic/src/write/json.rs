//! JSON with two spaces of indentation.

use std::fmt::Write;

use serde_json::Value;

use crate::write::text;

/// The value as a document with a final newline.
pub(crate) fn document(value: &Value) -> String {
    let plain = format!("{value:#}\n");
    let mut document = String::with_capacity(plain.len());
    for c in plain.chars() {
        // Traefik reads JSON as YAML, which treats these differently.
        if !c.is_ascii() && (c.is_control() || text::is_odd(c)) || c == '\u{7f}' {
            // Writing to a string cannot fail.
            let _ = write!(document, "\\u{:04x}", u32::from(c));
        } else {
            document.push(c);
        }
    }
    document
}
