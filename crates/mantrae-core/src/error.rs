//! What can go wrong, in words.
//!
//! Rules: every public function returns [`Error`]; a module that knows more than the layer below adds the object's
//! name and the cure; nothing is logged here, the edge (window, command line) does that once.

use std::sync::atomic::{AtomicU64, Ordering};

use serde::Serialize;

/// The result of everything in this crate that can fail.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// A failure a person can act on.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct Error {
    /// What a screen or script acts on.
    pub code: Code,
    /// What happened, naming the object.
    pub message: String,
    /// What the person may try.
    pub hint: Option<String>,
    /// True when the same request may work later without any change.
    pub retry: bool,
    #[source]
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

/// The kinds of failure that call for different actions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, serde::Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum Code {
    /// Another operation holds the data folder.
    Busy,
    /// A profile, component, backup, plan or file is not there.
    NotFound,
    /// The name is taken.
    Exists,
    /// What was typed or given makes no sense.
    InvalidInput,
    /// A file can't be read as what it should be.
    Unreadable,
    /// A file is a template; its components can be taken as they are, actions included.
    Template,
    /// A file is an install configuration, not a dynamic one: it can be kept as facts about its Traefik.
    InstallConfiguration,
    /// A backup does not hold what its manifest says.
    Damaged,
    /// The file is not an archive of ours.
    Foreign,
    /// Made by a newer version of this program.
    Newer,
    /// No good backup would be left.
    LastGood,
    /// A change would send requests elsewhere than to the router that they must reach.
    BreaksExpectation,
    /// The configuration changed since the plan was made.
    StalePlan,
    /// There is no operation to undo.
    NothingToUndo,
    /// A location can't be read or written.
    Storage,
    /// A running Traefik cannot be reached, or does not answer as one.
    Gateway,
    /// A running Traefik requires a name and a password, or does not take those that were given.
    GatewayLogin,
    /// An address that Traefik is to ask cannot be listened at.
    Listen,
    /// The system's keyring is missing or refuses.
    Keyring,
    /// The person must unlock the keyring first.
    Locked,
    /// A key must be entered that is not in the keyring.
    KeyNeeded,
    /// The key that was given does not open it.
    WrongKey,
    /// One of the two databases can't be used.
    Database,
    /// The person stopped it.
    Cancelled,
    /// A defect of this program.
    Internal,
}

impl Error {
    /// A failure with its sentence, without hint or source.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            hint: None,
            retry: false,
            source: None,
        }
    }

    /// Adds what the person may try.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Rewords the sentence; everything else stays.
    #[must_use]
    pub fn reworded(mut self, words: impl FnOnce(&str) -> String) -> Self {
        self.message = words(&self.message);
        self
    }

    /// Says that trying again later may help.
    #[must_use]
    pub fn retryable(mut self) -> Self {
        self.retry = true;
        self
    }

    /// Keeps the cause for the log.
    #[must_use]
    pub fn because(mut self, source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        self.source = Some(source.into());
        self
    }

    /// The form that is sent to the window, the command line and the activity list.
    pub fn failure(&self) -> Failure {
        Failure {
            code: self.code,
            message: self.message.clone(),
            hint: self.hint.clone(),
            retry: self.retry,
        }
    }
}

impl From<Failure> for Error {
    fn from(failure: Failure) -> Self {
        Self {
            code: failure.code,
            message: failure.message,
            hint: failure.hint,
            retry: failure.retry,
            source: None,
        }
    }
}

/// An [`Error`] as data, without its cause.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, serde::Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Failure {
    /// What a screen or script acts on.
    pub code: Code,
    /// What happened.
    pub message: String,
    /// What the person may try.
    pub hint: Option<String>,
    /// True when the same request may work later without any change.
    pub retry: bool,
}

/// A failed file operation on `path`, in words; `what` is a verb phrase such as "write the backup".
pub fn io(what: &str, path: &std::path::Path, error: std::io::Error) -> Error {
    let shown = path.display();
    let full = |text: &str, hint: &str| {
        Error::new(Code::Storage, format!("Cannot {what}: {text}: `{shown}`")).hint(hint)
    };
    let error_words = match error.kind() {
        std::io::ErrorKind::StorageFull => {
            full("the disk is full", "Free some space and try again").retryable()
        }
        std::io::ErrorKind::ReadOnlyFilesystem => full(
            "the disk is read-only",
            "Choose another folder, or make the disk writable",
        ),
        std::io::ErrorKind::PermissionDenied => full(
            "permission is missing",
            "Check who owns the file or folder, or choose another one",
        ),
        std::io::ErrorKind::NotFound => {
            Error::new(Code::NotFound, format!("Cannot {what}: there is no `{shown}`"))
        }
        std::io::ErrorKind::IsADirectory => {
            Error::new(Code::Unreadable, format!("Cannot {what}: `{shown}` is a folder"))
                .hint("Choose a file")
        }
        _ => Error::new(Code::Storage, format!("Cannot {what}: `{shown}`: {error}")),
    };
    error_words.because(error)
}

/// A failed query on one of the two databases.
static DAMAGE_SEEN: AtomicU64 = AtomicU64::new(0);

/// How often SQLite has reported damage, or an error of the disk, to this process; in whichever database that was.
pub(crate) fn damage_seen() -> u64 {
    DAMAGE_SEEN.load(Ordering::Relaxed)
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        let code = match &error {
            sqlx::Error::Database(inner) => inner.code().map(std::borrow::Cow::into_owned),
            _ => None,
        };
        let sentence = |text: &str| Self::new(Code::Database, text);
        // The primary result code is the lowest byte of SQLite's extended code.
        let primary = code
            .and_then(|text| text.parse::<u32>().ok())
            .map(|number| number & 0xff);
        if matches!(primary, Some(10 | 11 | 26)) {
            DAMAGE_SEEN.fetch_add(1, Ordering::Relaxed);
        }
        match primary {
            Some(5 | 6) => Self::new(Code::Busy, "The database is in use by another program")
                .hint("Close the other program or wait a moment, then try again")
                .retryable(),
            Some(8) => sentence("The database cannot be written: it is read-only")
                .hint("Check the permissions of the data folder"),
            Some(13) => sentence("The database cannot be written: the disk is full")
                .hint("Free some space and try again")
                .retryable(),
            Some(10) => sentence("The database cannot be read or written: the disk reports an error"),
            Some(11 | 26) => sentence("The database is damaged").hint("Restore a backup"),
            Some(14) => sentence("The database file cannot be opened")
                .hint("Check the permissions of the data folder"),
            _ => sentence("The database refused the request"),
        }
        .because(error)
    }
}
