//! What no rule removes.

use expect_test::expect;

use mantrae_core::retention::{Situation, judge};

use crate::drawing::{check, check_days, list, listings, moment, rule};

/// "Keep for ever means for ever."
#[test]
fn unlimited_removes_nothing() {
    check_days(
        "2026-11-12 14:05",
        "keep-all",
        "
            2020-01-01 02:00 to 2026-11-12 every 13
            2026-10-01 08:00 to 2026-11-12
        ",
        expect![[r#"
            2020-01 ●············●············●····
            2020-02 ········●············●·······
            2020-03 ·····●············●············
            2020-04 ●············●············●···
            2020-05 ·········●············●········
            2020-06 ····●············●············
            2020-07 ●············●············●····
            2020-08 ········●············●·········
            2020-09 ···●············●············●
            2020-10 ············●············●·····
            2020-11 ·······●············●·········
            2020-12 ···●············●············●·
            2021-01 ···········●············●······
            2021-02 ······●············●········
            2021-03 ····●············●············●
            2021-04 ············●············●····
            2021-05 ········●············●·········
            2021-06 ···●············●············●
            2021-07 ············●············●·····
            2021-08 ·······●············●··········
            2021-09 ··●············●············●·
            2021-10 ···········●············●······
            2021-11 ······●············●··········
            2021-12 ··●············●············●··
            2022-01 ··········●············●·······
            2022-02 ·····●············●·········
            2022-03 ···●············●············●·
            2022-04 ···········●············●·····
            2022-05 ·······●············●··········
            2022-06 ··●············●············●·
            2022-07 ···········●············●······
            2022-08 ······●············●···········
            2022-09 ·●············●············●··
            2022-10 ··········●············●·······
            2022-11 ·····●············●···········
            2022-12 ·●············●············●···
            2023-01 ·········●············●········
            2023-02 ····●············●··········
            2023-03 ··●············●············●··
            2023-04 ··········●············●······
            2023-05 ······●············●···········
            2023-06 ·●············●············●··
            2023-07 ··········●············●·······
            2023-08 ·····●············●············
            2023-09 ●············●············●···
            2023-10 ·········●············●········
            2023-11 ····●············●············
            2023-12 ●············●············●····
            2024-01 ········●············●·········
            2024-02 ···●············●············
            2024-03 ●············●············●····
            2024-04 ········●············●········
            2024-05 ····●············●············●
            2024-06 ············●············●····
            2024-07 ········●············●·········
            2024-08 ···●············●············●·
            2024-09 ···········●············●·····
            2024-10 ·······●············●··········
            2024-11 ··●············●············●·
            2024-12 ···········●············●······
            2025-01 ······●············●···········
            2025-02 ·●············●············●
            2025-03 ············●············●·····
            2025-04 ·······●············●·········
            2025-05 ···●············●············●·
            2025-06 ···········●············●·····
            2025-07 ·······●············●··········
            2025-08 ··●············●············●··
            2025-09 ··········●············●······
            2025-10 ······●············●···········
            2025-11 ·●············●············●··
            2025-12 ··········●············●·······
            2026-01 ·····●············●············
            2026-02 ●············●············●·
            2026-03 ···········●············●······
            2026-04 ······●············●··········
            2026-05 ··●············●············●··
            2026-06 ··········●············●······
            2026-07 ······●············●···········
            2026-08 ·●············●············●···
            2026-09 ·········●············●·······
            2026-10 ●●●●●●●●●●●●●●●●●●●●●●●●●●●●●●●
            2026-11 ●●●●●●●●●●●●··················
            236 stay, 0 go
        "#]],
    );
}

/// "Keep for ever, whatever it is."
#[test]
fn unlimited_keeps_what_is_not_verified_too() {
    check(
        "2026-11-12 14:05",
        "keep-all",
        "
            2026-11-12 02:00 unverified
            2020-02-01 02:00 unverified
            2020-01-02 02:00 before-import
            2020-01-01 02:00
            2027-01-01 02:00
            2020-01-01 02:00 foreign @S3
        ",
        expect![[r#"
            Fri 2027-01-01 02:00 ● dated in the future · keep all
            Thu 2026-11-12 02:00 ● keep all
            Sat 2020-02-01 02:00 ● keep all
            Thu 2020-01-02 02:00 ● keep all
            Wed 2020-01-01 02:00 ● newest verified here · keep all
            S3:
            Wed 2020-01-01 02:00 ● from another computer · keep all
        "#]],
    );
}

/// "I adopted my old computer's backups, which are newer than mine."
#[test]
fn the_newest_of_this_computer_stays_beside_adopted_ones() {
    check(
        "2026-11-12 14:05",
        "7",
        "
            2026-10-10 02:00 adopted
            2026-10-09 02:00 adopted
            2026-10-02 02:00
            2026-10-01 02:00
            2026-10-01 01:00 before-import
        ",
        expect![[r#"
            Sat 2026-10-10 02:00 ● newest verified here
            Fri 2026-10-09 02:00 ○ older than 7 days (rule: 7 days)
            Fri 2026-10-02 02:00 ● newest verified here
            Thu 2026-10-01 02:00 ○ older than 7 days (rule: 7 days)
                           01:00 ○ restore point, older than 30 days (rule: 7 days)
        "#]],
    );
}

/// "I pinned the one from before the move."
#[test]
fn a_pinned_one_stays_however_old() {
    check(
        "2026-11-12 14:05",
        "1",
        "
            2026-11-12 02:00
            2024-01-01 02:00 pinned
            2024-01-01 01:00
        ",
        expect![[r#"
            Thu 2026-11-12 02:00 ● newest verified here · younger than 1 day
            Mon 2024-01-01 02:00 ● pinned
                           01:00 ○ older than 1 day (rule: 1 day)
        "#]],
    );
}

/// "A pin never costs me another backup."
#[test]
fn a_pinned_one_takes_no_slot_of_the_rotation() {
    check(
        "2026-11-12 14:05",
        "1 2 0 0",
        "
            2026-11-12 02:00
            2026-11-09 17:00 pinned
            2026-11-09 02:00
            2026-11-08 02:00 pinned
            2026-11-07 02:00
        ",
        expect![[r#"
            Thu 2026-11-12 02:00 ● newest verified here · younger than 1 day · daily 1 of 2
            Mon 2026-11-09 17:00 ● pinned
                           02:00 ● daily 2 of 2
            Sun 2026-11-08 02:00 ● pinned
            Sat 2026-11-07 02:00 ○ older than 1 day, none of 2 daily (rule: Custom)
        "#]],
    );
}

/// "I pinned it: it is mine to unpin."
#[test]
fn a_pinned_one_that_is_not_verified_stays() {
    check(
        "2026-11-12 14:05",
        "1",
        "
            2026-11-12 02:00
            2024-01-01 02:00 pinned unverified
        ",
        expect![[r#"
            Thu 2026-11-12 02:00 ● newest verified here · younger than 1 day
            Mon 2024-01-01 02:00 ● pinned
        "#]],
    );
}

/// "I can undo for 30 days, whatever the rule."
#[test]
fn restore_points_stay_for_thirty_days() {
    check(
        "2026-12-01 12:00",
        "1",
        "
            2026-12-01 02:00
            2026-11-20 10:00 before-import
            2026-11-01 23:00 before-restore
            2026-11-01 00:00 before-import
            2026-10-31 23:59 before-restore
            2026-10-31 10:00 before-import
        ",
        expect![[r#"
            Tue 2026-12-01 02:00 ● newest verified here · younger than 1 day
            Fri 2026-11-20 10:00 ● restore point younger than 30 days
            Sun 2026-11-01 23:00 ● restore point younger than 30 days
                           00:00 ● restore point younger than 30 days
            Sat 2026-10-31 23:59 ○ restore point, older than 30 days (rule: 1 day)
                           10:00 ○ restore point, older than 30 days (rule: 1 day)
        "#]],
    );
}

/// "I keep 60 days: restore points too."
#[test]
fn restore_points_follow_a_longer_rule() {
    check(
        "2026-12-01 12:00",
        "60",
        "
            2026-12-01 02:00
            2026-10-31 10:00 before-import
            2026-10-02 10:00 before-restore
            2026-10-01 10:00 before-restore
        ",
        expect![[r#"
            Tue 2026-12-01 02:00 ● newest verified here · younger than 60 days
            Sat 2026-10-31 10:00 ● younger than 60 days
            Fri 2026-10-02 10:00 ● younger than 60 days
            Thu 2026-10-01 10:00 ○ restore point, older than 60 days (rule: 60 days)
        "#]],
    );
}

/// "I tried twenty imports in a day: my nightly ones are all there."
#[test]
fn a_restore_point_takes_no_slot_of_the_rotation() {
    check(
        "2026-11-12 14:05",
        "1 3 0 0",
        "
            2026-11-12 10:00 before-import
            2026-11-12 02:00
            2026-11-08 18:00 before-restore
            2026-11-08 02:00
            2026-11-07 18:00 before-import
            2026-11-06 02:00
        ",
        expect![[r#"
            Thu 2026-11-12 10:00 ● restore point younger than 30 days · younger than 1 day
                           02:00 ● newest verified here · younger than 1 day · daily 1 of 3
            Sun 2026-11-08 18:00 ● restore point younger than 30 days
                           02:00 ● daily 2 of 3
            Sat 2026-11-07 18:00 ● restore point younger than 30 days
            Fri 2026-11-06 02:00 ● daily 3 of 3
        "#]],
    );
}

/// "The rule is strict, and I want back what was there before the update."
#[test]
fn the_restore_point_is_there_when_it_is_needed() {
    check(
        "2026-11-12 14:05",
        "1",
        "
            2026-11-12 02:00
            2026-11-11 02:00
            2026-11-05 09:00 before-import
            2026-11-05 02:00
        ",
        expect![[r#"
            Thu 2026-11-12 02:00 ● newest verified here · younger than 1 day
            Wed 2026-11-11 02:00 ● younger than 1 day
            Thu 2026-11-05 09:00 ● restore point younger than 30 days
                           02:00 ○ older than 1 day (rule: 1 day)
        "#]],
    );
}

/// "What was there before my import was nothing: that is no reason to remove my last backup."
#[test]
fn a_restore_point_is_not_the_newest_verified_one() {
    check(
        "2026-11-12 14:05",
        "1",
        "
            2026-08-12 02:00 before-restore
            2026-08-11 02:00
        ",
        expect![[r#"
            Wed 2026-08-12 02:00 ○ restore point, older than 30 days (rule: 1 day)
            Tue 2026-08-11 02:00 ● newest verified here
        "#]],
    );
}

/// "The restore points are all I have."
#[test]
fn the_newest_restore_point_stands_in_where_there_is_no_backup() {
    check(
        "2026-11-12 14:05",
        "1",
        "
            2026-08-12 02:00 before-restore unverified
            2026-08-11 02:00 before-restore
            2026-08-10 02:00 before-import
        ",
        expect![[r#"
            Wed 2026-08-12 02:00 ○ restore point, older than 30 days (rule: 1 day)
            Tue 2026-08-11 02:00 ● newest verified here
            Mon 2026-08-10 02:00 ○ restore point, older than 30 days (rule: 1 day)
        "#]],
    );
}

/// "My backups could not be read back, the restore point could: both may be what I need."
#[test]
fn a_restore_point_stands_in_beside_the_newest_that_is_not_verified() {
    check(
        "2026-11-12 14:05",
        "1",
        "
            2026-08-12 02:00 before-restore
            2026-08-11 02:00 unverified
            2026-08-10 02:00 unverified
        ",
        expect![[r#"
            Wed 2026-08-12 02:00 ● newest verified here
            Tue 2026-08-11 02:00 ● newest here, where none is verified
            Mon 2026-08-10 02:00 ○ not verified, older than 1 day (rule: 1 day)
        "#]],
    );
}

/// "It could not be read back, but it may be the only way back."
#[test]
fn a_restore_point_that_is_not_verified_stays_for_thirty_days() {
    check(
        "2026-11-12 14:05",
        "1",
        "
            2026-11-12 02:00
            2026-10-20 10:00 before-import unverified
            2026-09-20 10:00 before-import unverified
        ",
        expect![[r#"
            Thu 2026-11-12 02:00 ● newest verified here · younger than 1 day
            Tue 2026-10-20 10:00 ● restore point younger than 30 days
            Sun 2026-09-20 10:00 ○ restore point, older than 30 days (rule: 1 day)
        "#]],
    );
}

/// "Two computers share one bucket."
#[test]
fn what_another_computer_wrote_is_never_touched() {
    check(
        "2026-11-12 14:05",
        "1",
        "
            2026-11-12 02:00 @S3
            2026-09-12 02:00 @S3
            2026-11-12 03:00 foreign @S3
            2020-01-01 02:00 foreign @S3
            2020-01-01 01:00 foreign unverified @S3
        ",
        expect![[r#"
            S3:
            Thu 2026-11-12 03:00 ● from another computer
                           02:00 ● newest verified here · younger than 1 day
            Sat 2026-09-12 02:00 ○ older than 1 day (rule: 1 day)
            Wed 2020-01-01 02:00 ● from another computer
                           01:00 ● from another computer
        "#]],
    );
}

/// "The other one backs up more often."
#[test]
fn the_newest_one_of_another_computer_does_not_stand_for_ours() {
    check(
        "2026-11-12 14:05",
        "1 1 0 0",
        "
            2026-11-12 02:00 foreign
            2026-09-12 02:00
            2026-09-11 02:00
        ",
        expect![[r#"
            Thu 2026-11-12 02:00 ● from another computer
            Sat 2026-09-12 02:00 ● newest verified here · daily 1 of 1
            Fri 2026-09-11 02:00 ○ older than 1 day, none of 1 daily (rule: Custom)
        "#]],
    );
}

/// "The other one backed up on the same days."
#[test]
fn backups_of_another_computer_take_no_slot() {
    check(
        "2026-11-12 14:05",
        "1 2 0 0",
        "
            2026-11-09 12:00 foreign
            2026-11-09 02:00
            2026-11-08 12:00 foreign
            2026-11-07 02:00
            2026-11-06 02:00
        ",
        expect![[r#"
            Mon 2026-11-09 12:00 ● from another computer
                           02:00 ● newest verified here · daily 1 of 2
            Sun 2026-11-08 12:00 ● from another computer
            Sat 2026-11-07 02:00 ● daily 2 of 2
            Fri 2026-11-06 02:00 ○ older than 1 day, none of 2 daily (rule: Custom)
        "#]],
    );
}

/// "The clock was wrong when it was made."
#[test]
fn a_backup_of_the_future_stays() {
    check(
        "2026-11-12 14:05",
        "1",
        "
            2026-11-12 14:06
            2026-11-12 02:00
            2026-09-12 02:00
        ",
        expect![[r#"
            Thu 2026-11-12 14:06 ● dated in the future
                           02:00 ● newest verified here · younger than 1 day
            Sat 2026-09-12 02:00 ○ older than 1 day (rule: 1 day)
        "#]],
    );
}

/// "A wrong clock does not cost me the good ones."
#[test]
fn a_backup_of_the_future_does_not_stand_for_the_newest() {
    check(
        "2026-11-12 14:05",
        "1 1 1 1",
        "
            2099-01-01 02:00
            2098-01-01 02:00 unverified
            2026-10-12 02:00
            2026-10-11 02:00
        ",
        expect![[r#"
            Thu 2099-01-01 02:00 ● dated in the future
            Wed 2098-01-01 02:00 ● dated in the future
            Mon 2026-10-12 02:00 ● newest verified here · daily 1 of 1 · weekly 1 of 1 · monthly 1 of 1
            Sun 2026-10-11 02:00 ○ older than 1 day, none of 1 daily, 1 weekly, 1 monthly (rule: Custom)
        "#]],
    );
}

/// "Every reason is named."
#[test]
fn a_pinned_one_of_another_computer() {
    check(
        "2026-11-12 14:05",
        "1",
        "2020-01-01 02:00 foreign pinned",
        expect![[r#"
            Wed 2020-01-01 02:00 ● from another computer · pinned
        "#]],
    );
}

/// "The new backup is not verified yet: the old one is not removed for it."
#[test]
fn nothing_newer_is_verified_yet_so_the_last_good_one_stays() {
    check(
        "2026-11-12 14:05",
        "1",
        "
            2026-11-12 14:04 unverified
            2026-09-12 02:00
            2026-09-11 02:00
        ",
        expect![[r#"
            Thu 2026-11-12 14:04 ● not verified, younger than 1 day
            Sat 2026-09-12 02:00 ● newest verified here
            Fri 2026-09-11 02:00 ○ older than 1 day (rule: 1 day)
        "#]],
    );
}

/// "Somebody copied a file under another name."
#[test]
fn two_files_with_one_id_both_stay() {
    check(
        "2026-11-12 14:05",
        "1",
        "
            2026-11-12 02:00 #new
            2026-09-12 02:00 #same
            2026-09-11 02:00 #same
            2026-09-10 02:00 #old
        ",
        expect![[r#"
            Thu 2026-11-12 02:00 ● newest verified here · younger than 1 day
            Sat 2026-09-12 02:00 ● another one here has the same id
            Fri 2026-09-11 02:00 ● another one here has the same id
            Thu 2026-09-10 02:00 ○ older than 1 day (rule: 1 day)
        "#]],
    );
}

/// "The list of the bucket broke off in the middle: nothing there is removed, and the other location goes on."
#[test]
fn an_incomplete_list_removes_nothing_there() {
    let (zone, now) = moment("2026-11-12 14:05");
    let mut listings = listings(
        zone,
        "
            2026-11-12 02:00
            2026-09-12 02:00
            2026-11-12 02:00 @S3
            2026-09-12 02:00 @S3
            2026-09-11 02:00 unverified @S3
        ",
    );
    listings[1].complete = false;
    let situation = Situation {
        listings: &listings,
        now,
        zone,
    };
    expect![[r#"
        Thu 2026-11-12 02:00 ● newest verified here · younger than 30 days
        Sat 2026-09-12 02:00 ○ older than 30 days (rule: 30 days)
        S3:
        Thu 2026-11-12 02:00 ● newest verified here · younger than 30 days
        Sat 2026-09-12 02:00 ● the list of this location is incomplete
        Fri 2026-09-11 02:00 ● the list of this location is incomplete
    "#]]
    .assert_eq(&list(zone, &judge(&situation, &rule("30"))));
}

/// "The location was listed in two halves, and one of them broke off."
#[test]
fn half_an_incomplete_list_is_incomplete() {
    let (zone, now) = moment("2026-11-12 14:05");
    let mut halves = listings(zone, "2026-11-12 02:00 #new");
    halves.extend(listings(zone, "2026-09-12 02:00 #old"));
    halves[1].complete = false;
    let situation = Situation {
        listings: &halves,
        now,
        zone,
    };
    expect![[r#"
        Thu 2026-11-12 02:00 ● newest verified here · younger than 30 days
        Sat 2026-09-12 02:00 ● the list of this location is incomplete
    "#]]
    .assert_eq(&list(zone, &judge(&situation, &rule("30"))));
}
