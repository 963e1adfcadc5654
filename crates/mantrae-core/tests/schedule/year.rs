//! A whole year, with all that happens to a computer in it.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use chrono::{DateTime, Datelike as _, Duration, TimeZone as _, Timelike as _, Utc};
use chrono_tz::Tz;
use expect_test::expect;
use mantrae_core::schedule::{Cron, Decision, Plan, Rule, look};

use super::utc;

const CRONS: [&str; 6] = [
    "0 2 * * *",
    "30 2 * * *",
    "0 * * * *",
    "*/15 9-17 * * 1-5",
    "0 4 1 * *",
    "@weekly",
];
const ZONES: [Tz; 3] = [
    Tz::Europe__Berlin,
    Tz::America__New_York,
    Tz::Australia__Lord_Howe,
];
const LIVES: [(&str, Life); 5] = [
    ("always on", |_| true),
    ("closed at night", |local| (7..23).contains(&local.hour())),
    ("asleep on weekdays", |local| {
        local.weekday().number_from_monday() > 5
    }),
    ("restarted every hour", |local| local.minute() > 2),
    ("on for ten minutes a day", |local| {
        local.hour() == 20 && local.minute() < 10
    }),
];

/// How far is leapt where nothing is due.
const STRIDE: Duration = Duration::minutes(5);

/// Whether somebody looks at the schedule at that local time.
type Life = fn(DateTime<Tz>) -> bool;

/// What became of the periods of a year.
#[derive(Default)]
struct Year {
    /// How often each period got a backup, or a recorded reason why not.
    handled: BTreeMap<DateTime<Utc>, u32>,
    on_time: u32,
    late: u32,
    missed: u32,
    skipped: u32,
    latest_start: Duration,
    first_look: Option<DateTime<Utc>>,
}

impl Year {
    fn note(&mut self, cron: &Cron, zone: Tz, due: DateTime<Utc>, missed: u32, first: Option<DateTime<Utc>>) {
        *self.handled.entry(due).or_default() += 1;
        let mut period = first;
        for _ in 0..missed {
            let Some(one) = period else { break };
            *self.handled.entry(one).or_default() += 1;
            period = cron.next(one, &zone);
        }
    }
}

/// Plays from `start` on, with a look every half minute around what is planned, and in between as often as something
/// may have changed. `clock` is what the computer's clock shows.
fn play(
    (cron, zone, life): (&Cron, Tz, Life),
    (start, end): (DateTime<Utc>, DateTime<Utc>),
    clock: impl Fn(DateTime<Utc>) -> DateTime<Utc>,
    paused: impl Fn(DateTime<Utc>) -> bool,
) -> Year {
    let mut year = Year::default();
    let mut plan: Option<Plan> = None;
    let mut on_since = start;
    let mut was_on = true;
    let mut real = start;
    while real < end {
        let now = clock(real);
        let is_on = life(zone.from_utc_datetime(&now.naive_utc()));
        if is_on && !was_on {
            on_since = now;
        }
        let woke = is_on && !was_on;
        was_on = is_on;
        let near = |plan: &Plan| plan.due <= now + STRIDE;
        let is_near = plan.as_ref().is_none_or(near);
        real += if is_near { Duration::seconds(30) } else { STRIDE };
        if !is_on || !(is_near || woke || now.minute() == 0) {
            continue;
        }
        year.first_look.get_or_insert(now);
        let rule = Rule {
            cron,
            zone: &zone,
            paused: paused(now),
            first: false,
        };
        let look = look(&rule, plan.as_ref(), now);
        match look.decision {
            Decision::Wait => {}
            Decision::Run { due, late, missed } => {
                year.note(cron, zone, due, missed.count, missed.first);
                year.missed += missed.count;
                if late {
                    year.late += 1;
                } else {
                    year.on_time += 1;
                }
                let waited = now - due.max(on_since);
                year.latest_start = year.latest_start.max(waited);
            }
            Decision::Skip { due, missed } => {
                year.note(cron, zone, due, missed.count, missed.first);
                year.skipped += 1 + missed.count;
            }
        }
        plan = look.plan;
    }
    year
}

fn year() -> (DateTime<Utc>, DateTime<Utc>) {
    (utc("2026-01-01 00:10"), utc("2027-01-01 00:10"))
}

/// All periods from the first look on, up to the last that was handled.
fn periods(cron: &Cron, zone: Tz, year: &Year) -> Vec<DateTime<Utc>> {
    let start = year.first_look.unwrap();
    let last = year.handled.keys().next_back().copied().unwrap_or(start);
    std::iter::successors(cron.next(start, &zone), |at| cron.next(*at, &zone))
        .take_while(|at| *at <= last)
        .collect()
}

fn check_exactly_once(name: &str, year: &Year, wanted: &[DateTime<Utc>]) {
    for period in wanted {
        assert_eq!(
            year.handled.get(period),
            Some(&1),
            "{name}: the period {period} has one backup or one reason"
        );
    }
    assert_eq!(
        year.handled.len(),
        wanted.len(),
        "{name}: nothing else was handled"
    );
}

/// "Every period has exactly one backup, or one line that says why not."
#[test]
fn every_period_once() {
    let mut table = String::from("on time | caught up | told as missed | of all | life, schedule, zone\n");
    for (life_name, life) in LIVES {
        for text in CRONS {
            let cron: Cron = text.parse().unwrap();
            for zone in ZONES {
                let (start, end) = year();
                let year = play((&cron, zone, life), (start, end), |real| real, |_| false);
                let name = format!("{life_name}, {text}, {zone}");
                let wanted = periods(&cron, zone, &year);
                check_exactly_once(&name, &year, &wanted);
                assert!(
                    year.latest_start <= Duration::seconds(60),
                    "{name}: within a minute of being due or of the start, not {}",
                    year.latest_start
                );
                let _ = writeln!(
                    table,
                    "{:>7} | {:>7} | {:>14} | {:>6} | {name}",
                    year.on_time,
                    year.late,
                    year.missed,
                    wanted.len()
                );
            }
        }
    }
    println!("{table}");
}

/// "My clock was set back by two hours on a Tuesday, and set right on Wednesday."
#[test]
fn a_clock_that_is_set_back() {
    for text in CRONS {
        let cron: Cron = text.parse().unwrap();
        for zone in ZONES {
            let (start, end) = year();
            let back = utc("2026-06-02 10:00");
            let right = utc("2026-06-03 11:00");
            let clock = |real: DateTime<Utc>| {
                if (back..right).contains(&real) {
                    real - Duration::hours(2)
                } else {
                    real
                }
            };
            let year = play((&cron, zone, |_| true), (start, end), clock, |_| false);
            let wanted = periods(&cron, zone, &year);
            check_exactly_once(&format!("set back, {text}, {zone}"), &year, &wanted);
        }
    }
}

/// "I paused backups for a week. Each night has a line that says so."
#[test]
fn a_pause_is_told_period_by_period() {
    let cron: Cron = "0 2 * * *".parse().unwrap();
    let (start, end) = year();
    let (from, until) = (utc("2026-07-01 12:00"), utc("2026-07-08 12:00"));
    let paused = |now: DateTime<Utc>| (from..until).contains(&now);
    let year = play(
        (&cron, Tz::Europe__Berlin, |_| true),
        (start, end),
        |real| real,
        paused,
    );
    let wanted = periods(&cron, Tz::Europe__Berlin, &year);
    check_exactly_once("paused", &year, &wanted);
    expect!["358 made, 7 held back"].assert_eq(&format!(
        "{} made, {} held back",
        year.on_time + year.late,
        year.skipped
    ));
}
