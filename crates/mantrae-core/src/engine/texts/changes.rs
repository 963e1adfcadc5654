//! Change sets.

use traefik_dynamic::Kind;

use crate::engine::changes::set::{Change, ChangeSet};
use crate::words;

/// What a change set does, in one sentence. `follow`: how many references are updated by it.
pub(in crate::engine) fn title(
    set: &ChangeSet,
    follow: usize,
    is_new: &dyn Fn(Kind, &str) -> bool,
) -> String {
    if let Some(title) = &set.title {
        return title.clone();
    }
    match set.changes.as_slice() {
        [Change::Put(put)] if is_new(put.kind, &put.name) => {
            format!("{} “{}” added", put.kind.noun(), put.name)
        }
        [change] => one(change, follow),
        changes => format!(
            "{} {}",
            words::count(changes.len() as u64, "component"),
            common(changes)
        ),
    }
}

/// It was not done.
pub(in crate::engine) fn not_done(set: &ChangeSet) -> String {
    match set.changes.as_slice() {
        [change] => {
            let (kind, name) = subject(change);
            format!("{} “{name}” was not changed", kind.noun())
        }
        _ => "Nothing was changed".to_owned(),
    }
}

fn one(change: &Change, follow: usize) -> String {
    let (kind, name) = subject(change);
    let what = match change {
        Change::Rename { to, .. } if follow == 0 => format!("renamed to “{to}”"),
        Change::Rename { to, .. } => {
            let references = words::count(follow as u64, "reference");
            format!("renamed to “{to}”, {references} updated")
        }
        _ => done(change).to_owned(),
    };
    format!("{} “{name}” {what}", kind.noun())
}

fn done(change: &Change) -> &'static str {
    match change {
        Change::Put(_) | Change::Fields { .. } => "changed",
        Change::Remove { .. } => "removed",
        Change::Rename { .. } => "renamed",
        Change::SetEnabled { enabled: true, .. } => "switched on",
        Change::SetEnabled { enabled: false, .. } => "switched off",
    }
}

/// The word for all of them.
fn common(changes: &[Change]) -> &'static str {
    let mut all = changes.iter().map(done);
    let first = all.next().unwrap_or("changed");
    if all.all(|one| one == first) {
        first
    } else {
        "changed"
    }
}

fn subject(change: &Change) -> (Kind, &str) {
    match change {
        Change::Put(put) => (put.kind, &put.name),
        Change::Fields { kind, name, .. }
        | Change::Remove { kind, name }
        | Change::Rename { kind, name, .. }
        | Change::SetEnabled { kind, name, .. } => (*kind, name),
    }
}
