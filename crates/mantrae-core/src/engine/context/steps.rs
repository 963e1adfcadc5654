//! Runs as they go on: each step is told as it begins, and between two steps a run can be stopped.

use std::sync::atomic::{AtomicBool, Ordering};

use tokio::sync::Mutex;

use super::Context;
use crate::activity::Run;
use crate::error::{Code, Error, Result};
use crate::event::Event;

/// What stands between two steps.
#[derive(Debug)]
pub(super) struct Steps {
    /// Somebody wants what is at work to stop.
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

    /// What was asked of the run before is not meant for the next one.
    pub(super) fn forget_stop(&self) {
        self.stop.store(false, Ordering::Relaxed);
    }
}

impl Context {
    /// Asks what is at work in this program to stop.
    pub(in crate::engine) fn stop(&self) {
        self.shared.steps.stop.store(true, Ordering::Relaxed);
    }

    /// The next step begins, unless somebody wants the run to stop.
    pub(in crate::engine) async fn step(&self, run: &Mutex<Run>, index: usize) -> Result<()> {
        if self.shared.steps.stop.load(Ordering::Relaxed) {
            return Err(Error::new(Code::Cancelled, "Stopped manually"));
        }
        self.last_step(run, index).await
    }

    /// A step begins after which it is too late to stop.
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

    /// Here one thing is done and the next is not begun.
    pub(in crate::engine) fn boundary(&self, next: &str) {
        (self.shared.steps.at_step)(next);
    }
}
