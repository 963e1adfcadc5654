//! Trying a location out behind which is no store, or a busy one.

use std::sync::atomic::{AtomicU32, Ordering};

use mantrae_core::storage::storage_test::{self, Check, Cure, Ending};
use tests::refused;
use tests::s3::proxy::{Asked, Fate, Proxy};
use tests::s3::{self, Server};

use crate::storage_test::{failed, tried};

fn page(status: u16) -> Fate {
    Fate::Foreign {
        status,
        headers: vec![("content-type", "text/html"), ("etag", "\"1\"")],
        body: "<html><head><title>MinIO Console</title></head></html>".to_owned(),
    }
}

/// "I typed the port of the console": the first step that asks for the bucket says so, and no other is called good.
#[tokio::test]
async fn a_page_is_told_at_the_first_step() {
    let server = Server::start().await;
    let proxy = Proxy::before(server.port).await;
    let host = proxy.endpoint.trim_start_matches("http://").to_owned();
    for status in [200, 401, 403, 404] {
        proxy.rule(move |_| page(status));
        let storage_test = tried(&s3::options(&proxy.endpoint)).await;
        let told = format!(
            "`{host}` does not answer like S3: it sent an HTML page titled `MinIO Console` (status {status})"
        );
        assert_eq!(
            failed(&storage_test),
            (Check::Bucket, &*told, Some(&Cure::CheckAddress))
        );
    }
}

/// Where only one kind of request is answered by something else, that step fails, and those behind it are not reached.
#[tokio::test]
async fn a_step_that_is_answered_by_a_page_is_not_good() {
    let server = Server::start().await;
    let proxy = Proxy::before(server.port).await;
    for check in [Check::Write, Check::Read, Check::Delete] {
        let kind = match check {
            Check::Write => Asked::is_write,
            Check::Read => Asked::is_read,
            _ => Asked::is_delete,
        };
        for status in [200, 403, 404] {
            proxy.rule(move |asked| if kind(asked) { page(status) } else { Fate::Passed });
            let storage_test = tried(&s3::options(&proxy.endpoint)).await;
            let (failed, message, _) = failed(&storage_test);
            assert_eq!(failed, check, "{status}: {message}");
            assert!(
                message.contains("does not answer like S3"),
                "{check:?}, {status}: {message}"
            );
        }
    }
}

/// A store that has too much to do is asked again, as a backup asks it again; one that stays busy is told as such.
#[tokio::test]
async fn a_busy_store_is_asked_again() {
    let server = Server::start().await;
    let proxy = Proxy::before(server.port).await;
    let mut options = s3::options(&proxy.endpoint);
    options.patience.retries = 2;
    for (status, code) in [
        (503, "SlowDown"),
        (429, "TooManyRequests"),
        (503, "ServiceUnavailable"),
    ] {
        let busy = move || Fate::Answered {
            status,
            code,
            header: None,
        };
        for kind in [Asked::is_list, Asked::is_write, Asked::is_read, Asked::is_delete] {
            let asked = AtomicU32::new(0);
            proxy.rule(move |one| {
                if kind(one) && asked.fetch_add(1, Ordering::SeqCst) < 2 {
                    busy()
                } else {
                    Fate::Passed
                }
            });
            let storage_test = tried(&options).await;
            let bad = storage_test
                .steps
                .iter()
                .find(|step| step.ending == Ending::Failed);
            assert!(storage_test.ok, "{status} {code}: {bad:?}");
        }
        proxy.rule(move |_| busy());
        let storage_test = tried(&options).await;
        let (check, message, _) = failed(&storage_test);
        assert_eq!(check, Check::Bucket);
        assert!(
            message.contains("reports an error, or is overloaded"),
            "{message}"
        );
    }
}

/// A bucket is not made on the word of a page.
#[tokio::test]
async fn a_page_makes_no_bucket() {
    let server = Server::start().await;
    let proxy = Proxy::before(server.port).await;
    let mut options = s3::options(&proxy.endpoint);
    "another-bucket".clone_into(&mut options.bucket);
    proxy.rule(|_| page(200));
    let (_, message) = refused(storage_test::create_bucket(&options).await);
    assert!(message.contains("does not answer like S3"), "{message}");
    proxy.heal();
    storage_test::create_bucket(&options).await.unwrap();
}
