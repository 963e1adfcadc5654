//! Where each field of a component is written.

use std::ops::Range;

use serde::Serialize;

use super::path::PathStep;
use super::position::{Positions, Span};
use crate::Kind;
use crate::component::shape_of;
use crate::shape::{self, Type};
use crate::text::outline::{Id, Outline, Shape};

/// A field, a key or an item, and where it is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct FieldSpan {
    /// The way to it, with the names of fields as Traefik's manual writes them.
    pub path: Vec<PathStep>,
    /// From its key or dash to the end of its value.
    pub entry: Span,
    /// Its key; `None` for an item.
    pub key: Option<Span>,
    /// Its value; empty if there is none.
    pub value: Span,
}

/// The component in its lines.
pub(crate) struct Written<'t> {
    pub(crate) outline: Outline,
    pub(crate) positions: &'t Positions<'t>,
    /// The node of its name; `None` for a certificate.
    pub(crate) name: Option<Id>,
    /// The node of its body.
    pub(crate) body: Option<Id>,
    pub(crate) kind: Kind,
}

impl<'t> Written<'t> {
    /// `None` if the lines cannot be read.
    pub(crate) fn of(kind: Kind, positions: &'t Positions<'t>) -> Option<Written<'t>> {
        let outline = Outline::of(positions.text)?;
        let (name, body) = match outline.root.map(|root| &outline.node(root).shape) {
            Some(Shape::Map(entries)) if kind != Kind::TlsCertificate => {
                let first = entries.first();
                (first.map(|(key, _)| *key), first.map(|(_, value)| *value))
            }
            Some(Shape::List(items)) if kind == Kind::TlsCertificate => (None, items.first().copied()),
            _ => (None, None),
        };
        Some(Written {
            outline,
            positions,
            name,
            body,
            kind,
        })
    }

    /// The bytes of a node.
    pub(crate) fn range(&self, id: Id) -> Range<usize> {
        let node = self.outline.node(id);
        node.start..node.end.max(node.start)
    }

    /// The nodes of a path: the key, and the value.
    pub(crate) fn find(&self, path: &[PathStep]) -> Option<(Option<Id>, Id)> {
        let mut found = (self.name, self.body?);
        for step in path {
            found = match (&self.outline.node(found.1).shape, step) {
                (Shape::Map(entries), PathStep::Key(name)) => {
                    let word = |id: Id| self.outline.node(id).word.as_str();
                    let exact = entries.iter().find(|(key, _)| word(*key) == name);
                    let any = || {
                        entries
                            .iter()
                            .find(|(key, _)| word(*key).eq_ignore_ascii_case(name))
                    };
                    let (key, value) = exact.or_else(any)?;
                    (Some(*key), *value)
                }
                (Shape::List(items), PathStep::Index(index)) => (None, *items.get(*index as usize)?),
                _ => return None,
            };
        }
        Some(found)
    }

    /// Every field, outer ones before those in them.
    pub(crate) fn fields(&self) -> Vec<FieldSpan> {
        let mut found = Vec::new();
        if let Some(body) = self.body {
            let shape = Some(Type::Object(shape_of(self.kind)));
            self.within(body, shape, &mut Vec::new(), &mut found);
        }
        found
    }

    fn within(&self, id: Id, wants: Option<Type>, path: &mut Vec<PathStep>, found: &mut Vec<FieldSpan>) {
        match &self.outline.node(id).shape {
            Shape::Word => {}
            Shape::List(items) => {
                let inner = match wants {
                    Some(Type::ObjectList(shape)) => Some(Type::Object(shape)),
                    _ => None,
                };
                for (index, item) in items.iter().enumerate() {
                    path.push(PathStep::from(index));
                    let value = self.range(*item);
                    let dash = self.dash(value.start);
                    self.add(path, (dash..value.end, None, value), found);
                    self.within(*item, inner, path, found);
                    path.pop();
                }
            }
            Shape::Map(entries) => {
                for (key, value) in entries {
                    let name = self.outline.node(*key).word.as_str();
                    let field = match wants {
                        Some(Type::Object(shape)) => shape.field(name),
                        _ => None,
                    };
                    path.push(PathStep::key(field.map_or(name, |field| field.name)));
                    let (key, span) = (self.range(*key), self.range(*value));
                    let entry = key.start..span.end.max(self.colon(key.end));
                    self.add(path, (entry, Some(key), span), found);
                    self.within(*value, field.map(|field: &shape::Field| field.wants), path, found);
                    path.pop();
                }
            }
        }
    }

    fn add(
        &self,
        path: &[PathStep],
        (entry, key, value): (Range<usize>, Option<Range<usize>>, Range<usize>),
        found: &mut Vec<FieldSpan>,
    ) {
        found.push(FieldSpan {
            path: path.to_vec(),
            entry: self.positions.span(entry),
            key: key.map(|key| self.positions.span(key)),
            value: self.positions.span(value),
        });
    }

    /// Where the dash before an item is; its own beginning in brackets.
    fn dash(&self, start: usize) -> usize {
        let before = self.positions.text[..start].trim_end_matches([' ', '\t', '\n', '\r']);
        if before.ends_with('-') {
            before.len() - 1
        } else {
            start
        }
    }

    /// The byte after the colon behind a key.
    fn colon(&self, end: usize) -> usize {
        let behind = &self.positions.text[end..];
        let blanks = behind.len() - behind.trim_start_matches([' ', '\t']).len();
        if behind[blanks..].starts_with(':') {
            end + blanks + 1
        } else {
            end
        }
    }
}

/// The innermost field at an offset in UTF-16 code units: the last one that begins on its line at or before it, or else
/// the one that it is in.
pub(super) fn at(fields: &[FieldSpan], positions: &Positions<'_>, offset: u32) -> Option<usize> {
    let line = u32::try_from(positions.line_of(positions.byte(offset))).ok()?;
    let last = |is: &dyn Fn(&Span) -> bool| {
        let fitting = fields.iter().enumerate().filter(|(_, field)| is(&field.entry));
        let innermost = fitting.max_by_key(|(index, field)| (field.entry.from, *index));
        innermost.map(|(index, _)| index)
    };
    let is_in = |entry: &Span| entry.from <= offset && offset <= entry.to;
    let is_on_line = |entry: &Span| entry.line == line && entry.from <= offset;
    last(&|entry| is_on_line(entry) && is_in(entry))
        .or_else(|| last(&is_on_line))
        .or_else(|| fields.iter().position(|field| field.entry.line == line))
        .or_else(|| last(&is_in))
        .or_else(|| last(&|entry| entry.line <= line && line <= entry.end_line))
}
