//! tauri-driver, through which the tests speak WebDriver to the window.

use std::path::PathBuf;

use crate::output::say;
use crate::program::{cargo, run};
use crate::{Result, tree};

const VERSION: &str = "2.1.0";

/// The driver's path, in a folder of this repository so that no other version of it gets in the way.
pub(crate) fn tauri_driver() -> Result<PathBuf> {
    let folder = tree::target()?
        .join("tools")
        .join(format!("tauri-driver-{VERSION}"));
    let path = folder.join("bin/tauri-driver");
    if !path.is_file() {
        say(
            "set-up",
            format!(
                "tauri-driver {VERSION} is missing (the tests reach the window through it): installing with cargo"
            ),
        );
        run(cargo(&[
            "install",
            "tauri-driver",
            "--locked",
            "--quiet",
            "--version",
            VERSION,
            "--root",
        ])
        .arg(&folder))?;
    }
    Ok(path)
}
