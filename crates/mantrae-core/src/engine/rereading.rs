//! What changed since it was verified is read again by itself: it may be as good as ever, as after a move to another disk.

use std::collections::HashMap;

use super::Engine;
use super::removal::at;
use crate::backup::ProblemKind;
use crate::backup::location::Role;
use crate::error::{Error, Result};
use crate::event::Event;

/// Bytes that are read in one go; what is left follows with the next look.
const AT_ONCE: u64 = 256 * 1024 * 1024;

impl Engine {
    /// Reads what changed on this computer. What is damaged is told in the activity list, and so in a notification.
    pub async fn look_at_changed(&self) -> Result<()> {
        if self.waits_for_charger().await {
            return Ok(());
        }
        self.reread_changed(false).await
    }

    /// Reads what changed beyond this computer, or on it, the newest first.
    pub(super) async fn reread_changed(&self, remote: bool) -> Result<()> {
        let catalog = self.catalog().await?;
        let mut left = AT_ONCE;
        let mut read = false;
        let mut silent: HashMap<String, Error> = HashMap::new();
        for backup in catalog.list().await? {
            let changed = |at: &crate::backup::BackupLocation| at.problem_kind == Some(ProblemKind::Changed);
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
            self.tell(Event::BackupsChanged);
            self.tell(Event::ActivityChanged);
        }
        silent.into_values().next().map_or(Ok(()), Err)
    }
}
