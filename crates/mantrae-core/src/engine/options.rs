//! How an engine is opened.

use std::path::PathBuf;
use std::time::Duration;

use chrono::{DateTime, Utc};

use crate::lock;
use crate::secret::{Ring, SystemKeyring};
use crate::settings::Environment;
use crate::storage::s3;
use crate::surroundings::Surroundings;

/// How an engine is opened.
#[derive(Debug, Clone)]
pub struct Options {
    /// The data folder.
    pub root: PathBuf,
    /// How long an operation waits for the one before it.
    pub patience: Duration,
    /// The variables of the manual.
    pub environment: Environment,
    /// An empty configuration is made even where one was there before: the person said so.
    pub(crate) anew: bool,
    /// Where "now" comes from; tests give their own.
    pub clock: fn() -> DateTime<Utc>,
    /// Where secrets lie; tests give their own.
    pub keyring: Ring,
    /// How long locations are waited for that are reached over a network.
    pub store_patience: s3::Patience,
    /// What backups by themselves may wait for; tests give their own.
    pub surroundings: fn() -> Surroundings,
    /// Hears the name of each step as it begins; tests end the process there.
    pub at_step: fn(&str),
}

impl Options {
    /// Everything as usual, in that folder.
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
