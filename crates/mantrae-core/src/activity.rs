//! What happened, and why something did not: one entry per run, written when it starts and when it ends.

use chrono::{DateTime, Months, Utc};
use serde::{Deserialize, Serialize};
use sqlx::SqlitePool;

use crate::archive::Trigger;
use crate::db::activity as table;
use crate::error::{Code, Error, Failure, Result};
use crate::timestamp::Timestamp;

/// The kinds of work that leave an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type), serde(rename = "ActivityKind"))]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A backup was made, or should have been.
    Backup,
    /// A backup was restored.
    Restore,
    /// A file was merged.
    Import,
    /// An operation was undone.
    Undo,
    /// One component was changed.
    Edit,
    /// A profile was created, renamed or deleted.
    Profile,
    /// A backup was read back and checked.
    Verify,
    /// Backups were removed.
    Delete,
    /// A profile was written to a file.
    Export,
    /// A setting was changed.
    Settings,
    /// A scheduled backup was skipped, with the reason, or held back.
    Schedule,
    /// The newest backups were restored into a scratch database.
    #[serde(alias = "drill")]
    RestoreTest,
}

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type), serde(rename = "ActivityOutcome"))]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// Not finished yet.
    Running,
    /// Done.
    Ok,
    /// Done, with something to look at.
    Warning,
    /// Not done, because there was no need.
    NotNeeded,
    /// Not done; nothing was changed.
    Failed,
    /// Not done, because the person stopped it; nothing was changed.
    Stopped,
    /// The program ended before it was finished.
    Interrupted,
}

/// The state of a step of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum StepState {
    /// Finished.
    Done,
    /// In progress.
    Now,
    /// The run ended here.
    Failed,
    /// Still to come.
    Next,
}

/// One step of a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Step {
    /// A few words.
    pub name: String,
    /// Its state.
    pub state: StepState,
    /// Why it failed.
    pub message: Option<String>,
}

/// One line of the activity list.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type), serde(rename = "ActivityEntry"))]
pub struct Entry {
    /// Random.
    pub id: String,
    /// What kind of work it was.
    pub kind: Kind,
    /// Why a backup was made.
    pub trigger: Option<Trigger>,
    /// RFC 3339, UTC.
    pub started_at: Timestamp,
    /// RFC 3339, UTC.
    pub finished_at: Option<Timestamp>,
    /// How it ended.
    pub outcome: Outcome,
    /// What happened.
    pub sentence: String,
    /// Further details.
    pub detail: Option<String>,
    /// The steps of a longer run.
    pub steps: Vec<Step>,
    /// The backup it made or used.
    pub backup: Option<String>,
    /// True when it can be undone.
    pub undoable: bool,
    /// True when it was undone.
    pub undone: bool,
    /// Why it failed.
    pub failure: Option<Failure>,
}

/// An entry that is being written.
#[derive(Debug)]
pub struct Run {
    pool: SqlitePool,
    /// The entry as it is now.
    pub entry: Entry,
    left_open: Option<usize>,
}

impl Entry {
    /// True for a backup, or an attempt at one; restore points do not count.
    pub fn is_backup(&self) -> bool {
        self.kind == Kind::Backup && !self.trigger.is_some_and(Trigger::is_restore_point)
    }
}

impl Run {
    /// Opens an entry.
    pub async fn open(pool: &SqlitePool, kind: Kind, sentence: &str, now: DateTime<Utc>) -> Result<Self> {
        let entry = Entry {
            id: crate::id::long(),
            kind,
            trigger: None,
            started_at: Timestamp::from(now),
            finished_at: None,
            outcome: Outcome::Running,
            sentence: sentence.to_owned(),
            detail: None,
            steps: Vec::new(),
            backup: None,
            undoable: false,
            undone: false,
            failure: None,
        };
        let run = Self {
            pool: pool.clone(),
            entry,
            left_open: None,
        };
        run.write().await?;
        Ok(run)
    }

    /// Names the steps that will follow.
    pub fn plan_steps(&mut self, names: &[&str]) {
        let step = |name: &&str| Step {
            name: (*name).to_owned(),
            state: StepState::Next,
            message: None,
        };
        self.entry.steps = names.iter().map(step).collect();
    }

