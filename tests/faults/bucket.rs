//! A bucket that fails, in every way that was thought of: the backup on this computer is whole, what went wrong is
//! told in words, nothing half is listed, and the backup reaches the bucket later.

use std::time::{Duration, Instant};

use mantrae_core::Code;
use mantrae_core::activity::Outcome;
use mantrae_core::backup::{Backup, BackupLocation};
use mantrae_core::engine::restores::From;
use mantrae_core::storage::s3;
use tests::s3::proxy::{Asked, Fate, Identity, Proxy};
use tests::s3::{self as server, Server, file_names};
use tests::{Computer, EXAMPLE, refused};

const STORE: &str = "S3 storage";

fn at<'b>(backup: &'b Backup, location: &str) -> Option<&'b BackupLocation> {
    backup.locations.iter().find(|at| at.name == location)
}

fn there(backup: &Backup) -> bool {
    at(backup, STORE).is_some_and(BackupLocation::is_verified)
}

/// What went wrong when a backup was sent: sentence, and whether it may work later by itself.
async fn failed(computer: &Computer) -> (Backup, String) {
    let backup = computer.back_up().await;
    assert!(
        at(&backup, "This computer").is_some_and(BackupLocation::is_verified),
        "the backup on this computer is whole: {backup:?}"
    );
    let waiting = at(&backup, STORE).and_then(|at| at.waiting.clone());
    let problem = waiting.and_then(|waiting| waiting.problem);
    let told = problem.map(|problem| format!("{} | {}", problem.message, problem.hint.unwrap_or_default()));
    (backup, told.unwrap_or_default())
}

/// Whatever lies in the bucket under the name of an archive is the whole archive.
async fn nothing_half(server: &Server, backup: &Backup, computer: &Computer, fault: &str) {
    if let Some(there) = server.content("kept", &backup.file).await {
        let here = std::fs::read(computer.archive(backup)).unwrap();
        assert!(there == here, "{fault}: no half object is listed");
    }
}

/// Fails every request of that kind as told.
fn on(kind: fn(&Asked) -> bool, fate: Fate) -> impl FnMut(&Asked) -> Fate + Send + 'static {
    move |asked| if kind(asked) { fate.clone() } else { Fate::Passed }
}

fn answer(status: u16, code: &'static str) -> Fate {
    Fate::Answered {
        status,
        code,
        header: None,
    }
}

async fn check(fault: &str, kind: fn(&Asked) -> bool, fate: Fate, expected: &str) {
    let server = Server::start().await;
    let proxy = Proxy::before(server.port).await;
    let computer = Computer::with_locations("local,s3", &proxy.endpoint).await;
    let host = proxy.endpoint.trim_start_matches("http://");
    proxy.rule(on(kind, fate));
    let begun = Instant::now();
    let (backup, told) = failed(&computer).await;
    // Twice the time for an answer, and what a machine at work adds.
    assert!(
        begun.elapsed() < Duration::from_secs(15),
        "{fault}: it ends in time"
    );
    assert_eq!(told.replace(host, "HOST"), expected, "{fault}");
    nothing_half(&server, &backup, &computer, fault).await;
    proxy.heal();
    computer.engine.uploads().hurry().await.unwrap();
    let pushed = computer.engine.uploads().push().await.unwrap();
    assert_eq!((pushed.sent, pushed.waiting), (1, 0), "{fault}: done later");
    let listed = computer.engine.backups().list().await.unwrap();
    assert!(there(&listed[0]), "{fault}: verified there later: {listed:?}");
    nothing_half(&server, &backup, &computer, fault).await;
}

#[tokio::test]
async fn reset_in_the_middle() {
    check(
        "the connection breaks off during the upload",
        Asked::is_write,
        Fate::Reset,
        "Cannot write a backup to S3 storage: the connection to `HOST` was lost | Check the network; Mantrae tries again later",
    )
    .await;
}

