//! A disk that is full.

use std::path::{Path, PathBuf};
use std::process::Command;

use mantrae_core::activity::Outcome;
use mantrae_core::import::Request;
use tests::{EXAMPLE, PROFILE, content, open};

/// A small disk in memory, taken away when the test ends.
struct SmallDisk {
    path: PathBuf,
    _folder: tempfile::TempDir,
}

impl SmallDisk {
    fn mount() -> Self {
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
    fn fill(&self, free: u64) -> PathBuf {
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

async fn all_whole(engine: &mantrae_core::Engine, root: &Path) -> usize {
    let backups = engine.backups().await.unwrap();
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
    engine.create_profile(PROFILE, "").await.unwrap();
    let example = disk.path.join("example.yml");
    let changed = disk.path.join("changed.yml");
    mantrae_core::fs::write_atomic(&example, EXAMPLE.as_bytes()).unwrap();
    mantrae_core::fs::write_atomic(&changed, EXAMPLE.replace("example.com", "example.org").as_bytes())
        .unwrap();
    let plan = engine
        .prepare_import(PROFILE, &Request::files(&[example]))
        .await
        .unwrap();
    engine.apply_import(&plan, &[]).await.unwrap();
    let before = content(&engine).await;
    let mut sentences = std::collections::BTreeSet::new();
    for pages in [0, 1, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 24, 28, 32] {
        let backups = all_whole(&engine, &root).await;
        let filler = disk.fill(pages * 4096);
        let backed_up = engine.back_up("").await;
        let made = usize::from(backed_up.is_ok());
        let plan = engine
            .prepare_import(PROFILE, &Request::files(std::slice::from_ref(&changed)))
            .await
            .unwrap();
        let imported = engine.apply_import(&plan, &[]).await;
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
    engine.back_up("").await.expect("with space again, it goes on");
    let entries = engine.activity(200).await.unwrap();
    assert!(
        entries.iter().all(|entry| entry.outcome != Outcome::Running),
        "and nothing claims to be still running"
    );
}