    /// Marks the previous step as done and starts this one.
    pub fn step(&mut self, index: usize) {
        for (position, step) in self.entry.steps.iter_mut().enumerate() {
            step.state = match position.cmp(&index) {
                std::cmp::Ordering::Less => StepState::Done,
                std::cmp::Ordering::Equal => StepState::Now,
                std::cmp::Ordering::Greater => StepState::Next,
            };
        }
    }

    /// Records a warning; the run goes on.
    pub fn warn(&mut self, detail: String) {
        self.entry.outcome = Outcome::Warning;
        if let Some(step) = self
            .entry
            .steps
            .iter_mut()
            .find(|step| step.state == StepState::Now)
        {
            step.state = StepState::Failed;
            step.message = Some(detail.clone());
        }
        self.entry.detail = Some(detail);
    }

    /// Records how a step left open went: done, or why it is retried. The entry is OK once all its steps are done.
    pub async fn close_step(pool: &SqlitePool, id: &str, name: &str, problem: Option<&str>) -> Result<()> {
        let Some(mut entry) = table::get(pool, id).await?.and_then(entry) else {
            return Ok(());
        };
        for step in entry.steps.iter_mut().filter(|step| step.name == name) {
            step.state = match problem {
                Some(_) => StepState::Failed,
                None => StepState::Done,
            };
            step.message = problem.map(str::to_owned);
        }
        let well = entry.steps.iter().all(|step| step.state == StepState::Done);
        entry.outcome = if well { Outcome::Ok } else { Outcome::Warning };
        let run = Self {
            pool: pool.clone(),
            entry,
            left_open: None,
        };
        run.write().await
    }

    /// Closes the entry as done, with a warning if there was one.
    pub async fn done(mut self, sentence: impl Into<String>, now: DateTime<Utc>) -> Result<Entry> {
        self.entry.sentence = sentence.into();
        if self.entry.outcome == Outcome::Running {
            self.entry.outcome = Outcome::Ok;
        }
        self.entry.finished_at = Some(Timestamp::from(now));
        let open = self.left_open.unwrap_or(usize::MAX);
        for step in self.entry.steps.iter_mut().take(open) {
            if step.state != StepState::Failed {
                step.state = StepState::Done;
            }
        }
        if self.left_open.is_some() {
            self.entry.outcome = Outcome::Warning;
        }
        self.write().await?;
        Ok(self.entry)
    }

    /// Closes the entry of something that was not needed.
    pub async fn not_needed(mut self, sentence: String, now: DateTime<Utc>) -> Result<Entry> {
        self.entry.sentence = sentence;
        self.entry.outcome = Outcome::NotNeeded;
        self.entry.finished_at = Some(Timestamp::from(now));
        self.write().await?;
        Ok(self.entry)
    }

    /// Leaves the steps from `from` on, among them the named one, for others to finish later; until then the entry is a
    /// warning.
    pub fn leave_open(&mut self, from: usize, name: &str) {
        self.left_open = Some(from);
        if !self.entry.steps.iter().any(|step| step.name == name) {
            self.entry.steps.push(Step {
                name: name.to_owned(),
                state: StepState::Next,
                message: None,
            });
        }
    }

    /// Closes the entry as failed.
    pub async fn failed(
        mut self,
        sentence: impl Into<String>,
        error: &Error,
        now: DateTime<Utc>,
    ) -> Result<Entry> {
        self.entry.sentence = sentence.into();
        self.entry.outcome = match error.code {
            Code::Cancelled => Outcome::Stopped,
            _ => Outcome::Failed,
        };
        self.entry.finished_at = Some(Timestamp::from(now));
        self.entry.failure = Some(error.failure());
        if let Some(step) = self
            .entry
            .steps
            .iter_mut()
            .find(|step| step.state == StepState::Now)
        {
            step.state = StepState::Failed;
            step.message = Some(error.message.clone());
        }
        self.write().await?;
        Ok(self.entry)
    }

