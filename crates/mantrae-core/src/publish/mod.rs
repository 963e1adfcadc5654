//! Publishing: a profile becomes the file that its Traefik reads.
//!
//! What Traefik reads is live within milliseconds, and half a file is live too. So a file is built and read back, the
//! folder around it is looked at, and what no restore of the old file would heal is refused, all before anything is
//! written; then the whole file replaces the old one in one step. The `engine` puts these steps in order.

mod asking;
mod automatic;
mod build;
mod changes;
mod confirm;
mod neighbours;
mod outcome;
mod refusals;
mod settings;
mod standing;
mod target;
mod write;

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use traefik_dynamic::{Format, Problem, Severity};

use crate::db::publication::{ConnectionRow, PublicationRow};
use crate::error::{Code, Error, Result};
use crate::timestamp::Timestamp;

pub use crate::marker::marker_name;
pub use asking::Asking;
pub use automatic::{Latest, Saved};
pub use build::{Built, build, marker_in, without_ours};
pub use changes::{HostChanges, PublishedChange, by_host, routers_removed};
pub use confirm::{Look, confirm, shows};
pub use neighbours::{Neighbour, Neighbours};
pub use outcome::{ComponentOutcome, Outcome, OutcomeState};
pub use refusals::{not_over_http, refusals};
pub use settings::{TraefikSettings, traefik_settings};
pub use standing::{Automatic, Known, Standing, StandingState};
pub use target::{Found, look};
pub use write::{clean_up, left_by, prepare, put, put_back};

/// What Traefik was told to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum Form {
    /// All files of a folder: `providers.file.directory`.
    Folder,
    /// One file: `providers.file.filename`.
    File,
    /// An address of ours, which it asks every few seconds: `providers.http.endpoint`.
    Http,
}

impl Form {
    /// The word that is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Folder => "folder",
            Self::File => "file",
            Self::Http => "http",
        }
    }

    /// Reads the stored word.
    pub fn parse(text: &str) -> Self {
        match text {
            "folder" => Self::Folder,
            "http" => Self::Http,
            _ => Self::File,
        }
    }

    /// The name of Traefik's provider, which it adds to the names of components.
    pub fn provider(self) -> &'static str {
        match self {
            Self::Folder | Self::File => "file",
            Self::Http => "http",
        }
    }
}

/// The file that is written, or what stands for one over HTTP, and how Traefik reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// The file, absolute; over HTTP the path of the address.
    pub file: PathBuf,
    /// What Traefik reads.
    pub form: Form,
}

impl Target {
    /// The target at a path that a person names: an existing folder, or a file in one. `name` is the file's name in a
    /// folder; by default it is made from the profile's.
    pub fn at(path: &Path, name: Option<&str>, profile: &str) -> Result<Self> {
        let whole = |folder: &Path| {
            folder.canonicalize().map_err(|error| {
                crate::error::io("open the folder", folder, error).hint(
                    "Name the folder that Traefik reads, as it is called on this computer; it must exist",
                )
            })
        };
        let target = if path.is_dir() {
            let own = format!("{}.yml", file_name(profile));
            Self {
                file: whole(path)?.join(name.unwrap_or(&own)),
                form: Form::Folder,
            }
        } else {
            if name.is_some() {
                return Err(Error::new(
                    Code::InvalidInput,
                    format!("`{}` is not a folder", path.display()),
                )
                .hint("A file name can only be chosen in a folder"));
            }
            let name = path.file_name().ok_or_else(|| {
                Error::new(Code::InvalidInput, format!("`{}` is not a file", path.display()))
            })?;
            Self {
                file: whole(crate::fs::folder_of(path))?.join(name),
                form: Form::File,
            }
        };
        let has_separator = target
            .file
            .file_name()
            .is_none_or(|own| name.is_some_and(|name| own != name));
        if has_separator || target.format().is_none() {
            return Err(Error::new(
                Code::InvalidInput,
                format!("Traefik does not read `{}`", target.shown()),
            )
            .hint("Use a file name that ends in `.yml`, `.yaml` or `.toml`"));
        }
        Ok(target)
    }

    /// The target of a profile that Traefik asks for over HTTP: by its name, or another one.
    pub fn served(name: &str) -> Self {
        Self {
            file: PathBuf::from(format!("{}{}", crate::serving::PATH, file_name(name))),
            form: Form::Http,
        }
    }

    /// Where a profile is published.
    pub fn of_connection(row: &ConnectionRow) -> Self {
        Self {
            file: PathBuf::from(&row.target),
            form: Form::parse(&row.form),
        }
    }

    /// The target of a publication.
    pub fn of(row: &PublicationRow) -> Self {
        Self {
            file: PathBuf::from(&row.target),
            form: Form::parse(&row.form),
        }
    }

    /// The folder of the file.
    pub fn folder(&self) -> &Path {
        crate::fs::folder_of(&self.file)
    }

    /// The name of the file; over HTTP the whole path.
    pub fn name(&self) -> String {
        if self.form == Form::Http {
            return self.stored();
        }
        self.file
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned()
    }

    /// The format of the file; `None` for an ending that Traefik's file provider does not read.
    pub fn format(&self) -> Option<Format> {
        if self.form == Form::Http {
            // Traefik reads it as YAML, in which all of JSON is the same, and runs no templates.
            return Some(Format::Json);
        }
        Format::from_path(&self.file).filter(|format| *format != Format::Json)
    }

