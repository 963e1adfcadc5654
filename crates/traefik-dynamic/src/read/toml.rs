//! Parses TOML into a tree.

use std::borrow::Cow;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::read::limits::{self, MAX_DEPTH, MAX_KEY, MAX_TOML_SIGNS, MAX_VALUES};
use crate::read::node::{Content, Entry, KeySort, NodeId, Place, Plain, Tree, Whole};
use crate::read::yaml::Document;
use crate::read::{Broken, advice};

/// Parses the whole text.
pub(crate) fn parse(text: &str) -> Result<Document<'_>, Broken> {
    let is_sign = |byte: &u8| b"=[]{},.\n".contains(byte);
    if text.len() > MAX_TOML_SIGNS && text.bytes().filter(is_sign).count() > MAX_TOML_SIGNS {
        return Err(limits::exceeded(
            Place::default(),
            &format!("more than {MAX_TOML_SIGNS} signs such as `=` and `,`"),
        ));
    }
    let lines = Lines::new(text);
    let table = match DeTable::parse(text) {
        Ok(table) => table,
        Err(error) => {
            let place = error
                .span()
                .map(|span| lines.place(span.start))
                .unwrap_or_default();
            let sentence = error.message().lines().collect::<Vec<_>>().join(", ");
            return Err(advice::of_toml(Broken::at(place, &sentence), text));
        }
    };
    let mut builder = Builder {
        tree: Tree::of_toml(),
        lines,
    };
    let place = Place { line: 1, column: 1 };
    let root = builder.table(place, table.get_ref(), 1)?;
    Ok(Document {
        tree: builder.tree,
        root: Some(root),
        second: None,
        first_alias: None,
        null_keys: Vec::new(),
    })
}

/// Where each line begins.
struct Lines<'t> {
    text: &'t str,
    starts: Vec<usize>,
    /// How many characters begin before each block of bytes, because a line may be as long as the file.
    counts: Vec<usize>,
}

/// The number of bytes per block.
const BLOCK: usize = 1024;

fn characters(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| (**byte & 0xC0) != 0x80).count()
}

impl<'t> Lines<'t> {
    fn new(text: &'t str) -> Self {
        let after_newlines = text.match_indices('\n').map(|(at, _)| at + 1);
        let counts = text.as_bytes().chunks(BLOCK).scan(0, |sum, block| {
            let before = *sum;
            *sum += characters(block);
            Some(before)
        });
        Lines {
            text,
            starts: std::iter::once(0).chain(after_newlines).collect(),
            counts: counts.collect(),
        }
    }

    /// How many characters begin before the byte.
    fn characters_before(&self, offset: usize) -> usize {
        let block = (offset / BLOCK).min(self.counts.len().saturating_sub(1));
        let rest = self.text.as_bytes().get(block * BLOCK..offset);
        self.counts.get(block).copied().unwrap_or(0) + rest.map_or(0, characters)
    }

    fn place(&self, offset: usize) -> Place {
        let line = self.starts.partition_point(|start| *start <= offset).max(1);
        let start = self.starts[line - 1];
        let column = self
            .characters_before(offset)
            .saturating_sub(self.characters_before(start));
        let narrow = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        Place {
            line: narrow(line),
            column: narrow(column + 1),
        }
    }
}

struct Builder<'t> {
    tree: Tree<'t>,
    lines: Lines<'t>,
}

impl<'t> Builder<'t> {
    fn table(&mut self, place: Place, table: &DeTable<'t>, depth: u32) -> Result<NodeId, Broken> {
        let mut entries = Vec::with_capacity(table.len());
        for (key, value) in table {
            let place = self.lines.place(key.span().start);
            if key.get_ref().len() > MAX_KEY {
                return Err(limits::long_key(place));
            }
            let value = self.value(value, depth + 1)?;
            entries.push(Entry {
                key: key.get_ref().clone(),
                sort: KeySort::Text,
                own_sort: KeySort::Text,
                place,
                value,
                repeats: None,
            });
        }
        entries.sort_by_key(|entry| (entry.place.line, entry.place.column));
        Ok(self.tree.add(place, Content::Map(entries)))
    }

    fn value(&mut self, value: &Spanned<DeValue<'t>>, depth: u32) -> Result<NodeId, Broken> {
        let span = value.span();
        let place = self.lines.place(span.start);
        if depth > MAX_DEPTH {
            return Err(Broken::too_deep(place));
        }
        if self.tree.len() >= MAX_VALUES {
            return Err(limits::too_many_values(place));
        }
        let content = match value.get_ref() {
            DeValue::String(text) => {
                let written = &self.lines.text[span];
                let is_short = !text.contains(['\n', '\\', '"'])
                    && !written.starts_with("\"\"\"")
                    && !written.starts_with("'''");
                Content::Text(
                    text.clone(),
                    if is_short { Plain::Quoted } else { Plain::Changed },
                )
            }
            DeValue::Integer(number) => match i128::from_str_radix(number.as_str(), number.radix()) {
                Ok(number) if i64::try_from(number).is_ok() => Content::Int(Whole::from(number)),
                _ => return Err(Broken::at(place, "the number is too large")),
            },
            DeValue::Float(number) => {
                let written = number.as_str();
                let float: f64 = written.parse().unwrap_or(f64::NAN);
                if float.is_infinite() && !written.contains("inf") {
                    return Err(Broken::at(place, "the number is too large"));
                }
                Content::Float(float)
            }
            DeValue::Boolean(flag) => Content::Bool(*flag),
            DeValue::Datetime(date) => Content::Date(Cow::Owned(date.to_string())),
            DeValue::Array(items) => {
                let items: Result<Vec<_>, _> = items.iter().map(|item| self.value(item, depth + 1)).collect();
                Content::List(items?)
            }
            DeValue::Table(table) => return self.table(place, table, depth),
        };
        Ok(self.tree.add(place, content))
    }
}
