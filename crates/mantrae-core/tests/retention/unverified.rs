//! Backups that could not be verified.

use expect_test::expect;

use crate::drawing::{check, check_days};

/// "It failed for a week: the good ones from before are all there."
#[test]
fn failed_ones_do_not_push_out_good_ones() {
    check(
        "2026-11-12 14:05",
        "1 3 0 0",
        "
            2026-11-06 02:00 to 2026-11-12 unverified
            2026-11-01 02:00 to 2026-11-05
        ",
        expect![[r#"
            Thu 2026-11-12 02:00 ● not verified, younger than 1 day · not verified, newest of its day
            Wed 2026-11-11 02:00 ● not verified, younger than 1 day · not verified, newest of its day
            Tue 2026-11-10 02:00 ● not verified, newest of its day
            Mon 2026-11-09 02:00 ○ not verified, older than 1 day, none of 3 daily (rule: Custom)
            Sun 2026-11-08 02:00 ○ not verified, older than 1 day, none of 3 daily (rule: Custom)
            Sat 2026-11-07 02:00 ○ not verified, older than 1 day, none of 3 daily (rule: Custom)
            Fri 2026-11-06 02:00 ○ not verified, older than 1 day, none of 3 daily (rule: Custom)
            Thu 2026-11-05 02:00 ● newest verified here · daily 1 of 3
            Wed 2026-11-04 02:00 ● daily 2 of 3
            Tue 2026-11-03 02:00 ● daily 3 of 3
            Mon 2026-11-02 02:00 ○ older than 1 day, none of 3 daily (rule: Custom)
            Sun 2026-11-01 02:00 ○ older than 1 day, none of 3 daily (rule: Custom)
        "#]],
    );
}

/// "It may still be verified tomorrow."
#[test]
fn a_young_one_that_is_not_verified_stays() {
    check(
        "2026-11-12 14:05",
        "2",
        "
            2026-11-12 02:00 unverified
            2026-11-11 02:00
            2026-11-10 02:00 unverified
            2026-11-09 02:00 unverified
        ",
        expect![[r#"
            Thu 2026-11-12 02:00 ● not verified, younger than 2 days
            Wed 2026-11-11 02:00 ● newest verified here · younger than 2 days
            Tue 2026-11-10 02:00 ● not verified, younger than 2 days
            Mon 2026-11-09 02:00 ○ not verified, older than 2 days (rule: 2 days)
        "#]],
    );
}

/// "The second attempt was good."
#[test]
fn an_old_one_goes_where_a_verified_one_is_of_the_same_day() {
    check(
        "2026-11-12 14:05",
        "2 14 0 0",
        "
            2026-11-12 02:00
            2026-11-08 03:00
            2026-11-08 02:00 unverified
            2026-11-07 03:00 unverified
            2026-11-07 02:00
        ",
        expect![[r#"
            Thu 2026-11-12 02:00 ● newest verified here · younger than 2 days · daily 1 of 14
            Sun 2026-11-08 03:00 ● daily 2 of 14
                           02:00 ○ not verified, older than 2 days, none of 14 daily (rule: Custom)
            Sat 2026-11-07 03:00 ○ not verified, older than 2 days, none of 14 daily (rule: Custom)
                           02:00 ● daily 3 of 14
        "#]],
    );
}

/// "It is the only one of that day."
#[test]
fn one_stands_in_for_a_day_without_a_verified_one() {
    check(
        "2026-11-12 14:05",
        "2 4 0 0",
        "
            2026-11-12 02:00
            2026-11-08 03:00 unverified
            2026-11-08 02:00 unverified
            2026-11-07 02:00
            2026-11-06 02:00
            2026-11-05 02:00
            2026-11-04 02:00 unverified
        ",
        expect![[r#"
            Thu 2026-11-12 02:00 ● newest verified here · younger than 2 days · daily 1 of 4
            Sun 2026-11-08 03:00 ● not verified, newest of its day
                           02:00 ○ not verified, older than 2 days, none of 4 daily (rule: Custom)
            Sat 2026-11-07 02:00 ● daily 2 of 4
            Fri 2026-11-06 02:00 ● daily 3 of 4
            Thu 2026-11-05 02:00 ● daily 4 of 4
            Wed 2026-11-04 02:00 ○ not verified, older than 2 days, none of 4 daily (rule: Custom)
        "#]],
    );
}

/// "The list of verifications was lost: a year of backups is not removed for that."
#[test]
fn when_all_verifications_are_forgotten_the_history_stays() {
    check_days(
        "2026-11-12 14:05",
        "keep-some",
        "2025-11-12 02:00 to 2026-11-12 unverified",
        expect![[r#"
            2025-11 ···········○○○○○○○○○○○○○○○○○○○
            2025-12 ○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○
            2026-01 ○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○
            2026-02 ○○○○○○○○○○○○○○○○○○○○○○○○○○○○
            2026-03 ○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○
            2026-04 ○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○
            2026-05 ○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○
            2026-06 ○○○○○○○○○○○○○○○○○○○○○○○○○○○○○●
            2026-07 ○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○●
            2026-08 ○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○●
            2026-09 ○○○○○○○○○○○○○○○○○○○○○○○○○○●○○●
            2026-10 ○○○●○○○○○○●○○○○○○●○○○○○○●○○○○●●
            2026-11 ●●●●●●●●●●●●··················
            23 stay, 343 go
        "#]],
    );
}

/// "No backup could ever be verified, for three years."
#[test]
fn they_do_not_pile_up_for_ever() {
    check_days(
        "2026-11-12 14:05",
        "keep-many",
        "2023-11-12 02:00 to 2026-11-12 unverified",
        expect![[r#"
            2023-11 ···········○○○○○○○○○○○○○○○○○○○
            2023-12 ○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○
            2024-01 ○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○
            2024-02 ○○○○○○○○○○○○○○○○○○○○○○○○○○○○○
            2024-03 ○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○
            2024-04 ○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○
            2024-05 ○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○
            2024-06 ○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○
            2024-07 ○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○
            2024-08 ○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○
            2024-09 ○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○
            2024-10 ○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○
            2024-11 ○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○
            2024-12 ○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○●
            2025-01 ○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○●
            2025-02 ○○○○○○○○○○○○○○○○○○○○○○○○○○○●
            2025-03 ○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○●
            2025-04 ○○○○○○○○○○○○○○○○○○○○○○○○○○○○○●
            2025-05 ○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○●
            2025-06 ○○○○○○○○○○○○○○○○○○○○○○○○○○○○○●
            2025-07 ○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○●
            2025-08 ○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○●
            2025-09 ○○○○○○○○○○○○○○○○○○○○○○○○○○○○○●
            2025-10 ○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○●
            2025-11 ○○○○○○○○○○○○○○○○○○○○○○○○○○○○○●
            2025-12 ○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○●
            2026-01 ○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○●
            2026-02 ○○○○○○○○○○○○○○○○○○○○○○○○○○○●
            2026-03 ○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○●
            2026-04 ○○○○○○○○○○○○○○○○○○○○○○○○○○○○○●
            2026-05 ○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○●
            2026-06 ○○○○○○○○○○○○○○○○○○○○○○○○○○○○○●
            2026-07 ○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○●
            2026-08 ○○○○○○○○○○○○○○○○○○○○○○○○○○○○○●●
            2026-09 ○○○○○●○○○○○○●○○○○○○●○○○○○○●○○●
            2026-10 ○○○●○○○○○○●○○●●●●●●●●●●●●●●●●●●
            2026-11 ●●●●●●●●●●●●··················
            59 stay, 1038 go
        "#]],
    );
}

/// "Every second one fails."
#[test]
fn they_do_not_pile_up_beside_good_ones() {
    check_days(
        "2026-11-12 14:05",
        "keep-some",
        "
            2025-11-12 02:00 to 2026-11-12
            2025-11-12 14:00 to 2026-11-11 unverified
        ",
        expect![[r#"
            2025-11 ···········○○○○○○○○○○○○○○○○○○○
            2025-12 ○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○
            2026-01 ○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○
            2026-02 ○○○○○○○○○○○○○○○○○○○○○○○○○○○○
            2026-03 ○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○
            2026-04 ○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○
            2026-05 ○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○
            2026-06 ○○○○○○○○○○○○○○○○○○○○○○○○○○○○○◐
            2026-07 ○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○◐
            2026-08 ○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○◐
            2026-09 ○○○○○○○○○○○○○○○○○○○○○○○○○○◐○○◐
            2026-10 ○○○◐○○○○○○◐○○○○○○◐○○○○○○◐○○○○◐◐
            2026-11 ◐◐◐◐◐◐◐◐◐●●●··················
            25 stay, 706 go
        "#]],
    );
}

/// "None is verified, and all are old."
#[test]
fn where_none_is_verified_the_newest_stays() {
    check(
        "2026-11-12 14:05",
        "30",
        "
            2025-11-12 02:00 unverified
            2025-11-11 02:00 unverified
        ",
        expect![[r#"
            Wed 2025-11-12 02:00 ● newest here, where none is verified
            Tue 2025-11-11 02:00 ○ not verified, older than 30 days (rule: 30 days)
        "#]],
    );
}

/// "Read back here, but not from S3."
#[test]
fn verified_in_one_location_is_not_verified_in_the_other() {
    check(
        "2026-11-12 14:05",
        "2",
        "
            2026-11-12 02:00 #a
            2026-09-12 02:00 #b
            2026-11-12 02:00 #a unverified @S3
            2026-09-12 02:00 #b @S3
            2026-09-11 02:00 #c @S3
        ",
        expect![[r#"
            Thu 2026-11-12 02:00 ● newest verified here · younger than 2 days
            Sat 2026-09-12 02:00 ○ older than 2 days (rule: 2 days)
            S3:
            Thu 2026-11-12 02:00 ● not verified, younger than 2 days
            Sat 2026-09-12 02:00 ● newest verified here
            Fri 2026-09-11 02:00 ○ older than 2 days (rule: 2 days)
        "#]],
    );
}

/// "Ten attempts, none good."
#[test]
fn a_day_of_failures_leaves_one() {
    check(
        "2026-11-12 14:05",
        "1 5 0 0",
        "
            2026-11-12 02:00
            2026-11-08 01:00 unverified
            2026-11-08 02:00 unverified
            2026-11-08 03:00 unverified
            2026-11-08 04:00 unverified
        ",
        expect![[r#"
            Thu 2026-11-12 02:00 ● newest verified here · younger than 1 day · daily 1 of 5
            Sun 2026-11-08 04:00 ● not verified, newest of its day
                           03:00 ○ not verified, older than 1 day, none of 5 daily (rule: Custom)
                           02:00 ○ not verified, older than 1 day, none of 5 daily (rule: Custom)
                           01:00 ○ not verified, older than 1 day, none of 5 daily (rule: Custom)
        "#]],
    );
}

/// "The only ones of their week and month."
#[test]
fn a_week_and_a_month_have_stand_ins_too() {
    check(
        "2026-11-12 14:05",
        "1 0 2 3",
        "
            2026-11-12 02:00
            2026-11-05 02:00 unverified
            2026-10-10 02:00 unverified
            2026-10-09 02:00 unverified
            2026-09-09 02:00
        ",
        expect![[r#"
            Thu 2026-11-12 02:00 ● newest verified here · younger than 1 day · weekly 1 of 2 · monthly 1 of 3
            Thu 2026-11-05 02:00 ● not verified, newest of its week
            Sat 2026-10-10 02:00 ● not verified, newest of its month
            Fri 2026-10-09 02:00 ○ not verified, older than 1 day, none of 2 weekly, 3 monthly (rule: Custom)
            Wed 2026-09-09 02:00 ● weekly 2 of 2 · monthly 2 of 3
        "#]],
    );
}