    /// The path as it is stored.
    pub fn stored(&self) -> String {
        self.file.display().to_string()
    }

    /// The path for people.
    pub fn shown(&self) -> String {
        match self.form {
            Form::Folder | Form::File => self.stored(),
            Form::Http => format!("{} (HTTP)", self.stored()),
        }
    }
}

/// A file name made from the name of a profile.
pub(crate) fn file_name(profile: &str) -> String {
    let letters = profile.to_lowercase();
    let plain = letters.chars().map(|letter| {
        if letter.is_ascii_alphanumeric() {
            letter
        } else {
            '-'
        }
    });
    let joined: String = plain.collect();
    let words: Vec<&str> = joined.split('-').filter(|word| !word.is_empty()).collect();
    if words.is_empty() {
        return "profile".to_owned();
    }
    words.join("-")
}

/// What has become of the file of a publication.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum PublicationState {
    /// It was about to be written when the program ended.
    Begun,
    /// It was written.
    Written,
    /// It was about to be taken back when the program ended.
    TakingBack,
    /// What was there before is there again.
    TakenBack,
    /// It was never written.
    NotWritten,
}

impl PublicationState {
    /// The word that is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Begun => "begun",
            Self::Written => "written",
            Self::TakingBack => "taking-back",
            Self::TakenBack => "taken-back",
            Self::NotWritten => "not-written",
        }
    }

    /// Reads the stored word.
    pub fn parse(text: &str) -> Self {
        let all = [Self::Begun, Self::Written, Self::TakingBack, Self::TakenBack];
        all.into_iter()
            .find(|one| one.as_str() == text)
            .unwrap_or(Self::NotWritten)
    }
}

/// A publication.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Publication {
    /// Counted from 1 for each profile.
    #[cfg_attr(feature = "specta", specta(type = u32))]
    pub number: i64,
    /// The file that was written.
    pub file: String,
    /// What has become of it.
    pub state: PublicationState,
    /// The value of the marker by which Traefik's API shows it.
    pub revision: String,
    /// RFC 3339, UTC.
    pub written_at: Timestamp,
    /// When Traefik first showed the marker.
    pub seen_at: Option<Timestamp>,
    /// Seconds after which it is taken back unless it is kept; `None` if it stays.
    #[cfg_attr(feature = "specta", specta(type = Option<u32>))]
    pub trial: Option<i64>,
    /// The first look after that takes it back; `None` if it stays.
    pub deadline: Option<Timestamp>,
    /// What the last look at Traefik said.
    pub outcome: Option<Outcome>,
}

impl From<&PublicationRow> for Publication {
    fn from(row: &PublicationRow) -> Self {
        Self {
            number: row.number,
            file: Target::of(row).shown(),
            state: PublicationState::parse(&row.state),
            revision: row.marker.clone(),
            written_at: row.written_at,
            seen_at: row.seen_at,
            trial: row.trial,
            deadline: row.deadline,
            outcome: row
                .outcome
                .as_deref()
                .and_then(|text| serde_json::from_str(text).ok()),
        }
    }
}

/// Whether a file is as it was published.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum Following {
    /// It is.
    AsPublished,
    /// Somebody else has changed or removed it.
    ChangedOutside,
    /// Somebody else has changed it, and the profile holds all of that by now.
    TakenIn,
    /// Nothing was published yet.
    NotPublished,
}

/// SHA-256 of what a file holds, in hex; empty if there is no file.
pub fn digest(bytes: Option<&[u8]>) -> String {
    use sha2::{Digest as _, Sha256};
    bytes.map_or_else(String::new, |bytes| crate::id::hex(&Sha256::digest(bytes)))
}

/// A problem that keeps a profile from being published.
pub(crate) fn refuse(code: &str, message: impl Into<String>, hint: impl Into<String>) -> Problem {
    Problem::new(Severity::Error, code, message).with_hint(hint)
}

/// A problem to think about first.
pub(crate) fn warn(code: &str, message: impl Into<String>, hint: impl Into<String>) -> Problem {
    Problem::new(Severity::Warning, code, message).with_hint(hint)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_profile_has_a_file_name() {
        let check = |profile: &str, expect: &str| assert_eq!(file_name(profile), expect);
        check("Home lab", "home-lab");
        check("a..b__C", "a-b-c");
        check("…", "profile");
        check("Büro", "b-ro");
    }

    #[test]
    fn only_a_file_that_traefik_reads_can_be_a_target() {
        let folder = tempfile::tempdir().unwrap();
        let own = |name: &str| folder.path().canonicalize().unwrap().join(name);
        let at = |path: &str, name: Option<&str>| Target::at(&folder.path().join(path), name, "Home lab");
        assert_eq!(
            at("", None).unwrap(),
            Target {
                file: own("home-lab.yml"),
                form: Form::Folder
            }
        );
        assert_eq!(at("", Some("b.toml")).unwrap().file, own("b.toml"));
        assert_eq!(
            at("a.yaml", None).unwrap(),
            Target {
                file: own("a.yaml"),
                form: Form::File
            }
        );
        for (path, name) in [
            ("a.json", None),
            ("missing/a.yml", None),
            ("a.yml", Some("b.yml")),
            ("", Some("../b.yml")),
            ("", Some("b.txt")),
        ] {
            assert!(at(path, name).is_err(), "{path} {name:?}");
        }
    }
}
