//! The crates that are linked into the programs, as cargo tells.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

use serde::Deserialize;

use crate::{Part, Result};

/// The systems that we build for, with the targets that stand for them.
const SYSTEMS: [(&str, &[&str]); 3] = [
    (
        "linux",
        &["x86_64-unknown-linux-gnu", "aarch64-unknown-linux-gnu"],
    ),
    ("macos", &["aarch64-apple-darwin", "x86_64-apple-darwin"]),
    ("windows", &["x86_64-pc-windows-msvc"]),
];

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    version: String,
    /// None: it is our own.
    source: Option<String>,
    license: Option<String>,
    repository: Option<String>,
    homepage: Option<String>,
    authors: Vec<String>,
    manifest_path: String,
}

/// All of them, by name and version.
pub(crate) fn linked() -> Result<Vec<Part>> {
    let mut systems: BTreeMap<(String, String), Vec<&'static str>> = BTreeMap::new();
    for (system, targets) in SYSTEMS {
        for one in linked_on(targets)? {
            systems.entry(one).or_default().push(system);
        }
    }
    let metadata = cargo(&["metadata", "--locked", "--format-version", "1"])?;
    let Metadata { packages } = serde_json::from_str(&metadata)?;
    let mut parts = Vec::new();
    for package in packages {
        let Some(mut only_on) = systems.remove(&(package.name.clone(), package.version.clone())) else {
            continue;
        };
        if package.source.is_none() {
            continue;
        }
        if only_on.len() == SYSTEMS.len() {
            only_on.clear();
        }
        parts.push(part(package, only_on)?);
    }
    parts.sort_by(|a, b| (&a.name, &a.version).cmp(&(&b.name, &b.version)));
    Ok(parts)
}

fn part(package: Package, only_on: Vec<&'static str>) -> Result<Part> {
    let Package { name, version, .. } = package;
    let folder = Path::new(&package.manifest_path)
        .parent()
        .unwrap_or(Path::new("."));
    Ok(Part {
        licence: package
            .license
            .ok_or_else(|| format!("{name} {version} does not name its licence"))?
            .replace(" / ", " OR ")
            .replace('/', " OR "),
        source: package.repository.or(package.homepage).unwrap_or_default(),
        only_on,
        authors: package.authors,
        folder: folder.to_owned(),
        name,
        version,
    })
}

/// Name and version of each crate. What only runs while compiling, such as a procedural macro, is not linked.
fn linked_on(targets: &[&str]) -> Result<BTreeSet<(String, String)>> {
    let mut found = BTreeSet::new();
    for target in targets {
        let words = [
            "tree",
            "--locked",
            "--package",
            "mantrae",
            "--package",
            "mantraectl",
        ];
        let shape = [
            "--edges",
            "normal,no-proc-macro",
            "--prefix",
            "none",
            "--format",
            "{p}",
        ];
        let tree = cargo(&[&words[..], &["--target", target], &shape].concat())?;
        for line in tree.lines() {
            let mut words = line.split(' ');
            if let (Some(name), Some(version)) = (words.next(), words.next()) {
                found.insert((name.to_owned(), version.trim_start_matches('v').to_owned()));
            }
        }
    }
    Ok(found)
}

fn cargo(words: &[&str]) -> Result<String> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo).args(words).output()?;
    if output.status.success() {
        return Ok(String::from_utf8(output.stdout)?);
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(format!("`cargo {}` failed: {}", words.join(" "), said.trim()).into())
}
