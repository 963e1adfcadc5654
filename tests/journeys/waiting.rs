//! What could not be sent goes with the next backup, as was said.

use mantrae_core::backup::{Backup, BackupLocation};
use tests::Computer;
use tests::s3::Server;
use tests::s3::proxy::{Asked, Fate, Proxy};

const STORE: &str = "S3 storage";

fn there(backup: &Backup) -> bool {
    let mut at = backup.locations.iter();
    at.any(|at| at.name == STORE && at.is_verified())
}

fn broken(asked: &Asked) -> Fate {
    if asked.is_write() {
        Fate::Reset
    } else {
        Fate::Passed
    }
}

/// "It said that it is sent with the next backup": it is, whenever its own next try would have been.
#[tokio::test]
async fn what_waits_goes_with_the_next_backup() {
    for kinds in ["local,s3", "s3"] {
        let server = Server::start().await;
        let proxy = Proxy::before(server.port).await;
        let computer = Computer::with_locations(kinds, &proxy.endpoint).await;
        proxy.rule(broken);
        for note in ["one", "two"] {
            let backup = computer.engine.backups().create(note).await.unwrap();
            assert!(!there(&backup), "{kinds}: {backup:?}");
        }
        let pushed = computer.engine.uploads().push().await.unwrap();
        assert_eq!(
            (pushed.sent, pushed.waiting),
            (0, 2),
            "{kinds}: not before its time"
        );
        proxy.heal();
        let third = computer.engine.backups().create("three").await.unwrap();
        assert!(there(&third), "{kinds}: {third:?}");
        let listed = computer.engine.backups().list().await.unwrap();
        assert_eq!(listed.len(), 3);
        assert!(listed.iter().all(there), "{kinds}: all of them: {listed:?}");
        assert!(
            listed
                .iter()
                .all(|one| one.locations.iter().all(BackupLocation::is_verified)),
            "{kinds}: and nothing waits any more: {listed:?}"
        );
        assert_eq!(computer.engine.uploads().waiting().await.unwrap(), 0, "{kinds}");
    }
}

/// A store that is still away is asked once, and the others wait for as long as the newest does.
#[tokio::test]
async fn a_store_that_is_away_is_not_asked_for_each() {
    let server = Server::start().await;
    let proxy = Proxy::before(server.port).await;
    let computer = Computer::with_locations("local,s3", &proxy.endpoint).await;
    proxy.rule(broken);
    for note in ["one", "two", "three"] {
        computer.engine.backups().create(note).await.unwrap();
    }
    proxy.asked();
    let last = computer.engine.backups().create("four").await.unwrap();
    let asked = proxy.asked();
    let writes = asked.iter().filter(|one| one.is_write());
    // Once, and once more after it failed.
    assert_eq!(writes.count(), 2, "{asked:?}");
    assert!(
        asked
            .iter()
            .all(|one| !one.is_write() || one.path.contains(&last.file)),
        "the newest first"
    );
    assert_eq!(computer.engine.uploads().waiting().await.unwrap(), 4);
}
