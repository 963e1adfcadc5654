//! What SFTP owes besides: it is a real `sshd` that answers here.

use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::time::{Duration, Instant};

use mantrae_core::Code;
use mantrae_core::storage::sftp::{self, Cause, SftpOptions, host_key};
use mantrae_core::storage::storage_test::{self, Check, Cure, Ending, StorageTest};
use mantrae_core::storage::{Shape, Storage};
use tests::refused;
use tests::sshd::{HOST, Sshd};

use super::{fetched, file, names};

/// A server as OpenSSH is, and one that offers nothing besides version 3.
const SETTINGS: [(&str, &str); 2] = [
    ("SFTP", ""),
    (
        "SFTP, no extensions",
        "ForceCommand internal-sftp -P posix-rename,fsync,statvfs,limits",
    ),
];

/// Every kind of server, each with an empty folder.
pub(crate) fn servers() -> Vec<(Storage, Sshd)> {
    let servers = SETTINGS.map(|(name, settings)| {
        let server = Sshd::with(settings);
        let mut options = server.options();
        name.clone_into(&mut options.name);
        (sftp::open(options), server)
    });
    servers.into()
}

/// Opens it with other options.
fn opened(server: &Sshd, change: impl FnOnce(&mut SftpOptions)) -> Storage {
    let mut options = server.options();
    change(&mut options);
    sftp::open(options)
}

/// Why listing a location fails.
async fn cause(storage: &Storage) -> (Cause, String) {
    let error = storage.list().await.unwrap_err();
    assert_eq!(error.code, Code::Storage, "{error}");
    assert!(error.hint.is_some(), "there is something to do about it: {error}");
    let cause = Cause::of(&error).cloned();
    (
        cause.unwrap_or_else(|| unreachable!("a cause: {error:?}")),
        error.message,
    )
}

/// What is stored is private, nothing half-written stays, and links and folders are told as what they are.
#[tokio::test]
async fn what_is_in_the_folder() {
    let server = Sshd::start();
    let storage = opened(&server, |_| {});
    let folder = tempfile::tempdir().unwrap();
    storage.put("a.zip", &file(folder.path(), b"one")).await.unwrap();
    let mode = |name: &str| {
        std::fs::symlink_metadata(server.files().join(name))
            .unwrap()
            .permissions()
            .mode()
            & 0o777
    };
    assert_eq!((mode("a.zip"), mode(".unfinished")), (0o600, 0o700));
    let left = std::fs::read_dir(server.files().join(".unfinished"))
        .unwrap()
        .count();
    assert_eq!(left, 0, "nothing half-written is left");
    std::os::unix::fs::symlink("/etc/passwd", server.files().join("b.zip")).unwrap();
    std::fs::create_dir(server.files().join("c.zip")).unwrap();
    let shapes: Vec<(String, Shape)> = storage
        .list()
        .await
        .unwrap()
        .into_iter()
        .map(|one| (one.name, one.shape))
        .collect();
    let expected = [
        ("a.zip", Shape::File),
        ("b.zip", Shape::Link),
        ("c.zip", Shape::Folder),
    ];
    assert_eq!(shapes, expected.map(|(name, shape)| (name.to_owned(), shape)));
    for name in ["b.zip", "c.zip"] {
        let (code, message) = refused(storage.fetch(name, &folder.path().join("copy")).await);
        assert_eq!(code, Code::Damaged, "{message}");
    }
    storage.delete("b.zip").await.unwrap();
    let (code, message) = refused(storage.delete("c.zip").await);
    assert_eq!(code, Code::Damaged, "{message}");
    assert!(
        Path::new("/etc/passwd").is_file(),
        "the link went, not what it leads to"
    );
}

