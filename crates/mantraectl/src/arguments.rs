//! The words of the command line.

mod storage;

use std::path::PathBuf;
use std::str::FromStr;

use clap::{Args, Parser, Subcommand};
use mantrae_core::retention::Rule;
use traefik_dynamic::{Braces, Format, Kind};

use crate::routes::RouteCommand;
use crate::schedule::ScheduleCommand;
pub(crate) use storage::{NewPlace, StorageCommand};

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
    /// Single objects of a profile
    #[command(subcommand)]
    Component(ComponentCommand),
    /// Make, list, prove and remove backups
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

/// Named sets of configuration.
#[derive(Debug, Subcommand)]
pub(crate) enum ProfileCommand {
    /// All profiles
    List,
    /// Make an empty one
    Create {
        /// 1 to 64 letters, digits, spaces, `-`, `_`, `.`
        name: String,
        /// Free text
        #[arg(long, default_value = "")]
        description: String,
    },
    /// Give it another name
    Rename {
        /// The name now
        name: String,
        /// The new name
        new_name: String,
    },
    /// Remove it with all its components, after a safety backup
    Delete {
        /// Its name
        name: String,
    },
}

/// An import.
#[derive(Debug, Args)]
pub(crate) struct ImportCommand {
    /// Files and folders to merge, or a database of the Mantrae server
    #[arg(required = true)]
    pub(crate) files: Vec<PathBuf>,
    /// Into which profile
    #[arg(long)]
    pub(crate) profile: String,
    /// Show the plan, write nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Leave mine as it is
    #[arg(long, value_name = "KIND/NAME")]
    pub(crate) keep: Vec<Object>,
    /// Take it under another name
    #[arg(long, value_name = "KIND/NAME=NEW")]
    pub(crate) rename: Vec<Renaming>,
    /// Take it, but switched off
    #[arg(long, value_name = "KIND/NAME")]
    pub(crate) off: Vec<Object>,
    /// Write what is deprecated in the words of today, where there is an equal
    #[arg(long)]
    pub(crate) convert: bool,
    /// What braces in the files are
    #[command(flatten)]
    pub(crate) braces: BracesArguments,
    /// Which profile of the Mantrae server, where its database holds several; `NAME#ID` where several have one name
    #[arg(long, value_name = "PROFILE")]
    pub(crate) from: Option<String>,
    /// yaml, json or toml, whatever the file's name says
    #[arg(long)]
    pub(crate) format: Option<Format>,
}

/// What `{{` is.
#[derive(Debug, Clone, Copy, Args)]
pub(crate) struct BracesArguments {
    /// `{{ … }}` are template actions: keep them as they are, for Traefik's file provider to run
    #[arg(long)]
    with_actions: bool,
    /// `{{ … }}` are text, and nothing is to be run
    #[arg(long, conflicts_with = "with_actions")]
    braces_are_text: bool,
}

impl BracesArguments {
    /// What the person said.
    pub(crate) fn said(self) -> Option<Braces> {
        match (self.with_actions, self.braces_are_text) {
            (true, _) => Some(Braces::Actions),
            (false, true) => Some(Braces::Text),
            (false, false) => None,
        }
    }
}

/// Single objects.
#[derive(Debug, Subcommand)]
pub(crate) enum ComponentCommand {
    /// All objects of a profile
    List(InProfile),
    /// One object with its text
    Show(One),
    /// Write one object from a file that holds its body
    Put {
        /// Which object
        #[command(flatten)]
        one: One,
        /// YAML or JSON of the body; standard input if not given
        #[arg(long)]
        file: Option<PathBuf>,
        /// What braces in it are; text if not given, or what they are in the object that is there
        #[command(flatten)]
        braces: BracesArguments,
    },
    /// Remove one object
    Remove(One),
    /// Switch it on
    Enable(One),
    /// Switch it off: kept, but not exported
    Disable(One),
}

/// A profile.
#[derive(Debug, Args)]
pub(crate) struct InProfile {
    /// Which profile
    #[arg(long)]
    pub(crate) profile: String,
}

/// An object in a profile.
#[derive(Debug, Args)]
pub(crate) struct One {
    /// Which profile
    #[arg(long)]
    pub(crate) profile: String,
    /// `http-router/web`
    #[arg(value_name = "KIND/NAME")]
    pub(crate) object: Object,
}

