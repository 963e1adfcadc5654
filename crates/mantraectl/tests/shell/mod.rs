//! The program, run by hand on a data folder of its own.

use std::process::{Command, Output};

/// A folder with a data folder in it.
pub(crate) struct Shell(pub(crate) tempfile::TempDir);

impl Shell {
    pub(crate) fn empty() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub(crate) fn write(&self, name: &str, text: &str) {
        mantrae_core::fs::write_atomic(&self.0.path().join(name), text.as_bytes()).unwrap();
    }

    pub(crate) fn run(&self, words: &[&str]) -> Output {
        self.command(words).output().unwrap()
    }

    pub(crate) fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_mantraectl"));
        command
            .args(["--data-dir", "data"])
            .args(words)
            .current_dir(self.0.path())
            .env_remove("MANTRAE_LOG")
            // The keyring of whoever runs the tests is none of our business.
            .env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere");
        command
    }
}
