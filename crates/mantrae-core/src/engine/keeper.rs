//! The timer that makes the program check the schedule periodically, at almost no cost.

use std::sync::Arc;
use std::sync::mpsc::{self as std_mpsc, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use chrono::Utc;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::{Notify, mpsc, oneshot, watch};
use tokio::time::{sleep, timeout};
use tokio_cron_scheduler::{Job, JobScheduler, JobSchedulerError};

use super::Engine;
use crate::error::{Code, Error, Result};

/// How often the schedule is checked: a missed backup is caught up within a minute of the start or of waking up.
const TICK: &str = "*/30 * * * * *";
/// Each second look also asks the Traefiks what they run: once a minute.
const WATCH_EACH: u32 = 2;
/// The longest time between looks at the clock, which may have been set.
const LONGEST_REST: Duration = Duration::from_secs(30);
/// How long to wait for a tick that is due: the scheduler checks every half second.
const DRIVEN: Duration = Duration::from_secs(2);
/// How long the scheduler needs to record when the next tick is due.
const SETTLED: Duration = Duration::from_millis(20);

/// Checks the schedule for as long as it lives.
#[derive(Debug)]
pub struct Keeper {
    /// Dropping it ends the checks.
    _looks: watch::Sender<()>,
    /// Dropping it ends the ticks.
    _ticker: std_mpsc::Sender<()>,
}

impl Keeper {
    /// Stops checking. A backup in progress goes on.
    pub fn stop(self) {
        drop(self);
    }
}

impl Engine {
    /// Checks the schedule every half minute until it is stopped. Failures are recorded in the activity list, and
    /// passed to `told`.
    pub async fn keep_schedule(&self, told: impl Fn(&Error) + Send + Sync + 'static) -> Result<Keeper> {
        let (looks, mut kept) = watch::channel(());
        let (alive, ticking) = std_mpsc::channel();
        let (tick, mut ticks) = mpsc::channel(1);
        start_ticker(tick, ticking).await?;
        let engine = self.clone();
        let told = Arc::new(told);
        let (follow, tells, mut lives) = (self.follow().clone(), told.clone(), kept.clone());
        tokio::spawn(async move {
            tokio::select! {
                _ = lives.changed() => {}
                () = follow.watch(&*tells) => {}
            }
        });
        let (saved, tells, mut lives) = (self.clone(), told.clone(), kept.clone());
        tokio::spawn(async move {
            tokio::select! {
                _ = lives.changed() => {}
                () = saved.follow_saves(&*tells) => {}
            }
        });
        tokio::spawn(async move {
            // What was missed in the meantime does not wait for the first tick.
            let mut looks = 0_u32;
            while kept.has_changed().is_ok() {
                looks = looks.wrapping_add(1);
                let watched = if looks.is_multiple_of(WATCH_EACH) {
                    engine.publications().watch().await
                } else {
                    Ok(())
                };
                for looked in [
                    watched,
                    engine.follow().look().await,
                    engine.publications().look().await.map(drop),
                    engine.schedule().look().await.map(drop),
                    engine.restore_tests().look().await,
                    engine.rereading().look().await,
                    engine.integrity().look().await,
                ] {
                    if let Err(error) = looked {
                        told(&error);
                    }
                }
                let trial = engine.publications().next_end().await.ok().flatten();
                // A long backup outlasts many ticks: only one of them is kept.
                tokio::select! {
                    _ = kept.changed() => {}
                    _ = ticks.recv() => {}
                    // What was published on trial is taken back when that was promised.
                    () = sleep(trial.unwrap_or(LONGEST_REST)), if trial.is_some() => {}
                }
            }
        });
        Ok(Keeper {
            _looks: looks,
            _ticker: alive,
        })
    }
}

/// Ticks from a thread of its own. The scheduler checks its list twice a second while its runtime is driven, so the
/// runtime is driven only when the next tick is due: an idle program must not wake a sleeping computer.
async fn start_ticker(tick: mpsc::Sender<()>, alive: std_mpsc::Receiver<()>) -> Result<()> {
    let (begun, beginning) = oneshot::channel();
    let work = move || match Ticker::new(tick) {
        Ok(ticker) => {
            // If the program is ending, nobody waits for the answer any more.
            let _ = begun.send(Ok(()));
            ticker.go_on(&alive);
        }
        Err(error) => {
            let _ = begun.send(Err(error));
        }
    };
    thread::Builder::new()
        .name("schedule".to_owned())
        .spawn(work)
        .map_err(no_scheduler)?;
    beginning.await.map_err(no_scheduler)?
}

struct Ticker {
    runtime: Runtime,
    scheduler: JobScheduler,
    tick: mpsc::Sender<()>,
    ticked: Arc<Notify>,
}

impl Ticker {
    fn new(tick: mpsc::Sender<()>) -> Result<Self> {
        let runtime = Builder::new_current_thread()
            .enable_time()
            .build()
            .map_err(no_scheduler)?;
        let ticked = Arc::new(Notify::new());
        let scheduler = runtime
            .block_on(scheduler(&tick, &ticked))
            .map_err(no_scheduler)?;
        Ok(Self {
            runtime,
            scheduler,
            tick,
            ticked,
        })
    }

    /// Runs until the keeper is dropped.
    fn go_on(mut self, alive: &std_mpsc::Receiver<()>) {
        let mut seen = Utc::now();
        while let Err(RecvTimeoutError::Timeout) = alive.recv_timeout(self.rest()) {
            let now = Utc::now();
            if now < seen {
                self.begin_anew();
            }
            seen = now;
            let heard = self.ticked.clone();
            self.runtime.block_on(async {
                let _ = timeout(DRIVEN, heard.notified()).await;
                // After a tick it records when the next one is due.
                sleep(SETTLED).await;
            });
        }
        let ended = self.runtime.block_on(self.scheduler.shutdown());
        if let Err(error) = ended {
            tracing::warn!(?error, "the scheduler did not stop");
        }
    }

    /// How long there is nothing to do.
    fn rest(&mut self) -> Duration {
        let next = self.runtime.block_on(self.scheduler.time_till_next_job());
        let next = next.ok().flatten().unwrap_or(LONGEST_REST);
        next.min(LONGEST_REST)
    }

    /// After the clock is set back, the next tick would come only once it has caught up: starts a new scheduler.
    fn begin_anew(&mut self) {
        let new = self.runtime.block_on(async {
            self.scheduler.shutdown().await?;
            scheduler(&self.tick, &self.ticked).await
        });
        match new {
            Ok(new) => self.scheduler = new,
            Err(error) => tracing::warn!(?error, "the scheduler did not restart"),
        }
        // Full if a tick is already waiting.
        let _ = self.tick.try_send(());
    }
}

/// A scheduler that ticks.
async fn scheduler(
    tick: &mpsc::Sender<()>,
    ticked: &Arc<Notify>,
) -> std::result::Result<JobScheduler, JobSchedulerError> {
    let scheduler = JobScheduler::new().await?;
    let (tick, ticked) = (tick.clone(), ticked.clone());
    let job = Job::new(TICK, move |_, _| {
        // Full if a tick is already waiting.
        let _ = tick.try_send(());
        ticked.notify_one();
    })?;
    scheduler.add(job).await?;
    scheduler.start().await?;
    Ok(scheduler)
}

fn no_scheduler(error: impl std::error::Error + Send + Sync + 'static) -> Error {
    Error::new(Code::Internal, "The scheduler cannot be started").because(error)
}
