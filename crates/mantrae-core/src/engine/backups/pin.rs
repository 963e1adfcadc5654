//! Decisions about backups: which are pinned, and which of another installation count as this one's.

use super::super::texts::backups as texts;
use super::Backups;
use crate::activity::Kind as ActivityKind;
use crate::backup::Backup;
use crate::backup::location::Role;
use crate::db::bookkeeping::{self, Key};
use crate::error::{Code, Error, Result};
use crate::event::Event;

impl Backups {
    /// Pins or unpins a backup in all its locations. If a location does not answer, the error says so; a backup pinned
    /// in one location is never cleaned up in any.
    pub async fn pin(&self, id: &str, pinned: bool) -> Result<Backup> {
        let catalog = self.locations.catalog().await?;
        let backup = self.locations.find(&catalog, id).await?;
        if !pinned && !backup.pinned {
            return Ok(backup);
        }
        let mut failed = None;
        let permission = self.context.exclusive().await?;
        for location in catalog.holding(&backup).filter(|one| one.role != Role::Remote) {
            failed = failed.or(location.pin(&backup.file, pinned).await.err());
        }
        // A slow bucket must not block other operations.
        drop(permission);
        for location in catalog.holding(&backup).filter(|one| one.role == Role::Remote) {
            failed = failed.or(location.pin(&backup.file, pinned).await.err());
        }
        // A backup pinned in one location only is now pinned in all; if it already was, there is nothing to refresh.
        if !pinned || !backup.pinned || failed.is_some() {
            self.context.tell(Event::BackupsChanged);
        }
        match failed {
            Some(error) => Err(error),
            None => catalog.get(&backup.id).await,
        }
    }

    /// Adopts the backups of an old computer: they count for the verdict, and are cleaned up like this one's. Returns
    /// how many there are.
    pub async fn adopt(&self, instance: &str) -> Result<u32> {
        let permission = self.context.exclusive().await?;
        let listed = self.locations.catalog().await?.list().await?;
        let found = listed.iter().filter(|backup| backup.instance == instance);
        let number = u32::try_from(found.count()).unwrap_or(u32::MAX);
        if number == 0 {
            return Err(Error::new(
                Code::NotFound,
                format!("There are no backups from an installation `{instance}`"),
            )
            .hint("`backup list --json` shows the installation of each backup"));
        }
        let state = &self.context.databases().state;
        let mut adopted = self.context.adopted().await?;
        if instance != self.context.instance().id && !adopted.iter().any(|one| one == instance) {
            adopted.push(instance.to_owned());
            let run = self
                .context
                .begin(ActivityKind::Settings, texts::ADOPTING)
                .await?;
            let done = bookkeeping::put(state, Key::Adopted, &adopted).await;
            let sentence = texts::adopted(number);
            self.context
                .finish(run, done.map(|()| ((), sentence)), texts::NOT_ADOPTED)
                .await?;
        }
        drop(permission);
        self.context.tell(Event::BackupsChanged);
        Ok(number)
    }
}