/// An object of the same name is never overwritten, even if it appears while the other one is written.
#[tokio::test]
async fn nothing_is_overwritten() {
    let server = Sshd::start();
    let (one, other) = (opened(&server, |_| {}), opened(&server, |_| {}));
    let folder = tempfile::tempdir().unwrap();
    let sources = ["1", "2"].map(|name| {
        let path = folder.path().join(name);
        let content = name.repeat(3_000_000);
        mantrae_core::fs::write_atomic(&path, content.as_bytes()).unwrap();
        path
    });
    let (first, second) = tokio::join!(one.put("a.zip", &sources[0]), other.put("a.zip", &sources[1]));
    let won = match (&first, &second) {
        (Ok(()), Err(error)) if error.code == Code::Exists => "1",
        (Err(error), Ok(())) if error.code == Code::Exists => "2",
        other => unreachable!("one of them is refused: {other:?}"),
    };
    let held = fetched(&one, "a.zip", folder.path()).await;
    assert!(
        held == won.repeat(3_000_000).as_bytes(),
        "whole, and not a mixture"
    );
    let left = std::fs::read_dir(server.files().join(".unfinished"))
        .unwrap()
        .count();
    assert_eq!(left, 0, "nothing half-written is left");
}

/// What a dead process left half-written is removed after a day, and never listed.
#[tokio::test]
async fn leftovers() {
    let server = Sshd::start();
    let storage = opened(&server, |_| {});
    let folder = tempfile::tempdir().unwrap();
    let unfinished = server.files().join(".unfinished");
    std::fs::create_dir(&unfinished).unwrap();
    for (name, hours) in [("new", 1), ("old", 25)] {
        let left = std::fs::File::create(unfinished.join(name)).unwrap();
        left.set_modified(std::time::SystemTime::now() - Duration::from_secs(hours * 3600))
            .unwrap();
    }
    assert_eq!(names(&storage).await, []);
    storage.put("a.zip", &file(folder.path(), b"one")).await.unwrap();
    assert_eq!(tests::s3::file_names(&unfinished), ["new"]);
    assert_eq!(names(&storage).await, [("a.zip".to_owned(), 3)]);
}

/// An empty folder where backups were is a disk that is not mounted: nothing in it counts as gone, and nothing is written.
#[tokio::test]
async fn a_folder_without_its_disk() {
    let server = Sshd::start();
    let folder = tempfile::tempdir().unwrap();
    let source = file(folder.path(), b"one");
    let storage = opened(&server, |options| options.used_before = true);
    let (found, message) = cause(&storage).await;
    assert!(matches!(found, Cause::FolderUnused { .. }), "{message}");
    for done in [
        storage.put("a.zip", &source).await,
        storage.put_small("a.zip.pin", Vec::new()).await,
        storage.delete("a.zip").await,
        storage
            .fetch("a.zip", &folder.path().join("copy"))
            .await
            .map(drop),
    ] {
        let error = done.unwrap_err();
        assert!(
            matches!(Cause::of(&error), Some(Cause::FolderUnused { .. })),
            "{error}"
        );
        assert!(error.retry, "it may be back the next time: {error}");
    }
    assert_eq!(
        tests::s3::file_names(&server.files()),
        Vec::<String>::new(),
        "nothing is written"
    );
    // The disk is back.
    opened(&server, |_| {}).put("a.zip", &source).await.unwrap();
    assert_eq!(names(&storage).await, [("a.zip".to_owned(), 3)]);
}

