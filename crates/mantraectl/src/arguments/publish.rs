//! `publish`: a profile to the file that its Traefik reads.

use std::path::PathBuf;

use clap::{Args, Subcommand};

/// Publishing a profile to the file that its Traefik reads.
#[derive(Debug, Subcommand)]
pub(crate) enum PublishCommand {
    /// Say where a profile is published; nothing is published yet
    Connect(NewConnection),
    /// Forget where a profile is published; the file stays as it is
    Disconnect {
        /// The profile
        #[arg(long)]
        profile: String,
    },
    /// Show what would change, and what keeps the profile from being published
    ///
    /// The exit code is 1 if something does.
    Plan {
        /// The profile
        #[arg(long)]
        profile: String,
    },
    /// Publish a profile, and ask Traefik whether it runs it
    ///
    /// Nothing is written if the profile, the file or a file beside it would stop Traefik, or if somebody else has
    /// changed the file. The exit code is 1 if Traefik does not run what was published.
    Now(Publishing),
    /// Keep a publication that is on trial
    Confirm {
        /// The profile
        #[arg(long)]
        profile: String,
    },
    /// Put back what was there before a publication
    ///
    /// The file of somebody who has changed it since is left alone.
    TakeBack {
        /// The number of the publication; later ones are taken back too [default: the latest]
        number: Option<i64>,
        /// The profile
        #[arg(long)]
        profile: String,
    },
    /// Ask Traefik whether it runs what was published, and show what is not published yet
    Status {
        /// The profile
        #[arg(long)]
        profile: String,
    },
    /// List the publications of a profile
    List {
        /// The profile
        #[arg(long)]
        profile: String,
    },
}

/// Where a profile is published.
#[derive(Debug, Args)]
pub(crate) struct NewConnection {
    /// The folder that Traefik reads (`providers.file.directory`), or a single file (`providers.file.filename`)
    pub(crate) path: PathBuf,
    /// The profile
    #[arg(long)]
    pub(crate) profile: String,
    /// The name of the file in the folder [default: made from the profile's name]
    #[arg(long, value_name = "NAME")]
    pub(crate) file_name: Option<String>,
    /// The address of Traefik's API, such as `http://127.0.0.1:8080`; without it, publications are not confirmed
    #[arg(long, value_name = "URL")]
    pub(crate) api: Option<String>,
    /// The user name for the API, if it requires one; the password is asked for and saved in the keyring
    #[arg(long, value_name = "NAME", requires = "api")]
    pub(crate) user: Option<String>,
    /// Read the password from standard input
    #[arg(long, requires = "user")]
    pub(crate) password_stdin: bool,
}

/// How a profile is published.
#[derive(Debug, Args)]
pub(crate) struct Publishing {
    /// The profile
    #[arg(long)]
    pub(crate) profile: String,
    /// Take it back after so many seconds, counted from when Traefik shows it, unless `publish confirm` keeps it
    ///
    /// This command waits for the end of the trial. If it is stopped, any other command, `schedule run` or the window
    /// takes the publication back once the time is over.
    #[arg(long, value_name = "SECONDS")]
    pub(crate) trial: Option<i64>,
    /// Do not wait for the end of the trial
    #[arg(long, requires = "trial")]
    pub(crate) no_wait: bool,
    /// Replace the file although somebody else has written or changed it
    #[arg(long)]
    pub(crate) overwrite: bool,
    /// Take away so many routers, where that is many, or all
    #[arg(long, value_name = "NUMBER")]
    pub(crate) removes: Option<usize>,
    /// Let everybody on this computer read a new file, although it holds secrets
    #[arg(long)]
    pub(crate) readable: bool,
}
