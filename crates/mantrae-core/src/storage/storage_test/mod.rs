//! Tests a location step by step, with the cure for each failure. It never lists buckets: a key for one folder of one
//! bucket is enough.

mod addressing;
mod creation;
mod cures;
mod network;
mod objects;
mod policy;
mod sftp;
mod tested;
mod texts;

use std::path::Path;

use serde::Serialize;

use super::Storage;
use super::s3::{self, S3Options};
use super::sftp::HostKey;
use crate::error::{Code, Error, Result};
use objects::Objects;
use tested::Tested;

pub use creation::create_bucket;
pub use policy::minimal as minimal_policy;
pub use sftp::{set_up_folder, sftp};

/// What is checked, in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum Check {
    /// The secret key can be read.
    Key,
    /// The name of the server can be resolved.
    Name,
    /// Something answers there.
    Connection,
    /// The connection is encrypted, with a certificate that is trusted.
    Certificate,
    /// The host key is the known one.
    HostKey,
    /// The account lets this computer in, and offers SFTP.
    Login,
    /// Both clocks agree.
    Clock,
    /// The bucket is there, and the key fits.
    Bucket,
    /// The folder in it can be listed.
    List,
    /// An object can be written.
    Write,
    /// It comes back unchanged.
    Read,
    /// It can be removed.
    Delete,
}

/// How a step ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum Ending {
    /// As it should be.
    Ok,
    /// It works, with something to know.
    Warning,
    /// It does not work.
    Failed,
    /// Not reached, since one before it failed.
    Skipped,
}

/// What a button beside a failed step may do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "cure", rename_all = "kebab-case")]
pub enum Cure {
    /// Look at the address again.
    CheckAddress,
    /// Choose a file with the certificate to trust.
    TrustCaFile,
    /// Say how the clock of this computer is set.
    SetClock,
    /// Enter access key and secret key again.
    EnterKey,
    /// Unlock the keyring.
    UnlockKeyring,
    /// Use the other way to write the bucket into the address: with it the test got further.
    UsePathStyle {
        /// True for path style, false for the bucket in the host.
        path: bool,
    },
    /// Use that region.
    UseRegion {
        /// Which.
        region: String,
    },
    /// Create the bucket.
    CreateBucket,
    /// Look at the bucket's name again.
    CheckBucket,
    /// Look at the folder again.
    CheckFolder,
    /// Create the folder on the other computer, and mark it as the one for backups.
    SetUpFolder,
    /// Add the host key to the known ones, once somebody compared its fingerprint.
    TrustHost {
        /// Which.
        key: HostKey,
    },
    /// Give the key the rights it lacks.
    CopyPolicy,
    /// Say how the bucket removes old backups on its own.
    LetBucketCleanUp,
}

/// One step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type), serde(rename = "StorageTestStep"))]
pub struct Step {
    /// What was checked.
    pub name: Check,
    /// False when it does not work; true for a warning, and for what was not reached.
    pub ok: bool,
    /// How it ended.
    pub ending: Ending,
    /// What was found, in a few words.
    pub message: String,
    /// What to try.
    pub hint: Option<String>,
    /// What a button beside it may do.
    pub cure: Option<Cure>,
}

/// The test of a location, as far as it went.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct StorageTest {
    /// The name of the location in lists.
    pub name: String,
    /// True when backups can be kept there.
    pub ok: bool,
    /// True when all steps were done.
    pub finished: bool,
    /// True when nothing can be removed there, so that the bucket must clean up on its own.
    pub append_only: bool,
    /// The steps that were done, in order.
    pub steps: Vec<Step>,
}

/// What is checked in a bucket.
const OF_A_BUCKET: [Check; 9] = [
    Check::Name,
    Check::Connection,
    Check::Certificate,
    Check::Clock,
    Check::Bucket,
    Check::List,
    Check::Write,
    Check::Read,
    Check::Delete,
];
/// What is checked in a folder.
const OF_A_FOLDER: [Check; 4] = [Check::List, Check::Write, Check::Read, Check::Delete];

/// What a step found.
struct Found {
    ending: Ending,
    message: String,
    hint: Option<String>,
    cure: Option<Cure>,
}

impl Found {
    fn ok(message: impl Into<String>) -> Self {
        Self {
            ending: Ending::Ok,
            message: message.into(),
            hint: None,
            cure: None,
        }
    }

    fn ended(mut self, ending: Ending) -> Self {
        self.ending = ending;
        self
    }

    fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    fn cure(mut self, cure: Cure) -> Self {
        self.cure = Some(cure);
        self
    }
}

/// Tests a bucket. `copy` is a temporary path for what is read back; `told` is called with each step as it is done.
///
/// Fails only if nothing could be tested at all: a CA file that cannot be read, an address that makes no sense.
pub async fn bucket(options: &S3Options, copy: &Path, told: impl Fn(&StorageTest)) -> Result<StorageTest> {
    let line = network::Line::new(options)?;
    let objects = Objects::new(s3::open(options)?, copy, Tested::Bucket(options));
    let mut storage_test = StorageTest::of(&options.name);
    for check in OF_A_BUCKET {
        let found = match check {
            _ if !storage_test.ok => texts::not_reached(),
            Check::Name => addressing::or_path_style(options, line.name().await).await,
            Check::Connection => line.connection().await,
            Check::Certificate => addressing::or_path_style(options, line.certificate().await).await,
            Check::Clock => line.clock(),
            Check::Bucket => addressing::bucket(options, &objects).await,
            check => objects.check(check).await,
        };
        storage_test.note(check, found, OF_A_BUCKET.len());
        told(&storage_test);
    }
    Ok(storage_test)
}

/// Tests a folder of this computer; `copy` as in [`bucket`].
pub async fn folder(storage: Storage, copy: &Path) -> StorageTest {
    let mut storage_test = StorageTest::of(storage.name());
    let objects = Objects::new(storage, copy, Tested::Folder);
    for check in OF_A_FOLDER {
        let found = if storage_test.ok {
            objects.check(check).await
        } else {
            texts::not_reached()
        };
        storage_test.note(check, found, OF_A_FOLDER.len());
    }
    storage_test
}

/// A test that could not even be started, and why.
pub fn not_begun(name: &str, why: &Error) -> StorageTest {
    let mut storage_test = StorageTest::of(name);
    let mut found = Found::ok(why.message.clone()).ended(Ending::Failed);
    found.hint.clone_from(&why.hint);
    found.cure = match why.code {
        Code::Locked => Some(Cure::UnlockKeyring),
        Code::KeyNeeded | Code::Keyring => Some(Cure::EnterKey),
        Code::Unreadable | Code::NotFound => Some(Cure::TrustCaFile),
        _ => None,
    };
    storage_test.note(Check::Key, found, 1);
    storage_test
}

impl StorageTest {
    fn of(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            ok: true,
            finished: false,
            append_only: false,
            steps: Vec::new(),
        }
    }

    fn note(&mut self, check: Check, found: Found, all: usize) {
        self.append_only |= check == Check::Delete && found.ending == Ending::Warning;
        self.ok &= found.ending != Ending::Failed;
        self.steps.push(Step {
            name: check,
            ok: found.ending != Ending::Failed,
            ending: found.ending,
            message: found.message,
            hint: found.hint,
            cure: found.cure,
        });
        self.finished = self.steps.len() == all;
    }
}
