//! What the tray says: rows and actions as values, so that their words can be tested without a panel.

use chrono::{DateTime, Utc};
use mantrae_core::activity::{Entry, Kind, Outcome, StepState};
use mantrae_core::engine::{ForemostStanding, LocationKind, LocationStatus};
use mantrae_core::publish::StandingState;
use mantrae_core::verdict::{Verdict, VerdictKind};

use crate::texts::tray as texts;

/// Everything that may change in the tray.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Face {
    /// Shape of the icon.
    pub(crate) kind: VerdictKind,
    /// Rows to read, the verdict first.
    pub(crate) rows: Vec<String>,
    /// What can be done about it.
    pub(crate) actions: Vec<Action>,
    /// Pausing or resuming backups; none where nothing is automatic.
    pub(crate) hold: Option<Hold>,
}

/// A row that does something about backups.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Action {
    ShowFailure,
    BackUp,
    /// Another program is making one.
    Wait,
    /// A run of this program, with its progress in percent.
    Stop(usize),
}

/// What can be done about the schedule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Hold {
    Pause,
    Resume,
}

impl Face {
    /// `done`: the progress of a backup that this program makes, in percent.
    pub(crate) fn of(
        verdict: &Verdict,
        locations: &[LocationStatus],
        (traefik, done): (Option<&ForemostStanding>, Option<usize>),
        now: DateTime<Utc>,
    ) -> Self {
        let next = verdict.next_due.map(|at| *at);
        let next = next.map_or_else(|| texts::NOTHING_DUE.to_owned(), |at| texts::next(at, now));
        let mut rows = vec![verdict.sentence.clone(), next];
        rows.extend(remote(locations));
        rows.extend(traefik.map(standing));
        let actions = match (verdict.kind, done) {
            (_, Some(done)) => vec![Action::Stop(done)],
            (VerdictKind::Running, None) => vec![Action::Wait],
            (VerdictKind::Failed, None) => vec![Action::ShowFailure, Action::BackUp],
            _ => vec![Action::BackUp],
        };
        let hold = match verdict.kind {
            VerdictKind::Off => None,
            VerdictKind::Paused => Some(Hold::Resume),
            _ => Some(Hold::Pause),
        };
        Self {
            kind: verdict.kind,
            rows,
            actions,
            hold,
        }
    }
}

impl Face {
    /// The same rows, perhaps with other words.
    pub(crate) fn has_form_of(&self, other: &Self) -> bool {
        let ids = |face: &Self| -> Vec<&str> { face.actions.iter().map(|action| action.id()).collect() };
        let waits = |face: &Self| face.actions.contains(&Action::Wait);
        self.rows.len() == other.rows.len()
            && ids(self) == ids(other)
            && waits(self) == waits(other)
            && self.hold == other.hold
    }
}

impl Action {
    /// Its id in the menu.
    pub(crate) const fn id(self) -> &'static str {
        match self {
            Self::ShowFailure => "show-failure",
            Self::BackUp | Self::Wait => "back-up",
            Self::Stop(_) => "stop",
        }
    }

    /// Its words.
    pub(crate) fn label(self) -> String {
        match self {
            Self::ShowFailure => texts::SHOW_FAILURE.to_owned(),
            Self::BackUp | Self::Wait => texts::BACK_UP.to_owned(),
            Self::Stop(done) => texts::stop(done),
        }
    }
}

/// Whether the locations beyond this computer answered, in a row.
fn remote(locations: &[LocationStatus]) -> Option<String> {
    let there: Vec<&LocationStatus> = locations
        .iter()
        .filter(|location| location.kind == LocationKind::S3)
        .collect();
    match there.as_slice() {
        [] => None,
        all => Some(match all.iter().find(|location| !location.ok) {
            Some(silent) => texts::unreachable(&silent.name),
            None if all.len() == 1 => texts::reachable(&all[0].name),
            None => texts::all_reachable(all.len()),
        }),
    }
}

/// How the profile stands to its Traefik; with several, the one that needs a person most.
fn standing(foremost: &ForemostStanding) -> String {
    let is_well = matches!(
        foremost.standing.state,
        StandingState::Live | StandingState::Following
    );
    match foremost.of {
        1 => texts::traefik(&foremost.standing.short),
        all if is_well => texts::all_traefiks_are_well(all),
        _ => texts::traefik_of(&foremost.profile, &foremost.standing.short),
    }
}