/// Each failure is told by its cause, in a sentence.
#[tokio::test]
async fn causes() {
    let server = Sshd::start();
    let check = async |expect: &str, cause_is: fn(&Cause) -> bool, change: &dyn Fn(&mut SftpOptions)| {
        let storage = opened(&server, |options| change(options));
        let (found, message) = cause(&storage).await;
        assert!(cause_is(&found), "{expect}: {found:?}");
        assert_eq!(message, format!("Cannot list NAS: {expect}"));
    };
    let root = server.files().display().to_string();
    let missing = format!("the folder `{root}/none` does not exist on `nas`");
    check(
        &missing,
        |cause| matches!(cause, Cause::FolderMissing { .. }),
        &|options| {
            options.root += "/none";
        },
    )
    .await;
    std::fs::File::create(server.files().join("file")).unwrap();
    let file = format!("the folder `{root}/file` on `nas` is a file");
    check(
        &file,
        |cause| matches!(cause, Cause::NoFolder { .. }),
        &|options| {
            options.root += "/file";
        },
    )
    .await;
    check(
        "the host `nas.invalid` was not found",
        |cause| *cause == Cause::NameNotFound,
        &|options| "nas.invalid".clone_into(&mut options.host),
    )
    .await;
    let closed = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = closed.local_addr().unwrap().port();
    drop(closed);
    check(
        "nothing answers at `nas`",
        |cause| *cause == Cause::Refused,
        &|options| {
            options.port = Some(port);
        },
    )
    .await;
    check(
        "the program `ssh` is not installed on this computer",
        |cause| *cause == Cause::SshMissing,
        &|options| options.program = Some("/nowhere/ssh".into()),
    )
    .await;
    let config = server.files().join("bad");
    mantrae_core::fs::write_atomic(&config, b"Bogus yes\n").unwrap();
    let told = format!(
        "`ssh` cannot use its configuration: {}: line 1: Bad configuration option: bogus",
        config.display()
    );
    check(
        &told,
        |cause| matches!(cause, Cause::Configuration(_)),
        &|options| {
            options.config_file = Some(config.clone());
        },
    )
    .await;
    server.forget_key();
    check(
        "`nas` does not let you in with the keys of this computer (it accepts: publickey)",
        |cause| matches!(cause, Cause::LoginRefused { .. }),
        &|_| {},
    )
    .await;
}

/// A server without SFTP, and an account whose login script prints something.
#[tokio::test]
async fn what_answers_is_not_sftp() {
    let server = Sshd::with("ForceCommand echo Welcome to the NAS; cat");
    let (found, message) = cause(&opened(&server, |_| {})).await;
    assert_eq!(
        found,
        Cause::Foreign("Welcome to the NAS".to_owned()),
        "{message}"
    );
    let server = Sshd::with("ForceCommand /bin/false");
    let (found, message) = cause(&opened(&server, |_| {})).await;
    assert_eq!(found, Cause::BrokenOff, "{message}");
    let server = Sshd::with("Subsystem other internal-sftp");
    let (found, message) = cause(&opened(&server, |_| {})).await;
    assert_eq!(found, Cause::NoSftp, "{message}");
}

/// What accepts connections and says nothing is given up in time.
#[tokio::test]
async fn silence() {
    let server = Sshd::start();
    let silent = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = silent.local_addr().unwrap().port();
    let begun = Instant::now();
    let storage = opened(&server, |options| {
        options.port = Some(port);
        options.patience = tests::s3::hurried();
    });
    let (found, message) = cause(&storage).await;
    assert_eq!(found, Cause::TimedOut, "{message}");
    assert!(begun.elapsed() < Duration::from_secs(10), "{:?}", begun.elapsed());
}

/// A host key that is not known is shown, and remembered once somebody agreed to that very one.
#[tokio::test]
async fn an_unknown_host_key() {
    let server = Sshd::stranger();
    let scratch = tempfile::tempdir().unwrap();
    let options = server.options();
    let storage = sftp::open(options.clone());
    let (found, message) = cause(&storage).await;
    assert_eq!(found, Cause::HostKeyUnknown, "{message}");
    let shown = host_key::ask(&options, scratch.path()).await.unwrap();
    assert_eq!(
        (&*shown.algorithm, shown.fingerprint),
        ("ED25519", server.fingerprint())
    );
    assert!(!server.known_hosts().exists(), "asking remembers nothing");
    let (code, message) = refused(host_key::trust(&options, "SHA256:another", scratch.path()).await);
    assert_eq!(code, Code::InvalidInput, "{message}");
    assert!(
        !server.known_hosts().exists(),
        "another fingerprint remembers nothing"
    );
    // Somebody's file that does not end with a line end.
    mantrae_core::fs::write_atomic(&server.known_hosts(), b"# mine").unwrap();
    let file = host_key::trust(&options, &server.fingerprint(), scratch.path())
        .await
        .unwrap();
    assert_eq!(file, server.known_hosts());
    let held = std::fs::read_to_string(&file).unwrap();
    assert!(held.starts_with("# mine\nnas ssh-ed25519 "), "{held}");
    assert_eq!(names(&storage).await, [], "it is known now");
    assert_eq!(std::fs::read_dir(scratch.path()).unwrap().count(), 0, "no traces");
}

