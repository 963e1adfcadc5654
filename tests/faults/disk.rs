//! A disk that is full.

use std::path::{Path, PathBuf};
use std::process::Command;

use mantrae_core::Engine;
use mantrae_core::activity::Outcome;
use mantrae_core::engine::restores::From;
use mantrae_core::engine::{LastGood, Options};
use mantrae_core::import::Request;
use tests::{EXAMPLE, PROFILE, content, open};

/// A small disk in memory, taken away when the test ends.
pub(crate) struct SmallDisk {
    pub(crate) path: PathBuf,
    _folder: tempfile::TempDir,
}

impl SmallDisk {
    pub(crate) fn mount() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("disk");
        std::fs::create_dir(&path).unwrap();
        let mount = Command::new("mount")
            .args(["-t", "tmpfs", "-o", "size=4m", "tmpfs"])
            .arg(&path)
            .output()
            .unwrap();
        assert!(
            mount.status.success(),
            "a full disk can only be tested where a small one can be mounted (as root): {}",
            String::from_utf8_lossy(&mount.stderr)
        );
        Self {
            path,
            _folder: folder,
        }
    }

    /// Fills it up to that many bytes.
    pub(crate) fn fill(&self, free: u64) -> PathBuf {
        let filler = self.path.join("filler");
        let held = mantrae_core::fs::free_space(&self.path).unwrap();
        let length = held.saturating_sub(free);
        let content = vec![b'x'; usize::try_from(length).unwrap()];
        std::io::Write::write_all(&mut std::fs::File::create(&filler).unwrap(), &content).unwrap();
        filler
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("--lazy").arg(&self.path).status();
    }
}

async fn import(engine: &Engine, file: &Path) {
    let request = Request::files(&[file.to_owned()]);
    let plan = engine.imports().prepare(PROFILE, &request).await.unwrap();
    engine.imports().apply(&plan, &[]).await.unwrap();
}

async fn all_whole(engine: &Engine, root: &Path) -> usize {
    let backups = engine.backups().list().await.unwrap();
    for backup in &backups {
        let path = root.join("backups").join(&backup.file);
        let elsewhere = tempfile::tempdir().unwrap();
        assert!(
            mantrae_core::archive::check(&path, &elsewhere.path().join("database")).is_ok(),
            "a listed backup is whole: {}",
            backup.file
        );
    }
    backups.len()
}

/// "The disk is full: I am told so, nothing is lost, and with some space everything goes on."
#[tokio::test]
async fn a_full_disk_is_told_and_nothing_is_lost() {
    let disk = SmallDisk::mount();
    let root = disk.path.join("data");
    let engine = open(&root).await.unwrap();
    engine.profiles().create(PROFILE, "").await.unwrap();
    let example = disk.path.join("example.yml");
    let changed = disk.path.join("changed.yml");
    mantrae_core::fs::write_atomic(&example, EXAMPLE.as_bytes()).unwrap();
    mantrae_core::fs::write_atomic(&changed, EXAMPLE.replace("example.com", "example.org").as_bytes())
        .unwrap();
    import(&engine, &example).await;
    let before = content(&engine).await;
    let mut sentences = std::collections::BTreeSet::new();
    for pages in [0, 1, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 24, 28, 32] {
        let backups = all_whole(&engine, &root).await;
        let filler = disk.fill(pages * 4096);
        let backed_up = engine.backups().create("").await;
        let made = usize::from(backed_up.is_ok());
        let plan = engine
            .imports()
            .prepare(PROFILE, &Request::files(std::slice::from_ref(&changed)))
            .await
            .unwrap();
        let imported = engine.imports().apply(&plan, &[]).await;
        for error in [
            backed_up.err(),
            imported.as_ref().err().map(|error| error.failure().into()),
        ]
        .into_iter()
        .flatten()
        {
            assert!(
                error.message.contains("the disk is full"),
                "{pages} pages free: the sentence says why: {error:?}"
            );
            assert!(
                error.retry,
                "{pages} pages free: with some space it would work: {error:?}"
            );
            sentences.insert(error.message.replace(&root.display().to_string(), ""));
        }
        if imported.is_err() {
            assert_eq!(
                content(&engine).await,
                before,
                "{pages} pages free: nothing is lost"
            );
        }
        assert!(
            all_whole(&engine, &root).await >= backups + made,
            "{pages} pages free: no backup is lost, none is half"
        );
        std::fs::remove_file(filler).unwrap();
        if imported.is_ok() {
            engine.undo(None, false).await.unwrap();
        }
        assert_eq!(content(&engine).await, before, "{pages} pages free: as before");
    }
    for sentence in &sentences {
        println!("{sentence}");
    }
    assert!(!sentences.is_empty(), "the disk was full at least once");
    engine
        .backups()
        .create("")
        .await
        .expect("with space again, it goes on");
    let entries = engine.activity(200).await.unwrap();
    assert!(
        entries.iter().all(|entry| entry.outcome != Outcome::Running),
        "and nothing claims to be still running"
    );
}

