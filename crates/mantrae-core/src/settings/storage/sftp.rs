//! A folder of another computer, as a person types it: cleaned, and looked at before anything asks the network.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::address::unquoted;

/// The default folder on another computer, from the home folder of the account.
pub const DEFAULT_FOLDER: &str = "backups";

/// A folder of another computer, which `ssh` reaches. No secret: keys, agent and known hosts are those of `ssh`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct SftpLocation {
    /// Identifies it permanently, whatever its name; empty for one that is not saved yet.
    pub id: String,
    /// Its name in lists; unique without regard to case.
    pub name: String,
    /// A host name, an address, or an alias of the person's `ssh` configuration.
    pub host: String,
    /// `None`: as `ssh` is configured, otherwise 22.
    pub port: Option<u16>,
    /// Empty: as `ssh` is configured, otherwise the person's own name.
    pub user: String,
    /// The folder, from the home folder of the account or, with a slash in front, from the root.
    pub path: String,
    /// A configuration that `ssh` reads instead of the person's own.
    pub config_file: Option<PathBuf>,
    /// False: kept in the list, but no backup goes there.
    pub enabled: bool,
}

/// A field of the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum SftpField {
    /// Its name in lists.
    Name,
    /// The computer.
    Host,
    /// The account.
    User,
    /// The folder.
    Path,
}

/// What must be corrected first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct SftpWrong {
    /// Which field.
    pub field: SftpField,
    /// What is wrong, with the cure.
    pub message: String,
}

/// A location as it was typed, cleaned and looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct SftpChecked {
    /// As it will be used.
    pub location: SftpLocation,
    /// What was changed, a sentence each.
    pub changes: Vec<String>,
    /// What must be corrected first.
    pub wrong: Vec<SftpWrong>,
}

/// Cleans and checks a location.
pub fn check(typed: &SftpLocation) -> SftpChecked {
    let mut location = typed.clone();
    let mut changes = Vec::new();
    for text in [
        &mut location.name,
        &mut location.host,
        &mut location.user,
        &mut location.path,
    ] {
        *text = unquoted(text).to_owned();
    }
    take_apart(&mut location, &mut changes);
    clean_path(&mut location, &mut changes);
    if location.name.is_empty() {
        location.name.clone_from(&location.host);
    }
    let looked = [
        (SftpField::Name, super::check::name(&location.name)),
        (SftpField::Host, host(&location.host)),
        (SftpField::User, user(&location.user)),
        (SftpField::Path, path(&location.path)),
    ];
    let wrong = looked.into_iter().filter_map(|(field, message)| {
        let message = message?;
        Some(SftpWrong { field, message })
    });
    SftpChecked {
        wrong: wrong.collect(),
        location,
        changes,
    }
}

/// `sftp://user@host:port/folder`, or `user@host:folder` as `scp` has it.
fn take_apart(location: &mut SftpLocation, changes: &mut Vec<String>) {
    let typed = location.host.clone();
    let (rest, is_address) = match typed.split_once("://") {
        Some((scheme, rest)) if matches!(&*scheme.to_ascii_lowercase(), "sftp" | "ssh" | "scp") => {
            (rest, true)
        }
        Some(_) => return,
        None => (&*typed, false),
    };
    if is_address {
        changes.push("Removed the scheme from the host".to_owned());
    }
    let (rest, folder) = match rest.split_once('/') {
        // In an address the folder begins at the root.
        Some((host, folder)) if is_address => (host, format!("/{folder}")),
        _ => (rest, String::new()),
    };
    let rest = match rest.rsplit_once('@') {
        Some((user, host)) => {
            if location.user.is_empty() && !user.is_empty() {
                user.clone_into(&mut location.user);
                changes.push(format!("Moved “{user}” from the host to the user"));
            } else if location.user == user {
                changes.push(format!("Removed the user “{user}” from the host"));
            } else {
                return;
            }
            host
        }
        None => rest,
    };
    let is_number = |rest: &str| rest.starts_with('[') || rest.matches(':').count() > 1;
    let (host, behind) = match rest.rsplit_once(':') {
        Some((host, port)) if !is_number(rest) || host.ends_with(']') => (host, port),
        _ => (rest, ""),
    };
    let folder = match behind.parse::<u16>() {
        Ok(port @ 1..) if location.port.is_none_or(|known| known == port) => {
            location.port = Some(port);
            changes.push(format!("Moved “{port}” from the host to the port"));
            folder
        }
        _ if behind.is_empty() => folder,
        // As `scp` has it.
        _ if !is_address => behind.to_owned(),
        _ => return,
    };
    host.trim_start_matches('[')
        .trim_end_matches(']')
        .clone_into(&mut location.host);
    if !folder.trim_matches('/').is_empty() && (location.path.is_empty() || location.path == DEFAULT_FOLDER) {
        changes.push(format!("Moved “{folder}” from the host to the folder"));
        location.path = folder;
    }
}

fn clean_path(location: &mut SftpLocation, changes: &mut Vec<String>) {
    let typed = location.path.replace('\\', "/");
    let home = typed == "~" || typed.starts_with("~/");
    let parts: Vec<&str> = typed
        .split('/')
        .filter(|part| !part.is_empty() && *part != "." && *part != "~")
        .collect();
    let root = if typed.starts_with('/') { "/" } else { "" };
    let clean = format!("{root}{}", parts.join("/"));
    // That a slash at the end is not needed is up to us; anything else is reported.
    if clean.trim_end_matches('/') != location.path.trim_end_matches('/') && !home {
        changes.push(format!("Changed the folder to “{clean}”"));
    }
    location.path = clean;
}

fn host(host: &str) -> Option<String> {
    if host.is_empty() {
        return Some(
            "Enter the computer: a name, an address, or an alias of your ssh configuration".to_owned(),
        );
    }
    let fits = |letter: char| letter.is_alphanumeric() || matches!(letter, '.' | '-' | '_' | ':' | '%');
    (host.starts_with('-') || !host.chars().all(fits)).then(|| format!("“{host}” is not a valid host name"))
}

fn user(user: &str) -> Option<String> {
    let is_odd =
        |letter: char| letter.is_whitespace() || letter.is_control() || "'`\"\\$;&|<>(){}@:".contains(letter);
    (user.starts_with('-') || user.chars().any(is_odd)).then(|| format!("“{user}” is not a valid user name"))
}

fn path(path: &str) -> Option<String> {
    if path.split('/').any(|part| part == "..") {
        return Some("The folder cannot contain “..”".to_owned());
    }
    if path == "/" {
        return Some("Choose a folder, not the root of the computer".to_owned());
    }
    if path.chars().any(char::is_control) {
        return Some("The folder must be on one line".to_owned());
    }
    (path.len() > 512).then(|| "The folder’s name is too long".to_owned())
}
