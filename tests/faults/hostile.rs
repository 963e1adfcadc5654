//! Archives that somebody made to do harm, or that went wrong in odd ways.

use std::collections::BTreeSet;
use std::io::{Cursor, Write as _};
use std::path::{Path, PathBuf};

use mantrae_core::Code;
use mantrae_core::engine::restores::From;
use serde_json::json;
use tests::Computer;
use tests::archive::{self, Files};
use zip::write::{SimpleFileOptions, ZipWriter};

/// Every file and link below a folder.
fn tree(folder: &Path) -> BTreeSet<PathBuf> {
    let mut found = BTreeSet::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let entry = entry.unwrap();
            if entry.file_type().unwrap().is_dir() {
                open.push(entry.path());
            }
            found.insert(entry.path());
        }
    }
    found
}

/// Tries to restore what `make` made of a good archive. Gives how it was refused, `None` when it was taken.
async fn restore(name: &str, make: impl FnOnce(Files) -> Vec<u8>) -> Option<(Code, String)> {
    let computer = Computer::with_example().await;
    let backup = computer.back_up().await;
    let files = archive::unpack(&computer.archive(&backup));
    let path = computer.file(name, make(files));
    let before = (computer.standing().await, tree(&computer.beside("")));
    let answer = computer.engine.restores().prepare(From::File(&path), &[]).await;
    if let Ok(plan) = &answer {
        assert_eq!(
            (plan.added, plan.changed, plan.removed),
            (0, 0, 0),
            "{name}: what is taken is what was backed up"
        );
        computer.engine.restores().discard(&plan.id).await;
    }
    let after = (computer.standing().await, tree(&computer.beside("")));
    assert_eq!(after.0, before.0, "{name}: nothing is changed");
    let new: Vec<_> = after.1.difference(&before.1).collect();
    assert!(
        new.is_empty(),
        "{name}: nothing is left behind, here or elsewhere: {new:?}"
    );
    answer.err().map(|error| (error.code, error.message))
}

/// As the archive was, with one more member, which the manifest names too where `listed`.
fn with_member(mut files: Files, name: &str, listed: bool) -> Vec<u8> {
    if listed {
        archive::change_manifest(&mut files, |manifest| {
            let member = json!({ "path": name, "size": 5,
                "sha256": "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824" });
            manifest["members"].as_array_mut().unwrap().push(member);
        });
    }
    files.push((name.to_owned(), b"hello".to_vec()));
    archive::pack(&files)
}

/// "A file tried to write outside of the folder where backups are unpacked."
#[tokio::test]
async fn names_that_lead_elsewhere() {
    for name in [
        "../escaped.txt",
        "../../../../tmp/escaped.txt",
        "/tmp/mantrae-escaped.txt",
        "profiles/../../escaped.txt",
        "C:\\escaped.txt",
        "..\\escaped.txt",
        "profiles//escaped.txt",
        "./escaped.txt",
    ] {
        for listed in [true, false] {
            let refused = restore("names.zip", |files| with_member(files, name, listed)).await;
            let (code, message) = refused.unwrap();
            assert!(matches!(code, Code::Foreign | Code::Damaged), "{name}: {message}");
        }
    }
    assert!(
        !Path::new("/tmp/mantrae-escaped.txt").exists(),
        "nothing was written there"
    );
}

/// "A link in the archive is never followed."
#[tokio::test]
async fn links() {
    let refused = restore("links.zip", |files| {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, content) in &files {
            if name == "settings.json" {
                zip.add_symlink(name, "/etc/passwd", SimpleFileOptions::default())
                    .unwrap();
            } else {
                zip.start_file(name, SimpleFileOptions::default()).unwrap();
                zip.write_all(content).unwrap();
            }
        }
        zip.finish().unwrap().into_inner()
    })
    .await;
    let (code, message) = refused.unwrap();
    assert_eq!(code, Code::Damaged, "{message}");
    assert!(
        message.contains("`settings.json`"),
        "the member is named: {message}"
    );
}

/// "A small file that unpacks to a very large one."
#[tokio::test]
async fn a_bomb() {
    let zeros = vec![0_u8; 256 * 1024 * 1024];
    let bomb = |mut files: Files, size: u64| {
        archive::change_manifest(&mut files, |manifest| {
            let members = manifest["members"].as_array_mut().unwrap();
            let database = members
                .iter_mut()
                .find(|member| member["path"] == "database.sqlite");
            database.unwrap()["size"] = json!(size);
        });
        files
            .iter_mut()
            .find(|(name, _)| name == "database.sqlite")
            .unwrap()
            .1
            .clone_from(&zeros);
        archive::pack(&files)
    };
    let (code, message) = restore("more.zip", |files| bomb(files, 4096)).await.unwrap();
    assert_eq!(code, Code::Damaged, "more than it says: {message}");
    let (code, message) = restore("honest.zip", |files| bomb(files, 1 << 60)).await.unwrap();
    assert_eq!(code, Code::Storage, "more than the disk holds: {message}");
    assert!(message.contains("the disk is full"), "{message}");
}

