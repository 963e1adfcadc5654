//! What a person decides where the files and the profile were changed both.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Compared, Content, Difference, Key};
use crate::error::{Code, Error, Result};

/// Whose version of a component counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type), serde(rename = "FollowDecision"))]
#[serde(rename_all = "kebab-case")]
pub enum Decision {
    /// That of the files: it is taken in.
    Files,
    /// That of the profile: it is to be written.
    Profile,
}

impl Compared {
    /// The differences that are taken in, given what a person decided. Where only one side was changed, that change
    /// counts. Fails if something that both changed is not decided, or something else is.
    pub fn taken_in<'c>(&'c self, decisions: &BTreeMap<Key, Decision>) -> Result<Vec<&'c Difference>> {
        let known: BTreeMap<Key, &Difference> = self.differences.iter().map(|one| (one.key(), one)).collect();
        if let Some((kind, name)) = decisions.keys().find(|key| !known.contains_key(*key)) {
            let sentence = format!("The files and the profile do not differ in {kind} `{name}`");
            return Err(Error::new(Code::StalePlan, sentence).hint("Look at the differences again"));
        }
        let mut taken = Vec::new();
        for difference in &self.differences {
            let decision = decisions.get(&difference.key()).copied();
            let is_taken = match decision {
                Some(decision) => decision == Decision::Files,
                None if difference.is_conflict() => {
                    let (kind, name) = (difference.kind, &difference.name);
                    let sentence = format!("{kind} `{name}` was changed in the files and in the profile");
                    return Err(Error::new(Code::InvalidInput, sentence)
                        .hint("Decide for each such component which of the two counts"));
                }
                None => difference.in_files.is_some(),
            };
            if is_taken {
                taken.push(difference);
            }
        }
        Ok(taken)
    }
}

impl Content {
    /// The names of files in which these components are, or were, in their order.
    pub fn named<'c>(differences: impl Iterator<Item = &'c Difference>) -> Vec<&'c str> {
        let mut names: Vec<&str> = Vec::new();
        for file in differences.filter_map(|one| one.file.as_deref()) {
            if !names.contains(&file) {
                names.push(file);
            }
        }
        names
    }
}
