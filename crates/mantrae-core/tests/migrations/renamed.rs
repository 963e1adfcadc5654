//! Names that older versions wrote into settings are read.

use mantrae_core::schedule::RestoreTest;
use mantrae_core::settings::{Change, Notify, document};
use serde_json::json;

/// A file of `settings export`, which an archive holds as well.
#[test]
fn settings_exported_by_an_older_version_are_taken_over() {
    let file = json!({ "settings": { "restore_drill": "off", "notifications": "trouble" } });
    let mut wanted = document::import(&file).unwrap();
    wanted.sort_by_key(Change::name);
    let expected = [
        Change::Notifications(Notify::Problem),
        Change::RestoreTest(RestoreTest::Off),
    ];
    assert_eq!(wanted, expected);
    let in_a_backup = file["settings"].to_string();
    let (mut wanted, left_out) = document::from_backup(in_a_backup.as_bytes()).unwrap();
    wanted.sort_by_key(Change::name);
    assert_eq!((&*wanted, &*left_out), (&expected[..], &[][..]));
}

/// Scripts that know the setting by the name it had.
#[test]
fn a_setting_is_set_by_the_name_it_had() {
    let wanted = Change::read("restore_drill", &json!("weekly")).unwrap();
    assert_eq!(wanted, Change::RestoreTest(RestoreTest::Weekly));
}

/// The kind of a restore test in the list of activities, as it was written.
#[test]
fn a_restore_test_in_an_old_list_is_one() {
    let kind: mantrae_core::activity::Kind = serde_json::from_value(json!("drill")).unwrap();
    assert_eq!(kind, mantrae_core::activity::Kind::RestoreTest);
}
