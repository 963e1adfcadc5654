//! `cargo xtask queries`: records what the database says about each SQL query, so that builds need no database.
//!
//! The `query!` macros ask a database at compile time, and save its answers if told where. This replaces
//! `cargo sqlx prepare`, which would have to be installed first.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use crate::failure::{Doing, Failure};
use crate::output::say;
use crate::program::{cargo, heavy, run};
use crate::{Result, hash, tree};

/// The migrations of the two databases. They have no table in common, so one scratch database is enough.
const MIGRATIONS: [&str; 2] = ["migrations/mantrae", "migrations/state"];

/// Writes the descriptions of all queries to the repository.
pub(crate) fn write() -> Result {
    let answers = ask()?;
    let kept = kept();
    for name in read(&kept)?.keys().filter(|name| !answers.contains_key(*name)) {
        let path = kept.join(name);
        fs::remove_file(&path).doing(|| format!("remove {}", path.display()))?;
    }
    tree::create(&kept)?;
    for (name, bytes) in &answers {
        tree::save(&kept.join(name), bytes)?;
    }
    say(
        "queries",
        format!(
            "wrote the descriptions of {} queries to {}",
            answers.len(),
            kept.display()
        ),
    );
    hash::stamp(&stamp()?, fingerprint()?)
}

/// Fails if the descriptions in the repository do not match the SQL in the code.
pub(crate) fn check() -> Result {
    let now = fingerprint()?;
    if hash::is_stamped(&stamp()?, now) {
        say(
            "queries",
            "neither the SQL nor its descriptions have changed since the last comparison",
        );
        return Ok(());
    }
    let (asked, kept) = (ask()?, read(&kept())?);
    let new = asked
        .iter()
        .filter(|(name, bytes)| kept.get(*name) != Some(bytes))
        .count();
    let gone = kept.keys().filter(|name| !asked.contains_key(*name)).count();
    if new + gone > 0 {
        return Err(Failure::new(format!(
            "the descriptions in crates/mantrae-core/.sqlx do not match the SQL ({new} new or changed, {gone} no longer used): run `cargo xtask queries` and commit the result"
        )));
    }
    say(
        "queries",
        format!("{} queries match their descriptions", asked.len()),
    );
    hash::stamp(&stamp()?, now)
}

/// Compiles the core against a scratch database and collects what the macros save.
fn ask() -> Result<BTreeMap<OsString, Vec<u8>>> {
    let folder = tree::fresh("queries")?;
    let database = folder.join("schema.sqlite");
    let answers = folder.join("answers");
    tree::create(&answers)?;
    run(heavy("make-schema", "schema")
        .arg(&database)
        .args(MIGRATIONS.map(|folder| core().join(folder))))?;
    expand_again()?;
    run(
        cargo(&["check", "--quiet", "--package", "mantrae-core", "--tests"])
            .env("DATABASE_URL", format!("sqlite://{}", database.display()))
            .env("SQLX_OFFLINE_DIR", &answers)
            .env_remove("SQLX_OFFLINE"),
    )?;
    read(&answers)
}

/// Cargo does not know that the macros read a database: unless a file changes, it does not run them.
fn expand_again() -> Result {
    let tests = tree::files_below(&core().join("tests"))?;
    for path in tests.into_iter().chain([core().join("src/lib.rs")]) {
        File::options()
            .append(true)
            .open(&path)
            .and_then(|file| file.set_modified(SystemTime::now()))
            .doing(|| format!("touch {}", path.display()))?;
    }
    Ok(())
}

fn read(folder: &Path) -> Result<BTreeMap<OsString, Vec<u8>>> {
    if !folder.is_dir() {
        return Ok(BTreeMap::new());
    }
    let file = |path: PathBuf| {
        let bytes = fs::read(&path).doing(|| format!("read {}", path.display()))?;
        Ok((path.file_name().unwrap_or_default().to_owned(), bytes))
    };
    tree::files_below(folder)?.into_iter().map(file).collect()
}

fn fingerprint() -> Result<u64> {
    let kept = kept();
    let folders = [core().join("src"), core().join("migrations"), kept.clone()];
    let folders = folders.iter().filter(|folder| folder.is_dir());
    folders
        .into_iter()
        .try_fold(hash::SEED, |hash, folder| hash::of_folder(hash, folder))
}

fn core() -> PathBuf {
    tree::root().join("crates/mantrae-core")
}

fn kept() -> PathBuf {
    core().join(".sqlx")
}

fn stamp() -> Result<PathBuf> {
    Ok(tree::target()?.join("queries.stamp"))
}
