//! A keyring in memory, for tests: it can be locked and taken away.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use zeroize::Zeroizing;

use super::{Keyring, KeyringFailure, KeyringState, Secret};

/// Nothing but memory; clones are the same keyring.
#[derive(Clone)]
pub struct MemoryKeyring(Arc<Mutex<Held>>);

struct Held {
    state: KeyringState,
    secrets: HashMap<String, Zeroizing<String>>,
    forgets: bool,
}

impl MemoryKeyring {
    /// An empty one, unlocked.
    pub fn new() -> Self {
        Self(Arc::new(Mutex::new(Held {
            state: KeyringState::Unlocked,
            secrets: HashMap::new(),
            forgets: false,
        })))
    }

    /// Locks it, unlocks it, or takes it away.
    pub fn put_into(&self, state: KeyringState) {
        self.held().state = state;
    }

    /// From now on it claims to keep what it does not keep.
    pub fn become_forgetful(&self) {
        self.held().forgets = true;
    }

    /// Names of what it holds.
    pub fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = self.held().secrets.keys().cloned().collect();
        names.sort();
        names
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn open(&self) -> Result<MutexGuard<'_, Held>, KeyringFailure> {
        let held = self.held();
        match held.state {
            KeyringState::Unlocked => Ok(held),
            KeyringState::Locked => Err(KeyringFailure::Locked),
            KeyringState::Absent => Err(KeyringFailure::Absent(None)),
        }
    }
}

impl Default for MemoryKeyring {
    fn default() -> Self {
        Self::new()
    }
}

impl std::fmt::Debug for MemoryKeyring {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("MemoryKeyring")
    }
}

impl Keyring for MemoryKeyring {
    fn state(&self) -> KeyringState {
        self.held().state
    }

    fn name(&self) -> Option<&'static str> {
        None
    }

    fn get(&self, name: &str) -> Result<Option<Secret<String>>, KeyringFailure> {
        let held = self.open()?;
        let secret = held.secrets.get(name);
        Ok(secret.map(|secret| Secret::new(String::clone(secret))))
    }

    fn set(&self, name: &str, secret: &Secret<String>) -> Result<(), KeyringFailure> {
        let mut held = self.open()?;
        if !held.forgets {
            let secret = Zeroizing::new(secret.expose().clone());
            held.secrets.insert(name.to_owned(), secret);
        }
        Ok(())
    }

    fn delete(&self, name: &str) -> Result<bool, KeyringFailure> {
        Ok(self.open()?.secrets.remove(name).is_some())
    }

    fn unlock(&self) -> Result<(), KeyringFailure> {
        let mut held = self.held();
        if held.state == KeyringState::Locked {
            held.state = KeyringState::Unlocked;
        }
        drop(held);
        self.open().map(drop)
    }
}
