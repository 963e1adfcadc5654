//! Lists the licences of everything that ends up in the programs, with their texts: `list-licences FILE [--check]`.
//!
//! Crates are those that cargo links into the two programs on one of the systems that we build for; npm packages are
//! those that the last build of the window left in its files. All texts come from the sources that were compiled.

mod crates;
mod listing;
mod npm;
mod texts;

use std::error::Error;
use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// A part of the programs that somebody else wrote.
struct Part {
    name: String,
    version: String,
    /// What it says about its licence, as an SPDX expression.
    licence: String,
    /// Where it comes from; empty if it does not say.
    source: String,
    /// The systems whose programs contain it; empty: all of them.
    only_on: Vec<&'static str>,
    /// Who wrote it, where its own texts do not say so.
    authors: Vec<String>,
    /// Where its source is, unless it brings its texts with it.
    folder: PathBuf,
}

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = std::io::Write::write_all(&mut std::io::stderr(), format!("{error}\n").as_bytes());
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<()> {
    let mut words = std::env::args().skip(1);
    let file = words
        .next()
        .ok_or("usage: list-licences FILE [--check], at the top of the repository")?;
    let file = Path::new(&file);
    let mut parts = crates::linked()?;
    parts.extend(npm::bundled(Path::new("ui/node_modules"))?);
    let listing = listing::written(parts)?;
    if words.next().as_deref() != Some("--check") {
        let part = file.with_added_extension("part");
        File::create(&part)?.write_all(listing.as_bytes())?;
        return Ok(std::fs::rename(&part, file)?);
    }
    let there = std::fs::read_to_string(file).unwrap_or_default();
    match listing::first_difference(&there, &listing) {
        None => Ok(()),
        Some(line) => Err(format!(
            "{} is stale, first at `{line}`: run `cargo xtask licences` and commit the result",
            file.display()
        )
        .into()),
    }
}
