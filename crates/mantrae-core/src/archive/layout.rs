//! Finds the members of an archive in its zip, even after a person unpacked and repacked it.
//!
//! Names in a zip only tell which entry is which member: nothing is ever written under such a name.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs::File;
use std::io::{BufReader, Read as _, Seek as _, SeekFrom};
use std::path::Path;

use zip::CompressionMethod;
use zip::result::ZipError;

use super::entries::{Archive, checksum, damaged, foreign};
use super::{MANIFEST, Manifest, Member, RESTORE_TXT};
use crate::error::{Error, Result};

/// The most members in one archive; only the number of profiles grows.
const MEMBER_LIMIT: usize = 20_000;
/// How many entries that turn out not to be members are read in search of renamed ones.
const FAILURES: usize = 64;
/// The most names in one message.
const NAMED: usize = 5;

/// Folders that systems add when a folder is packed.
const SYSTEM_FOLDERS: [&str; 6] = [
    "__macosx",
    ".appledouble",
    ".fseventsd",
    ".spotlight-v100",
    ".trashes",
    "@eadir",
];
/// Files that systems add to a folder.
const SYSTEM_FILES: [&str; 6] = [
    ".ds_store",
    "thumbs.db",
    "ehthumbs.db",
    "desktop.ini",
    ".directory",
    "icon\r",
];

/// The entries of a zip that can be part of a backup.
#[derive(Debug)]
pub(super) struct Layout {
    /// Index of `manifest.json`.
    pub(super) manifest: usize,
    /// Index by path in the backup, for everything that was not added by an operating system.
    files: BTreeMap<String, usize>,
    /// Index by full name, for what is outside the folder of the backup.
    outside: BTreeMap<String, usize>,
    /// The zip holds something besides the files of the backup, or holds them somewhere else.
    repacked: bool,
}

/// Which entry holds which member.
#[derive(Debug)]
pub(super) struct Found<'m> {
    /// Each member of the manifest with the index of its entry; `RESTORE.txt` only if it is present.
    pub(super) members: Vec<(&'m Member, usize)>,
    /// Files that are not part of the backup.
    pub(super) extra: Vec<String>,
    /// True when the zip is not packed the way the program does it.
    pub(super) repacked: bool,
}

impl Layout {
    /// Reads the names in a zip.
    pub(super) fn of(zip: &mut Archive, path: &Path) -> Result<Self> {
        if zip.len() > MEMBER_LIMIT {
            return Err(foreign(path, "it contains too many files"));
        }
        check_once(zip, path)?;
        let names = names(zip, path)?;
        let base = base(&names, path)?;
        let (mut files, mut outside, mut repacked) = (BTreeMap::new(), BTreeMap::new(), !base.is_empty());
        for (index, name) in names.iter().enumerate() {
            let inside = name.strip_prefix(base.as_str());
            let is_folder = name.ends_with('/');
            let wraps = is_folder && base.starts_with(name);
            let below = inside.or_else(|| name.strip_prefix(root(&base))).unwrap_or(name);
            if !wraps && leads_elsewhere(below.trim_end_matches('/')) {
                return Err(leads_out(path, name));
            }
            if is_folder || is_of_a_system(inside.unwrap_or(name)) {
                repacked = true;
                continue;
            }
            let before = match inside {
                Some(inside) => files.insert(inside.to_owned(), index),
                None => outside.insert(name.clone(), index),
            };
            if before.is_some() {
                return Err(damaged(
                    path,
                    &format!("it contains `{}` twice", inside.unwrap_or(name)),
                ));
            }
        }
        let last = names.len().saturating_sub(1);
        match remove_manifest(&mut files) {
            Some(manifest) => Ok(Self {
                manifest,
                files,
                outside,
                repacked: repacked
                    || manifest != last
                    || names.get(manifest).is_none_or(|name| !name.ends_with(MANIFEST)),
            }),
            None => Err(foreign(path, "it has no `manifest.json`")),
        }
    }

