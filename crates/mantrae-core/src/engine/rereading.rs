//! Automatically reads again what changed since it was verified: it may be as good as ever, as after a disk change.

use std::collections::HashMap;

use super::context::Context;
use super::locations::Locations;
use super::texts;
use super::verification::Verification;
use crate::activity::Kind as ActivityKind;
use crate::backup::location::{Location, Role};
use crate::backup::{Backup, BackupLocation, ProblemKind};
use crate::error::{Code, Error, Result};
use crate::event::Event;

/// Bytes to read at a time; the rest follows with the next check.
const AT_ONCE: u64 = 256 * 1024 * 1024;

/// Reads backups again to find out their current state.
#[derive(Debug, Clone)]
pub struct Rereading {
    context: Context,
    locations: Locations,
    verification: Verification,
}

impl Rereading {
    pub(super) fn new(context: Context, locations: Locations, verification: Verification) -> Self {
        Self {
            context,
            locations,
            verification,
        }
    }
}

impl Rereading {
    /// Reads what changed on this computer. Damage is reported in the activity list, and thus in a notification.
    pub async fn look(&self) -> Result<()> {
        if self.context.waits_for_charger().await {
            return Ok(());
        }
        self.reread_changed(false).await
    }

    /// Reads what changed in remote locations, or on this computer, newest first.
    pub(super) async fn reread_changed(&self, remote: bool) -> Result<()> {
        let catalog = self.locations.catalog().await?;
        let mut left = AT_ONCE;
        let mut read = false;
        let mut silent: HashMap<String, Error> = HashMap::new();
        for backup in catalog.list().await? {
            let changed = |at: &BackupLocation| at.problem_kind == Some(ProblemKind::Changed);
            for location in catalog
                .holding(&backup)
                .filter(|one| (one.role == Role::Remote) == remote && at(&backup, one).is_some_and(changed))
                .filter(|one| !silent.contains_key(&one.key))
                .collect::<Vec<_>>()
            {
                if left == 0 {
                    break;
                }
                left = left.saturating_sub(backup.size.max(1));
                read = true;
                // A location that does not answer is not asked again for each backup, and does not hold up the others.
                if let Err(error) = self.is_good(location, &backup).await {
                    silent.insert(location.key.clone(), error);
                }
            }
        }
        if read {
            self.context.tell(Event::BackupsChanged);
            self.context.tell(Event::ActivityChanged);
        }
        silent.into_values().next().map_or(Ok(()), Err)
    }

    /// Reads a backup in one location. The result is recorded; damage is reported in the activity list.
    pub(super) async fn is_good(&self, location: &Location, backup: &Backup) -> Result<bool> {
        let Err(error) = self.reread(location, backup).await else {
            return Ok(true);
        };
        match error.code {
            Code::Damaged | Code::Foreign | Code::Newer => {
                let mut run = self
                    .context
                    .begin(ActivityKind::Verify, texts::backups::VERIFYING)
                    .await?;
                run.entry.backup = Some(backup.id.clone());
                let when = texts::moment(backup.created_at, self.context.now());
                run.failed(
                    texts::backups::failed_verification(&when),
                    &error,
                    self.context.now(),
                )
                .await?;
                Ok(false)
            }
            // It is impossible to tell whether it is good.
            Code::NotFound | Code::KeyNeeded | Code::WrongKey | Code::Locked | Code::Keyring => Ok(false),
            Code::Storage if !error.retry => Ok(false),
            _ => Err(error),
        }
    }

    /// Compares only the bytes of a backup that was verified before, which needs no space on a full disk; any other is
    /// opened.
    async fn reread(&self, location: &Location, backup: &Backup) -> Result<()> {
        match self.verification.compare_bytes(location, backup).await {
            Ok(true) => return Ok(()),
            // The bytes differ: the contents show whether it was repacked.
            Err(error) if error.code != Code::Damaged => return Err(error),
            Ok(false) | Err(_) => {}
        }
        let staging = self.context.staging()?;
        self.verification.look(location, backup, &staging).await.map(drop)
    }
}

/// The backup's entry for that location.
pub(super) fn at<'b>(backup: &'b Backup, location: &Location) -> Option<&'b BackupLocation> {
    backup.locations.iter().find(|at| at.name == location.name)
}
