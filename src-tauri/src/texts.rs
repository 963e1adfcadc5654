//! What the program says outside the window: in the tray, in the system's dialogs, and where the system refuses
//! something. The tray and buttons of dialogs capitalize words, as desktops do.

use chrono::{DateTime, Utc};
use mantrae_core::words;

/// What the tray says. Its first row is the verdict of the engine.
pub(crate) mod tray {
    use super::{DateTime, Utc, words};

    pub(crate) const NAME: &str = "Mantrae";
    pub(crate) const NOTHING_DUE: &str = "No Backup Scheduled";
    pub(crate) const SHOW_FAILURE: &str = "Show What Failed…";
    pub(crate) const BACK_UP: &str = "Back Up Now";
    pub(crate) const PAUSE: &str = "Pause Backups";
    pub(crate) const FOR_AN_HOUR: &str = "For 1 Hour";
    pub(crate) const UNTIL_TOMORROW: &str = "Until Tomorrow 08:00";
    pub(crate) const UNTIL_RESUMED: &str = "Until I Resume";
    pub(crate) const RESUME: &str = "Resume Backups";
    pub(crate) const OPEN: &str = "Open Mantrae";
    pub(crate) const BACKUPS: &str = "Show Backups…";
    pub(crate) const SETTINGS: &str = "Settings…";
    pub(crate) const QUIT: &str = if cfg!(target_os = "windows") {
        "Exit"
    } else {
        "Quit Mantrae"
    };

    pub(crate) fn next(at: DateTime<Utc>, now: DateTime<Utc>) -> String {
        format!("Next: {}", words::ahead(at, now))
    }

    pub(crate) fn stop(percent: usize) -> String {
        format!("Stop Backup ({percent} %)")
    }

    pub(crate) fn traefik(short: &str) -> String {
        if short.starts_with("Traefik") {
            return short.to_owned();
        }
        format!("Traefik: {short}")
    }

    pub(crate) fn traefik_of(profile: &str, short: &str) -> String {
        format!("{profile}: {short}")
    }

    pub(crate) fn all_traefiks_are_well(all: usize) -> String {
        format!("Traefik: All {all} Profiles in Order")
    }

    pub(crate) fn unreachable(location: &str) -> String {
        format!("{location} Cannot Be Reached")
    }

    pub(crate) fn reachable(location: &str) -> String {
        format!("{location} Reachable")
    }

    pub(crate) fn all_reachable(number: usize) -> String {
        format!("{number} Locations Reachable")
    }
}

/// What the system's dialogs say.
pub(crate) mod dialogs {
    pub(crate) const ALL_FILES: &str = "All files";
    pub(crate) const IMPORT_FILES: &str = "Import Traefik files";
    pub(crate) const IMPORT_FOLDER: &str = "Import a folder of Traefik files";
    pub(crate) const VERSION_FOLDER: &str = "Choose a folder for the files of your profiles";
    pub(crate) const TRAEFIK_FOLDER: &str = "Choose the folder that Traefik reads";
    pub(crate) const DYNAMIC_CONFIGURATION: &str = "Traefik dynamic configuration";
    pub(crate) const SERVER_DATABASE: &str = "Mantrae server database";
    pub(crate) const OPEN_INSTALL: &str = "Open Traefik’s install configuration";
    pub(crate) const INSTALL_OR_COMPOSE: &str = "Install configuration or compose file";
    pub(crate) const OPEN_BACKUP: &str = "Open a backup";
    pub(crate) const BACKUPS: &str = "Backups";
    pub(crate) const OPEN_SHEET: &str = "Open the recovery sheet";
    pub(crate) const SHEETS_AND_KEYS: &str = "Recovery sheets and keys";
    pub(crate) const SAVE_SHEET: &str = "Save the recovery sheet";
    pub(crate) const SHEET_FILE: &str = "Mantrae recovery sheet.txt";
    pub(crate) const TRUST_CA: &str = "Trust a CA file";
    pub(crate) const CERTIFICATES: &str = "Certificates";
    pub(crate) const BACKUP_FOLDER: &str = "Choose a folder for backups";
    pub(crate) const SAVE_COPY: &str = "Save a copy";
    pub(crate) const EXPORT_PROFILE: &str = "Export profile";

    pub(crate) const BACKUP_RUNNING: &str = "A backup is running";
    pub(crate) const QUIT_STOPS_IT: &str =
        "If Mantrae quits now, this backup is stopped. Earlier backups are kept.";
    pub(crate) const QUIT_ANYWAY: &str = "Quit Anyway";
    pub(crate) const KEEP_RUNNING: &str = "Keep Running";
    pub(crate) const CANNOT_START: &str = "Mantrae cannot start";
}

/// What went wrong around the engine.
pub(crate) mod failures {
    use std::fmt::Display;
    use std::path::Path;

    pub(crate) const NOT_OUR_FOLDER: &str = "Only Mantrae’s own folders can be opened";
    pub(crate) const NOTHING_TO_RECOVER: &str = "The database is open: there is nothing to recover";

    pub(crate) fn system_refused(error: &impl Display) -> String {
        format!("The system refused it: {error}")
    }

    pub(crate) fn no_window_system(error: &impl Display) -> String {
        format!("The window system refused: {error}")
    }

    pub(crate) fn no_file_manager(folder: &Path) -> String {
        format!("No file manager could open `{}`", folder.display())
    }
}
