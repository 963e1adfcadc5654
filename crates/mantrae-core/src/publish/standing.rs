//! How a published profile stands, in one sentence for window, tray and command line.

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::{Asking, Following, Outcome, OutcomeState, Publication};
use crate::timestamp::Timestamp;
use crate::words;

/// How a published profile stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum StandingState {
    /// It is connected, and nothing was published yet.
    NotPublished,
    /// It is taken back unless a person keeps it.
    OnTrial,
    /// It is written, and Traefik runs what was there before.
    NotPickedUp,
    /// Somebody else has changed or removed the file.
    ChangedOutside,
    /// Traefik could not be asked.
    NotAnswering,
    /// Traefik does not ask for what is published over HTTP, or cannot.
    NotAsking,
    /// Traefik runs something else than was published.
    Differs,
    /// The profile holds changes that are not published.
    NotLive,
    /// Traefik runs it, and some of it does not work.
    SomeFail,
    /// Without its API, nobody can say what Traefik runs.
    NotConfirmed,
    /// Traefik runs exactly what the profile holds.
    Live,
    /// It follows files, and says what they say.
    Following,
    /// Changes in the files that it follows are about to be taken in.
    FilesAhead,
    /// It holds changes that the files it follows lack.
    NotWritten,
    /// The files that it follows and the profile were both changed: a person decides.
    ChangedOnBothSides,
    /// The files that it follows cannot be taken in.
    FilesBroken,
}

/// How a published profile stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Standing {
    /// In one word.
    pub state: StandingState,
    /// In one sentence.
    pub sentence: String,
    /// What else to know, in sentences.
    pub facts: Vec<String>,
    /// In a few words, for where there is little room.
    pub short: String,
    /// Saved changes that are not published.
    pub unpublished: u32,
    /// When a publication on trial is taken back; `None` if none is on trial.
    pub deadline: Option<Timestamp>,
}

/// Saved changes are published automatically, while the program runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Automatic<'k> {
    /// Why the last ones were not; `None` if they were, or will be.
    pub held_back: Option<&'k str>,
}

/// What is known about a published profile.
#[derive(Debug, Clone, Copy)]
pub struct Known<'k> {
    /// The publication whose content is in the file; `None` if there is none.
    pub publication: Option<&'k Publication>,
    /// What Traefik said about it last.
    pub outcome: Option<&'k Outcome>,
    /// Whether the file is as it was published.
    pub file: Following,
    /// The name of the file.
    pub name: &'k str,
    /// Whether Traefik asks for it; `None` unless it is served over HTTP.
    pub asking: Option<&'k Asking>,
    /// Whether Traefik's API is connected.
    pub has_api: bool,
    /// Saved changes that are not published.
    pub unpublished: u32,
    /// Routers of the profile that are enabled.
    pub routers: u32,
    /// Whether saved changes are published automatically; `None` if a person does it.
    pub automatic: Option<Automatic<'k>>,
    /// The moment it is looked at.
    pub now: DateTime<Utc>,
}

