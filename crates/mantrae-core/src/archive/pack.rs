//! Writing an archive.

use std::fs::File;
use std::io::{self, Read, Seek, Write};
use std::path::Path;

use sha2::{Digest as _, Sha256};
use zip::CompressionMethod;
use zip::write::{SimpleFileOptions, ZipWriter};

use super::{MANIFEST, Manifest, Member};
use crate::error::{Code, Error, Result, io as io_error};
use crate::id::hex;

/// A finished archive file.
#[derive(Debug, Clone)]
pub struct Packed {
    /// What it says of itself, members filled in.
    pub manifest: Manifest,
    /// Bytes.
    pub size: u64,
    /// Lower-case hex of the whole file.
    pub sha256: String,
}

/// Packs the files into a new archive at `to`; `manifest.members` is filled in from what was read.
///
/// Everything goes through as a stream: memory does not grow with the files.
pub fn pack(mut manifest: Manifest, members: &[(String, std::path::PathBuf)], to: &Path) -> Result<Packed> {
    let file = crate::fs::create_private(to)?;
    let mut zip = ZipWriter::new(io::BufWriter::new(file));
    for (name, path) in members {
        let source = File::open(path).map_err(|error| io_error("read for the backup", path, error))?;
        manifest
            .members
            .push(add(&mut zip, name, source).map_err(|error| write_error(to, error))?);
    }
    let text = serde_json::to_vec_pretty(&manifest)
        .map_err(|error| Error::new(Code::Internal, "The manifest could not be written").because(error))?;
    add(&mut zip, MANIFEST, text.as_slice()).map_err(|error| write_error(to, error))?;
    let finished = zip.finish().map_err(|error| write_error(to, error.into()))?;
    let file = finished
        .into_inner()
        .map_err(|error| write_error(to, error.into_error()))?;
    file.sync_all().map_err(|error| write_error(to, error))?;
    drop(file);
    let (size, sha256) = hash(to)?;
    Ok(Packed {
        manifest,
        size,
        sha256,
    })
}

fn add<W: Write + Seek>(zip: &mut ZipWriter<W>, name: &str, mut source: impl Read) -> io::Result<Member> {
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .unix_permissions(0o600)
        .large_file(true);
    zip.start_file(name, options)?;
    let mut hash = Sha256::new();
    let mut size = 0;
    let mut buffer = vec![0_u8; 128 * 1024];
    loop {
        let length = source.read(&mut buffer)?;
        let piece = buffer.get(..length).unwrap_or_default();
        if piece.is_empty() {
            break;
        }
        hash.update(piece);
        zip.write_all(piece)?;
        size += length as u64;
    }
    Ok(Member {
        path: name.to_owned(),
        size,
        sha256: hex(&hash.finalize()),
    })
}

fn write_error(to: &Path, error: io::Error) -> Error {
    io_error("write the backup", to, error)
}

/// Size and SHA-256 of a file.
pub fn hash(path: &Path) -> Result<(u64, String)> {
    let mut file = File::open(path).map_err(|error| io_error("read back", path, error))?;
    let mut hash = Sha256::new();
    let size = io::copy(&mut file, &mut hash).map_err(|error| io_error("read back", path, error))?;
    Ok((size, hex(&hash.finalize())))
}
