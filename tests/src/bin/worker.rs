//! Works on a data folder in a separate process, for tests that kill or obstruct it.
//!
//! `worker steps FOLDER BACKUP FILE NUMBER` backs up, restores the backup, imports the file, and backs up three days
//! later, so that an old backup is cleaned up; it dies when the step with that number begins.
//!
//! `worker loop FOLDER BACKUP FILE` restores the backup, imports the file, removes the profile, undoes that and backs
//! up, forever, each time three days later, so that old backups are cleaned up.
//!
//! `worker rename FOLDER NUMBER` renames the service of the example, undoes and redoes that, and renames it back; it dies
//! at the boundary with that number.
//!
//! `worker rename-loop FOLDER` does the same forever.
//!
//! `worker type FOLDER NUMBER` types into the example's router, one number after the other, forever, says each that is
//! stored, and saves every fifth.
//!
//! `worker publish FOLDER NUMBER` publishes the example on trial with one of two names for its service, keeps that, takes
//! it back, and publishes the other; it dies at the boundary with that number.
//!
//! `worker publish-loop FOLDER` does the same forever.
//!
//! `worker follow FOLDER NUMBER` renames the service of the followed example, writes that to the two files, renames it
//! back in the files and looks; it dies at the boundary with that number.
//!
//! `worker follow-loop FOLDER` does the same forever.
//!
//! `worker saves FOLDER NUMBER` renames the service of the example, which is published automatically and kept as a file, and
//! renames it back; it dies at the boundary with that number.
//!
//! `worker once FOLDER` opens the folder, backs up once, and prints the result.
#![expect(clippy::print_stdout, reason = "its answer is read by the test")]

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, TimeDelta, Utc};
use mantrae_core::component_ref::ComponentRef;
use mantrae_core::engine::restores::From;
use mantrae_core::engine::{Change, ChangeSet, FieldEdit, Options, PathStep, PublishOptions};
use mantrae_core::import::Request;
use mantrae_core::settings::Environment;
use mantrae_core::{Engine, Error};
use traefik_dynamic::Kind;

#[tokio::main]
async fn main() -> ExitCode {
    mantrae_core::fs::private_by_default();
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match *words {
        ["loop", folder, backup, file] => work(folder.as_ref(), backup, file.into()).await,
        ["steps", folder, backup, file, number] => match number.parse() {
            Ok(number) => steps(folder.as_ref(), (backup, file.into()), number).await,
            Err(_) => return ExitCode::from(2),
        },
        ["rename", folder, number] => match number.parse() {
            Ok(number) => rename(folder.as_ref(), number).await,
            Err(_) => return ExitCode::from(2),
        },
        ["publish", folder, number] => match number.parse() {
            Ok(number) => publish(folder.as_ref(), number).await,
            Err(_) => return ExitCode::from(2),
        },
        ["follow", folder, number] => match number.parse() {
            Ok(number) => follow(folder.as_ref(), number).await,
            Err(_) => return ExitCode::from(2),
        },
        ["saves", folder, number] => match number.parse() {
            Ok(number) => saves(folder.as_ref(), number).await,
            Err(_) => return ExitCode::from(2),
        },
        ["follow-loop", folder] => follow_forever(folder.as_ref()).await,
        ["publish-loop", folder] => publish_forever(folder.as_ref()).await,
        ["rename-loop", folder] => rename_forever(folder.as_ref()).await,
        ["type", folder, number] => match number.parse() {
            Ok(number) => type_on(folder.as_ref(), number).await,
            Err(_) => return ExitCode::from(2),
        },
        ["once", folder] => once(folder.as_ref()).await,
        _ => {
            println!(
                "Usage: worker loop FOLDER BACKUP FILE | worker steps FOLDER BACKUP FILE NUMBER | worker rename FOLDER \
                 NUMBER | worker rename-loop FOLDER | worker publish FOLDER NUMBER | worker publish-loop FOLDER | \
                 worker follow FOLDER NUMBER | worker follow-loop FOLDER | worker saves FOLDER NUMBER | worker type FOLDER NUMBER | worker once FOLDER"
            );
            return ExitCode::from(2);
        }
    };
    match done {
        Ok(()) => {
            println!("done");
            ExitCode::SUCCESS
        }
        Err(error) => {
            println!("{:?}: {}", error.code, error.message);
            ExitCode::FAILURE
        }
    }
}

