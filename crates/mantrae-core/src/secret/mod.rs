//! Secrets that nobody may read by accident, and the keyring that stores them.
//!
//! A [`Secret`] can neither be printed nor serialized, and leaves nothing in memory. A [`Keyring`] never makes the
//! desktop prompt the person, except in [`Keyring::unlock`]: a backup at night must not wait for a password.

mod memory;
mod system;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use serde::Serialize;
use zeroize::{Zeroize, Zeroizing};

use crate::error::{Code, Error, Result};

pub use memory::MemoryKeyring;
pub use system::SystemKeyring;

/// A value that cannot be printed and is wiped on drop.
///
/// ```compile_fail
/// let secret = mantrae_core::secret::Secret::new(String::from("x"));
/// println!("{secret}");
/// ```
///
/// ```compile_fail
/// let secret = mantrae_core::secret::Secret::new(String::from("x"));
/// serde_json::to_string(&secret);
/// ```
pub struct Secret<T: Zeroize>(Zeroizing<T>);

impl<T: Zeroize> Secret<T> {
    /// Wraps a value.
    pub fn new(value: T) -> Self {
        Self(Zeroizing::new(value))
    }

    /// The value, for the code that needs it.
    pub fn expose(&self) -> &T {
        &self.0
    }
}

impl<T: Zeroize> fmt::Debug for Secret<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Secret")
    }
}

/// The state of the keyring.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum KeyringState {
    /// It can be read and written.
    Unlocked,
    /// The person must unlock it first.
    Locked,
    /// The system has none, or it does not answer.
    Absent,
}

/// Why a keyring did not answer.
#[derive(Debug)]
pub enum KeyringFailure {
    /// The person must unlock it first.
    Locked,
    /// The system has none, or it does not answer; with the cause where there is one.
    Absent(Option<Cause>),
    /// It refused.
    Refused(Cause),
}

/// What a keyring said; never contains a secret.
pub type Cause = Box<dyn std::error::Error + Send + Sync>;

/// Keeps secrets, by name. All of it may block.
pub trait Keyring: fmt::Debug + Send + Sync {
    /// Its state; prompts nobody.
    fn state(&self) -> KeyringState;
    /// What its desktop calls it, such as `GNOME Keyring`; none where that is not known.
    fn name(&self) -> Option<&'static str>;
    /// The secret with that name; prompts nobody. A locked keyring may look as if it did not hold what it holds.
    fn get(&self, name: &str) -> Result<Option<Secret<String>>, KeyringFailure>;
    /// Keeps a secret; prompts nobody.
    fn set(&self, name: &str, secret: &Secret<String>) -> Result<(), KeyringFailure>;
    /// Removes a secret; true when there was one.
    fn delete(&self, name: &str) -> Result<bool, KeyringFailure>;
    /// Unlocks it; the desktop may prompt the person.
    fn unlock(&self) -> Result<(), KeyringFailure>;
}

/// How long a keyring may take when nobody is prompted.
const SOON: Duration = Duration::from_secs(10);
/// How long a person may take to type a password.
const PATIENT: Duration = Duration::from_mins(2);

/// Handle to a keyring for asynchronous code; cheap to clone.
#[derive(Debug, Clone)]
pub struct Ring(Arc<dyn Keyring>);

impl Ring {
    /// A handle to that keyring.
    pub fn new(keyring: impl Keyring + 'static) -> Self {
        Self(Arc::new(keyring))
    }

    /// Its state.
    pub async fn state(&self) -> KeyringState {
        let answer = self.ask(SOON, |keyring| Ok(keyring.state())).await;
        answer.unwrap_or(KeyringState::Absent)
    }

    /// What its desktop calls it; none where that is not known.
    pub async fn name(&self) -> Option<String> {
        let answer = self.ask(SOON, |keyring| Ok(keyring.name())).await;
        answer.ok().flatten().map(str::to_owned)
    }

    /// The secret with that name.
    pub async fn get(&self, name: &str) -> Result<Option<Secret<String>>, KeyringFailure> {
        let name = name.to_owned();
        self.ask(SOON, move |keyring| keyring.get(&name)).await
    }

    /// Saves a secret, which only counts as saved once it was read back.
    pub async fn keep(&self, name: &str, secret: Secret<String>) -> Result<()> {
        let named = name.to_owned();
        let kept = self.ask(SOON, move |keyring| {
            keyring.set(&named, &secret)?;
            let back = keyring.get(&named)?;
            Ok(back.is_some_and(|back| back.expose() == secret.expose()))
        });
        match kept.await {
            Ok(true) => Ok(()),
            Ok(false) => Err(Error::new(
                Code::Keyring,
                format!("The keyring did not save `{name}`: it returned something else"),
            )
            .hint("Check your desktop’s keyring; nothing was changed")),
            Err(problem) => Err(problem.into_error(&format!("`{name}` was not saved"))),
        }
    }

    /// Removes a secret; true when there was one.
    pub async fn delete(&self, name: &str) -> Result<bool, KeyringFailure> {
        let name = name.to_owned();
        self.ask(SOON, move |keyring| keyring.delete(&name)).await
    }

    /// Unlocks it; the desktop may prompt the person.
    pub async fn unlock(&self) -> Result<(), KeyringFailure> {
        self.ask(PATIENT, |keyring| keyring.unlock()).await
    }

    /// Asks on its own thread: a keyring that never answers must block neither a worker nor the end of the program.
    async fn ask<T: Send + 'static>(
        &self,
        patience: Duration,
        question: impl FnOnce(&dyn Keyring) -> Result<T, KeyringFailure> + Send + 'static,
    ) -> Result<T, KeyringFailure> {
        let keyring = Arc::clone(&self.0);
        let (answer, answered) = tokio::sync::oneshot::channel();
        std::thread::spawn(move || {
            // Nobody listens any more when it took too long.
            let _ = answer.send(question(keyring.as_ref()));
        });
        match tokio::time::timeout(patience, answered).await {
            Ok(Ok(answer)) => answer,
            Ok(Err(broken)) => Err(KeyringFailure::Refused(Box::new(broken))),
            Err(late) => Err(KeyringFailure::Absent(Some(Box::new(late)))),
        }
    }
}

impl KeyringFailure {
    /// In words; `what` says what was not done.
    pub fn into_error(self, what: &str) -> Error {
        let keyring = |why: &str| Error::new(Code::Keyring, format!("{what}: {why}"));
        match self {
            Self::Locked => Error::new(Code::Locked, format!("{what}: the keyring is locked"))
                .hint("Unlock your desktop’s keyring (log in, or open its password manager), then try again")
                .retryable(),
            Self::Absent(cause) => {
                let told = keyring("there is no keyring")
                    .hint("Start a keyring, such as GNOME Keyring or KWallet, then try again")
                    .retryable();
                match cause {
                    Some(cause) => told.because(cause),
                    None => told,
                }
            }
            Self::Refused(cause) => keyring("the keyring refused it")
                .hint("Check your desktop’s keyring, then try again")
                .because(cause),
        }
    }
}
