//! Trying a location out: each failure says what is wrong and what helps.

use std::cell::RefCell;

use mantrae_core::storage::Storage;
use mantrae_core::storage::s3::{Addressing, S3Options};
use mantrae_core::storage::storage_test::{self, Check, Cure, Ending, StorageTest};
use tests::s3::proxy::{Asked, Fate, Identity, Proxy};
use tests::s3::{self, Server};
use tokio::net::TcpListener;

pub(super) async fn tried(options: &S3Options) -> StorageTest {
    let folder = tempfile::tempdir().unwrap();
    let copy = folder.path().join("copy");
    let heard = RefCell::new(Vec::new());
    let storage_test = storage_test::bucket(options, &copy, |so_far| heard.borrow_mut().push(so_far.clone()))
        .await
        .unwrap();
    let heard = heard.into_inner();
    assert_eq!(heard.len(), 9, "each step is told as it is done");
    assert_eq!(heard.last(), Some(&storage_test));
    assert!(storage_test.finished && heard.iter().filter(|one| one.finished).count() == 1);
    assert!(!copy.exists(), "nothing stays on this computer");
    storage_test
}

/// The step that failed, its words, and its button; those behind it were not reached.
pub(super) fn failed(storage_test: &StorageTest) -> (Check, &str, Option<&Cure>) {
    assert!(!storage_test.ok, "it must fail: {storage_test:?}");
    let at = storage_test
        .steps
        .iter()
        .position(|step| step.ending == Ending::Failed);
    let at = at.unwrap();
    for step in &storage_test.steps[at + 1..] {
        assert_eq!(step.ending, Ending::Skipped, "{step:?}");
    }
    let step = &storage_test.steps[at];
    assert!(step.hint.is_some(), "a failure says what to try: {step:?}");
    (step.name, &step.message, step.cure.as_ref())
}

#[tokio::test]
async fn a_location_that_works() {
    let server = Server::start().await;
    let storage_test = tried(&server.options()).await;
    assert!(storage_test.ok && !storage_test.append_only);
    let told: Vec<(Check, &str)> = storage_test
        .steps
        .iter()
        .map(|step| (step.name, step.message.as_str()))
        .collect();
    assert_eq!(
        told,
        [
            (Check::Name, "Name found"),
            (Check::Connection, "Connection"),
            (Check::Certificate, "The connection is not encrypted"),
            (Check::Clock, "Clock correct, 0 s off"),
            (Check::Bucket, "Bucket there"),
            (Check::List, "List"),
            (Check::Write, "Write"),
            (Check::Read, "Read back, same bytes"),
            (Check::Delete, "Delete"),
        ]
    );
    let warned = storage_test
        .steps
        .iter()
        .filter(|step| step.ending == Ending::Warning);
    assert_eq!(warned.count(), 1, "of http alone");
    assert_eq!(server.names("kept").await, [""; 0], "nothing stays in the bucket");
}

#[tokio::test]
async fn a_folder_that_works() {
    let folder = tempfile::tempdir().unwrap();
    let storage = Storage::folder(&folder.path().join("kept")).unwrap();
    let storage_test = storage_test::folder(storage, &folder.path().join("copy")).await;
    assert!(storage_test.ok && storage_test.finished, "{storage_test:?}");
    assert!(
        storage_test.steps.iter().all(|step| step.ending == Ending::Ok),
        "{storage_test:?}"
    );
}

#[tokio::test]
async fn no_server_of_that_name() {
    let options = s3::options("https://nobody.invalid");
    assert_eq!(
        failed(&tried(&options).await),
        (
            Check::Name,
            "The host `nobody.invalid` was not found",
            Some(&Cure::CheckAddress)
        )
    );
}

#[tokio::test]
async fn nothing_listens_there() {
    let port = {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        listener.local_addr().unwrap().port()
    };
    let options = s3::options(&format!("https://127.0.0.1:{port}"));
    let storage_test = tried(&options).await;
    let told = format!("Nothing answers at `127.0.0.1:{port}`");
    assert_eq!(
        failed(&storage_test),
        (Check::Connection, &*told, Some(&Cure::CheckAddress))
    );
}

