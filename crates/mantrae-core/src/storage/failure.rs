//! What a folder or a memory refused, in words.

use crate::error::{Code, Error};

/// A failed operation in words; `what` is a verb phrase such as "write a backup to".
pub(super) fn describe(what: &str, location: &str, error: opendal::Error) -> Error {
    let text = error.to_string();
    let words = |sentence: &str, hint: &str| {
        Error::new(Code::Storage, format!("Cannot {what} {location}: {sentence}")).hint(hint)
    };
    let told = if text.contains("os error 28") {
        words("the disk is full", "Free some space and try again").retryable()
    } else if text.contains("os error 30") {
        words(
            "the disk is read-only",
            "Choose another folder, or make the disk writable",
        )
    } else {
        match error.kind() {
            opendal::ErrorKind::PermissionDenied => words(
                "permission is missing",
                "Check who owns the folder, or choose another one",
            ),
            opendal::ErrorKind::NotFound => {
                words("the folder is gone", "Connect its disk, or choose another folder")
            }
            _ => words("the system refused it", "See the log for the cause"),
        }
    };
    if error.is_temporary() {
        told.retryable().because(error)
    } else {
        told.because(error)
    }
}

/// The same of a failure that the system told us itself.
pub(super) fn of_system(what: &str, location: &str, error: std::io::Error) -> Error {
    let kind = match error.kind() {
        std::io::ErrorKind::PermissionDenied => opendal::ErrorKind::PermissionDenied,
        std::io::ErrorKind::NotFound => opendal::ErrorKind::NotFound,
        _ => opendal::ErrorKind::Unexpected,
    };
    describe(
        what,
        location,
        opendal::Error::new(kind, error.to_string()).set_source(error),
    )
}
