//! Something else than the store answers: a sign-in page, a console, another bucket. What was known stays known, and a
//! person is told what came instead.

use std::sync::atomic::{AtomicI64, AtomicU32, Ordering};

use mantrae_core::Code;
use mantrae_core::backup::Backup;
use mantrae_core::storage::s3;
use mantrae_core::verdict::VerdictKind;
use tests::s3::proxy::{Fate, Proxy};
use tests::s3::{self as server, Server};
use tests::{Computer, EXAMPLE, refused};

const PAGE: &str =
    "<!doctype html><html><head><title>Hotel Wi-Fi</title></head><body>Accept the terms</body></html>";
const HTML: (&str, &str) = ("content-type", "text/html; charset=utf-8");
const XML: (&str, &str) = ("content-type", "application/xml");

fn foreign(status: u16, headers: &[(&'static str, &'static str)], body: &str) -> Fate {
    Fate::Foreign {
        status,
        headers: headers.to_vec(),
        body: body.to_owned(),
    }
}

fn listing(inside: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?><ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">{inside}</ListBucketResult>"
    )
}

/// What answers, and what is said of it behind "`HOST` does not answer like S3: ".
fn answers() -> Vec<(&'static str, Fate, &'static str)> {
    let mut answers = pages();
    answers.extend(documents());
    answers
}

/// What no store sends.
fn pages() -> Vec<(&'static str, Fate, &'static str)> {
    vec![
        (
            "a page",
            foreign(200, &[HTML], PAGE),
            "it sent an HTML page titled `Hotel Wi-Fi` (status 200)",
        ),
        (
            "a page as a file",
            foreign(200, &[], PAGE),
            "it sent an HTML page titled `Hotel Wi-Fi` (status 200)",
        ),
        (
            "a page that forbids",
            foreign(403, &[HTML], PAGE),
            "it sent an HTML page titled `Hotel Wi-Fi` (status 403)",
        ),
        (
            "a page that is missing",
            foreign(404, &[HTML], PAGE),
            "it sent an HTML page titled `Hotel Wi-Fi` (status 404)",
        ),
        (
            "a network that wants a sign-in",
            foreign(511, &[HTML], PAGE),
            "it sent an HTML page titled `Hotel Wi-Fi` (status 511)",
        ),
        (
            "a sign-on",
            foreign(302, &[HTML, ("location", "https://login.example/?back=1")], ""),
            "it sent a redirect to `login.example` (status 302)",
        ),
        (
            "a redirect with a region's status",
            foreign(307, &[("location", "https://login.example/")], PAGE),
            "it sent a redirect to `login.example` (status 307)",
        ),
        (
            "JSON",
            foreign(200, &[("content-type", "application/json")], "{\"buckets\":[]}"),
            "it sent JSON (status 200)",
        ),
        (
            "JSON that refuses",
            foreign(
                401,
                &[("content-type", "application/json")],
                "{\"error\":\"login\"}",
            ),
            "it sent JSON (status 401)",
        ),
        (
            "nothing",
            foreign(200, &[], ""),
            "it sent an empty answer (status 200)",
        ),
        (
            "nothing, and no content",
            foreign(204, &[], ""),
            "it sent an empty answer (status 204)",
        ),
        (
            "a few words",
            foreign(400, &[], "Client sent an HTTP request to an HTTPS server.\n"),
            "it sent the text `Client sent an HTTP request to an HTTPS server.` (status 400)",
        ),
    ]
}