    /// Finds the members by name, or by content where a name was changed on the way.
    pub(super) fn find<'m>(
        mut self,
        zip: &mut Archive,
        manifest: &'m Manifest,
        path: &Path,
    ) -> Result<Found<'m>> {
        check_paths(manifest, path)?;
        let (mut members, mut missing) = (Vec::new(), Vec::new());
        for member in &manifest.members {
            match self.files.remove(&member.path) {
                Some(index) => members.push((member, index)),
                None => missing.push(member),
            }
        }
        if !missing.is_empty() {
            self.repacked = true;
            members.extend(self.in_other_letters(zip, &mut missing));
            members.extend(self.by_content(zip, &mut missing));
        }
        // It tells people how to restore and holds no backup data.
        if missing.iter().any(|member| member.path != RESTORE_TXT) {
            let missing: Vec<&str> = missing.iter().map(|member| member.path.as_str()).collect();
            return Err(self.missing(path, &missing));
        }
        let deflated = check_ranges(zip, &members, path)?;
        let extra: Vec<String> = self.files.into_keys().chain(self.outside.into_keys()).collect();
        Ok(Found {
            repacked: self.repacked || !deflated || !extra.is_empty(),
            extra,
            members,
        })
    }

    /// Members whose names match exactly one entry when case is ignored.
    fn in_other_letters<'m>(
        &mut self,
        zip: &mut Archive,
        missing: &mut Vec<&'m Member>,
    ) -> Vec<(&'m Member, usize)> {
        let mut wanted: HashMap<String, usize> = HashMap::new();
        for member in missing.iter() {
            *wanted.entry(member.path.to_lowercase()).or_default() += 1;
        }
        let mut there: HashMap<String, Vec<String>> = HashMap::new();
        for name in self.files.keys() {
            there.entry(name.to_lowercase()).or_default().push(name.clone());
        }
        let mut found = Vec::new();
        missing.retain(|member| {
            let small = member.path.to_lowercase();
            let (Some(1), Some([name])) = (wanted.get(&small), there.get(&small).map(Vec::as_slice)) else {
                return true;
            };
            let index = self.files.get(name).copied();
            let fits = |index: &usize| {
                zip.by_index_raw(*index)
                    .is_ok_and(|entry| entry.size() == member.size)
            };
            let Some(index) = index.filter(fits) else {
                return true;
            };
            self.files.remove(name);
            found.push((*member, index));
            false
        });
        found
    }

    /// Members present under another name: some programs change characters in names. Each entry is read once.
    fn by_content<'m>(
        &mut self,
        zip: &mut Archive,
        missing: &mut Vec<&'m Member>,
    ) -> Vec<(&'m Member, usize)> {
        let mut found = Vec::new();
        let mut failures = 0;
        let entries: Vec<usize> = self
            .files
            .values()
            .chain(self.outside.values())
            .copied()
            .collect();
        for index in entries {
            let Ok(size) = zip.by_index_raw(index).map(|entry| entry.size()) else {
                continue;
            };
            if !missing.iter().any(|member| member.size == size) {
                continue;
            }
            let held = checksum((zip, index), size).ok();
            let fitting = missing.iter().position(|member| {
                member.size == size && held.as_deref().is_some_and(|held| held == member.sha256)
            });
            match fitting {
                Some(at) => found.push((missing.remove(at), index)),
                None => failures += 1,
            }
            if failures >= FAILURES {
                break;
            }
        }
        let is_left = |index: &usize| !found.iter().any(|(_, one)| one == index);
        self.files.retain(|_, index| is_left(index));
        self.outside.retain(|_, index| is_left(index));
        found
    }

    fn missing(&self, path: &Path, names: &[&str]) -> Error {
        let (verb, list) = (
            if names.len() == 1 { "is" } else { "are" },
            listed(names.iter().copied()),
        );
        let error = damaged(path, &format!("{list} {verb} missing"));
        if self.files.is_empty() {
            return error;
        }
        error.hint(format!(
            "It contains {} instead. Choose another backup; nothing was changed",
            listed(self.files.keys().map(String::as_str))
        ))
    }
}

