//! Retention: what the rule would remove, and removing it.

use chrono::{DateTime, Local, Utc};
use serde::Serialize;

use super::Engine;
use crate::activity::Kind as ActivityKind;
use crate::archive::Trigger;
use crate::backup::{Backup, catalog::Catalog};
use crate::db;
use crate::error::Result;
use crate::event::Event;
use crate::retention::{
    self, Candidate, Clock, Comparison, LastRun, Listing, Outcome, Preview, RemoveReason, Rule, Situation,
};
use crate::words;

/// Where the last run is remembered, among the settings.
const LAST_RUN: &str = "retention_run";

/// What a run of retention did.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct CleanUp {
    /// What was removed, and by what.
    pub removed: Vec<Removed>,
    /// Why nothing was looked at, if so.
    pub postponed: Option<String>,
}

/// A backup that retention removed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Removed {
    /// Id of the backup.
    pub id: String,
    /// Name of the place.
    pub location: String,
    /// The rule's words.
    pub reason: String,
}

impl Engine {
    /// What a rule would do now; without one, the rule that holds.
    pub async fn preview_retention(&self, rule: Option<Rule>) -> Result<Preview> {
        let rule = rule.unwrap_or(self.settings().await.retention);
        let listings = vec![listing(&self.catalog().await?).await?];
        Ok(retention::preview(&self.situation(&listings), &rule))
    }

    /// What a new rule would remove and the one that holds would not.
    pub async fn compare_retention(&self, new: Rule) -> Result<Comparison> {
        let old = self.settings().await.retention;
        let listings = vec![listing(&self.catalog().await?).await?];
        Ok(retention::compare(&self.situation(&listings), &old, &new))
    }

    /// Removes what the rule does not keep.
    pub async fn apply_retention(&self) -> Result<CleanUp> {
        let permission = self.exclusive().await?;
        let done = self.clean_up().await;
        drop(permission);
        self.tell(Event::BackupsChanged);
        done
    }

    /// Whether a proven backup made for that reason is followed by a clean-up: a restore point is made in the middle
    /// of something else, which may still need what lies there.
    pub(super) fn cleans_up_after(trigger: Trigger) -> bool {
        !matches!(trigger, Trigger::BeforeImport | Trigger::BeforeRestore)
    }

    /// As [`Engine::apply_retention`]; the permission is held by the caller.
    pub(super) async fn clean_up(&self) -> Result<CleanUp> {
        let catalog = self.catalog().await?;
        let state = &self.databases().state;
        let clock = Clock {
            last: last_run(&db::settings::all(state).await?),
            period: None,
        };
        let rule = self.settings().await.retention;
        let listings = vec![listing(&catalog).await?];
        let situation = self.situation(&listings);
        let outcome = retention::verdicts(&situation, &rule, &clock);
        // Remembered before anything is removed: a clock that is wrong now is doubted once, whatever happens next.
        let ran = serde_json::to_string(&clock.ran(situation.now)).unwrap_or_default();
        db::settings::put(state, LAST_RUN, Some(&ran)).await?;
        let verdicts = match outcome {
            Outcome::Decided(verdicts) => verdicts,
            Outcome::Postponed(why) => {
                return Ok(CleanUp {
                    removed: Vec::new(),
                    postponed: Some(why.to_string()),
                });
            }
        };
        let going: Vec<(String, RemoveReason)> = verdicts
            .into_iter()
            .filter_map(|verdict| Some((verdict.id.clone(), verdict.removal()?)))
            .collect();
        if going.is_empty() {
            return Ok(CleanUp::default());
        }
        self.remove(&catalog, &going).await
    }

    async fn remove(&self, catalog: &Catalog, going: &[(String, RemoveReason)]) -> Result<CleanUp> {
        let mut run = self.begin(ActivityKind::Delete, "Removing old backups").await?;
        let mut removed = Vec::new();
        let mut lines = Vec::new();
        let listed = catalog.list().await?;
        let done = async {
            for (id, reason) in going {
                // It may have been pinned or removed since it was judged.
                let Some(backup) = listed.iter().find(|backup| backup.id == *id && !backup.pinned) else {
                    continue;
                };
                catalog.delete(backup).await?;
                lines.push(format!("{}: {reason}", self.when(backup)));
                removed.push(Removed {
                    id: id.clone(),
                    location: catalog.storage.name().to_owned(),
                    reason: reason.to_string(),
                });
            }
            Ok(())
        };
        let done: Result<()> = done.await;
        run.entry.detail = Some(lines.join("\n"));
        let sentence = format!("{} cleaned up", words::count(removed.len() as u64, "old backup"));
        let clean_up = CleanUp {
            removed,
            postponed: None,
        };
        self.finish(
            run,
            done.map(|()| (clean_up, sentence)),
            "Not all old backups were removed",
        )
        .await
    }

    fn when(&self, backup: &Backup) -> String {
        words::time(&backup.created_at)
            .map_or_else(|| backup.id.clone(), |at| words::day_and_time(at, self.now()))
    }

    fn situation<'a>(&self, listings: &'a [Listing]) -> Situation<'a, Local> {
        Situation {
            listings,
            now: self.now(),
            zone: Local,
        }
    }
}

/// What lies in a place, as retention looks at it.
async fn listing(catalog: &Catalog) -> Result<Listing> {
    let backups = catalog.list().await?;
    let candidate = |backup: Backup| {
        let at: DateTime<Utc> = words::time(&backup.created_at)?;
        Some(Candidate {
            id: backup.id,
            created_at: at,
            trigger: backup.trigger,
            pinned: backup.pinned,
            proven: backup
                .locations
                .iter()
                .any(|at| at.proven_at.is_some() && at.problem.is_none()),
            own: backup.own,
        })
    };
    Ok(Listing {
        location: catalog.storage.name().to_owned(),
        complete: true,
        backups: backups.into_iter().filter_map(candidate).collect(),
    })
}

fn last_run(settings: &[(String, String)]) -> Option<LastRun> {
    let (_, value) = settings.iter().find(|(key, _)| key == LAST_RUN)?;
    serde_json::from_str(value).ok()
}
