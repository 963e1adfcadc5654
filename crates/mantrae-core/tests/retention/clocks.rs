//! Clocks that go wrong.

use chrono::{DateTime, TimeDelta, Utc};
use expect_test::{Expect, expect};
use mantrae_core::retention::{Clock, LastRun, Outcome, Postponed, Situation, verdicts};

use crate::drawing::{BERLIN, listings, moment, rule};

fn at(text: &str) -> DateTime<Utc> {
    moment(text).1
}

/// A run every so many hours, as the clock told it; what each of them did.
fn runs(period_hours: Option<i64>, times: &[&str]) -> Vec<Option<Postponed>> {
    let listings = listings(BERLIN, "2026-11-01 02:00\n2026-09-01 02:00");
    let mut last = None;
    let mut outcomes = Vec::new();
    for time in times {
        let now = at(time);
        let clock = Clock {
            last,
            period: period_hours.map(TimeDelta::hours),
        };
        let situation = Situation {
            listings: &listings,
            now,
            zone: BERLIN,
        };
        outcomes.push(match verdicts(&situation, &rule("30"), &clock) {
            Outcome::Decided(_) => None,
            Outcome::Postponed(reason) => Some(reason),
        });
        last = Some(clock.ran(now));
    }
    outcomes
}

fn check(period_hours: Option<i64>, times: &[&str], expected: Expect) {
    let drawing: Vec<String> = times
        .iter()
        .zip(runs(period_hours, times))
        .map(|(time, outcome)| {
            let words = outcome.map_or_else(|| "goes on".to_owned(), |reason| reason.to_string());
            format!("{time} {words}\n")
        })
        .collect();
    expected.assert_eq(&drawing.concat());
}