/// What a store may send, and is not the listing that was asked for.
fn documents() -> Vec<(&'static str, Fate, &'static str)> {
    let empty = "<KeyCount>0</KeyCount><IsTruncated>false</IsTruncated>";
    vec![
        (
            "another document",
            foreign(200, &[XML], "<rss version=\"2.0\"><channel/></rss>"),
            "it sent another XML document, `rss` (status 200)",
        ),
        (
            "the buckets",
            foreign(
                200,
                &[XML],
                "<ListAllMyBucketsResult><Buckets/></ListAllMyBucketsResult>",
            ),
            "it sent another XML document, `ListAllMyBucketsResult` (status 200)",
        ),
        (
            "another bucket",
            foreign(
                200,
                &[XML],
                &listing(&format!("<Name>photos</Name><Prefix>kept/</Prefix>{empty}")),
            ),
            "it sent the listing of another bucket, `photos` (status 200)",
        ),
        (
            "another folder",
            foreign(
                200,
                &[XML],
                &listing(&format!("<Name>backups</Name><Prefix>else/</Prefix>{empty}")),
            ),
            "it sent the listing of another folder (status 200)",
        ),
        (
            "no folder",
            foreign(200, &[XML], &listing(&format!("<Name>backups</Name>{empty}"))),
            "it sent the listing of another folder (status 200)",
        ),
        (
            "fewer entries than it says",
            foreign(
                200,
                &[XML],
                &listing(
                    "<Name>backups</Name><Prefix>kept/</Prefix><KeyCount>7</KeyCount><IsTruncated>false</IsTruncated>",
                ),
            ),
            "it sent half a listing (status 200)",
        ),
        (
            "more entries than it says",
            Fate::Rewritten(|text| {
                let (before, after) = text.split_once("<KeyCount>").unwrap();
                let (_, after) = after.split_once("</KeyCount>").unwrap();
                format!("{before}<KeyCount>0</KeyCount>{after}")
            }),
            "it sent a malformed listing (status 200)",
        ),
        (
            "something after its end",
            Fate::Rewritten(|text| format!("{text}<html>")),
            "it sent a malformed listing (status 200)",
        ),
        (
            "an end, and where it goes on",
            Fate::Rewritten(|text| {
                text.replace(
                    "<IsTruncated>false",
                    "<NextContinuationToken>x</NextContinuationToken><IsTruncated>false",
                )
            }),
            "it sent a listing that does not say how it goes on (status 200)",
        ),
        (
            "half a listing",
            Fate::Rewritten(|text| text.chars().take(text.len() / 2).collect()),
            "it sent half a listing (status 200)",
        ),
        (
            "a listing without its end",
            Fate::Rewritten(|text| text.replace("</ListBucketResult>", "")),
            "it sent half a listing (status 200)",
        ),
        (
            "a listing that goes on without saying where",
            Fate::Rewritten(|text| text.replace("<IsTruncated>false", "<IsTruncated>true")),
            "it sent a listing that does not say how it goes on (status 200)",
        ),
    ]
}

/// A computer that knows three backups of a bucket: with notes, one of them pinned.
async fn knowing(endpoint: &str) -> (Computer, Vec<Backup>) {
    let computer = Computer::with_locations("s3", endpoint).await;
    computer.import(EXAMPLE).await;
    for note in ["one", "two", "three"] {
        computer.engine.backups().create(note).await.unwrap();
    }
    let first = computer.engine.backups().list().await.unwrap().pop().unwrap();
    computer.engine.backups().pin(&first.id, true).await.unwrap();
    computer.engine.locations().refresh().await.unwrap();
    let known = computer.engine.backups().list().await.unwrap();
    assert!(
        known.len() >= 3 && known.iter().filter(|one| one.pinned).count() == 1,
        "{known:?}"
    );
    (computer, known)
}

/// Whatever answers in place of a listing: what was known stays as it was, with notes, times, hashes and pins; what
/// came instead is told; and nobody says that there is no backup.
#[tokio::test]
async fn what_is_no_listing_changes_nothing() {
    let server = Server::start().await;
    let proxy = Proxy::before(server.port).await;
    let host = proxy.endpoint.trim_start_matches("http://").to_owned();
    let (computer, known) = knowing(&proxy.endpoint).await;
    for (fault, fate, expected) in answers() {
        proxy.rule(move |_| fate.clone());
        computer.engine.locations().refresh().await.unwrap();
        assert_eq!(computer.engine.backups().list().await.unwrap(), known, "{fault}");
        let location = computer.engine.locations().statuses().await.unwrap().remove(0);
        let told = location.problem.unwrap_or_default().replace(&host, "HOST");
        assert_eq!(
            told,
            format!("Cannot list S3 storage: `HOST` does not answer like S3: {expected}"),
            "{fault}"
        );
        let failure = location.failure.unwrap();
        assert!(failure.retry && failure.hint.is_some(), "{fault}: {failure:?}");
        let verdict = computer.engine.verdict().await.unwrap();
        assert_ne!(verdict.kind, VerdictKind::Never, "{fault}: {verdict:?}");
        proxy.heal();
        computer.engine.locations().refresh().await.unwrap();
        assert_eq!(
            computer.engine.backups().list().await.unwrap(),
            known,
            "{fault}: afterwards"
        );
    }
}

