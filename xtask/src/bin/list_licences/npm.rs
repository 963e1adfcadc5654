//! The npm packages in the window's files.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::{Part, Result};

/// Where the build of the window leaves their names; see `ui/vite.config.ts`.
const NAMES: &str = ".bundled-packages";

/// What a package says nowhere but in its text.
const LICENCES: [(&str, &str); 1] = [("svelte-toolbelt", "MIT")];

/// All of them, by name.
pub(crate) fn bundled(folder: &Path) -> Result<Vec<Part>> {
    let names = fs::read_to_string(folder.join(NAMES))
        .map_err(|_| "the window was not built: run `npm --prefix ui run build` first")?;
    names.lines().map(|name| part(name, &folder.join(name))).collect()
}

fn part(name: &str, folder: &Path) -> Result<Part> {
    let package: Value = serde_json::from_str(&fs::read_to_string(folder.join("package.json"))?)?;
    let text = |field: &str| package[field].as_str().map(str::to_owned);
    let known = LICENCES.iter().find(|(known, _)| *known == name);
    let licence = text("license").or(known.map(|(_, licence)| (*licence).to_owned()));
    let repository = package["repository"]["url"]
        .as_str()
        .or(package["repository"].as_str());
    Ok(Part {
        name: name.to_owned(),
        version: text("version").ok_or_else(|| format!("{name} does not say its version"))?,
        licence: licence.ok_or_else(|| {
            format!("{name} does not name its licence: read its text, then add it to `LICENCES`")
        })?,
        source: repository.map(address).or(text("homepage")).unwrap_or_default(),
        only_on: Vec::new(),
        authors: Vec::new(),
        folder: folder.to_owned(),
    })
}

/// As a browser opens it.
fn address(repository: &str) -> String {
    let bare = repository.trim_start_matches("git+").trim_end_matches(".git");
    let bare = bare
        .replace("git://", "https://")
        .replace("ssh://git@", "https://");
    if bare.contains("://") {
        bare
    } else {
        format!("https://github.com/{}", bare.trim_start_matches("github:"))
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn repositories_are_addresses() {
        let check = |given: &str, expected: &str| assert_eq!(super::address(given), expected);
        check("git+https://github.com/a/b.git", "https://github.com/a/b");
        check("git://github.com/a/b", "https://github.com/a/b");
        check("github:a/b", "https://github.com/a/b");
        check("a/b", "https://github.com/a/b");
    }
}
