//! Why another computer did not do what was asked, in words a person can act on.

use std::fmt;
use std::io;

use super::SftpOptions;
use super::client::Unanswered;
use super::wire::status;
use crate::error::{Code, Error};
use crate::words::size;

/// Why another computer did not do what was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cause {
    /// This system cannot do it.
    Unsupported,
    /// There is no program `ssh`.
    SshMissing,
    /// The person's configuration of `ssh` cannot be read; its words.
    Configuration(String),
    /// The name of the host is not known.
    NameNotFound,
    /// Nothing listens there.
    Refused,
    /// There is no way to it.
    Unreachable,
    /// It took too long.
    TimedOut,
    /// The connection broke off.
    BrokenOff,
    /// Its host key is not known yet: whether it is the right computer, only a person can say.
    HostKeyUnknown,
    /// Its host key is not the one that is known.
    HostKeyChanged {
        /// Of the key that it showed: `SHA256:…`.
        fingerprint: Option<String>,
        /// The file with the known one, and the line.
        known: Option<String>,
    },
    /// It let nobody in with the keys of this computer.
    LoginRefused {
        /// What it would accept.
        accepts: Option<String>,
    },
    /// It offers no SFTP.
    NoSftp,
    /// Something else than SFTP came; its beginning, if it is text.
    Foreign(String),
    /// The account may not do this.
    Denied {
        /// In which folder.
        folder: String,
    },
    /// There is no such folder.
    FolderMissing {
        /// Which.
        folder: String,
    },
    /// The folder is there, but is not the one that backups were stored in.
    FolderUnused {
        /// Which.
        folder: String,
    },
    /// It has the name of the folder, and is none.
    NoFolder {
        /// Which.
        folder: String,
    },
    /// Nothing can be written to its disk.
    ReadOnly,
    /// Its disk is full.
    DiskFull {
        /// Bytes that are left.
        free: u64,
    },
    /// It refused, in its own words.
    Failed(String),
}

/// The cause, as the source of an [`Error`].
#[derive(Debug)]
struct Described(Cause);

impl fmt::Display for Described {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:?}", self.0)
    }
}

impl std::error::Error for Described {}

impl Cause {
    /// Why another computer refused, if the error came from one.
    pub fn of(error: &Error) -> Option<&Self> {
        use std::error::Error as _;
        let mut next = error.source();
        while let Some(one) = next {
            if let Some(Described(cause)) = one.downcast_ref() {
                return Some(cause);
            }
            next = one.source();
        }
        None
    }

    /// True when it may pass on its own.
    pub fn passes(&self) -> bool {
        matches!(
            self,
            Self::NameNotFound
                | Self::Refused
                | Self::Unreachable
                | Self::TimedOut
                | Self::BrokenOff
                | Self::FolderMissing { .. }
                | Self::FolderUnused { .. }
                | Self::DiskFull { .. }
                | Self::Failed(_)
        )
    }

