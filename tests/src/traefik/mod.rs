//! Checks what we read and write against the real Traefik.
//!
//! [`Traefik`] is a running program; a [`Judge`] is asked what it makes of a text: it accepts the text and says which
//! configuration that is, or refuses it and says why. Nothing that a text names is built or contacted: the judge's
//! Traefik has no entry point for routers, so no health check and no request leaves this computer.

mod answers;
mod configuration;
mod invented;
mod judge;
mod launch;
mod log;
mod random;
mod running;

use std::path::PathBuf;

pub use self::configuration::{differences, normal};
pub use self::invented::{invented, shrunk, smaller};
pub use self::judge::{Judge, Verdict};
pub use self::launch::{Feed, Launch};
pub use self::log::Said;
pub use self::random::Random;
pub use self::running::Traefik;

/// The variable that names the program to run.
pub const VARIABLE: &str = "MANTRAE_TEST_TRAEFIK";

/// The program to run: a test that needs it fails if the variable is not set.
///
/// # Panics
///
/// If [`VARIABLE`] is not set, or does not name a file.
pub fn program() -> PathBuf {
    let told = std::env::var_os(VARIABLE).map(PathBuf::from);
    let program =
        told.expect("MANTRAE_TEST_TRAEFIK is not set: `cargo xtask traefik` installs Traefik and sets it");
    assert!(
        program.is_file(),
        "{VARIABLE} names {}, and no file is there: `cargo xtask traefik` installs it",
        program.display()
    );
    program
}
