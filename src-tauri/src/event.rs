//! What the window is told from outside.

use mantrae_core::Event;
use mantrae_core::activity::Entry;
use mantrae_core::engine::StorageTest;
use mantrae_core::verdict::Verdict;
use serde::Serialize;
use tauri::AppHandle;
use tauri_specta::Event as _;

/// What the window is told.
#[derive(Debug, Clone, Serialize, specta::Type, tauri_specta::Event)]
#[tauri_specta(event_name = "engine-event")]
#[serde(tag = "type", rename_all = "kebab-case")]
#[serde(rename = "Event")]
pub(crate) enum WindowEvent {
    ConfigurationChanged,
    BackupsChanged,
    ActivityChanged,
    SettingsChanged,
    RunProgressed {
        entry: Box<Entry>,
    },
    LocationTested {
        location: String,
        storage_test: Box<StorageTest>,
    },
    VerdictChanged {
        verdict: Verdict,
    },
    CloseAsked,
    GoAsked {
        to: Screen,
    },
    FileAsked,
}

/// A screen that something outside of the window leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, specta::Type)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Screen {
    Backups,
    Activity,
    Settings,
}

impl From<Event> for WindowEvent {
    fn from(event: Event) -> Self {
        match event {
            Event::ConfigurationChanged => Self::ConfigurationChanged,
            Event::BackupsChanged => Self::BackupsChanged,
            Event::ActivityChanged => Self::ActivityChanged,
            Event::SettingsChanged => Self::SettingsChanged,
            Event::RunProgressed { entry } => Self::RunProgressed { entry },
            Event::LocationTested {
                location,
                storage_test,
            } => Self::LocationTested {
                location,
                storage_test,
            },
        }
    }
}

/// Tells the window, if there is one.
pub(crate) fn tell(app: &AppHandle, event: &WindowEvent) {
    if let Err(error) = event.emit(app) {
        tracing::warn!(?error, "an event did not reach the window");
    }
}
