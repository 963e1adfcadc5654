//! What became of a publication, in sentences.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use traefik_dynamic::Kind;

use super::{Asking, Form, Target};
use crate::words;

/// What a look at Traefik said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum OutcomeState {
    /// Traefik runs exactly what was published, and all of it works.
    Live,
    /// Traefik runs it, and reports that some of it does not work.
    LiveWithProblems,
    /// Traefik took it over, but runs something else in the place of some components.
    LiveButDifferent,
    /// The file is written, and Traefik runs what was there before.
    NotPickedUp,
    /// Traefik has nothing from this folder or file.
    NotRead,
    /// Nobody could be asked.
    NotConfirmed,
}

/// What became of a publication.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Outcome {
    /// In one word.
    pub state: OutcomeState,
    /// In one sentence.
    pub sentence: String,
    /// What to try.
    pub hint: Option<String>,
    /// Components that do not work, or are not what was published.
    pub components: Vec<ComponentOutcome>,
}

/// A component that does not work, or is not what was published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ComponentOutcome {
    /// Its kind.
    pub kind: Kind,
    /// Its name; for a router that Traefik copies, that of the copy.
    pub name: String,
    /// `enabled`, `warning`, `disabled`, or `missing`.
    pub status: String,
    /// What Traefik says, verbatim.
    pub traefik: Vec<String>,
    /// What was predicted, or in which fields it differs.
    pub ours: Option<String>,
}

impl Outcome {
    /// Whether Traefik was seen to run this publication.
    pub fn is_live(&self) -> bool {
        matches!(
            self.state,
            OutcomeState::Live | OutcomeState::LiveWithProblems | OutcomeState::LiveButDifferent
        )
    }

    pub(super) fn of(state: OutcomeState, sentence: String, hint: Option<&str>) -> Self {
        Self {
            state,
            sentence,
            hint: hint.map(str::to_owned),
            components: Vec::new(),
        }
    }

    /// Traefik shows the marker; these components do not work, and these are not what was published.
    pub(super) fn live(
        broken: Vec<ComponentOutcome>,
        different: Vec<ComponentOutcome>,
        winner: &dyn Fn(&ComponentOutcome) -> Option<String>,
    ) -> Self {
        if let Some(first) = different.first() {
            let more = match different.len() - 1 {
                0 => String::new(),
                more => format!(", and {} more", words::count(more as u64, "component")),
            };
            let (sentence, hint) = match winner(first) {
                Some(file) => (
                    format!(
                        "Live, but “{}” comes from another file: “{file}” defines it first{more}",
                        first.name
                    ),
                    "Remove it from one of the two files",
                ),
                None if first.status == "missing" => (
                    format!("Live, but Traefik does not run “{}”{more}", first.name),
                    "Look at Traefik’s log",
                ),
                None => (
                    format!(
                        "Live, but Traefik runs another “{}” than the published one{more}",
                        first.name
                    ),
                    "Look for a second file or provider that defines it",
                ),
            };
            let mut outcome = Self::of(OutcomeState::LiveButDifferent, sentence, Some(hint));
            outcome.components = different.into_iter().chain(broken).collect();
            return outcome;
        }
        if broken.is_empty() {
            let sentence = "Live: Traefik runs exactly what was published".to_owned();
            return Self::of(OutcomeState::Live, sentence, None);
        }
        let (count, what) = match broken.iter().filter(|one| one.kind.is_router()).count() {
            0 => (broken.len(), "component"),
            routers => (routers, "router"),
        };
        let verb = if count == 1 { "does" } else { "do" };
        let sentence = format!("Live, but {} {verb} not work", words::count(count as u64, what));
        let mut outcome = Self::of(OutcomeState::LiveWithProblems, sentence, None);
        outcome.components = broken;
        outcome
    }

    /// The file is written, and Traefik still runs what was there before.
    pub(super) fn not_picked_up(why: Option<&str>) -> Self {
        let reason = why.map_or_else(String::new, |why| format!(": {why}"));
        let hint = match why {
            Some(_) => {
                "It may still go live later, when that is mended or Traefik restarts; take it back if it must not"
            }
            None => {
                "Traefik may watch another folder, a single file that is mounted into its container, or nothing. It \
                 may still go live later, when Traefik restarts; take it back if it must not"
            }
        };
        let sentence = format!("Written, but Traefik has not taken it over{reason}");
        Self::of(OutcomeState::NotPickedUp, sentence, Some(hint))
    }

    /// It is served, and Traefik still runs what was there before.
    pub(super) fn not_fetched(asking: &Asking, number: i64, now: DateTime<Utc>) -> Self {
        let (sentence, hint) = if asking.got(number) {
            (
                format!("Traefik got publication {number}, but did not take it over"),
                "Traefik’s log says why, in a line with `providerName=http`; it says so only once".to_owned(),
            )
        } else {
            let why = asking.sentence(now);
            (
                format!("Published, but not picked up: {}", as_rest(&why)),
                asking
                    .facts(now)
                    .pop()
                    .filter(|fact| *fact != why)
                    .unwrap_or_else(|| {
                        "Traefik picks it up when it asks; after errors it may wait for half a minute"
                            .to_owned()
                    }),
            )
        };
        Self::of(OutcomeState::NotPickedUp, sentence, Some(&hint))
    }

    /// Traefik has nothing from there.
    pub(super) fn not_read(target: &Target, has_provider: bool) -> Self {
        let what = match target.form {
            Form::Folder => format!("the folder “{}”", target.folder().display()),
            Form::File => format!("the file “{}”", target.shown()),
            Form::Http => "anything over HTTP".to_owned(),
        };
        let hint = match (target.form, has_provider) {
            (Form::Http, _) => {
                "Its install configuration has no HTTP provider: add `providers.http`, and restart Traefik"
            }
            (_, true) => {
                "Its install configuration names another one, perhaps by the path inside its container"
            }
            (_, false) => {
                "Its install configuration has no file provider: add `providers.file`, and restart Traefik"
            }
        };
        Self::of(
            OutcomeState::NotRead,
            format!("Traefik does not read {what}"),
            Some(hint),
        )
    }

    /// Nobody could be asked.
    pub(crate) fn not_confirmed(why: Option<&str>) -> Self {
        let (sentence, hint) = match why {
            None => (
                "Published, not confirmed: the address of Traefik’s API is not known".to_owned(),
                "Connect Traefik’s API to the profile, and it is asked",
            ),
            Some(why) => (format!("Published, not confirmed: {why}"), "Ask again later"),
        };
        Self::of(OutcomeState::NotConfirmed, sentence, Some(hint))
    }
}

/// A sentence as the rest of another one.
pub(super) fn uncapitalised(sentence: &str) -> String {
    let mut letters = sentence.chars();
    letters
        .next()
        .map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

/// A sentence after a colon: names stay as they are.
fn as_rest(sentence: &str) -> String {
    if ["Traefik", "Mantrae"]
        .iter()
        .any(|name| sentence.starts_with(name))
    {
        return sentence.to_owned();
    }
    uncapitalised(sentence)
}
