//! Programs that cargo builds from source, pinned to a version and installed in the target folder, so that they do not
//! clash with other versions.

use std::path::PathBuf;

use crate::output::say;
use crate::program::{cargo, run};
use crate::{Result, tree};

struct Tool {
    name: &'static str,
    version: &'static str,
    why: &'static str,
}

const DRIVER: Tool = Tool {
    name: "tauri-driver",
    version: "2.1.0",
    why: "the tests use it to control the window",
};

const DENY: Tool = Tool {
    name: "cargo-deny",
    version: "0.20.2",
    why: "it checks the licences and sources of the dependencies",
};

/// tauri-driver, which lets the tests control the window through WebDriver.
pub(crate) fn tauri_driver() -> Result<PathBuf> {
    built(&DRIVER)
}

/// cargo-deny, which checks the dependencies.
pub(crate) fn cargo_deny() -> Result<PathBuf> {
    built(&DENY)
}

fn built(tool: &Tool) -> Result<PathBuf> {
    let Tool { name, version, why } = tool;
    let folder = tree::target()?.join("tools").join(format!("{name}-{version}"));
    let path = folder.join("bin").join(name);
    if !path.is_file() {
        say(
            "setup",
            format!("installing {name} {version} with cargo, which takes a minute or two: {why}"),
        );
        run(cargo(&[
            "install",
            name,
            "--locked",
            "--quiet",
            "--version",
            version,
            "--root",
        ])
        .arg(&folder))?;
    }
    Ok(path)
}
