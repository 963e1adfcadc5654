//! Looking at a rule before it is chosen.

use expect_test::expect;
use mantrae_core::retention::{Comparison, Situation, compare, preview};

use crate::drawing::{listings, moment, rule};

fn compared(old: &str, new: &str, lines: &str) -> Comparison {
    let (zone, now) = moment("2026-11-12 14:05");
    let listings = listings(zone, lines);
    let situation = Situation {
        listings: &listings,
        now,
        zone,
    };
    compare(&situation, &rule(old), &rule(new))
}

/// "Which would go, and why? For the window and for scripts."
#[test]
fn a_preview_counts_and_names_reasons() {
    let (zone, now) = moment("2026-11-12 14:05");
    let listings = listings(
        zone,
        "
            2026-11-12 02:00 #new
            2026-11-05 02:00 #mid
            2026-11-04 02:00 #old unverified
            2026-11-12 02:00 #new @S3
            2026-11-05 02:00 #mid pinned @S3
        ",
    );
    let situation = Situation {
        listings: &listings,
        now,
        zone,
    };
    let answer = preview(&situation, &rule("2 1 1 1"));
    expect![[r#"
        {
          "rule": "Custom: 2 days all · 1 daily · 1 weekly · 1 monthly",
          "locations": [
            {
              "location": "PC",
              "kept": 1,
              "removed": 2,
              "backups": [
                {
                  "id": "new",
                  "created_at": "2026-11-12T01:00:00.000Z",
                  "remove": false,
                  "reasons": [
                    "newest verified here",
                    "younger than 2 days",
                    "daily 1 of 1",
                    "weekly 1 of 1",
                    "monthly 1 of 1"
                  ]
                },
                {
                  "id": "mid",
                  "created_at": "2026-11-05T01:00:00.000Z",
                  "remove": true,
                  "reasons": [
                    "older than 2 days, none of 1 daily, 1 weekly, 1 monthly (rule: Custom)"
                  ]
                },
                {
                  "id": "old",
                  "created_at": "2026-11-04T01:00:00.000Z",
                  "remove": true,
                  "reasons": [
                    "not verified, older than 2 days, none of 1 daily, 1 weekly, 1 monthly (rule: Custom)"
                  ]
                }
              ]
            },
            {
              "location": "S3",
              "kept": 2,
              "removed": 0,
              "backups": [
                {
                  "id": "new",
                  "created_at": "2026-11-12T01:00:00.000Z",
                  "remove": false,
                  "reasons": [
                    "newest verified here",
                    "younger than 2 days",
                    "daily 1 of 1",
                    "weekly 1 of 1",
                    "monthly 1 of 1"
                  ]
                },
                {
                  "id": "mid",
                  "created_at": "2026-11-05T01:00:00.000Z",
                  "remove": false,
                  "reasons": [
                    "pinned"
                  ]
                }
              ]
            }
          ]
        }"#]]
    .assert_eq(&serde_json::to_string_pretty(&answer).unwrap());
}

/// "The new rule will delete 8 backups: I am asked, with the list."
#[test]
fn a_stricter_rule_asks() {
    let answer = compared("30", "22", "2026-10-01 02:00 to 2026-11-12");
    assert_eq!(answer.backups, 8);
    expect!["The new rule will delete 8 backups after the next backup"].assert_eq(&answer.sentence.unwrap());
    let removed: Vec<String> = answer.locations[0]
        .backups
        .iter()
        .map(|line| line.created_at.to_string())
        .collect();
    expect![[r#"
        2026-10-20T00:00:00.000Z
        2026-10-19T00:00:00.000Z
        2026-10-18T00:00:00.000Z
        2026-10-17T00:00:00.000Z
        2026-10-16T00:00:00.000Z
        2026-10-15T00:00:00.000Z
        2026-10-14T00:00:00.000Z
        2026-10-13T00:00:00.000Z"#]]
    .assert_eq(&removed.join("\n"));
    assert_eq!((answer.locations[0].kept, answer.locations[0].removed), (0, 8));
}

/// "A rule that keeps more asks nothing, though the old one would still remove some."
#[test]
fn a_more_generous_rule_asks_nothing() {
    let answer = compared("22", "30", "2026-10-01 02:00 to 2026-11-12");
    assert_eq!(
        (answer.backups, answer.sentence, answer.locations),
        (0, None, vec![])
    );
}

/// "The same rule changes nothing."
#[test]
fn the_same_rule_asks_nothing() {
    assert_eq!(
        compared("keep-some", "keep-some", "2026-01-01 02:00 to 2026-11-12").backups,
        0
    );
}

/// "Keep all asks nothing, from it to another one does."
#[test]
fn from_keep_all_every_removal_is_new() {
    assert_eq!(
        compared("30", "keep-all", "2026-10-01 02:00 to 2026-11-12").backups,
        0
    );
    assert_eq!(
        compared("keep-all", "30", "2026-10-01 02:00 to 2026-11-12").backups,
        12
    );
}

/// "Two rules may each remove what the other keeps: only what the new one removes more is named."
#[test]
fn two_rules_that_differ_both_ways() {
    let answer = compared("30", "keep-some", "2026-08-01 02:00 to 2026-11-12");
    expect!["The new rule will delete 15 backups after the next backup"].assert_eq(&answer.sentence.unwrap());
}

/// "One backup in two locations is one backup."
#[test]
fn a_backup_that_goes_in_two_locations_counts_once() {
    let answer = compared(
        "30",
        "7",
        "
            2026-11-12 02:00 #new
            2026-11-01 02:00 #old
            2026-11-12 02:00 #new @S3
            2026-11-01 02:00 #old @S3
        ",
    );
    expect!["The new rule will delete 1 backup after the next backup"].assert_eq(&answer.sentence.unwrap());
    assert_eq!(answer.locations.len(), 2, "both locations are named");
}
