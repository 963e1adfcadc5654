//! Where secrets are looked up: the keyring, this session, and keys that were entered.

use super::Context;
use crate::archive::Key;
use crate::credentials::{Credentials, Session};
use crate::encryption::Keys;
use crate::secret::Ring;

/// Where secrets are kept.
#[derive(Debug)]
pub(super) struct SecretStores {
    ring: Ring,
    session: Session,
}

impl SecretStores {
    pub(super) fn new(ring: Ring) -> Self {
        Self {
            ring,
            session: Session::default(),
        }
    }
}

impl Context {
    /// The same, opening encrypted backups with these keys instead of those in the keyring.
    pub(in crate::engine) fn with_keys(&self, keys: Vec<Key>) -> Self {
        Self {
            entered: Some(keys.into()),
            ..self.clone()
        }
    }

    pub(in crate::engine) fn keys(&self) -> Keys {
        Keys {
            pool: self.shared.databases.state.clone(),
            ring: self.shared.secrets.ring.clone(),
            entered: self.entered.clone(),
        }
    }

    pub(in crate::engine) fn credentials(&self) -> Credentials {
        Credentials {
            pool: self.shared.databases.state.clone(),
            ring: self.shared.secrets.ring.clone(),
            session: self.shared.secrets.session.clone(),
            environment: self.shared.settings.environment().clone(),
        }
    }

    /// True if a secret would be lost when this program ends, because it is stored nowhere else.
    pub(in crate::engine) fn holds_secrets(&self) -> bool {
        !self.shared.secrets.session.is_empty()
    }
}
