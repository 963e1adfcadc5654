//! A process that dies while it writes to files that lead, or takes them in: each file is the old one or the new one,
//! whole, and nobody is asked about what nobody else has changed.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::dying::{copied, dies_after, dies_at, next};
use mantrae_core::publish::StandingState;
use tests::{Computer, FOLLOWED, PROFILE, SERVICE_NAMES};

/// Milliseconds: long enough for the start and some rounds.
const LONGEST: u64 = 1800;

const ROUTERS: &str = "\
# What people open
http:
  routers:
    web: # the page
      rule: Host(`example.com`)
      service: NAME
";
const SERVICES: &str = "\
http:
  services:
    # The machine in the cellar
    NAME:
      loadBalancer: {servers: [{url: 'http://10.0.0.7'}]}
";

/// What the files hold for each name of the service.
fn texts(name: &str) -> [String; 2] {
    [ROUTERS.replace("NAME", name), SERVICES.replace("NAME", name)]
}

async fn followed() -> (Computer, PathBuf) {
    let computer = Computer::new().await;
    computer.engine.profiles().create(PROFILE, "").await.unwrap();
    let folder = computer.beside("traefik");
    std::fs::create_dir(&folder).unwrap();
    put(&folder);
    computer
        .engine
        .follow()
        .begin(PROFILE, &folder, None)
        .await
        .unwrap();
    computer.engine.close().await;
    (computer, folder)
}

fn put(folder: &Path) {
    for (name, text) in FOLLOWED.iter().zip(texts(SERVICE_NAMES[0])) {
        mantrae_core::fs::write_atomic(&folder.join(name), text.as_bytes()).unwrap();
    }
}

/// Which of the two names each file holds. Both are whole to the letter, and beside them is nothing that Traefik reads.
fn held(folder: &Path, when: &str) -> Vec<&'static str> {
    let entries = std::fs::read_dir(folder).unwrap();
    let names: BTreeSet<String> = entries
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        // What the other program leaves behind is not ours, and Traefik does not read it.
        .filter(|name| name != ".mantrae" && !name.contains(".part"))
        .collect();
    assert_eq!(names, FOLLOWED.map(str::to_owned).into(), "{when}");
    (0..)
        .zip(FOLLOWED)
        .map(|(index, file): (usize, &str)| {
            let text = std::fs::read_to_string(folder.join(file)).unwrap();
            let mut all = SERVICE_NAMES.into_iter();
            let name = all.find(|name| texts(name)[index] == text);
            assert!(name.is_some(), "{when}: {file} is neither old nor new:\n{text}");
            name.unwrap()
        })
        .collect()
}

/// Opens the folder of a process that died: nobody has to decide anything, and what is left to write is written.
async fn settled(data: &Path, folder: &Path, when: &str) -> Vec<&'static str> {
    let found = held(folder, when);
    let engine = tests::open(data).await.unwrap();
    let follow = engine.follow();
    follow.look().await.unwrap();
    let state = async || follow.status(PROFILE).await.unwrap().unwrap().standing.state;
    let now = state().await;
    assert!(
        matches!(now, StandingState::Following | StandingState::NotWritten),
        "{when}: {now:?} with {found:?}"
    );
    follow.write(PROFILE, None).await.unwrap();
    follow.look().await.unwrap();
    assert_eq!(state().await, StandingState::Following, "{when}");
    held(folder, when);
    engine.close().await;
    found
}

/// "The power went exactly between two steps." At each boundary of writing and taking in.
#[tokio::test]
async fn no_boundary_of_following_is_a_bad_moment_to_die() {
    let (computer, folder) = followed().await;
    let mut seen = BTreeSet::new();
    for number in 1.. {
        let copy = copied(&computer.data());
        let data = &copy.data;
        put(&folder);
        let is_done = dies_at(number, &["follow".as_ref(), data.as_os_str()]);
        seen.insert(settled(data, &folder, &format!("step {number}")).await);
        if is_done {
            println!("killed at each of {} steps", number - 1);
            assert!(
                number > 12,
                "writing two files and taking them in have steps: {number}"
            );
            assert_eq!(seen.len(), 4, "old, new, and each file alone: {seen:?}");
            return;
        }
    }
}

#[tokio::test]
async fn following_killed_at_any_moment_leaves_old_or_new_files() {
    let (computer, folder) = followed().await;
    let data = computer.data();
    let mut dice: u64 = 0x2545_F491_4F6C_DD1D;
    let times = tests::times(15, 300);
    for time in 0..times {
        let words = ["follow-loop".as_ref(), data.as_os_str()];
        let told = dies_after(next(&mut dice) % LONGEST, &words).await;
        assert_eq!(told, "", "time {time}: nothing but the kill stops the worker");
        settled(&data, &folder, &format!("time {time}")).await;
    }
}
