//! Reading an archive: never believed before it is checked.

use std::collections::HashSet;
use std::fs::File;
use std::io::{self, BufReader, Read, Write};
use std::path::Path;

use sha2::{Digest as _, Sha256};
use zip::ZipArchive;
use zip::result::ZipError;

use super::{DATABASE, FORMAT_VERSION, MANIFEST, Manifest, Member, SETTINGS};
use crate::error::{Code, Error, Result, io as io_error};
use crate::id::hex;
use crate::words;

/// A manifest larger than this is none of ours.
const MANIFEST_LIMIT: u64 = 16 * 1024 * 1024;
/// Settings larger than this are none of ours.
const SETTINGS_LIMIT: u64 = 1024 * 1024;
/// Members of one archive; profiles are the only ones whose number grows.
const MEMBER_LIMIT: usize = 20_000;

/// What a checked archive holds.
#[derive(Debug, Clone)]
pub struct Contents {
    /// What it says of itself.
    pub manifest: Manifest,
    /// Bytes of the archive file.
    pub size: u64,
    /// Lower-case hex of the whole file.
    pub sha256: String,
    /// `settings.json`; empty where there is none, or a much larger one than any of ours.
    pub settings: Vec<u8>,
}

/// Reads every member and compares it with the manifest: sizes, hashes, nothing missing, nothing more. The database is
/// written to the new private file `to` on the way.
pub fn check(path: &Path, to: &Path) -> Result<Contents> {
    let mut zip = open(path)?;
    let manifest = manifest_of(&mut zip, path)?;
    same_members(&zip, &manifest, path)?;
    let (database, rest): (Vec<&Member>, Vec<&Member>) = manifest
        .members
        .iter()
        .partition(|member| member.path == DATABASE);
    let [database] = database.as_slice() else {
        return Err(damaged(path, "it holds no `database.sqlite`"));
    };
    room_for(database, path, to)?;
    // The database is as large as all the rest: two hands are twice as fast.
    let settings = std::thread::scope(|scope| {
        let rest = scope.spawn(|| {
            let mut zip = open(path)?;
            let mut settings = Vec::new();
            for member in rest {
                if member.path == SETTINGS && member.size < SETTINGS_LIMIT {
                    copy_member(&mut zip, member, path, &mut settings)?;
                } else {
                    copy_member(&mut zip, member, path, &mut io::sink())?;
                }
            }
            Ok(settings)
        });
        let extracted = extract(&mut zip, database, path, to);
        let rest = rest
            .join()
            .map_err(|_| Error::new(Code::Internal, "The check was broken off"))?;
        extracted.and(rest)
    })?;
    let (size, sha256) = super::pack::hash(path)?;
    Ok(Contents {
        manifest,
        size,
        sha256,
        settings,
    })
}

/// An archive may say that it unpacks to more than any disk holds.
fn room_for(database: &Member, path: &Path, to: &Path) -> Result<()> {
    let free = crate::fs::free_space(crate::fs::folder_of(to)).unwrap_or(u64::MAX);
    if database.size <= free {
        return Ok(());
    }
    Err(Error::new(
        Code::Storage,
        format!(
            "Cannot unpack the backup `{}`: the disk is full, there is no room for the {} it needs: {} are free",
            short(path),
            words::size(database.size),
            words::size(free)
        ),
    )
    .hint("Free some space and try again; nothing was changed")
    .retryable())
}

fn extract(zip: &mut Archive, database: &Member, path: &Path, to: &Path) -> Result<()> {
    let file = crate::fs::create_private(to)?;
    let mut file = io::BufWriter::with_capacity(1024 * 1024, file);
    copy_member(zip, database, path, &mut file)?;
    file.flush()
        .map_err(|error| io_error("unpack the backup", path, error))
}

/// The manifest alone, without looking at the members.
pub fn read_manifest(path: &Path) -> Result<Manifest> {
    manifest_of(&mut open(path)?, path)
}

type Archive = ZipArchive<BufReader<File>>;

fn open(path: &Path) -> Result<Archive> {
    let held = std::fs::metadata(path).map_err(|error| io_error("read the backup", path, error))?;
    if held.is_dir() {
        return Err(Error::new(
            Code::Unreadable,
            format!("`{}` is a folder, not a backup", path.display()),
        )
        .hint("Choose a file whose name ends with .zip"));
    }
    let file = File::open(path).map_err(|error| io_error("read the backup", path, error))?;
    if held.len() == 0 {
        return Err(damaged(path, "it is empty"));
    }
    ZipArchive::new(BufReader::new(file)).map_err(|error| not_a_zip(path, error))
}

