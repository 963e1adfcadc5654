//! Which texts are schedules, what they are called, and when they come.

use chrono_tz::Tz;
use expect_test::{Expect, expect};
use mantrae_core::schedule::{self, Cron};

use super::utc;

#[expect(clippy::needless_pass_by_value, reason = "a table of literals")]
fn check(text: &str, expect: Expect) {
    let said = match text.parse::<Cron>() {
        Ok(cron) => cron.words(),
        Err(error) => format!("{error}\n  {}", error.hint.as_deref().unwrap_or_default()),
    };
    expect.assert_eq(&said);
}

#[test]
fn in_words() {
    check("0 2 * * *", expect!["Every day at 02:00"]);
    check(" 30 14 * * * ", expect!["Every day at 14:30"]);
    check("@daily", expect!["Every day at 00:00"]);
    check("@weekly", expect!["Every Sunday at 00:00"]);
    check("@monthly", expect!["On the first day of every month at 00:00"]);
    check("0 * * * *", expect!["Every hour"]);
    check("*/15 * * * *", expect!["Every 15 minutes"]);
    check("0 */6 * * *", expect!["Every 6 hours"]);
    check("0 3 * * MON", expect!["Every Monday at 03:00"]);
    check("0 3 * * 7", expect!["Every Sunday at 03:00"]);
    check("0 3 * * 1-5", expect!["Monday to Friday at 03:00"]);
    check("0 4 1 * *", expect!["On the first day of every month at 04:00"]);
}

#[test]
fn not_a_schedule() {
    check(
        "",
        expect![[r"
        `` has 0 of the five fields of a schedule
          Use minute, hour, day of the month, month and day of the week, such as `0 2 * * *` for every day at 02:00"]],
    );
    check(
        "every day",
        expect![[r"
        `every day` has 2 of the five fields of a schedule
          Use minute, hour, day of the month, month and day of the week, such as `0 2 * * *` for every day at 02:00"]],
    );
    check(
        "0 2 * *",
        expect![[r"
        `0 2 * *` has 4 of the five fields of a schedule
          Use minute, hour, day of the month, month and day of the week, such as `0 2 * * *` for every day at 02:00"]],
    );
    check(
        "0 0 2 * * *",
        expect![[r"
        `0 0 2 * * *` has 6 of the five fields of a schedule
          Use minute, hour, day of the month, month and day of the week, such as `0 2 * * *` for every day at 02:00"]],
    );
    check(
        "61 2 * * *",
        expect![[r"
        `61 2 * * *` is not a valid schedule
          Use minute, hour, day of the month, month and day of the week, such as `0 2 * * *` for every day at 02:00"]],
    );
    check(
        "0 2 31 2 *",
        expect![[r"
        `0 2 31 2 *` never runs: there is no such day
          Use minute, hour, day of the month, month and day of the week, such as `0 2 * * *` for every day at 02:00"]],
    );
    check(
        "@reboot",
        expect![[r"
        `@reboot` is not a valid schedule
          Use minute, hour, day of the month, month and day of the week, such as `0 2 * * *` for every day at 02:00"]],
    );
}

/// "The clock went forward at two, and my backup at half past two?"
#[test]
fn clock_changes() {
    let shown = |cron: &str, zone: Tz, from: &str| {
        let cron: Cron = cron.parse().unwrap();
        let next = schedule::next(&cron, &zone, utc(from), 3);
        let lines = next
            .iter()
            .map(|firing| match firing.clock_change {
                Some(change) => format!("{} {change:?}", firing.at),
                None => firing.at.to_string(),
            })
            .collect::<Vec<_>>();
        lines.join("\n")
    };
    expect![[r"
        2026-03-28T01:30:00.000Z
        2026-03-29T01:00:00.000Z Forward
        2026-03-30T00:30:00.000Z"]]
    .assert_eq(&shown("30 2 * * *", Tz::Europe__Berlin, "2026-03-28 00:00"));
    expect![[r"
        2026-10-24T00:30:00.000Z
        2026-10-25T00:30:00.000Z
        2026-10-26T01:30:00.000Z Back"]]
    .assert_eq(&shown("30 2 * * *", Tz::Europe__Berlin, "2026-10-24 00:00"));
    expect![[r"
        2026-03-07T07:30:00.000Z
        2026-03-08T07:00:00.000Z Forward
        2026-03-09T06:30:00.000Z"]]
    .assert_eq(&shown("30 2 * * *", Tz::America__New_York, "2026-03-07 00:00"));
    expect![[r"
        2026-10-03T14:30:00.000Z
        2026-10-03T16:00:00.000Z Forward
        2026-10-03T17:00:00.000Z"]]
    .assert_eq(&shown("0 * * * *", Tz::Australia__Lord_Howe, "2026-10-03 14:00"));
}

#[test]
fn the_longest_gap() {
    let gap = |cron: &str| {
        let cron: Cron = cron.parse().unwrap();
        schedule::longest_gap(&cron, &chrono_tz::UTC, utc("2026-11-26 12:00"))
            .unwrap()
            .num_hours()
    };
    assert_eq!(gap("0 2 * * *"), 24, "every night");
    assert_eq!(gap("0 2 * * 1-5"), 72, "over the weekend");
    assert_eq!(gap("0 8,20 * * *"), 12, "twice a day");
}
