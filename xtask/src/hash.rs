//! A short fingerprint of files, to tell whether they have changed since the last run.

use std::fs;
use std::path::Path;

use crate::failure::Doing;
use crate::{Result, tree};

/// FNV-1a: small, the same on every platform and in every Rust version.
pub(crate) fn of_bytes(seed: u64, bytes: &[u8]) -> u64 {
    bytes.iter().fold(seed, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// The initial value of a fingerprint.
pub(crate) const SEED: u64 = 0xcbf2_9ce4_8422_2325;

/// Adds the names and contents of all files below `folder`.
pub(crate) fn of_folder(seed: u64, folder: &Path) -> Result<u64> {
    let mut hash = seed;
    for path in tree::files_below(folder)? {
        hash = of_bytes(hash, path.to_string_lossy().as_bytes());
        let bytes = fs::read(&path).doing(|| format!("read {}", path.display()))?;
        hash = of_bytes(hash, &bytes);
    }
    Ok(hash)
}

/// Whether the file `stamp` records this fingerprint.
pub(crate) fn is_stamped(stamp: &Path, hash: u64) -> bool {
    fs::read_to_string(stamp).is_ok_and(|text| text.trim() == format!("{hash:016x}"))
}

/// Records that the work for this fingerprint is done.
pub(crate) fn stamp(stamp: &Path, hash: u64) -> Result {
    tree::save(stamp, format!("{hash:016x}\n").as_bytes())
}
