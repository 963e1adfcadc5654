//! Works on a data folder in a process of its own, for tests that end or hinder it.
//!
//! `worker loop FOLDER BACKUP FILE` restores the backup, imports the file, removes the profile, takes that back and
//! backs up, for ever. `worker once FOLDER` opens the folder and backs up once, and tells what came of it.
#![expect(clippy::print_stdout, reason = "its answer is read by the test")]

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use mantrae_core::engine::Options;
use mantrae_core::engine::restores::From;
use mantrae_core::import::Request;
use mantrae_core::{Engine, Error};

#[tokio::main]
async fn main() -> ExitCode {
    mantrae_core::fs::private_by_default();
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match *words {
        ["loop", folder, backup, file] => work(folder.as_ref(), backup, file.into()).await,
        ["once", folder] => once(folder.as_ref()).await,
        _ => {
            println!("Usage: worker loop FOLDER BACKUP FILE | worker once FOLDER");
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

async fn work(folder: &Path, backup: &str, file: PathBuf) -> Result<(), Error> {
    let engine = Engine::open(Options::new(folder)).await?;
    let files = [file];
    loop {
        restore(&engine, backup).await?;
        let plan = engine
            .prepare_import(tests::PROFILE, &Request::files(&files))
            .await?;
        engine.apply_import(&plan, &[]).await?;
        restore(&engine, backup).await?;
        engine.delete_profile(tests::PROFILE).await?;
        engine.undo(None, false).await?;
        engine.back_up("").await?;
    }
}

async fn restore(engine: &Engine, backup: &str) -> Result<(), Error> {
    let plan = engine.prepare_restore(From::Backup(backup), &[]).await?;
    engine.apply_restore(&plan.id, &[]).await?;
    Ok(())
}

async fn once(folder: &Path) -> Result<(), Error> {
    let engine = Engine::open(Options::new(folder)).await?;
    engine.back_up("").await?;
    engine.close().await;
    Ok(())
}
