//! A profile that follows a folder holds what a real Traefik holds that reads the same folder, whatever people and
//! programs do to the files.

use std::io::Write as _;
use std::path::Path;
use std::time::{Duration, Instant};

use mantrae_core::engine::restores::From;
use mantrae_core::publish::StandingState;
use tests::traefik::{Feed, Launch, Random, Traefik};
use tests::{Computer, PROFILE};
use traefik_dynamic::Component;
use traefik_dynamic::running::{Report, differences};

/// The names of the files that are written.
const NAMES: [&str; 5] = [
    "00-base.yml",
    "10-web.yml",
    "20-media.yml",
    "50-labs.yml",
    "90-last.yaml",
];
/// The longest that Traefik and the profile may take to come to the same.
const PATIENCE: Duration = Duration::from_secs(15);

/// A sound file with some routers, each with its comment; some names are in several files.
fn text(random: &mut Random) -> String {
    let first = random.below(6);
    let routers: Vec<String> = (first..=first + random.below(4))
        .map(|number| {
            let priority = 1 + random.below(100_000);
            format!(
                "    # For guest {number}\n    web{number}: {{rule: Host(`web{number}.lan`), service: app, \
                 entryPoints: [web], priority: {priority}}} # as asked\n"
            )
        })
        .collect();
    format!(
        "# Written the {}th time\nhttp:\n  routers:\n{}  services:\n    app: {{loadBalancer: {{servers: [{{url: \
         'http://127.0.0.1:9'}}]}}}}\n",
        random.below(10_000),
        routers.concat()
    )
}

/// As editors do that write aside and rename.
fn by_rename(file: &Path, text: &str) {
    let aside = file.with_extension("swp~");
    std::fs::File::create(&aside)
        .unwrap()
        .write_all(text.as_bytes())
        .unwrap();
    std::fs::rename(&aside, file).unwrap();
}

/// As programs do that know no better: for a moment the file is empty, then half of it is there.
fn in_place(file: &Path, text: &str) {
    let mut open = std::fs::File::create(file).unwrap();
    let (one, other) = text.split_at(text.len() / 2);
    open.write_all(one.as_bytes()).unwrap();
    open.flush().unwrap();
    std::thread::sleep(Duration::from_millis(6));
    open.write_all(other.as_bytes()).unwrap();
}

/// One of the things that happen to such a folder.
fn edit(folder: &Path, random: &mut Random) {
    let file = folder.join(random.of(&NAMES));
    match random.below(8) {
        0 | 1 => by_rename(&file, &text(random)),
        2 | 3 => in_place(&file, &text(random)),
        4 => {
            // Broken, and mended a moment later.
            by_rename(&file, "http:\n  routers:\n    web1: {rule: [\n");
            std::thread::sleep(Duration::from_millis(20 + random.below(500) as u64));
            by_rename(&file, &text(random));
        }
        5 => {
            // One file stays: an empty folder is not taken for an empty configuration.
            if file.file_name() != Some(NAMES[0].as_ref()) {
                let _ = std::fs::remove_file(&file);
            }
        }
        6 => {
            let to = folder.join(random.of(&NAMES));
            if file.exists() && file.file_name() != Some(NAMES[0].as_ref()) {
                std::fs::rename(&file, &to).unwrap();
            }
        }
        // As `git checkout` does: many files, one after the other.
        _ => {
            for name in NAMES.iter().take(1 + random.below(NAMES.len())) {
                by_rename(&folder.join(name), &text(random));
            }
        }
    }
}

/// Where the profile and Traefik differ; none if they do not.
async fn apart(computer: &Computer, traefik: &Traefik) -> Vec<String> {
    let held = computer.engine.components().enabled(PROFILE).await.unwrap();
    let own: Vec<&Component> = held.iter().collect();
    let entry_points = traefik.api("/api/entrypoints");
    let report = Report::read(&traefik.raw_data(), "file");
    let found = differences(&own, &report, entry_points.as_array().unwrap());
    found.iter().map(|one| format!("{one:?}")).collect()
}

async fn rest(computer: &Computer, traefik: &Traefik, when: &str) {
    let begun = Instant::now();
    loop {
        let apart = apart(computer, traefik).await;
        let status = computer.engine.follow().status(PROFILE).await.unwrap().unwrap();
        if apart.is_empty() && status.standing.state == StandingState::Following {
            return;
        }
        assert!(
            begun.elapsed() < PATIENCE,
            "{when}: {} with {:?}\n{apart:#?}",
            status.standing.sentence,
            status.differences
        );
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a real Traefik: run `cargo xtask traefik`"]
async fn a_followed_folder_is_what_traefik_runs_whatever_happens_to_its_files() {
    let computer = Computer::new().await;
    computer.engine.profiles().create(PROFILE, "").await.unwrap();
    let folder = computer.beside("traefik");
    std::fs::create_dir(&folder).unwrap();
    let mut random = Random::new(2026);
    by_rename(&folder.join(NAMES[0]), &text(&mut random));
    let traefik = Launch::new(Feed::Folder(folder.clone()))
        .entry_point("web")
        .start();
    let follow = computer.engine.follow();
    follow.begin(PROFILE, &folder, None).await.unwrap();
    let keeper = computer
        .engine
        .keep_schedule(|error| println!("{error:?}"))
        .await
        .unwrap();
    rest(&computer, &traefik, "at first").await;
    let edits = tests::times(60, 500);
    let mut backups = Vec::new();
    for number in 1..=edits {
        edit(&folder, &mut random);
        tokio::time::sleep(Duration::from_millis(random.below(400) as u64)).await;
        if number % 15 == 7 {
            // Backups are made in the midst of it.
            backups.push(computer.back_up().await);
        }
        if number % 10 == 0 {
            rest(&computer, &traefik, &format!("after {number} edits")).await;
        }
    }
    keeper.stop();
    rest(&computer, &traefik, "at last").await;

    // And the way back: a backup, written into the files.
    let last = backups.last().unwrap();
    computer.restore(From::Backup(&last.id), &[]).await;
    follow.look().await.unwrap();
    follow.write(PROFILE, None).await.unwrap();
    rest(&computer, &traefik, "after a restore").await;
    println!("{edits} edits, {} backups in between", backups.len());
}
