//! Undo: reverses what an operation did, and leaves alone what was changed since.

use super::backups::Backups;
use super::context::Context;
use super::locations::Locations;
use super::texts::restores as texts;
use super::verification::Verification;
use crate::activity::Kind as ActivityKind;
use crate::archive::Trigger;
use crate::db::operation::{self, Operation};
use crate::db::staged;
use crate::error::{Code, Error, Result};
use crate::event::Event;
use crate::restore::{Undone, undo};

/// Undoes operations.
#[derive(Debug, Clone)]
pub(super) struct Undo {
    context: Context,
    locations: Locations,
    verification: Verification,
    backups: Backups,
}

impl Undo {
    pub(super) fn new(
        context: Context,
        locations: Locations,
        verification: Verification,
        backups: Backups,
    ) -> Self {
        Self {
            context,
            locations,
            verification,
            backups,
        }
    }
}

impl Undo {
    /// Undoes the operation of an entry in the activity list; without an entry, the last restore, import or deletion of
    /// a profile. What was changed since is left alone and named, unless `force`.
    pub(super) async fn undo(&self, entry: Option<&str>, force: bool) -> Result<Undone> {
        let permission = self.context.exclusive().await?;
        let state = &self.context.databases().state;
        let found = match entry {
            Some(entry) => operation::of_activity(state, entry).await?,
            None => operation::last_undoable(state).await?,
        };
        let operation = found.ok_or_else(|| {
            Error::new(Code::NothingToUndo, "There is nothing to undo")
                .hint("Restores, imports and deletions of profiles can be undone, each once")
        })?;
        let sorted = undo::sort(self.context.databases(), &operation, force).await;
        if let Ok(sorted) = &sorted
            && sorted.is_empty()
        {
            // Everything is already as it was before: a change that changes nothing is not recorded.
            return undo::nothing(self.context.databases(), (&operation, sorted)).await;
        }
        let run = self
            .context
            .begin(ActivityKind::Undo, &texts::undoing(operation.kind))
            .await?;
        let done = self.undo_with(&operation, sorted).await;
        let done = done.map(|undone| {
            let (restored, left) = (undone.put_back.len(), undone.left_alone.len());
            (undone, texts::undone(operation.kind, restored, left))
        });
        let answer = self.context.finish(run, done, texts::UNDO_FAILED).await;
        drop(permission);
        self.context.tell(Event::ConfigurationChanged);
        answer
    }

    async fn undo_with(&self, operation: &Operation, sorted: Result<undo::Sorted>) -> Result<Undone> {
        let (databases, sorted) = (self.context.databases(), sorted?);
        let Some(backup) = &operation.safety_backup else {
            return undo::from_prior(databases, (operation, sorted)).await;
        };
        let catalog = self.locations.catalog().await?;
        let backup = self.locations.find(&catalog, backup).await.map_err(|error| {
            Error::new(
                error.code,
                format!("The safety backup `{backup}` no longer exists, so this cannot be undone"),
            )
            .hint("Restore an older backup instead")
        })?;
        let staging = self.context.staging()?;
        let verified = self.verification.archive(&catalog, &backup, &staging).await?;
        // The copy may predate an update. Uids stay as they are, because it is this installation's own.
        staged::make_ready(&verified.database, &[]).await?;
        self.backups.safety_backup(Trigger::BeforeRestore).await?;
        let living = self.context.folder().mantrae_db();
        undo::from_copy(databases, &living, &verified.database, (operation, sorted)).await
    }
}
