//! Imports: read and plan, then apply what was decided.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use tokio::sync::Mutex;
use traefik_dynamic::{Component, Kind};

use super::backups::Backups;
use super::context::Context;
use super::texts::configuration as texts;
use super::waiting::Reviews;

use crate::activity::{Kind as ActivityKind, Run};
use crate::archive::Trigger;
use crate::db::operation::OperationKind;
use crate::db::{component, profile, revision, staged};
use crate::error::{Code, Error, Result};
use crate::event::Event;
use crate::gateway;
use crate::import::apply::{self, ImportOutcome, Resolved};
use crate::import::plan::{self, Pending};
use crate::import::source::{self, Refused, ServerProfile};
use crate::import::{Decision, ImportReview, Request, review};

/// How many reviews of imports can wait for decisions.
const WAITING: usize = 8;

/// Imports, and the reviews that are waiting for decisions.
#[derive(Debug, Clone)]
pub struct Imports {
    context: Context,
    backups: Backups,
    reviews: Reviews<Pending>,
}

impl Imports {
    pub(super) fn new(context: Context, backups: Backups, reviews: Reviews<Pending>) -> Self {
        Self {
            context,
            backups,
            reviews,
        }
    }

    pub(super) fn reviews() -> Reviews<Pending> {
        Reviews::at_most(WAITING)
    }

    /// Whether a review is waiting for decisions.
    pub(super) async fn is_waiting(&self) -> bool {
        !self.reviews.is_empty().await
    }

    /// Reads the given sources and compares them with a profile; nothing is written. Returns the plan's id.
    pub async fn prepare(&self, profile: &str, request: &Request) -> Result<String> {
        let databases = self.context.databases();
        let row = profile::get(&databases.configuration, profile).await?;
        let planned = plan::prepare(databases, row, request, &self.context.folder().staging()).await;
        let mut pending = planned.map_err(|error| started_with(error, &request.paths))?;
        for refused in &mut pending.refused {
            let told = started_with(
                refused.failure.clone().into(),
                std::slice::from_ref(&refused.path),
            );
            refused.failure = told.failure();
        }
        let id = pending.id.clone();
        self.reviews.put(id.clone(), pending).await;
        Ok(id)
    }

    /// A plan with everything a review shows.
    pub async fn review(&self, id: &str) -> Result<ImportReview> {
        review::review(self.context.databases(), &*self.waiting(id).await?).await
    }

    /// Files of a plan from which nothing can be imported.
    pub async fn refused(&self, id: &str) -> Result<Vec<Refused>> {
        Ok(self.waiting(id).await?.refused.clone())
    }

    /// The profiles in a database of the Mantrae server.
    pub async fn server_profiles(&self, path: &Path) -> Result<Vec<ServerProfile>> {
        source::server_profiles(path, &self.context.folder().staging()).await
    }

    /// The newest plan that is waiting for decisions, if any.
    pub async fn newest(&self) -> Option<String> {
        self.reviews.newest().await
    }

    /// Discards a plan.
    pub async fn discard(&self, id: &str) {
        self.reviews.remove(id).await;
    }

    /// What an import would do with the given decisions; nothing is written.
    pub async fn dry_run(&self, id: &str, decisions: &[Decision]) -> Result<ImportOutcome> {
        let pending = self.waiting(id).await?;
        Ok(self.resolve(&pending, decisions).await?.outcome)
    }

    /// What an import would write with the given decisions: each component, and whether it is enabled.
    pub(super) async fn writes(
        &self,
        id: &str,
        decisions: &[Decision],
    ) -> Result<Vec<(Arc<Component>, bool)>> {
        let pending = self.waiting(id).await?;
        Ok(self.resolve(&pending, decisions).await?.into_writes())
    }

    /// Merges what was decided, after a safety backup.
    pub async fn apply(&self, id: &str, decisions: &[Decision]) -> Result<ImportOutcome> {
        let permission = self.context.exclusive().await?;
        let pending = self.waiting(id).await?;
        if revision::get(&self.context.databases().configuration)
            .await?
            .number
            != pending.revision
        {
            return Err(staged::stale());
        }
        let resolved = self.resolve(&pending, decisions).await?;
        if resolved.is_empty() {
            self.discard(id).await;
            return Ok(ImportOutcome {
                applied: true,
                ..resolved.outcome
            });
        }
        let mut run = self
            .context
            .begin(ActivityKind::Import, &texts::importing(&pending.files))
            .await?;
        run.plan_steps(&texts::IMPORT_STEPS);
        let run = Mutex::new(run);
        let done = self.import_with(&pending, resolved, &run).await;
        let done = done.map(|outcome| {
            let number = outcome.added.len() + outcome.changed.len();
            let sentence = texts::imported(number, &pending.profile.name);
            (outcome, sentence)
        });
        let failed = texts::not_imported(&done);
        let answer = self.context.finish(run.into_inner(), done, &failed).await;
        if answer.is_ok() {
            self.discard(id).await;
        }
        drop(permission);
        self.context.tell(Event::ConfigurationChanged);
        answer
    }

    async fn import_with(
        &self,
        pending: &Pending,
        resolved: Resolved,
        run: &Mutex<Run>,
    ) -> Result<ImportOutcome> {
        self.context.step(run, 0).await?;
        let backup = self.backups.safety_backup(Trigger::BeforeImport).await?;
        self.context.step(run, 1).await?;
        let activity = run.lock().await.entry.id.clone();
        let operation = self
            .context
            .operation(OperationKind::Import, &activity, Some(backup));
        apply::apply(self.context.databases(), pending, resolved, &operation).await
    }

    async fn resolve(&self, pending: &Pending, decisions: &[Decision]) -> Result<Resolved> {
        let there = component::names(&self.context.databases().configuration, &pending.profile.uid).await?;
        let taken = |kind: Kind, name: &str| there.contains(&(kind.as_str().to_owned(), name.to_owned()));
        apply::resolve(pending, decisions, &taken)
    }

    /// A review that is waiting for decisions.
    pub(super) async fn waiting(&self, id: &str) -> Result<Arc<Pending>> {
        self.reviews.get(id).await.ok_or_else(|| {
            Error::new(Code::NotFound, "This review is no longer open").hint("Open the file again")
        })
    }
}

/// A file with nothing to import may be the one Traefik is started with: the error says so, and what it is good for.
fn started_with(error: Error, paths: &[PathBuf]) -> Error {
    if error.code != Code::Unreadable {
        return error;
    }
    let mut read = paths.iter().filter(|path| path.is_file()).filter_map(|path| {
        let learned = gateway::read_file(path).ok()?;
        Some((path, learned.summary()))
    });
    match read.next() {
        None => error,
        Some((path, summary)) => Error::new(
            Code::InstallConfiguration,
            format!(
                "There is nothing to import in `{}`, but it says how Traefik is started: {summary}",
                path.display()
            ),
        )
        .hint("You can keep it as facts about the profile’s Traefik"),
    }
}
