//! Whether backups are encrypted, and for whom. Only public halves of keys are settings.

use serde::{Deserialize, Serialize};
use sqlx::SqlitePool;

use crate::db::settings as table;
use crate::error::Result;
use crate::timestamp::Timestamp;

const KEY: &str = "encryption";

/// As it is saved.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Encryption {
    /// True when new backups are encrypted.
    pub on: bool,
    /// Public half of the key that new backups are encrypted for, `age1…`.
    pub recipient: Option<String>,
    /// Its id.
    pub key_id: Option<String>,
    /// When somebody last showed that the key kept outside the keyring opens a backup; RFC 3339, UTC.
    pub rehearsed_at: Option<Timestamp>,
}

/// What is saved; off where nothing is.
pub async fn load(pool: &SqlitePool) -> Result<Encryption> {
    let saved = table::all(pool).await?;
    let found = saved.iter().find(|(key, _)| key == KEY);
    // Backups that somebody believes to be encrypted must not go out in the clear because this cannot be read.
    found.map_or_else(
        || Ok(Encryption::default()),
        |(_, value)| {
            serde_json::from_str(value).map_err(|error| {
                crate::error::Error::new(
                    crate::error::Code::Database,
                    "The encryption settings cannot be read",
                )
                .hint("Turn encryption on or off again")
                .because(error)
            })
        },
    )
}

/// Saves all of it.
pub async fn save(pool: &SqlitePool, encryption: &Encryption) -> Result<()> {
    table::put(pool, KEY, Some(&super::write(encryption)?)).await
}
