//! Tests of the model: reading, meaning, checking, writing.

#![allow(
    clippy::needless_pass_by_value,
    clippy::needless_raw_string_hashes,
    reason = "this is how snapshots are written"
)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test may fail loudly, and says what it skips"
)]

mod assist;
mod changing;
mod checking;
mod codes;
mod corpus;
mod edits;
mod files;
mod fixtures;
mod formats;
mod found;
mod hints;
mod judge;
mod judged;
mod kept;
mod layout;
mod limits;
mod lists;
mod meaning;
mod modern;
mod plugins;
mod predicting;
mod problems;
mod reading;
mod renaming;
mod robust;
mod rules;
mod running;
mod schemas;
mod streaming;
mod summaries;
mod templates;
mod text;
mod types;
mod unknown;
mod values;
mod vectors;
mod writing;
