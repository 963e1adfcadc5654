//! A process that dies while a person types and saves.

use std::process::{Command, Stdio};
use std::time::Duration;

use mantrae_core::component_ref::ComponentRef;
use tests::{Computer, PROFILE, ROUTER};

/// Long enough for the start and some hundred key presses, in milliseconds.
const LONGEST: u64 = 400;

/// "The power went while I was typing: what I typed a second ago is there, and the configuration is what I saved."
#[tokio::test]
async fn a_draft_loses_at_most_what_was_not_acknowledged() {
    let computer = Computer::with_example().await;
    let data = computer.data();
    let component = ComponentRef {
        profile: PROFILE.to_owned(),
        kind: ROUTER.0,
        name: ROUTER.1.to_owned(),
    };
    computer.engine.close().await;
    let mut dice = 0x9E37_79B9_7F4A_7C15_u64;
    let (mut typed, mut drafts, mut after_save) = (0, 0, 0);
    let times = tests::times(40, 100);
    for time in 0..times {
        let mut worker = Command::new(env!("CARGO_BIN_EXE_worker"))
            .arg("type")
            .args([data.as_os_str()])
            .arg(typed.to_string())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        dice ^= dice << 13;
        dice ^= dice >> 7;
        dice ^= dice << 17;
        tokio::time::sleep(Duration::from_millis(100 + dice % LONGEST)).await;
        worker.kill().unwrap();
        let output = worker.wait_with_output().unwrap();
        let told = String::from_utf8(output.stdout).unwrap();
        let number = |word: &str| {
            let mut told = told.lines().filter_map(|line| line.strip_prefix(word));
            told.next_back().and_then(|number| number.parse::<i64>().ok())
        };
        let acknowledged = number("typed ").unwrap_or(typed);
        let saved = number("saved ");

        let engine = tests::open(&data).await.unwrap();
        let draft = engine.drafts().open(&component).await.unwrap();
        let now = draft.values.as_ref().unwrap()["priority"].as_i64().unwrap_or(0);
        assert!(
            (acknowledged..=acknowledged + 1).contains(&now),
            "time {time}: {acknowledged} was acknowledged, {now} is there"
        );
        let held = engine
            .components()
            .show(PROFILE, ROUTER.0, ROUTER.1)
            .await
            .unwrap()
            .yaml;
        let held = held.lines().find_map(|line| line.strip_prefix("priority: "));
        let held: i64 = held.map_or(0, |number| number.parse().unwrap());
        assert!(
            held <= now,
            "time {time}: the configuration is no newer than what was typed"
        );
        assert!(
            held % 5 == 0 && saved.is_none_or(|saved| held >= saved),
            "time {time}: {saved:?} was saved, the configuration holds {held}"
        );
        drafts += i32::from(draft.changed_at.is_some());
        after_save += i32::from(saved.is_some());
        typed = now;
        engine.close().await;
    }
    println!(
        "{times} kills, {typed} key presses; {drafts} times with a draft, {after_save} times after a save"
    );
    assert!(
        drafts > 0 && after_save > 0,
        "both were interrupted: {drafts}, {after_save}"
    );
}