/// Servers that have problems of their own say so in a page: that is no other server.
#[tokio::test]
async fn a_failing_server_says_so_in_a_page() {
    let server = Server::start().await;
    let proxy = Proxy::before(server.port).await;
    let (computer, known) = knowing(&proxy.endpoint).await;
    for status in [500, 502, 503, 504, 429] {
        proxy.rule(move |_| foreign(status, &[HTML], PAGE));
        computer.engine.locations().refresh().await.unwrap();
        assert_eq!(computer.engine.backups().list().await.unwrap(), known, "{status}");
        let location = computer.engine.locations().statuses().await.unwrap().remove(0);
        let told = location.problem.unwrap_or_default();
        assert!(
            told.contains("reports an error, or is overloaded"),
            "{status}: {told}"
        );
    }
}

/// A listing in five hundred pages, of which the last is a sign-in page; and one that never ends.
#[tokio::test]
async fn a_listing_that_fails_late_changes_nothing() {
    let server = Server::start().await;
    let proxy = Proxy::before(server.port).await;
    let (computer, known) = knowing(&proxy.endpoint).await;
    let page = |number: u32| {
        let next = number + 1;
        listing(&format!(
            "<Name>backups</Name><Prefix>kept/</Prefix><IsTruncated>true</IsTruncated><NextContinuationToken>{next}</NextContinuationToken>\
             <Contents><Key>kept/other-{number}</Key><LastModified>2026-11-24T00:00:00.000Z</LastModified><ETag>\"x\"</ETag><Size>1</Size></Contents>"
        ))
    };
    let asked = AtomicU32::new(0);
    proxy.rule(move |_| match asked.fetch_add(1, Ordering::SeqCst) {
        number if number < 499 => foreign(200, &[XML], &page(number)),
        _ => foreign(200, &[HTML], PAGE),
    });
    proxy.asked();
    computer.engine.locations().refresh().await.unwrap();
    assert_eq!(proxy.asked().len(), 500, "each page was asked for once");
    assert_eq!(computer.engine.backups().list().await.unwrap(), known);
    let location = computer.engine.locations().statuses().await.unwrap().remove(0);
    assert!(location.problem.unwrap().contains("`Hotel Wi-Fi`"));

    // Two pages in turn, for ever.
    let asked = AtomicU32::new(0);
    proxy.rule(move |_| foreign(200, &[XML], &page(asked.fetch_add(1, Ordering::SeqCst) % 2)));
    let refreshed = tokio::time::timeout(
        std::time::Duration::from_secs(20),
        computer.engine.locations().refresh(),
    );
    refreshed.await.expect("it is given up").unwrap();
    assert_eq!(computer.engine.backups().list().await.unwrap(), known);
    let location = computer.engine.locations().statuses().await.unwrap().remove(0);
    assert!(
        location
            .problem
            .unwrap_or_default()
            .contains("the same part of its listing again"),
        "it is told"
    );
}

/// "On a new computer, in a hotel": what nobody could look at is not called "No backup yet".
#[tokio::test]
async fn a_new_computer_behind_a_page_does_not_say_never() {
    let server = Server::start().await;
    let proxy = Proxy::before(server.port).await;
    proxy.rule(|_| foreign(200, &[HTML], PAGE));
    let computer = Computer::with_locations("s3", &proxy.endpoint).await;
    computer.engine.locations().refresh().await.unwrap();
    let verdict = computer.engine.verdict().await.unwrap();
    assert_eq!(verdict.kind, VerdictKind::Failed, "{verdict:?}");
    assert!(verdict.sentence.contains("`Hotel Wi-Fi`"), "{verdict:?}");
}

