//! `cargo xtask package`: the Debian package of the application and the command line.

use std::path::{Path, PathBuf};

use crate::failure::Failure;
use crate::output::say;
use crate::program::run as carry_out;
use crate::setup::{self, Purpose};
use crate::{Result, build, package_check, tree};

/// Builds it, and tests it if asked to.
pub(crate) fn run(try_out: bool) -> Result {
    setup::system(&[Purpose::Build, Purpose::Open, Purpose::Bundle])?;
    build::window()?;
    let bundles = tree::fresh("release/bundle/deb")?;
    let mut tauri = build::tool("tauri");
    tauri.args(["build", "--ci", "--bundles", "deb", "--config", &additions()?]);
    carry_out(tauri.args(["--", "--package", "mantrae", "--package", "mantraectl"]))?;
    let package = the_package_in(&bundles)?;
    say("package", format!("the package is {}", package.display()));
    if try_out {
        package_check::run(&package)
    } else {
        Ok(())
    }
}

/// What tauri.conf.json cannot know: where cargo puts the command line, and that the window's files are already built.
fn additions() -> Result<String> {
    let mantraectl = tree::target()?.join("release/mantraectl");
    let files = format!(r#"{{"/usr/bin/mantraectl": "{}"}}"#, mantraectl.display());
    let bundle = format!(r#"{{"linux": {{"deb": {{"files": {files}}}}}}}"#);
    Ok(format!(
        r#"{{"build": {{"beforeBuildCommand": null}}, "bundle": {bundle}}}"#
    ))
}

fn the_package_in(folder: &Path) -> Result<PathBuf> {
    let is_package = |path: &PathBuf| path.extension().is_some_and(|extension| extension == "deb");
    let found = tree::files_below(folder)?.into_iter().find(is_package);
    found.ok_or_else(|| {
        Failure::new(format!(
            "there is no package in {}: see the output of tauri above",
            folder.display()
        ))
    })
}
