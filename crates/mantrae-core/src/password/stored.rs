//! The users of a middleware, as its form lists them: without their hashes.

use serde::Serialize;
use serde_json::Value;

use super::scheme::{Entry, Scheme};

/// A user of a `basicAuth` or `digestAuth`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct StoredUser {
    /// The name; empty for an entry that has none, which may be a hash alone.
    pub name: String,
    /// The realm of an entry of `digestAuth`.
    pub realm: Option<String>,
    /// How the password is stored.
    pub stored_as: StoredAs,
}

/// How a password is stored, in a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum StoredAs {
    /// By bcrypt.
    Bcrypt,
    /// By MD5 with a salt, as Apache has it.
    Apr1,
    /// By SHA-1.
    Sha1,
    /// As `digestAuth` has it.
    Digest,
    /// In a form that Traefik cannot check: every login fails.
    Unknown,
}

/// The users of the configuration of a middleware, in their order; none if it is neither a `basicAuth` nor a
/// `digestAuth`.
///
/// ```
/// use mantrae_core::password::{StoredAs, users};
/// use serde_json::json;
///
/// let found = users(&json!({ "basicAuth": { "users": ["guest:$apr1$8V4nQ6o4$cPJ6y6cQh1cVqbWbX5Yca0"] } }));
/// assert_eq!((found[0].name.as_str(), found[0].stored_as), ("guest", StoredAs::Apr1));
/// ```
pub fn users(configuration: &Value) -> Vec<StoredUser> {
    let listed = |key: &str| configuration.get(key)?.get("users")?.as_array();
    let (entries, is_digest) = match (listed("basicAuth"), listed("digestAuth")) {
        (Some(entries), _) => (entries, false),
        (None, Some(entries)) => (entries, true),
        (None, None) => return Vec::new(),
    };
    entries.iter().map(|entry| user(entry, is_digest)).collect()
}

fn user(entry: &Value, is_digest: bool) -> StoredUser {
    let text = entry.as_str().unwrap_or_default();
    let entry = Entry::of(text);
    let stored_as = match (entry.scheme, is_digest) {
        (Scheme::Digest, true) => StoredAs::Digest,
        (Scheme::Bcrypt { .. }, false) => StoredAs::Bcrypt,
        (Scheme::Md5Crypt, false) => StoredAs::Apr1,
        (Scheme::Sha1, false) => StoredAs::Sha1,
        _ => StoredAs::Unknown,
    };
    StoredUser {
        name: if text.contains(':') {
            entry.name.to_owned()
        } else {
            String::new()
        },
        realm: entry.realm.map(str::to_owned),
        stored_as,
    }
}