/// Nothing that a page says is taken for done: no object is stored, read, removed or pinned on its word.
#[tokio::test]
async fn nothing_is_done_on_the_word_of_a_page() {
    let server = Server::start().await;
    let proxy = Proxy::before(server.port).await;
    let storage = s3::open(&server::options(&proxy.endpoint)).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let (small, large) = (folder.path().join("small.zip"), folder.path().join("large.zip"));
    mantrae_core::fs::write_atomic(&small, b"PK small").unwrap();
    mantrae_core::fs::write_atomic(&large, &vec![7_u8; 20 * 1024 * 1024]).unwrap();
    storage.put("kept.zip", &small).await.unwrap();
    // A web server's own answers carry tags and times as an object does.
    let tagged = [
        HTML,
        ("etag", "\"65f\""),
        ("last-modified", "Tue, 24 Nov 2026 10:00:00 GMT"),
    ];
    let json = [
        ("content-type", "application/json; charset=utf-8"),
        ("etag", "W/\"2-x\""),
    ];
    let pages = [
        foreign(200, &[HTML], PAGE),
        foreign(200, &tagged, PAGE),
        foreign(200, &json, "{}"),
        foreign(200, &[], ""),
        foreign(404, &[HTML], PAGE),
        foreign(403, &[HTML], PAGE),
    ];
    for (number, fate) in pages.into_iter().enumerate() {
        let page = fate.clone();
        proxy.rule(move |_| page.clone());
        let copy = folder.path().join(format!("copy {number}"));
        let told = [
            ("put", storage.put("new.zip", &small).await),
            ("put in parts", storage.put("large.zip", &large).await),
            ("pin", storage.put_small("kept.zip.pin", Vec::new()).await),
            ("fetch", storage.fetch("kept.zip", &copy).await.map(drop)),
            ("list", storage.list().await.map(drop)),
        ];
        for (what, told) in told {
            let (code, message) = refused(told);
            assert_eq!(code, Code::Storage, "{what}, {fate:?}: {message}");
            assert!(
                message.contains("does not answer like S3"),
                "{what}, {fate:?}: {message}"
            );
        }
        let empty = matches!(&fate, Fate::Foreign { body, .. } if body.is_empty());
        let (code, message) = refused(storage.delete("kept.zip").await);
        assert_eq!(code, Code::Storage, "delete, {fate:?}: {message}");
        assert!(
            empty || message.contains("does not answer like S3"),
            "delete, {fate:?}: {message}"
        );
    }
    proxy.heal();
    let names: Vec<String> = storage
        .list()
        .await
        .unwrap()
        .into_iter()
        .map(|one| one.name)
        .collect();
    assert_eq!(names, ["kept.zip"]);
}

/// A backup that is looked at through a page is neither damaged nor gone.
#[tokio::test]
async fn a_page_damages_no_backup() {
    let server = Server::start().await;
    let proxy = Proxy::before(server.port).await;
    let (computer, known) = knowing(&proxy.endpoint).await;
    let text = ("content-type", "text/plain");
    let at = ("last-modified", "Tue, 24 Nov 2026 10:00:00 GMT");
    for fate in [
        foreign(200, &[HTML, ("etag", "\"1\"")], PAGE),
        foreign(404, &[HTML], PAGE),
        foreign(200, &[text, at], "Please sign in"),
        foreign(200, &[text, at, ("etag", "\"abc\"")], "Please sign in"),
        foreign(200, &[("etag", "\"abc\"")], "PK"),
    ] {
        proxy.rule(move |asked| {
            if asked.is_list() {
                Fate::Passed
            } else {
                fate.clone()
            }
        });
        let id = &known[0].id;
        let verified = computer.engine.verification().verify(id).await;
        assert!(
            format!("{verified:?}").contains("does not answer like S3"),
            "{verified:?}"
        );
        let listed = computer.engine.backups().list().await.unwrap();
        assert!(
            listed[0].locations.iter().all(|at| at.problem.is_none()),
            "{listed:?}"
        );
    }
    proxy.heal();
    computer.engine.locations().refresh().await.unwrap();
    assert_eq!(computer.engine.backups().list().await.unwrap(), known);
}

