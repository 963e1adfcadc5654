//! What is between here and a folder of another computer. `ssh` does all of it at once; its words say how far it came.

use std::path::Path;

use super::cures::{failed, of_sftp};
use super::objects::Objects;
use super::tested::Tested;
use super::{Check, Found, StorageTest, texts};
use crate::error::{Error, Result};
use crate::storage::sftp::{self, Cause, SftpOptions, host_key};

/// What is checked.
const STEPS: [Check; 8] = [
    Check::Name,
    Check::Connection,
    Check::HostKey,
    Check::Login,
    Check::List,
    Check::Write,
    Check::Read,
    Check::Delete,
];

/// Tests a folder of another computer. `copy` is a temporary path for what is read back, in a private folder that is empty
/// otherwise; `told` is called with each step as it is done.
pub async fn sftp(options: &SftpOptions, copy: &Path, told: impl Fn(&StorageTest)) -> StorageTest {
    let folder = sftp::Folder::new(options.clone());
    let connected = folder.connect().await;
    let objects = Objects::new(folder.into_storage(), copy, Tested::Sftp(options));
    let mut storage_test = StorageTest::of(&options.name);
    for check in STEPS {
        let found = match (check, &connected) {
            _ if !storage_test.ok => texts::not_reached(),
            (Check::Name | Check::Connection | Check::HostKey | Check::Login, Err(error))
                if failed_at(error) == check =>
            {
                not_connected(options, error, crate::fs::folder_of(copy)).await
            }
            (Check::Name, _) => texts::name_found(),
            (Check::Connection, _) => texts::connected(),
            (Check::HostKey, _) => texts::host_key_known(),
            (Check::Login, _) => texts::let_in(),
            (check, _) => objects.check(check).await,
        };
        storage_test.note(check, found, STEPS.len());
        told(&storage_test);
    }
    storage_test
}

/// Makes the folder on the other computer where it is missing, and marks it as the one for backups.
pub async fn set_up_folder(options: &SftpOptions) -> Result<()> {
    sftp::Folder::new(options.clone()).set_up().await
}

fn failed_at(error: &Error) -> Check {
    match Cause::of(error) {
        Some(Cause::Unsupported | Cause::SshMissing | Cause::Configuration(_) | Cause::NameNotFound) => {
            Check::Name
        }
        Some(Cause::Refused | Cause::Unreachable | Cause::TimedOut) => Check::Connection,
        Some(Cause::HostKeyUnknown | Cause::HostKeyChanged { .. }) => Check::HostKey,
        _ => Check::Login,
    }
}

async fn not_connected(options: &SftpOptions, error: &Error, scratch: &Path) -> Found {
    if Cause::of(error) != Some(&Cause::HostKeyUnknown) {
        return failed(Tested::Sftp(options), error);
    }
    match host_key::ask(options, scratch).await {
        Ok(key) => texts::host_key_unknown(&options.host, key),
        Err(_) => of_sftp(&Cause::HostKeyUnknown, options),
    }
}
