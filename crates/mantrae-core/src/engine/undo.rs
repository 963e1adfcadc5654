//! Undo: reverses what an operation did, and leaves alone what was changed since.

use super::backups::Backups;
use super::context::Context;
use super::locations::Locations;
use super::texts::restores as texts;
use super::verification::Verification;
use crate::activity::Kind as ActivityKind;
use crate::archive::Trigger;
use crate::db::operation::{self, Operation, UndoStep};
use crate::db::staged;
use crate::error::{Code, Error, Result};
use crate::event::Event;
use crate::restore::undo::Way;
use crate::restore::{Undone, undo};
use crate::timestamp::Timestamp;

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
    /// Undoes the operation of an entry in the activity list; without an entry, the latest one. What was changed since
    /// is left alone and named, unless `force`.
    pub(super) async fn undo(&self, entry: Option<&str>, force: bool) -> Result<Undone> {
        let permission = self.context.exclusive().await?;
        let state = &self.context.databases().state;
        let found = match entry {
            Some(entry) => operation::of_activity(state, entry).await?,
            None => operation::last_undoable(state).await?,
        };
        let operation = found.ok_or_else(|| {
            Error::new(Code::NothingToUndo, "There is nothing to undo").hint(
                "Changes of components, restores, imports and deletions of profiles can be undone, each once",
            )
        })?;
        let answer = self.take(&operation, (Way::Undo, force)).await;
        drop(permission);
        answer
    }

    /// Does again what was undone: the operation of an entry in the activity list, or the one that was undone last. What
    /// was changed since is left alone and named, unless `force`.
    pub(super) async fn redo(&self, entry: Option<&str>, force: bool) -> Result<Undone> {
        let permission = self.context.exclusive().await?;
        let state = &self.context.databases().state;
        let found = match entry {
            Some(entry) => operation::undone_of_activity(state, entry).await?,
            None => operation::last_undone(state).await?,
        };
        let operation = found.ok_or_else(|| {
            Error::new(Code::NothingToUndo, "There is nothing to redo")
                .hint("What was undone can be done again")
        })?;
        let answer = self.take(&operation, (Way::Redo, force)).await;
        drop(permission);
        answer
    }

    /// What can be undone, newest first; and what can be done again, the last undone first.
    pub(super) async fn steps(&self, limit: i64) -> Result<(Vec<UndoStep>, Vec<UndoStep>)> {
        let state = &self.context.databases().state;
        let undoable = operation::undo_steps(state, false, limit).await?;
        Ok((undoable, operation::undo_steps(state, true, limit).await?))
    }

    async fn take(&self, operation: &Operation, (way, force): (Way, bool)) -> Result<Undone> {
        let databases = self.context.databases();
        let sorted = undo::sort(databases, operation, (way, force)).await?;
        if sorted.is_empty() {
            // Everything is already so: a change that changes nothing is not recorded.
            return undo::nothing(databases, (operation, &sorted)).await;
        }
        let doing = texts::undoing(way, operation.kind, &sorted.sentence);
        let run = self.context.begin(ActivityKind::Undo, &doing).await?;
        let done = self.take_with(operation, way, sorted).await;
        let done = done.map(|undone| {
            let sentence = texts::undone(way, &undone);
            (undone, sentence)
        });
        let answer = self.context.finish(run, done, texts::undo_failed(way)).await;
        self.context.tell(Event::ConfigurationChanged);
        answer
    }

    async fn take_with(&self, operation: &Operation, way: Way, sorted: undo::Sorted) -> Result<Undone> {
        let databases = self.context.databases();
        if operation.safety_backup.is_none() {
            let now = Timestamp::from(self.context.now());
            return undo::from_prior(databases, (operation, sorted), now).await;
        }
        let backup = match way {
            Way::Undo => operation.safety_backup.as_ref(),
            Way::Redo => operation.undo_backup.as_ref(),
        };
        let backup = backup.ok_or_else(|| undo::cannot_redo(&sorted.sentence))?;
        let catalog = self.locations.catalog().await?;
        let backup = self.locations.find(&catalog, backup).await.map_err(|error| {
            let word = match way {
                Way::Undo => "undone",
                Way::Redo => "done again",
            };
            Error::new(
                error.code,
                format!("The safety backup `{backup}` no longer exists, so this cannot be {word}"),
            )
            .hint("Restore an older backup instead")
        })?;
        let staging = self.context.staging()?;
        let verified = self.verification.archive(&catalog, &backup, &staging).await?;
        // The copy may predate an update. Uids stay as they are, because it is this installation's own.
        staged::make_ready(&verified.database, &[]).await?;
        let replaced = self.backups.safety_backup(Trigger::BeforeRestore).await?;
        if way == Way::Undo {
            operation::keep_undo_backup(&databases.state, &operation.id, &replaced).await?;
        }
        let living = self.context.folder().mantrae_db();
        undo::from_copy(databases, &living, &verified.database, (operation, sorted)).await
    }
}
