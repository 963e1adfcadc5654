//! Publishes what was saved, without asking a person, as long as nothing is wrong with it.

use super::Publications;
use super::plan::{Accepted, Planned};
use super::run::{PublishOptions, SeenPlan};
use crate::activity::Kind as ActivityKind;
use crate::db::automatic::{self as table, AutomaticRow, LatestRow};
use crate::db::profile::{self, Profile};
use crate::engine::texts::publications as texts;
use crate::error::{Code, Error, Result};
use crate::event::Event;
use crate::publish::{Latest, Outcome, OutcomeState, PublicationState, Saved};

impl Publications {
    /// Publishes saved changes of a profile automatically from now on, or leaves that to a person again; returns whether
    /// that is new. Changes that wait already are looked at, too.
    pub async fn set_automatic(&self, profile: &str, is_on: bool) -> Result<bool> {
        let permission = self.context.exclusive().await?;
        let row = self.row(profile).await?;
        self.connected(&row).await?;
        let state = &self.context.databases().state;
        let is_new = if is_on {
            table::turn_on(state, &row.uid).await?
        } else {
            table::turn_off(state, &row.uid).await?
        };
        if is_new {
            let sentence = texts::automatic(&row.name, is_on);
            self.context.note_done(ActivityKind::Settings, &sentence).await;
        }
        drop(permission);
        if is_new {
            self.context.tell(Event::SettingsChanged);
        }
        Ok(is_new)
    }

    /// What was decided last about publishing a profile automatically; `None` if a person publishes it.
    pub(super) async fn automatic(&self, uid: &str) -> Result<Option<AutomaticRow>> {
        table::find(&self.context.databases().state, uid).await
    }

    /// Whether any profile is published automatically.
    pub(in crate::engine) async fn is_any_automatic(&self) -> Result<bool> {
        Ok(!table::all(&self.context.databases().state).await?.is_empty())
    }

    /// Publishes what was saved in profiles that are published automatically, unless something is wrong. Nothing is decided
    /// twice about the same state of a profile and its publications.
    pub async fn publish_saved(&self) -> Result<()> {
        let databases = self.context.databases();
        let all = table::all(&databases.state).await?;
        if all.is_empty() {
            return Ok(());
        }
        let profiles = profile::list(&databases.configuration).await?;
        let mut first = Ok(());
        for one in all {
            let Some(row) = profiles.iter().find(|row| row.uid == one.profile) else {
                continue;
            };
            let done = self.publish_one(row, one).await;
            first = first.and(done);
        }
        first
    }

    async fn publish_one(&self, row: &Profile, known: AutomaticRow) -> Result<()> {
        let databases = self.context.databases();
        let revision = crate::db::revision::get(&databases.configuration).await?.number;
        let latest = table::latest(&databases.state, &row.uid).await?;
        let now = version(revision, latest.as_ref());
        if known.decided.as_deref() == Some(now.as_str()) {
            return Ok(());
        }
        let planned = match self.planned(&row.name, Accepted::default()).await {
            Ok(planned) => planned,
            Err(error) if error.retry => return Ok(()),
            Err(error) => return self.decided(known, now, Some(error.message)).await,
        };
        if planned.plan.is_unchanged {
            return self.decided(known, now, None).await;
        }
        if let Some(reason) = held_back(&planned, latest.as_ref()) {
            return self.decided(known, now, Some(reason)).await;
        }
        let options = PublishOptions {
            seen: Some(SeenPlan {
                revision: planned.plan.revision.clone(),
                held: planned.plan.held.clone(),
            }),
            automatic: true,
            ..PublishOptions::default()
        };
        match self.publish(&row.name, &options).await {
            Ok(published) => {
                // What is told from now on belongs to this publication.
                let latest = table::latest(&databases.state, &row.uid).await?;
                let now = version(revision, latest.as_ref());
                self.decided(known, now, None).await?;
                let publication = published.publication;
                let said = publication.and_then(|one| Some((one.number, one.outcome?)));
                match said {
                    Some((number, outcome)) if is_bad(&outcome, planned.connection.api.is_some()) => {
                        self.tell_of(outcome, &texts::does_not_run(number, &row.name))
                            .await
                    }
                    _ => Ok(()),
                }
            }
            // Somebody is changing something: the next look decides.
            Err(error) if matches!(error.code, Code::Busy | Code::StalePlan) => Ok(()),
            // The activity list says so already.
            Err(error) => self.decided(known, now, Some(error.message)).await,
        }
    }

    /// Fails unless a plan that was made under the lock may still be published without a person: somebody may have turned it
    /// off, taken something back or added an expectation since it was decided.
    pub(super) async fn check_automatic(&self, planned: &Planned) -> Result<()> {
        let state = &self.context.databases().state;
        let latest = table::latest(state, &planned.row.uid).await?;
        let is_on = self.automatic(&planned.row.uid).await?.is_some();
        if is_on && held_back(planned, latest.as_ref()).is_none() {
            return Ok(());
        }
        Err(
            Error::new(Code::StalePlan, "This can no longer be published automatically")
                .hint("Look at the plan"),
        )
    }

    async fn decided(&self, known: AutomaticRow, now: String, held_back: Option<String>) -> Result<()> {
        let has_news = known.held_back != held_back;
        let row = AutomaticRow {
            decided: Some(now),
            held_back,
            ..known
        };
        table::decide(&self.context.databases().state, &row).await?;
        if has_news {
            self.context.tell(Event::SettingsChanged);
        }
        Ok(())
    }
}

/// Why a person has to publish it.
fn held_back(planned: &Planned, latest: Option<&LatestRow>) -> Option<String> {
    let saved = Saved {
        latest: latest.map(Latest::from),
        has_api: planned.connection.api.is_some(),
        problems: &planned.plan.problems,
        changes: &planned.plan.changes,
        after: planned.ready.components(),
        states: planned.ready.states(),
    };
    saved.held_back()
}

/// Stands for what a decision depends on.
fn version(revision: i64, latest: Option<&LatestRow>) -> String {
    let latest = latest.map_or_else(String::new, |row| {
        let outcome = row.outcome.as_deref().unwrap_or_default();
        format!(" {} {} {} {outcome}", row.number, row.state, row.is_on_trial)
    });
    format!("{revision}{latest}")
}

/// Whether somebody should hear of it: nobody looked at what was published.
fn is_bad(outcome: &Outcome, has_api: bool) -> bool {
    match outcome.state {
        OutcomeState::Live => false,
        OutcomeState::NotConfirmed => has_api,
        _ => true,
    }
}

impl From<&LatestRow> for Latest {
    fn from(row: &LatestRow) -> Self {
        let outcome = row.outcome.clone().map(serde_json::Value::String);
        Self {
            number: row.number,
            state: PublicationState::parse(&row.state),
            is_on_trial: row.is_on_trial,
            outcome: outcome.and_then(|word| serde_json::from_value(word).ok()),
        }
    }
}
