//! A start checks every page of a database, unless a mark vouches for its file.

use std::os::unix::fs::FileExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use mantrae_core::activity::Outcome;
use mantrae_core::db::mark;
use mantrae_core::engine::Options;
use mantrae_core::engine::recovery::Started;
use mantrae_core::{Code, Engine};
use tests::{Computer, EXAMPLE};

const PAGE: usize = 4096;

/// What happens to a file.
type Change = fn(&Path);

fn vouches(database: &Path) -> bool {
    mark::vouches(database, false, Utc::now())
}

/// A data folder of which both databases were checked and closed cleanly.
async fn marked(components: usize) -> (Computer, PathBuf) {
    let computer = Computer::with_example().await;
    let services = (0..components).map(|number| {
        format!("    s{number}: {{loadBalancer: {{servers: [{{url: 'http://10.0.0.1:{number}'}}]}}}}\n")
    });
    computer
        .import(&format!("http:\n  services:\n{}", services.collect::<String>()))
        .await;
    computer.engine.close().await;
    let root = computer.data();
    let engine = tests::open(&root).await.unwrap();
    engine.close().await;
    for name in ["mantrae.db", "state.db"] {
        assert!(vouches(&root.join(name)), "{name} was checked by the last start");
    }
    (computer, root)
}

/// Damages the page in the middle, in place.
fn damage(database: &Path) {
    let file = std::fs::File::options().write(true).open(database).unwrap();
    let middle = usize::try_from(file.metadata().unwrap().len()).unwrap() / 2 / PAGE * PAGE;
    file.write_all_at(&[0xff; PAGE], middle as u64).unwrap();
}

/// Damages the file; the time of the last change of its content stays.
fn damage_secretly(database: &Path) {
    let before = database.metadata().unwrap().modified().unwrap();
    damage(database);
    let file = std::fs::File::options().write(true).open(database).unwrap();
    file.set_modified(before).unwrap();
}

fn append(path: &Path, bytes: &[u8]) {
    use std::io::Write as _;
    let file = std::fs::File::options().append(true).create(true).open(path);
    file.unwrap().write_all(bytes).unwrap();
}

fn with(path: &Path, suffix: &str) -> PathBuf {
    PathBuf::from(format!("{}{suffix}", path.display()))
}

async fn is_broken(root: &Path) -> bool {
    matches!(
        Engine::start(Options::new(root)).await.unwrap(),
        Started::Broken(_)
    )
}

/// "Something else wrote to my database: whatever it was, every page is checked."
#[tokio::test]
async fn a_changed_file_is_checked() {
    let changes: [(&str, Change); 9] = [
        ("written to", damage),
        ("written to, with its old time", damage_secretly),
        ("longer", |file| append(file, &[0; PAGE])),
        ("shorter", |file| {
            let length = file.metadata().unwrap().len();
            let file = std::fs::File::options().write(true).open(file).unwrap();
            file.set_len(length - 1).unwrap();
        }),
        ("a copy of itself", |file| {
            let kept = with(file, ".kept");
            let copied = Command::new("cp").arg("-a").args([file, &kept]).status();
            assert!(copied.unwrap().success());
            std::fs::rename(kept, file).unwrap();
        }),
        ("with a log", |file| append(&with(file, "-wal"), &[1; 32])),
        ("with the empty log of a killed program", |file| {
            append(&with(file, "-wal"), &[]);
        }),
        ("with another journal", |file| {
            append(&with(file, "-journal"), &[]);
        }),
        ("without a whole mark", |file| {
            let mark = mark::path(file);
            let text = std::fs::read(&mark).unwrap();
            mantrae_core::fs::write_atomic(&mark, text.get(..40).unwrap()).unwrap();
        }),
    ];
    let (_computer, root) = marked(100).await;
    for (what, change) in changes {
        for name in ["mantrae.db", "state.db"] {
            let copy = tempfile::tempdir().unwrap();
            let file = copy.path().join(name);
            mantrae_core::fs::copy_atomic(&root.join(name), &file).unwrap();
            mark::set(&file, Utc::now().into()).unwrap();
            assert!(vouches(&file), "{name} before it is {what}");
            change(&file);
            assert!(!vouches(&file), "{name} is {what}");
        }
    }
    damage_secretly(&root.join("mantrae.db"));
    assert!(is_broken(&root).await, "the damage is found at the start");
}

/// "The check is long ago, or was tomorrow: it does not count."
#[tokio::test]
async fn an_old_check_does_not_count() {
    let (_computer, root) = marked(1).await;
    let database = root.join("mantrae.db");
    let now = Utc::now();
    for (checked, counts) in [
        (now - TimeDelta::days(7), true),
        (now - TimeDelta::days(9), false),
        (now + TimeDelta::hours(1), false),
    ] {
        mark::set(&database, checked.into()).unwrap();
        assert_eq!(mark::vouches(&database, false, now), counts, "{checked}");
    }
}