/// "The clock went back by a day: this run removes nothing, the next one goes on."
#[test]
fn a_clock_that_went_back_removes_nothing_once() {
    check(
        Some(24),
        &["2026-11-12 02:00", "2026-11-11 02:00", "2026-11-12 02:00"],
        expect![[r#"
            2026-11-12 02:00 goes on
            2026-11-11 02:00 The clock is 24 h behind the last clean-up. Nothing is removed this time
            2026-11-12 02:00 goes on
        "#]],
    );
}

/// "The clock went back by a moment."
#[test]
fn a_clock_that_went_back_a_little_is_in_doubt_too() {
    let last = LastRun {
        at: at("2026-11-12 02:00"),
        gap_seconds: None,
    };
    let clock = Clock {
        last: Some(last),
        period: Some(TimeDelta::hours(24)),
    };
    let now = last.at - TimeDelta::milliseconds(1);
    let situation = Situation {
        listings: &[],
        now,
        zone: BERLIN,
    };
    let outcome = verdicts(&situation, &rule("30"), &clock);
    assert_eq!(
        outcome,
        Outcome::Postponed(Postponed::ClockWentBack { seconds: 0 })
    );
}

/// "The battery of the clock is dead, it says 1970; later it is set right."
#[test]
fn a_clock_that_lost_its_time_and_found_it_again() {
    check(
        Some(24),
        &[
            "2026-11-12 02:00",
            "1970-01-01 02:00",
            "2026-11-14 02:00",
            "2026-11-15 02:00",
        ],
        expect![[r#"
            2026-11-12 02:00 goes on
            1970-01-01 02:00 The clock is 20769 days behind the last clean-up. Nothing is removed this time
            2026-11-14 02:00 20771 days have passed since the last clean-up, more than the schedule explains: the clock may be wrong. Nothing is removed this time
            2026-11-15 02:00 goes on
        "#]],
    );
}

/// "The clock jumped by ten years: everything looks old, and nothing is removed."
#[test]
fn a_clock_that_jumped_forward_removes_nothing_once() {
    check(
        Some(24),
        &["2026-11-12 02:00", "2036-11-12 02:00", "2036-11-13 02:00"],
        expect![[r#"
            2026-11-12 02:00 goes on
            2036-11-12 02:00 3653 days have passed since the last clean-up, more than the schedule explains: the clock may be wrong. Nothing is removed this time
            2036-11-13 02:00 goes on
        "#]],
    );
}

/// "The jump was noticed and the clock set right: again one run waits."
#[test]
fn a_clock_that_jumped_forward_and_was_set_right() {
    check(
        Some(24),
        &[
            "2026-11-12 02:00",
            "2036-11-12 02:00",
            "2026-11-13 02:00",
            "2026-11-14 02:00",
        ],
        expect![[r#"
            2026-11-12 02:00 goes on
            2036-11-12 02:00 3653 days have passed since the last clean-up, more than the schedule explains: the clock may be wrong. Nothing is removed this time
            2026-11-13 02:00 The clock is 3652 days behind the last clean-up. Nothing is removed this time
            2026-11-14 02:00 goes on
        "#]],
    );
}

/// "Two periods are not a jump, a minute more is."
#[test]
fn a_jump_is_more_than_two_periods() {
    let two = ["2026-11-12 02:00", "2026-11-14 02:00"];
    assert_eq!(runs(Some(24), &two), [None, None], "exactly two");
    check(
        Some(24),
        &["2026-11-12 02:00", "2026-11-14 02:01"],
        expect![[r#"
        2026-11-12 02:00 goes on
        2026-11-14 02:01 2 days have passed since the last clean-up, more than the schedule explains: the clock may be wrong. Nothing is removed this time
    "#]],
    );
}

/// "An hourly run sits out the hour that comes twice: that is no jump."
#[test]
fn the_change_to_winter_time_is_no_jump() {
    check(
        Some(1),
        &[
            "2026-10-25 01:30",
            "2026-10-25 02:30",
            "2026-10-25 03:30",
            "2026-10-25 04:30",
        ],
        expect![[r#"
            2026-10-25 01:30 goes on
            2026-10-25 02:30 goes on
            2026-10-25 03:30 goes on
            2026-10-25 04:30 goes on
        "#]],
    );
}

/// "My computer is on for an hour a day, with an hourly schedule: it is cleaned up all the same."
#[test]
fn a_computer_that_is_seldom_on_is_cleaned_up() {
    check(
        Some(1),
        &[
            "2026-11-10 18:00",
            "2026-11-11 18:00",
            "2026-11-12 18:00",
            "2026-11-13 18:00",
        ],
        expect![[r#"
            2026-11-10 18:00 goes on
            2026-11-11 18:00 24 h have passed since the last clean-up, more than the schedule explains: the clock may be wrong. Nothing is removed this time
            2026-11-12 18:00 goes on
            2026-11-13 18:00 goes on
        "#]],
    );
}

/// "It got used to a day: a jump of a year is a jump still."
#[test]
fn a_computer_that_is_seldom_on_notices_a_jump_too() {
    check(
        Some(1),
        &[
            "2026-11-10 18:00",
            "2026-11-11 18:00",
            "2026-11-12 18:00",
            "2027-11-13 18:00",
        ],
        expect![[r#"
            2026-11-10 18:00 goes on
            2026-11-11 18:00 24 h have passed since the last clean-up, more than the schedule explains: the clock may be wrong. Nothing is removed this time
            2026-11-12 18:00 goes on
            2027-11-13 18:00 366 days have passed since the last clean-up, more than the schedule explains: the clock may be wrong. Nothing is removed this time
        "#]],
    );
}

/// "The laptop was closed for three weeks of holidays."
#[test]
fn three_weeks_of_holidays_cost_one_run() {
    check(
        Some(24),
        &["2026-11-10 02:00", "2026-12-01 09:00", "2026-12-02 02:00"],
        expect![[r#"
            2026-11-10 02:00 goes on
            2026-12-01 09:00 21 days have passed since the last clean-up, more than the schedule explains: the clock may be wrong. Nothing is removed this time
            2026-12-02 02:00 goes on
        "#]],
    );
}

/// "I have no schedule: some weeks between are nothing, years are."
#[test]
fn without_a_schedule_a_jump_is_more_than_two_months() {
    check(
        None,
        &[
            "2026-09-12 02:00",
            "2026-11-12 02:00",
            "2029-11-12 02:00",
            "2029-11-13 02:00",
        ],
        expect![[r#"
            2026-09-12 02:00 goes on
            2026-11-12 02:00 goes on
            2029-11-12 02:00 1096 days have passed since the last clean-up, more than the schedule explains: the clock may be wrong. Nothing is removed this time
            2029-11-13 02:00 goes on
        "#]],
    );
}

/// "The first run has nothing to hold its clock against."
#[test]
fn the_first_run_goes_on() {
    check(
        Some(24),
        &["2026-11-12 02:00"],
        expect![[r#"
        2026-11-12 02:00 goes on
    "#]],
    );
}

/// "What the last run leaves behind is read again as it was."
#[test]
fn the_last_run_is_remembered() {
    let clock = Clock {
        last: None,
        period: None,
    };
    let first = clock.ran(at("2026-11-12 02:00"));
    let second = Clock {
        last: Some(first),
        period: None,
    }
    .ran(at("2026-11-13 02:00"));
    let text = serde_json::to_string(&second).unwrap();
    expect![[r#"{"at":"2026-11-13T01:00:00Z","gap-seconds":86400}"#]].assert_eq(&text);
    assert_eq!(serde_json::from_str::<LastRun>(&text).unwrap(), second);
}
