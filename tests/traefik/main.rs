//! What a real Traefik makes of what we read and write. `cargo xtask traefik` runs these.
#![expect(
    clippy::expect_used,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a helper that cannot go on has failed its test, and a judge tells how many it judged"
)]

mod automatic;
mod braces;
mod follow;
mod gateway;
mod invented;
mod itself;
mod publish;
mod served;
mod texts;
mod there_and_back;
mod verdicts;
mod versions;
