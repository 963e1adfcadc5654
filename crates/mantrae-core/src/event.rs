//! What just happened, for whoever shows it. An event says what to ask for again, not what the answer is.

use serde::Serialize;

use crate::activity::Entry;
use crate::storage::storage_test::StorageTest;

/// A fact in the past tense.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "type", rename_all = "kebab-case")]
pub enum Event {
    /// Profiles or components are not what they were.
    ConfigurationChanged,
    /// The list of backups is not what it was, or one was verified or found damaged.
    BackupsChanged,
    /// A line of the activity list came or changed.
    ActivityChanged,
    /// A setting changed.
    SettingsChanged,
    /// An operation reached its next step.
    RunProgressed {
        /// The line as it is now.
        entry: Box<Entry>,
    },
    /// A location for backups that is being tried out passed a step, or failed at it.
    LocationTested {
        /// The id of the location; empty for one that is not saved yet.
        location: String,
        /// The steps so far.
        storage_test: Box<StorageTest>,
    },
}
