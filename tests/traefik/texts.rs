//! The files that Traefik is asked about.

use std::path::{Path, PathBuf};

use traefik_dynamic::Format;

/// A file.
pub(crate) struct Text {
    pub(crate) name: String,
    pub(crate) bytes: Vec<u8>,
    pub(crate) format: Format,
}

/// All of them: those of this project, and where the corpus of real files lies, those too.
pub(crate) fn all() -> Vec<Text> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let own = [
        "fixtures",
        "fixtures/traefik",
        "../crates/traefik-dynamic/tests/cases",
    ];
    let own = own.iter().flat_map(|folder| in_folder(&here.join(folder)));
    own.chain(corpus().iter().flat_map(|folder| in_folder(folder)))
        .collect()
}

/// Real files of others. They are no part of this project.
fn corpus() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/reference/corpus");
    let folder = std::env::var_os("MANTRAE_CORPUS")
        .map_or(beside, PathBuf::from)
        .join("files");
    if folder.is_dir() {
        return Some(folder);
    }
    println!("corpus not found: only the project's own files were judged");
    None
}

fn in_folder(folder: &Path) -> Vec<Text> {
    let entries = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let mut texts: Vec<Text> = entries
        .filter_map(|path| {
            Some(Text {
                name: path.file_name()?.to_str()?.to_owned(),
                format: Format::from_path(&path)?,
                bytes: std::fs::read(path).ok()?,
            })
        })
        .collect();
    texts.sort_by(|a, b| a.name.cmp(&b.name));
    texts
}