/// Backups.
#[derive(Debug, Subcommand)]
pub(crate) enum BackupCommand {
    /// Make one now and prove it
    Create {
        /// Your words
        #[arg(long, default_value = "")]
        note: String,
    },
    /// All backups, newest first
    List,
    /// What is in one
    Show {
        /// Its id, or the beginning of it
        id: String,
    },
    /// Read back and prove
    Verify {
        /// Id or file
        #[arg(required_unless_present = "all")]
        backup: Option<String>,
        /// Every backup
        #[arg(long, conflicts_with = "backup")]
        all: bool,
        /// Open encrypted ones with the keys in this file, such as a recovery sheet, instead of those in the keyring
        #[arg(long, value_name = "FILE")]
        key_file: Option<PathBuf>,
    },
    /// Restore the newest of each place into a scratch database, as on a new computer, and compare
    Drill,
    /// Save a copy
    Download {
        /// Its id
        id: String,
        /// File or folder
        #[arg(long)]
        output: PathBuf,
    },
    /// Remove; refused where no other good backup would stay
    Delete {
        /// Their ids
        #[arg(required = true)]
        ids: Vec<String>,
        /// Remove them even if no other good backup stays
        #[arg(long)]
        last: bool,
    },
    /// Never clean up
    Pin {
        /// Its id
        id: String,
    },
    /// Clean up as usual
    Unpin {
        /// Its id
        id: String,
    },
    /// Make the backups of an old computer this one's
    Adopt {
        /// The installation that made them, as in their names
        instance: String,
    },
}

/// A restore.
#[derive(Debug, Args)]
pub(crate) struct RestoreCommand {
    /// Id or file
    pub(crate) backup: String,
    /// Show the plan, write nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Only this profile, or this object of it
    #[arg(long, value_name = "PROFILE[:KIND/NAME]")]
    pub(crate) only: Vec<String>,
    /// Open an encrypted one with the keys in this file, such as a recovery sheet, instead of those in the keyring
    #[arg(long, value_name = "FILE")]
    pub(crate) key_file: Option<PathBuf>,
    /// Take over the settings in it too, for a new computer
    #[arg(long)]
    pub(crate) with_settings: bool,
}

/// Encryption of backups.
#[derive(Debug, Subcommand)]
pub(crate) enum EncryptionCommand {
    /// Encrypt new backups, with a new key if there is none
    On,
    /// Do not encrypt new backups; keys stay for the old ones
    Off,
    /// Is it on, with which key, and can the keyring be read?
    Status,
    /// Encrypt new backups with a new key; the old one stays for old backups
    NewKey,
    /// The recovery sheet: how to open backups without this computer. Holds the key
    Sheet {
        /// A file that only you may read; standard output if not given
        #[arg(long)]
        output: Option<PathBuf>,
    },
    /// Does the key on standard input open the newest encrypted backup? The keyring is not asked
    Rehearse,
}

/// What lies in the keyring.
#[derive(Debug, Subcommand)]
pub(crate) enum SecretCommand {
    /// What was saved, and can it be read?
    Status,
    /// Save the value on standard input
    Set {
        /// `backup-key:` and the id of the key, or `s3-secret:` and the name of a place
        name: String,
    },
    /// Remove it from the keyring
    Delete {
        /// As `secret status` names it
        name: String,
    },
}

/// Which backups stay and which go.
#[derive(Debug, Subcommand)]
pub(crate) enum RetentionCommand {
    /// What the rule would do now; nothing is removed
    Preview {
        /// Another rule than the one that holds: a number of days, keep-some, keep-many or keep-all
        #[arg(long)]
        rule: Option<Rule>,
    },
    /// Remove what the rule does not keep
    Apply,
    /// Choose a rule: a number of days, keep-some, keep-many or keep-all
    Set {
        /// The rule
        rule: Rule,
    },
}

/// Settings by name.
#[derive(Debug, Subcommand)]
pub(crate) enum SettingsCommand {
    /// All of them
    List,
    /// One
    Get {
        /// Its name
        key: String,
    },
    /// Change one
    Set {
        /// Its name
        key: String,
        /// A word, or JSON
        value: String,
    },
    /// For another computer, as JSON; without secrets
    Export,
    /// Take over what `settings export` wrote
    Import {
        /// That file
        file: PathBuf,
    },
}

/// What happened.
#[derive(Debug, Subcommand)]
pub(crate) enum ActivityCommand {
    /// The newest lines
    List {
        /// How many
        #[arg(long, default_value_t = 50)]
        limit: u32,
    },
}

/// `KIND/NAME`.
#[derive(Debug, Clone)]
pub(crate) struct Object {
    /// Its kind.
    pub(crate) kind: Kind,
    /// Its name; may itself hold a slash.
    pub(crate) name: String,
}

impl FromStr for Object {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (kind, name) = text
            .split_once('/')
            .ok_or("write KIND/NAME, for example http-router/web")?;
        let kinds = || Kind::ALL.map(Kind::as_str).join(", ");
        let kind = kind
            .parse()
            .map_err(|_| format!("`{kind}` is none of: {}", kinds()))?;
        if name.is_empty() {
            return Err("the name is missing after the slash".to_owned());
        }
        Ok(Self {
            kind,
            name: name.to_owned(),
        })
    }
}

/// `KIND/NAME=NEW`.
#[derive(Debug, Clone)]
pub(crate) struct Renaming {
    /// Which object.
    pub(crate) object: Object,
    /// Its new name.
    pub(crate) new_name: String,
}

impl FromStr for Renaming {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (object, new_name) = text.rsplit_once('=').ok_or("write KIND/NAME=NEW")?;
        Ok(Self {
            object: object.parse()?,
            new_name: new_name.to_owned(),
        })
    }
}