impl Known<'_> {
    /// How it stands: what needs a person most comes first.
    pub fn standing(&self) -> Standing {
        let unpublished = self.unpublished;
        let of = |state, sentence: String, short: &str| Standing {
            state,
            sentence,
            facts: Vec::new(),
            short: short.to_owned(),
            unpublished,
            deadline: None,
        };
        let Some(publication) = self.publication else {
            return self.unpublished_yet(of);
        };
        let number = publication.number;
        let written = words::at(*publication.written_at, self.now);
        let since = words::at(*publication.seen_at.unwrap_or(publication.written_at), self.now);
        let said = self.outcome.map(|outcome| outcome.state);
        let mut standing = match (publication.deadline, self.file, said) {
            (Some(deadline), ..) => Standing {
                deadline: Some(deadline),
                facts: vec![self.on_trial(number)],
                ..of(
                    StandingState::OnTrial,
                    format!("On trial since {since}{}", self.all_work()),
                    "On trial",
                )
            },
            (None, Following::ChangedOutside, _) => Standing {
                facts: vec!["Publishing waits until you decide which of the two counts".to_owned()],
                ..of(
                    StandingState::ChangedOutside,
                    format!("{} was changed outside", self.name),
                    "Changed outside",
                )
            },
            // Traefik still compares with what was published before.
            (None, Following::TakenIn, _) => Standing {
                facts: vec!["Publish once more, and Traefik can confirm it".to_owned()],
                ..of(
                    StandingState::NotLive,
                    format!("What others wrote in {} is part of this profile now", self.name),
                    "Taken in, not confirmed",
                )
            },
            (None, ..) if self.asking.is_some_and(Asking::is_wrong) => self.not_asking(of),
            (None, _, Some(OutcomeState::NotPickedUp | OutcomeState::NotRead)) => Standing {
                facts: self.said(),
                ..of(
                    StandingState::NotPickedUp,
                    format!("{}, but not picked up by Traefik since {written}", self.done()),
                    "Not picked up",
                )
            },
            (None, _, Some(OutcomeState::NotConfirmed) | None) if self.has_api => {
                self.not_answering(number, &written, of)
            }
            (None, _, Some(OutcomeState::LiveButDifferent)) => Standing {
                facts: self.said(),
                ..of(
                    StandingState::Differs,
                    "Traefik runs something else than was published".to_owned(),
                    "Traefik differs",
                )
            },
            _ if unpublished > 0 => self.not_live(number, &since, said, of),
            (None, _, Some(OutcomeState::LiveWithProblems)) => self.some_fail(number, &since, of),
            (None, _, Some(OutcomeState::Live)) => Standing {
                facts: vec![format!(
                    "Publication {number}, confirmed by Traefik: it runs exactly this profile"
                )],
                ..of(
                    StandingState::Live,
                    format!("Live since {since}{}", self.all_work()),
                    "Traefik live",
                )
            },
            _ => Standing {
                facts: vec!["Without its API, Traefik cannot say what it runs".to_owned()],
                ..of(
                    StandingState::NotConfirmed,
                    format!("Published since {written}, not confirmed"),
                    "Not confirmed",
                )
            },
        };
        if unpublished > 0 && standing.state != StandingState::NotLive {
            let changes = words::count(u64::from(unpublished), "change");
            let are = if unpublished == 1 { "is" } else { "are" };
            standing.facts.push(format!("{changes} here {are} not published"));
        }
        standing.facts.extend(self.said_of_automatic());
        if let Some(asking) = self.asking.filter(|_| standing.state != StandingState::NotAsking) {
            standing.facts.push(asking.sentence(self.now));
        }
        standing
    }

    /// Why changes are not published automatically, or that they will be.
    fn said_of_automatic(&self) -> Option<String> {
        let automatic = self.automatic.filter(|_| self.unpublished > 0)?;
        Some(automatic.held_back.map_or_else(
            || "They are published automatically while Mantrae runs".to_owned(),
            |reason| format!("Not published automatically. {reason}"),
        ))
    }

    /// What was done with a publication.
    fn done(&self) -> &'static str {
        if self.asking.is_some() {
            "Published"
        } else {
            "Written"
        }
    }

    /// Where a publication is: "in the file".
    fn there(&self) -> &'static str {
        if self.asking.is_some() {
            "served"
        } else {
            "in the file"
        }
    }

    fn not_answering(
        &self,
        number: i64,
        written: &str,
        of: impl Fn(StandingState, String, &str) -> Standing,
    ) -> Standing {
        Standing {
            facts: std::iter::once(format!(
                "Publication {number} has been {} since {written}",
                self.there()
            ))
            .chain(self.said())
            .collect(),
            ..of(
                StandingState::NotAnswering,
                "Traefik does not answer".to_owned(),
                "Traefik does not answer",
            )
        }
    }

    fn not_asking(&self, of: impl Fn(StandingState, String, &str) -> Standing) -> Standing {
        let asking = self.asking.cloned().unwrap_or(Asking::NotYet);
        let short = match asking {
            Asking::NotServed => "Not served",
            Asking::NotListening(_) => "Not listening",
            _ => "Traefik does not ask",
        };
        Standing {
            facts: asking.facts(self.now),
            ..of(StandingState::NotAsking, asking.sentence(self.now), short)
        }
    }

    fn unpublished_yet(&self, of: impl Fn(StandingState, String, &str) -> Standing) -> Standing {
        let what = match self.unpublished {
            0 if self.asking.is_some() => "There is nothing to publish".to_owned(),
            0 => "The file already holds what this profile would write".to_owned(),
            changes => format!(
                "Publishing would make {} in {}",
                words::count(u64::from(changes), "change"),
                self.name
            ),
        };
        Standing {
            facts: std::iter::once(what)
                .chain(self.said_of_automatic())
                .chain(self.asking.map(|asking| asking.sentence(self.now)))
                .collect(),
            ..of(
                StandingState::NotPublished,
                "Connected, and nothing is published yet".to_owned(),
                "Not published yet",
            )
        }
    }

    fn on_trial(&self, number: i64) -> String {
        match self.outcome {
            Some(outcome) if outcome.is_live() => {
                format!("Publication {number}, confirmed by Traefik. Try it in a browser now")
            }
            Some(outcome) => format!("Publication {number}. {}", outcome.sentence),
            None => format!("Publication {number}"),
        }
    }

    fn not_live(
        &self,
        number: i64,
        since: &str,
        said: Option<OutcomeState>,
        of: impl Fn(StandingState, String, &str) -> Standing,
    ) -> Standing {
        let changes = words::count(u64::from(self.unpublished), "change");
        let are = if self.unpublished == 1 { "is" } else { "are" };
        let runs = match said {
            Some(OutcomeState::Live) => {
                format!("Traefik has been running publication {number} since {since}")
            }
            Some(OutcomeState::LiveWithProblems) => format!(
                "Traefik has been running publication {number} since {since}; {}",
                self.broken_words()
            ),
            _ => format!(
                "Publication {number} has been {} since {since}, and is not confirmed",
                self.there()
            ),
        };
        Standing {
            facts: vec![runs],
            ..of(
                StandingState::NotLive,
                format!("{changes} here {are} not live yet"),
                &format!("{changes} not live"),
            )
        }
    }

    fn some_fail(
        &self,
        number: i64,
        since: &str,
        of: impl Fn(StandingState, String, &str) -> Standing,
    ) -> Standing {
        let broken = self.broken_routers();
        let works = u64::from(self.routers).saturating_sub(broken);
        let sentence = if broken == 0 || works == 0 {
            format!("Live since {since} · {}", self.broken_words())
        } else {
            let work = if works == 1 { "works" } else { "work" };
            let do_not = if broken == 1 { "does" } else { "do" };
            format!(
                "Live since {since} · {} {work}, {broken} {do_not} not",
                words::count(works, "router")
            )
        };
        Standing {
            facts: vec![format!("Publication {number}, confirmed by Traefik")],
            ..of(StandingState::SomeFail, sentence, &self.broken_words())
        }
    }

    /// What Traefik said, and what to try.
    fn said(&self) -> Vec<String> {
        let said = self.outcome.into_iter();
        said.flat_map(|outcome| std::iter::once(outcome.sentence.clone()).chain(outcome.hint.clone()))
            .collect()
    }

    fn broken_routers(&self) -> u64 {
        let components = self.outcome.map_or(&[][..], |outcome| &outcome.components);
        components.iter().filter(|one| one.kind.is_router()).count() as u64
    }

    /// "2 routers do not work".
    fn broken_words(&self) -> String {
        let (count, what) = match self.broken_routers() {
            0 => {
                let all = self.outcome.map_or(0, |outcome| outcome.components.len());
                (all as u64, "component")
            }
            routers => (routers, "router"),
        };
        let verb = if count == 1 { "does" } else { "do" };
        format!("{} {verb} not work", words::count(count, what))
    }

    /// " · all 44 routers work", where Traefik said so about what the profile holds now.
    fn all_work(&self) -> String {
        let is_said = matches!(self.outcome.map(|one| one.state), Some(OutcomeState::Live));
        match self.routers {
            _ if !is_said || self.unpublished > 0 => String::new(),
            0 => String::new(),
            1 => " · its router works".to_owned(),
            all => format!(" · all {all} routers work"),
        }
    }
}

#[cfg(test)]
mod tests;
