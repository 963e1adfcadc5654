//! Tampers with archives.

use std::io::{Cursor, Read as _, Write as _};
use std::path::Path;

use zip::write::{SimpleFileOptions, ZipWriter};

/// The files of an archive, by name.
pub type Files = Vec<(String, Vec<u8>)>;

/// Everything in an archive.
pub fn unpack(archive: &Path) -> Files {
    let file = std::fs::File::open(archive).expect("the archive can be opened");
    let mut zip = zip::ZipArchive::new(file).expect("the archive is a zip");
    (0..zip.len())
        .map(|index| {
            let mut entry = zip.by_index(index).expect("a member can be opened");
            let mut content = Vec::new();
            entry.read_to_end(&mut content).expect("a member can be unpacked");
            (entry.name().to_owned(), content)
        })
        .collect()
}

/// Packs these files into a zip with valid checksums, whatever their content.
pub fn pack(files: &Files) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in files {
        zip.start_file(name, SimpleFileOptions::default())
            .expect("a member can be begun");
        zip.write_all(content).expect("a member can be written");
    }
    zip.finish().expect("the zip can be finished").into_inner()
}

/// Changes the manifest among these files.
pub fn change_manifest(files: &mut Files, change: impl FnOnce(&mut serde_json::Value)) {
    let found = files.iter_mut().find(|(name, _)| name == "manifest.json");
    let (_, text) = found.expect("the archive has a manifest");
    let mut manifest = serde_json::from_slice(text).expect("the manifest is JSON");
    change(&mut manifest);
    *text = serde_json::to_vec(&manifest).expect("the manifest can be written");
}
