//! Progress of runs: each step is reported as it begins, and a run can be stopped between two steps.

use std::sync::atomic::{AtomicBool, Ordering};

use tokio::sync::Mutex;

use super::Context;
use crate::activity::Run;
use crate::error::{Code, Error, Result};
use crate::event::Event;

/// State that is checked between two steps.
#[derive(Debug)]
pub(super) struct Steps {
    /// Set when someone asks the current work to stop.
    stop: AtomicBool,
    at_step: fn(&str),
}

impl Steps {
    pub(super) fn new(at_step: fn(&str)) -> Self {
        Self {
            stop: AtomicBool::new(false),
            at_step,
        }
    }

    /// A request to stop the previous run does not apply to the next one.
    pub(super) fn forget_stop(&self) {
        self.stop.store(false, Ordering::Relaxed);
    }
}

impl Context {
    /// Asks the current work of this program to stop.
    pub(in crate::engine) fn stop(&self) {
        self.shared.steps.stop.store(true, Ordering::Relaxed);
    }

    /// Begins the next step, unless the run was asked to stop.
    pub(in crate::engine) async fn step(&self, run: &Mutex<Run>, index: usize) -> Result<()> {
        if self.shared.steps.stop.load(Ordering::Relaxed) {
            return Err(Error::new(Code::Cancelled, "Stopped manually"));
        }
        self.last_step(run, index).await
    }

    /// Begins a step after which it is too late to stop.
    pub(in crate::engine) async fn last_step(&self, run: &Mutex<Run>, index: usize) -> Result<()> {
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

    /// One step is done and the next has not begun.
    pub(in crate::engine) fn boundary(&self, next: &str) {
        (self.shared.steps.at_step)(next);
    }
}