    /// Why `ssh` could not be started.
    pub(super) fn of_start(error: &io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound => Self::SshMissing,
            io::ErrorKind::Unsupported => Self::Unsupported,
            _ => Self::Failed(error.to_string()),
        }
    }

    /// What `ssh` said before it ended. Its messages are the same in every language.
    pub(super) fn of_ssh(said: &str) -> Self {
        let line = |part: &str| said.lines().map(str::trim).find(|line| line.contains(part));
        if said.contains("REMOTE HOST IDENTIFICATION HAS CHANGED") || said.contains("REVOKED HOST KEY") {
            let offending = line("Offending ").and_then(|line| line.split_once(" key in "));
            return Self::HostKeyChanged {
                fingerprint: line("SHA256:").map(|line| line.trim_end_matches('.').to_owned()),
                known: offending.map(|(_, at)| at.to_owned()),
            };
        }
        if said.contains("Host key verification failed") {
            return Self::HostKeyUnknown;
        }
        let of_configuration = [
            "Bad configuration option",
            "Can't open user config file",
            "Bad owner or permissions",
            "extra arguments at end of line",
        ];
        if let Some(found) = of_configuration.into_iter().find_map(line) {
            return Self::Configuration(found.to_owned());
        }
        if let Some(found) = line("Permission denied (") {
            let accepts = found.split_once('(').and_then(|(_, rest)| rest.split_once(')'));
            return Self::LoginRefused {
                accepts: accepts.map(|(methods, _)| methods.replace(',', ", ")),
            };
        }
        let causes = [
            (
                "Too many authentication failures",
                Self::LoginRefused { accepts: None },
            ),
            ("Could not resolve hostname", Self::NameNotFound),
            ("Connection refused", Self::Refused),
            ("No route to host", Self::Unreachable),
            ("Network is unreachable", Self::Unreachable),
            ("timed out", Self::TimedOut),
            ("not responding", Self::TimedOut),
            ("subsystem request failed", Self::NoSftp),
            ("administratively prohibited", Self::NoSftp),
        ];
        let found = causes.into_iter().find(|(part, _)| said.contains(part));
        found.map_or(Self::BrokenOff, |(_, cause)| cause)
    }

    /// What a request about the folder was answered with.
    pub(super) fn of_answer(unanswered: Unanswered, folder: &str) -> Self {
        let folder = || shown(folder);
        match unanswered {
            Unanswered::Status(status::NO_SUCH_FILE, _) => Self::FolderMissing { folder: folder() },
            Unanswered::Status(status::PERMISSION_DENIED, _) => Self::Denied { folder: folder() },
            Unanswered::Status(_, words) => Self::Failed(words),
            Unanswered::Broken => Self::BrokenOff,
            Unanswered::TimedOut => Self::TimedOut,
            Unanswered::Foreign(text) => Self::Foreign(text),
        }
    }

    /// In words: what is wrong, and what to try.
    pub fn words(&self, options: &SftpOptions) -> (String, String) {
        let host = &options.host;
        let (sentence, hint) = match self {
            Self::Unsupported => (
                "locations over SFTP need Linux or macOS".to_owned(),
                "Choose an S3 location, or a folder",
            ),
            Self::SshMissing => (
                "the program `ssh` is not installed on this computer".to_owned(),
                "Install the OpenSSH client (on Debian and Ubuntu: `openssh-client`)",
            ),
            Self::Configuration(words) => (
                format!("`ssh` cannot use its configuration: {words}"),
                "Correct the file; `ssh` must work with it in a terminal",
            ),
            Self::NameNotFound => (
                format!("the host `{host}` was not found"),
                "Check its name, and whether this computer is online",
            ),
            Self::Refused => (
                format!("nothing answers at `{host}`"),
                "Check that its SSH server is running, and the port",
            ),
            Self::Unreachable => (
                format!("there is no way to `{host}`"),
                "Check the network, and whether the computer is on",
            ),
            Self::TimedOut => (
                format!("`{host}` did not answer in time"),
                "Check the network, and whether the computer is on; Mantrae tries again later",
            ),
            Self::BrokenOff => (
                format!("the connection to `{host}` was lost"),
                "Check the network; Mantrae tries again later",
            ),
            Self::HostKeyUnknown => (
                format!("the host key of `{host}` is not known on this computer"),
                "Test the storage and compare the fingerprint",
            ),
            Self::HostKeyChanged { fingerprint, known } => {
                return changed(host, fingerprint.as_deref(), known.as_deref());
            }
            Self::LoginRefused { accepts } => return refused(options, accepts.as_deref()),
            Self::NoSftp => (
                format!("`{host}` offers no SFTP"),
                "Turn SFTP on in its SSH server (`Subsystem sftp internal-sftp`)",
            ),
            Self::Foreign(text) if text.is_empty() => (
                format!("`{host}` does not answer like an SFTP server"),
                "Check host and port",
            ),
            Self::Foreign(text) => (
                format!("`{host}` prints text where SFTP should begin: {text}"),
                "Remove that output from the login scripts of the account, such as .bashrc",
            ),
            Self::Denied { folder } => (
                format!("the account on `{host}` is not allowed to do this in {folder}"),
                "Check who owns the folder there, and whether the account is read-only",
            ),
            Self::FolderMissing { folder } => (
                format!("{folder} does not exist on `{host}`"),
                "Create it, connect its disk there, or check its name",
            ),
            Self::FolderUnused { folder } => (
                format!("{folder} on `{host}` is not the one that backups were stored in"),
                "Connect its disk there. If it was emptied on purpose, set it up again in the storage test",
            ),
            Self::NoFolder { folder } => (format!("{folder} on `{host}` is a file"), "Choose a folder"),
            Self::ReadOnly => (
                format!("the disk of `{host}` is read-only"),
                "Make it writable there, or choose another folder",
            ),
            Self::DiskFull { free } => (
                format!("the disk of `{host}` is full: {} free", size(*free)),
                "Free some space there; Mantrae tries again later",
            ),
            Self::Failed(words) => (
                format!("`{host}` refused it: {}", words.trim_end_matches('.')),
                "Test the storage",
            ),
        };
        (sentence, hint.to_owned())
    }
}

/// A failed operation in words; `what` is a verb phrase such as "write a backup to".
pub(super) fn describe(what: &str, options: &SftpOptions, cause: Cause) -> Error {
    let (sentence, hint) = cause.words(options);
    let told = Error::new(
        Code::Storage,
        format!("Cannot {what} {}: {sentence}", options.name),
    )
    .hint(hint);
    let told = if cause.passes() { told.retryable() } else { told };
    told.because(Described(cause))
}

fn changed(host: &str, fingerprint: Option<&str>, known: Option<&str>) -> (String, String) {
    let told = fingerprint.map_or(String::new(), |print| format!(": it is {print} now"));
    let known = known.unwrap_or("your known hosts");
    (
        format!("the host key of `{host}` has changed{told}"),
        format!(
            "Another computer may be answering in its name. Only if its key was replaced on purpose, remove the known one from \
             {known} and test again"
        ),
    )
}

fn refused(options: &SftpOptions, accepts: Option<&str>) -> (String, String) {
    let told = accepts.map_or(String::new(), |methods| format!(" (it accepts: {methods})"));
    (
        format!(
            "`{}` does not let you in with the keys of this computer{told}",
            options.host
        ),
        format!(
            "Add your key to the agent with `ssh-add`, or put its public half on the server with `ssh-copy-id`. This must work \
             without a question: `{}`",
            by_hand(options)
        ),
    )
}

/// A folder in a sentence.
pub(super) fn shown(folder: &str) -> String {
    if folder.is_empty() {
        "the home folder".to_owned()
    } else {
        format!("the folder `{folder}`")
    }
}

/// The command that must work in a terminal.
fn by_hand(options: &SftpOptions) -> String {
    let file = options.config_file.as_deref();
    let file = file.map(|file| format!("-F {} ", file.display()));
    let port = options.port.map(|port| format!("-P {port} "));
    let user = options.user.as_deref().filter(|user| !user.is_empty());
    let user = user.map(|user| format!("{user}@"));
    let [file, port, user] = [file, port, user].map(Option::unwrap_or_default);
    format!("sftp -o BatchMode=yes {file}{port}{user}{}", options.host)
}