#[tokio::test]
async fn a_server_that_never_answers() {
    // It takes the connection and is silent.
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let mut options = s3::options(&format!("http://127.0.0.1:{port}"));
    options.patience.answer = std::time::Duration::from_millis(300);
    let storage_test = tried(&options).await;
    let told = format!("`127.0.0.1:{port}` did not answer in time");
    assert_eq!(
        failed(&storage_test),
        (Check::Certificate, &*told, Some(&Cure::CheckAddress))
    );
}

#[tokio::test]
async fn a_server_without_encryption_behind_https() {
    let server = Server::start().await;
    let options = s3::options(&format!("https://127.0.0.1:{}", server.port));
    let storage_test = tried(&options).await;
    let (check, message, cure) = failed(&storage_test);
    assert_eq!(
        (check, cure),
        (Check::Certificate, Some(&Cure::CheckAddress)),
        "{message}"
    );
    assert!(message.starts_with("No secure connection to"), "{message}");
}

#[tokio::test]
async fn keys_that_do_not_fit() {
    let server = Server::start().await;
    let mut unknown = server.options();
    unknown.access_key_id = "AKIANOBODY".to_owned();
    let mut wrong = server.options();
    wrong.secret_access_key = std::sync::Arc::new(mantrae_core::secret::Secret::new("wrong".to_owned()));
    for (options, message) in [
        (unknown, "The access key is unknown there"),
        (wrong, "The secret key is wrong"),
    ] {
        assert_eq!(
            failed(&tried(&options).await),
            (Check::Bucket, message, Some(&Cure::EnterKey))
        );
    }
}

#[tokio::test]
async fn a_bucket_that_is_not_there() {
    let server = Server::start().await;
    let mut options = server.options();
    options.bucket = "nowhere".to_owned();
    assert_eq!(
        failed(&tried(&options).await),
        (
            Check::Bucket,
            "There is no bucket `nowhere`",
            Some(&Cure::CreateBucket)
        )
    );
    storage_test::create_bucket(&options).await.unwrap();
    assert!(tried(&options).await.ok, "it was made");
}

/// Making a bucket is more than most keys may do.
#[tokio::test]
async fn a_bucket_that_may_not_be_made() {
    let server = Server::start().await;
    let proxy = Proxy::before(server.port).await;
    let check = async |status: u16, code: &'static str, message: &str| {
        proxy.rule(move |_| Fate::Answered {
            status,
            code,
            header: None,
        });
        let made = storage_test::create_bucket(&s3::options(&proxy.endpoint)).await;
        assert_eq!(tests::refused(made).1, message);
    };
    check(
        403,
        "AccessDenied",
        "The key is not allowed to create the bucket `backups`",
    )
    .await;
    check(
        409,
        "BucketAlreadyExists",
        "The bucket name `backups` is already taken",
    )
    .await;
    proxy.rule(|_| Fate::Answered {
        status: 409,
        code: "BucketAlreadyOwnedByYou",
        header: None,
    });
    storage_test::create_bucket(&s3::options(&proxy.endpoint))
        .await
        .expect("one that is ours already is no failure");
}

/// "It asks for `backups.127.0.0.1` and my server knows no such name": the other way is tried too, and offered.
#[tokio::test]
async fn path_style_is_found_to_work() {
    let server = Server::start().await;
    let mut options = s3::options(&format!("http://localhost:{}", server.port));
    options.addressing = Addressing::VirtualHost;
    let storage_test = tried(&options).await;
    let (check, message, cure) = failed(&storage_test);
    assert_eq!(
        cure,
        Some(&Cure::UsePathStyle { path: true }),
        "{check:?}: {message}"
    );
    assert!(message.ends_with(", but it works with path style"), "{message}");
}