/// "`a`, `b` and 3 more".
pub fn listed<'a>(mut names: impl Iterator<Item = &'a str>) -> String {
    let quoted: Vec<String> = names
        .by_ref()
        .take(NAMED)
        .map(|name| format!("`{name}`"))
        .collect();
    match names.count() {
        0 => quoted.join(", "),
        more => format!("{} and {more} more", quoted.join(", ")),
    }
}

/// Refuses a zip that holds two entries with the same name: programs disagree on which one counts.
fn check_once(zip: &Archive, path: &Path) -> Result<()> {
    let names = table_of_contents(path, zip.central_directory_start())
        .map_err(|error| damaged(path, "its table of contents cannot be read").because(error))?;
    let mut seen = HashSet::new();
    match names.iter().find(|name| !seen.insert(*name)) {
        Some(name) => {
            let name = String::from_utf8_lossy(name);
            Err(damaged(path, &format!("it contains `{name}` twice")))
        }
        None => Ok(()),
    }
}

/// Every name in the table of contents at offset `start`, byte for byte.
fn table_of_contents(path: &Path, start: u64) -> std::io::Result<Vec<Vec<u8>>> {
    let mut file = BufReader::new(File::open(path)?);
    file.seek(SeekFrom::Start(start))?;
    let mut names = Vec::new();
    let mut head = [0_u8; 46];
    while names.len() <= MEMBER_LIMIT && file.read_exact(&mut head).is_ok() && head.starts_with(b"PK\x01\x02")
    {
        let number = |at: usize| match head.get(at..at + 2) {
            Some([low, high]) => u16::from_le_bytes([*low, *high]),
            _ => 0,
        };
        let mut name = vec![0; usize::from(number(28))];
        file.read_exact(&mut name)?;
        file.seek_relative(i64::from(number(30)) + i64::from(number(32)))?;
        names.push(name);
    }
    Ok(names)
}

/// The names of all entries, with `/` between folders and as UTF-8 wherever they can be decoded.
fn names(zip: &mut Archive, path: &Path) -> Result<Vec<String>> {
    let broken = |error: ZipError| damaged(path, "its table of contents cannot be read").because(error);
    (0..zip.len())
        .map(|index| {
            let name = zip.name_for_index(index).unwrap_or_default();
            let name = if name.is_ascii() {
                name.to_owned()
            } else {
                // Some programs write UTF-8 without saying so.
                let entry = zip.by_index_raw(index).map_err(broken)?;
                let raw = String::from_utf8(entry.name_raw().to_vec());
                raw.unwrap_or_else(|_| entry.name().to_owned())
            };
            // Old Windows programs write their own separator.
            Ok(name.replace('\\', "/"))
        })
        .collect()
}

/// The folder in the zip that holds the backup: "", or its path with a trailing `/`.
fn base(names: &[String], path: &Path) -> Result<String> {
    let mut folders = Vec::new();
    // A backup may have been recovered from a disk's trash: folders that systems add count if there is nothing else.
    for of_a_system in [false, true] {
        for folder in names.iter().filter(|name| is_of_a_system(name) == of_a_system) {
            if let Some(folder) = folder_of_manifest(folder).filter(|one| !folders.contains(one)) {
                folders.push(folder);
            }
        }
        if !folders.is_empty() {
            break;
        }
    }
    if folders.contains(&"") {
        return Ok(String::new());
    }
    match folders.as_slice() {
        [] => Err(without_manifest(names, path)),
        [one] if one.split('/').any(|part| part == "..") || one.contains('\0') => {
            Err(leads_out(path, &format!("{one}{MANIFEST}")))
        }
        [one] => Ok((*one).to_owned()),
        several => {
            let several = listed(several.iter().copied());
            let error = foreign(
                path,
                &format!("it contains several backups, in the folders {several}"),
            );
            Err(error.hint(
                "Unpack it, pack each of these folders separately, and choose one; nothing was changed",
            ))
        }
    }
}

/// The folder of an entry that is named like a manifest.
fn folder_of_manifest(name: &str) -> Option<&str> {
    let (folder, file) = name.split_at_checked(name.len().checked_sub(MANIFEST.len())?)?;
    let fits = folder.is_empty() || folder.ends_with('/');
    (fits && file.eq_ignore_ascii_case(MANIFEST)).then_some(folder)
}