fn in_a_year() -> chrono::DateTime<chrono::Utc> {
    chrono::Utc::now() + chrono::TimeDelta::days(365)
}

/// "The disk is full and I need my backup now: it is restored whole or not at all, and I am told which."
#[tokio::test]
async fn a_restore_on_a_full_disk_is_whole_or_not_at_all() {
    let disk = SmallDisk::mount();
    let root = disk.path.join("data");
    let engine = open(&root).await.unwrap();
    engine.profiles().create(PROFILE, "").await.unwrap();
    let wanted = content(&engine).await;
    let backup = engine.backups().create("").await.unwrap();
    let example = disk.path.join("example.yml");
    mantrae_core::fs::write_atomic(&example, EXAMPLE.as_bytes()).unwrap();
    import(&engine, &example).await;
    let before = content(&engine).await;
    let (mut refused, mut restored) = (0, 0);
    for pages in [
        0, 1, 2, 4, 8, 12, 16, 20, 24, 28, 32, 40, 48, 64, 80, 96, 128, 160,
    ] {
        let filler = disk.fill(pages * 4096);
        let answer = async {
            let plan = engine.restores().prepare(From::Backup(&backup.id), &[]).await?;
            engine.restores().apply(&plan.id, &[]).await
        };
        let answer = answer.await;
        let now = content(&engine).await;
        std::fs::remove_file(filler).unwrap();
        match answer {
            Ok(_) => {
                assert_eq!(now, wanted, "{pages} pages free: restored, whole");
                engine.undo(None, false).await.unwrap();
                restored += 1;
            }
            Err(error) => {
                assert_eq!(now, before, "{pages} pages free: nothing is changed");
                assert!(
                    error.message.contains("the disk is full") && error.retry,
                    "{pages} pages free: the sentence says why: {error:?}"
                );
                refused += 1;
            }
        }
        assert_eq!(content(&engine).await, before, "{pages} pages free: as before");
        all_whole(&engine, &root).await;
        // Those of the tries take room too.
        for one in engine
            .backups()
            .list()
            .await
            .unwrap()
            .iter()
            .filter(|one| one.id != backup.id)
        {
            engine
                .removal()
                .delete(std::slice::from_ref(&one.id), LastGood::Keep)
                .await
                .unwrap();
        }
    }
    assert!(
        refused > 0 && restored > 0,
        "{refused} refused, {restored} restored"
    );
}

/// "The disk is full: cleaning up makes room, and takes nothing that the rule keeps."
#[tokio::test]
async fn a_clean_up_on_a_full_disk_takes_only_what_the_rule_gives_up() {
    let disk = SmallDisk::mount();
    let root = disk.path.join("data");
    let engine = open(&root).await.unwrap();
    engine.profiles().create(PROFILE, "").await.unwrap();
    for _ in 0..4 {
        engine.backups().create("").await.unwrap();
    }
    let pinned = engine.backups().create("").await.unwrap();
    engine.backups().pin(&pinned.id, true).await.unwrap();
    engine.close().await;
    let mut options = Options::new(&root);
    options.clock = in_a_year;
    let engine = Engine::open(options).await.unwrap();
    let newest = engine.backups().create("").await.unwrap();
    let (mut refused, mut removed) = (0, 0);
    for pages in [0, 1, 2, 4, 8, 16, 64] {
        let filler = disk.fill(pages * 4096);
        match engine.retention().apply().await {
            Ok(_) => removed += 1,
            Err(error) => {
                assert!(
                    error.message.contains("the disk is full"),
                    "{pages} pages free: the sentence says why: {error:?}"
                );
                refused += 1;
            }
        }
        std::fs::remove_file(filler).unwrap();
        let kept: Vec<String> = engine
            .backups()
            .list()
            .await
            .unwrap()
            .into_iter()
            .map(|one| one.id)
            .collect();
        for id in [&newest.id, &pinned.id] {
            assert!(kept.contains(id), "{pages} pages free: {id} is kept: {kept:?}");
        }
        all_whole(&engine, &root).await;
    }
    println!("{refused} refused, {removed} carried out");
    engine.retention().apply().await.unwrap();
    assert_eq!(
        engine.backups().list().await.unwrap().len(),
        2,
        "with space, the rule is carried out"
    );
}
