//! Settings: where backups are stored, and their encryption.

use crate::error::{Code, Error};

/// The list of locations is being saved.
pub(in crate::engine) const CHANGING_STORAGE: &str = "Changing the storage";
/// It was not changed.
pub(in crate::engine) const STORAGE_NOT_CHANGED: &str = "The storage could not be changed";
/// Imported settings replaced the list of locations.
pub(in crate::engine) const STORAGE_REPLACED: &str = "Storage: the list was replaced";
/// Encryption is being changed.
pub(in crate::engine) const CHANGING_ENCRYPTION: &str = "Changing backup encryption";
/// New backups are no longer encrypted.
pub(in crate::engine) const ENCRYPTION_OFF: &str = "Backup encryption turned off";
/// Turning encryption on failed.
pub(in crate::engine) const ENCRYPTION_NOT_ON: &str = "Encryption could not be turned on";
/// Turning encryption off failed.
pub(in crate::engine) const ENCRYPTION_NOT_OFF: &str = "Encryption could not be turned off";
/// The previous key stays in use.
pub(in crate::engine) const NO_NEW_KEY: &str = "The new key could not be created";

/// A location was added or changed.
pub(in crate::engine) fn location_saved(name: &str) -> String {
    format!("Storage “{name}” saved")
}

/// A secret was given for a location that `ssh` opens.
pub(in crate::engine) fn needs_no_secret(name: &str) -> Error {
    Error::new(Code::InvalidInput, format!("`{name}` needs no secret key"))
        .hint("`ssh` uses the keys of your account and its agent")
}

/// A location was removed.
pub(in crate::engine) fn location_removed(name: &str) -> String {
    format!("Storage “{name}” removed from the list")
}

/// A location was turned on or off.
pub(in crate::engine) fn location_switched(name: &str, on: bool) -> String {
    format!("Storage “{name}” turned {}", on_or_off(on))
}

/// Whether backups are stored on this computer.
pub(in crate::engine) fn this_computer_switched(on: bool) -> String {
    format!("Storage on this computer turned {}", on_or_off(on))
}

/// New backups are encrypted with this key.
pub(in crate::engine) fn encryption_on(key: &str) -> String {
    format!("Backup encryption turned on, with the key {key}")
}

/// New backups are encrypted with a different key.
pub(in crate::engine) fn new_key(key: &str) -> String {
    format!("New backup key: {key}")
}

fn on_or_off(on: bool) -> &'static str {
    if on { "on" } else { "off" }
}
