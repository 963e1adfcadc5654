//! Makes a change set: in one transaction, with one entry in the activity list and one undo.

use super::set::ChangeSet;
use super::working::{Key, Resolved, Slot, Working};
use crate::activity::Kind as ActivityKind;
use crate::db::component::Stored;
use crate::db::operation::{self, OperationKind, Touched};
use crate::db::staged::stale;
use crate::db::{component, gateway, layout, mention, profile, revision};
use crate::engine::context::Context;
use crate::engine::texts::changes as texts;
use crate::error::Result;
use crate::event::Event;
use crate::timestamp::Timestamp;

/// What must still be so when a change set is made.
#[derive(Debug, Clone, Copy)]
pub(in crate::engine) enum Provided<'p> {
    /// Nothing.
    Anything,
    /// It does what was planned, and nothing was changed since the revision of the plan.
    Plan(&'p Resolved),
    /// Nothing was changed since this revision.
    At(i64),
    /// The component is as it was seen; none if there was none. With a revision, so is everything else.
    Over(&'p Key, Option<&'p Stored>, Option<i64>),
}

impl<'p> Provided<'p> {
    fn plan(self) -> Option<&'p Resolved> {
        match self {
            Self::Plan(planned) => Some(planned),
            Self::Anything | Self::At(_) | Self::Over(..) => None,
        }
    }

    fn is_so(self, resolved: &Resolved) -> bool {
        match self {
            Self::Anything => true,
            Self::At(revision) => revision == resolved.revision,
            Self::Plan(planned) => planned.revision == resolved.revision && planned.does_the_same(resolved),
            Self::Over(.., Some(revision)) if revision != resolved.revision => false,
            Self::Over(key, seen, _) => {
                let slot = resolved.slots.get(key);
                slot.is_none_or(|slot| match (&slot.before, seen) {
                    (None, None) => true,
                    (Some(now), Some(seen)) => now.is_same(seen),
                    (None, Some(_)) | (Some(_), None) => false,
                })
            }
        }
    }
}

/// Makes change sets.
#[derive(Debug, Clone)]
pub(in crate::engine) struct Writing {
    context: Context,
}

impl Writing {
    pub(in crate::engine) fn new(context: Context) -> Self {
        Self { context }
    }

    /// Makes a change set. Returns the entry in the activity list; none if nothing changes.
    pub(in crate::engine) async fn make(&self, profile: &str, set: &ChangeSet) -> Result<Option<String>> {
        self.make_as(profile, set, Provided::Anything).await
    }

    /// The same; fails with [`stale`] if that is not so any more.
    pub(in crate::engine) async fn make_as(
        &self,
        profile: &str,
        set: &ChangeSet,
        provided: Provided<'_>,
    ) -> Result<Option<String>> {
        let planned = provided.plan();
        let permission = self.context.exclusive().await?;
        let pool = &self.context.databases().configuration;
        let row = match planned {
            // It may have been renamed since.
            Some(planned) => {
                let mut all = profile::list(pool).await?.into_iter();
                let found = all.find(|one| one.uid == planned.profile.uid);
                found.ok_or_else(stale)?
            }
            None => profile::get(pool, profile).await?,
        };
        let now = Timestamp::from(self.context.now());
        let resolved = match Working::of(pool, (&row, set), now).await {
            Ok(working) => working.into_resolved(),
            Err(error) if planned.is_none() => return Err(error),
            Err(error) => return Err(stale().because(error)),
        };
        if !provided.is_so(&resolved) {
            return Err(stale());
        }
        if resolved.is_empty() {
            return Ok(None);
        }
        let title = title(set, &resolved);
        let run = self.context.begin(ActivityKind::Edit, &title).await?;
        let id = run.entry.id.clone();
        let text = run.entry.sentence.clone();
        let done = self.write(&resolved, &id).await;
        let failed = texts::not_done(set);
        let answer = self
            .context
            .finish(run, done.map(|()| (Some(id), text)), &failed)
            .await;
        drop(permission);
        self.context.tell(Event::ConfigurationChanged);
        answer
    }

    async fn write(&self, resolved: &Resolved, activity: &str) -> Result<()> {
        let databases = self.context.databases();
        let uid = &resolved.profile.uid;
        let slots = resolved.slots.iter();
        let touched: Vec<Touched> = slots.map(|(key, slot)| touch(uid, key, slot)).collect();
        let operation = self.context.operation(OperationKind::Edit, activity, None);
        let expectations = resolved.expectations.as_ref();
        operation::prepare_edit(&databases.state, &operation, (&touched, expectations)).await?;
        self.context.boundary("Change");
        let mut transaction = databases.configuration.begin_with("BEGIN IMMEDIATE").await?;
        if revision::get(&mut *transaction).await?.number != resolved.revision {
            return Err(stale());
        }
        let mut rows: Vec<Stored> = Vec::new();
        for ((kind, name), slot) in &resolved.slots {
            match &slot.after {
                Some(after) => rows.push(after.clone()),
                None => component::delete(&mut transaction, uid, kind.as_str(), name).await?,
            }
        }
        component::put(&mut transaction, uid, &rows).await?;
        mention::catch_up(&mut transaction).await?;
        let moved = resolved.moved.iter();
        let renamed = moved.map(|(new, old)| (new.0, old.1.as_str(), new.1.as_str()));
        let renamed: Vec<_> = renamed.collect();
        layout::follow_names(&mut transaction, uid, &renamed).await?;
        if let Some(changed) = expectations {
            gateway::set_expectations(&mut transaction, uid, &changed.after).await?;
        }
        revision::raise(&mut transaction, &operation.id).await?;
        transaction.commit().await?;
        self.context.boundary("Record");
        operation::applied(&databases.state, &operation.id).await;
        Ok(())
    }
}

/// What a change set does, in one sentence.
pub(super) fn title(set: &ChangeSet, resolved: &Resolved) -> String {
    let is_new = |kind, name: &str| {
        let slot = resolved.slots.get(&(kind, name.to_owned()));
        slot.is_some_and(|slot| slot.before.is_none())
    };
    texts::title(set, resolved.follows.len(), &is_new)
}

fn touch(profile: &str, (kind, name): &Key, slot: &Slot) -> Touched {
    let row = |stored: &Stored| serde_json::to_string(stored).ok();
    Touched {
        profile: profile.to_owned(),
        kind: kind.as_str().to_owned(),
        name: name.clone(),
        before: slot.before.as_ref().map(Stored::state),
        after: slot.after.as_ref().map(Stored::state),
        prior: slot.before.as_ref().and_then(row),
        later: slot.after.as_ref().and_then(row),
    }
}
