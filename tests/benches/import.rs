//! How long an import takes, against the least that any program must do: a bare parse and a bare insert.
//!
//! `cargo xtask bench` runs it. Both are measured in one run, the median of five counts.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use mantrae_core::db::operation::{Operation, OperationKind};
use mantrae_core::db::{Databases, profile};
use mantrae_core::import::{Request, apply, plan};
use sqlx::SqlitePool;

const NUMBER: usize = 10_000;
const ROUNDS: usize = 5;

type Answer<T> = Result<T, Box<dyn std::error::Error>>;

#[tokio::main]
async fn main() -> Answer<()> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("large.yml");
    let text = configuration();
    std::io::Write::write_all(&mut std::fs::File::create(&path)?, text.as_bytes())?;
    let (mut bare, mut ours) = (Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        let location = folder.path().join(format!("bare-{round}"));
        std::fs::create_dir(&location)?;
        bare.push(bare_round(&text, &open(&location).await?).await?);
        let location = folder.path().join(format!("ours-{round}"));
        std::fs::create_dir(&location)?;
        ours.push(our_round(&path, &open(&location).await?).await?);
    }
    let (bare, ours) = (median(bare), median(ours));
    let ratio = ours.as_secs_f64() / bare.as_secs_f64();
    tell(&format!(
        "import of {NUMBER} routers and {NUMBER} services, {} bytes, median of {ROUNDS}",
        text.len()
    ));
    tell(&format!("  bare parse and bare insert  {bare:>10.1?}"));
    tell(&format!(
        "  plan and apply              {ours:>10.1?}   {ratio:.2} x (at most 4)"
    ));
    Ok(())
}

fn configuration() -> String {
    let mut text = String::from("http:\n  routers:\n");
    for number in 0..NUMBER {
        let _ = write!(
            text,
            "    router-{number}:\n      rule: Host(`host-{number}.example.com`) && PathPrefix(`/api`)\n      \
             entryPoints: [websecure]\n      service: service-{number}\n      tls: {{}}\n"
        );
    }
    text.push_str("  services:\n");
    for number in 0..NUMBER {
        let _ = write!(
            text,
            "    service-{number}:\n      loadBalancer:\n        passHostHeader: true\n        servers:\n          \
             - url: http://10.0.0.1:{}\n          - url: http://10.0.0.2:{}\n",
            1024 + number % 60_000,
            1024 + number % 60_000
        );
    }
    text
}

async fn open(folder: &std::path::Path) -> Answer<Databases> {
    Ok(Databases::open(&folder.join("mantrae.db"), &folder.join("state.db")).await?)
}

async fn with_profile(databases: &Databases) -> Answer<profile::Profile> {
    let row = profile::Profile {
        uid: "bench".to_owned(),
        name: "bench".to_owned(),
        description: String::new(),
        created_at: "2026-01-01T00:00:00.000Z".parse()?,
    };
    profile::insert(&mut *databases.configuration.acquire().await?, &row).await?;
    Ok(row)
}

async fn bare_round(text: &str, databases: &Databases) -> Answer<Duration> {
    with_profile(databases).await?;
    let begun = Instant::now();
    let value: serde_yaml::Value = serde_yaml::from_str(text)?;
    insert(&databases.configuration, &value).await?;
    Ok(begun.elapsed())
}

/// As many rows as the import writes, one statement each, in one transaction.
async fn insert(pool: &SqlitePool, value: &serde_yaml::Value) -> Answer<()> {
    let mut transaction = pool.begin().await?;
    for (kind, collection) in [("http-router", "routers"), ("http-service", "services")] {
        let objects = value["http"][collection]
            .as_mapping()
            .ok_or("the file holds no such collection")?;
        for (name, body) in objects {
            sqlx::query(
                "INSERT INTO component (profile, kind, name, configuration, meaning, updated_at)
                 VALUES ('bench', ?, ?, ?, zeroblob(32), '2026-01-01T00:00:00.000Z')",
            )
            .bind(kind)
            .bind(name.as_str().unwrap_or_default())
            .bind(serde_json::to_string(body)?)
            .execute(&mut *transaction)
            .await?;
        }
    }
    Ok(transaction.commit().await?)
}

async fn our_round(path: &std::path::Path, databases: &Databases) -> Answer<Duration> {
    let profile = with_profile(databases).await?;
    let begun = Instant::now();
    let pending = plan::prepare(
        databases,
        profile,
        &Request::files(&[path.to_owned()]),
        &std::env::temp_dir(),
    )
    .await?;
    let resolved = apply::resolve(&pending, &[], &|_, _| false)?;
    let operation = Operation {
        id: "bench".to_owned(),
        kind: OperationKind::Import,
        at: "2026-01-01T00:00:00.000Z".parse()?,
        activity: "bench".to_owned(),
        safety_backup: None,
        undo_backup: None,
    };
    let outcome = apply::apply(databases, &pending, resolved, &operation).await?;
    let taken = begun.elapsed();
    if outcome.added.len() != 2 * NUMBER {
        return Err(format!("only {} objects were imported", outcome.added.len()).into());
    }
    Ok(taken)
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

#[expect(clippy::print_stdout, reason = "the figures are what a benchmark is for")]
fn tell(line: &str) {
    println!("{line}");
}
