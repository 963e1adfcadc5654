//! How a profile that follows files stands, in one sentence for window, tray and command line.

use chrono::{DateTime, Utc};

use super::{Broken, Compared};
use crate::publish::{Standing, StandingState};
use crate::timestamp::Timestamp;
use crate::words;

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
    pub fn standing(&self) -> Standing {
        let of = |state, sentence: String, facts: &[&str], short: &str| Standing {
            state,
            sentence,
            facts: facts.iter().map(|&fact| fact.to_owned()).collect(),
            short: short.to_owned(),
            unpublished: u32::try_from(self.compared.inside().count()).unwrap_or(u32::MAX),
            deadline: None,
        };
        let files = words::count(self.files as u64, "file");
        if let Some(broken) = self.broken {
            let Some(file) = &broken.file else {
                let stays = ["What they said last stays here"];
                return of(
                    StandingState::FilesBroken,
                    broken.message.clone(),
                    &stays,
                    "Files not found",
                );
            };
            let line = broken
                .line
                .map(|line| format!("Line {line}: "))
                .unwrap_or_default();
            let what = line + &broken.message;
            let facts = [
                what.as_str(),
                "Traefik keeps what it had, but its next start would lose every route in these files",
                "Their last sound state stays here",
            ];
            let sentence = format!("`{file}` cannot be taken in");
            return of(StandingState::FilesBroken, sentence, &facts, "1 file broken");
        }
        let (outside, inside) = (self.compared.has_outside(), self.compared.has_inside());
        let changes = words::count(self.compared.differences.len() as u64, "change");
        if outside && inside {
            let facts = ["Decide for each component which of the two counts: nothing is lost until then"];
            let sentence = "Changed in Traefik’s files and here".to_owned();
            return of(
                StandingState::ChangedOnBothSides,
                sentence,
                &facts,
                "Changed on both sides",
            );
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
            return of(StandingState::NotWritten, sentence, &facts, &short);
        }
        if outside {
            let sentence = format!("{changes} in Traefik’s files, not taken in yet");
            return of(StandingState::FilesAhead, sentence, &[], "Taking in changes");
        }
        let last = self.taken_at.map_or_else(String::new, |at| {
            format!(" · last change {}", words::at(*at, self.now))
        });
        of(
            StandingState::Following,
            format!("Following Traefik’s files{last}"),
            &["Every change in them is taken in, and part of the next backup"],
            &format!("Following {files}"),
        )
    }
}
