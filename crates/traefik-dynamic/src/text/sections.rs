//! Where the sections, collections and components of a file are written.

use std::collections::HashMap;

use super::lines::{Item, Lines};
use super::outline::{Id, Outline, Shape};
use crate::Kind;

/// A collection such as `http.routers`.
#[derive(Debug)]
pub(super) struct Collection {
    pub(super) kind: Kind,
    /// Its own lines.
    pub(super) item: Option<Item>,
    /// The lines of its components; `None` if they are in brackets.
    pub(super) components: Option<Vec<Item>>,
}

/// A section such as `http`.
#[derive(Debug)]
pub(super) struct Section {
    pub(super) name: &'static str,
    pub(super) item: Option<Item>,
    /// The lines of everything in it; `None` if it is in brackets.
    pub(super) collections: Option<Vec<Item>>,
}

/// Where a component is written.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    pub(super) item: Item,
}

/// The sections of a file.
pub(super) fn sections(outline: &Outline, lines: &Lines<'_>) -> Vec<(Section, Id)> {
    let Some(root) = outline.root else {
        return Vec::new();
    };
    let items = lines.items(outline, root);
    let mut sections = Vec::new();
    for (index, (key, value)) in outline.entries(root).iter().enumerate() {
        let names = ["http", "tcp", "udp", "tls"];
        let word = &outline.node(*key).word;
        if let Some(name) = names.into_iter().find(|name| name.eq_ignore_ascii_case(word)) {
            let section = Section {
                name,
                item: items.as_ref().map(|items| items[index]),
                collections: lines.items(outline, *value),
            };
            sections.push((section, *value));
        }
    }
    sections
}

/// The collections of a file.
pub(super) fn collections(outline: &Outline, lines: &Lines<'_>) -> Vec<(Collection, Id)> {
    let mut collections = Vec::new();
    for (section, id) in sections(outline, lines) {
        for (index, (key, value)) in outline.entries(id).iter().enumerate() {
            let word = &outline.node(*key).word;
            let kind = Kind::ALL.iter().copied().find(|kind| {
                let (its, collection) = kind.section();
                its == section.name && collection.eq_ignore_ascii_case(word)
            });
            let Some(kind) = kind else { continue };
            let collection = Collection {
                kind,
                item: section.collections.as_ref().map(|items| items[index]),
                components: lines.items(outline, *value),
            };
            collections.push((collection, *value));
        }
    }
    collections
}

/// Where each component is written, by kind and the line of its name (counted from 1), which no other has.
pub(super) fn places(outline: &Outline, lines: &Lines<'_>) -> HashMap<(Kind, u32), Place> {
    let mut places = HashMap::new();
    for (collection, id) in collections(outline, lines) {
        let is_expected = match outline.node(id).shape {
            Shape::List(_) => collection.kind == Kind::TlsCertificate,
            _ => collection.kind != Kind::TlsCertificate,
        };
        for item in collection
            .components
            .into_iter()
            .flatten()
            .filter(|_| is_expected)
        {
            let line = u32::try_from(item.first + 1).unwrap_or(u32::MAX);
            places.insert((collection.kind, line), Place { item });
        }
    }
    places
}