/// "A killed program leaves nothing that vouches for its files, wherever it was."
#[tokio::test]
async fn a_killed_program_leaves_no_mark() {
    let (computer, root) = marked(1).await;
    let backup = {
        let engine = tests::open(&root).await.unwrap();
        let backup = engine.backups().create("").await.unwrap();
        engine.close().await;
        backup
    };
    let file = computer.file("other.yml", EXAMPLE.replace("8080", "9090"));
    let mut open = 0;
    for time in 0..8 {
        let mut worker = Command::new(env!("CARGO_BIN_EXE_worker"))
            .args([
                "loop".as_ref(),
                root.as_os_str(),
                backup.id.as_ref(),
                file.as_os_str(),
            ])
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        tokio::time::sleep(Duration::from_millis(150 * (time + 1))).await;
        worker.kill().unwrap();
        worker.wait().unwrap();
        for name in ["mantrae.db", "state.db"] {
            let database = root.join(name);
            if with(&database, "-wal").exists() {
                open += 1;
                assert!(!vouches(&database), "killed in round {time} with {name} open");
            }
        }
        let engine = tests::open(&root).await.unwrap();
        engine.close().await;
    }
    assert!(open > 0, "some kills found a database open");
}

/// "The disk lost a page and nothing shows it: the weekly check and each backup find it, and I am told."
#[tokio::test]
async fn damage_that_no_mark_shows_is_found_while_the_program_runs() {
    for finds in ["the weekly check", "a backup"] {
        let (_computer, root) = marked(2000).await;
        let database = root.join("mantrae.db");
        damage(&database);
        mark::set(&database, (Utc::now() - TimeDelta::hours(7 * 24 + 1)).into()).unwrap();
        let engine = tests::open(&root).await.unwrap();
        if finds == "a backup" {
            let error = engine.backups().create("").await.unwrap_err();
            assert_eq!(error.code, Code::Database, "{error:?}");
        } else {
            let error = engine.integrity().look().await.unwrap_err();
            assert_eq!(error.code, Code::Damaged, "{error:?}");
            assert!(error.message.contains("mantrae.db"), "{error:?}");
            let newest = engine.activity(1).await.unwrap().remove(0);
            assert_eq!(newest.outcome, Outcome::Failed, "{newest:?}");
            engine.integrity().look().await.unwrap();
            let entries = engine.activity(100).await.unwrap();
            let told = entries.iter().filter(|entry| entry.sentence == newest.sentence);
            assert_eq!(told.count(), 1, "once a day");
        }
        engine.close().await;
        assert!(!vouches(&database), "{finds}: nothing vouches for it any more");
        assert!(
            is_broken(&root).await,
            "{finds}: the next start offers to recover"
        );
    }
}

fn in_eight_days() -> DateTime<Utc> {
    Utc::now() + TimeDelta::hours(7 * 24 + 1)
}

/// "It runs for weeks: the check is made in between, and no start repeats it."
#[tokio::test]
async fn a_running_program_checks_every_week() {
    let (_computer, root) = marked(100).await;
    let mut options = Options::new(&root);
    options.clock = in_eight_days;
    let engine = Engine::open(options).await.unwrap();
    let database = root.join("mantrae.db");
    let before = mark::checked_at(&database).unwrap();
    engine.integrity().look().await.unwrap();
    let after = mark::checked_at(&database).unwrap();
    assert!(*after - *before > TimeDelta::days(7), "checked again: {after}");
    engine.close().await;
    assert!(mark::vouches(&database, false, in_eight_days()));
}

/// "The window is open and I use the command line: neither of them makes the other check everything."
#[tokio::test]
async fn programs_that_share_a_folder_keep_the_mark() {
    let (_computer, root) = marked(100).await;
    let database = root.join("mantrae.db");
    let window = tests::open(&root).await.unwrap();
    for round in 0..3 {
        let line = tests::open(&root).await.unwrap();
        line.profiles().create(&format!("p{round}"), "").await.unwrap();
        line.close().await;
        window.integrity().look().await.unwrap();
        assert!(mark::vouches(&database, true, Utc::now()), "round {round}");
        assert!(!vouches(&database), "round {round}: not if it were killed now");
    }
    window.close().await;
    assert!(vouches(&database), "closed cleanly by both");
}

/// "A start that only looks does not write to my configuration, and the mark stays."
#[tokio::test]
async fn looking_leaves_the_file_as_it_is() {
    let (_computer, root) = marked(100).await;
    let database = root.join("mantrae.db");
    let written = || database.metadata().unwrap().modified().unwrap();
    let before = written();
    let engine = tests::open(&root).await.unwrap();
    engine.verdict().await.unwrap();
    engine.close().await;
    assert_eq!(written(), before);
    assert!(vouches(&database));
}
