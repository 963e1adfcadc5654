//! Options for opening an engine.

use std::path::PathBuf;
use std::time::Duration;

use chrono::{DateTime, Utc};

use crate::lock;
use crate::secret::{Ring, SystemKeyring};
use crate::settings::Environment;
use crate::storage::s3;
use crate::surroundings::Surroundings;

/// Options for opening an engine.
#[derive(Debug, Clone)]
pub struct Options {
    /// The data folder.
    pub root: PathBuf,
    /// How long an operation waits for the one before it.
    pub patience: Duration,
    /// The environment variables listed in the manual.
    pub environment: Environment,
    /// Create an empty configuration even if one existed before: the person asked for it.
    pub(crate) anew: bool,
    /// The source of the current time; tests supply their own.
    pub clock: fn() -> DateTime<Utc>,
    /// Where secrets are stored; tests supply their own.
    pub keyring: Ring,
    /// How long to wait for locations that are reached over a network.
    pub store_patience: s3::Patience,
    /// What automatic backups may wait for; tests supply their own.
    pub surroundings: fn() -> Surroundings,
    /// Called with the name of each step as it begins; tests end the process there.
    pub at_step: fn(&str),
}

impl Options {
    /// The default options, with the given data folder.
    pub fn new(root: impl Into<PathBuf>) -> Self {
        Self {
            root: root.into(),
            patience: lock::PATIENCE,
            environment: Environment::of_process(),
            anew: false,
            clock: Utc::now,
            keyring: Ring::new(SystemKeyring),
            store_patience: s3::Patience::default(),
            surroundings: Surroundings::here,
            at_step: |_| (),
        }
    }
}
