//! Programs that cargo builds for us, each of one version in a folder of this repository, so that no other one gets in the way.

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
    why: "the tests reach the window through it",
};

const DENY: Tool = Tool {
    name: "cargo-deny",
    version: "0.20.2",
    why: "it checks the licences and sources of what we depend on",
};

/// tauri-driver, through which the tests speak WebDriver to the window.
pub(crate) fn tauri_driver() -> Result<PathBuf> {
    built(&DRIVER)
}

/// cargo-deny, which knows what we may depend on.
pub(crate) fn cargo_deny() -> Result<PathBuf> {
    built(&DENY)
}

fn built(tool: &Tool) -> Result<PathBuf> {
    let Tool { name, version, why } = tool;
    let folder = tree::target()?.join("tools").join(format!("{name}-{version}"));
    let path = folder.join("bin").join(name);
    if !path.is_file() {
        say(
            "set-up",
            format!(
                "{name} {version} is missing ({why}): installing with cargo, which takes a minute or two"
            ),
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
