//! What the first screen, the tray and `status` show.

use chrono::{Duration, Local};
use serde::Serialize;
use traefik_dynamic::Problem;

use super::coverage::counted;
use super::spoiled::{spoiled, still_counts};
use super::{Engine, LocationStatus, Profile};
use crate::activity::{self, Entry, Kind as ActivityKind, Outcome};
use crate::archive::Trigger;
use crate::backup::Backup;
use crate::component_ref::ComponentRef;
use crate::error::Result;
use crate::timestamp::Timestamp;
use crate::verdict::{self, Lacking, Missing, Situation, Verdict, VerifiedBackup};
use crate::verification::Depth;

/// Number of days in the strip.
const DAYS: i64 = 30;

/// The backups of one local day.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Day {
    /// Local date, `2026-11-24`.
    pub date: String,
    /// Runs that were verified.
    pub ok: u32,
    /// How many of those were catch-up backups, made later than planned.
    pub late: u32,
    /// Runs that failed.
    pub failed: u32,
}

/// The backups kept, in total.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Kept {
    /// Number of backups.
    pub count: u32,
    /// Total size in bytes.
    #[cfg_attr(feature = "specta", specta(type = u32))]
    pub bytes: u64,
    /// When the oldest was made; RFC 3339, UTC.
    pub oldest: Option<Timestamp>,
}

/// A finding with the component it is about.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct PlacedProblem {
    /// The finding.
    #[serde(flatten)]
    pub problem: Problem,
    /// The component it is about.
    pub component: ComponentRef,
}

/// The contents of the first screen.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Overview {
    /// The verdict.
    pub verdict: Verdict,
    /// Where backups are stored.
    pub locations: Vec<LocationStatus>,
    /// The last 30 days, newest last.
    pub days: Vec<Day>,
    /// The backups kept.
    pub kept: Kept,
    /// The chosen profile.
    pub profile: Option<Profile>,
    /// Its findings, warnings and errors only.
    pub problems: Vec<PlacedProblem>,
    /// The newest lines of the activity list.
    pub recent: Vec<Entry>,
}

impl Engine {
    /// The current verdict.
    pub async fn verdict(&self) -> Result<Verdict> {
        let listed = self.backups().list().await;
        self.verdict_of(&listed).await
    }

    async fn verdict_of(&self, listed: &Result<Vec<Backup>>) -> Result<Verdict> {
        let entries = activity::list(&self.context().databases().state, 20).await?;
        let running = entries
            .into_iter()
            .find(|one| one.kind == ActivityKind::Backup && one.outcome == Outcome::Running);
        let schedule = self.schedule().facts().await?;
        let newest = listed.as_ref().ok().and_then(|backups| newest_verified(backups));
        let location_problem = match listed {
            Err(error) => Some(error.message.clone()),
            // If nothing is known about a location, its silence does not mean that it holds nothing.
            Ok(_) if newest.is_none() => self.locations().silent().await?,
            Ok(_) => None,
        };
        let backups = listed.as_deref().unwrap_or_default();
        let last = activity::last_backup(&self.context().databases().state).await?;
        let situation = Situation {
            off: !schedule.automatic,
            pause: schedule.pause,
            next_due: schedule.next,
            longest_gap: schedule.longest_gap,
            newest,
            // A location whose contents are unknown may hold all of it.
            lacking: match (listed, &location_problem) {
                (Ok(backups), None) => self.coverage().lacking(backups).await,
                _ => Lacking::Unknown,
            },
            battery_low: self.context().waits_for_charger().await,
            missing: self.missing(backups).await,
            spoiled: spoiled(backups),
            running,
            last: last.filter(|run| still_counts(run, backups)),
            problems: self
                .context()
                .settings()
                .await
                .problems
                .into_iter()
                .map(|failure| failure.message)
                .collect(),
            location_problem,
        };
        Ok(verdict::verdict(&situation, self.context().now()))
    }

    async fn missing(&self, backups: &[Backup]) -> Option<Missing> {
        let mut missing = missing(backups)?;
        missing.metered = self.context().waits_for_network().await;
        Some(missing)
    }

