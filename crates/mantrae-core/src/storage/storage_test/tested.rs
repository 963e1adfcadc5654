//! What a storage test is about: its sentences differ.

use crate::storage::s3::S3Options;
use crate::storage::sftp::SftpOptions;

/// What is tested.
#[derive(Clone, Copy)]
pub(super) enum Tested<'o> {
    /// A folder of this computer.
    Folder,
    /// A bucket.
    Bucket(&'o S3Options),
    /// A folder of another computer.
    Sftp(&'o SftpOptions),
}
