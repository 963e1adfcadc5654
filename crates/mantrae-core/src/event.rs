//! What just happened, for whoever shows it. An event says what to fetch again, not what it is now.

use serde::Serialize;

use crate::activity::Entry;
use crate::storage::storage_test::StorageTest;

/// A fact in the past tense.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "type", rename_all = "kebab-case")]
pub enum Event {
    /// Profiles or components changed.
    ConfigurationChanged,
    /// The list of backups changed, or a backup was verified or found damaged.
    BackupsChanged,
    /// An entry of the activity list was added or changed.
    ActivityChanged,
    /// A setting changed.
    SettingsChanged,
    /// An operation reached its next step.
    RunProgressed {
        /// The entry as it is now.
        entry: Box<Entry>,
    },
    /// A step of the storage test of a location passed or failed.
    LocationTested {
        /// The id of the location; empty for one that is not saved yet.
        location: String,
        /// The steps so far.
        storage_test: Box<StorageTest>,
    },
}
