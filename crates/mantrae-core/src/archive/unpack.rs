//! Reads archives; nothing in one is trusted before it is checked.

use std::io::{self, Read, Write};
use std::path::Path;

use super::entries::{self, Archive, check_method, damaged, foreign, open, short};
use super::layout::Layout;
use super::{DATABASE, FORMAT_VERSION, MANIFEST, Manifest, Member, RESTORE_TXT, SETTINGS};
use crate::error::{Code, Error, Result, io as io_error};
use crate::words;

/// A larger manifest is not ours.
const MANIFEST_LIMIT: u64 = 16 * 1024 * 1024;
/// Larger settings are not ours.
const SETTINGS_LIMIT: u64 = 1024 * 1024;

/// What a checked archive holds.
#[derive(Debug, Clone)]
pub struct Contents {
    /// Its manifest.
    pub manifest: Manifest,
    /// Bytes of the archive file.
    pub size: u64,
    /// Lower-case hex of the whole file.
    pub sha256: String,
    /// `settings.json`; empty if there is none, or if it is far larger than ours ever is.
    pub settings: Vec<u8>,
    /// True when the zip is not packed the way this program does it: a person unpacked and repacked it.
    pub repacked: bool,
    /// Files in it that are not part of the backup; they are left alone.
    pub extra: Vec<String>,
    /// The state of `RESTORE.txt`.
    pub help: Help,
}

/// The state of the instructions for restoring. They contain no backup data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Help {
    /// As it was written.
    Same,
    /// Somebody saved it again.
    Changed,
    /// It is missing.
    Missing,
}

/// Reads every member and compares sizes and hashes with the manifest; none may be missing. How the zip was packed, and
/// by which program, does not matter. The database is written to the new private file `to` along the way.
pub fn check(path: &Path, to: &Path) -> Result<Contents> {
    let mut zip = open(path)?;
    let layout = Layout::of(&mut zip, path)?;
    let manifest = manifest_of(&mut zip, layout.manifest, path)?;
    let found = layout.find(&mut zip, &manifest, path)?;
    let (database, rest): (Vec<_>, Vec<_>) = found
        .members
        .into_iter()
        .partition(|(member, _)| member.path == DATABASE);
    let [(database, index)] = database.as_slice() else {
        return Err(damaged(path, "it has no `database.sqlite`"));
    };
    room_for(database, path, to)?;
    // The database is as large as everything else together: two threads are twice as fast.
    let (settings, help) = std::thread::scope(|scope| {
        let rest = scope.spawn(|| copy_rest(&rest, path));
        let extracted = extract((&mut zip, *index), database, path, to);
        let rest = rest
            .join()
            .map_err(|_| Error::new(Code::Internal, "Verification was interrupted"))?;
        extracted.and(rest)
    })?;
    let (size, sha256) = super::pack::hash(path)?;
    let has_help = manifest.members.iter().any(|member| member.path == RESTORE_TXT);
    let help = if has_help { help } else { Help::Same };
    Ok(Contents {
        size,
        sha256,
        settings,
        repacked: found.repacked || help != Help::Same,
        extra: found.extra,
        help,
        manifest,
    })
}

/// Compares all members except the database, and returns the settings.
fn copy_rest(members: &[(&Member, usize)], path: &Path) -> Result<(Vec<u8>, Help)> {
    let mut zip = open(path)?;
    let mut settings = Vec::new();
    let mut help = Help::Missing;
    for (member, index) in members {
        if member.path == RESTORE_TXT {
            let same = copy((&mut zip, *index), member, path, &mut io::sink());
            help = same.map_or(Help::Changed, |()| Help::Same);
        } else if member.path == SETTINGS && member.size < SETTINGS_LIMIT {
            copy((&mut zip, *index), member, path, &mut settings)?;
        } else {
            copy((&mut zip, *index), member, path, &mut io::sink())?;
        }
    }
    Ok((settings, help))
}

/// Checks the free space: an archive may claim to unpack to more than any disk holds.
fn room_for(database: &Member, path: &Path, to: &Path) -> Result<()> {
    let free = crate::fs::free_space(crate::fs::folder_of(to)).unwrap_or(u64::MAX);
    if database.size <= free {
        return Ok(());
    }
    Err(Error::new(
        Code::Storage,
        format!(
            "Cannot unpack the backup `{}`: the disk is full. It needs {}, and only {} is free",
            short(path),
            words::size(database.size),
            words::size(free)
        ),
    )
    .hint("Free some space and try again; nothing was changed")
    .retryable())
}

fn extract(entry: (&mut Archive, usize), database: &Member, path: &Path, to: &Path) -> Result<()> {
    let file = crate::fs::create_private(to)?;
    let mut file = io::BufWriter::with_capacity(1024 * 1024, file);
    copy(entry, database, path, &mut file)?;
    file.flush()
        .map_err(|error| io_error("unpack the backup", path, error))
}

/// Reads the manifest alone, without the members.
pub fn read_manifest(path: &Path) -> Result<Manifest> {
    let mut zip = open(path)?;
    let layout = Layout::of(&mut zip, path)?;
    manifest_of(&mut zip, layout.manifest, path)
}

fn manifest_of(zip: &mut Archive, index: usize, path: &Path) -> Result<Manifest> {
    check_method(zip, index, MANIFEST, path)?;
    let mut text = Vec::new();
    {
        let entry = zip.by_index(index);
        entry
            .map_err(|error| damaged(path, "`manifest.json` cannot be read").because(error))?
            .take(MANIFEST_LIMIT + 1)
            .read_to_end(&mut text)
            .map_err(|error| damaged(path, "`manifest.json` cannot be read").because(error))?;
    }
    if text.len() as u64 > MANIFEST_LIMIT {
        return Err(foreign(path, "its `manifest.json` is too large"));
    }
    // The version first: the rest of a newer manifest may look different.
    let version = serde_json::from_slice::<serde_json::Value>(&text)
        .map_err(|error| foreign(path, "its `manifest.json` was not written by Mantrae").because(error))?
        .get("format_version")
        .and_then(serde_json::Value::as_u64)
        .ok_or_else(|| foreign(path, "its `manifest.json` has no format version"))?;
    if version > u64::from(FORMAT_VERSION) {
        return Err(Error::new(
            Code::Newer,
            format!(
                "`{}` was made by a newer version of Mantrae (archive format {version})",
                short(path)
            ),
        )
        .hint("Update Mantrae to restore it"));
    }
    serde_json::from_slice(&text)
        .map_err(|error| foreign(path, "its `manifest.json` was not written by Mantrae").because(error))
}

/// Unpacks one member, and compares size and hash with the manifest.
pub(super) fn copy(
    (zip, index): (&mut Archive, usize),
    member: &Member,
    path: &Path,
    to: &mut dyn Write,
) -> Result<()> {
    let name = &member.path;
    let (size, sha256) = entries::unpack((zip, index), (name, member.size), path, to)?;
    if size != member.size {
        return Err(damaged(
            path,
            &format!("the size of `{name}` does not match the manifest"),
        ));
    }
    if sha256 != member.sha256 {
        return Err(damaged(
            path,
            &format!("the checksum of `{name}` does not match the manifest"),
        ));
    }
    Ok(())
}
