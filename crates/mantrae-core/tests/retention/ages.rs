//! Everything for some days.

use expect_test::expect;

use crate::drawing::{check, check_days, judged, later};

/// "Everything for 30 days."
#[test]
fn what_is_thirty_days_old_stays_and_what_is_older_goes() {
    check(
        "2026-12-01 12:00",
        "30",
        "
            2026-12-01 02:00
            2026-11-02 02:00
            2026-11-01 23:59
            2026-11-01 00:00
            2026-10-31 23:59
            2026-10-31 02:00
        ",
        expect![[r#"
            Tue 2026-12-01 02:00 ● newest verified here · younger than 30 days
            Mon 2026-11-02 02:00 ● younger than 30 days
            Sun 2026-11-01 23:59 ● younger than 30 days
                           00:00 ● younger than 30 days
            Sat 2026-10-31 23:59 ○ older than 30 days (rule: 30 days)
                           02:00 ○ older than 30 days (rule: 30 days)
        "#]],
    );
}

/// "I changed nothing: how far back can I go?"
#[test]
fn a_backup_each_night_under_the_default_rule() {
    check_days(
        "2026-11-12 14:05",
        "30",
        "2026-09-01 02:00 to 2026-11-12",
        expect![[r#"
            2026-09 ○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○
            2026-10 ○○○○○○○○○○○○●●●●●●●●●●●●●●●●●●●
            2026-11 ●●●●●●●●●●●●··················
            31 stay, 42 go
        "#]],
    );
}

/// "I keep one day, and it is shortly after midnight."
#[test]
fn one_minute_before_midnight_is_not_a_day_old_two_minutes_later() {
    check(
        "2026-11-12 00:01",
        "1",
        "
            2026-11-12 00:00
            2026-11-11 23:59
            2026-11-11 00:00
            2026-11-10 23:59
        ",
        expect![[r#"
            Thu 2026-11-12 00:00 ● newest verified here · younger than 1 day
            Wed 2026-11-11 23:59 ● younger than 1 day
                           00:00 ● younger than 1 day
            Tue 2026-11-10 23:59 ○ older than 1 day (rule: 1 day)
        "#]],
    );
}

/// "I keep one day: what of yesterday is there tonight?"
#[test]
fn one_day_lasts_through_the_whole_next_day() {
    check(
        "2026-11-12 23:59",
        "1",
        "
            2026-11-12 02:00
            2026-11-11 02:00
            2026-11-11 00:00
            2026-11-10 23:59
        ",
        expect![[r#"
            Thu 2026-11-12 02:00 ● newest verified here · younger than 1 day
            Wed 2026-11-11 02:00 ● younger than 1 day
                           00:00 ● younger than 1 day
            Tue 2026-11-10 23:59 ○ older than 1 day (rule: 1 day)
        "#]],
    );
}

/// "I keep two days."
#[test]
fn two_days_at_noon() {
    check(
        "2026-11-12 12:00",
        "2",
        "
            2026-11-12 02:00
            2026-11-11 02:00
            2026-11-10 02:00
            2026-11-09 02:00
        ",
        expect![[r#"
            Thu 2026-11-12 02:00 ● newest verified here · younger than 2 days
            Wed 2026-11-11 02:00 ● younger than 2 days
            Tue 2026-11-10 02:00 ● younger than 2 days
            Mon 2026-11-09 02:00 ○ older than 2 days (rule: 2 days)
        "#]],
    );
}

/// "I was away for a year: the one backup I have is still there."
#[test]
fn the_only_backup_stays_however_old_it_is() {
    check(
        "2026-11-12 14:05",
        "30",
        "2025-10-01 02:00",
        expect![[r#"
        Wed 2025-10-01 02:00 ● newest verified here
    "#]],
    );
}

/// "The schedule was off for a year."
#[test]
fn the_newest_of_many_old_ones_stays() {
    check(
        "2026-11-12 14:05",
        "30",
        "
            2025-10-01 02:00
            2025-10-02 02:00
            2025-10-03 02:00
        ",
        expect![[r#"
            Fri 2025-10-03 02:00 ● newest verified here
            Thu 2025-10-02 02:00 ○ older than 30 days (rule: 30 days)
            Wed 2025-10-01 02:00 ○ older than 30 days (rule: 30 days)
        "#]],
    );
}

/// "S3 was not reached for two months: its newest one stays there."
#[test]
fn the_newest_stays_in_each_location() {
    check(
        "2026-11-12 14:05",
        "30",
        "
            2026-11-12 02:00 #new
            2026-09-02 02:00 #both
            2026-09-01 02:00 #old
            2026-09-02 02:00 #both @S3
            2026-09-01 02:00 #old @S3
        ",
        expect![[r#"
            Thu 2026-11-12 02:00 ● newest verified here · younger than 30 days
            Wed 2026-09-02 02:00 ○ older than 30 days (rule: 30 days)
            Tue 2026-09-01 02:00 ○ older than 30 days (rule: 30 days)
            S3:
            Wed 2026-09-02 02:00 ● newest verified here
            Tue 2026-09-01 02:00 ○ older than 30 days (rule: 30 days)
        "#]],
    );
}

/// "There is no backup yet."
#[test]
fn nothing_there_is_nothing_to_do() {
    check("2026-11-12 14:05", "30", "", expect![[""]]);
}

/// "The one that was just made."
#[test]
fn a_backup_of_this_very_moment_is_not_of_the_future() {
    check(
        "2026-11-12 14:05",
        "30",
        "2026-11-12 14:05",
        expect![[r#"
        Thu 2026-11-12 14:05 ● newest verified here · younger than 30 days
    "#]],
    );
}

/// "Two were made in one second."
#[test]
fn of_two_from_one_moment_the_greater_id_is_the_newer() {
    check(
        "2026-11-12 14:05",
        "1",
        "
            2026-09-01 02:00 #aa
            2026-09-01 02:00 #ab
        ",
        expect![[r#"
            Tue 2026-09-01 02:00 ● newest verified here
                           02:00 ○ older than 1 day (rule: 1 day)
        "#]],
    );
}

/// "By hand, by schedule, after changes, as a catch-up: one rule."
#[test]
fn every_trigger_but_restore_points_is_treated_alike() {
    check(
        "2026-11-12 14:05",
        "2",
        "
            2026-11-12 02:00
            2026-11-01 02:00 manual
            2026-11-01 03:00 schedule
            2026-11-01 04:00 after-changes
            2026-11-01 05:00 catch-up
        ",
        expect![[r#"
            Thu 2026-11-12 02:00 ● newest verified here · younger than 2 days
            Sun 2026-11-01 05:00 ○ older than 2 days (rule: 2 days)
                           04:00 ○ older than 2 days (rule: 2 days)
                           03:00 ○ older than 2 days (rule: 2 days)
                           02:00 ○ older than 2 days (rule: 2 days)
        "#]],
    );
}

/// "The longest time by number."
#[test]
fn a_hundred_years_reach_back_to_the_first() {
    check_days(
        "2026-11-12 14:05",
        "36500",
        "2025-12-30 02:00 to 2026-01-02",
        expect![[r#"
            2025-12 ·····························●●
            2026-01 ●●·····························
            4 stay, 0 go
        "#]],
    );
}

/// "Made on one day, gone on one day."
#[test]
fn several_a_day_share_one_fate() {
    check(
        "2026-11-12 14:05",
        "7",
        "
            2026-11-12 02:00
            2026-11-05 00:00
            2026-11-05 12:00
            2026-11-05 23:59
            2026-11-04 00:00
            2026-11-04 12:00
            2026-11-04 23:59
        ",
        expect![[r#"
            Thu 2026-11-12 02:00 ● newest verified here · younger than 7 days
            Thu 2026-11-05 23:59 ● younger than 7 days
                           12:00 ● younger than 7 days
                           00:00 ● younger than 7 days
            Wed 2026-11-04 23:59 ○ older than 7 days (rule: 7 days)
                           12:00 ○ older than 7 days (rule: 7 days)
                           00:00 ○ older than 7 days (rule: 7 days)
        "#]],
    );
}

/// "The run is some minutes late: it removes no more than a punctual one."
#[test]
fn a_run_that_is_late_removes_what_a_punctual_one_would() {
    let nightly = "2026-09-01 02:00 to 2026-11-12";
    let gone = |now: &str, rule: &str| {
        let (_, verdicts) = judged(now, rule, nightly);
        verdicts
            .into_iter()
            .filter(|verdict| verdict.removal().is_some())
            .count()
    };
    for rule in ["30", "7", "keep-some", "keep-many", "7 0 4 0"] {
        let punctual = gone("2026-11-12 02:00", rule);
        for late in ["02:01", "02:07", "02:59", "14:05", "23:59"] {
            assert_eq!(
                gone(&format!("2026-11-12 {late}"), rule),
                punctual,
                "rule {rule} at {late}"
            );
        }
    }
}

/// "Backups come late on some nights: each week still keeps its one."
#[test]
fn backups_that_come_late_do_not_cost_a_week() {
    // Every Thursday, a few minutes later each time.
    let lines: Vec<String> = (0..12_u64)
        .map(|week| format!("{} 02:{:02}", later("2026-08-27", 7 * week), 3 * week))
        .collect();
    check(
        "2026-11-12 02:34",
        "1 0 12 0",
        &lines.join("\n"),
        expect![[r#"
        Thu 2026-11-12 02:33 ● newest verified here · younger than 1 day · weekly 1 of 12
        Thu 2026-11-05 02:30 ● weekly 2 of 12
        Thu 2026-10-29 02:27 ● weekly 3 of 12
        Thu 2026-10-22 02:24 ● weekly 4 of 12
        Thu 2026-10-15 02:21 ● weekly 5 of 12
        Thu 2026-10-08 02:18 ● weekly 6 of 12
        Thu 2026-10-01 02:15 ● weekly 7 of 12
        Thu 2026-09-24 02:12 ● weekly 8 of 12
        Thu 2026-09-17 02:09 ● weekly 9 of 12
        Thu 2026-09-10 02:06 ● weekly 10 of 12
        Thu 2026-09-03 02:03 ● weekly 11 of 12
        Thu 2026-08-27 02:00 ● weekly 12 of 12
    "#]],
    );
}