/// What a person copies into a provider's console names the one folder of the one bucket, and no list of buckets.
#[test]
fn the_minimal_policy_is_minimal() {
    let check = |root: &str, prefix: &str, objects: &str| {
        let text = storage_test::minimal_policy("mine", root);
        let policy: serde_json::Value = serde_json::from_str(&text).unwrap();
        let list = &policy["Statement"][0];
        assert_eq!(list["Condition"]["StringLike"]["s3:prefix"][0], prefix);
        assert_eq!(list["Resource"][0], "arn:aws:s3:::mine");
        assert_eq!(policy["Statement"][1]["Resource"][0], objects);
        assert!(
            !text.contains("ListAllMyBuckets") && !text.contains("s3:*"),
            "{text}"
        );
    };
    check("kept/", "kept/*", "arn:aws:s3:::mine/kept/*");
    check("", "*", "arn:aws:s3:::mine/*");
}

/// A server behind a proxy that answers some requests itself.
async fn behind_proxy(rule: impl FnMut(&Asked) -> Fate + Send + 'static) -> (Proxy, StorageTest) {
    let server = Server::start().await;
    let proxy = Proxy::before(server.port).await;
    proxy.rule(rule);
    let storage_test = tried(&s3::options(&proxy.endpoint)).await;
    (proxy, storage_test)
}

fn denied() -> Fate {
    Fate::Answered {
        status: 403,
        code: "AccessDenied",
        header: None,
    }
}

/// A key for one folder of one bucket is enough: nobody asks which buckets there are.
#[tokio::test]
async fn no_other_bucket_is_asked_for() {
    let (proxy, storage_test) = behind_proxy(|_| Fate::Passed).await;
    assert!(storage_test.ok, "{storage_test:?}");
    let asked = proxy.asked();
    assert!(
        asked.iter().all(|one| one.path != "/" || one.method == "HEAD"),
        "reading `/` lists the buckets: {asked:?}"
    );
    assert!(asked.len() <= 8, "a test is a handful of requests: {asked:?}");
}

/// Nothing may be deleted: that is a way to keep backups, not a failure.
#[tokio::test]
async fn a_bucket_without_delete_is_append_only() {
    let (_proxy, storage_test) =
        behind_proxy(|asked| if asked.is_delete() { denied() } else { Fate::Passed }).await;
    assert!(storage_test.ok && storage_test.append_only, "{storage_test:?}");
    let last = storage_test.steps.last().unwrap();
    assert_eq!(
        (last.name, last.ending, last.cure.as_ref()),
        (Check::Delete, Ending::Warning, Some(&Cure::LetBucketCleanUp))
    );
    assert_eq!(
        last.message,
        "Deleting is not allowed. Backups are append-only here, so the bucket must clean up"
    );
}

/// A right that is missing is named by what it is missing for, with the policy to copy.
#[tokio::test]
async fn missing_rights_are_named() {
    let check = async |which: fn(&Asked) -> bool, step: Check, message: &str| {
        let (_proxy, storage_test) =
            behind_proxy(move |asked| if which(asked) { denied() } else { Fate::Passed }).await;
        assert_eq!(failed(&storage_test), (step, message, Some(&Cure::CopyPolicy)));
    };
    check(
        Asked::is_list,
        Check::List,
        "The key is not allowed to list the folder in the bucket `backups`",
    )
    .await;
    check(
        Asked::is_write,
        Check::Write,
        "The key is not allowed to write in the bucket `backups`",
    )
    .await;
    check(
        Asked::is_read,
        Check::Read,
        "The key is not allowed to read in the bucket `backups`",
    )
    .await;
}

