//! The entries of a zip, read one by one: none is trusted, and what cannot be unpacked is refused.

use std::fs::File;
use std::io::{self, BufReader, Read, Write};
use std::path::Path;

use sha2::{Digest as _, Sha256};
use zip::result::ZipError;
use zip::{CompressionMethod, ZipArchive};

use crate::error::{Code, Error, Result, io as io_error};
use crate::id::hex;

/// LZMA reserves as much memory as an entry asks for; 7-Zip asks for 64 MiB at most.
const LZMA_WINDOW: u32 = 64 * 1024 * 1024;

pub(super) type Source = BufReader<File>;
pub(super) type Archive = ZipArchive<Source>;

/// Opens a zip.
pub(super) fn open(path: &Path) -> Result<Archive> {
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
    // A zip starts with `PK`: a file that does but cannot be opened is a broken zip, ours or not.
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

/// The checksum of an entry of that many bytes.
pub(super) fn checksum(entry: (&mut Archive, usize), size: u64) -> Result<String> {
    let nowhere = Path::new("");
    unpack(entry, ("", size), nowhere, &mut io::sink()).map(|(_, sha256)| sha256)
}

/// Unpacks an entry, reading at most one byte more than its expected size; returns its size and checksum.
pub(super) fn unpack(
    (zip, index): (&mut Archive, usize),
    (name, size): (&str, u64),
    path: &Path,
    to: &mut dyn Write,
) -> Result<(u64, String)> {
    check_method(zip, index, name, path)?;
    let broken = |error: ZipError| damaged(path, &format!("`{name}` cannot be read")).because(error);
    // One byte more than expected shows that there is more.
    let mut entry = zip.by_index(index).map_err(broken)?.take(size.saturating_add(1));
    let mut hash = Sha256::new();
    let mut unpacked = 0;
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
        unpacked += length as u64;
    }
    Ok((unpacked, hex(&hash.finalize())))
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
                &format!("`{name}` uses a compression method that Mantrae cannot unpack ({other})"),
            );
            return Err(error.hint("Unpack it, pack it again as an ordinary zip file, and choose that file"));
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

/// The number of a compression method in the zip format.
fn number(method: CompressionMethod) -> String {
    match method {
        #[expect(deprecated, reason = "it is the only way to learn the number")]
        CompressionMethod::Unsupported(number) => number.to_string(),
        known => known.to_string(),
    }
}

/// The memory that an LZMA entry asks for. Its header: version, length of the properties, one byte, the size.
fn lzma_window(entry: &mut zip::read::ZipFile<'_, Source>) -> io::Result<u32> {
    let mut head = [0_u8; 9];
    entry.read_exact(&mut head)?;
    let [.., a, b, c, d] = head;
    Ok(u32::from_le_bytes([a, b, c, d]))
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
        format!("`{}` is not a Mantrae backup: {why}", short(path)),
    )
    .hint("Choose a file that Mantrae created; nothing was changed")
}
