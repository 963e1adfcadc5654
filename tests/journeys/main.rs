//! The journeys a person makes, through the engine, on a real folder.
#![expect(
    clippy::unwrap_used,
    reason = "a helper that cannot go on has failed its test"
)]
#![expect(
    clippy::needless_raw_string_hashes,
    reason = "expect-test writes its snapshots so"
)]

mod agreed;
mod automatic;
mod braces;
mod certificates;
mod changes;
mod comments;
mod drafts;
mod encryption;
mod expose;
mod follow;
mod gateway;
mod history;
mod import;
mod indexed;
mod keys_of_locations;
mod lacking;
mod locations;
mod maps;
mod outlook;
mod publish;
mod recovery;
mod refusals;
mod restore;
mod retention;
mod schedule;
mod secrets;
mod served;
mod settings;
#[cfg(target_os = "linux")]
mod sftp;
mod shared;
mod sources;
mod standing;
mod stopping;
mod together;
mod undo;
mod upgrade;
mod versions;
mod waiting;
