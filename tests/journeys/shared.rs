//! One bucket for more than one computer, and one with very many backups.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicI64, AtomicU32, Ordering};

use chrono::{DateTime, TimeDelta, Utc};
use mantrae_core::backup::{Backup, BackupLocation};
use mantrae_core::settings::Change;
use tests::Computer;
use tests::s3::proxy::{Asked, Fate, Proxy};
use tests::s3::{Server, file_names};

/// So many that their listing has six pages, with the pins.
const MANY: u32 = 5_000;

static DAY: AtomicI64 = AtomicI64::new(0);

fn clock() -> DateTime<Utc> {
    let start: DateTime<Utc> = "2026-01-01T11:00:00Z".parse().unwrap();
    start + TimeDelta::days(DAY.load(Ordering::SeqCst))
}

fn archives(server: &Server) -> BTreeSet<String> {
    let names = file_names(&server.files("kept")).into_iter();
    names.filter(|name| name.starts_with("mantrae_")).collect()
}

/// "My two computers share a bucket, and both clean up, for a year. Neither ever touched the other's backups."
#[tokio::test]
async fn two_computers_share_a_bucket_for_a_year() {
    let server = Server::start().await;
    let one = Computer::with_locations_at("local,s3", &server.endpoint(), clock).await;
    let other = Computer::with_locations_at("s3", &server.endpoint(), clock).await;
    let mut removed = [0, 0];
    for day in (0..=365).step_by(10) {
        DAY.store(day, Ordering::SeqCst);
        for (turn, computer) in [&one, &other].into_iter().enumerate() {
            let before = archives(&server);
            let backup = computer.back_up().await;
            assert!(
                backup.locations.iter().all(BackupLocation::is_verified),
                "day {day}: {backup:?}"
            );
            let after = archives(&server);
            let own = format!("mantrae_{}_", backup.instance);
            let gone: Vec<&String> = before.difference(&after).collect();
            assert!(
                gone.iter().all(|name| name.starts_with(&own)),
                "day {day}: {gone:?} went in a clean-up of {own}"
            );
            removed[turn] += gone.len();
        }
    }
    assert!(
        removed.iter().all(|number| *number > 30),
        "both cleaned up their own: {removed:?}"
    );
    let of_one: Vec<Backup> = other.engine.backups().list().await.unwrap();
    assert!(of_one.iter().any(|backup| !backup.own), "the others' are shown");
}

/// Fills the folder of the bucket with backups of another computer, every thousandth of them pinned.
fn fill(server: &Server) {
    std::fs::create_dir(server.files("kept")).unwrap();
    let start: DateTime<Utc> = "2025-01-01T00:00:00Z".parse().unwrap();
    for number in 0..MANY {
        let at = start + TimeDelta::hours(i64::from(number));
        let stamp = at.format("%Y%m%dT%H%M%SZ");
        let file = format!("mantrae_0therpc1_{stamp}_schedule_{number:016}.zip");
        let path = server.files("kept").join(file);
        std::fs::File::create(&path)
            .unwrap()
            .set_len(u64::from(number) + 1)
            .unwrap();
        if number % 1000 == 0 {
            std::fs::File::create(path.with_extension("zip.pin")).unwrap();
        }
    }
}

async fn listed(computer: &Computer) -> Vec<Backup> {
    computer.engine.backups().list().await.unwrap()
}

/// "There are thousands of backups in the bucket: the list is there at once, whole soon, and the same on a new
/// computer."
#[tokio::test]
async fn thousands_of_backups_cost_a_few_requests() {
    let server = Server::start().await;
    fill(&server);
    let proxy = Proxy::before(server.port).await;
    let computer = Computer::with_locations("s3", &proxy.endpoint).await;
    let pages = AtomicU32::new(0);
    proxy.rule(move |asked| {
        // The last page does not come.
        if asked.is_list() && pages.fetch_add(1, Ordering::SeqCst) >= 5 {
            return Fate::Answered {
                status: 500,
                code: "InternalError",
                header: None,
            };
        }
        Fate::Passed
    });
    computer.engine.locations().refresh().await.unwrap();
    let first = listed(&computer).await;
    assert!(
        (4_000..5_000).contains(&first.len()),
        "what came is shown: {}",
        first.len()
    );
    let location = computer.engine.locations().statuses().await.unwrap().remove(0);
    assert!(!location.ok, "and that it is not all: {location:?}");
    computer.engine.backups().adopt("0therpc1").await.unwrap();
    let preview = computer.engine.retention().preview(None).await.unwrap();
    assert_eq!(
        preview.locations.iter().map(|one| one.removed).sum::<u32>(),
        0,
        "what may not be all is not cleaned up"
    );

    proxy.heal();
    proxy.asked();
    computer.engine.locations().refresh().await.unwrap();
    let asked = proxy.asked();
    assert!(
        asked.iter().all(Asked::is_list),
        "nothing but the listing: {asked:?}"
    );
    assert_eq!(asked.len(), 6, "a thousand a request");
    let all = listed(&computer).await;
    assert_eq!(all.len(), MANY as usize);
    assert_eq!(all.iter().filter(|backup| backup.pinned).count(), 5);
    assert_eq!(all[0].size, u64::from(MANY), "the newest first, with its size");
    let preview = computer.engine.retention().preview(None).await.unwrap();
    assert!(preview.locations[0].removed > 4_000, "now the rule holds");

    let new = Computer::with_locations("s3", &proxy.endpoint).await;
    new.engine.locations().refresh().await.unwrap();
    new.engine.backups().adopt("0therpc1").await.unwrap();
    assert!(
        listed(&new).await == all,
        "read from the bucket alone, the list is the same"
    );

    // A page that fails later loses nothing of what was known.
    proxy.rule(|_| Fate::Answered {
        status: 503,
        code: "SlowDown",
        header: None,
    });
    computer.engine.locations().refresh().await.unwrap();
    assert!(listed(&computer).await == all, "what was known stays");
}

/// "I pinned it on one computer: the other one, which adopted it, does not clean it up."
#[tokio::test]
async fn a_pin_holds_for_everybody() {
    let server = Server::start().await;
    let one = Computer::with_locations("local,s3", &server.endpoint()).await;
    let backup = one.back_up().await;
    let other = Computer::with_locations("local,s3", &server.endpoint()).await;
    other.engine.locations().refresh().await.unwrap();
    other.engine.backups().adopt(&backup.instance).await.unwrap();
    one.engine.backups().pin(&backup.id, true).await.unwrap();
    let rule = mantrae_core::retention::Rule::days(1).unwrap();
    other
        .engine
        .settings()
        .change(Change::Retention(rule))
        .await
        .unwrap();
    other.engine.retention().apply().await.unwrap();
    let found = listed(&other).await;
    let found = found.iter().find(|one| one.id == backup.id).unwrap();
    assert!(found.pinned, "the listing was read before anything was removed");
}
