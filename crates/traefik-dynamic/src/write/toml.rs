//! TOML: a table for each object, an array of tables for each list of objects.

use serde_json::{Map, Value};

use crate::WriteError;
use crate::write::text;
use crate::{Braces, template};

/// The value, whose texts are escaped as templates, as a document with a final newline.
pub(crate) fn document(value: &Value) -> Result<String, WriteError> {
    let mut writer = Writer {
        text: String::new(),
        path: Vec::new(),
    };
    if let Value::Object(fields) = value {
        writer.table(fields)?;
    }
    Ok(writer.text)
}

struct Writer<'v> {
    text: String,
    path: Vec<&'v str>,
}

impl<'v> Writer<'v> {
    /// The fields of a table: first those that fit on one line, then the nested tables.
    fn table(&mut self, fields: &'v Map<String, Value>) -> Result<(), WriteError> {
        for (name, value) in fields
            .iter()
            // Only a plugin can contain a null; Traefik ignores such a field.
            .filter(|(_, value)| !is_table(value) && !is_tables(value) && !value.is_null())
        {
            self.path.push(name);
            key(name, &mut self.text);
            self.text.push_str(" = ");
            self.inline(value)?;
            self.text.push('\n');
            self.path.pop();
        }
        for (name, value) in fields {
            self.path.push(name);
            match value {
                Value::Object(inner) => {
                    // A table that contains only tables needs no header.
                    if inner.is_empty() || !inner.values().all(|value| is_table(value) || is_tables(value)) {
                        self.header("[", "]");
                    }
                    self.table(inner)?;
                }
                Value::Array(items) if is_tables(value) => {
                    for item in items.iter().filter_map(Value::as_object) {
                        self.header("[[", "]]");
                        self.table(item)?;
                    }
                }
                _ => {}
            }
            self.path.pop();
        }
        Ok(())
    }

    fn header(&mut self, open: &str, close: &str) {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        self.text.push_str(open);
        for (index, name) in self.path.iter().enumerate() {
            if index > 0 {
                self.text.push('.');
            }
            key(name, &mut self.text);
        }
        self.text.push_str(close);
        self.text.push('\n');
    }

    fn inline(&mut self, value: &'v Value) -> Result<(), WriteError> {
        match value {
            Value::Bool(_) => self.text.push_str(&value.to_string()),
            Value::Number(number) if number.is_u64() && !number.is_i64() => return Err(self.not_in_toml()),
            Value::Number(number) => self.text.push_str(&number.to_string()),
            Value::String(content) if bears_a_block(content) => {
                self.text.push_str("'''");
                self.text.push_str(if content.contains('\n') { "\n" } else { "" });
                self.text.push_str(content);
                self.text.push_str("'''");
            }
            Value::String(content)
                if text::may_have_lines(content, Braces::Actions) && !content.contains(['\\', '"']) =>
            {
                self.text.push_str("\"\"\"\n");
                self.text.push_str(content);
                self.text.push_str("\"\"\"");
            }
            Value::String(content) => word(content, &mut self.text),
            Value::Array(items) => {
                self.text.push('[');
                for (index, item) in items.iter().enumerate() {
                    self.comma(index);
                    self.inline(item)?;
                }
                self.text.push(']');
            }
            Value::Object(fields) => {
                self.text.push('{');
                let fields = fields.iter().filter(|(_, value)| !value.is_null());
                for (index, (name, value)) in fields.enumerate() {
                    self.comma(index);
                    key(name, &mut self.text);
                    self.text.push_str(" = ");
                    self.inline(value)?;
                }
                self.text.push('}');
            }
            Value::Null => return Err(self.not_in_toml()),
        }
        Ok(())
    }

    fn comma(&mut self, index: usize) {
        if index > 0 {
            self.text.push_str(", ");
        }
    }

    fn not_in_toml(&self) -> WriteError {
        WriteError::NotInToml {
            path: self.path.join("."),
        }
    }
}

/// Whether a text is best written in triple single quotes: hardly anything that its actions write has a meaning there.
fn bears_a_block(content: &str) -> bool {
    let is_plain = text::wants_single_quotes(content, Braces::Actions)
        || template::has_actions(content) && text::may_have_lines(content, Braces::Actions);
    is_plain && !content.contains("'''") && !content.ends_with('\'')
}

fn is_table(value: &Value) -> bool {
    value.is_object()
}

/// A list of objects and nothing else.
fn is_tables(value: &Value) -> bool {
    value
        .as_array()
        .is_some_and(|items| !items.is_empty() && items.iter().all(Value::is_object))
}

fn key(name: &str, text: &mut String) {
    let is_bare = !name.is_empty()
        && name
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'));
    if is_bare {
        text.push_str(name);
    } else {
        word(name, text);
    }
}

/// A text escaped as a template, in quotes. TOML changes nothing within single quotes.
fn word(content: &str, text: &mut String) {
    if text::wants_single_quotes(content, Braces::Actions) && !content.contains('\'') {
        text.extend(["'", content, "'"]);
    } else {
        text::quoted(content, Braces::Actions, text);
    }
}
