//! The real Traefik as judge of what we read and write.
//!
//! [`Traefik`] is a running program, [`Judge`] one that is asked what it makes of a text: it takes it, and then says which
//! configuration that is, or refuses it, and says why. Nothing that a text names is built or asked: the judge's Traefik
//! has no entry point a router could stand on, so no health check and no request leaves this computer.

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

/// Names the program that is asked.
pub const VARIABLE: &str = "MANTRAE_TEST_TRAEFIK";

/// The program that is asked: a test that needs it fails where nobody says where it is.
///
/// # Panics
///
/// Where [`VARIABLE`] is not set, or does not name a file.
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