/// A host key that is another one than the known one is refused, and never offered to be remembered.
#[tokio::test]
async fn a_changed_host_key() {
    let mut server = Sshd::start();
    let storage = opened(&server, |_| {});
    assert_eq!(names(&storage).await, []);
    server.change_host_key();
    let (found, message) = cause(&storage).await;
    let Cause::HostKeyChanged { fingerprint, known } = found else {
        unreachable!("{message}");
    };
    assert_eq!(fingerprint, Some(server.fingerprint()));
    assert_eq!(known, Some(format!("{}:1", server.known_hosts().display())));
}

/// An account that may only read: the reason is told, and reading works.
#[tokio::test]
async fn a_read_only_account() {
    let server = Sshd::with("ForceCommand internal-sftp -R");
    let storage = opened(&server, |_| {});
    let folder = tempfile::tempdir().unwrap();
    mantrae_core::fs::write_atomic(&server.files().join("a.zip"), b"one").unwrap();
    assert_eq!(fetched(&storage, "a.zip", folder.path()).await, b"one");
    for done in [
        storage.put("b.zip", &file(folder.path(), b"two")).await,
        storage.put_small("b.zip", Vec::new()).await,
        storage.delete("a.zip").await,
    ] {
        let error = done.unwrap_err();
        assert!(mantrae_core::storage::is_denied(&error), "{error}");
        assert!(
            error.message.contains("is not allowed to do this in the folder"),
            "{error}"
        );
    }
    assert_eq!(tests::s3::file_names(&server.files()), ["a.zip"]);
}