/// The progress of a backup, in percent; none for anything else, or once it has ended.
pub(crate) fn done(run: &Entry) -> Option<usize> {
    let runs = run.kind == Kind::Backup && run.outcome == Outcome::Running;
    let steps = run
        .steps
        .iter()
        .filter(|step| step.state == StepState::Done)
        .count();
    runs.then(|| steps * 100 / run.steps.len().max(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(kind: VerdictKind) -> Verdict {
        Verdict {
            kind,
            sentence: "So it is".to_owned(),
            grave: false,
            facts: Vec::new(),
            last_verified: None,
            next_due: None,
            changes_since: Some(0),
            in_no_backup: Some(0),
        }
    }

    fn location(name: &str, ok: bool) -> LocationStatus {
        LocationStatus {
            kind: LocationKind::S3,
            name: name.to_owned(),
            path: String::new(),
            free: None,
            ok,
            problem: None,
            failure: None,
            kept: 0,
            bytes: 0,
            waiting: 0,
            next_try: None,
            newest_verified: None,
            asked_at: None,
        }
    }

    #[test]
    fn the_actions_fit_the_verdict() {
        let check = |kind, done, expect: &[&str]| {
            let face = Face::of(&verdict(kind), &[], (None, done), Utc::now());
            let labels: Vec<String> = face.actions.into_iter().map(Action::label).collect();
            assert_eq!(labels, expect, "{kind:?}, {done:?}");
        };
        check(VerdictKind::Safe, None, &["Back Up Now"]);
        check(VerdictKind::Never, None, &["Back Up Now"]);
        check(VerdictKind::NotBackedUp, None, &["Back Up Now"]);
        check(VerdictKind::Paused, None, &["Back Up Now"]);
        check(VerdictKind::Running, Some(42), &["Stop Backup (42 %)"]);
        // Of another program: it cannot be stopped from here.
        check(VerdictKind::Running, None, &["Back Up Now"]);
        check(VerdictKind::Failed, None, &["Show What Failed…", "Back Up Now"]);
    }

    #[test]
    fn only_another_form_exchanges_the_menu() {
        let face = |kind, done| Face::of(&verdict(kind), &[], (None, done), Utc::now());
        let running = face(VerdictKind::Running, Some(20));
        assert!(running.has_form_of(&face(VerdictKind::Running, Some(40))));
        assert!(!running.has_form_of(&face(VerdictKind::Safe, None)));
        // The row cannot be chosen while another program makes a backup.
        assert!(!face(VerdictKind::Running, None).has_form_of(&face(VerdictKind::Safe, None)));
        assert!(!face(VerdictKind::Paused, None).has_form_of(&face(VerdictKind::Safe, None)));
    }

    #[test]
    fn the_schedule_is_held_or_goes_on() {
        let check = |kind, expect| {
            assert_eq!(
                Face::of(&verdict(kind), &[], (None, None), Utc::now()).hold,
                expect,
                "{kind:?}"
            );
        };
        check(VerdictKind::Safe, Some(Hold::Pause));
        check(VerdictKind::Failed, Some(Hold::Pause));
        check(VerdictKind::NotBackedUp, Some(Hold::Pause));
        check(VerdictKind::Paused, Some(Hold::Resume));
        check(VerdictKind::Off, None);
    }

    #[test]
    fn locations_beyond_this_computer_have_a_row() {
        let check = |locations: &[LocationStatus], expect: Option<&str>| {
            let rows = Face::of(&verdict(VerdictKind::Safe), locations, (None, None), Utc::now()).rows;
            assert_eq!(rows.get(2).map(String::as_str), expect);
            assert_eq!(rows[..2], ["So it is", "No Backup Scheduled"]);
        };
        check(&[], None);
        check(&[location("NAS", true)], Some("NAS Reachable"));
        check(
            &[location("NAS", true), location("R2", true)],
            Some("2 Locations Reachable"),
        );
        check(
            &[location("NAS", true), location("R2", false)],
            Some("R2 Cannot Be Reached"),
        );
    }

    #[test]
    fn a_profile_that_is_published_or_follows_files_has_a_row() {
        let check = |(state, short): (StandingState, &str), of: usize, expect: &str| {
            let foremost = ForemostStanding {
                profile: "Office".to_owned(),
                standing: mantrae_core::publish::Standing {
                    state,
                    sentence: String::new(),
                    facts: Vec::new(),
                    short: short.to_owned(),
                    unpublished: 0,
                    deadline: None,
                },
                of,
            };
            let safe = verdict(VerdictKind::Safe);
            let rows = Face::of(&safe, &[], (Some(&foremost), None), Utc::now()).rows;
            assert_eq!(rows[2], expect);
        };
        check((StandingState::Live, "Traefik live"), 1, "Traefik live");
        check(
            (StandingState::Live, "Traefik live"),
            3,
            "Traefik: All 3 Profiles in Order",
        );
        check(
            (StandingState::NotLive, "3 changes not live"),
            1,
            "Traefik: 3 changes not live",
        );
        check(
            (StandingState::NotLive, "3 changes not live"),
            2,
            "Office: 3 changes not live",
        );
    }
}
