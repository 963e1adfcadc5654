//! Checks every page of the databases while the program runs, so that a start need not.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use chrono::{DateTime, Duration, Utc};
use tokio::sync::Mutex;

use super::context::Context;
use super::texts::integrity as texts;
use crate::activity::Kind as ActivityKind;
use crate::db::health::{self, Depth, Finding};
use crate::db::{self, mark};
use crate::error::{Code, Error, Result, damage_seen};
use crate::event::Event;
use crate::timestamp::Timestamp;

/// How often every page is checked.
const OFTEN: Duration = Duration::days(7);
/// How long to wait after a check that found something, or could not be made.
const AGAIN: Duration = Duration::days(1);

/// What earlier checks found.
#[derive(Debug)]
pub(super) struct State {
    /// When a check last found something, or could not be made.
    failed: Mutex<Option<DateTime<Utc>>>,
    /// How often SQLite had reported damage when the databases were opened, or last checked for that reason.
    damage_seen: AtomicU64,
}

impl Default for State {
    fn default() -> Self {
        Self {
            failed: Mutex::default(),
            damage_seen: AtomicU64::new(damage_seen()),
        }
    }
}

/// Checks of the databases while the program runs.
#[derive(Debug, Clone)]
pub struct Integrity {
    context: Context,
    state: std::sync::Arc<State>,
}

impl Integrity {
    pub(super) fn new(context: Context, state: std::sync::Arc<State>) -> Self {
        Self { context, state }
    }

    /// Checks the databases that were not checked for a week, or were changed by something else since. Damage is
    /// recorded in the activity list, and thus leads to a notification; the next start offers to recover.
    pub async fn look(&self) -> Result<()> {
        let now = self.context.now();
        let mut failed = self.state.failed.lock().await;
        if failed.is_some_and(|at| at <= now && now - at < AGAIN) {
            return Ok(());
        }
        let is_doubtful = self.is_doubtful();
        if !is_doubtful {
            self.renew_marks().await;
        }
        for database in self.databases() {
            let is_recent = |at: Timestamp| *at <= now && now - *at < OFTEN;
            let is_checked = !is_doubtful && mark::checked_at(&database).is_some_and(is_recent);
            if is_checked || self.context.waits_for_charger().await {
                continue;
            }
            if let Err(error) = self.check(&database).await {
                *failed = Some(now);
                return Err(error);
            }
        }
        *failed = None;
        Ok(())
    }

    async fn check(&self, database: &Path) -> Result<()> {
        let depth = Depth::Pages(self.context.now().into());
        let migrator = if database == self.context.folder().mantrae_db() {
            &db::CONFIGURATION
        } else {
            &db::STATE
        };
        let Some(finding) = health::look(database, migrator, depth).await? else {
            return Ok(());
        };
        mark::remove(database);
        let error = damaged(database, &finding);
        let run = self
            .context
            .begin(ActivityKind::Verify, texts::CHECKING_DATABASES)
            .await?;
        let sentence = error.message.clone();
        let found: Result<()> = self.context.finish(run, Err(error), &sentence).await;
        self.context.tell(Event::BackupsChanged);
        found
    }

    /// Lets the next start open the databases without checking every page, as far as they are closed cleanly. If
    /// SQLite reported damage, they are checked now.
    pub(super) async fn close(&self) {
        if !self.is_doubtful() {
            return self.renew_marks().await;
        }
        for database in self.databases() {
            if let Err(error) = self.check(&database).await {
                tracing::warn!(?error, "the next start offers to recover");
            }
        }
    }

    async fn renew_marks(&self) {
        for database in self.databases() {
            if let Err(error) = mark::renew(&database).await {
                tracing::debug!(?error, "the next start checks the database");
            }
        }
    }

    /// Whether SQLite has reported damage since the last call. Which database that was is not known.
    fn is_doubtful(&self) -> bool {
        let now = damage_seen();
        self.state.damage_seen.swap(now, Ordering::Relaxed) != now
    }

    fn databases(&self) -> [PathBuf; 2] {
        let folder = self.context.folder();
        [folder.mantrae_db(), folder.state_db()]
    }
}

fn damaged(database: &Path, finding: &Finding) -> Error {
    let why = match finding {
        Finding::Missing => texts::GONE.to_owned(),
        Finding::Damaged(why) => texts::damaged(why),
        Finding::Newer(version) => texts::newer(*version),
    };
    let name = database.display();
    Error::new(Code::Damaged, format!("The database `{name}` {why}")).hint(texts::RESTART)
}
