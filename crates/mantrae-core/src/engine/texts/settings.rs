//! Settings: where backups are stored, and their encryption.

/// The list of locations is being written.
pub(in crate::engine) const CHANGING_STORAGE: &str = "Changing the storage";
/// It is as it was.
pub(in crate::engine) const STORAGE_NOT_CHANGED: &str = "The storage could not be changed";
/// Another list of locations came with imported settings.
pub(in crate::engine) const STORAGE_REPLACED: &str = "Storage: the list was replaced";
/// Encryption is being changed.
pub(in crate::engine) const CHANGING_ENCRYPTION: &str = "Changing backup encryption";
/// New backups are not encrypted.
pub(in crate::engine) const ENCRYPTION_OFF: &str = "Backup encryption turned off";
/// They are not encrypted, against the person's wish.
pub(in crate::engine) const ENCRYPTION_NOT_ON: &str = "Encryption could not be turned on";
/// They are encrypted, against the person's wish.
pub(in crate::engine) const ENCRYPTION_NOT_OFF: &str = "Encryption could not be turned off";
/// The key is the one before.
pub(in crate::engine) const NO_NEW_KEY: &str = "The new key could not be created";

/// An S3 location is new or changed.
pub(in crate::engine) fn location_saved(name: &str) -> String {
    format!("Storage “{name}” saved")
}

/// Backups no longer go there.
pub(in crate::engine) fn location_removed(name: &str) -> String {
    format!("Storage “{name}” removed from the list")
}

/// Whether backups go there.
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

/// New backups are encrypted with another key.
pub(in crate::engine) fn new_key(key: &str) -> String {
    format!("New backup key: {key}")
}

fn on_or_off(on: bool) -> &'static str {
    if on { "on" } else { "off" }
}
