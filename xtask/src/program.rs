//! Running other programs.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::failure::{Doing, Failure};
use crate::{Result, output, tree};

/// Variables that `cargo run` sets for *this* package. If they were passed on, build scripts that watch them would
/// run again, and once more in a later plain `cargo build`.
const OF_THIS_PACKAGE: [&str; 6] = [
    "CARGO_PKG_",
    "CARGO_MANIFEST_",
    "CARGO_BIN_",
    "CARGO_CRATE_",
    "CARGO_PRIMARY_PACKAGE",
    "OUT_DIR",
];

/// Leaves the application out of a workspace: only it needs WebKit; the engine, the model and the command line do not.
pub(crate) const WITHOUT_APPLICATION: [&str; 2] = ["--exclude", "mantrae"];

/// A program that runs at the top of the repository.
pub(crate) fn program(name: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(name);
    command.current_dir(tree::root());
    for (key, _) in std::env::vars_os() {
        let key = key.to_string_lossy().into_owned();
        if OF_THIS_PACKAGE.iter().any(|prefix| key.starts_with(prefix)) {
            command.env_remove(key);
        }
    }
    command
}

/// The cargo that runs this program.
pub(crate) fn cargo(words: &[&str]) -> Command {
    let mut command = program(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(words);
    command
}

/// A binary of this package that needs crates of its own, behind a feature; whatever is added goes to the binary.
pub(crate) fn heavy(binary: &str, feature: &str) -> Command {
    cargo(&[
        "run",
        "--quiet",
        "--package",
        "xtask",
        "--features",
        feature,
        "--bin",
        binary,
        "--",
    ])
}

/// npm, in the folder of the window.
pub(crate) fn npm(words: &[&str]) -> Command {
    let mut command = program(if cfg!(windows) { "npm.cmd" } else { "npm" });
    command.args(["--prefix", "ui"]).args(words);
    command
}

/// Prints the command and runs it. A command that fails is an error.
pub(crate) fn run(command: &mut Command) -> Result {
    output::line(&format!("$ {}", shown(command)));
    let status = command
        .status()
        .doing(|| format!("start {}", command.get_program().to_string_lossy()))?;
    if status.success() {
        return Ok(());
    }
    Err(Failure::new(format!(
        "`{}` failed ({status}): see its output above",
        shown(command)
    )))
}

/// Runs a command and returns its standard output. A command that fails is an error.
pub(crate) fn read(command: &mut Command) -> Result<String> {
    let name = command.get_program().to_string_lossy().into_owned();
    let answer = command
        .stdin(Stdio::null())
        .output()
        .doing(|| format!("start {name}"))?;
    if answer.status.success() {
        return Ok(String::from_utf8_lossy(&answer.stdout).into_owned());
    }
    let said = String::from_utf8_lossy(&answer.stderr).trim().to_owned();
    Err(Failure::new(format!(
        "`{}` failed ({}): {said}",
        shown(command),
        answer.status
    )))
}

/// Whether a command succeeds; prints nothing.
pub(crate) fn succeeds(command: &mut Command) -> bool {
    let quiet = command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    quiet.status().is_ok_and(|status| status.success())
}

/// The full path of a program, if it is on `PATH`.
pub(crate) fn on_path(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path)
        .map(|folder| folder.join(name))
        .find(|file| file.is_file())
}

/// The command as one would type it, with paths relative to the top of the repository.
fn shown(command: &Command) -> String {
    let top = tree::root();
    let short = |word: &OsStr| {
        let word = Path::new(word);
        let word = word.strip_prefix(&top).unwrap_or(word).display().to_string();
        if word.contains(char::is_whitespace) {
            format!("'{word}'")
        } else {
            word
        }
    };
    let name = Path::new(command.get_program()).file_stem().unwrap_or_default();
    std::iter::once(name)
        .chain(command.get_args())
        .map(short)
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_shown_so_that_it_can_be_typed() {
        let mut command = program("/usr/bin/mantraectl");
        command
            .arg("backup")
            .args(["--note", "First backup"])
            .arg(tree::root().join("ui"));
        assert_eq!(shown(&command), "mantraectl backup --note 'First backup' ui");
    }

    #[test]
    fn what_cargo_says_about_this_package_is_not_passed_on() {
        let removed = program("sh");
        let removed: Vec<_> = removed
            .get_envs()
            .filter(|(_, value)| value.is_none())
            .map(|(key, _)| key)
            .collect();
        assert!(removed.contains(&OsStr::new("CARGO_MANIFEST_DIR")), "{removed:?}");
    }
}
