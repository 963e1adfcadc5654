//! A process that dies while it publishes: the file is the old one or the new one, and what is known of it is true.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::dying::{copied, dies_after, dies_at, next};
use mantrae_core::engine::{NewConnection, PublishOptions};
use mantrae_core::publish::PublicationState;
use tests::{Computer, PROFILE, SERVICE_NAMES};

/// Milliseconds: long enough for the start and some rounds.
const LONGEST: u64 = 900;

/// A computer that has published the example into a folder.
async fn published() -> (Computer, PathBuf) {
    let computer = Computer::with_example().await;
    let folder = computer.beside("traefik");
    std::fs::create_dir(&folder).unwrap();
    let new = NewConnection::at(folder.clone());
    computer
        .engine
        .publications()
        .connect(PROFILE, new)
        .await
        .unwrap();
    let done = computer
        .engine
        .publications()
        .publish(PROFILE, &PublishOptions::default())
        .await;
    assert!(done.unwrap().publication.is_some());
    computer.engine.close().await;
    (computer, folder)
}

/// Which of the two services the file holds. It is whole, and beside it is nothing that Traefik would read.
fn content(folder: &Path, when: &str) -> &'static str {
    let names = |folder: &Path| -> BTreeSet<String> {
        let entries = std::fs::read_dir(folder).unwrap();
        entries
            .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
            .collect()
    };
    assert_eq!(
        names(folder),
        BTreeSet::from([".mantrae".to_owned(), "home.yml".to_owned()]),
        "{when}"
    );
    let text = std::fs::read_to_string(folder.join("home.yml")).unwrap();
    let (_, rest) = text.split_once('\n').unwrap();
    let hash = mantrae_core::publish::digest(Some(rest.as_bytes()));
    assert!(
        text.lines().next().unwrap().ends_with(&hash),
        "{when}: not whole:\n{text}"
    );
    let held: Vec<&str> = SERVICE_NAMES
        .into_iter()
        .filter(|name| text.contains(&format!("service: {name}")))
        .collect();
    assert_eq!(held.len(), 1, "{when}: {text}");
    held[0]
}

/// Opens the folder of a process that died, looks, and checks that everything agrees.
async fn settled(computer: &Computer, data: &Path, folder: &Path, when: &str) -> &'static str {
    let held = content(folder, when);
    let engine = tests::open(data).await.unwrap();
    let publications = engine.publications();
    publications.look().await.unwrap();
    // A trial that was open is over a second later, whoever looks.
    let is_open = |one: &mantrae_core::publish::Publication| one.deadline.is_some();
    if publications.list(PROFILE).await.unwrap().iter().any(is_open) {
        tokio::time::sleep(Duration::from_millis(1100)).await;
        publications.look().await.unwrap();
    }
    let all = publications.list(PROFILE).await.unwrap();
    assert!(
        all.iter()
            .all(|one| !matches!(one.state, PublicationState::Begun | PublicationState::TakingBack)),
        "{when}: all is settled: {all:#?}"
    );
    assert!(!all.iter().any(is_open), "{when}: no trial stays open: {all:#?}");
    let now = content(folder, when);
    let staged = std::fs::read_dir(folder.join(".mantrae")).unwrap().count();
    // What nobody had begun to record is removed by the next publication.
    assert!(staged <= 1, "{when}: {staged} leftovers");
    // Our own file is never taken for one that somebody else has changed.
    let plan = publications.plan(PROFILE).await.unwrap();
    assert!(plan.is_allowed(), "{when}: {:?}", plan.problems);
    publications
        .publish(PROFILE, &PublishOptions::default())
        .await
        .unwrap();
    let staged = std::fs::read_dir(folder.join(".mantrae")).unwrap().count();
    assert_eq!(staged, 0, "{when}");
    engine.close().await;
    let _ = (computer, now);
    held
}

/// "The power went exactly between two steps." At each boundary of publishing, keeping and taking back in turn.
#[tokio::test]
async fn no_boundary_of_a_publication_is_a_bad_moment_to_die() {
    let (computer, folder) = published().await;
    let before = std::fs::read(folder.join("home.yml")).unwrap();
    let mut seen = BTreeSet::new();
    for number in 1.. {
        let copy = copied(&computer.data());
        let data = &copy.data;
        mantrae_core::fs::write_atomic(&folder.join("home.yml"), &before).unwrap();
        let is_done = dies_at(number, &["publish".as_ref(), data.as_os_str()]);
        seen.insert(settled(&computer, data, &folder, &format!("step {number}")).await);
        if is_done {
            println!("killed at each of {} steps", number - 1);
            assert!(
                number > 15,
                "publishing, taking back and publishing have steps: {number}"
            );
            assert_eq!(seen.len(), 2, "before and after: {seen:?}");
            return;
        }
    }
}

#[tokio::test]
async fn a_publication_killed_at_any_moment_leaves_the_old_or_the_new_file() {
    let (computer, folder) = published().await;
    let data = computer.data();
    let mut seen = BTreeSet::new();
    let mut dice: u64 = 0x9E37_79B9_7F4A_7C15;
    let times = tests::times(40, 300);
    for time in 0..times {
        let words = ["publish-loop".as_ref(), data.as_os_str()];
        let told = dies_after(next(&mut dice) % LONGEST, &words).await;
        assert_eq!(told, "", "time {time}: nothing but the kill stops the worker");
        seen.insert(settled(&computer, &data, &folder, &format!("time {time}")).await);
    }
    assert_eq!(seen.len(), 2, "{times} kills saw both: {seen:?}");
}
