//! What every location for backups owes to the journeys, whatever stands behind it.
#![expect(
    clippy::unwrap_used,
    reason = "a helper that cannot go on has failed its test"
)]

mod keyring;
mod no_store;
#[cfg(target_os = "linux")]
mod sftp;
mod storage_test;

use std::path::{Path, PathBuf};

use mantrae_core::Code;
use mantrae_core::storage::{Shape, Storage, s3};
use tests::refused;
use tests::s3::{Server, independent};

/// A location with a folder for files beside it, and whatever keeps it alive.
struct At {
    storage: Storage,
    folder: tempfile::TempDir,
    _server: Option<Box<dyn std::any::Any>>,
}

/// Every kind of location, each empty.
async fn locations() -> Vec<At> {
    let folder = tempfile::tempdir().unwrap();
    let storage = Storage::folder(&folder.path().join("kept here")).unwrap();
    let at = |storage, server: Option<Box<dyn std::any::Any>>| At {
        storage,
        folder: tempfile::tempdir().unwrap(),
        _server: server,
    };
    let mut locations = vec![at(Storage::memory("memory").unwrap(), None)];
    locations.push(At {
        storage,
        folder,
        _server: None,
    });
    for create_if_absent in [true, false] {
        let server = Server::start().await;
        let mut options = server.options();
        options.name = format!("S3, create only if absent: {create_if_absent}");
        options.create_if_absent = create_if_absent;
        locations.push(at(s3::open(&options).unwrap(), Some(Box::new(server))));
    }
    #[cfg(target_os = "linux")]
    for (storage, server) in sftp::servers() {
        locations.push(at(storage, Some(Box::new(server))));
    }
    for create_if_absent in [true, false] {
        let root = format!("contract-{}", mantrae_core::id::long());
        locations.extend(independent(&root, create_if_absent).map(|storage| at(storage, None)));
    }
    locations
}

fn file(folder: &Path, content: &[u8]) -> PathBuf {
    let path = folder.join("source");
    mantrae_core::fs::write_atomic(&path, content).unwrap();
    path
}

async fn names(storage: &Storage) -> Vec<(String, u64)> {
    let objects = storage.list().await.unwrap();
    objects
        .into_iter()
        .filter(|object| object.shape == Shape::File)
        .map(|object| (object.name, object.identity.size))
        .collect()
}

async fn fetched(storage: &Storage, name: &str, folder: &Path) -> Vec<u8> {
    let to = folder.join("fetched");
    let _ = std::fs::remove_file(&to);
    let told = storage.fetch(name, &to).await.unwrap();
    let content = std::fs::read(&to).unwrap();
    assert_eq!(told.size, content.len() as u64, "the size is that of the file");
    let (_, sha256) = mantrae_core::archive::hash(&to).unwrap();
    assert_eq!(told.sha256, sha256, "the hash is that of the file");
    content
}

/// What is put there is listed and comes back as it was, whatever its size and name.
#[tokio::test]
async fn what_is_put_comes_back() {
    for At { storage, folder, .. } in &locations().await {
        let location = storage.name().to_owned();
        assert_eq!(names(storage).await, [], "{location}: a new location is empty");
        let large: Vec<u8> = (0..1_000_003_u32).flat_map(u32::to_le_bytes).collect();
        let cases: [(&str, &[u8]); 5] = [
            ("a.zip", b"one"),
            ("empty.zip", b""),
            ("large.zip", &large),
            ("name with spaces.zip", b"two"),
            ("über-100%#?.zip", b"three"),
        ];
        for (name, content) in cases {
            storage.put(name, &file(folder.path(), content)).await.unwrap();
            assert!(
                fetched(storage, name, folder.path()).await == content,
                "{location}: `{name}` comes back as it was"
            );
        }
        let expected: Vec<(String, u64)> = cases
            .iter()
            .map(|(name, content)| ((*name).to_owned(), content.len() as u64))
            .collect();
        assert_eq!(
            names(storage).await,
            expected,
            "{location}: listed by name, with sizes"
        );
    }
}

/// A second object of a name takes the place of the first, or is refused by a location that never overwrites. Marks are
/// always replaced.
#[tokio::test]
async fn a_second_put_replaces_or_is_refused() {
    for At { storage, folder, .. } in &locations().await {
        storage
            .put("a.zip", &file(folder.path(), b"a longer first"))
            .await
            .unwrap();
        let second = storage.put("a.zip", &file(folder.path(), b"second")).await;
        let expected: &[u8] = match second {
            Ok(()) => b"second",
            Err(error) => {
                assert_eq!(error.code, Code::Exists, "{}: {error}", storage.name());
                b"a longer first"
            }
        };
        assert_eq!(
            fetched(storage, "a.zip", folder.path()).await,
            expected,
            "{}",
            storage.name()
        );
        storage.put_small("small", b"first".to_vec()).await.unwrap();
        storage.put_small("small", b"second".to_vec()).await.unwrap();
        assert_eq!(
            fetched(storage, "small", folder.path()).await,
            b"second",
            "{}",
            storage.name()
        );
        assert_eq!(names(storage).await.len(), 2, "{}", storage.name());
    }
}

