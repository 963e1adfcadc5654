//! Output to the terminal. A closed pipe (`| head`) is ignored.

use std::io::{self, Write};

use crate::Failure;

/// Prints one sentence after the name of the step it comes from: `setup: installing xvfb with apt: …`.
pub(crate) fn say(who: &str, sentence: impl AsRef<str>) {
    line(&format!("{who}: {}", sentence.as_ref()));
}

/// Prints a line as it is.
pub(crate) fn line(text: &str) {
    let mut out = io::stdout().lock();
    let _ = writeln!(out, "{text}");
    let _ = out.flush();
}

/// Prints the last line of a failed command.
pub(crate) fn complain(failure: &Failure) {
    let _ = writeln!(io::stderr().lock(), "xtask: {failure}");
}
