//! Imports: read and plan, then apply what was decided.

use std::path::Path;
use std::sync::Arc;

use tokio::sync::Mutex;
use traefik_dynamic::Kind;

use super::Engine;
use super::running::unfinished;
use crate::activity::{Kind as ActivityKind, Run};
use crate::archive::Trigger;
use crate::db::operation::OperationKind;
use crate::db::{component, profile, revision, staged};
use crate::error::{Code, Error, Result};
use crate::event::Event;
use crate::import::apply::{self, ImportOutcome, Resolved};
use crate::import::plan::{self, Pending};
use crate::import::source::{self, Refused, ServerProfile};
use crate::import::{Decision, ImportReview, Request, review};
use crate::words;

impl Engine {
    /// Reads what was named and compares it with a profile; nothing is written. Gives the plan's id.
    pub async fn prepare_import(&self, profile: &str, request: &Request) -> Result<String> {
        let databases = self.databases();
        let row = profile::get(&databases.configuration, profile).await?;
        let pending = plan::prepare(databases, row, request, &self.folder().staging()).await?;
        let id = pending.id.clone();
        self.inner.imports.lock().await.put(id.clone(), Arc::new(pending));
        Ok(id)
    }

    /// A plan with everything a review shows.
    pub async fn import_review(&self, id: &str) -> Result<ImportReview> {
        review::review(self.databases(), &*self.waiting_import(id).await?).await
    }

    /// Files of a plan of which nothing can be imported.
    pub async fn refused_files(&self, id: &str) -> Result<Vec<Refused>> {
        Ok(self.waiting_import(id).await?.refused.clone())
    }

    /// The profiles in a database of the Mantrae server.
    pub async fn server_profiles(&self, path: &Path) -> Result<Vec<ServerProfile>> {
        source::server_profiles(path, &self.folder().staging()).await
    }

    /// The newest plan that is waiting for its decisions, if there is one.
    pub async fn open_review(&self) -> Option<String> {
        self.inner.imports.lock().await.newest().map(str::to_owned)
    }

    /// Gives up a plan.
    pub async fn discard_import(&self, id: &str) {
        self.inner.imports.lock().await.remove(id);
    }

    /// What an import would do with these decisions; nothing is written.
    pub async fn dry_import(&self, id: &str, decisions: &[Decision]) -> Result<ImportOutcome> {
        let pending = self.waiting_import(id).await?;
        Ok(self.resolve(&pending, decisions).await?.outcome)
    }

    /// Merges what was decided, after a safety backup.
    pub async fn apply_import(&self, id: &str, decisions: &[Decision]) -> Result<ImportOutcome> {
        let permission = self.exclusive().await?;
        let pending = self.waiting_import(id).await?;
        if revision::get(&self.databases().configuration).await?.number != pending.revision {
            return Err(staged::stale());
        }
        let resolved = self.resolve(&pending, decisions).await?;
        if resolved.is_empty() {
            self.discard_import(id).await;
            return Ok(ImportOutcome {
                applied: true,
                ..resolved.outcome
            });
        }
        let mut run = self
            .begin(
                ActivityKind::Import,
                &format!("Importing {}", pending.files.join(", ")),
            )
            .await?;
        run.plan_steps(&["Safety backup", "Merge"]);
        let run = Mutex::new(run);
        let done = self.import_with(&pending, resolved, &run).await;
        let done = done.map(|outcome| {
            let number = outcome.added.len() + outcome.changed.len();
            let sentence = format!(
                "Import of {} into “{}”",
                words::count(number as u64, "component"),
                pending.profile.name
            );
            (outcome, sentence)
        });
        let failed = format!("{}: nothing was changed", unfinished("Import", &done));
        let answer = self.finish(run.into_inner(), done, &failed).await;
        if answer.is_ok() {
            self.discard_import(id).await;
        }
        drop(permission);
        self.tell(Event::ConfigurationChanged);
        answer
    }

    async fn import_with(
        &self,
        pending: &Pending,
        resolved: Resolved,
        run: &Mutex<Run>,
    ) -> Result<ImportOutcome> {
        self.step(run, 0).await?;
        let backup = self.safety_backup(Trigger::BeforeImport).await?;
        self.step(run, 1).await?;
        let activity = run.lock().await.entry.id.clone();
        let operation = self.operation(OperationKind::Import, &activity, Some(backup));
        apply::apply(self.databases(), pending, resolved, &operation).await
    }

    async fn resolve(&self, pending: &Pending, decisions: &[Decision]) -> Result<Resolved> {
        let there = component::names(&self.databases().configuration, &pending.profile.uid).await?;
        let taken = |kind: Kind, name: &str| there.contains(&(kind.as_str().to_owned(), name.to_owned()));
        apply::resolve(pending, decisions, &taken)
    }

    async fn waiting_import(&self, id: &str) -> Result<Arc<Pending>> {
        self.inner.imports.lock().await.get(id).ok_or_else(|| {
            Error::new(Code::NotFound, "This review is no longer open").hint("Open the file again")
        })
    }
}