/// "Your clock is 16 min behind": said before a signature is refused for it.
#[tokio::test]
async fn a_clock_that_is_wrong() {
    let check = async |seconds: i64, ending: Ending, message: &str| {
        let (_proxy, storage_test) = behind_proxy(move |asked| {
            if asked.method != "HEAD" {
                return Fate::Passed;
            }
            let there = chrono::Utc::now() + chrono::Duration::seconds(seconds);
            Fate::Answered {
                status: 403,
                code: "AccessDenied",
                header: Some(("date", there.format("%a, %d %b %Y %H:%M:%S GMT").to_string())),
            }
        })
        .await;
        let clock = &storage_test.steps[3];
        assert_eq!(
            (clock.name, clock.ending, clock.message.as_str()),
            (Check::Clock, ending, message)
        );
        assert_eq!(clock.cure, Some(Cure::SetClock));
        assert_eq!(storage_test.ok, ending == Ending::Warning);
    };
    check(16 * 60, Ending::Failed, "Your clock is 16 min behind the server").await;
    check(
        -20 * 60 + 30,
        Ending::Failed,
        "Your clock is 20 min ahead of the server",
    )
    .await;
    check(5 * 60, Ending::Warning, "Your clock is 5 min behind the server").await;
}

#[tokio::test]
async fn another_region_is_offered() {
    let (_proxy, storage_test) = behind_proxy(|asked| {
        if asked.method == "HEAD" {
            return Fate::Passed;
        }
        Fate::Answered {
            status: 301,
            code: "PermanentRedirect",
            header: Some(("x-amz-bucket-region", "eu-central-1".to_owned())),
        }
    })
    .await;
    let region = "eu-central-1".to_owned();
    assert_eq!(
        failed(&storage_test),
        (
            Check::Bucket,
            "The bucket `backups` is in the region `eu-central-1`",
            Some(&Cure::UseRegion { region })
        )
    );
}

#[tokio::test]
async fn what_comes_back_must_be_what_was_written() {
    let (_proxy, storage_test) = behind_proxy(|asked| {
        if asked.is_read() {
            Fate::Altered
        } else {
            Fate::Passed
        }
    })
    .await;
    let (check, message, _) = failed(&storage_test);
    assert_eq!(
        (check, message),
        (Check::Read, "What was read back is not what was written")
    );
}

/// A certificate of one's own is refused until its authority is trusted, and one that ran out is refused all the same.
#[tokio::test]
async fn certificates() {
    let server = Server::start().await;
    let folder = tempfile::tempdir().unwrap();
    let trusted = |identity: &Identity| {
        let path = folder.path().join("ca.pem");
        mantrae_core::fs::write_atomic(&path, identity.authority.as_bytes()).unwrap();
        path
    };
    let good = Identity::until(2040);
    let path = trusted(&good);
    let told = mantrae_core::certificate::read(&path).unwrap().certificates;
    assert_eq!(told.len(), 1);
    assert!(told[0].authority, "it may sign others: {told:?}");
    assert_eq!(told[0].fingerprint.split(':').count(), 32, "a SHA-256 in pairs");
    let proxy = Proxy::secure(server.port, good).await;
    let mut options = s3::options(&proxy.endpoint);
    let storage_test = tried(&options).await;
    let (check, message, cure) = failed(&storage_test);
    assert_eq!(
        (check, cure),
        (Check::Certificate, Some(&Cure::TrustCaFile)),
        "{message}"
    );
    assert!(
        message.contains("not signed by an authority this computer trusts"),
        "{message}"
    );
    options.ca_file = Some(path);
    let storage_test = tried(&options).await;
    assert!(storage_test.ok, "{storage_test:?}");
    assert!(
        storage_test.steps.iter().all(|step| step.ending == Ending::Ok),
        "nothing to warn of over TLS: {storage_test:?}"
    );
    let old = Identity::until(2021);
    options.ca_file = Some(trusted(&old));
    let proxy = Proxy::secure(server.port, old).await;
    options.endpoint = proxy.endpoint;
    let storage_test = tried(&options).await;
    let (check, message, _) = failed(&storage_test);
    assert_eq!(check, Check::Certificate);
    assert!(message.ends_with("has expired"), "{message}");
}

#[test]
fn a_file_without_certificates_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ca.pem");
    for text in [
        "",
        "hello",
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
    ] {
        mantrae_core::fs::write_atomic(&path, text.as_bytes()).unwrap();
        let (code, message) = tests::refused(mantrae_core::certificate::read(&path));
        assert_eq!(code, mantrae_core::Code::Unreadable, "{message}");
    }
}
