//! `cargo xtask package`: the packages of the application and the command line for the system it runs on.

use std::fs;
use std::path::{Path, PathBuf};

use crate::failure::{Doing, Failure};
use crate::output::say;
use crate::package_files::{self, Gathered};
use crate::program::{cargo, run as carry_out};
use crate::setup::{self, Purpose};
use crate::{Result, build, package_check, tree};

/// What is built, and how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Options {
    /// Tries out the packages.
    pub(crate) check: bool,
    /// Also builds the AppImage, whose tools are downloaded.
    pub(crate) appimage: bool,
    /// Without optimization, to try out the packaging in minutes.
    pub(crate) debug: bool,
}

impl Options {
    fn profile(self) -> &'static str {
        if self.debug { "debug" } else { "release" }
    }

    /// Kinds of packages, as Tauri calls them, with the ends of their file names.
    fn bundles(self) -> Vec<(&'static str, &'static str)> {
        if cfg!(target_os = "macos") {
            vec![("dmg", "dmg")]
        } else if cfg!(windows) {
            vec![("msi", "msi")]
        } else if self.appimage {
            vec![("deb", "deb"), ("rpm", "rpm"), ("appimage", "AppImage")]
        } else {
            vec![("deb", "deb"), ("rpm", "rpm")]
        }
    }
}

/// Builds them, and tests them if asked to.
pub(crate) fn run(options: Options) -> Result {
    setup::system(&[Purpose::Build, Purpose::Open, Purpose::Bundle])?;
    build::window()?;
    let mut compile = cargo(&["build", "--package", "mantrae", "--package", "mantraectl"]);
    if !options.debug {
        compile.arg("--release");
    }
    carry_out(&mut compile)?;
    let programs = tree::target()?.join(options.profile());
    let gathered = package_files::gather(&programs)?;
    let before = if options.check {
        the_version_before(options, &gathered)?
    } else {
        Vec::new()
    };
    let packages = bundle(options, &gathered.write_additions(None)?)?;
    for package in &packages {
        say("package", format!("built {}", package.display()));
    }
    if options.check {
        package_check::run(&packages, &before)
    } else {
        Ok(())
    }
}

/// The same packages with an earlier version, to be updated by the real ones.
fn the_version_before(options: Options, gathered: &Gathered) -> Result<Vec<PathBuf>> {
    let folder = tree::fresh("packages-before")?;
    let built = bundle(options, &gathered.write_additions(Some("0.0.1"))?)?;
    let aside = |path: PathBuf| {
        let to = folder.join(path.file_name().unwrap_or_default());
        fs::rename(&path, &to).doing(|| format!("move {}", path.display()))?;
        Ok(to)
    };
    built.into_iter().map(aside).collect()
}

/// Puts together what was compiled.
fn bundle(options: Options, additions: &Path) -> Result<Vec<PathBuf>> {
    let kinds = options.bundles();
    let mut folders = Vec::new();
    for (kind, _) in &kinds {
        folders.push(tree::fresh(&format!("{}/bundle/{kind}", options.profile()))?);
    }
    let names: Vec<&str> = kinds.iter().map(|(kind, _)| *kind).collect();
    let mut tauri = build::tool("tauri");
    tauri.args(["bundle", "--ci", "--bundles", &names.join(",")]);
    if options.debug {
        tauri.arg("--debug");
    }
    carry_out(tauri.arg("--config").arg(additions))?;
    let packages = kinds.iter().zip(&folders);
    packages.map(|((_, end), folder)| the_one(folder, end)).collect()
}

fn the_one(folder: &Path, end: &str) -> Result<PathBuf> {
    let is_package = |path: &PathBuf| path.extension().is_some_and(|extension| extension == end);
    let found = tree::files_below(folder)?.into_iter().find(is_package);
    found.ok_or_else(|| {
        Failure::new(format!(
            "there is no package in {}: see the output of tauri above",
            folder.display()
        ))
    })
}

#[cfg(test)]
mod tests {
    use super::Options;

    #[test]
    #[cfg(target_os = "linux")]
    fn what_is_downloaded_is_only_built_when_asked_for() {
        let kinds = |options: Options| {
            options
                .bundles()
                .iter()
                .map(|(kind, _)| *kind)
                .collect::<Vec<_>>()
        };
        assert_eq!(kinds(Options::default()), ["deb", "rpm"]);
        let all = Options {
            appimage: true,
            ..Options::default()
        };
        assert_eq!(kinds(all), ["deb", "rpm", "appimage"]);
    }
}
