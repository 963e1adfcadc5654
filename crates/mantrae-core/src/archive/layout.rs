//! Where the members of an archive are in its zip, also when a person unpacked and packed it again.
//!
//! Nothing is ever written under a name that a zip gives: names only tell which entry is which member.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs::File;
use std::io::{BufReader, Read as _, Seek as _, SeekFrom};
use std::path::Path;

use zip::CompressionMethod;
use zip::result::ZipError;

use super::unpack::{Archive, copy, damaged, foreign};
use super::{MANIFEST, Manifest, Member, PROFILES};
use crate::error::{Error, Result};

/// Members of one archive; profiles are the only ones whose number grows.
const MEMBER_LIMIT: usize = 20_000;
/// Entries under other names that are compared with a member that is missing.
const TRIES: usize = 64;
/// LZMA reserves as much memory as an entry asks for; 7-Zip asks for 64 MiB at most.
const LZMA_WINDOW: u32 = 64 * 1024 * 1024;
/// Names in one message.
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
    /// Index by path in the backup, of everything that no system added by itself.
    files: BTreeMap<String, usize>,
    /// The zip holds something besides the files of the backup, or holds them somewhere else.
    repacked: bool,
}

/// Which entry holds which member.
#[derive(Debug)]
pub(super) struct Found<'m> {
    /// Each member of the manifest with the index of its entry.
    pub(super) members: Vec<(&'m Member, usize)>,
    /// Files that are not part of the backup.
    pub(super) extra: Vec<String>,
    /// True when the zip is not as the program packs it.
    pub(super) repacked: bool,
}

impl Layout {
    /// Looks at the names in a zip.
    pub(super) fn of(zip: &mut Archive, path: &Path) -> Result<Self> {
        if zip.len() > MEMBER_LIMIT {
            return Err(foreign(path, "it holds too many files"));
        }
        check_once(zip, path)?;
        let names = names(zip, path)?;
        let base = base(&names, path)?;
        let (mut files, mut repacked) = (BTreeMap::new(), !base.is_empty());
        for (index, name) in names.iter().enumerate() {
            let inside = name.strip_prefix(base.as_str());
            let is_folder = name.ends_with('/');
            let wraps = is_folder && base.starts_with(name);
            if !wraps && !is_safe(inside.unwrap_or(name).trim_end_matches('/')) {
                return Err(foreign(
                    path,
                    &format!("it names a file outside of itself: `{name}`"),
                ));
            }
            if is_folder || is_of_a_system(name) {
                repacked = true;
                continue;
            }
            let name = inside.unwrap_or(name);
            if files.insert(name.to_owned(), index).is_some() {
                return Err(damaged(path, &format!("it holds `{name}` twice")));
            }
        }
        let last = names.len().saturating_sub(1);
        match files.remove(MANIFEST) {
            Some(manifest) => Ok(Self {
                manifest,
                files,
                repacked: repacked || manifest != last,
            }),
            None => Err(foreign(path, "it holds no `manifest.json`")),
        }
    }

    /// Finds the members: by their names, and by their content where a name was changed on the way.
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
            let renamed = self.by_content(zip, &missing);
            missing.retain(|member| !renamed.contains_key(member.path.as_str()));
            self.files
                .retain(|_, index| !renamed.values().any(|one| one == index));
            members.extend(
                manifest
                    .members
                    .iter()
                    .filter_map(|member| Some((member, *renamed.get(member.path.as_str())?))),
            );
            self.repacked = true;
        }
        if !missing.is_empty() {
            let missing: Vec<&str> = missing.iter().map(|member| member.path.as_str()).collect();
            return Err(self.missing(path, &missing));
        }
        if let Some(other) = self.files.keys().find(|name| name.starts_with(PROFILES)) {
            // Whoever looks for that profile would miss it without a word.
            return Err(damaged(
                path,
                &format!("it holds a file its manifest does not name: `{other}`"),
            ));
        }
        let deflated = check_ranges(zip, &members, path)?;
        Ok(Found {
            repacked: self.repacked || !deflated || !self.files.is_empty(),
            extra: self.files.into_keys().collect(),
            members,
        })
    }

    /// Members that are there under another name: some programs change the letters of names.
    fn by_content<'m>(&self, zip: &mut Archive, missing: &[&'m Member]) -> HashMap<&'m str, usize> {
        let mut found = HashMap::new();
        let mut tries = 0;
        for index in self.files.values() {
            let Ok(size) = zip.by_index_raw(*index).map(|entry| entry.size()) else {
                continue;
            };
            let fitting = missing
                .iter()
                .filter(|member| member.size == size && !found.contains_key(member.path.as_str()));
            for member in fitting.copied().collect::<Vec<_>>() {
                tries += 1;
                if tries > TRIES {
                    return found;
                }
                if copy((zip, *index), member, Path::new(""), &mut std::io::sink()).is_ok() {
                    found.insert(member.path.as_str(), *index);
                    break;
                }
            }
        }
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
            "It holds {} instead. Choose another backup; nothing was changed",
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

/// Refuses a zip that holds two entries of one name: programs do not agree which of them counts.
fn check_once(zip: &Archive, path: &Path) -> Result<()> {
    let names = table_of_contents(path, zip.central_directory_start())
        .map_err(|error| damaged(path, "its table of contents cannot be read").because(error))?;
    let mut seen = HashSet::new();
    match names.iter().find(|name| !seen.insert(*name)) {
        Some(name) => {
            let name = String::from_utf8_lossy(name);
            Err(damaged(path, &format!("it holds `{name}` twice")))
        }
        None => Ok(()),
    }
}

/// Every name in the table of contents at that place, as it stands there.
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

