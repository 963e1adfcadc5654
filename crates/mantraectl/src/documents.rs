//! What a package brings along beside the program: man pages, and completions for shells.

use std::fs;
use std::path::Path;

use clap::CommandFactory as _;
use clap_complete::Shell;
use mantrae_core::error::io;
use mantrae_core::{Code, Error};
use serde_json::json;

use crate::Ended;
use crate::arguments::Arguments;
use crate::output::Output;

/// The name under which the program is called.
const NAME: &str = "mantraectl";

/// Prints what a shell needs to complete the words of the program.
pub(crate) fn completions(shell: Shell) -> Ended {
    let mut text = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), NAME, &mut text);
    Output::text(&String::from_utf8_lossy(&text));
    Ended::Done
}

/// Writes the man pages, one for each command, into a folder that exists.
pub(crate) fn man(folder: &Path, output: Output) -> Result<Ended, Error> {
    if !folder.is_dir() {
        let sentence = format!("There is no folder `{}`", folder.display());
        return Err(Error::new(Code::NotFound, sentence).hint("Create it first"));
    }
    let fails = |error| io("write the pages", folder, error);
    clap_mangen::generate_to(Arguments::command(), folder).map_err(fails)?;
    let mut pages = Vec::new();
    for entry in fs::read_dir(folder).map_err(fails)? {
        let entry = entry.map_err(fails)?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with(NAME) && entry.path().extension().is_some_and(|ending| ending == "1") {
            // They are no secret, and everybody on the computer may read them.
            open_to_all(&entry.path())?;
            pages.push(name);
        }
    }
    pages.sort();
    let line = format!("{} pages written to {}", pages.len(), folder.display());
    output.answer(&json!({ "pages": pages }), &[line]);
    Ok(Ended::Done)
}

#[cfg(unix)]
fn open_to_all(file: &Path) -> Result<(), Error> {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(file, fs::Permissions::from_mode(0o644))
        .map_err(|error| io("set the mode of", file, error))
}

#[cfg(not(unix))]
fn open_to_all(_: &Path) -> Result<(), Error> {
    Ok(())
}