/// A location that can create only where nothing is says so when something is.
#[tokio::test]
async fn nothing_is_overwritten_where_the_store_can_tell() {
    let server = Server::start().await;
    let storage = s3::open(&server.options()).unwrap();
    let folder = tempfile::tempdir().unwrap();
    storage
        .put("a.zip", &file(folder.path(), b"first"))
        .await
        .unwrap();
    let (code, message) = refused(storage.put("a.zip", &file(folder.path(), b"second")).await);
    assert_eq!(code, Code::Exists);
    assert!(message.contains("a.zip"), "the object is named: {message}");
}

/// What is larger than one request may be goes in parts, and comes back as it was.
#[tokio::test]
async fn a_large_archive_goes_in_parts() {
    for At { storage, folder, .. } in &locations().await {
        // 16 MB is the most that goes whole: one byte less, as much, one more, and two parts with a rest.
        for size in [16_777_215_u32, 16_777_216, 16_777_217, 25_000_001] {
            let name = format!("{size}.zip");
            let content: Vec<u8> = (0..size).map(|number| (number % 251) as u8).collect();
            storage.put(&name, &file(folder.path(), &content)).await.unwrap();
            assert!(
                fetched(storage, &name, folder.path()).await == content,
                "{}: {name} comes back as it was",
                storage.name()
            );
        }
    }
}

/// A small object may be empty: it is listed all the same.
#[tokio::test]
async fn an_empty_mark_is_listed() {
    for At { storage, .. } in &locations().await {
        storage.put_small("a.zip.pin", Vec::new()).await.unwrap();
        assert_eq!(
            names(storage).await,
            [("a.zip.pin".to_owned(), 0)],
            "{}",
            storage.name()
        );
    }
}

/// An object that is not there is told as such; nothing is made of it.
#[tokio::test]
async fn a_missing_object_is_told() {
    for At { storage, folder, .. } in &locations().await {
        let to = folder.path().join("fetched");
        let (code, message) = refused(storage.fetch("none.zip", &to).await);
        assert_eq!(code, Code::NotFound, "{}: {message}", storage.name());
        assert!(message.contains("none.zip"), "the object is named: {message}");
    }
}

/// Removing makes it go; removing again is no failure.
#[tokio::test]
async fn removing_twice_is_no_failure() {
    for At { storage, folder, .. } in &locations().await {
        storage.put("a.zip", &file(folder.path(), b"one")).await.unwrap();
        storage.put("b.zip", &file(folder.path(), b"two")).await.unwrap();
        storage.delete("a.zip").await.unwrap();
        storage.delete("a.zip").await.unwrap();
        assert_eq!(
            names(storage).await,
            [("b.zip".to_owned(), 3)],
            "{}: only the other one stays",
            storage.name()
        );
    }
}

/// A put that breaks off leaves nothing that is listed, and what was there before stays.
#[tokio::test]
async fn a_half_written_object_is_not_listed() {
    for At { storage, folder, .. } in &locations().await {
        let location = storage.name().to_owned();
        storage
            .put("kept.zip", &file(folder.path(), b"kept"))
            .await
            .unwrap();
        // A folder opens like a file and fails at the first read.
        let broken = folder.path();
        for name in ["new.zip", "kept.zip"] {
            assert!(
                storage.put(name, broken).await.is_err(),
                "{location}: the put of {name} fails"
            );
        }
        assert_eq!(names(storage).await, [("kept.zip".to_owned(), 4)], "{location}");
        assert_eq!(
            fetched(storage, "kept.zip", folder.path()).await,
            b"kept",
            "{location}"
        );
    }
}

/// What a dead process left half written in a folder is not listed.
#[tokio::test]
async fn leftovers_of_a_dead_process_are_not_listed() {
    let folder = tempfile::tempdir().unwrap();
    let storage = Storage::folder(folder.path()).unwrap();
    let unfinished = folder.path().join(".unfinished");
    mantrae_core::fs::write_atomic(&unfinished.join("a.zip.1234"), b"hal").unwrap();
    std::fs::create_dir(folder.path().join("somebody's folder")).unwrap();
    assert_eq!(names(&storage).await, []);
    let told: Vec<(String, Shape)> = storage
        .list()
        .await
        .unwrap()
        .into_iter()
        .map(|one| (one.name, one.shape))
        .collect();
    assert_eq!(
        told,
        [("somebody's folder".to_owned(), Shape::Folder)],
        "it is told as what it is"
    );
}

/// A copy never takes the place of a file that is there.
#[tokio::test]
async fn a_fetch_overwrites_nothing() {
    for At { storage, folder, .. } in &locations().await {
        storage.put("a.zip", &file(folder.path(), b"one")).await.unwrap();
        let precious = file(folder.path(), b"precious");
        assert!(
            storage.fetch("a.zip", &precious).await.is_err(),
            "{}",
            storage.name()
        );
        assert_eq!(std::fs::read(&precious).unwrap(), b"precious", "it is as it was");
    }
}
