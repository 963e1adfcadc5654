//! A data folder for demonstrations, with a sample profile and a first backup.

use std::path::{Path, PathBuf};

use crate::program::{program, run};
use crate::{Result, tree};

const PROFILE: &str = "Sample";

/// Creates it from scratch and returns its path.
pub(crate) fn data_folder() -> Result<PathBuf> {
    let folder = tree::fresh("demo")?;
    let sample = tree::root().join("tests/fixtures/example.yml");
    let mantraectl = tree::built("mantraectl")?;
    let tell = |words: &[&str]| run(program(&mantraectl).arg("--data-dir").arg(&folder).args(words));
    tell(&["profile", "create", PROFILE])?;
    tell(&["import", &text(&sample), "--profile", PROFILE])?;
    tell(&["backup", "create", "--note", "First backup"])?;
    Ok(folder)
}

fn text(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}
