//! Runs as they go on: each step is told as it begins, and between two steps a run can be stopped.

use std::sync::atomic::Ordering;

use tokio::sync::Mutex;

use super::Engine;
use crate::activity::{self, Outcome, Run};
use crate::error::{Code, Error, Result};
use crate::event::Event;
use crate::lock;

/// So far back something that runs can have begun.
const RECENT: i64 = 20;

impl Engine {
    /// Asks what is at work in this program to stop. A backup, a restore and an import stop before their next step and
    /// change nothing; what has passed its last boundary is finished.
    pub fn stop(&self) {
        self.inner.stop.store(true, Ordering::Relaxed);
    }

    /// True when nothing is at work, nothing waits for an answer, and nothing would be lost that is only in memory.
    pub async fn is_at_rest(&self) -> bool {
        let waits =
            !self.inner.imports.lock().await.is_empty() || !self.inner.restores.lock().await.is_empty();
        let free = lock::attempt(&self.inner.folder.lock());
        // A check or a restore test holds no permission, and is worth waiting for all the same.
        let runs = activity::list(&self.databases().state, RECENT)
            .await
            .is_ok_and(|entries| entries.iter().any(|one| one.outcome == Outcome::Running));
        !waits && !runs && self.inner.session.is_empty() && free.is_ok_and(|permission| permission.is_some())
    }

    /// What was asked of the run before is not meant for the next one.
    pub(super) fn forget_stop(&self) {
        self.inner.stop.store(false, Ordering::Relaxed);
    }

    /// The next step begins, unless somebody wants the run to stop.
    pub(super) async fn step(&self, run: &Mutex<Run>, index: usize) -> Result<()> {
        if self.inner.stop.load(Ordering::Relaxed) {
            return Err(Error::new(Code::Cancelled, "Stopped by hand"));
        }
        self.last_step(run, index).await
    }

    /// A step begins after which it is too late to stop.
    pub(super) async fn last_step(&self, run: &Mutex<Run>, index: usize) -> Result<()> {
        let mut run = run.lock().await;
        run.step(index);
        run.write().await?;
        self.tell(Event::RunProgressed {
            entry: Box::new(run.entry.clone()),
        });
        if let Some(step) = run.entry.steps.get(index) {
            self.boundary(&step.name);
        }
        Ok(())
    }

    /// Here one thing is done and the next is not begun.
    pub(super) fn boundary(&self, next: &str) {
        (self.inner.at_step)(next);
    }
}

/// "Backup failed", or that it was stopped.
pub(super) fn unfinished<T>(what: &str, done: &Result<T>) -> String {
    let stopped = done.as_ref().is_err_and(|error| error.code == Code::Cancelled);
    format!("{what} {}", if stopped { "stopped" } else { "failed" })
}
