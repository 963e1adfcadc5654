//! `publish`: a profile to the file that its Traefik reads.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

/// Publishing a profile to the file that its Traefik reads.
#[derive(Debug, Subcommand)]
pub(crate) enum PublishCommand {
    /// Say where a profile is published; nothing is published yet
    Connect(NewConnection),
    /// Forget where a profile is published; a file stays as it is
    Disconnect {
        /// The profile
        #[arg(long)]
        profile: String,
    },
    /// Publish saved changes automatically, or no longer
    ///
    /// Two seconds after the last change, while Mantrae's window, its tray or `schedule run` runs: only if nothing is
    /// wrong, every expectation is met and at most 4 routers change. What waits for you, `publish status` says.
    Automatic {
        /// Whether changes are published automatically
        #[arg(value_enum)]
        switch: Switch,
        /// The profile
        #[arg(long)]
        profile: String,
    },
    /// Answer the Traefiks that ask over HTTP, until the program is told to end
    ///
    /// Mantrae's window and tray do the same while they run, as does `schedule run`; only one program at a time does.
    Serve,
    /// Print the token that Traefik shows when it asks over HTTP
    Token {
        /// The profile
        #[arg(long)]
        profile: String,
        /// Make a new one first: Traefik goes on with what it has until it is told
        #[arg(long)]
        new: bool,
    },
    /// Print the lines for Traefik's install configuration
    Settings {
        /// The profile, which must be connected
        #[arg(long)]
        profile: String,
        /// The format
        #[arg(long, value_enum, default_value = "yaml")]
        format: SettingsFormat,
        /// Print the token too, instead of the word TOKEN
        #[arg(long)]
        with_token: bool,
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
    #[command(flatten)]
    pub(crate) way: Way,
    /// The profile
    #[arg(long)]
    pub(crate) profile: String,
    /// The address of Traefik's API, such as `http://127.0.0.1:8080`; without it, publications are not confirmed
    #[arg(long, value_name = "URL")]
    pub(crate) api: Option<String>,
    /// The user name for the API, if it requires one; the password is asked for and saved in the keyring
    #[arg(long, value_name = "NAME", requires = "api")]
    pub(crate) user: Option<String>,
    /// Read the password from standard input
    #[arg(long, requires = "user")]
    pub(crate) password_stdin: bool,
    /// Read a token of your own from standard input; only a hash of it is kept [default: one is made, for the keyring]
    #[arg(long, requires = "http", conflicts_with = "password_stdin")]
    pub(crate) token_stdin: bool,
}

/// How Traefik gets what is published.
#[derive(Debug, Args)]
pub(crate) struct Way {
    /// The folder that Traefik reads (`providers.file.directory`), or a single file (`providers.file.filename`)
    #[arg(required_unless_present = "http")]
    pub(crate) path: Option<PathBuf>,
    /// The name of the file in the folder [default: made from the profile's name]
    #[arg(long, value_name = "NAME", requires = "path")]
    pub(crate) file_name: Option<String>,
    /// Let Traefik ask for it over HTTP (`providers.http`) instead of reading files
    ///
    /// Mantrae must be running when Traefik starts: its window, its tray, or `publish serve`.
    #[arg(long, conflicts_with = "path")]
    pub(crate) http: bool,
    /// Where to listen for that: an address, a port, or both [default: 127.0.0.1:8422]
    #[arg(long, value_name = "ADDRESS", requires = "http")]
    pub(crate) listen: Option<String>,
}

/// Whether something happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Switch {
    /// It happens
    On,
    /// It does not happen
    Off,
}

/// The format of Traefik's install configuration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum SettingsFormat {
    /// For `traefik.yml`
    Yaml,
    /// For `traefik.toml`
    Toml,
    /// For the command line
    Flags,
    /// For a compose file
    Compose,
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
