//! Entries of the middlewares `basicAuth` and `digestAuth`: made from a name and a password, and checked against one.
//!
//! Traefik checks an entry at every request, so bcrypt's cost is kept at 10. Passwords are wiped from memory after use,
//! and neither they nor the entries made of them are logged.
//!
//! ```
//! use mantrae_core::password::{self, Fit};
//! use mantrae_core::secret::Secret;
//!
//! let password = Secret::new("correct horse".to_owned());
//! let entry = password::basic_entry("guest", &password)?;
//! assert!(entry.starts_with("guest:$2b$10$"));
//! assert_eq!(password::check(&entry, &password)?, Fit::Matches);
//! # Ok::<(), mantrae_core::Error>(())
//! ```

mod md5_crypt;
mod scheme;
mod stored;

use std::fmt::Write as _;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use md5::Md5;
use sha1::{Digest as _, Sha1};
use zeroize::Zeroizing;

pub use self::scheme::{Entry, Scheme};
pub use self::stored::{StoredAs, StoredUser, users};
use crate::error::{Code, Error, Result};
use crate::secret::Secret;

/// The cost of new entries: Traefik runs bcrypt at every request.
const COST: u32 = 10;
/// bcrypt reads no more.
const MOST_BYTES: usize = 72;
/// Letters that nobody takes for one another.
const LETTERS: &[u8; 55] = b"abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ2345679";
/// How many of them a generated password has: more than 128 bits.
const LENGTH: usize = 24;

/// Whether a password fits an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fit {
    /// It does.
    Matches,
    /// It does not.
    Differs,
}

/// An entry of `basicAuth`: the name and the password's hash by bcrypt.
///
/// Fails if the name is empty or contains a colon, or if the password is empty or has more than 72 bytes.
pub fn basic_entry(name: &str, password: &Secret<String>) -> Result<String> {
    let (name, password) = (named(name)?, password.expose());
    hashable(password)?;
    let hash = bcrypt::hash(password, COST)
        .map_err(|cause| Error::new(Code::Internal, "bcrypt failed").because(cause))?;
    Ok(format!("{name}:{hash}"))
}

/// An entry of `digestAuth`: the name, the realm and the hash of both with the password.
///
/// Fails if the name or the realm is empty or contains a colon, or if the password is empty.
pub fn digest_entry(name: &str, realm: &str, password: &Secret<String>) -> Result<String> {
    let (name, password) = (named(name)?, password.expose());
    if realm.is_empty() || !is_plain(realm) {
        let message = "A realm is needed, without colons and line breaks";
        return Err(Error::new(Code::InvalidInput, message).hint("Traefik’s own realm is `traefik`"));
    }
    filled(password)?;
    Ok(format!("{name}:{realm}:{}", digest(name, realm, password)))
}

/// A new password that nobody can guess.
///
/// Fails if the operating system has no random numbers.
pub fn generate() -> Result<Secret<String>> {
    let mut password = Zeroizing::new(String::with_capacity(LENGTH));
    let most = u8::MAX - u8::MAX % 55;
    while password.len() < LENGTH {
        let mut bytes = Zeroizing::new([0; 2 * LENGTH]);
        getrandom::fill(&mut *bytes)
            .map_err(|_| Error::new(Code::Internal, "The system has no random numbers"))?;
        // Beyond a multiple of their number, some letters would be more likely than others.
        for byte in bytes.iter().filter(|byte| **byte < most) {
            if password.len() < LENGTH {
                password.push(char::from(LETTERS[usize::from(*byte) % LETTERS.len()]));
            }
        }
    }
    Ok(Secret::new(std::mem::take(&mut *password)))
}

/// Whether a password fits an entry of either middleware, as Traefik decides it.
///
/// Fails for an entry that Traefik cannot check, with which every login fails.
pub fn check(entry: &str, password: &Secret<String>) -> Result<Fit> {
    let entry = Entry::of(entry);
    let password = password.expose();
    let hash = entry.hash;
    let is_same = match entry.scheme {
        Scheme::Bcrypt { .. } => bcrypt::verify(truncated(password), hash).unwrap_or(false),
        Scheme::Md5Crypt => md5_crypt::verify(password, hash),
        Scheme::Sha1 => {
            let own = BASE64_STANDARD.encode(Sha1::digest(password.as_bytes()));
            hash.strip_prefix("{SHA}") == Some(own.as_str())
        }
        Scheme::Digest => digest(entry.name, entry.realm.unwrap_or_default(), password) == hash,
        Scheme::Unknown => {
            let message = format!("“{}” is stored in a form that Traefik cannot check", entry.name);
            return Err(Error::new(Code::InvalidInput, message).hint("Give it a new password"));
        }
    };
    Ok(if is_same { Fit::Matches } else { Fit::Differs })
}

/// The names of the entries that a password fits, in their order. Entries that Traefik cannot check fit none.
pub fn fitting<'e>(entries: impl IntoIterator<Item = &'e str>, password: &Secret<String>) -> Vec<&'e str> {
    let entries = entries.into_iter();
    let fitting = entries.filter(|entry| matches!(check(entry, password), Ok(Fit::Matches)));
    fitting.map(|entry| Entry::of(entry).name).collect()
}

/// What of a password bcrypt reads.
fn truncated(password: &str) -> &[u8] {
    &password.as_bytes()[..password.len().min(MOST_BYTES)]
}

fn digest(name: &str, realm: &str, password: &str) -> String {
    let text = Zeroizing::new(format!("{name}:{realm}:{password}"));
    let mut hex = String::with_capacity(32);
    for byte in Md5::digest(text.as_bytes()) {
        // Writing to a string cannot fail.
        let _ = write!(hex, "{byte:02x}");
    }
    hex
}

fn is_plain(text: &str) -> bool {
    !text.contains(|c: char| c == ':' || c.is_control())
}

fn named(name: &str) -> Result<&str> {
    if name.is_empty() {
        return Err(Error::new(Code::InvalidInput, "A name is needed"));
    }
    if name.contains(':') {
        return Err(Error::new(Code::InvalidInput, "A name cannot contain a colon"));
    }
    if !is_plain(name) {
        let message = "A name cannot contain a line break or another control character";
        return Err(Error::new(Code::InvalidInput, message));
    }
    Ok(name)
}

fn filled(password: &str) -> Result<()> {
    if password.is_empty() {
        return Err(Error::new(Code::InvalidInput, "A password is needed").hint("Generate one"));
    }
    Ok(())
}

fn hashable(password: &str) -> Result<()> {
    filled(password)?;
    if password.len() > MOST_BYTES {
        let message = format!("bcrypt uses only the first {MOST_BYTES} bytes of a password");
        return Err(Error::new(Code::InvalidInput, message).hint("Shorten it"));
    }
    if password.contains('\0') {
        let message = "A password cannot contain the character U+0000: bcrypt ends there";
        return Err(Error::new(Code::InvalidInput, message));
    }
    Ok(())
}
