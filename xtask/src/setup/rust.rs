//! The parts of Rust that a minimal toolchain leaves out.

use crate::Result;
use crate::failure::Failure;
use crate::output::say;
use crate::program::{cargo, on_path, program, run, succeeds};

const COMPONENTS: [(&str, &str, &str); 2] = [
    ("rustfmt", "fmt", "it checks how the code is laid out"),
    ("clippy", "clippy", "it checks the code for mistakes"),
];

/// rustfmt and clippy.
pub(crate) fn components() -> Result {
    for (name, command, why) in COMPONENTS {
        if succeeds(&mut cargo(&[command, "--version"])) {
            continue;
        }
        if on_path("rustup").is_none() {
            return Err(Failure::new(format!(
                "{name} is missing ({why}) and there is no rustup: install {name} from where your Rust came from, then run this command again"
            )));
        }
        say(
            "set-up",
            format!("{name} is missing ({why}): installing with rustup"),
        );
        run(program("rustup").args(["component", "add", name]))?;
    }
    Ok(())
}