/// One connection serves what follows soon, and none is held for long.
#[tokio::test]
async fn connections() {
    let server = Sshd::start();
    let storage = opened(&server, |_| {});
    for _ in 0..3 {
        storage.list().await.unwrap();
    }
    assert_eq!(server.connections(), 1, "the same one");
    server.cut();
    assert_eq!(
        names(&storage).await,
        [],
        "one that was cut meanwhile is made anew"
    );
    drop(storage);
    let begun = Instant::now();
    while server.connections() > 0 && begun.elapsed() < Duration::from_secs(20) {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert_eq!(server.connections(), 0, "it ends with the location");
    assert!(
        begun.elapsed() < Duration::from_secs(5),
        "at once: {:?}",
        begun.elapsed()
    );
}

/// The user and port of a location come before those of the configuration.
#[tokio::test]
async fn the_address() {
    let server = Sshd::start();
    let storage = opened(&server, |options| {
        "127.0.0.1".clone_into(&mut options.host);
        options.port = Some(server.port);
        options.user = Some(tests::sshd::user());
    });
    assert_eq!(names(&storage).await, []);
    let storage = opened(&server, |options| {
        options.user = Some("nobody-of-that-name".to_owned());
    });
    let (found, message) = cause(&storage).await;
    assert!(matches!(found, Cause::LoginRefused { .. }), "{message}");
    let error = storage.list().await.unwrap_err();
    let hint = error.hint.unwrap();
    assert!(hint.contains(&format!("nobody-of-that-name@{HOST}`")), "{hint}");
}

/// The storage test as it was done, with the steps that were reported on the way.
async fn tried(options: &SftpOptions) -> StorageTest {
    let scratch = tempfile::tempdir().unwrap();
    let told = std::sync::Mutex::new(Vec::new());
    let tried = storage_test::sftp(options, &scratch.path().join("copy"), |so_far| {
        told.lock().unwrap().push(so_far.steps.len());
    })
    .await;
    assert_eq!(
        *told.lock().unwrap(),
        [1, 2, 3, 4, 5, 6, 7, 8],
        "each step is reported"
    );
    assert!(tried.finished);
    tried
}

/// Each step is named; the first that fails says why, with a cure, and those behind it are not reached.
#[tokio::test]
async fn the_storage_test() {
    let server = Sshd::start();
    let good = tried(&server.options()).await;
    let told: Vec<&str> = good.steps.iter().map(|step| step.message.as_str()).collect();
    let all = [
        "Name found",
        "Connection",
        "Host key known",
        "Login",
        "List",
        "Write",
        "Read back, same bytes",
        "Delete",
    ];
    assert_eq!((good.ok, told), (true, all.to_vec()));
    assert_eq!(
        tests::s3::file_names(&server.files()),
        [".unfinished"],
        "nothing is left"
    );

    let check = async |change: &dyn Fn(&mut SftpOptions), step: Check, cure: Option<Cure>| {
        let mut options = server.options();
        change(&mut options);
        let bad = tried(&options).await;
        let failed = bad.steps.iter().find(|one| one.ending == Ending::Failed).unwrap();
        assert_eq!((failed.name, &failed.cure), (step, &cure), "{failed:?}");
        let behind = bad.steps.iter().skip_while(|one| one.name != step).skip(1);
        assert!(
            behind.into_iter().all(|one| one.ending == Ending::Skipped),
            "{bad:?}"
        );
    };
    let check_address = || Some(Cure::CheckAddress);
    check(
        &|options| "nas.invalid".clone_into(&mut options.host),
        Check::Name,
        check_address(),
    )
    .await;
    check(
        &|options| options.port = Some(1),
        Check::Connection,
        check_address(),
    )
    .await;
    check(
        &|options| options.user = Some("nobody-of-that-name".to_owned()),
        Check::Login,
        None,
    )
    .await;
    check(
        &|options| options.root += "/none",
        Check::List,
        Some(Cure::SetUpFolder),
    )
    .await;
    std::fs::remove_dir(server.files().join(".unfinished")).unwrap();
    check(
        &|options| options.used_before = true,
        Check::List,
        Some(Cure::SetUpFolder),
    )
    .await;
    for root in ["/new/and/below", ""] {
        let mut options = server.options();
        options.root += root;
        options.used_before = true;
        storage_test::set_up_folder(&options).await.unwrap();
        assert!(tried(&options).await.ok, "it is set up: {root}");
    }
}

/// An unknown host key is a question with a fingerprint, a changed one is none.
#[tokio::test]
async fn host_keys_in_the_storage_test() {
    let mut server = Sshd::stranger();
    let options = server.options();
    let failed = |tried: &StorageTest| {
        tried
            .steps
            .iter()
            .find(|one| one.ending == Ending::Failed)
            .cloned()
            .unwrap()
    };
    let step = failed(&tried(&options).await);
    let Some(Cure::TrustHost { key }) = &step.cure else {
        unreachable!("{step:?}");
    };
    assert_eq!(
        (step.name, &key.fingerprint),
        (Check::HostKey, &server.fingerprint())
    );
    assert!(step.message.contains(&server.fingerprint()), "{}", step.message);
    server.make_known();
    assert!(tried(&options).await.ok);
    server.change_host_key();
    let step = failed(&tried(&options).await);
    assert_eq!((step.name, &step.cure), (Check::HostKey, &None), "{step:?}");
    assert!(step.message.contains("has changed"), "{}", step.message);
}

/// A read-only account fails at writing; one that may not delete is append-only.
#[tokio::test]
async fn rights_in_the_storage_test() {
    let server = Sshd::with("ForceCommand internal-sftp -R");
    let bad = tried(&server.options()).await;
    let failed = bad.steps.iter().find(|one| one.ending == Ending::Failed).unwrap();
    assert_eq!(failed.name, Check::Write);
    assert!(failed.message.contains("is not allowed"), "{}", failed.message);
    let server = Sshd::with("ForceCommand internal-sftp -P remove");
    let kept = tried(&server.options()).await;
    assert!(kept.ok && kept.append_only, "{kept:?}");
}
