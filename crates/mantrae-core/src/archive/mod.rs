//! The archive file of a backup: a plain zip that any system opens, optionally encrypted as a whole.
//!
//! Whatever is written here must stay readable for ever: `docs/archive-format.md` is the contract, and a test opens one
//! kept archive of every format version. This module only knows files, neither the live database nor the locations that
//! store archives.

mod encrypt;
mod entries;
mod key;
mod layout;
mod manifest;
mod name;
mod pack;
mod restore_txt;
mod unpack;

pub use encrypt::{check_header, decrypt, encrypt, is_encrypted};
pub use key::{Key, Recipient};
pub use layout::listed;
pub use manifest::{FORMAT_VERSION, Instance, Manifest, Member, ProfileCount};
pub use name::{Name, Trigger, Word, is_key_id};
pub use pack::{Packed, Part, hash, join, part};
pub use restore_txt::restore_txt;
pub use unpack::{Contents, Help, check, read_manifest};

/// The manifest's name inside the archive.
pub const MANIFEST: &str = "manifest.json";
/// The database's name inside the archive.
pub const DATABASE: &str = "database.sqlite";
/// How to restore by hand.
pub const RESTORE_TXT: &str = "RESTORE.txt";
/// Settings of the program, never with secrets.
pub const SETTINGS: &str = "settings.json";
/// The folder of the profiles' files.
pub const PROFILES: &str = "profiles/";
/// The extension of encrypted archives.
pub const ENCRYPTED: &str = ".age";
