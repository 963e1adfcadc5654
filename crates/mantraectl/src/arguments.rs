//! The words of the command line, one file per domain.

mod activity;
mod backup;
mod braces;
mod bulk;
mod component;
mod encryption;
mod expect;
mod expose;
mod field;
mod follow;
mod gateway;
mod history;
mod import;
mod profile;
mod publish;
mod restore;
mod retention;
mod route;
mod schedule;
mod settings;
mod storage;
mod undo;
mod versions;

use std::path::PathBuf;

use clap::{Parser, Subcommand};
use clap_complete::Shell;
use traefik_dynamic::Format;

pub(crate) use activity::ActivityCommand;
pub(crate) use backup::BackupCommand;
pub(crate) use component::{ComponentCommand, DryRun, Object, One, Selected};
pub(crate) use encryption::{EncryptionCommand, SecretCommand};
pub(crate) use expect::ExpectCommand;
pub(crate) use expose::{Auth, ExposeCommand};
pub(crate) use follow::{Beginning, Deciding, FollowCommand};
pub(crate) use gateway::{GatewayChange, GatewayCommand};
pub(crate) use history::HistoryOptions;
pub(crate) use import::ImportCommand;
pub(crate) use profile::ProfileCommand;
pub(crate) use publish::{PublishCommand, Publishing, SettingsFormat, Switch, Way};
pub(crate) use restore::RestoreCommand;
pub(crate) use retention::RetentionCommand;
pub(crate) use route::{RequestOptions, RouteCommand};
pub(crate) use schedule::ScheduleCommand;
pub(crate) use settings::SettingsCommand;
pub(crate) use storage::{NewLocation, NewSftpLocation, StorageCommand};
pub(crate) use undo::UndoOptions;
pub(crate) use versions::VersionsCommand;

/// Keeps Traefik's dynamic configuration safe, in profiles.
#[derive(Debug, Parser)]
#[command(name = "mantraectl", version, propagate_version = true)]
pub(crate) struct Arguments {
    /// The data folder [default: `MANTRAE_DATA_DIR`, or the platform's data folder]
    #[arg(long, global = true, value_name = "DIR")]
    pub(crate) data_dir: Option<PathBuf>,
    /// Write one JSON document to standard output
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// What to do
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Manage profiles: named sets of configuration, one for each Traefik
    #[command(subcommand)]
    Profile(ProfileCommand),
    /// Check whether Traefik accepts these files; problems come with line and column
    Check {
        /// Files to check
        #[arg(required = true)]
        files: Vec<PathBuf>,
        /// Facts about the gateway, to tell what Traefik's API will say about each component: its install
        /// configuration, or JSON
        #[arg(long, value_name = "FILE")]
        facts: Option<PathBuf>,
    },
    /// Show which router handles a request, and why the others do not
    Route(RouteCommand),
    /// Manage expectations: requests, each with the router that must handle it
    #[command(subcommand)]
    Expect(ExpectCommand),
    /// Manage the facts about the Traefik that runs a profile: version, entry points, certificate resolvers
    #[command(subcommand)]
    Gateway(GatewayCommand),
    /// Publish a profile to the file that its Traefik reads; on trial, if you like, and never without a way back
    #[command(subcommand)]
    Publish(PublishCommand),
    /// Follow Traefik's files: they lead, and what others change in them is taken into a profile
    #[command(subcommand)]
    Follow(FollowCommand),
    /// Keep each profile as a YAML file in a folder, for a repository
    #[command(subcommand)]
    Versions(VersionsCommand),
    /// Merge Traefik files into a profile, after a safety backup
    Import(ImportCommand),
    /// Export a profile as a file for Traefik
    Export {
        /// The profile
        #[arg(long)]
        profile: String,
        /// yaml, json or toml
        #[arg(long, default_value = "yaml")]
        format: Format,
        /// The file to write [default: standard output]
        #[arg(long)]
        output: Option<PathBuf>,
    },
    /// Expose a service: a router, a service and what protects it, made and undone as one
    ///
    /// Entry points, certificate resolver and names follow what the profile uses already and what is known about its
    /// Traefik. What Traefik would refuse is not written.
    Expose(Box<ExposeCommand>),
    /// Manage single components of a profile
    #[command(subcommand)]
    Component(ComponentCommand),
    /// Show what a component was over time, compare versions, and bring one back
    History(HistoryOptions),
    /// Make, list, verify and remove backups
    #[command(subcommand)]
    Backup(BackupCommand),
    /// Restore a backup, after a safety backup
    Restore(RestoreCommand),
    /// Manage the encryption of backups
    #[command(subcommand)]
    Encryption(EncryptionCommand),
    /// Manage secrets in the system's keyring
    #[command(subcommand)]
    Secret(SecretCommand),
    /// Undo the latest change: of components, a restore, an import or a profile deletion
    ///
    /// What was changed since is left as it is and named, and the exit code is 1.
    Undo(UndoOptions),
    /// Make the change again that was undone last
    ///
    /// What was changed since is left as it is and named, and the exit code is 1.
    Redo(UndoOptions),
    /// Decide which backups are kept
    #[command(subcommand)]
    Retention(RetentionCommand),
    /// Manage and test the locations of backups
    #[command(subcommand)]
    Storage(StorageCommand),
    /// Read and change settings; never secrets
    #[command(subcommand)]
    Settings(SettingsCommand),
    /// Manage automatic backups
    #[command(subcommand)]
    Schedule(ScheduleCommand),
    /// Say how safe the configuration is, in one sentence
    ///
    /// With `--json`: `verdict` is `safe`, `running`, `failed`, `overdue`, `waiting`, `not-backed-up`,
    /// `one-place-missing`, `never`, `paused` or `off`. Only `safe` means that there is a verified backup, that
    /// every component is in one, and that no change has waited for longer than the schedule allows. `changes_since`
    /// counts what the newest backup does not hold as it is now, `in_no_backup` the components that are in none;
    /// both are `null` where the contents of the newest backup are not known. Restore points, made before an import
    /// or a restore, do not count as backups.
    Status,
    /// Show what happened
    #[command(subcommand)]
    Activity(ActivityCommand),
    /// List the licences of everything in Mantrae that somebody else wrote
    Licences {
        /// Only what has this in its name
        name: Option<String>,
        /// With the text of each licence
        #[arg(long)]
        texts: bool,
    },
    /// Print the completions for a shell
    ///
    /// For this shell alone: `source <(mantraectl completions bash)`. A package installs them for good.
    Completions {
        /// The shell
        shell: Shell,
    },
    /// Write the man pages, one for each command, into a folder
    #[command(hide = true)]
    Man {
        /// The folder, such as `/usr/local/share/man/man1`
        folder: PathBuf,
    },
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    #[test]
    fn no_two_arguments_have_one_name() {
        super::Arguments::command().debug_assert();
    }
}