/// A large archive goes in parts. When one of them fails for good, nothing is listed, and the store is told to
/// forget the others: they would cost money for ever.
#[tokio::test]
async fn a_part_that_never_arrives() {
    let server = Server::start().await;
    let proxy = Proxy::before(server.port).await;
    let storage = s3::open(&server::options(&proxy.endpoint)).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let large = folder.path().join("large.zip");
    mantrae_core::fs::write_atomic(&large, &vec![7_u8; 20 * 1024 * 1024]).unwrap();
    proxy.rule(on(|asked| asked.path.contains("partNumber=2"), Fate::Reset));
    let (code, told) = refused(storage.put("large.zip", &large).await);
    assert_eq!(code, Code::Storage);
    assert!(told.contains("was lost"), "{told}");
    assert_eq!(storage.list().await.unwrap(), [], "no half object is listed");
    let asked = proxy.asked();
    let forgotten = |one: &Asked| one.is_delete() && one.path.contains("uploadId=");
    assert!(asked.iter().any(forgotten), "the parts are given up: {asked:?}");
    proxy.heal();
    storage.put("large.zip", &large).await.unwrap();
    assert_eq!(storage.list().await.unwrap().len(), 1);
}

#[tokio::test]
async fn storms_of_errors() {
    for (status, code) in [
        (500, "InternalError"),
        (503, "SlowDown"),
        (503, "ServiceUnavailable"),
    ] {
        check(
            code,
            |_| true,
            answer(status, code),
            "Cannot write a backup to S3 storage: `HOST` reports an error, or is overloaded | Mantrae tries again later",
        )
        .await;
    }
}

#[tokio::test]
async fn no_answer() {
    check(
        "no answer",
        Asked::is_write,
        Fate::Silence,
        "Cannot write a backup to S3 storage: `HOST` did not answer in time | Check the network; Mantrae tries again later",
    )
    .await;
}

#[tokio::test]
async fn a_thousand_bytes_a_second() {
    check(
        "1 kB/s",
        Asked::is_read,
        Fate::Slow(1000),
        "The new backup failed verification on S3 storage: Cannot read a backup from S3 storage: `HOST` did not answer in time | Mantrae sends it again later",
    )
    .await;
}

#[tokio::test]
async fn an_answer_that_breaks_off() {
    check(
        "truncated body",
        Asked::is_read,
        Fate::Truncated,
        "The new backup failed verification on S3 storage: Cannot read a backup from S3 storage: the connection to `HOST` was lost | Mantrae sends it again later",
    )
    .await;
}

/// The clock of the server, as far ahead as that.
fn skewed(minutes: i64) -> Fate {
    let there = chrono::Utc::now() + chrono::TimeDelta::minutes(minutes);
    Fate::Answered {
        status: 403,
        code: "RequestTimeTooSkewed",
        header: Some(("date", there.format("%a, %d %b %Y %H:%M:%S GMT").to_string())),
    }
}

#[tokio::test]
async fn a_wrong_clock() {
    let hint = "Set the clock of this computer (best by network time), then try again";
    for (minutes, which) in [(16_i64, "behind"), (-20, "ahead of")] {
        let number = minutes.abs();
        check(
            "clock skew",
            |_| true,
            skewed(minutes),
            &format!(
                "Cannot write a backup to S3 storage: your clock is {number} min {which} the server | {hint}"
            ),
        )
        .await;
    }
}

#[tokio::test]
async fn another_region() {
    let elsewhere = |status, code| Fate::Answered {
        status,
        code,
        header: Some(("x-amz-bucket-region", "eu-central-1".to_owned())),
    };
    for fate in [
        elsewhere(301, "PermanentRedirect"),
        elsewhere(307, "TemporaryRedirect"),
        elsewhere(400, "AuthorizationHeaderMalformed"),
    ] {
        check(
            "wrong region",
            |_| true,
            fate,
            "Cannot write a backup to S3 storage: the bucket `backups` is in the region `eu-central-1` | Set the region to `eu-central-1`",
        )
        .await;
    }
}

#[tokio::test]
async fn a_key_that_may_not_write() {
    check(
        "write denied",
        Asked::is_write,
        answer(403, "AccessDenied"),
        "Cannot write a backup to S3 storage: the key is not allowed to do this in the bucket `backups` | Allow it in the policy of the key",
    )
    .await;
}

#[tokio::test]
async fn nothing_listens() {
    let server = Server::start().await;
    let free = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let port = free.local_addr().unwrap().port();
    drop(free);
    let endpoint = format!("http://127.0.0.1:{port}");
    let computer = Computer::with_locations("local,s3", &endpoint).await;
    let (_, told) = failed(&computer).await;
    let expected = format!(
        "Cannot write a backup to S3 storage: nothing answers at `127.0.0.1:{port}` | Check that the server is running, and the port in its address"
    );
    assert_eq!(told, expected);
    let _proxy = Proxy::at(port, server.port).await;
    computer.engine.uploads().hurry().await.unwrap();
    assert_eq!(
        computer.engine.uploads().push().await.unwrap().sent,
        1,
        "done later"
    );
}

