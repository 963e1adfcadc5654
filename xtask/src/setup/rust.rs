//! The Rust components that a minimal toolchain leaves out.

use crate::Result;
use crate::failure::Failure;
use crate::output::say;
use crate::program::{cargo, on_path, program, run, succeeds};

const COMPONENTS: [(&str, &str, &str); 2] = [
    ("rustfmt", "fmt", "it checks the formatting of the code"),
    ("clippy", "clippy", "it checks the code for mistakes"),
];

/// Installs rustfmt and clippy if they are missing.
pub(crate) fn components() -> Result {
    for (name, command, why) in COMPONENTS {
        if succeeds(&mut cargo(&[command, "--version"])) {
            continue;
        }
        if on_path("rustup").is_none() {
            return Err(Failure::new(format!(
                "{name} is missing ({why}), and rustup is not installed: install {name} the way you installed Rust, then run this command again"
            )));
        }
        say("setup", format!("installing {name} with rustup: {why}"));
        run(program("rustup").args(["component", "add", name]))?;
    }
    Ok(())
}
