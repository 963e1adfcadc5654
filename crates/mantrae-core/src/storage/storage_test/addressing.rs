//! Whether the bucket answers, and whether it would if its name were elsewhere in the address.

use super::cures::failed;
use super::objects::{Objects, first_page};
use super::tested::Tested;
use super::{Cure, Found, texts};
use crate::storage::s3::{self, Addressing, Cause, S3Options};

/// One answer shows whether the key fits and the bucket exists.
pub(super) async fn bucket(options: &S3Options, objects: &Objects<'_>) -> Found {
    let Err(error) = first_page(&objects.storage).await else {
        return texts::bucket_there();
    };
    let cause = Cause::of(&error);
    if cause == Some(&Cause::Denied) {
        // Some keys' rights start at a folder: the next step shows whether they are enough.
        return texts::bucket_answers();
    }
    let told = failed(Tested::Bucket(options), &error);
    let may_be_addressing = matches!(
        cause,
        Some(Cause::SignatureWrong | Cause::BucketMissing | Cause::Other | Cause::OtherRegion { .. })
    );
    match other(options).await {
        Some(path) if may_be_addressing => texts::works_otherwise(&told.message, path),
        _ => told,
    }
}

/// A host that is not known, or that no certificate is for, may be so only with the bucket in front of it.
pub(super) async fn or_path_style(options: &S3Options, told: Found) -> Found {
    let in_host = options.addressing == Addressing::VirtualHost;
    if !in_host || told.cure != Some(Cure::CheckAddress) {
        return told;
    }
    match other(options).await {
        Some(path) => texts::works_otherwise(&told.message, path),
        None => told,
    }
}

/// Whether the bucket answers when its name is written the other way; true for path style.
async fn other(options: &S3Options) -> Option<bool> {
    let path = options.addressing == Addressing::VirtualHost;
    let other = S3Options {
        addressing: if path {
            Addressing::Path
        } else {
            Addressing::VirtualHost
        },
        ..options.clone()
    };
    let storage = s3::open(&other).ok()?;
    first_page(&storage).await.is_ok().then_some(path)
}
