//! Days, weeks and months where calendars are odd.

use chrono_tz::Tz;
use expect_test::expect;
use mantrae_core::retention::{Situation, judge};

use crate::drawing::{check, check_days, list, listings, moment, rule};

/// "The night of 29 March has 23 hours."
#[test]
fn clocks_go_forward_in_berlin() {
    check(
        "2026-03-30 12:00",
        "1 3 0 0",
        "
            2026-03-30 01:30
            2026-03-29 23:30
            2026-03-29 03:00
            2026-03-29 01:59
            2026-03-29 00:01
            2026-03-28 23:59
        ",
        expect![[r#"
            Mon 2026-03-30 01:30 ● newest verified here · younger than 1 day · daily 1 of 3
            Sun 2026-03-29 23:30 ● younger than 1 day · daily 2 of 3
                           03:00 ● younger than 1 day
                           01:59 ● younger than 1 day
                           00:01 ● younger than 1 day
            Sat 2026-03-28 23:59 ● daily 3 of 3
        "#]],
    );
}

/// "02:30 comes twice on 25 October: one day, and the second is the newer."
#[test]
fn clocks_go_back_in_berlin() {
    check(
        "2026-10-28 12:00",
        "1 3 0 0",
        "
            2026-10-28 02:30
            2026-10-25 02:30 #first
            2026-10-25 02:30 #second later
            2026-10-25 00:01
            2026-10-24 23:59
        ",
        expect![[r#"
            Wed 2026-10-28 02:30 ● newest verified here · younger than 1 day · daily 1 of 3
            Sun 2026-10-25 02:30 ● daily 2 of 3
                           02:30 ○ older than 1 day, none of 3 daily (rule: Custom)
                           00:01 ○ older than 1 day, none of 3 daily (rule: Custom)
            Sat 2026-10-24 23:59 ● daily 3 of 3
        "#]],
    );
}

/// "I keep one day over the night that is an hour short."
#[test]
fn a_day_is_kept_in_the_short_night() {
    check(
        "2026-03-30 00:01",
        "1",
        "
            2026-03-30 00:00
            2026-03-29 00:00
            2026-03-28 23:59
        ",
        expect![[r#"
            Mon 2026-03-30 00:00 ● newest verified here · younger than 1 day
            Sun 2026-03-29 00:00 ● younger than 1 day
            Sat 2026-03-28 23:59 ○ older than 1 day (rule: 1 day)
        "#]],
    );
}

/// "I keep one day over the night that is an hour long."
#[test]
fn a_day_is_kept_in_the_long_night() {
    check(
        "2026-10-26 00:01",
        "1",
        "
            2026-10-26 00:00
            2026-10-25 00:00
            2026-10-24 23:59
        ",
        expect![[r#"
            Mon 2026-10-26 00:00 ● newest verified here · younger than 1 day
            Sun 2026-10-25 00:00 ● younger than 1 day
            Sat 2026-10-24 23:59 ○ older than 1 day (rule: 1 day)
        "#]],
    );
}

/// "Eight of March."
#[test]
fn clocks_go_forward_in_new_york() {
    check(
        "America/New_York 2026-03-10 12:00",
        "1 3 0 0",
        "
            2026-03-10 02:00
            2026-03-08 23:59
            2026-03-08 03:00
            2026-03-08 01:59
            2026-03-07 23:59
        ",
        expect![[r#"
            Tue 2026-03-10 02:00 ● newest verified here · younger than 1 day · daily 1 of 3
            Sun 2026-03-08 23:59 ● daily 2 of 3
                           03:00 ○ older than 1 day, none of 3 daily (rule: Custom)
                           01:59 ○ older than 1 day, none of 3 daily (rule: Custom)
            Sat 2026-03-07 23:59 ● daily 3 of 3
        "#]],
    );
}

/// "01:30 comes twice on the first of November."
#[test]
fn clocks_go_back_in_new_york() {
    check(
        "America/New_York 2026-11-04 12:00",
        "1 3 0 0",
        "
            2026-11-04 02:00
            2026-11-01 01:30 #first
            2026-11-01 01:30 #second later
            2026-10-31 23:59
        ",
        expect![[r#"
            Wed 2026-11-04 02:00 ● newest verified here · younger than 1 day · daily 1 of 3
            Sun 2026-11-01 01:30 ● daily 2 of 3
                           01:30 ○ older than 1 day, none of 3 daily (rule: Custom)
            Sat 2026-10-31 23:59 ● daily 3 of 3
        "#]],
    );
}

/// "Half an hour less on 4 October."
#[test]
fn clocks_go_forward_by_half_an_hour_on_lord_howe() {
    check(
        "Australia/Lord_Howe 2026-10-06 12:00",
        "1 3 0 0",
        "
            2026-10-06 02:00
            2026-10-04 02:30
            2026-10-04 01:59
            2026-10-03 23:59
        ",
        expect![[r#"
            Tue 2026-10-06 02:00 ● newest verified here · younger than 1 day · daily 1 of 3
            Sun 2026-10-04 02:30 ● daily 2 of 3
                           01:59 ○ older than 1 day, none of 3 daily (rule: Custom)
            Sat 2026-10-03 23:59 ● daily 3 of 3
        "#]],
    );
}

/// "01:45 comes twice on 5 April."
#[test]
fn clocks_go_back_by_half_an_hour_on_lord_howe() {
    check(
        "Australia/Lord_Howe 2026-04-08 12:00",
        "1 3 0 0",
        "
            2026-04-08 02:00
            2026-04-05 01:45 #first
            2026-04-05 01:45 #second later
            2026-04-04 23:59
        ",
        expect![[r#"
            Wed 2026-04-08 02:00 ● newest verified here · younger than 1 day · daily 1 of 3
            Sun 2026-04-05 01:45 ● daily 2 of 3
                           01:45 ○ older than 1 day, none of 3 daily (rule: Custom)
            Sat 2026-04-04 23:59 ● daily 3 of 3
        "#]],
    );
}

/// "30 days over 29 March."
#[test]
fn a_month_of_nights_over_the_change_in_spring() {
    check_days(
        "2026-04-12 02:00",
        "30",
        "
            2026-03-01 02:30 to 2026-03-28
            2026-03-29 03:30
            2026-03-30 02:30 to 2026-04-11
        ",
        expect![[r#"
            2026-03 ○○○○○○○○○○○○●●●●●●●●●●●●●●●●●●●
            2026-04 ●●●●●●●●●●●···················
            30 stay, 12 go
        "#]],
    );
}

/// "30 days over 25 October."
#[test]
fn a_month_of_nights_over_the_change_in_autumn() {
    check_days(
        "2026-11-12 02:00",
        "30",
        "2026-10-01 02:30 to 2026-11-11",
        expect![[r#"
            2026-10 ○○○○○○○○○○○○●●●●●●●●●●●●●●●●●●●
            2026-11 ●●●●●●●●●●●···················
            30 stay, 12 go
        "#]],
    );
}

/// "I moved from Berlin to Kiritimati: what was made at noon and in the evening of one day are two days there."
#[test]
fn the_same_moments_are_other_days_elsewhere() {
    let (berlin, now) = moment("2026-11-12 02:00");
    let listings = listings(
        berlin,
        "
            2026-11-12 01:00
            2026-11-08 23:59
            2026-11-08 12:00
            2026-11-08 10:59
        ",
    );
    let drawn = |zone: Tz| {
        let situation = Situation {
            listings: &listings,
            now,
            zone,
        };
        list(zone, &judge(&situation, &rule("1 3 0 0")))
    };
    expect![[r#"
        Thu 2026-11-12 01:00 ● newest verified here · younger than 1 day · daily 1 of 3
        Sun 2026-11-08 23:59 ● daily 2 of 3
                       12:00 ○ older than 1 day, none of 3 daily (rule: Custom)
                       10:59 ○ older than 1 day, none of 3 daily (rule: Custom)
    "#]]
    .assert_eq(&drawn(berlin));
    expect![[r#"
        Thu 2026-11-12 14:00 ● newest verified here · younger than 1 day · daily 1 of 3
        Mon 2026-11-09 12:59 ● daily 2 of 3
                       01:00 ○ older than 1 day, none of 3 daily (rule: Custom)
        Sun 2026-11-08 23:59 ● daily 3 of 3
    "#]]
    .assert_eq(&drawn(chrono_tz::Pacific::Kiritimati));
}

/// "Samoa skipped 30 December 2011."
#[test]
fn a_day_that_never_was() {
    check(
        "Pacific/Apia 2011-12-31 12:00",
        "1 2 0 0",
        "
            2011-12-31 02:00
            2011-12-29 23:59
            2011-12-29 02:00
            2011-12-28 23:59
        ",
        expect![[r#"
            Sat 2011-12-31 02:00 ● newest verified here · younger than 1 day · daily 1 of 2
            Thu 2011-12-29 23:59 ● daily 2 of 2
                           02:00 ○ older than 1 day, none of 2 daily (rule: Custom)
            Wed 2011-12-28 23:59 ○ older than 1 day, none of 2 daily (rule: Custom)
        "#]],
    );
}

/// "Clocks go from 23:59 to 01:00 there."
#[test]
fn midnight_itself_is_skipped_in_beirut() {
    check(
        "Asia/Beirut 2026-03-30 12:00",
        "1 2 0 0",
        "
            2026-03-30 02:00
            2026-03-29 01:00
            2026-03-28 23:59
            2026-03-28 02:00
        ",
        expect![[r#"
            Mon 2026-03-30 02:00 ● newest verified here · younger than 1 day · daily 1 of 2
            Sun 2026-03-29 01:00 ● younger than 1 day · daily 2 of 2
            Sat 2026-03-28 23:59 ○ older than 1 day, none of 2 daily (rule: Custom)
                           02:00 ○ older than 1 day, none of 2 daily (rule: Custom)
        "#]],
    );
}

/// "Two minutes apart, two days."
#[test]
fn one_minute_before_and_after_midnight() {
    check(
        "2026-11-12 14:05",
        "1 2 0 0",
        "
            2026-11-10 00:01
            2026-11-09 23:59
            2026-11-09 23:58
        ",
        expect![[r#"
            Tue 2026-11-10 00:01 ● newest verified here · daily 1 of 2
            Mon 2026-11-09 23:59 ● daily 2 of 2
                           23:58 ○ older than 1 day, none of 2 daily (rule: Custom)
        "#]],
    );
}

/// "Sunday night and Monday morning are two weeks."
#[test]
fn a_week_begins_on_monday() {
    check(
        "2026-11-12 14:05",
        "1 0 3 0",
        "
            2026-11-12 02:00
            2026-11-09 00:01
            2026-11-08 23:59
            2026-11-02 00:01
            2026-11-01 23:59
        ",
        expect![[r#"
            Thu 2026-11-12 02:00 ● newest verified here · younger than 1 day · weekly 1 of 3
            Mon 2026-11-09 00:01 ○ older than 1 day, none of 3 weekly (rule: Custom)
            Sun 2026-11-08 23:59 ● weekly 2 of 3
            Mon 2026-11-02 00:01 ○ older than 1 day, none of 3 weekly (rule: Custom)
            Sun 2026-11-01 23:59 ● weekly 3 of 3
        "#]],
    );
}

/// "The last of October and the first of November."
#[test]
fn a_month_begins_on_its_first() {
    check(
        "2026-11-12 14:05",
        "1 0 0 2",
        "
            2026-11-01 00:01
            2026-10-31 23:59
            2026-10-31 23:58
        ",
        expect![[r#"
            Sun 2026-11-01 00:01 ● newest verified here · monthly 1 of 2
            Sat 2026-10-31 23:59 ● monthly 2 of 2
                           23:58 ○ older than 1 day, none of 2 monthly (rule: Custom)
        "#]],
    );
}

/// "29 February 2028."
#[test]
fn a_leap_day_is_a_day() {
    check(
        "2028-03-01 12:00",
        "1 3 0 0",
        "
            2028-03-01 02:00
            2028-02-29 23:59
            2028-02-29 00:01
            2028-02-28 23:59
        ",
        expect![[r#"
            Wed 2028-03-01 02:00 ● newest verified here · younger than 1 day · daily 1 of 3
            Tue 2028-02-29 23:59 ● younger than 1 day · daily 2 of 3
                           00:01 ● younger than 1 day
            Mon 2028-02-28 23:59 ● daily 3 of 3
        "#]],
    );
}

/// "30 days before 30 March 2028 is 29 February."
#[test]
fn thirty_days_over_a_leap_day() {
    check(
        "2028-03-30 12:00",
        "30",
        "
            2028-03-30 02:00
            2028-02-29 00:01
            2028-02-28 23:59
        ",
        expect![[r#"
            Thu 2028-03-30 02:00 ● newest verified here · younger than 30 days
            Tue 2028-02-29 00:01 ● younger than 30 days
            Mon 2028-02-28 23:59 ○ older than 30 days (rule: 30 days)
        "#]],
    );
}

/// "30 days before 30 March 2027 is 28 February."
#[test]
fn thirty_days_without_a_leap_day() {
    check(
        "2027-03-30 12:00",
        "30",
        "
            2027-03-30 02:00
            2027-02-28 00:01
            2027-02-27 23:59
        ",
        expect![[r#"
            Tue 2027-03-30 02:00 ● newest verified here · younger than 30 days
            Sun 2027-02-28 00:01 ● younger than 30 days
            Sat 2027-02-27 23:59 ○ older than 30 days (rule: 30 days)
        "#]],
    );
}

/// "The newest of February is of its 29th."
#[test]
fn the_monthly_one_of_february_in_a_leap_year() {
    check(
        "2028-06-01 12:00",
        "1 0 0 5",
        "
            2028-06-01 02:00
            2028-03-31 02:00
            2028-02-29 02:00
            2028-02-28 02:00
            2028-01-31 02:00
        ",
        expect![[r#"
            Thu 2028-06-01 02:00 ● newest verified here · younger than 1 day · monthly 1 of 5
            Fri 2028-03-31 02:00 ● monthly 2 of 5
            Tue 2028-02-29 02:00 ● monthly 3 of 5
            Mon 2028-02-28 02:00 ○ older than 1 day, none of 5 monthly (rule: Custom)
            Mon 2028-01-31 02:00 ● monthly 4 of 5
        "#]],
    );
}

/// "31 December and 1 January."
#[test]
fn new_year_is_no_edge_for_days() {
    check(
        "2027-01-03 12:00",
        "1 3 0 0",
        "
            2027-01-03 02:00
            2027-01-01 00:01
            2026-12-31 23:59
            2026-12-31 00:01
        ",
        expect![[r#"
            Sun 2027-01-03 02:00 ● newest verified here · younger than 1 day · daily 1 of 3
            Fri 2027-01-01 00:01 ● daily 2 of 3
            Thu 2026-12-31 23:59 ● daily 3 of 3
                           00:01 ○ older than 1 day, none of 3 daily (rule: Custom)
        "#]],
    );
}

/// "28 December 2026 to 3 January 2027 is one week."
#[test]
fn week_53_reaches_into_the_new_year() {
    check(
        "2027-01-14 12:00",
        "1 0 4 0",
        "
            2027-01-14 02:00
            2027-01-04 00:01
            2027-01-03 23:59
            2027-01-01 02:00
            2026-12-31 02:00
            2026-12-28 00:01
            2026-12-27 23:59
        ",
        expect![[r#"
            Thu 2027-01-14 02:00 ● newest verified here · younger than 1 day · weekly 1 of 4
            Mon 2027-01-04 00:01 ● weekly 2 of 4
            Sun 2027-01-03 23:59 ● weekly 3 of 4
            Fri 2027-01-01 02:00 ○ older than 1 day, none of 4 weekly (rule: Custom)
            Thu 2026-12-31 02:00 ○ older than 1 day, none of 4 weekly (rule: Custom)
            Mon 2026-12-28 00:01 ○ older than 1 day, none of 4 weekly (rule: Custom)
            Sun 2026-12-27 23:59 ● weekly 4 of 4
        "#]],
    );
}

/// "29 December 2025 belongs to the first week of 2026."
#[test]
fn week_1_begins_in_the_old_year() {
    check(
        "2026-01-14 12:00",
        "1 0 3 0",
        "
            2026-01-14 02:00
            2026-01-04 23:59
            2026-01-01 02:00
            2025-12-29 00:01
            2025-12-28 23:59
        ",
        expect![[r#"
            Wed 2026-01-14 02:00 ● newest verified here · younger than 1 day · weekly 1 of 3
            Sun 2026-01-04 23:59 ● weekly 2 of 3
            Thu 2026-01-01 02:00 ○ older than 1 day, none of 3 weekly (rule: Custom)
            Mon 2025-12-29 00:01 ○ older than 1 day, none of 3 weekly (rule: Custom)
            Sun 2025-12-28 23:59 ● weekly 3 of 3
        "#]],
    );
}

/// "A year apart."
#[test]
fn january_of_two_years_is_two_months() {
    check(
        "2027-02-10 12:00",
        "1 0 0 3",
        "
            2027-02-10 02:00
            2027-01-31 02:00
            2026-01-31 02:00
            2026-01-30 02:00
        ",
        expect![[r#"
            Wed 2027-02-10 02:00 ● newest verified here · younger than 1 day · monthly 1 of 3
            Sun 2027-01-31 02:00 ● monthly 2 of 3
            Sat 2026-01-31 02:00 ● monthly 3 of 3
            Fri 2026-01-30 02:00 ○ older than 1 day, none of 3 monthly (rule: Custom)
        "#]],
    );
}

/// "Monthly ones from 2027 to 2029."
#[test]
fn two_years_of_months_over_a_leap_year() {
    check_days(
        "2029-01-15 12:00",
        "1 0 0 24",
        "2027-01-10 02:00 to 2029-01-15 every 9",
        expect![[r#"
            2027-01 ·········○········○········○···
            2027-02 ·····○········○········●····
            2027-03 ····○········○········●········
            2027-04 ○········○········○········●··
            2027-05 ······○········○········●······
            2027-06 ··○········○········○········●
            2027-07 ········○········○········●····
            2027-08 ····○········○········●········
            2027-09 ○········○········○········●··
            2027-10 ······○········○········●······
            2027-11 ··○········○········○········●
            2027-12 ········○········○········●····
            2028-01 ····○········○········●········
            2028-02 ○········○········○········●·
            2028-03 ·······○········○········●·····
            2028-04 ···○········○········●········
            2028-05 ○········○········○········●···
            2028-06 ·····○········○········●······
            2028-07 ··○········○········○········●·
            2028-08 ·······○········○········●·····
            2028-09 ···○········○········●········
            2028-10 ○········○········○········●···
            2028-11 ·····○········○········●······
            2028-12 ··○········○········○········●·
            2029-01 ·······●·······················
            24 stay, 58 go
        "#]],
    );
}
