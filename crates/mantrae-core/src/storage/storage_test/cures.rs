//! What each failure says, and what a button beside it may do.

use super::tested::Tested;
use super::{Cure, Ending, Found, texts};
use crate::error::Error;
use crate::storage::s3::{self, Cause};
use crate::storage::sftp::{self, SftpOptions};

/// Why a request failed, in a step's words.
pub(super) fn failed(of: Tested<'_>, error: &Error) -> Found {
    if let (Tested::Bucket(options), Some(cause)) = (of, Cause::of(error)) {
        return of_cause(cause, &s3::host(&options.endpoint), &options.bucket);
    }
    if let (Tested::Sftp(options), Some(cause)) = (of, sftp::Cause::of(error)) {
        return of_sftp(cause, options);
    }
    let mut told = Found::ok(error.message.clone()).ended(Ending::Failed);
    told.hint.clone_from(&error.hint);
    told
}

/// Like [`failed`]; a missing right is named by what it is needed for.
pub(super) fn failed_to(action: &str, of: Tested<'_>, error: &Error) -> Found {
    let told = failed(of, error);
    match (of, Cause::of(error)) {
        (Tested::Bucket(options), Some(Cause::Denied)) => Found {
            message: texts::not_allowed_to(action, &options.bucket),
            ..told
        },
        _ => told,
    }
}

/// A cause of another computer in a step's words.
pub(super) fn of_sftp(cause: &sftp::Cause, options: &SftpOptions) -> Found {
    use sftp::Cause as Why;
    let (sentence, hint) = cause.words(options);
    let found = Found::ok(capital(&sentence)).ended(Ending::Failed).hint(hint);
    let cure = match cause {
        Why::NameNotFound | Why::Refused | Why::Unreachable | Why::TimedOut => Cure::CheckAddress,
        Why::NoFolder { .. } => Cure::CheckFolder,
        Why::FolderMissing { .. } | Why::FolderUnused { .. } => Cure::SetUpFolder,
        _ => return found,
    };
    found.cure(cure)
}

/// A cause in a step's words.
pub(super) fn of_cause(cause: &Cause, host: &str, bucket: &str) -> Found {
    let (sentence, hint) = cause.words(host, bucket);
    let found = Found::ok(capital(&sentence)).ended(Ending::Failed).hint(hint);
    match cure(cause) {
        Some(cure) => found.cure(cure),
        None => found,
    }
}

fn cure(cause: &Cause) -> Option<Cure> {
    Some(match cause {
        Cause::NameNotFound
        | Cause::Refused
        | Cause::TimedOut
        | Cause::CertificateName
        | Cause::Insecure
        | Cause::NotS3 { .. } => Cure::CheckAddress,
        Cause::CertificateUnknown => Cure::TrustCaFile,
        Cause::Clock { .. } => Cure::SetClock,
        Cause::KeyUnknown | Cause::SignatureWrong => Cure::EnterKey,
        Cause::Denied => Cure::CopyPolicy,
        Cause::BucketMissing => Cure::CreateBucket,
        Cause::OtherRegion { region: Some(region) } => Cure::UseRegion {
            region: region.clone(),
        },
        Cause::OtherRegion { region: None }
        | Cause::CertificateExpired
        | Cause::BrokenOff
        | Cause::ServerFailing
        | Cause::Other => return None,
    })
}

fn capital(sentence: &str) -> String {
    let mut letters = sentence.chars();
    let first = letters.next();
    first.map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