/// How many times three days have passed for the worker, so that old backups are due for removal.
static STEPS: AtomicI64 = AtomicI64::new(0);

fn hurried_clock() -> DateTime<Utc> {
    Utc::now() + TimeDelta::days(3 * STEPS.load(Ordering::Relaxed))
}

fn hurried(folder: &Path) -> Options {
    let mut options = Options::new(folder);
    options.clock = hurried_clock;
    options.environment = Environment::of([("BACKUP_RETENTION", "1".to_owned())]);
    options
}

/// How many steps may still begin before the worker dies.
static LEFT: AtomicI64 = AtomicI64::new(0);

/// Like a power failure: nothing is finished, nothing is reported.
fn die_in_time(_: &str) {
    if LEFT.fetch_sub(1, Ordering::SeqCst) == 1 {
        let _ = rustix::process::kill_process(rustix::process::getpid(), rustix::process::Signal::KILL);
    }
}

async fn steps(folder: &Path, (backup, file): (&str, PathBuf), number: i64) -> Result<(), Error> {
    LEFT.store(number, Ordering::SeqCst);
    let mut options = hurried(folder);
    options.at_step = die_in_time;
    let engine = Engine::open(options).await?;
    engine.backups().create("").await?;
    restore(&engine, backup).await?;
    import(&engine, &[file]).await?;
    STEPS.fetch_add(1, Ordering::Relaxed);
    engine.backups().create("").await?;
    engine.close().await;
    Ok(())
}

async fn rename(folder: &Path, number: i64) -> Result<(), Error> {
    LEFT.store(number, Ordering::SeqCst);
    let mut options = Options::new(folder);
    options.at_step = die_in_time;
    let engine = Engine::open(options).await?;
    there_and_back(&engine).await?;
    engine.close().await;
    Ok(())
}

async fn publish(folder: &Path, number: i64) -> Result<(), Error> {
    LEFT.store(number, Ordering::SeqCst);
    let mut options = Options::new(folder);
    options.at_step = die_in_time;
    let engine = Engine::open(options).await?;
    published_and_taken_back(&engine).await?;
    engine.close().await;
    Ok(())
}

async fn publish_forever(folder: &Path) -> Result<(), Error> {
    let engine = Engine::open(Options::new(folder)).await?;
    loop {
        published_and_taken_back(&engine).await?;
    }
}

/// Whatever is published, the other one is in between, and afterwards.
async fn published_and_taken_back(engine: &Engine) -> Result<(), Error> {
    let trial = PublishOptions {
        trial: Some(1),
        removes: Some(1),
        ..PublishOptions::default()
    };
    let stays = PublishOptions {
        trial: None,
        ..trial.clone()
    };
    let publications = engine.publications();
    publications.look().await?;
    rename_service(engine).await?;
    if publications
        .publish(tests::PROFILE, &trial)
        .await?
        .publication
        .is_some()
    {
        publications.keep(tests::PROFILE).await?;
        publications.take_back(tests::PROFILE, None).await?;
    }
    publications.publish(tests::PROFILE, &stays).await?;
    Ok(())
}

/// What the running program does after each save.
async fn saves(folder: &Path, number: i64) -> Result<(), Error> {
    LEFT.store(number, Ordering::SeqCst);
    let mut options = Options::new(folder);
    options.at_step = die_in_time;
    let engine = Engine::open(options).await?;
    for _ in 0..2 {
        rename_service(&engine).await?;
        engine.publications().publish_saved().await?;
        engine.versions().write().await?;
    }
    engine.close().await;
    Ok(())
}

async fn follow(folder: &Path, number: i64) -> Result<(), Error> {
    LEFT.store(number, Ordering::SeqCst);
    let mut options = Options::new(folder);
    options.at_step = die_in_time;
    let engine = Engine::open(options).await?;
    written_and_taken_in(&engine).await?;
    engine.close().await;
    Ok(())
}

async fn follow_forever(folder: &Path) -> Result<(), Error> {
    let engine = Engine::open(Options::new(folder)).await?;
    loop {
        written_and_taken_in(&engine).await?;
    }
}

