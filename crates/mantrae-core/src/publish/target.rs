//! The file that will be replaced: what it holds, and what replacing it would not do.

use std::fs;
use std::path::Path;

use traefik_dynamic::Problem;

use super::{Form, Target, digest, refuse, warn};
use crate::error::{Result, io};

/// What is found where a profile is published.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// What the file holds; `None` if there is no file.
    pub bytes: Option<Vec<u8>>,
    /// SHA-256 of that in hex; empty if there is no file.
    pub digest: String,
    /// Why a new file would not reach Traefik, or might not.
    pub problems: Vec<Problem>,
}

/// Looks at the file and its folder; changes nothing.
pub fn look(target: &Target) -> Result<Found> {
    let mut problems = Vec::new();
    let folder = target.folder();
    if !folder.is_dir() {
        let message = format!("There is no folder `{}`", folder.display());
        problems.push(refuse(
            "FOLDER-MISSING",
            message,
            "Create it, or connect the profile to the folder that Traefik reads",
        ));
        return Ok(found(None, problems));
    }
    problems.extend(network(folder));
    problems.extend(unwritable(folder));
    let kind = match fs::symlink_metadata(&target.file) {
        Ok(held) => held,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(found(None, problems)),
        Err(error) => return Err(io("look at", &target.file, error)),
    };
    if kind.is_symlink() {
        let message = format!("`{}` is a link to another file", target.shown());
        let hint = "Traefik would not notice the new file behind a link: connect the profile to the file that it \
                    leads to";
        problems.push(refuse("LINK", message, hint));
        return Ok(found(None, problems));
    }
    if !kind.is_file() {
        let message = format!("`{}` is not a regular file", target.shown());
        problems.push(refuse(
            "NOT-A-FILE",
            message,
            "Move it away, or choose another file name",
        ));
        return Ok(found(None, problems));
    }
    if is_mounted(target) {
        let message = format!("`{}` is mounted as a single file", target.shown());
        let hint = "A container keeps the old file until it restarts: mount the folder instead, and connect the \
                    profile to that";
        problems.push(refuse("SINGLE-FILE-MOUNT", message, hint));
    }
    let bytes = fs::read(&target.file).map_err(|error| io("read the file", &target.file, error))?;
    Ok(found(Some(bytes), problems))
}

impl Found {
    /// What is served over HTTP: nothing can be in its way.
    pub fn served(bytes: Option<Vec<u8>>) -> Self {
        found(bytes, Vec::new())
    }
}

fn found(bytes: Option<Vec<u8>>, problems: Vec<Problem>) -> Found {
    Found {
        digest: digest(bytes.as_deref()),
        bytes,
        problems,
    }
}

/// Whether the file is a mount of its own here. A mount inside a container cannot be seen from outside.
fn is_mounted(target: &Target) -> bool {
    let Ok(mounts) = fs::read_to_string("/proc/self/mountinfo") else {
        return false;
    };
    let own = target.shown();
    mounts.lines().any(|line| {
        let point = line.split(' ').nth(4).unwrap_or_default();
        // Blanks and the like are written as octal numbers.
        point
            .replace("\\040", " ")
            .replace("\\011", "\t")
            .replace("\\134", "\\")
            == own
    })
}

/// File systems whose changes another computer, or a virtual machine, does not notice.
const NETWORKS: [(u32, &str); 7] = [
    (0x6969, "NFS"),
    (0x517B, "SMB"),
    (0xFF53_4D42, "SMB"),
    (0xFE53_4D42, "SMB"),
    (0x6573_5546, "FUSE, as SSHFS is"),
    (0x0102_1997, "9P"),
    (0x786F_4256, "a folder shared with a virtual machine"),
];

#[cfg(target_os = "linux")]
fn network(folder: &Path) -> Option<Problem> {
    let held = rustix::fs::statfs(folder).ok()?;
    let magic = u32::try_from(held.f_type & 0xFFFF_FFFF).ok()?;
    let (_, name) = NETWORKS.iter().find(|(known, _)| *known == magic)?;
    let message = format!("`{}` is a network drive ({name})", folder.display());
    let hint = "If Traefik runs on another computer, it does not notice new files there until it restarts";
    Some(warn("NETWORK-DRIVE", message, hint))
}

#[cfg(not(target_os = "linux"))]
fn network(_: &Path) -> Option<Problem> {
    None
}

#[cfg(unix)]
fn unwritable(folder: &Path) -> Option<Problem> {
    use std::os::unix::fs::MetadataExt as _;
    let is_writable = rustix::fs::access(folder, rustix::fs::Access::WRITE_OK | rustix::fs::Access::EXEC_OK);
    if is_writable.is_ok() {
        return None;
    }
    let shown = folder.display();
    let owner = fs::metadata(folder).map_or(0, |held| held.uid());
    let message = format!("You may not write into `{shown}`: it belongs to user {owner}");
    let hint = format!("Allow it once, in a terminal: sudo setfacl -m u:$USER:rwx '{shown}'");
    Some(refuse("NOT-WRITABLE", message, hint))
}

#[cfg(not(unix))]
fn unwritable(_: &Path) -> Option<Problem> {
    None
}

impl Target {
    /// Whether all files of the folder are read.
    pub(super) fn is_folder(&self) -> bool {
        self.form == Form::Folder
    }
}
