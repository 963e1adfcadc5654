//! The host key of a computer that is not known yet: shown with its fingerprint, and remembered once a person agreed to it.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use base64::Engine as _;
use base64::prelude::{BASE64_STANDARD, BASE64_STANDARD_NO_PAD};
use serde::Serialize;
use sha2::{Digest as _, Sha256};
use tokio::io::AsyncReadExt as _;

use super::failure::describe;
use super::ssh::{self, Ssh};
use super::{Cause, SftpOptions};
use crate::error::{Code, Error, Result, io};

/// The host key that a computer shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct HostKey {
    /// `ED25519`, `RSA`, …: as `ssh` calls it.
    pub algorithm: String,
    /// `SHA256:…`, as `ssh` shows it.
    pub fingerprint: String,
}

/// A host key with the lines that make it known.
struct Shown {
    key: HostKey,
    lines: String,
}

/// Asks the computer for its host key, the way `ssh` reaches it. Nothing is remembered, and nobody logs in. `scratch` is
/// a private folder.
pub async fn ask(options: &SftpOptions, scratch: &Path) -> Result<HostKey> {
    shown(options, scratch).await.map(|shown| shown.key)
}

/// Adds the host key to the person's known hosts, if the computer still shows the one with that fingerprint; returns the
/// file it was added to.
pub async fn trust(options: &SftpOptions, fingerprint: &str, scratch: &Path) -> Result<PathBuf> {
    let Shown { key, lines } = shown(options, scratch).await?;
    if key.fingerprint != fingerprint.trim() {
        return Err(Error::new(
            Code::InvalidInput,
            format!(
                "The host key of `{}` was not added: its fingerprint is {}, not {fingerprint}",
                options.host, key.fingerprint
            ),
        )
        .hint("Compare the fingerprint again, on that computer"));
    }
    let file = known_hosts(options).await?;
    append(&file, &lines)?;
    Ok(file)
}

async fn shown(options: &SftpOptions, scratch: &Path) -> Result<Shown> {
    let found = scratch.join(format!("known-{}", crate::id::short()));
    let mut command = ssh::plain(options);
    // Into a file of its own, from a computer that nothing is known of; and no key of the person is offered.
    command.args(["-o", "StrictHostKeyChecking=accept-new"]);
    command.args([
        "-o",
        "GlobalKnownHostsFile=/dev/null",
        "-o",
        "KnownHostsCommand=none",
    ]);
    command
        .arg("-o")
        .arg(format!("UserKnownHostsFile=\"{}\"", found.display()));
    command.args(["-o", "PreferredAuthentications=none", "-o", "UpdateHostKeys=no"]);
    // Another connection of the person would answer for the computer.
    command.args(["-o", "ControlPath=none"]);
    ssh::target(&mut command, options);
    let (said, _) = said_by(options, command).await?;
    let lines = std::fs::read_to_string(&found).unwrap_or_default();
    let _ = std::fs::remove_file(&found);
    match key_of(&lines) {
        Some(key) => Ok(Shown { key, lines }),
        None => Err(describe("ask for the host key of", options, Cause::of_ssh(&said))),
    }
}

/// The file that `ssh` adds known hosts to.
async fn known_hosts(options: &SftpOptions) -> Result<PathBuf> {
    let mut command = ssh::plain(options);
    command.arg("-G");
    ssh::target(&mut command, options);
    let (_, answer) = said_by(options, command).await?;
    let line = answer
        .lines()
        .find_map(|line| line.strip_prefix("userknownhostsfile "));
    // `ssh` separates several with spaces; the first is the one that it adds to.
    let first = line
        .and_then(|files| files.split(' ').next())
        .filter(|file| *file != "none");
    let file = first.map(|file| match (file.strip_prefix("~/"), std::env::home_dir()) {
        (Some(rest), Some(home)) => home.join(rest),
        _ => PathBuf::from(file),
    });
    file.filter(|file| file.is_absolute() && file != Path::new("/dev/null"))
        .ok_or_else(|| {
            Error::new(
                Code::InvalidInput,
                format!(
                    "The configuration of `ssh` names no file to remember the host key of `{}` in",
                    options.host
                ),
            )
            .hint("Set `UserKnownHostsFile`, or add the host key yourself")
        })
}

