//! Installs, updates and removes the packages in a root of their own, so that nothing on this machine changes.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::failure::{Doing, Failure};
use crate::output::say;
use crate::program::{program, read, run};
use crate::setup::as_root;
use crate::{Result, tree};

/// What a person made, relative to the root. No package may touch it.
const DATA: &str = "home/anna/.local/share/mantrae/mantrae.db";
const PROGRAMS: [&str; 2] = ["usr/bin/mantrae", "usr/bin/mantraectl"];

/// How packages of one kind are handled.
struct Kind {
    name: &'static str,
    /// What must be there before the first is installed.
    folders: &'static [&'static str],
    install: fn(&Path) -> Result<Command>,
    update: fn(&Path) -> Result<Command>,
    remove: fn(&Path) -> Result<Command>,
}

const DEB: Kind = Kind {
    name: "deb",
    folders: &[
        "var/lib/dpkg/info",
        "var/lib/dpkg/updates",
        "var/lib/dpkg/triggers",
    ],
    install: |root| dpkg(root, "--install"),
    update: |root| dpkg(root, "--install"),
    remove: |root| dpkg(root, "--purge"),
};

const RPM: Kind = Kind {
    name: "rpm",
    folders: &["var/lib/rpm"],
    install: |root| rpm(root, "--install"),
    update: |root| rpm(root, "--upgrade"),
    remove: |root| rpm(root, "--erase"),
};

/// One round for each package, with the version before it.
pub(crate) fn all(packages: &[PathBuf], before: &[PathBuf]) -> Result {
    for kind in [DEB, RPM] {
        let one = |packages: &[PathBuf]| {
            let of_kind = |path: &&PathBuf| path.extension().is_some_and(|end| end == kind.name);
            packages.iter().find(of_kind).cloned()
        };
        if let (Some(package), Some(before)) = (one(packages), one(before)) {
            round(&kind, &package, &before)?;
        }
    }
    Ok(())
}

fn round(kind: &Kind, package: &Path, before: &Path) -> Result {
    let root = tree::target()?.join("package-check/root");
    clear(&root)?;
    for folder in kind.folders {
        tree::create(&root.join(folder))?;
    }
    if kind.name == "deb" {
        tree::save(&root.join("var/lib/dpkg/status"), b"")?;
    }
    run((kind.install)(&root)?.arg(before))?;
    let files = files(&root)?;
    let data = root.join(DATA);
    tree::create(data.parent().unwrap_or(&root))?;
    tree::save(&data, b"what a person made")?;
    run((kind.update)(&root)?.arg(package))?;
    if self::files(&root)? != files {
        return Err(Failure::new("the update did not leave the same files"));
    }
    let version = read(program(root.join(PROGRAMS[1])).arg("--version"))?;
    if !version.trim().ends_with(env!("CARGO_PKG_VERSION")) {
        return Err(Failure::new(format!(
            "after the update, the program is {version}"
        )));
    }
    run((kind.remove)(&root)?.arg("mantrae"))?;
    let left = self::files(&root)?;
    if !left.is_empty() {
        return Err(Failure::new(format!(
            "after it was removed, there is still {}",
            left.join(", ")
        )));
    }
    let kept = fs::read(&data).doing(|| format!("read {}", data.display()))?;
    if kept != b"what a person made" {
        return Err(Failure::new("removing the package changed what a person made"));
    }
    say(
        "package",
        format!(
            "the .{} installs, updates the version before, and is removed without a trace but the person’s data",
            kind.name
        ),
    );
    clear(&root)
}

/// Everything below `/usr` and `/etc`, relative to the root.
fn files(root: &Path) -> Result<Vec<String>> {
    let mut found = Vec::new();
    for folder in ["usr", "etc"].map(|folder| root.join(folder)) {
        if folder.is_dir() {
            found.extend(tree::files_below(&folder)?);
        }
    }
    let short = |path: PathBuf| path.strip_prefix(root).unwrap_or(&path).display().to_string();
    Ok(found.into_iter().map(short).collect())
}

/// Files in it belong to root.
fn clear(root: &Path) -> Result {
    if root.exists() {
        run(as_root("rm")?.args(["--recursive", "--force"]).arg(root))?;
    }
    tree::create(root)
}

/// Dependencies are not in that root.
fn dpkg(root: &Path, act: &str) -> Result<Command> {
    let mut command = as_root("dpkg")?;
    command.arg(format!("--root={}", root.display()));
    command.args(["--force-depends", act]);
    Ok(command)
}

fn rpm(root: &Path, act: &str) -> Result<Command> {
    let mut command = as_root("rpm")?;
    command
        .arg("--root")
        .arg(root)
        .args(["--nodeps", "--nosignature", act]);
    Ok(command)
}
