//! The journeys a person makes, through the engine, on a real folder.
#![expect(
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "a helper that cannot go on has failed its test"
)]

mod import;
mod refusals;
mod restore;
mod together;
mod undo;
