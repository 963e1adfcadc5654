//! Which backups stay and which go, drawn day by day.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a helper that cannot go on has failed its test"
)]
#![allow(
    clippy::needless_pass_by_value,
    clippy::needless_raw_string_hashes,
    reason = "this is how snapshots are written"
)]

mod ages;
mod always;
mod calendars;
mod clocks;
mod drawing;
mod looking;
mod promises;
mod rotations;
mod rules;
mod unverified;
