//! Whether what was saved may be published without asking a person, and why not.

use std::collections::{BTreeSet, HashMap};

use traefik_dynamic::predict::{State, Status};
use traefik_dynamic::{Component, Kind, Problem, Severity};

use super::{HostChanges, OutcomeState, PublicationState};
use crate::words;

/// So many routers may change without anybody looking.
const MOST: usize = 4;

/// A person knew that from the beginning, and nothing in the configuration changes it.
const KNOWN: &str = "NETWORK-DRIVE";

/// The latest publication of a profile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Latest {
    /// Counted from 1.
    pub number: i64,
    /// What became of it.
    pub state: PublicationState,
    /// Whether it is taken back unless a person keeps it.
    pub is_on_trial: bool,
    /// What the last look at Traefik said; `None` before the first one.
    pub outcome: Option<OutcomeState>,
}

/// What was saved, and what publishing it would do.
#[derive(Debug, Clone, Copy)]
pub struct Saved<'s> {
    /// The latest publication where the profile is published now; `None` if there is none.
    pub latest: Option<Latest>,
    /// Whether Traefik can be asked.
    pub has_api: bool,
    /// What the plan says.
    pub problems: &'s [Problem],
    /// What would change.
    pub changes: &'s [HostChanges],
    /// The components that would be published.
    pub after: &'s [Component],
    /// What Traefik will make of them.
    pub states: &'s [State],
}

impl Saved<'_> {
    /// Why a person has to publish it, in a sentence; `None` if nobody has to. What needs a person most comes first.
    pub fn held_back(&self) -> Option<String> {
        let Some(latest) = self.latest else {
            return Some("The first publication is yours to make".to_owned());
        };
        if let Some(reason) = latest.in_the_way(self.has_api) {
            return Some(reason);
        }
        let mut problems = self.problems.iter().filter(|one| {
            let is_wrong = matches!(one.severity, Severity::Error | Severity::Warning);
            is_wrong && one.code != KNOWN
        });
        if let Some(problem) = problems.next() {
            return Some(problem.message.clone());
        }
        let touched = self.touched();
        let is_touched = |state: &&State| touched.contains(&(state.kind, state.component.as_str()));
        let mut states = self.states.iter().filter(is_touched);
        if let Some(state) = states.find(|one| matches!(one.status, Status::Disabled | Status::Warning)) {
            let noun = state.kind.noun();
            return Some(format!("The {noun} “{}” would not work", state.component));
        }
        let routers = touched.iter().filter(|(kind, _)| kind.is_router()).count();
        (routers > MOST).then(|| {
            let routers = words::count(routers as u64, "router");
            format!("{routers} would change, and at most {MOST} may without you")
        })
    }

    /// What changes, and all that refers to it, however indirectly.
    fn touched(&self) -> BTreeSet<(Kind, &str)> {
        let mut users: HashMap<(Kind, String), Vec<(Kind, &str)>> = HashMap::new();
        for one in self.after {
            for reference in one.references() {
                let of = users.entry((reference.kind, reference.name)).or_default();
                of.push((one.kind, one.name.as_str()));
            }
        }
        let changed = self.changes.iter().flat_map(|host| &host.changes);
        let mut left: Vec<(Kind, &str)> = changed.map(|one| (one.kind, one.name.as_str())).collect();
        let mut touched = BTreeSet::new();
        while let Some((kind, name)) = left.pop() {
            if !touched.insert((kind, name)) {
                continue;
            }
            left.extend(users.get(&(kind, name.to_owned())).into_iter().flatten());
            if kind == Kind::TlsOptions && name == "default" {
                // These hold wherever no others are named.
                let routers = self.after.iter().filter(|one| one.kind.is_router());
                left.extend(routers.map(|one| (one.kind, one.name.as_str())));
            }
        }
        touched
    }
}

impl Latest {
    /// Why nothing may follow it without a person.
    fn in_the_way(self, has_api: bool) -> Option<String> {
        let number = self.number;
        if self.is_on_trial {
            return Some(format!("Publication {number} is on trial"));
        }
        let is_live = matches!(
            self.outcome,
            Some(OutcomeState::Live | OutcomeState::LiveWithProblems)
        );
        match self.state {
            PublicationState::TakenBack | PublicationState::TakingBack => Some(format!(
                "Publication {number} was taken back, so the next one is yours to make"
            )),
            PublicationState::Begun => Some(format!("Publication {number} is being written")),
            PublicationState::Written if has_api && !is_live => Some(format!(
                "Traefik does not confirm that it runs publication {number}"
            )),
            PublicationState::Written | PublicationState::NotWritten => None,
        }
    }
}

#[cfg(test)]
mod tests;
