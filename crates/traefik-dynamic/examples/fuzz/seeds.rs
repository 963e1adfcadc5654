//! What to begin with.

use std::path::Path;

/// A file to change.
pub(crate) struct Seed {
    pub(crate) name: String,
    pub(crate) bytes: Vec<u8>,
}

/// The cases of this crate, and the files of the folder that `TRAEFIK_SEEDS` names, in the order of their names.
pub(crate) fn all() -> Vec<Seed> {
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut seeds = in_folder(&own);
    if let Some(folder) = std::env::var_os("TRAEFIK_SEEDS") {
        seeds.extend(in_folder(Path::new(&folder)));
    }
    seeds
}

fn in_folder(folder: &Path) -> Vec<Seed> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut seeds: Vec<Seed> = entries
        .filter_map(|entry| {
            Some(Seed {
                name: entry.file_name().to_str()?.to_owned(),
                bytes: std::fs::read(entry.path()).ok()?,
            })
        })
        .collect();
    seeds.sort_by(|a, b| a.name.cmp(&b.name));
    seeds
}