/// From the profile to the files, and from the files to the profile.
async fn written_and_taken_in(engine: &Engine) -> Result<(), Error> {
    let follow = engine.follow();
    follow.look().await?;
    rename_service(engine).await?;
    follow.write(tests::PROFILE, None).await?;
    let status = follow.status(tests::PROFILE).await?;
    let path = status.map(|status| status.path).unwrap_or_default();
    let [one, other] = tests::SERVICE_NAMES;
    let (now, _) = service_names(engine).await?;
    for name in tests::FOLLOWED {
        let file = Path::new(&path).join(name);
        let text = String::from_utf8(mantrae_core::import::source::read(&file)?).unwrap_or_default();
        let to = if now == one { other } else { one };
        die_in_time("Somebody else writes a file");
        mantrae_core::fs::write_atomic(&file, text.replace(now, to).as_bytes())?;
    }
    follow.look().await
}

async fn rename_forever(folder: &Path) -> Result<(), Error> {
    let engine = Engine::open(Options::new(folder)).await?;
    loop {
        there_and_back(&engine).await?;
    }
}

/// The name that the service has, and the other one.
async fn service_names(engine: &Engine) -> Result<(&'static str, &'static str), Error> {
    let [one, other] = tests::SERVICE_NAMES;
    let rows = engine.components().list(tests::PROFILE).await?;
    let is_renamed = rows.iter().any(|row| row.name == other);
    Ok(if is_renamed { (other, one) } else { (one, other) })
}

fn renaming(name: &str, to: &str) -> ChangeSet {
    ChangeSet {
        title: None,
        changes: vec![Change::Rename {
            kind: Kind::HttpService,
            name: name.to_owned(),
            to: to.to_owned(),
        }],
    }
}

async fn rename_service(engine: &Engine) -> Result<(), Error> {
    let (name, to) = service_names(engine).await?;
    engine.changes().make(tests::PROFILE, &renaming(name, to)).await?;
    Ok(())
}

/// Whichever name the service has, it has the other one in between.
async fn there_and_back(engine: &Engine) -> Result<(), Error> {
    let (name, to) = service_names(engine).await?;
    let rename = renaming;
    engine.changes().make(tests::PROFILE, &rename(name, to)).await?;
    engine.undo(None, false).await?;
    engine.redo(None, false).await?;
    engine.changes().make(tests::PROFILE, &rename(to, name)).await?;
    Ok(())
}

async fn import(engine: &Engine, files: &[PathBuf]) -> Result<(), Error> {
    let plan = engine
        .imports()
        .prepare(tests::PROFILE, &Request::files(files))
        .await?;
    engine.imports().apply(&plan, &[]).await?;
    Ok(())
}

async fn work(folder: &Path, backup: &str, file: PathBuf) -> Result<(), Error> {
    let engine = Engine::open(hurried(folder)).await?;
    let files = [file];
    loop {
        STEPS.fetch_add(1, Ordering::Relaxed);
        restore(&engine, backup).await?;
        import(&engine, &files).await?;
        restore(&engine, backup).await?;
        engine.profiles().delete(tests::PROFILE).await?;
        engine.undo(None, false).await?;
        engine.backups().create("").await?;
    }
}

async fn type_on(folder: &Path, from: i64) -> Result<(), Error> {
    let engine = Engine::open(hurried(folder)).await?;
    let (kind, name) = tests::ROUTER;
    let component = ComponentRef {
        profile: tests::PROFILE.to_owned(),
        kind,
        name: name.to_owned(),
    };
    for number in from + 1.. {
        let lines = engine.drafts().open(&component).await?.lines;
        let edit = FieldEdit::Set {
            path: vec![PathStep::Key("priority".to_owned())],
            value: number.into(),
        };
        engine.drafts().edit(&component, &lines, &[edit]).await?;
        println!("typed {number}");
        if number % 5 == 0 {
            engine.drafts().save(&component).await?;
            println!("saved {number}");
        }
    }
    Ok(())
}

async fn restore(engine: &Engine, backup: &str) -> Result<(), Error> {
    let plan = engine.restores().prepare(From::Backup(backup), &[]).await?;
    engine.restores().apply(&plan.id, &[]).await?;
    Ok(())
}

async fn once(folder: &Path) -> Result<(), Error> {
    let engine = Engine::open(Options::new(folder)).await?;
    engine.backups().create("").await?;
    engine.close().await;
    Ok(())
}
