//! What happens when something breaks: bits, disks, rights, processes.
#![cfg(target_os = "linux")]
#![expect(
    clippy::unwrap_used,
    reason = "a helper that cannot go on has failed its test"
)]
#![expect(
    clippy::needless_raw_string_hashes,
    reason = "expect-test writes its snapshots so"
)]

mod broken;
mod bucket;
mod changed;
mod damage;
mod disk;
mod dying;
mod encrypted;
mod exchanged;
mod followed;
mod hostile;
mod killed;
mod marks;
mod no_listing;
mod permissions;
mod published;
mod repacked;
mod rights;
mod saves;
mod served;
mod sftp;
mod since_verified;
mod typing;
mod unsent;
mod warrants;
