//! What a change set does to the connections between components: what still names what is removed, and what nothing
//! names any more.

use std::collections::BTreeSet;

use serde::Serialize;
use traefik_dynamic::{Component, Facts, Kind};

use super::working::{Key, Working};
use crate::db::component::Stored;
use crate::error::Result;

/// A reference to a component that is removed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct LeftReference {
    /// The kind of the component that refers.
    pub kind: Kind,
    /// The name of the component that refers.
    pub name: String,
    /// The path within its body: `middlewares[0]`.
    pub path: String,
    /// The kind of the component that is removed.
    pub to_kind: Kind,
    /// The name of the component that is removed.
    pub to_name: String,
}

/// References to what is removed.
pub(super) async fn left(working: &mut Working<'_>) -> Result<Vec<LeftReference>> {
    let mut left = Vec::new();
    for removed in gone(working) {
        for user in working.users(&removed).await? {
            let Some(component) = current(working, &user).await? else {
                continue;
            };
            let start = component.path().len() + 1;
            let references = component.references().into_iter();
            let references = references.filter(|one| (one.kind, &one.name) == (removed.0, &removed.1));
            left.extend(references.map(|one| LeftReference {
                kind: user.0,
                name: user.1.clone(),
                path: one.path.get(start..).unwrap_or_default().to_owned(),
                to_kind: removed.0,
                to_name: removed.1.clone(),
            }));
        }
    }
    Ok(left)
}

/// The components that are removed, and do not go on under another name.
pub(super) fn gone(working: &Working<'_>) -> Vec<Key> {
    let changed = working.changed();
    let gone = changed.filter(|(key, slot)| slot.after.is_none() && !working.is_moved(key));
    gone.map(|(key, _)| key.clone()).collect()
}

/// Components that were used before, and that nothing uses afterwards; with what only they use.
pub(super) async fn unused(working: &mut Working<'_>, facts: Option<&Facts>) -> Result<Vec<Key>> {
    let mut open: Vec<Key> = Vec::new();
    for (_, slot) in working.changed() {
        let before = names(slot.before.as_ref())?;
        let after = names(slot.after.as_ref())?;
        open.extend(before.difference(&after).cloned());
    }
    let needed = named_outside(facts);
    let mut seen = BTreeSet::new();
    let mut unused: Vec<Key> = Vec::new();
    while let Some(key) = open.pop() {
        let is_default = key.1 == "default";
        let can_be_spared = !matches!(key.0, Kind::HttpRouter | Kind::TlsStore) && !is_default;
        if !can_be_spared || needed.contains(&key) || !seen.insert(key.clone()) {
            continue;
        }
        let Some(component) = current(working, &key).await? else {
            continue;
        };
        let users = working.users(&key).await?;
        if users.iter().all(|user| *user == key || unused.contains(user)) {
            let more = component.references().into_iter();
            let more: Vec<Key> = more.map(|one| (one.kind, one.name)).collect();
            // One that was kept because of this one is looked at again.
            seen.retain(|one| !more.contains(one) || unused.contains(one));
            open.extend(more);
            unused.push(key);
        }
    }
    unused.sort();
    Ok(unused)
}

async fn current(working: &mut Working<'_>, key: &Key) -> Result<Option<Component>> {
    let stored = working.current(key).await?;
    stored.as_ref().map(Stored::component).transpose()
}

fn names(stored: Option<&Stored>) -> Result<BTreeSet<Key>> {
    let Some(stored) = stored else {
        return Ok(BTreeSet::new());
    };
    let references = stored.component()?.references().into_iter();
    Ok(references.map(|one| (one.kind, one.name)).collect())
}

/// The components that the entry points of the install configuration name.
fn named_outside(facts: Option<&Facts>) -> BTreeSet<Key> {
    let all = outside(facts);
    all.map(|(_, kind, name)| (kind, own(name).to_owned())).collect()
}

/// Entry points with the components that they name in the install configuration.
fn outside(facts: Option<&Facts>) -> impl Iterator<Item = (&str, Kind, &str)> {
    let entry_points = facts.into_iter().flat_map(|facts| &facts.entry_points);
    entry_points.flat_map(|(entry_point, settings)| {
        let middlewares = settings.middlewares.iter();
        let middlewares = middlewares.map(|name| (Kind::HttpMiddleware, name.as_str()));
        let options = settings.tls.as_ref().and_then(|tls| tls.options.as_deref());
        let options = options.map(|name| (Kind::TlsOptions, name));
        let all = middlewares.chain(options);
        all.map(|(kind, name)| (entry_point.as_str(), kind, name))
    })
}

fn own(name: &str) -> &str {
    name.strip_suffix("@file")
        .or_else(|| name.strip_suffix("@http"))
        .unwrap_or(name)
}

/// References in the install configuration to what is renamed or removed: nothing here can change them.
pub(super) fn cannot_follow(working: &Working<'_>, facts: Option<&Facts>) -> Vec<String> {
    let lost: BTreeSet<&Key> = working
        .changed()
        .filter(|(_, slot)| slot.after.is_none())
        .map(|(key, _)| key)
        .collect();
    let named = outside(facts).filter(|(_, kind, name)| lost.contains(&(*kind, own(name).to_owned())));
    let sentences = named.map(|(entry_point, kind, name)| {
        let noun = kind.noun();
        format!(
            "The entry point `{entry_point}` names the {noun} `{name}` in Traefik’s install configuration"
        )
    });
    sentences.collect()
}
