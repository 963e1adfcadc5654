//! The application in its real window, on a virtual desktop of its own for each test.
//!
//! `cargo xtask e2e` builds the application and runs this; a plain `cargo test` leaves it out. The helpers
//! panic: one that cannot go on has failed its test, and says what it looked for and what it saw.
#![cfg(target_os = "linux")]
#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "a helper that cannot go on fails its test"
)]

mod board;
mod desktop;
mod dialogs;
mod page;
mod recovery;
mod shots;
mod tray;
mod webdriver;

mod editor;
mod files;
mod follow;
mod in_the_tray;
mod journey;
mod keyboard_and_theme;
mod map;
mod notifications;
mod requests;
mod soak;
mod storage;
mod traefik;
