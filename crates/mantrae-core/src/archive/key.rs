//! The key of an encrypted archive: an age identity, and its public half.

use std::fmt;
use std::path::Path;
use std::str::FromStr;

use age::secrecy::ExposeSecret as _;
use age::x25519;
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use crate::error::{Code, Error, Result, io as io_error};
use crate::id::hex;
use crate::secret::Secret;

/// A larger file is not a key file.
const FILE_LIMIT: u64 = 64 * 1024;

/// The public half: it encrypts, but cannot decrypt.
#[derive(Clone, PartialEq, Eq)]
pub struct Recipient {
    pub(super) age: x25519::Recipient,
    /// First 8 hex digits, upper case, of the SHA-256 of its text.
    pub id: String,
}

impl Recipient {
    fn of(age: x25519::Recipient) -> Self {
        let digest = Sha256::digest(age.to_string());
        let id = hex(digest.get(..4).unwrap_or_default()).to_ascii_uppercase();
        Self { age, id }
    }
}

impl FromStr for Recipient {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let age = x25519::Recipient::from_str(text).map_err(|why| {
            Error::new(Code::Database, "The public half of the backup key cannot be read")
                .hint("Create a new backup key")
                .because(why)
        })?;
        Ok(Self::of(age))
    }
}

impl fmt::Display for Recipient {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.age.fmt(formatter)
    }
}

impl fmt::Debug for Recipient {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Recipient({})", self.id)
    }
}

/// The whole key. Neither printed nor serialized; wiped on drop.
#[derive(Clone)]
pub struct Key {
    pub(super) age: x25519::Identity,
    /// Its public half.
    pub recipient: Recipient,
}

impl Key {
    /// Generates a new key.
    pub fn generate() -> Self {
        Self::of(x25519::Identity::generate())
    }

    fn of(age: x25519::Identity) -> Self {
        let recipient = Recipient::of(age.to_public());
        Self { age, recipient }
    }

    /// Its id, as in the names of archives.
    pub fn id(&self) -> &str {
        &self.recipient.id
    }

    /// `AGE-SECRET-KEY-1…`.
    pub fn text(&self) -> Secret<String> {
        Secret::new(self.age.to_string().expose_secret().to_owned())
    }

    /// Every key in the text of an age identity file, such as a recovery sheet. Errors never repeat what was typed.
    pub fn read(text: &str) -> Result<Vec<Self>> {
        let lines = (1..).zip(text.lines().map(str::trim));
        let keys = lines
            .filter(|(_, line)| !line.is_empty() && !line.starts_with('#'))
            .map(|(number, line)| {
                let identity = x25519::Identity::from_str(line).map_err(|_| {
                    Error::new(Code::InvalidInput, format!("Line {number} is not a Mantrae key"))
                        .hint("A key is one line that begins with AGE-SECRET-KEY-1, as on the recovery sheet")
                })?;
                Ok(Self::of(identity))
            })
            .collect::<Result<Vec<_>>>()?;
        if keys.is_empty() {
            return Err(Error::new(Code::InvalidInput, "There is no key in it")
                .hint("A key is one line that begins with AGE-SECRET-KEY-1, as on the recovery sheet"));
        }
        Ok(keys)
    }

    /// Every key in an age identity file.
    pub fn read_file(path: &Path) -> Result<Vec<Self>> {
        let fail = |error| io_error("read the key", path, error);
        let size = std::fs::metadata(path).map_err(fail)?.len();
        let named = |error: Error| error.reworded(|text| format!("`{}`: {text}", path.display()));
        if size > FILE_LIMIT {
            let large = Error::new(Code::InvalidInput, "It is too large for a key file");
            return Err(named(large.hint("Choose the file that contains the key")));
        }
        let bytes = Zeroizing::new(std::fs::read(path).map_err(fail)?);
        // What is not text holds no key: the error about the unreadable line says so.
        let text = std::str::from_utf8(&bytes).unwrap_or("?");
        Self::read(text).map_err(named)
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Key({})", self.id())
    }
}
