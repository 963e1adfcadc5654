//! What changed since it was verified is read again by itself: it may be as good as ever, as after a move to another disk.

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

/// Bytes that are read in one go; what is left follows with the next look.
const AT_ONCE: u64 = 256 * 1024 * 1024;

/// Reads backups again, to know how they are now.
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
    /// Reads what changed on this computer. What is damaged is told in the activity list, and so in a notification.
    pub async fn look(&self) -> Result<()> {
        if self.context.waits_for_charger().await {
            return Ok(());
        }
        self.reread_changed(false).await
    }

    /// Reads what changed beyond this computer, or on it, the newest first.
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
                // One that does not answer is not asked for each, and hinders no other.
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

    /// Reads a backup in one location. What is found is remembered, and told in the activity list where it is damage.
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
            // Nobody can tell whether it is good.
            Code::NotFound | Code::KeyNeeded | Code::WrongKey | Code::Locked | Code::Keyring => Ok(false),
            Code::Storage if !error.retry => Ok(false),
            _ => Err(error),
        }
    }

    /// Of one that was verified before, the bytes are compared, for which no room is needed on a full disk; any other is
    /// looked into.
    async fn reread(&self, location: &Location, backup: &Backup) -> Result<()> {
        match self.verification.compare_bytes(location, backup).await {
            Ok(true) => return Ok(()),
            // Other bytes: what is in it tells whether it was repacked.
            Err(error) if error.code != Code::Damaged => return Err(error),
            Ok(false) | Err(_) => {}
        }
        let staging = self.context.staging()?;
        self.verification.look(location, backup, &staging).await.map(drop)
    }
}

/// The backup in that location.
pub(super) fn at<'b>(backup: &'b Backup, location: &Location) -> Option<&'b BackupLocation> {
    backup.locations.iter().find(|at| at.name == location.name)
}