/// The manifest's name may be in capitals; the name as this program writes it is preferred.
fn remove_manifest(files: &mut BTreeMap<String, usize>) -> Option<usize> {
    let mut names = files.keys().filter(|name| name.eq_ignore_ascii_case(MANIFEST));
    let name = names
        .clone()
        .find(|name| *name == MANIFEST)
        .or_else(|| names.next())
        .cloned();
    files.remove(&name?)
}

/// Why there is no manifest: a backup inside another zip must be unpacked once first.
fn without_manifest(names: &[String], path: &Path) -> Error {
    let last = |name: &str| name.rsplit('/').next().unwrap_or_default().to_owned();
    let is_backup = |name: &&String| !is_of_a_system(name) && super::Name::parse(&last(name)).is_some();
    match names.iter().find(is_backup) {
        Some(name) => foreign(
            path,
            &format!("it is a zip file that contains the backup `{}`", last(name)),
        )
        .hint("Unpack it and choose the backup in it; nothing was changed"),
        None => foreign(path, "it has no `manifest.json`"),
    }
}

fn is_of_a_system(name: &str) -> bool {
    let name = name.to_lowercase();
    let mut parts = name.split('/').rev();
    let file = parts.next().unwrap_or_default();
    file.starts_with("._") || SYSTEM_FILES.contains(&file) || parts.any(|part| SYSTEM_FOLDERS.contains(&part))
}

/// A path that stays below the folder it is relative to, on every system.
fn is_safe(path: &str) -> bool {
    !path.contains(['\\', ':']) && !leads_elsewhere(path)
}

/// A path that leads out of the folder it is relative to, or that no program would pack.
fn leads_elsewhere(path: &str) -> bool {
    let plain = |part: &str| !part.is_empty() && part != "." && part != "..";
    path.contains('\0') || !root(path).is_empty() || !path.split('/').all(plain)
}

/// The root of an absolute path, or the `./` that marks a relative one.
fn root(path: &str) -> &str {
    let drive = match path.as_bytes() {
        [letter, b':', b'/', ..] if letter.is_ascii_alphabetic() => 3,
        [b'.', b'/', ..] => 2,
        [b'/', ..] => 1,
        _ => 0,
    };
    path.get(..drive).unwrap_or_default()
}

fn leads_out(path: &Path, name: &str) -> Error {
    foreign(path, &format!("it names a file outside the archive: `{name}`"))
}

/// Checks that the manifest names each member once, and that no path leads elsewhere.
fn check_paths(manifest: &Manifest, path: &Path) -> Result<()> {
    let mut listed = HashSet::new();
    for member in &manifest.members {
        let name = &member.path;
        if !listed.insert(name.as_str()) {
            return Err(damaged(path, &format!("its manifest lists `{name}` twice")));
        }
        if leads_elsewhere(name) {
            return Err(leads_out(path, name));
        }
        if !is_safe(name) {
            let why = format!("its manifest lists a file name that Mantrae never uses: `{name}`");
            return Err(foreign(path, &why));
        }
    }
    Ok(())
}

/// Refuses entries that share bytes: that is how a small file unpacks to a huge one, and no program packs like that.
/// True when all are compressed the way this program does it.
fn check_ranges(zip: &mut Archive, members: &[(&Member, usize)], path: &Path) -> Result<bool> {
    let mut ranges = Vec::with_capacity(members.len());
    let mut deflated = true;
    for (member, index) in members {
        let name = &member.path;
        let broken = |error: ZipError| damaged(path, &format!("`{name}` cannot be read")).because(error);
        let entry = zip.by_index_raw(*index).map_err(broken)?;
        deflated &= entry.compression() == CompressionMethod::Deflated;
        ranges.push((entry.data_start(), entry.compressed_size(), name));
    }
    ranges.sort_unstable();
    for pair in ranges.windows(2) {
        if let [(start, size, one), (next, _, other)] = pair
            && start.saturating_add(*size) > *next
        {
            return Err(damaged(path, &format!("`{one}` and `{other}` overlap")));
        }
    }
    Ok(deflated)
}