/// Runs `ssh` to its end; what it said on standard error and on standard output.
async fn said_by(options: &SftpOptions, command: Command) -> Result<(String, String)> {
    let fail = |cause| describe("ask for the host key of", options, cause);
    let (mut ssh, mut stream) = Ssh::start(command).map_err(|error| fail(Cause::of_start(&error)))?;
    let limit = options.patience.connect + options.patience.answer;
    let mut output = Vec::new();
    let whole = async {
        let mut buffer = [0; 4096];
        while let Ok(length @ 1..) = stream.read(&mut buffer).await {
            output.extend_from_slice(buffer.get(..length).unwrap_or_default());
            if output.len() > 256 * 1024 {
                break;
            }
        }
    };
    let in_time = tokio::time::timeout(limit, whole).await;
    in_time.map_err(|_| fail(Cause::TimedOut))?;
    let said = ssh.last_words().await;
    Ok((said, String::from_utf8_lossy(&output).into_owned()))
}

/// The key in lines of known hosts: `host algorithm base64`.
fn key_of(lines: &str) -> Option<HostKey> {
    let line = lines.lines().find(|line| !line.trim().is_empty())?;
    let mut words = line.split_whitespace().skip(1);
    let (algorithm, blob) = (words.next()?, words.next()?);
    let blob = BASE64_STANDARD.decode(blob).ok()?;
    let name = match algorithm {
        "ssh-ed25519" => "ED25519",
        "ssh-rsa" => "RSA",
        other if other.starts_with("ecdsa-") => "ECDSA",
        other => other,
    };
    Some(HostKey {
        algorithm: name.to_owned(),
        fingerprint: format!("SHA256:{}", BASE64_STANDARD_NO_PAD.encode(Sha256::digest(blob))),
    })
}

/// Adds lines to the end of a file that other programs add to as well: one write, whatever the line before ended with.
fn append(file: &Path, lines: &str) -> Result<()> {
    if let Some(folder) = file.parent()
        && !folder.is_dir()
    {
        crate::fs::private_dir(folder)?;
    }
    let fail = |error| io("remember the host key in", file, error);
    let held = match std::fs::read(file) {
        Ok(held) => held,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Vec::new(),
        Err(error) => return Err(fail(error)),
    };
    let start = if held.is_empty() || held.ends_with(b"\n") {
        ""
    } else {
        "\n"
    };
    let mut options = std::fs::OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut open = options.open(file).map_err(fail)?;
    open.write_all(format!("{start}{}\n", lines.trim_end()).as_bytes())
        .map_err(fail)?;
    open.sync_all().map_err(fail)
}

#[cfg(test)]
mod tests {
    use super::key_of;

    /// "The fingerprint is the one that `ssh-keygen -l` shows."
    #[test]
    fn fingerprints() {
        let line = "|1|T+JgsptT6FtQ6u7HEEunrhdTFfg=|wYFdqUH4UEzpIN60uh2gYTMf6wY= ssh-ed25519 \
                    AAAAC3NzaC1lZDI1NTE5AAAAIE79Ty16TXGEAH4ufz1gLUMjn6XrWdRDlSPaWmayFNsp\n";
        let key = key_of(line).unwrap();
        assert_eq!(
            (&*key.algorithm, &*key.fingerprint),
            ("ED25519", "SHA256:MltvxCatMEoQEe1YgctMAhPbIUOFAECgoM31NCpGKmg")
        );
        for broken in ["", "\n", "nas", "nas ssh-ed25519", "nas ssh-ed25519 ***"] {
            assert_eq!(key_of(broken), None, "{broken:?}");
        }
    }
}