/// "My computer died while the backup was on its way to the bucket: it is known that it never arrived, and it is sent."
#[tokio::test]
async fn a_process_that_dies_while_it_sends() {
    let server = Server::start().await;
    let proxy = Proxy::before(server.port).await;
    let computer = Computer::with_locations("local,s3", &proxy.endpoint).await;
    computer.engine.close().await;
    proxy.rule(on(Asked::is_write, Fate::Silence));
    let mut worker = std::process::Command::new(env!("CARGO_BIN_EXE_worker"))
        .args(["once".as_ref(), computer.data().as_os_str()])
        .envs([
            ("STORAGE_TYPE", "local,s3"),
            ("STORAGE_S3_ENDPOINT", &proxy.endpoint),
            ("STORAGE_S3_REGION", "us-east-1"),
            ("STORAGE_S3_BUCKET", server::BUCKET),
            ("STORAGE_S3_ACCESS_KEY", server::ACCESS_KEY),
            ("STORAGE_S3_SECRET_KEY", server::SECRET_KEY),
            ("STORAGE_S3_PATH", "kept/"),
        ])
        .spawn()
        .unwrap();
    let sending = async {
        while !proxy.asked().iter().any(Asked::is_write) {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    let sending = tokio::time::timeout(Duration::from_secs(20), sending).await;
    worker.kill().unwrap();
    worker.wait().unwrap();
    assert!(sending.is_ok(), "it was killed while it sent");
    proxy.heal();
    let engine = computer.opened_again("local,s3", &proxy.endpoint).await;
    let backup = engine.backups().list().await.unwrap().remove(0);
    assert!(
        at(&backup, "This computer").is_some_and(BackupLocation::is_verified),
        "{backup:?}"
    );
    assert!(
        at(&backup, STORE).is_some_and(|at| at.waiting.is_some()),
        "{backup:?}"
    );
    let entry = engine.activity(1).await.unwrap().remove(0);
    assert_eq!(
        entry.outcome,
        Outcome::Warning,
        "neither running nor well: {entry:?}"
    );
    let pushed = engine.uploads().push().await.unwrap();
    assert_eq!((pushed.sent, pushed.waiting), (1, 0), "nobody has to wait for it");
    assert!(there(&engine.backups().list().await.unwrap()[0]));
    nothing_half(&server, &backup, &computer, "killed").await;
}

/// What came back is not what was sent: it is not believed, removed, and sent again.
#[tokio::test]
async fn other_bytes_than_were_sent() {
    let server = Server::start().await;
    let proxy = Proxy::before(server.port).await;
    let computer = Computer::with_locations("local,s3", &proxy.endpoint).await;
    proxy.rule(on(Asked::is_read, Fate::Altered));
    let (backup, told) = failed(&computer).await;
    assert!(
        told.starts_with("The new backup failed verification on S3 storage: The backup `mantrae_"),
        "{told}"
    );
    assert!(
        !server.names("kept").await.contains(&backup.file),
        "what did not pass is removed there"
    );
    proxy.heal();
    computer.engine.uploads().hurry().await.unwrap();
    assert_eq!(
        computer.engine.uploads().push().await.unwrap().sent,
        1,
        "sent again"
    );
    assert!(there(&computer.engine.backups().list().await.unwrap()[0]));
}

#[tokio::test]
async fn no_such_bucket() {
    check(
        "no bucket",
        |_| true,
        answer(404, "NoSuchBucket"),
        "Cannot write a backup to S3 storage: there is no bucket `backups` | Create the bucket, or check its name",
    )
    .await;
}

/// Both halves of a key, each wrong by itself; the server checks signatures.
#[tokio::test]
async fn a_key_that_is_wrong() {
    let server = Server::start().await;
    let mut wrong_id = server.options();
    "AKIDANOTHER".clone_into(&mut wrong_id.access_key_id);
    let mut wrong_secret = server.options();
    wrong_secret.secret_access_key =
        std::sync::Arc::new(mantrae_core::secret::Secret::new("another".to_owned()));
    for (options, expected) in [
        (wrong_id, "Cannot list S3: the access key is unknown there"),
        (wrong_secret, "Cannot list S3: the secret key is wrong"),
    ] {
        let (code, told) = refused(s3::open(&options).unwrap().list().await);
        assert_eq!((code, told.as_str()), (Code::Storage, expected));
    }
}

#[tokio::test]
async fn a_name_that_nobody_has() {
    let storage = s3::open(&server::options("http://nowhere.invalid")).unwrap();
    let (code, told) = refused(storage.list().await);
    assert_eq!(
        (code, told.as_str()),
        (
            Code::Storage,
            "Cannot list S3: the host `nowhere.invalid` was not found"
        )
    );
}

/// Certificates: one that ran out, one that nobody knows, and the same with its CA file.
#[tokio::test]
async fn certificates() {
    let server = Server::start().await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("ca.pem");
    let check = async |year: i32, trusted: bool, expected: Option<&str>| {
        let identity = Identity::until(year);
        mantrae_core::fs::write_atomic(&file, identity.authority.as_bytes()).unwrap();
        let proxy = Proxy::secure(server.port, identity).await;
        let mut options = server::options(&proxy.endpoint);
        options.ca_file = trusted.then(|| file.clone());
        let listed = s3::open(&options).unwrap().list().await;
        let told = listed.err().map(|error| error.message);
        let host = proxy.endpoint.trim_start_matches("https://");
        let told = told.map(|told| told.replace(host, "HOST"));
        assert_eq!(told.as_deref(), expected, "until {year}, trusted: {trusted}");
    };
    check(2090, true, None).await;
    let unknown =
        "Cannot list S3: the certificate of `HOST` is not signed by an authority this computer trusts";
    check(2090, false, Some(unknown)).await;
    let expired = "Cannot list S3: the certificate of `HOST` has expired";
    check(2024, true, Some(expired)).await;
}

/// "The bucket keeps everything: backups are fine, nothing is removed, and nobody calls that a failure."
#[tokio::test]
async fn a_key_that_may_not_delete() {
    static DAY: std::sync::atomic::AtomicI64 = std::sync::atomic::AtomicI64::new(0);
    fn clock() -> chrono::DateTime<chrono::Utc> {
        let day = DAY.load(std::sync::atomic::Ordering::SeqCst);
        chrono::Utc::now() + chrono::TimeDelta::days(day)
    }
    let server = Server::start().await;
    let proxy = Proxy::before(server.port).await;
    let computer = Computer::with_locations_at("local,s3", &proxy.endpoint, clock).await;
    proxy.rule(on(Asked::is_delete, answer(403, "AccessDenied")));
    for day in [0, 20, 40] {
        DAY.store(day, std::sync::atomic::Ordering::SeqCst);
        let backup = computer.back_up().await;
        assert!(there(&backup), "day {day}: {backup:?}");
    }
    let archives = |names: Vec<String>| {
        let names = names.into_iter();
        names.filter(|name| name.starts_with("mantrae_")).count()
    };
    let here = file_names(&computer.data().join("backups"));
    assert_eq!(archives(here), 2, "cleaned up here");
    assert_eq!(archives(server.names("kept").await), 3, "nothing goes there");
    let entries = computer.engine.activity(20).await.unwrap();
    assert!(
        entries.iter().all(|entry| entry.failure.is_none()),
        "no failure: {entries:?}"
    );
    assert!(
        entries.iter().any(|entry| {
            let detail = entry.detail.as_deref().unwrap_or_default();
            detail.contains("S3 storage does not allow deletion: it cleans up by itself")
        }),
        "it is said once"
    );
}

/// "It was in the list a moment ago, and somebody removed it: I am told, and nothing else happens."
#[tokio::test]
async fn an_object_that_vanishes() {
    let server = Server::start().await;
    let old = Computer::with_locations("s3", &server.endpoint()).await;
    old.import(EXAMPLE).await;
    let backup = old.back_up().await;
    let new = Computer::with_locations("local,s3", &server.endpoint()).await;
    new.engine.locations().refresh().await.unwrap();
    let before = new.standing().await;
    server.remove("kept", &backup.file).await;
    let (code, told) = refused(new.engine.restores().prepare(From::Backup(&backup.id), &[]).await);
    assert_eq!(code, Code::NotFound);
    assert_eq!(
        told,
        format!("The backup `{}` is no longer on S3 storage", backup.file)
    );
    assert_eq!(new.standing().await, before, "nothing was changed");
    new.engine.locations().refresh().await.unwrap();
    let listed = new.engine.backups().list().await.unwrap();
    assert!(
        listed.iter().all(|one| one.id != backup.id),
        "the next look at the list tells so"
    );
}
