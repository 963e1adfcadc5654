//! Backups written as text, verdicts drawn as text.
//!
//! A line is a backup or a series: `2026-11-12 02:00 [to 2026-11-20 [every 7]] [words]`, in local time. Words are a
//! trigger, `pinned`, `unverified`, `foreign`, `adopted`, `later` (the second of two equal times when clocks go back),
//! `@location` and `#id`.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use chrono::{
    DateTime, Datelike as _, Days, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone as _, Utc,
};
use chrono_tz::Tz;
use expect_test::Expect;
use mantrae_core::archive::Trigger;
use mantrae_core::retention::{
    Candidate, Custom, Decision, Listing, Maker, Rule, Situation, Verdict, judge, stays_because,
};

/// Where the stories happen unless they say otherwise.
pub(crate) const BERLIN: Tz = chrono_tz::Europe::Berlin;

/// `2026-11-12 14:05`, in Berlin, or with a zone in front: `America/New_York 2026-11-12 14:05`.
pub(crate) fn moment(text: &str) -> (Tz, DateTime<Utc>) {
    let words: Vec<&str> = text.split(' ').collect();
    let (zone, time) = match words[..] {
        [day, time] => (BERLIN, format!("{day} {time}")),
        [zone, day, time] => (zone.parse().unwrap(), format!("{day} {time}")),
        _ => panic!("`{text}` is no moment"),
    };
    let time = NaiveDateTime::parse_from_str(&time, "%Y-%m-%d %H:%M").unwrap();
    (zone, zone.from_local_datetime(&time).earliest().unwrap().to_utc())
}

/// A rule as `BACKUP_RETENTION` has it, or the four numbers of a custom one: `2 14 8 6`.
pub(crate) fn rule(text: &str) -> Rule {
    let numbers: Vec<u32> = text.split(' ').filter_map(|word| word.parse().ok()).collect();
    let small = |number: u32| u16::try_from(number).unwrap();
    match numbers[..] {
        [days, daily, weekly, monthly] => Rule::Custom(Custom {
            days: mantrae_core::retention::Days::new(days).unwrap(),
            daily: small(daily),
            weekly: small(weekly),
            monthly: small(monthly),
        }),
        _ => text.parse().unwrap(),
    }
}

/// The listings that the lines describe, each complete.
pub(crate) fn listings(zone: Tz, lines: &str) -> Vec<Listing> {
    let mut locations: BTreeMap<String, Vec<Candidate>> = BTreeMap::new();
    let mut number = 0;
    for line in lines.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let words: Vec<&str> = line.split(' ').collect();
        let time = NaiveTime::parse_from_str(words[1], "%H:%M").unwrap();
        for day in days(&words) {
            number += 1;
            let created_at = instant(zone, day.and_time(time), words.contains(&"later"));
            let (location, backup) = backup(&words, created_at, number);
            locations.entry(location).or_default().push(backup);
        }
    }
    let listing = |(location, backups)| Listing {
        location,
        complete: true,
        backups,
    };
    locations.into_iter().map(listing).collect()
}

/// A time that clocks skip is the one an hour later, as for a schedule.
fn instant(zone: Tz, local: NaiveDateTime, second: bool) -> DateTime<Utc> {
    let at = zone.from_local_datetime(&local);
    let at = if second { at.latest() } else { at.earliest() };
    at.or_else(|| {
        zone.from_local_datetime(&(local + TimeDelta::hours(1)))
            .earliest()
    })
    .unwrap()
    .to_utc()
}

fn days(words: &[&str]) -> Vec<NaiveDate> {
    let after = |word: &str| {
        let position = words.iter().position(|other| *other == word)?;
        words.get(position + 1).copied()
    };
    let first: NaiveDate = words[0].parse().unwrap();
    let last = after("to").map_or(first, |day| day.parse().unwrap());
    let step = after("every").map_or(1, |step| step.parse().unwrap());
    first
        .iter_days()
        .take_while(|day| *day <= last)
        .step_by(step)
        .collect()
}

