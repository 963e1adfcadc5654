//! A data folder to look at: a sample profile and a first backup.

use std::path::{Path, PathBuf};

use crate::program::{program, run};
use crate::{Result, tree};

const PROFILE: &str = "Sample";

/// Makes it anew; the folder is the answer.
pub(crate) fn data_folder() -> Result<PathBuf> {
    let folder = tree::fresh("demo")?;
    let sample = tree::root().join("tests/fixtures/example.yml");
    let mantraectl = tree::built("mantraectl")?;
    let tell = |words: &[&str]| run(program(&mantraectl).arg("--data-dir").arg(&folder).args(words));
    tell(&["profile", "create", PROFILE])?;
    tell(&["import", &text(&sample), "--profile", PROFILE])?;
    tell(&["backup", "create", "--note", "The first one"])?;
    Ok(folder)
}

fn text(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}