/// "Seventy thousand files in one archive."
#[tokio::test]
async fn many_members() {
    let refused = restore("many.zip", |mut files| {
        files.extend((0..70_000).map(|number| (format!("profiles/{number}.yaml"), Vec::new())));
        archive::pack(&files)
    })
    .await;
    let (code, message) = refused.unwrap();
    assert_eq!(code, Code::Foreign, "{message}");
}

/// "A member is there twice."
#[tokio::test]
async fn a_member_twice() {
    let refused = restore("twice.zip", |files| {
        let bytes = archive::pack(&files);
        let other = files.iter().find(|(name, _)| name == "settings.json").unwrap();
        // The writer refuses a second one of the same name: it is made under another of the same length, and renamed.
        let twin = vec![("settings.jsoX".to_owned(), other.1.iter().map(|_| b'x').collect())];
        let mut all = files.clone();
        all.extend(twin);
        let twice = String::from_utf8_lossy(b"settings.jsoX").into_owned();
        let mut packed = archive::pack(&all);
        let locations: Vec<usize> = packed
            .windows(twice.len())
            .enumerate()
            .filter(|(_, window)| *window == twice.as_bytes())
            .map(|(at, _)| at)
            .collect();
        for at in locations {
            packed[at..at + twice.len()].copy_from_slice(b"settings.json");
        }
        assert!(packed.len() > bytes.len(), "there is one more");
        packed
    })
    .await;
    let (code, message) = refused.unwrap();
    assert!(matches!(code, Code::Damaged | Code::Foreign), "{message}");
}

/// "One of the files in the archive is gone."
#[tokio::test]
async fn a_member_missing() {
    let names = {
        let computer = Computer::with_example().await;
        let backup = computer.back_up().await;
        archive::unpack(&computer.archive(&backup))
    };
    assert!(
        names.len() >= 4,
        "manifest, database, settings, a profile: {}",
        names.len()
    );
    for (name, _) in &names {
        let refused = restore("missing.zip", |mut files| {
            // Numbers in the names of profiles are the same in each archive of the example.
            files.retain(|(other, _)| other != name);
            archive::pack(&files)
        })
        .await;
        if name == "RESTORE.txt" {
            assert_eq!(refused, None, "it holds nothing of the backup");
            continue;
        }
        let (code, message) = refused.unwrap();
        assert!(
            matches!(code, Code::Damaged | Code::Foreign),
            "without {name}: {message}"
        );
    }
    // Where the manifest does not miss it either, what was backed up is no longer all there.
    let refused = restore("unnamed.zip", |mut files| {
        files.retain(|(name, _)| name != "database.sqlite");
        archive::change_manifest(&mut files, |manifest| {
            let members = manifest["members"].as_array_mut().unwrap();
            members.retain(|member| member["path"] != "database.sqlite");
        });
        archive::pack(&files)
    })
    .await;
    let (code, message) = refused.unwrap();
    assert!(matches!(code, Code::Damaged | Code::Foreign), "{message}");
}

/// "Sizes that the manifest and the zip do not agree upon."
#[tokio::test]
async fn wrong_sizes() {
    for size in [json!(0), json!(1), json!(u64::MAX / 4), json!(-1), json!("big")] {
        let refused = restore("sizes.zip", |mut files| {
            archive::change_manifest(&mut files, |manifest| {
                manifest["members"][1]["size"] = size.clone();
            });
            archive::pack(&files)
        })
        .await;
        let (code, message) = refused.unwrap();
        assert!(
            matches!(code, Code::Damaged | Code::Foreign | Code::Storage),
            "{size}: {message}"
        );
    }
}

/// "The archive of the first version: it opens for ever."
#[tokio::test]
async fn the_first_format_stays_readable() {
    let computer = Computer::new().await;
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/archive-format-1.zip");
    let verified = computer.engine.verification().verify_file(&path).await.unwrap();
    assert!(verified.ok, "{:?}", verified.problem);
    let restored = computer.restore(From::File(&path), &[]).await;
    assert_eq!(restored.added, 3, "router, service and middleware come");
    let content = computer.content().await;
    let home = &content["Home"];
    assert!(
        home["http-middleware/auth-middleware"].starts_with("off"),
        "{home:#?}"
    );
    assert!(
        home["http-router/my-router"].contains("Host(`example.com`)"),
        "{home:#?}"
    );
}
