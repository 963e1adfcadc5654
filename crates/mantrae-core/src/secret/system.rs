//! The keyring of the desktop: Secret Service on Linux, Keychain on macOS, Credential Manager on Windows.

use std::sync::Arc;

use keyring_core::api::CredentialStore;
use keyring_core::{Entry, Error as KeyringError};

use super::{Keyring, KeyringFailure, KeyringState, Secret};

/// The name under which the keyring shows our entries.
const SERVICE: &str = "dev.mantrae.desktop";

/// The keyring of the person who is logged in.
///
/// Each request makes its own connection: the keyring may start later than this program, stop, and come back.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemKeyring;

impl Keyring for SystemKeyring {
    fn state(&self) -> KeyringState {
        match look::state(None) {
            Ok(()) => KeyringState::Unlocked,
            Err(KeyringFailure::Locked) => KeyringState::Locked,
            Err(_) => KeyringState::Absent,
        }
    }

    fn name(&self) -> Option<&'static str> {
        look::name()
    }

    fn get(&self, name: &str) -> Result<Option<Secret<String>>, KeyringFailure> {
        // For a locked entry, the store would make the desktop prompt the person.
        look::state(Some(name))?;
        match entry(name)?.get_password() {
            Ok(secret) => Ok(Some(Secret::new(secret))),
            Err(KeyringError::NoEntry) => Ok(None),
            Err(error) => Err(problem(error)),
        }
    }

    fn set(&self, name: &str, secret: &Secret<String>) -> Result<(), KeyringFailure> {
        look::state(Some(name))?;
        entry(name)?.set_password(secret.expose()).map_err(problem)
    }

    fn delete(&self, name: &str) -> Result<bool, KeyringFailure> {
        look::state(Some(name))?;
        match entry(name)?.delete_credential() {
            Ok(()) => Ok(true),
            Err(KeyringError::NoEntry) => Ok(false),
            Err(error) => Err(problem(error)),
        }
    }

    fn unlock(&self) -> Result<(), KeyringFailure> {
        look::unlock()
    }
}

fn entry(name: &str) -> Result<Entry, KeyringFailure> {
    store()
        .and_then(|store| store.build(SERVICE, name, None))
        .map_err(problem)
}

#[cfg(target_os = "linux")]
fn store() -> keyring_core::Result<Arc<CredentialStore>> {
    Ok(zbus_secret_service_keyring_store::Store::new()?)
}
#[cfg(target_os = "macos")]
fn store() -> keyring_core::Result<Arc<CredentialStore>> {
    Ok(apple_native_keyring_store::keychain::Store::new()?)
}
#[cfg(target_os = "windows")]
fn store() -> keyring_core::Result<Arc<CredentialStore>> {
    Ok(windows_native_keyring_store::Store::new()?)
}

fn problem(error: KeyringError) -> KeyringFailure {
    match error {
        KeyringError::NoStorageAccess(_) => KeyringFailure::Locked,
        KeyringError::NoDefaultStore => KeyringFailure::Absent(None),
        // Holds the bytes that it could not read.
        KeyringError::BadEncoding(_) | KeyringError::BadDataFormat(..) => {
            KeyringFailure::Refused("the keyring entry is not text".into())
        }
        error => KeyringFailure::Refused(Box::new(error)),
    }
}

/// Looks at the Secret Service without making it prompt.
#[cfg(target_os = "linux")]
mod look {
    use std::collections::HashMap;

    use secret_service::blocking::SecretService;
    use secret_service::{EncryptionType, Error};

    use super::{KeyringFailure, SERVICE};

    /// Fails where the default collection, or the entry of that name, is locked or not there.
    pub(super) fn state(name: Option<&str>) -> Result<(), KeyringFailure> {
        // No secret is sent here.
        let service = SecretService::connect(EncryptionType::Plain).map_err(problem)?;
        if let Some(name) = name {
            let ours = HashMap::from([("service", SERVICE), ("username", name)]);
            let found = service.search_items(ours).map_err(problem)?;
            if !found.unlocked.is_empty() {
                return Ok(());
            }
            if !found.locked.is_empty() {
                return Err(KeyringFailure::Locked);
            }
        }
        let collection = service.get_default_collection().map_err(problem)?;
        if collection.is_locked().map_err(problem)? {
            return Err(KeyringFailure::Locked);
        }
        Ok(())
    }

    /// The provider of the Secret Service does not name itself, so its program does.
    pub(super) fn name() -> Option<&'static str> {
        let bus = zbus::blocking::Connection::session().ok()?;
        let bus = zbus::blocking::fdo::DBusProxy::new(&bus).ok()?;
        let process = bus
            .get_connection_unix_process_id("org.freedesktop.secrets".try_into().ok()?)
            .ok()?;
        let program = std::fs::read_to_string(format!("/proc/{process}/comm")).ok()?;
        called(program.trim())
    }

    /// The name that people know a program by.
    pub(super) fn called(program: &str) -> Option<&'static str> {
        let known = [
            ("gnome-keyring", "GNOME Keyring"),
            ("kwalletd", "KWallet"),
            ("ksecretd", "KWallet"),
            ("keepassxc", "KeePassXC"),
        ];
        let found = known.into_iter().find(|(start, _)| program.starts_with(start));
        found.map(|(_, name)| name)
    }

    pub(super) fn unlock() -> Result<(), KeyringFailure> {
        let service = SecretService::connect(EncryptionType::Plain).map_err(problem)?;
        let collection = service.get_default_collection().map_err(problem)?;
        collection.unlock().map_err(problem)?;
        drop(collection);
        state(None)
    }

    fn problem(error: Error) -> KeyringFailure {
        match error {
            Error::Locked | Error::Prompt => KeyringFailure::Locked,
            error => KeyringFailure::Absent(Some(Box::new(error))),
        }
    }
}

/// Keychain and Credential Manager are unlocked while the person is logged in, and prompt on their own otherwise.
#[cfg(not(target_os = "linux"))]
mod look {
    use super::KeyringFailure;

    pub(super) fn state(_: Option<&str>) -> Result<(), KeyringFailure> {
        super::store().map(drop).map_err(super::problem)
    }

    pub(super) fn name() -> Option<&'static str> {
        Some(if cfg!(target_os = "macos") {
            "Keychain"
        } else {
            "Credential Manager"
        })
    }

    pub(super) fn unlock() -> Result<(), KeyringFailure> {
        state(None)
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::look::called;

    #[test]
    fn a_keyring_is_called_as_its_people_call_it() {
        let check = |program, expect| assert_eq!(called(program), expect, "{program}");
        // The kernel keeps fifteen characters of a program's name.
        check("gnome-keyring-d", Some("GNOME Keyring"));
        check("kwalletd6", Some("KWallet"));
        check("ksecretd", Some("KWallet"));
        check("keepassxc", Some("KeePassXC"));
        check("pass-secrets", None);
        check("", None);
    }
}
