//! Single moments: what they ask for.

use chrono::{DateTime, Duration, Utc};
use chrono_tz::UTC;
use mantrae_core::schedule::{Cron, Decision, Look, Plan, Rule, look};

use super::utc;

const NIGHTLY: &str = "0 2 * * *";

fn at(cron: &str, plan: Option<&Plan>, now: DateTime<Utc>) -> Look {
    let cron: Cron = cron.parse().unwrap();
    let rule = Rule {
        cron: &cron,
        zone: &UTC,
        paused: false,
        first: false,
    };
    look(&rule, plan, now)
}

fn planned(due: &str) -> Plan {
    Plan {
        cron: NIGHTLY.to_owned(),
        due: utc(due),
        handled: Some(utc(due) - Duration::days(1)),
    }
}

fn run(due: &str, late: bool) -> impl Fn(&Decision) -> bool {
    let due = utc(due);
    move |decision| matches!(decision, Decision::Run { due: when, late: was, .. } if *when == due && *was == late)
}

/// "The first backup does not wait for the night."
#[test]
fn the_first_one_is_due_at_once() {
    let cron: Cron = NIGHTLY.parse().unwrap();
    let now = utc("2026-11-26 12:00");
    let rule = |first, paused| Rule {
        cron: &cron,
        zone: &UTC,
        paused,
        first,
    };
    let first = look(&rule(true, false), None, now);
    assert!(matches!(first.decision, Decision::Run { late: false, .. }));
    assert_eq!(
        first.plan.unwrap().due,
        utc("2026-11-27 02:00"),
        "and the planned one stays"
    );
    assert_eq!(
        look(&rule(true, true), None, now).decision,
        Decision::Wait,
        "not while backups are paused"
    );
    assert_eq!(look(&rule(false, false), None, now).decision, Decision::Wait);
}

/// "A catch-up at noon must not take tonight's backup away."
#[test]
fn a_catch_up_does_not_cancel_the_next() {
    let look = at(
        NIGHTLY,
        Some(&planned("2026-11-26 02:00")),
        utc("2026-11-26 12:00"),
    );
    assert!(
        run("2026-11-26 02:00", true)(&look.decision),
        "caught up, and marked as late"
    );
    assert_eq!(look.plan.unwrap().due, utc("2026-11-27 02:00"));
}

/// "After two weeks of holiday one backup is made, not fourteen."
#[test]
fn many_missed_ones_are_caught_up_once() {
    let look = at(
        NIGHTLY,
        Some(&planned("2026-11-12 02:00")),
        utc("2026-11-26 12:00"),
    );
    let Decision::Run { due, missed, .. } = look.decision else {
        panic!("it is due");
    };
    assert_eq!(due, utc("2026-11-26 02:00"), "the newest period counts");
    assert_eq!(missed.count, 14, "those before it are told");
    assert_eq!(missed.first, Some(utc("2026-11-12 02:00")));
}

/// "Years in a drawer: an answer comes at once, not after counting every minute."
#[test]
fn years_of_minutes() {
    let plan = Plan {
        cron: "* * * * *".to_owned(),
        due: utc("2020-01-01 00:00"),
        handled: None,
    };
    let look = at(
        "* * * * *",
        Some(&plan),
        utc("2026-11-26 12:00") + Duration::seconds(20),
    );
    assert!(
        run("2026-11-26 12:00", false)(&look.decision),
        "the newest period is found: {:?}",
        look.decision
    );
}

#[test]
fn a_new_schedule_holds_at_once() {
    let look = at(
        "0 5 * * *",
        Some(&planned("2026-11-27 02:00")),
        utc("2026-11-26 12:00"),
    );
    assert_eq!(look.decision, Decision::Wait);
    assert_eq!(look.plan.unwrap().due, utc("2026-11-27 05:00"));
}

/// "Both systems on my laptop think the clock is theirs, so it is two hours back now and then."
#[test]
fn a_small_step_back_makes_nothing_twice() {
    let plan = planned("2026-11-27 02:00");
    let look = at(NIGHTLY, Some(&plan), utc("2026-11-26 01:00"));
    assert_eq!(look.decision, Decision::Wait);
    assert_eq!(look.plan.unwrap().due, plan.due, "tonight's was made already");
}

/// "The clock said 2031 for an hour. Backups must not wait until 2031."
#[test]
fn a_clock_that_was_far_ahead_is_forgotten() {
    let look = at(
        NIGHTLY,
        Some(&planned("2031-05-02 02:00")),
        utc("2026-11-26 12:00"),
    );
    assert_eq!(look.plan.unwrap().due, utc("2026-11-27 02:00"));
}

#[test]
fn held_back_is_a_skip_and_the_next_one_stays() {
    let cron: Cron = NIGHTLY.parse().unwrap();
    let rule = Rule {
        cron: &cron,
        zone: &UTC,
        paused: true,
        first: false,
    };
    let plan = planned("2026-11-26 02:00");
    let look = look(&rule, Some(&plan), utc("2026-11-26 02:00"));
    assert!(matches!(look.decision, Decision::Skip { .. }));
    assert_eq!(look.plan.unwrap().due, utc("2026-11-27 02:00"));
}