    /// Everything that the first screen shows.
    pub async fn overview(&self, profile: Option<&str>) -> Result<Overview> {
        let listed = self.backups().list().await;
        let backups = listed.as_deref().unwrap_or_default();
        let bytes = backups.iter().map(|backup| backup.size).sum();
        let count = u32::try_from(backups.len()).unwrap_or(u32::MAX);
        let oldest = backups.last().map(|backup| backup.created_at);
        let (profile, problems) = match profile {
            Some(name) => (
                Some(self.profiles().get(name).await?),
                self.placed_problems(name).await?,
            ),
            None => (None, Vec::new()),
        };
        Ok(Overview {
            verdict: self.verdict_of(&listed).await?,
            locations: self.locations().statuses().await?,
            days: self.days().await?,
            kept: Kept { count, bytes, oldest },
            profile,
            problems,
            recent: self.activity(6).await?,
        })
    }

    async fn placed_problems(&self, profile: &str) -> Result<Vec<PlacedProblem>> {
        let rows = self.components().list(profile).await?;
        let placed = rows.into_iter().flat_map(|row| {
            let component = ComponentRef {
                profile: profile.to_owned(),
                kind: row.kind,
                name: row.name,
            };
            let serious = row
                .problems
                .into_iter()
                .filter(|one| one.severity != traefik_dynamic::Severity::Info);
            serious
                .map(move |problem| PlacedProblem {
                    problem,
                    component: component.clone(),
                })
                .collect::<Vec<_>>()
        });
        Ok(placed.collect())
    }

    async fn days(&self) -> Result<Vec<Day>> {
        let today = self.context().now().with_timezone(&Local).date_naive();
        let since = self.context().now() - Duration::days(DAYS + 1);
        let runs = activity::backups_since(&self.context().databases().state, since).await?;
        let mut days: Vec<Day> = (0..DAYS)
            .rev()
            .map(|back| Day {
                date: (today - Duration::days(back)).to_string(),
                ..Day::default()
            })
            .collect();
        for run in runs {
            let date = run.started_at.with_timezone(&Local).date_naive().to_string();
            let Some(day) = days.iter_mut().find(|day| day.date == date) else {
                continue;
            };
            match run.outcome {
                // A restore point holds the earlier state, and does not count for the day.
                Outcome::Ok | Outcome::Warning if run.trigger.is_some_and(Trigger::is_restore_point) => {}
                Outcome::Ok | Outcome::Warning | Outcome::NotNeeded => {
                    day.ok += 1;
                    day.late += u32::from(run.trigger == Some(Trigger::CatchUp));
                }
                // It has not ended, or was stopped by a person.
                Outcome::Running | Outcome::Stopped => {}
                Outcome::Failed | Outcome::Interrupted => day.failed += 1,
            }
        }
        Ok(days)
    }

    /// The newest lines of the activity list.
    pub async fn activity(&self, limit: u32) -> Result<Vec<Entry>> {
        activity::list(&self.context().databases().state, i64::from(limit)).await
    }
}

/// A location that this installation's newest backup has not reached yet.
fn missing(backups: &[Backup]) -> Option<Missing> {
    let newest = backups.iter().find(|backup| backup.own)?;
    let here = newest
        .locations
        .iter()
        .find_map(|at| Some((at, at.waiting.as_ref()?)));
    here.map(|(at, waiting)| Missing {
        location: at.name.clone(),
        next_try: waiting.next_try.map(|at| *at),
        problem: waiting.problem.as_ref().map(|problem| problem.message.clone()),
        metered: false,
    })
}

fn newest_verified(backups: &[Backup]) -> Option<VerifiedBackup> {
    let newest = counted(backups).next()?;
    let at = *newest.created_at;
    Some(VerifiedBackup {
        at,
        components: newest.components,
        size: newest.size,
        complete: newest
            .locations
            .iter()
            .any(|at| at.verification == Some(Depth::Complete) && at.problem.is_none()),
    })
}
