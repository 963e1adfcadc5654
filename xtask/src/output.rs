//! What the person at the terminal reads. A closed pipe (`| head`) is no reason to stop.

use std::io::{self, Write};

use crate::Failure;

/// `set-up: xvfb is missing (…)`: who speaks, and one sentence.
pub(crate) fn say(who: &str, sentence: impl AsRef<str>) {
    line(&format!("{who}: {}", sentence.as_ref()));
}

/// A line as it is.
pub(crate) fn line(text: &str) {
    let mut out = io::stdout().lock();
    let _ = writeln!(out, "{text}");
    let _ = out.flush();
}

/// The last line of a command that failed.
pub(crate) fn complain(failure: &Failure) {
    let _ = writeln!(io::stderr().lock(), "xtask: {failure}");
}
