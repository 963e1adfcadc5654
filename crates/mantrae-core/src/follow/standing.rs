//! How a profile that follows files stands, in one sentence for window, tray and command line.

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::{Broken, Compared};
use crate::timestamp::Timestamp;
use crate::words;

/// How a profile that follows files stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum FollowState {
    /// The files cannot be taken in.
    Broken,
    /// Both were changed: a person decides.
    Apart,
    /// The profile holds changes that the files lack.
    Unwritten,
    /// The files hold changes that are about to be taken in.
    Behind,
    /// Both say the same.
    InStep,
}

/// How a profile that follows files stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct FollowStanding {
    /// In one word.
    pub state: FollowState,
    /// In one sentence.
    pub sentence: String,
    /// What else to know, in sentences.
    pub facts: Vec<String>,
    /// In a few words, for where there is little room.
    pub short: String,
}

/// What is known about a profile that follows files.
#[derive(Debug, Clone, Copy)]
pub struct Known<'k> {
    /// Why the files cannot be taken in; `None`: they are sound.
    pub broken: Option<&'k Broken>,
    /// Where both differ.
    pub compared: &'k Compared,
    /// How many files there are.
    pub files: usize,
    /// When something was last taken in.
    pub taken_at: Option<Timestamp>,
    /// The moment it is looked at.
    pub now: DateTime<Utc>,
}

impl Known<'_> {
    /// How it stands: what needs a person most comes first.
    pub fn standing(&self) -> FollowStanding {
        let of = |state, sentence: String, facts: &[&str], short: &str| FollowStanding {
            state,
            sentence,
            facts: facts.iter().map(|&fact| fact.to_owned()).collect(),
            short: short.to_owned(),
        };
        let files = words::count(self.files as u64, "file");
        if let Some(broken) = self.broken {
            let facts = [
                "Traefik keeps what it had: its next restart would lose every route in these files",
                "The last state in which they were sound stays here, and in the backups",
            ];
            let short = match &broken.file {
                Some(_) => "1 file broken".to_owned(),
                None => "Files not found".to_owned(),
            };
            return of(FollowState::Broken, broken.sentence(), &facts, &short);
        }
        let (outside, inside) = (self.compared.has_outside(), self.compared.has_inside());
        let changes = words::count(self.compared.differences.len() as u64, "change");
        if outside && inside {
            let facts = ["Decide for each component which of the two counts: nothing is lost until then"];
            let sentence = "Changed in Traefik’s files and here".to_owned();
            return of(FollowState::Apart, sentence, &facts, "Changed on both sides");
        }
        if inside {
            let facts = ["Traefik does not run them: write them to the files, or take back what you changed"];
            let verb = if self.compared.differences.len() == 1 {
                "is"
            } else {
                "are"
            };
            let sentence = format!("{changes} {verb} not in Traefik’s files yet");
            let short = format!("{changes} not written");
            return of(FollowState::Unwritten, sentence, &facts, &short);
        }
        if outside {
            let sentence = format!("{changes} in Traefik’s files, not taken in yet");
            return of(FollowState::Behind, sentence, &[], "Taking in changes");
        }
        let last = self.taken_at.map_or_else(String::new, |at| {
            format!(" · last change {}", words::at(*at, self.now))
        });
        of(
            FollowState::InStep,
            format!("Following Traefik’s files{last}"),
            &["Every change in them is taken in, and part of the next backup"],
            &format!("Following {files}"),
        )
    }
}
