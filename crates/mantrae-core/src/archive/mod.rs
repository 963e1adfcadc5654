//! The file that a backup is: a plain zip that any system opens, on wish encrypted as a whole.
//!
//! Whatever is written here must be readable for ever: `docs/archive-format.md` is the contract, and one archive of
//! every format version is kept and opened by a test. This module knows files only, neither the living database nor
//! the locations where archives lie.

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
/// The way back by hand.
pub const RESTORE_TXT: &str = "RESTORE.txt";
/// Settings of the program, never with secrets.
pub const SETTINGS: &str = "settings.json";
/// The folder of the profiles' files.
pub const PROFILES: &str = "profiles/";
/// How the names of encrypted archives end.
pub const ENCRYPTED: &str = ".age";