/// The names of all entries, with `/` between folders and as UTF-8 wherever they can be read so.
fn names(zip: &mut Archive, path: &Path) -> Result<Vec<String>> {
    let broken = |error: ZipError| damaged(path, "its table of contents cannot be read").because(error);
    (0..zip.len())
        .map(|index| {
            let name = zip.name_for_index(index).unwrap_or_default();
            let name = if name.is_ascii() {
                name.to_owned()
            } else {
                // Some programs write UTF-8 and do not say so.
                let entry = zip.by_index_raw(index).map_err(broken)?;
                let raw = String::from_utf8(entry.name_raw().to_vec());
                raw.unwrap_or_else(|_| entry.name().to_owned())
            };
            // Old programs on Windows write their own separator.
            Ok(name.replace('\\', "/"))
        })
        .collect()
}

/// The folder in the zip that the backup is in: "", or its path with a `/` at its end.
fn base(names: &[String], path: &Path) -> Result<String> {
    let folder = |name: &String| {
        let folder = name.strip_suffix(MANIFEST)?;
        let fits = folder.is_empty() || folder.ends_with('/');
        (fits && !is_of_a_system(name)).then(|| folder.to_owned())
    };
    let mut folders: Vec<String> = names.iter().filter_map(folder).collect();
    if let Some(index) = folders.iter().position(String::is_empty) {
        return Ok(folders.swap_remove(index));
    }
    folders.dedup();
    match folders.as_slice() {
        [] => Err(without_manifest(names, path)),
        [one] if one.split('/').any(|part| part == "..") || one.contains('\0') => Err(foreign(
            path,
            &format!("it names a file outside of itself: `{one}{MANIFEST}`"),
        )),
        [one] => Ok(one.clone()),
        several => {
            let several = listed(several.iter().map(String::as_str));
            let error = foreign(path, &format!("it holds several, in {several}"));
            Err(error
                .hint("Unpack it, pack each of these folders by itself, and choose one; nothing was changed"))
        }
    }
}

/// A backup that lies in another zip as it is needs to be unpacked once.
fn without_manifest(names: &[String], path: &Path) -> Error {
    let last = |name: &str| name.rsplit('/').next().unwrap_or_default().to_owned();
    let is_backup = |name: &&String| !is_of_a_system(name) && super::Name::parse(&last(name)).is_some();
    match names.iter().find(is_backup) {
        Some(name) => foreign(path, &format!("it is a zip around the backup `{}`", last(name)))
            .hint("Unpack it and choose the backup in it; nothing was changed"),
        None => foreign(path, "it holds no `manifest.json`"),
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
    let plain = |part: &str| !part.is_empty() && part != "." && part != "..";
    !path.contains(['\\', ':', '\0']) && path.split('/').all(plain)
}

/// The manifest names each member once, none with a path that leads elsewhere.
fn check_paths(manifest: &Manifest, path: &Path) -> Result<()> {
    let mut listed = HashSet::new();
    for member in &manifest.members {
        let name = &member.path;
        if !listed.insert(name.as_str()) {
            return Err(damaged(path, &format!("its manifest names `{name}` twice")));
        }
        if !is_safe(name) {
            return Err(foreign(
                path,
                &format!("it names a file outside of itself: `{name}`"),
            ));
        }
    }
    Ok(())
}

/// Entries that share bytes are how a small file unpacks to a very large one; no program packs so. True when all are
/// compressed as this program does it.
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
            return Err(damaged(path, &format!("`{one}` and `{other}` overlap in it")));
        }
    }
    Ok(deflated)
}

/// Refuses an entry that this program cannot unpack, and says why.
pub(super) fn check_method(zip: &mut Archive, index: usize, name: &str, path: &Path) -> Result<()> {
    let broken = |error: ZipError| damaged(path, &format!("`{name}` cannot be read")).because(error);
    let mut entry = zip.by_index_raw(index).map_err(broken)?;
    if entry.encrypted() {
        let error = foreign(path, &format!("`{name}` is protected by a password"));
        return Err(
            error.hint("Unpack it with its password, pack it again without one, and choose that file")
        );
    }
    let asks_for = match entry.compression() {
        CompressionMethod::LZMA => lzma_window(&mut entry)
            .map_err(|error| damaged(path, &format!("`{name}` cannot be unpacked")).because(error))?,
        CompressionMethod::Stored
        | CompressionMethod::Deflated
        | CompressionMethod::DEFLATE64
        | CompressionMethod::BZIP2 => 0,
        other => {
            let other = number(other);
            let error = foreign(
                path,
                &format!("`{name}` is compressed in a way that Mantrae cannot unpack (method {other})"),
            );
            return Err(error.hint("Unpack it, pack it again as a usual zip, and choose that file"));
        }
    };
    if asks_for > LZMA_WINDOW {
        return Err(foreign(
            path,
            &format!("`{name}` needs too much memory to be unpacked"),
        ));
    }
    Ok(())
}

/// The number of a method in the format of zips.
fn number(method: CompressionMethod) -> String {
    match method {
        #[expect(deprecated, reason = "it is the only way to learn the number")]
        CompressionMethod::Unsupported(number) => number.to_string(),
        known => known.to_string(),
    }
}

/// The memory that an LZMA entry asks for: version, length of the properties, one byte, the size.
fn lzma_window(entry: &mut zip::read::ZipFile<'_, super::unpack::Source>) -> std::io::Result<u32> {
    let mut head = [0_u8; 9];
    entry.read_exact(&mut head)?;
    let [.., a, b, c, d] = head;
    Ok(u32::from_le_bytes([a, b, c, d]))
}
