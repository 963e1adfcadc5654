//! Writing an archive.

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Seek, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};
use zip::write::{SimpleFileOptions, ZipWriter};
use zip::{CompressionMethod, ZipArchive};

use super::{MANIFEST, Manifest, Member};
use crate::error::{Code, Error, Result, io as io_error};
use crate::id::hex;

/// Twice as fast as the usual 6; the archive grows by a few percent.
const LEVEL: i64 = 3;

/// A finished archive file.
#[derive(Debug, Clone)]
pub struct Packed {
    /// Its manifest, with members filled in.
    pub manifest: Manifest,
    /// Bytes.
    pub size: u64,
    /// Lower-case hex of the whole file.
    pub sha256: String,
}

/// Some members of an archive, packed but not yet joined with the others.
#[derive(Debug)]
pub struct Part {
    members: Vec<Member>,
    path: PathBuf,
}

/// Packs files into a part of an archive at the new file `to`. Parts can be packed at the same time.
///
/// Everything is streamed: memory does not grow with the files.
pub fn part(members: &[(String, PathBuf)], to: &Path) -> Result<Part> {
    let mut zip = create(to)?;
    let mut packed = Vec::with_capacity(members.len());
    for (name, path) in members {
        let source = File::open(path).map_err(|error| io_error("read for the backup", path, error))?;
        packed.push(add(&mut zip, name, source).map_err(|error| write_error(to, error))?);
    }
    finish(zip, to)?;
    Ok(Part {
        members: packed,
        path: to.to_owned(),
    })
}

/// Joins the parts into the archive at the new file `to`, and flushes it; fills in `manifest.members` from the parts.
pub fn join(mut manifest: Manifest, parts: Vec<Part>, to: &Path) -> Result<Packed> {
    let mut zip = create(to)?;
    for part in parts {
        let held =
            File::open(&part.path).map_err(|error| io_error("read for the backup", &part.path, error))?;
        let held = ZipArchive::new(BufReader::new(held)).map_err(|error| write_error(to, error.into()))?;
        zip.merge_archive(held)
            .map_err(|error| write_error(to, error.into()))?;
        manifest.members.extend(part.members);
    }
    let text = serde_json::to_vec_pretty(&manifest)
        .map_err(|error| Error::new(Code::Internal, "The manifest could not be written").because(error))?;
    add(&mut zip, MANIFEST, text.as_slice()).map_err(|error| write_error(to, error))?;
    let file = finish(zip, to)?;
    file.sync_all().map_err(|error| write_error(to, error))?;
    let (size, sha256) = hash(to)?;
    Ok(Packed {
        manifest,
        size,
        sha256,
    })
}

type Zip = ZipWriter<BufWriter<File>>;

fn create(to: &Path) -> Result<Zip> {
    Ok(ZipWriter::new(BufWriter::new(crate::fs::create_private(to)?)))
}

fn finish(zip: Zip, to: &Path) -> Result<File> {
    let finished = zip.finish().map_err(|error| write_error(to, error.into()))?;
    finished
        .into_inner()
        .map_err(|error| write_error(to, error.into_error()))
}

fn add<W: Write + Seek>(zip: &mut ZipWriter<W>, name: &str, mut source: impl Read) -> io::Result<Member> {
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(LEVEL))
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
