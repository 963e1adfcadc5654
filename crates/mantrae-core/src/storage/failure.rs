//! What a folder or memory refused, in words.

use std::error::Error as _;
use std::io;

use crate::error::{Code, Error};

/// A failed operation in words; `what` is a verb phrase such as "write a backup to".
pub(super) fn describe(what: &str, location: &str, error: opendal::Error) -> Error {
    let words = |sentence: &str, hint: &str| {
        Error::new(Code::Storage, format!("Cannot {what} {location}: {sentence}")).hint(hint)
    };
    let described = match (of_disk(&error), error.kind()) {
        (Some(io::ErrorKind::StorageFull), _) => {
            words("the disk is full", "Free some space and try again").retryable()
        }
        (Some(io::ErrorKind::QuotaExceeded), _) => words(
            "your share of the disk is used up",
            "Free some space, or ask for a larger quota, then try again",
        )
        .retryable(),
        (Some(io::ErrorKind::ReadOnlyFilesystem), _) => words(
            "the disk is read-only",
            "Choose another folder, or make the disk writable",
        ),
        (_, opendal::ErrorKind::PermissionDenied) => words(
            "permission is missing",
            "Check who owns the folder, or choose another one",
        ),
        (_, opendal::ErrorKind::NotFound) => {
            words("the folder is gone", "Connect its disk, or choose another folder")
        }
        _ => words("the system refused it", "See the log for the cause"),
    };
    if error.is_temporary() {
        described.retryable().because(error)
    } else {
        described.because(error)
    }
}

/// What the system says about the disk, if it was the system that refused.
fn of_disk(error: &opendal::Error) -> Option<io::ErrorKind> {
    let mut next = error.source();
    while let Some(one) = next {
        if let Some(system) = one.downcast_ref::<io::Error>() {
            return Some(system.kind());
        }
        next = one.source();
    }
    None
}

/// The same for a failure that the system reported directly.
pub(super) fn of_system(what: &str, location: &str, error: io::Error) -> Error {
    let kind = match error.kind() {
        io::ErrorKind::PermissionDenied => opendal::ErrorKind::PermissionDenied,
        io::ErrorKind::NotFound => opendal::ErrorKind::NotFound,
        _ => opendal::ErrorKind::Unexpected,
    };
    describe(
        what,
        location,
        opendal::Error::new(kind, error.to_string()).set_source(error),
    )
}
