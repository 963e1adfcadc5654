//! How long the activity list remembers.
#![expect(
    clippy::unwrap_used,
    reason = "a helper that cannot go on has failed its test"
)]

use chrono::{DateTime, TimeDelta, Utc};
use mantrae_core::activity::{self, Entry, Kind, Run};
use mantrae_core::db;
use mantrae_core::error::{Code, Error};
use mantrae_core::timestamp::Timestamp;
use sqlx::SqlitePool;

fn now() -> DateTime<Utc> {
    "2026-11-26T12:00:00Z".parse().unwrap()
}

fn days(ago: i64) -> DateTime<Utc> {
    now() - TimeDelta::days(ago)
}

async fn backup(pool: &SqlitePool, ago: i64, steps: &[&str], well: bool) -> Entry {
    let mut run = Run::open(pool, Kind::Backup, "Backing up", days(ago))
        .await
        .unwrap();
    run.plan_steps(steps);
    run.step(0);
    let name = format!("{ago} days ago");
    if well {
        run.done(name, days(ago)).await.unwrap()
    } else {
        let error = Error::new(Code::Internal, "No line");
        run.failed(name, &error, days(ago)).await.unwrap()
    }
}

async fn edit(pool: &SqlitePool, ago: i64) {
    let run = Run::open(pool, Kind::Edit, "Changing", days(ago)).await.unwrap();
    run.done(format!("edit, {ago} days ago"), days(ago))
        .await
        .unwrap();
}

async fn sentences(pool: &SqlitePool) -> Vec<String> {
    let entries = activity::list(pool, 10_000).await.unwrap();
    entries.into_iter().map(|entry| entry.sentence).collect()
}

#[tokio::test]
async fn a_year_is_kept_and_the_last_success_of_each_location_for_ever() {
    let folder = tempfile::tempdir().unwrap();
    let pool = db::open_state(&folder.path().join("state.db")).await.unwrap();
    edit(&pool, 364).await;
    edit(&pool, 367).await;
    // The bucket was given up two years ago, the folder got its last backup a year and a half ago.
    backup(&pool, 800, &["Save here", "Send to NAS"], true).await;
    backup(&pool, 730, &["Save here", "Send to NAS"], true).await;
    backup(&pool, 600, &["Save here"], true).await;
    backup(&pool, 500, &["Save here"], false).await;
    Run::open(&pool, Kind::Backup, "still at work", days(400))
        .await
        .unwrap();

    let removed = activity::trim(&pool, now()).await.unwrap();
    assert_eq!(removed, 3, "the edit, the older one of the bucket, the failure");
    assert_eq!(
        sentences(&pool).await,
        [
            "edit, 364 days ago",
            "still at work",
            "600 days ago",
            "730 days ago"
        ]
    );
    assert_eq!(
        activity::trim(&pool, now()).await.unwrap(),
        0,
        "what is kept once is kept for ever"
    );
}

#[tokio::test]
async fn five_thousand_lines_are_enough() {
    let folder = tempfile::tempdir().unwrap();
    let pool = db::open_state(&folder.path().join("state.db")).await.unwrap();
    backup(&pool, 30, &["Save here"], true).await;
    let many = "WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < 5002)
                INSERT INTO activity (id, kind, started_at, finished_at, outcome, sentence)
                SELECT 'e' || n, 'edit', ?1, ?1, 'ok', 'edit' FROM number";
    let yesterday = Timestamp::from(days(1));
    sqlx::query(many).bind(yesterday).execute(&pool).await.unwrap();
    assert_eq!(
        activity::trim(&pool, now()).await.unwrap(),
        2,
        "beyond the newest; the backup is the last of its location"
    );
    assert_eq!(sentences(&pool).await.len(), 5_001);
}