    /// Writes the entry as it is now.
    pub async fn write(&self) -> Result<()> {
        let entry = &self.entry;
        let row = table::Row {
            id: entry.id.clone(),
            kind: word(&entry.kind),
            cause: entry.trigger.map(|trigger| trigger.as_str().to_owned()),
            started_at: entry.started_at,
            finished_at: entry.finished_at,
            outcome: word(&entry.outcome),
            sentence: entry.sentence.clone(),
            detail: entry.detail.clone(),
            steps: serde_json::to_string(&entry.steps).unwrap_or_else(|_| "[]".to_owned()),
            backup: entry.backup.clone(),
            failure: entry
                .failure
                .as_ref()
                .and_then(|failure| serde_json::to_string(failure).ok()),
            operation_state: None,
        };
        table::put(&self.pool, &row).await
    }
}

/// The newest entries first.
pub async fn list(pool: &SqlitePool, limit: i64) -> Result<Vec<Entry>> {
    Ok(table::list(pool, limit)
        .await?
        .into_iter()
        .filter_map(entry)
        .collect())
}

/// How many months entries are kept.
const MONTHS: Months = Months::new(12);
/// The most entries that are kept.
const MOST: i64 = 5000;

/// Removes old entries; returns how many. The entry of the last backup in each location is kept for ever.
pub async fn trim(pool: &SqlitePool, now: DateTime<Utc>) -> Result<u64> {
    let before = now.checked_sub_months(MONTHS).unwrap_or(now);
    table::trim(pool, Timestamp::from(before), MOST).await
}

/// Closes what a process that died, or could no longer write, left open; work of the spared kind needs no permission
/// and may still be running. Only for the holder of the permission: nothing else runs then.
pub async fn close_interrupted(pool: &SqlitePool, now: DateTime<Utc>, spared: Option<Kind>) -> Result<u64> {
    let spared = spared.map(|kind| word(&kind)).unwrap_or_default();
    table::close_interrupted(pool, now.into(), &spared).await
}

/// A backup, or an attempt at one.
#[derive(Debug)]
pub struct Attempt {
    /// When it started.
    pub started_at: Timestamp,
    /// How it ended.
    pub outcome: Outcome,
    /// Why it was made; `None` for a reason that only a newer version knows.
    pub trigger: Option<Trigger>,
}

/// Every backup, or attempt at one, since then.
pub async fn backups_since(pool: &SqlitePool, since: DateTime<Utc>) -> Result<Vec<Attempt>> {
    let rows = table::backups_since(pool, since.into()).await?;
    let attempts = rows.into_iter().filter_map(|row| {
        Some(Attempt {
            started_at: row.started_at,
            outcome: parse(&row.outcome)?,
            trigger: row.cause.as_deref().and_then(Trigger::parse),
        })
    });
    Ok(attempts.collect())
}

/// The newest finished backup, or attempt at one; restore points do not count.
pub async fn last_backup(pool: &SqlitePool) -> Result<Option<Entry>> {
    let left_out = Trigger::RESTORE_POINTS.each_ref().map(Trigger::as_str);
    Ok(table::last_backup(pool, &left_out).await?.and_then(entry))
}

fn entry(row: table::Row) -> Option<Entry> {
    Some(Entry {
        kind: parse(&row.kind)?,
        trigger: row.cause.as_deref().and_then(Trigger::read),
        outcome: parse(&row.outcome)?,
        steps: serde_json::from_str(&row.steps).unwrap_or_default(),
        failure: row.failure.and_then(|text| serde_json::from_str(&text).ok()),
        undoable: row.operation_state.as_deref() == Some("applied"),
        undone: row.operation_state.as_deref() == Some("undone"),
        id: row.id,
        started_at: row.started_at,
        finished_at: row.finished_at,
        sentence: row.sentence,
        detail: row.detail,
        backup: row.backup,
    })
}

fn word<T: Serialize>(value: &T) -> String {
    serde_json::to_value(value)
        .ok()
        .and_then(|text| text.as_str().map(str::to_owned))
        .unwrap_or_default()
}

fn parse<T: serde::de::DeserializeOwned>(text: &str) -> Option<T> {
    serde_json::from_value(serde_json::Value::String(text.to_owned())).ok()
}
