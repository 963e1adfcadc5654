//! The fields that an object can have.

use super::{CompletionOption, Found};
use crate::Kind;
use crate::assist::caret::{Caret, Layout};
use crate::assist::form;
use crate::assist::position::Positions;
use crate::assist::shapes::shape_at;
use crate::shape::{Choice, Field, Shape, Type};
use crate::walk;

/// The fields that are not there yet.
pub(super) fn options(kind: Kind, positions: &Positions<'_>, caret: &Caret) -> Option<Found> {
    let shape = shape_at(kind, &caret.path)?;
    let text = positions.text;
    // The name of a field that has a value already is replaced alone.
    let is_named = text[caret.word.end..].trim_start_matches(' ').starts_with(':');
    let has = |field: &Field| {
        caret
            .siblings
            .iter()
            .any(|name| field.name.eq_ignore_ascii_case(name))
    };
    let has_type = shape.choice == Choice::OneType
        && shape
            .fields
            .iter()
            .any(|field| walk::is_type(field) && has(field));
    let fields = form::ordered(shape).into_iter();
    let missing = fields.filter(|field| !(has(field) || has_type && walk::is_type(field)));
    let options = missing.flat_map(|field| of_field(shape, field, (caret.layout, is_named)));
    Some(Found {
        from: caret.word.start,
        to: caret.word.end,
        options: options.collect(),
        is_complete: true,
    })
}

fn of_field(
    shape: &'static Shape,
    field: &'static Field,
    (layout, is_named): (Layout, bool),
) -> Vec<CompletionOption> {
    let section = match () {
        () if field.deprecated.is_some() => "Deprecated",
        () if shape.choice == Choice::OneType && walk::is_type(field) => "Types",
        () if form::is_common(shape, field) => "Common",
        () => "More",
    };
    let since = field.since.map(|version| format!(", since {version}"));
    let option = CompletionOption {
        detail: Some(format!(
            "{}{}",
            form::type_in_words(field),
            since.unwrap_or_default()
        )),
        info: Some(form::help(field)),
        ..CompletionOption::plain(field.name, section)
    };
    if is_named {
        return vec![option];
    }
    let (dash, column) = match layout {
        Layout::Flow => {
            let apply = format!("{}: ", field.name);
            return vec![CompletionOption { apply, ..option }];
        }
        Layout::Block(column) => ("", column),
        Layout::Undashed(column) => ("- ", column + 2),
    };
    let below = " ".repeat(column + 2);
    let name = field.name;
    let filled = CompletionOption {
        apply: match field.wants {
            Type::Object(inner) if inner.fields.is_empty() => format!("{dash}{name}: {{}}"),
            Type::Object(_) | Type::TextMap | Type::IntMap | Type::Plugins => {
                format!("{dash}{name}:\n{below}")
            }
            Type::TextList | Type::ObjectList(_) => format!("{dash}{name}:\n{below}- "),
            _ => format!("{dash}{name}: "),
        },
        ..option.clone()
    };
    match field.wants {
        Type::Object(inner) if field.empty && !inner.fields.is_empty() => {
            let empty = CompletionOption {
                label: format!("{name}: {{}}"),
                apply: format!("{dash}{name}: {{}}"),
                ..option
            };
            vec![filled, empty]
        }
        _ => vec![filled],
    }
}
