//! Where backups go: what people paste, what the environment sets, what is saved.
#![expect(
    clippy::unwrap_used,
    reason = "a helper that cannot go on has failed its test"
)]

mod addresses;
mod checks;
mod environment;
mod presets;
mod sftp;
