//! A component of which there may be a draft, and how the two compare.

use std::sync::Arc;

use traefik_dynamic::{Braces, Component, Kind, text};

use super::around::Around;
use crate::component_ref::ComponentRef;
use crate::db::component::Stored;
use crate::db::draft::Row;
use crate::draft::{self, Outside, merge};
use crate::engine::changes::fields;
use crate::error::Result;

/// A component of which there may be a draft.
pub(super) struct Subject<'r> {
    pub(super) component: &'r ComponentRef,
    /// The uid of its profile.
    pub(super) uid: String,
    pub(super) around: Arc<Around>,
    pub(super) stored: Option<Stored>,
    pub(super) row: Option<Row>,
}

impl Subject<'_> {
    /// The lines that are saved; none for a new component.
    pub(super) fn saved(&self) -> Result<Option<String>> {
        self.stored.as_ref().map(lines_of).transpose()
    }
}

/// Whether saving a draft would change nothing.
pub(super) fn says_the_same(draft: &Row, stored: &Stored, component: &ComponentRef) -> bool {
    let found = readable((component.kind, &component.name), &draft.lines);
    found.is_some_and(|found| {
        let saved = fields::put(&found, Some(&draft.lines), (Some(stored), stored.updated_at));
        saved.is_same(stored)
    })
}

/// The lines of a saved component.
pub(super) fn lines_of(stored: &Stored) -> Result<String> {
    match &stored.text {
        Some(text) => Ok(text.clone()),
        None => Ok(text::written(&stored.component()?)),
    }
}

/// The component that these lines are, if Traefik would take them and they have that name.
pub(super) fn readable((kind, name): (Kind, &str), lines: &str) -> Option<Component> {
    text::read(kind, lines, Braces::Actions)
        .0
        .filter(|found| found.name == name)
}

/// A new component that lacks what a person chooses first, such as the type of a middleware.
pub(super) fn begun((kind, name): (Kind, &str), lines: &str) -> Option<Component> {
    let blank = || Component::from_configuration(kind, name, serde_json::json!({}));
    (lines == draft::skeleton(kind, name)).then(blank)
}

pub(super) fn three_ways(row: &Row, mine: &Component, stored: &Stored) -> Result<draft::Merge> {
    let base = match row.base()? {
        Some(base) => base.component()?.configuration(),
        None => serde_json::Value::Object(serde_json::Map::new()),
    };
    let theirs = stored.component()?.configuration();
    Ok(merge(&base, &mine.configuration(), &theirs))
}

/// What others did to the component since the draft began.
pub(super) fn outside(subject: &Subject<'_>) -> Result<Option<Outside>> {
    let Some(row) = &subject.row else {
        return Ok(None);
    };
    let stored = match (&row.base()?, &subject.stored) {
        (None, None) => return Ok(None),
        (Some(base), Some(stored)) if base.meaning == stored.meaning && base.text == stored.text => {
            return Ok(None);
        }
        (_, None) => {
            return Ok(Some(Outside {
                changed_at: None,
                fields: Vec::new(),
                clashes: Vec::new(),
                can_merge: false,
            }));
        }
        (_, Some(stored)) => stored,
    };
    let mine = readable((subject.component.kind, &subject.component.name), &row.lines);
    let merge = mine.map(|mine| three_ways(row, &mine, stored)).transpose()?;
    Ok(Some(Outside {
        changed_at: Some(stored.updated_at),
        fields: merge.as_ref().map(draft::Merge::fields).unwrap_or_default(),
        clashes: merge.as_ref().map(draft::Merge::clashes).unwrap_or_default(),
        can_merge: merge.is_some(),
    }))
}