fn backup(words: &[&str], created_at: DateTime<Utc>, number: usize) -> (String, Candidate) {
    let named = |sign: char| words.iter().find_map(|word| word.strip_prefix(sign));
    let backup = Candidate {
        id: named('#').map_or_else(|| format!("b{number:04}"), str::to_owned),
        created_at,
        trigger: words
            .iter()
            .find_map(|word| Trigger::parse(word))
            .unwrap_or(Trigger::Schedule),
        pinned: words.contains(&"pinned"),
        verified: !words.contains(&"unverified"),
        maker: match () {
            () if words.contains(&"foreign") => Maker::Other,
            () if words.contains(&"adopted") => Maker::Adopted,
            () => Maker::Here,
        },
    };
    (named('@').unwrap_or("PC").to_owned(), backup)
}

/// One line a backup, newest first: `●` stays, `○` goes, and why.
pub(crate) fn list(zone: Tz, verdicts: &[Verdict]) -> String {
    let mut drawing = String::new();
    let (mut location, mut day) = ("PC", String::new());
    for verdict in verdicts {
        if verdict.location != location {
            location = &verdict.location;
            day.clear();
            writeln!(drawing, "{location}:").unwrap();
        }
        let local = verdict.created_at.with_timezone(&zone);
        let today = local.format("%a %Y-%m-%d").to_string();
        let shown = if today == day { "" } else { &today };
        let time = local.format("%H:%M");
        let (mark, why) = match &verdict.decision {
            Decision::Keep(reasons) => ('●', stays_because(reasons)),
            Decision::Remove(reason) => ('○', reason.to_string()),
        };
        writeln!(drawing, "{shown:14} {time} {mark} {why}").unwrap();
        day = today;
    }
    drawing
}

/// One line a month, one character a day: `●` all stay, `○` all go, `◐` some of both, `·` there is none.
pub(crate) fn strip(zone: Tz, verdicts: &[Verdict]) -> String {
    let mut days: BTreeMap<NaiveDate, (usize, usize)> = BTreeMap::new();
    for verdict in verdicts {
        let day = days
            .entry(verdict.created_at.with_timezone(&zone).date_naive())
            .or_default();
        let side = if verdict.removal().is_some() {
            &mut day.1
        } else {
            &mut day.0
        };
        *side += 1;
    }
    let mut drawing = String::new();
    let mut month = days.keys().next().unwrap().with_day(1).unwrap();
    while days.keys().next_back().unwrap() >= &month {
        let next = month + chrono::Months::new(1);
        let marks: String = month
            .iter_days()
            .take_while(|day| *day < next)
            .map(|day| match days.get(&day) {
                None => '·',
                Some((_, 0)) => '●',
                Some((0, _)) => '○',
                Some(_) => '◐',
            })
            .collect();
        writeln!(drawing, "{} {marks}", month.format("%Y-%m")).unwrap();
        month = next;
    }
    let gone = verdicts
        .iter()
        .filter(|verdict| verdict.removal().is_some())
        .count();
    writeln!(drawing, "{} stay, {gone} go", verdicts.len() - gone).unwrap();
    drawing
}

/// What the rule says of the lines.
pub(crate) fn judged(now: &str, rule_text: &str, lines: &str) -> (Tz, Vec<Verdict>) {
    let (zone, now) = moment(now);
    let listings = listings(zone, lines);
    let situation = Situation {
        listings: &listings,
        now,
        zone,
    };
    (zone, judge(&situation, &rule(rule_text)))
}

/// Compares what happens to each backup with its drawing.
pub(crate) fn check(now: &str, rule: &str, lines: &str, expected: Expect) {
    let (zone, verdicts) = judged(now, rule, lines);
    expected.assert_eq(&list(zone, &verdicts));
}

/// Compares what happens to each day with its drawing.
pub(crate) fn check_days(now: &str, rule: &str, lines: &str, expected: Expect) {
    let (zone, verdicts) = judged(now, rule, lines);
    expected.assert_eq(&strip(zone, &verdicts));
}

/// The day that is so many days after another.
pub(crate) fn later(day: &str, days: u64) -> NaiveDate {
    day.parse::<NaiveDate>().unwrap() + Days::new(days)
}
