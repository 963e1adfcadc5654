//! The words of the command line, one file a domain.

mod activity;
mod backup;
mod braces;
mod component;
mod encryption;
mod import;
mod profile;
mod restore;
mod retention;
mod route;
mod schedule;
mod settings;
mod storage;

use std::path::PathBuf;

use clap::{Parser, Subcommand};
use traefik_dynamic::Format;

pub(crate) use activity::ActivityCommand;
pub(crate) use backup::BackupCommand;
pub(crate) use component::{ComponentCommand, Object, One};
pub(crate) use encryption::{EncryptionCommand, SecretCommand};
pub(crate) use import::ImportCommand;
pub(crate) use profile::ProfileCommand;
pub(crate) use restore::RestoreCommand;
pub(crate) use retention::RetentionCommand;
pub(crate) use route::RouteCommand;
pub(crate) use schedule::ScheduleCommand;
pub(crate) use settings::SettingsCommand;
pub(crate) use storage::{NewLocation, StorageCommand};

/// Traefik's dynamic configuration in profiles, kept safe.
#[derive(Debug, Parser)]
#[command(name = "mantraectl", version, propagate_version = true)]
pub(crate) struct Arguments {
    /// The data folder; else `MANTRAE_DATA_DIR`, else the platform's data folder
    #[arg(long, global = true, value_name = "DIR")]
    pub(crate) data_dir: Option<PathBuf>,
    /// One JSON document on standard output
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// What to do
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Named sets of configuration, one for each Traefik
    #[command(subcommand)]
    Profile(ProfileCommand),
    /// Would Traefik take these files? Problems with line and column
    Check {
        /// Files to read
        #[arg(required = true)]
        files: Vec<PathBuf>,
        /// What is known of the gateway, as JSON: what Traefik's API will say of each component
        #[arg(long, value_name = "FACTS.json")]
        facts: Option<PathBuf>,
    },
    /// Which router takes a request, and why each other one does not
    Route(RouteCommand),
    /// Merge Traefik files into a profile, after a safety backup
    Import(ImportCommand),
    /// Write a profile as a file that Traefik takes
    Export {
        /// Which profile
        #[arg(long)]
        profile: String,
        /// yaml, json or toml
        #[arg(long, default_value = "yaml")]
        format: Format,
        /// Where to; standard output if not given
        #[arg(long)]
        output: Option<PathBuf>,
    },
    /// Single components of a profile
    #[command(subcommand)]
    Component(ComponentCommand),
    /// Make, list, verify and remove backups
    #[command(subcommand)]
    Backup(BackupCommand),
    /// Go back to a backup, after a safety backup
    Restore(RestoreCommand),
    /// Encryption of backups
    #[command(subcommand)]
    Encryption(EncryptionCommand),
    /// What lies in the keyring of this system
    #[command(subcommand)]
    Secret(SecretCommand),
    /// Take back the last restore, import or profile deletion
    Undo {
        /// Also what was changed since
        #[arg(long)]
        force: bool,
    },
    /// Which backups stay and which go
    #[command(subcommand)]
    Retention(RetentionCommand),
    /// Where backups go, and whether that works
    #[command(subcommand)]
    Storage(StorageCommand),
    /// Settings by name; never a secret
    #[command(subcommand)]
    Settings(SettingsCommand),
    /// When backups are made by themselves
    #[command(subcommand)]
    Schedule(ScheduleCommand),
    /// How safe the configuration is, in one sentence
    ///
    /// With `--json`: `verdict` is `safe`, `running`, `failed`, `overdue`, `waiting`, `not-backed-up`, `one-place-missing`,
    /// `never`, `paused` or `off`. Only `safe` means that there is a verified backup, that every component is in one, and that
    /// no change has waited for longer than the schedule allows. `changes_since` counts what the newest backup does not hold
    /// as it is now, `in_no_backup` the components that are in none; both are `null` where the contents of the newest backup
    /// are not known. Restore points, made before an import or a restore, do not count as backups.
    Status,
    /// What happened
    #[command(subcommand)]
    Activity(ActivityCommand),
}
