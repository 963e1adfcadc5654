//! What happens when something breaks: bits, disks, rights, processes.
#![cfg(target_os = "linux")]
#![expect(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a helper that cannot go on has failed its test, and some tests say what they counted"
)]

mod damage;
mod disk;
mod killed;
mod permissions;
mod rights;
