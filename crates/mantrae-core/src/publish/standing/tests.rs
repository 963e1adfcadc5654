//! Which sentence is said.

use super::*;
use crate::publish::{ComponentOutcome, PublicationState};
use chrono::TimeZone as _;
use traefik_dynamic::Kind;

fn at(minute: u32) -> Timestamp {
    Timestamp::from(Utc.with_ymd_and_hms(2026, 11, 12, 14, minute, 9).unwrap())
}

fn said(state: OutcomeState, sentence: &str, broken: &[(Kind, &str)]) -> Outcome {
    Outcome {
        state,
        sentence: sentence.to_owned(),
        hint: None,
        components: broken
            .iter()
            .map(|(kind, name)| ComponentOutcome {
                kind: *kind,
                name: (*name).to_owned(),
                status: "disabled".to_owned(),
                traefik: Vec::new(),
                ours: None,
            })
            .collect(),
    }
}

fn published(deadline: Option<Timestamp>) -> Publication {
    Publication {
        number: 41,
        file: "/srv/home-lab.yml".to_owned(),
        state: PublicationState::Written,
        revision: "r".to_owned(),
        written_at: at(2),
        seen_at: Some(at(3)),
        trial: None,
        deadline,
        outcome: None,
    }
}

/// A profile of 44 routers of which everything is well.
fn well<'k>(publication: &'k Publication, outcome: &'k Outcome) -> Known<'k> {
    Known {
        publication: Some(publication),
        outcome: Some(outcome),
        file: Following::AsPublished,
        name: "home-lab.yml",
        asking: None,
        has_api: true,
        unpublished: 0,
        routers: 44,
        automatic: None,
        now: *at(30),
    }
}

/// The sentences without the time of the day, which is the person's own.
fn check(known: Known<'_>, state: StandingState, sentence: &str, facts: &[&str], short: &str) {
    let standing = known.standing();
    let plain = |text: &str| {
        let (written, seen) = (words::at(*at(2), *at(30)), words::at(*at(3), *at(30)));
        text.replace(&written, "WRITTEN").replace(&seen, "SEEN")
    };
    assert_eq!(standing.state, state);
    assert_eq!(plain(&standing.sentence), sentence);
    let found: Vec<String> = standing.facts.iter().map(|fact| plain(fact)).collect();
    assert_eq!(found, facts);
    assert_eq!(standing.short, short);
}

#[test]
fn the_sentence_says_what_needs_a_person_most() {
    let publication = published(None);
    let live = said(OutcomeState::Live, "Live", &[]);
    let broken = said(
        OutcomeState::LiveWithProblems,
        "Live, but 2 routers do not work",
        &[
            (Kind::HttpRouter, "a"),
            (Kind::TcpRouter, "b"),
            (Kind::HttpService, "c"),
        ],
    );
    let is_well = well(&publication, &live);

    check(
        is_well,
        StandingState::Live,
        "Live since SEEN · all 44 routers work",
        &["Publication 41, confirmed by Traefik: it runs exactly this profile"],
        "Traefik live",
    );
    check(
        Known {
            unpublished: 3,
            ..is_well
        },
        StandingState::NotLive,
        "3 changes here are not live yet",
        &["Traefik has been running publication 41 since SEEN"],
        "3 changes not live",
    );
    check(
        well(&publication, &broken),
        StandingState::SomeFail,
        "Live since SEEN · 42 routers work, 2 do not",
        &["Publication 41, confirmed by Traefik"],
        "2 routers do not work",
    );
    check(
        Known {
            unpublished: 1,
            ..well(&publication, &broken)
        },
        StandingState::NotLive,
        "1 change here is not live yet",
        &["Traefik has been running publication 41 since SEEN; 2 routers do not work"],
        "1 change not live",
    );
}

#[test]
fn what_traefik_does_not_run_comes_before_what_it_could_run() {
    let publication = published(None);
    let live = said(OutcomeState::Live, "Live", &[]);
    let different = said(
        OutcomeState::LiveButDifferent,
        "“auth” comes from another file",
        &[],
    );
    let stuck = said(OutcomeState::NotPickedUp, "`b.yml` is broken", &[]);
    let silent = said(
        OutcomeState::NotConfirmed,
        "Published, not confirmed: refused",
        &[],
    );
    let is_well = well(&publication, &live);
    check(
        Known {
            file: Following::TakenIn,
            ..well(&publication, &different)
        },
        StandingState::NotLive,
        "What others wrote in home-lab.yml is part of this profile now",
        &["Publish once more, and Traefik can confirm it"],
        "Taken in, not confirmed",
    );
    check(
        Known {
            file: Following::ChangedOutside,
            unpublished: 3,
            ..is_well
        },
        StandingState::ChangedOutside,
        "home-lab.yml was changed outside",
        &[
            "Publishing waits until you decide which of the two counts",
            "3 changes here are not published",
        ],
        "Changed outside",
    );
    check(
        well(&publication, &different),
        StandingState::Differs,
        "Traefik runs something else than was published",
        &["“auth” comes from another file"],
        "Traefik differs",
    );
    check(
        well(&publication, &stuck),
        StandingState::NotPickedUp,
        "Written, but not picked up by Traefik since WRITTEN",
        &["`b.yml` is broken"],
        "Not picked up",
    );
    check(
        well(&publication, &silent),
        StandingState::NotAnswering,
        "Traefik does not answer",
        &[
            "Publication 41 has been in the file since WRITTEN",
            "Published, not confirmed: refused",
        ],
        "Traefik does not answer",
    );
    check(
        Known {
            has_api: false,
            ..well(&publication, &silent)
        },
        StandingState::NotConfirmed,
        "Published since WRITTEN, not confirmed",
        &["Without its API, Traefik cannot say what it runs"],
        "Not confirmed",
    );
    let nothing = Known {
        publication: None,
        outcome: None,
        unpublished: 7,
        ..is_well
    };
    check(
        nothing,
        StandingState::NotPublished,
        "Connected, and nothing is published yet",
        &["Publishing would make 7 changes in home-lab.yml"],
        "Not published yet",
    );
}

#[test]
fn a_trial_comes_before_everything() {
    let publication = published(Some(at(9)));
    let live = said(OutcomeState::Live, "Live", &[]);
    let stuck = said(
        OutcomeState::NotPickedUp,
        "Written, but Traefik has not taken it over",
        &[],
    );
    check(
        well(&publication, &live),
        StandingState::OnTrial,
        "On trial since SEEN · all 44 routers work",
        &["Publication 41, confirmed by Traefik. Try it in a browser now"],
        "On trial",
    );
    let known = Known {
        file: Following::ChangedOutside,
        ..well(&publication, &stuck)
    };
    check(
        known,
        StandingState::OnTrial,
        "On trial since SEEN",
        &["Publication 41. Written, but Traefik has not taken it over"],
        "On trial",
    );
    assert_eq!(known.standing().deadline, Some(at(9)));
}