/// What was just sent is not removed because something else answers for it: it is looked at again later.
#[tokio::test]
async fn a_page_removes_nothing_that_was_sent() {
    let server = Server::start().await;
    let proxy = Proxy::before(server.port).await;
    let (computer, _) = knowing(&proxy.endpoint).await;
    let before = server.names("kept").await;
    proxy.rule(|asked| {
        if asked.is_read() || asked.method == "HEAD" {
            let text = ("content-type", "text/plain");
            foreign(200, &[text, ("etag", "\"abc\"")], "Please sign in")
        } else {
            Fate::Passed
        }
    });
    let backup = computer.back_up().await;
    assert!(
        !proxy
            .asked()
            .iter()
            .any(|asked| asked.is_delete() && asked.path.contains(&backup.id))
    );
    let after = server.names("kept").await;
    assert!(after.contains(&backup.file), "{before:?} and then {after:?}");
}

static DAY: AtomicI64 = AtomicI64::new(0);

fn clock() -> chrono::DateTime<chrono::Utc> {
    chrono::Utc::now() + chrono::TimeDelta::days(DAY.load(Ordering::SeqCst))
}

/// What a good listing does not hold is not listed, and comes back as it was known within ninety days.
#[tokio::test]
async fn what_was_gone_comes_back_as_it_was_known() {
    let server = Server::start().await;
    if server.is_foreign() {
        // Whatever is taken out of a bucket and put back is another object to the store.
        return;
    }
    let computer = Computer::with_locations_at("s3", &server.endpoint(), clock).await;
    let backup = computer.engine.backups().create("the good one").await.unwrap();
    let other = computer.engine.backups().create("another").await.unwrap();
    computer.engine.backups().pin(&backup.id, true).await.unwrap();
    let known = computer.engine.backups().list().await.unwrap();
    let (kept, away) = (server.files("kept"), server.files("away"));
    for (days, remembered) in [(0, true), (80, true), (100, false)] {
        std::fs::rename(&kept, &away).unwrap();
        std::fs::create_dir(&kept).unwrap();
        // A listing with something of ours in it, as that of a folder with a part of its files.
        let still = |from: &std::path::Path, to: &std::path::Path| {
            std::fs::rename(from.join(&other.file), to.join(&other.file)).unwrap();
        };
        still(&away, &kept);
        computer.engine.locations().refresh().await.unwrap();
        let listed = computer.engine.backups().list().await.unwrap();
        let ids: Vec<&str> = listed.iter().map(|one| one.id.as_str()).collect();
        assert_eq!(ids, [other.id.as_str()], "what is not there is not listed");
        // It takes a second look on a later day until anything is forgotten.
        for later in [days, 2] {
            DAY.fetch_add(later, Ordering::SeqCst);
            computer.engine.locations().refresh().await.unwrap();
        }
        still(&kept, &away);
        std::fs::remove_dir(&kept).unwrap();
        std::fs::rename(&away, &kept).unwrap();
        computer.engine.locations().refresh().await.unwrap();
        let listed = computer.engine.backups().list().await.unwrap();
        if remembered {
            assert_eq!(listed, known, "after {days} days: note, time and pin are back");
        } else {
            let back = listed.iter().find(|one| one.id == backup.id).unwrap();
            assert_eq!(
                (back.note.as_str(), back.pinned),
                ("", true),
                "forgotten after {days} days"
            );
            assert!(!back.locations[0].is_verified(), "and not verified any more");
        }
    }
}

/// The same for the folder on this computer.
#[tokio::test]
async fn what_was_gone_from_the_folder_comes_back_as_it_was_known() {
    let computer = Computer::with_example().await;
    let backup = computer.engine.backups().create("the good one").await.unwrap();
    computer.engine.backups().create("another").await.unwrap();
    let known = computer.engine.backups().list().await.unwrap();
    let (there, away) = (computer.archive(&backup), computer.beside("away.zip"));
    std::fs::rename(&there, &away).unwrap();
    let listed = computer.engine.backups().list().await.unwrap();
    assert!(
        listed.iter().all(|one| one.id != backup.id),
        "not listed: {listed:?}"
    );
    std::fs::rename(&away, &there).unwrap();
    assert_eq!(
        computer.engine.backups().list().await.unwrap(),
        known,
        "note and time are back"
    );
}
