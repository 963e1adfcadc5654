//! Compares the files, the profile, and what both last agreed on.

use std::collections::BTreeSet;
use std::path::Path;

use serde::Serialize;
use traefik_dynamic::{Format, Kind};

use super::{Content, Key, Own, Written};

/// What happened to a component on one side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum DifferenceKind {
    /// It was not there.
    Added,
    /// It means something else.
    Changed,
    /// Only its comments, or the way in which it is written.
    Reworded,
    /// It is not there any more.
    Removed,
}

/// A component on which the files and the profile differ.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Difference {
    /// Its kind.
    pub kind: Kind,
    /// Its name.
    pub name: String,
    /// The file that defines it, or did.
    pub file: Option<String>,
    /// What happened to it in the files since both agreed; none if nothing did.
    pub in_files: Option<DifferenceKind>,
    /// What happened to it in the profile.
    pub in_profile: Option<DifferenceKind>,
}

impl Difference {
    /// Whether it was changed on both sides, and not in the same way.
    pub fn is_conflict(&self) -> bool {
        self.in_files.is_some() && self.in_profile.is_some()
    }

    /// Kind and name.
    pub fn key(&self) -> Key {
        (self.kind, self.name.clone())
    }
}

/// All components on which the files and the profile differ, by kind and name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Compared {
    /// The differences.
    pub differences: Vec<Difference>,
}

impl Compared {
    /// Those that the files have and the profile lacks.
    pub fn outside(&self) -> impl Iterator<Item = &Difference> {
        self.differences.iter().filter(|one| one.in_files.is_some())
    }

    /// Those that the profile has and the files lack.
    pub fn inside(&self) -> impl Iterator<Item = &Difference> {
        self.differences.iter().filter(|one| one.in_profile.is_some())
    }

    /// Whether something was changed in the files.
    pub fn has_outside(&self) -> bool {
        self.outside().next().is_some()
    }

    /// Whether something was changed in the profile.
    pub fn has_inside(&self) -> bool {
        self.inside().next().is_some()
    }
}

/// Compares the files as they are and the profile as it is with the files on which both last agreed.
pub fn compare(agreed: &Content, now: &Content, own: &Own) -> Compared {
    let keys: BTreeSet<&Key> = agreed.keys().chain(now.keys()).chain(own.keys()).collect();
    let differences = keys.into_iter().filter_map(|key| {
        let (before, outside, inside) = (agreed.get(key), now.get(key), own.get(key));
        let in_files = changed(before, outside);
        let file = now.file_of(key).or_else(|| agreed.file_of(key));
        let is_no_matter = |how| how == DifferenceKind::Reworded && !asks_for_lines(inside, file);
        let in_profile = changed(before, inside).filter(|how| !is_no_matter(*how));
        let apart = changed(outside, inside)?;
        // What both changed in the same way, they agree on; the lines are those of the files.
        let is_same = in_profile.is_some() && is_no_matter(apart);
        if is_same || (in_files.is_none() && in_profile.is_none()) {
            return None;
        }
        Some(Difference {
            kind: key.0,
            name: key.1.clone(),
            file: file.map(str::to_owned),
            in_files,
            in_profile,
        })
    });
    Compared {
        differences: differences.collect(),
    }
}

/// What changes in a profile so that it says what the files say.
pub fn incoming(now: &Content, own: &Own) -> Vec<Difference> {
    let keys: BTreeSet<&Key> = now.keys().chain(own.keys()).collect();
    let differences = keys.into_iter().filter_map(|key| {
        let in_files = Some(changed(own.get(key), now.get(key))?);
        Some(Difference {
            kind: key.0,
            name: key.1.clone(),
            file: now.file_of(key).map(str::to_owned),
            in_files,
            in_profile: None,
        })
    });
    differences.collect()
}

/// Whether a profile asks for the lines it has. One that has none has never got any that it could keep, and only YAML
/// can hold them.
fn asks_for_lines(inside: Option<&Written>, file: Option<&str>) -> bool {
    let is_yaml = file.is_none_or(|file| Format::from_path(Path::new(file)) == Some(Format::Yaml));
    is_yaml && inside.is_none_or(|one| one.lines.is_some())
}

fn changed(before: Option<&Written>, after: Option<&Written>) -> Option<DifferenceKind> {
    match (before, after) {
        (None, Some(_)) => Some(DifferenceKind::Added),
        (Some(_), None) => Some(DifferenceKind::Removed),
        (Some(before), Some(after)) if before.component.meaning() != after.component.meaning() => {
            Some(DifferenceKind::Changed)
        }
        (Some(before), Some(after)) if before.lines != after.lines => Some(DifferenceKind::Reworded),
        (None, None) | (Some(_), Some(_)) => None,
    }
}
