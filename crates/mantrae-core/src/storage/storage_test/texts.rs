//! What the steps of the test say.

use http::StatusCode;

use super::tested::Tested;
use super::{Cure, Ending, Found};
use crate::error::{Code, Error};
use crate::storage::sftp::HostKey;

pub(super) fn not_reached() -> Found {
    Found::ok("Not reached").ended(Ending::Skipped)
}

pub(super) fn name_found() -> Found {
    Found::ok("Name found")
}

pub(super) fn connected() -> Found {
    Found::ok("Connection")
}

pub(super) fn secure() -> Found {
    Found::ok("Secure connection")
}

pub(super) fn not_encrypted() -> Found {
    Found::ok("The connection is not encrypted")
        .ended(Ending::Warning)
        .hint("Each request is signed with your key, but the backup is sent unencrypted: encrypt backups")
}

pub(super) fn no_time() -> Found {
    Found::ok("The server does not report its time").ended(Ending::Warning)
}

/// `off` in seconds.
pub(super) fn clock_correct(off: i64) -> Found {
    Found::ok(format!("Clock correct, {off} s off"))
}

pub(super) fn bucket_there() -> Found {
    Found::ok("Bucket there")
}

/// It answers, but this key may not look into all of it.
pub(super) fn bucket_answers() -> Found {
    Found::ok("Bucket answers")
}

/// What failed, and that it works with the bucket written elsewhere in the address: in the path, or in the host.
pub(super) fn works_otherwise(failed: &str, path: bool) -> Found {
    let (works, hint) = if path {
        ("with path style", "Use path style for this location")
    } else {
        (
            "with the bucket in the host",
            "Put the bucket in the host for this location",
        )
    };
    Found::ok(format!("{failed}, but it works {works}"))
        .ended(Ending::Failed)
        .hint(hint)
        .cure(Cure::UsePathStyle { path })
}

pub(super) fn listed() -> Found {
    Found::ok("List")
}

pub(super) fn written() -> Found {
    Found::ok("Write")
}

pub(super) fn read_back() -> Found {
    Found::ok("Read back, same bytes")
}

pub(super) fn read_differs(of: Tested<'_>) -> Found {
    let found = Found::ok("What was read back is not what was written").ended(Ending::Failed);
    if matches!(of, Tested::Sftp(_)) {
        return found.hint("Something else writes to that folder, or its disk is failing");
    }
    found
        .hint("Something between this computer and the bucket changes it: look for a proxy")
        .cure(Cure::CheckAddress)
}

pub(super) fn written_is_missing(of: Tested<'_>) -> Found {
    let found = Found::ok("The file that was written is not there").ended(Ending::Failed);
    if matches!(of, Tested::Sftp(_)) {
        return found.hint("Something else removes files from that folder");
    }
    found
        .hint("This may be no S3 storage, or the bucket is somewhere else")
        .cure(Cure::CheckBucket)
}

pub(super) fn deleted() -> Found {
    Found::ok("Delete")
}

pub(super) fn append_only(of: Tested<'_>) -> Found {
    if matches!(of, Tested::Sftp(_)) {
        return Found::ok(
            "Deleting is not allowed. Backups are append-only here, so the server must clean up",
        )
        .ended(Ending::Warning)
        .hint("Remove old backups there yourself, or keep them");
    }
    Found::ok("Deleting is not allowed. Backups are append-only here, so the bucket must clean up")
        .ended(Ending::Warning)
        .hint("Let a lifecycle rule of the bucket delete old objects, or keep them")
        .cure(Cure::LetBucketCleanUp)
}

pub(super) fn host_key_known() -> Found {
    Found::ok("Host key known")
}

/// Only a person can say whether it is the right computer.
pub(super) fn host_key_unknown(host: &str, key: HostKey) -> Found {
    Found::ok(format!(
        "The host key of `{host}` is not known yet: {} {}",
        key.algorithm, key.fingerprint
    ))
    .ended(Ending::Failed)
    .hint(format!(
        "Compare the fingerprint on that computer (`ssh-keygen -lf /etc/ssh/ssh_host_{}_key.pub`). If it is the same, trust it",
        key.algorithm.to_lowercase()
    ))
    .cure(Cure::TrustHost { key })
}

pub(super) fn let_in() -> Found {
    Found::ok("Login")
}

/// `action` as a verb: `write`.
pub(super) fn not_allowed_to(action: &str, bucket: &str) -> String {
    format!("The key is not allowed to {action} in the bucket `{bucket}`")
}

pub(super) fn bucket_has_no_address(bucket: &str) -> Error {
    Error::new(
        Code::Storage,
        format!("The bucket `{bucket}` cannot be created at this address"),
    )
    .hint("Check the address")
}

/// `why` and the hint are those of a failed request.
pub(super) fn bucket_not_created(bucket: &str, (why, hint): (String, String)) -> Error {
    Error::new(
        Code::Storage,
        format!("The bucket `{bucket}` was not created: {why}"),
    )
    .hint(hint)
}

/// The server at `host` answered with this status.
pub(super) fn creation_refused(bucket: &str, host: &str, status: StatusCode) -> Error {
    let (sentence, hint) = match status {
        StatusCode::FORBIDDEN => (
            format!("The key is not allowed to create the bucket `{bucket}`"),
            "Create it in your provider’s console",
        ),
        StatusCode::CONFLICT => (
            format!("The bucket name `{bucket}` is already taken"),
            "Choose another name: it must be unique at the provider",
        ),
        _ => (
            format!("The bucket `{bucket}` was not created: `{host}` refused it ({status})"),
            "Create it in your provider’s console",
        ),
    };
    Error::new(Code::Storage, sentence).hint(hint)
}
