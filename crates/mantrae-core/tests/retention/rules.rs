//! Rules as settings, as text, and in words.

use expect_test::{Expect, expect};
use mantrae_core::Error;
use mantrae_core::retention::{Bucket, Days, KeepReason, MAX_DAYS, Rule, RuleError};

use crate::drawing::rule;

/// "A rule that is saved is the rule that is loaded."
#[test]
fn a_rule_is_read_as_it_was_written() {
    let check = |text: &str, expected: Expect| {
        let rule = rule(text);
        let json = serde_json::to_string(&rule).unwrap();
        expected.assert_eq(&json);
        assert_eq!(serde_json::from_str::<Rule>(&json).unwrap(), rule);
    };
    check("30", expect![[r#"{"kind":"days","days":30}"#]]);
    check("keep-all", expect![[r#"{"kind":"keep-all"}"#]]);
    check("keep-many", expect![[r#"{"kind":"keep-many"}"#]]);
    check("keep-some", expect![[r#"{"kind":"keep-some"}"#]]);
    check(
        "3 0 4 12",
        expect![[r#"{"kind":"custom","days":3,"daily":0,"weekly":4,"monthly":12}"#]],
    );
}

/// "A file that was edited by hand cannot make a rule of zero days."
#[test]
fn zero_days_are_refused_wherever_they_come_from() {
    let from_file = |json: &str| serde_json::from_str::<Rule>(json).unwrap_err().to_string();
    expect!["Backups cannot be kept for 0 days: Use 1 day or more, or choose keep-all to keep everything"]
        .assert_eq(&from_file(r#"{"kind":"days","days":0}"#));
    expect!["Backups cannot be kept for 0 days: Use 1 day or more, or choose keep-all to keep everything"]
        .assert_eq(&from_file(
            r#"{"kind":"custom","days":0,"daily":7,"weekly":4,"monthly":6}"#,
        ));
    expect!["Backups cannot be kept for more than 36500 days: Use fewer days, or choose keep-all to keep everything"].assert_eq(&from_file(r#"{"kind":"days","days":36501}"#));
    assert_eq!(Rule::days(0), Err(RuleError::ZeroDays));
    assert_eq!(Days::new(0), Err(RuleError::ZeroDays));
    assert_eq!(Rule::days(MAX_DAYS + 1), Err(RuleError::TooLong));
    assert!(Rule::days(MAX_DAYS).is_ok());
}

/// "A kind, a number or a field that makes no sense is no rule, and never silently another one."
#[test]
fn what_is_no_rule_is_not_read_as_one() {
    for json in [
        r#"{"kind":"days"}"#,
        r#"{"kind":"days","days":-1}"#,
        r#"{"kind":"days","days":null}"#,
        r#"{"kind":"days","days":"30"}"#,
        r#"{"kind":"forever"}"#,
        r#"{"kind":"custom","days":1}"#,
        r#"{"kind":"custom","days":1,"daily":-1,"weekly":0,"monthly":0}"#,
        r#"{"days":30}"#,
        "30",
        "null",
    ] {
        assert!(serde_json::from_str::<Rule>(json).is_err(), "{json}");
    }
}

/// "Nothing was chosen: 30 days."
#[test]
fn the_default_is_thirty_days() {
    assert_eq!(Rule::default(), rule("30"));
}

/// "BACKUP_RETENTION=30"
#[test]
fn the_text_of_the_environment_is_read() {
    assert_eq!(" 30\n".parse::<Rule>().unwrap(), rule("30"));
    assert_eq!("007".parse::<Rule>().unwrap(), rule("7"));
    assert_eq!("keep-all".parse::<Rule>().unwrap(), Rule::KeepAll);
}

/// "BACKUP_RETENTION=0, or nonsense: I am told what to write instead."
#[test]
fn a_text_that_makes_no_sense_is_refused_with_a_cure() {
    let words: Vec<String> = [
        "0",
        "",
        "-1",
        "30d",
        "1.5",
        "unlimited",
        "36501",
        "99999999999999999999",
        "٣٠",
    ]
    .iter()
    .map(|text| {
        let error = Error::from(text.parse::<Rule>().unwrap_err());
        format!("{text:?}: {error}. {}\n", error.hint.as_ref().unwrap())
    })
    .collect();
    expect![[r#"
        "0": Backups cannot be kept for 0 days. Use 1 day or more, or choose keep-all to keep everything
        "": `` is not a retention rule. Use a number of days such as 30, or keep-some, keep-many or keep-all
        "-1": `-1` is not a retention rule. Use a number of days such as 30, or keep-some, keep-many or keep-all
        "30d": `30d` is not a retention rule. Use a number of days such as 30, or keep-some, keep-many or keep-all
        "1.5": `1.5` is not a retention rule. Use a number of days such as 30, or keep-some, keep-many or keep-all
        "unlimited": `unlimited` is not a retention rule. Use a number of days such as 30, or keep-some, keep-many or keep-all
        "36501": Backups cannot be kept for more than 36500 days. Use fewer days, or choose keep-all to keep everything
        "99999999999999999999": Backups cannot be kept for more than 36500 days. Use fewer days, or choose keep-all to keep everything
        "٣٠": `٣٠` is not a retention rule. Use a number of days such as 30, or keep-some, keep-many or keep-all
    "#]].assert_eq(&words.concat());
}

/// "What does the rule keep?"
#[test]
fn a_rule_says_what_it_keeps() {
    let words: Vec<String> = ["1", "30", "keep-all", "keep-many", "keep-some", "1 0 4 0"]
        .iter()
        .map(|text| format!("{}\n", rule(text)))
        .collect();
    expect![[r#"
        1 day
        30 days
        Keep all
        Keep many: 7 days all · 30 daily · 12 weekly · 24 monthly
        Keep some: 2 days all · 14 daily · 8 weekly · 6 monthly
        Custom: 1 day all · 4 weekly
    "#]]
    .assert_eq(&words.concat());
}

/// "A reason crosses to the window with its numbers."
#[test]
fn reasons_are_data_too() {
    let reason = KeepReason::Slot {
        bucket: Bucket::Daily,
        number: 1,
        of: 14,
    };
    expect![[r#"{"kind":"slot","bucket":"daily","number":1,"of":14}"#]]
        .assert_eq(&serde_json::to_string(&reason).unwrap());
}
