//! `mantraectl`: the engine on the command line. Arguments in, sentences or one JSON document out.

mod arguments;
mod backups;
mod bulk;
mod checks;
mod components;
mod configuration;
mod documents;
mod editor;
mod encryption;
mod expectations;
mod expose;
mod follow;
mod gateway;
mod history;
mod imports;
mod licences;
mod output;
mod plans;
mod publish;
mod recovery;
mod renamed;
mod restores;
mod retention;
mod routes;
mod schedule;
mod serving;
mod settings;
mod storage;
mod undo;
mod versions;

use std::process::ExitCode;

use clap::Parser as _;
use mantrae_core::engine::Options;
use mantrae_core::engine::recovery::Started;
use mantrae_core::folder::DataFolder;
use mantrae_core::{Engine, Error};

use arguments::{Arguments, Command};
use output::Output;

/// Reading, comparing and writing a profile means millions of small texts, on all cores: this allocator hands them out
/// in two thirds of the time that glibc's takes, and does not make threads wait for each other.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// How a command that did not fail ended: completely, or only in part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ended {
    Done,
    InPart,
}

fn main() -> ExitCode {
    heap::keep_small();
    mantrae_core::fs::private_by_default();
    tracing_subscriber::fmt()
        .with_env_filter(tracing_subscriber::EnvFilter::from_env("MANTRAE_LOG"))
        .with_writer(std::io::stderr)
        .init();
    let arguments = Arguments::parse();
    let output = Output { json: arguments.json };
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            Output::message(&format!("Mantrae cannot start its threads: {error}"));
            return ExitCode::FAILURE;
        }
    };
    match runtime.block_on(run(arguments, output)) {
        Ok(Ended::Done) => ExitCode::SUCCESS,
        Ok(Ended::InPart) => ExitCode::FAILURE,
        Err(error) => {
            output.failure(&error);
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: Arguments, output: Output) -> Result<Ended, Error> {
    // Looking at files needs no data folder and creates none.
    match &arguments.command {
        Command::Check { files, facts } => return checks::check(files, facts.as_deref(), output),
        Command::Route(command) if command.profile.is_none() => return routes::in_files(command, output),
        Command::Completions { shell } => return Ok(documents::completions(*shell)),
        Command::Man { folder } => return documents::man(folder, output),
        Command::Licences { name, texts } => return licences::licences(name.as_deref(), *texts, output),
        _ => {}
    }
    let root = match arguments.data_dir {
        Some(root) => root,
        None => DataFolder::default_root()?,
    };
    let engine = match Engine::start(Options::new(root)).await? {
        Started::Ready(engine) => engine,
        Started::Broken(recovery) => return recovery::recovery(&recovery, arguments.command, output).await,
    };
    if let Some(problem) = engine.settings().get().await.problems.into_iter().next() {
        // Nobody sees a verdict here, so settings that make no sense are refused.
        engine.close().await;
        return Err(Error::from(problem));
    }
    take_back_what_is_due(&engine).await;
    let ended = dispatch(&engine, arguments.command, output).await;
    engine.close().await;
    ended
}

/// A publication on trial is taken back by whichever program runs first once the time is over.
async fn take_back_what_is_due(engine: &Engine) {
    match engine.publications().look().await {
        Ok(all) => {
            for one in all {
                Output::message(&format!("The trial of {} was over: it was taken back", one.file));
            }
        }
        // What was asked for is done all the same.
        Err(error) => Output::message(&error.message),
    }
}

async fn dispatch(engine: &Engine, command: Command, output: Output) -> Result<Ended, Error> {
    match command {
        Command::Completions { shell } => Ok(documents::completions(shell)),
        Command::Man { folder } => documents::man(&folder, output),
        Command::Licences { name, texts } => licences::licences(name.as_deref(), texts, output),
        Command::Check { files, facts } => checks::check(&files, facts.as_deref(), output),
        Command::Route(command) => match &command.profile {
            Some(profile) => routes::in_profile(engine, profile, &command, output).await,
            None => routes::in_files(&command, output),
        },
        Command::Expect(command) => expectations::expect(engine, command, output).await,
        Command::Gateway(command) => gateway::gateway(engine, command, output).await,
        Command::Publish(command) => publish::publish(engine, command, output).await,
        Command::Follow(command) => follow::follow(engine, command, output).await,
        Command::Versions(command) => versions::versions(engine, command, output).await,
        Command::Profile(command) => configuration::profile(engine, command, output).await,
        Command::Import(command) => imports::import(engine, command, output).await,
        Command::Export {
            profile,
            format,
            output: path,
        } => configuration::export(engine, &profile, (format, path), output).await,
        Command::Expose(command) => expose::expose(engine, *command, output).await,
        Command::Component(command) => components::component(engine, command, output).await,
        Command::Backup(command) => backups::backup(engine, command, output).await,
        Command::Restore(command) => restores::restore(engine, command, output).await,
        Command::Encryption(command) => encryption::encryption(engine, command, output).await,
        Command::Secret(command) => encryption::secret(engine, command, output).await,
        Command::History(options) => history::history(engine, options, output).await,
        Command::Undo(options) => undo::undo(engine, options, output).await,
        Command::Redo(options) => undo::redo(engine, options, output).await,
        Command::Schedule(command) => schedule::schedule(engine, command, output).await,
        Command::Retention(command) => retention::retention(engine, command, output).await,
        Command::Storage(command) => storage::storage(engine, command, output).await,
        Command::Settings(command) => settings::settings(engine, command, output).await,
        Command::Status => backups::status(engine, output).await,
        Command::Activity(command) => backups::activity(engine, command, output).await,
    }
}