fn not_a_zip(path: &Path, error: ZipError) -> Error {
    // A zip begins with `PK`: what begins so but can't be opened was ours or somebody's and is broken.
    let mut start = [0_u8; 2];
    let zip = File::open(path)
        .and_then(|mut file| file.read_exact(&mut start))
        .is_ok()
        && &start == b"PK";
    if zip {
        damaged(path, "its table of contents cannot be read").because(error)
    } else {
        foreign(path, "it is not a zip file").because(error)
    }
}

fn manifest_of(zip: &mut Archive, path: &Path) -> Result<Manifest> {
    if zip.len() > MEMBER_LIMIT {
        return Err(foreign(path, "it holds too many files"));
    }
    let mut text = Vec::new();
    {
        let entry = match zip.by_name(MANIFEST) {
            Ok(entry) => entry,
            Err(ZipError::FileNotFound) => return Err(foreign(path, "it holds no `manifest.json`")),
            Err(error) => return Err(damaged(path, "`manifest.json` cannot be read").because(error)),
        };
        entry
            .take(MANIFEST_LIMIT + 1)
            .read_to_end(&mut text)
            .map_err(|error| damaged(path, "`manifest.json` cannot be read").because(error))?;
    }
    if text.len() as u64 > MANIFEST_LIMIT {
        return Err(foreign(path, "its `manifest.json` is too large"));
    }
    // The version first: the rest of a newer manifest may look different.
    let version = serde_json::from_slice::<serde_json::Value>(&text)
        .map_err(|error| foreign(path, "its `manifest.json` is not ours").because(error))?
        .get("format_version")
        .and_then(serde_json::Value::as_u64)
        .ok_or_else(|| foreign(path, "its `manifest.json` names no format version"))?;
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
        .map_err(|error| foreign(path, "its `manifest.json` is not ours").because(error))
}

/// Exactly the files that the manifest names, each once, none with a path that leads elsewhere.
fn same_members(zip: &Archive, manifest: &Manifest, path: &Path) -> Result<()> {
    let mut listed = HashSet::new();
    for member in &manifest.members {
        if !listed.insert(member.path.as_str()) {
            return Err(damaged(
                path,
                &format!("its manifest names `{}` twice", member.path),
            ));
        }
        if !safe(&member.path) {
            return Err(foreign(
                path,
                &format!("it names a file outside of itself: `{}`", member.path),
            ));
        }
    }
    let mut found = HashSet::new();
    for name in zip.file_names() {
        if name != MANIFEST && !listed.contains(name) {
            return Err(damaged(
                path,
                &format!("it holds a file its manifest does not name: `{name}`"),
            ));
        }
        found.insert(name);
    }
    match listed.iter().find(|name| !found.contains(**name)) {
        Some(name) => Err(damaged(path, &format!("`{name}` is missing"))),
        None => Ok(()),
    }
}

fn safe(path: &str) -> bool {
    let plain = |part: &str| !part.is_empty() && part != "." && part != "..";
    !path.contains(['\\', ':', '\0']) && path.split('/').all(plain)
}

/// Unpacks one member, and compares size and hash with the manifest.
fn copy_member(zip: &mut Archive, member: &Member, path: &Path, to: &mut dyn Write) -> Result<()> {
    let name = &member.path;
    let broken = |error: ZipError| damaged(path, &format!("`{name}` cannot be read")).because(error);
    // One byte more than promised is enough to see that there is more.
    let mut entry = zip.by_name(name).map_err(broken)?.take(member.size + 1);
    let mut hash = Sha256::new();
    let mut size = 0;
    let mut buffer = vec![0_u8; 128 * 1024];
    loop {
        let length = entry
            .read(&mut buffer)
            .map_err(|error| damaged(path, &format!("`{name}` cannot be unpacked")).because(error))?;
        let piece = buffer.get(..length).unwrap_or_default();
        if piece.is_empty() {
            break;
        }
        hash.update(piece);
        to.write_all(piece)
            .map_err(|error| io_error("unpack the backup", path, error))?;
        size += length as u64;
    }
    if size != member.size {
        return Err(damaged(
            path,
            &format!("`{name}` does not have the size that the manifest says"),
        ));
    }
    if hex(&hash.finalize()) != member.sha256 {
        return Err(damaged(
            path,
            &format!("`{name}` does not have the checksum that the manifest says"),
        ));
    }
    Ok(())
}

pub(super) fn short(path: &Path) -> String {
    path.file_name().map_or_else(
        || path.display().to_string(),
        |name| name.to_string_lossy().into_owned(),
    )
}

pub(super) fn damaged(path: &Path, why: &str) -> Error {
    Error::new(
        Code::Damaged,
        format!("The backup `{}` is damaged: {why}", short(path)),
    )
    .hint("Choose another backup; nothing was changed")
}

pub(super) fn foreign(path: &Path, why: &str) -> Error {
    Error::new(
        Code::Foreign,
        format!("`{}` is not a backup of Mantrae: {why}", short(path)),
    )
    .hint("Choose a file that Mantrae made; nothing was changed")
}
