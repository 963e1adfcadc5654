//! Publishes.

use std::time::Duration;

use chrono::TimeDelta;
use serde::Serialize;
use traefik_dynamic::{Component, Format, read};

use super::plan::{Accepted, Planned};
use super::{PublicationPlan, Publications, as_error, still_on_trial};
use crate::activity::Kind as ActivityKind;
use crate::db::publication::{self as table, ConnectionRow, PublicationRow};
use crate::engine::texts::publications as texts;
use crate::error::{Code, Error, Result};
use crate::event::Event;
use crate::publish::{
    Form, Look, Neighbours, Outcome, Publication, PublicationState, Target, clean_up, confirm, digest,
    marker_name, put,
};
use crate::timestamp::Timestamp;

/// The longest trial, in seconds: a week.
const LONGEST_TRIAL: i64 = 7 * 24 * 3600;

/// How to publish.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PublishOptions {
    /// The plan that was agreed to: if publishing would do anything else by now, nothing is published.
    pub seen: Option<SeenPlan>,
    /// Take it back after so many seconds, counted from when Traefik shows it, unless it is kept.
    pub trial: Option<i64>,
    /// Replace the file although others changed it.
    pub overwrite: bool,
    /// How many routers may be taken away, where that is many.
    pub removes: Option<usize>,
    /// Let everybody on this computer read a new file, although it holds secrets.
    pub readable: bool,
    /// Nobody asked for it: it follows a save.
    pub automatic: bool,
}

/// What identifies a plan that somebody has looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenPlan {
    /// [`PublicationPlan::revision`].
    pub revision: String,
    /// [`PublicationPlan::held`].
    pub held: String,
}

/// What was published.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Published {
    /// What it did.
    pub plan: PublicationPlan,
    /// The publication; `None` if there was nothing to publish.
    pub publication: Option<Publication>,
}

impl Publications {
    /// Publishes a profile, and asks Traefik whether it runs it.
    pub async fn publish(&self, profile: &str, options: &PublishOptions) -> Result<Published> {
        if options
            .trial
            .is_some_and(|seconds| !(1..=LONGEST_TRIAL).contains(&seconds))
        {
            return Err(
                Error::new(Code::InvalidInput, "A trial takes between one second and a week")
                    .hint("Try `--trial 60`"),
            );
        }
        let permission = self.context.exclusive().await?;
        self.settle().await?;
        let accepted = Accepted {
            overwrite: options.overwrite,
            removes: options.removes,
        };
        let planned = self.planned(profile, accepted).await?;
        if self.on_trial(&planned.row.uid).await?.is_some() {
            return Err(still_on_trial());
        }
        if let Some(seen) = &options.seen
            && (seen.revision != planned.plan.revision || seen.held != planned.plan.held)
        {
            return Err(Error::new(
                Code::StalePlan,
                "The profile or the file has changed since the plan was made",
            )
            .hint("Look at the plan again"));
        }
        if let Some(refusal) = planned.plan.refusal() {
            return Err(as_error(refusal.clone()));
        }
        let state = &self.context.databases().state;
        if options.automatic && !planned.plan.is_unchanged {
            self.check_automatic(&planned).await?;
        }
        if planned.plan.is_unchanged {
            let known = Some(planned.found.digest.clone());
            if planned.connection.known != known {
                let connection = ConnectionRow {
                    known,
                    ..planned.connection
                };
                table::connect(state, &connection).await?;
            }
            return Ok(Published {
                plan: planned.plan,
                publication: None,
            });
        }
        let run = self
            .context
            .begin(ActivityKind::Export, &texts::publishing(&planned.row.name))
            .await?;
        let written = self.write(&planned, options).await;
        let name = planned.row.name.clone();
        let done = written.map(|row| {
            let said = if options.automatic {
                texts::published_automatically
            } else {
                texts::published
            };
            let sentence = said(&name, row.number, &Target::of(&row).shown());
            (row, sentence)
        });
        let row = self
            .context
            .finish(run, done, &texts::not_published(&name))
            .await?;
        drop(permission);
        self.context.tell(Event::SettingsChanged);
        let patience = self.patience(&planned.connection);
        let row = self.confirmed(row, &planned, patience).await?;
        Ok(Published {
            plan: planned.plan,
            publication: Some(Publication::from(&row)),
        })
    }

    async fn write(&self, planned: &Planned, options: &PublishOptions) -> Result<PublicationRow> {
        let now = self.context.now();
        // Counted anew once Traefik shows it.
        let latest = options.trial.map(|seconds| {
            let has_api = planned.connection.api.is_some();
            let patience = if has_api {
                self.patience(&planned.connection)
            } else {
                Duration::ZERO
            };
            let whole = TimeDelta::seconds(seconds) + TimeDelta::from_std(patience).unwrap_or_default();
            Timestamp::from(now + whole)
        });
        let mut row = PublicationRow {
            profile: planned.row.uid.clone(),
            number: 0,
            target: planned.connection.target.clone(),
            form: planned.connection.form.clone(),
            state: PublicationState::Begun.as_str().to_owned(),
            marker: planned.built.marker.clone(),
            before: planned.found.bytes.clone(),
            after: planned.built.text.clone().into_bytes(),
            written_at: Timestamp::from(now),
            seen_at: None,
            trial: options.trial,
            deadline: latest,
            outcome: None,
        };
        let mode = if planned.has_secrets && !options.readable {
            0o640
        } else {
            0o644
        };
        self.put_row(&planned.target, &mut row, mode).await?;
        Ok(row)
    }

    /// Records a publication, writes its bytes, and records that they are written.
    pub(super) async fn put_row(&self, target: &Target, row: &mut PublicationRow, mode: u32) -> Result<()> {
        let state = &self.context.databases().state;
        clean_up(target);
        self.context.boundary("Record what will be written");
        row.number = table::begin(state, row).await?;
        self.context.boundary("Write the new file");
        let was = digest(row.before.as_deref());
        let done = put(target, &row.after, (&was, mode), &|step| {
            self.context.boundary(step);
        });
        if let Err(error) = done {
            // Whether it happened, the file says.
            self.settle_row(row).await?;
            if PublicationState::parse(&row.state) != PublicationState::Written {
                return Err(error);
            }
            tracing::warn!(?error, "a publication was written, but not to the end");
        }
        self.context.boundary("Record the publication");
        PublicationState::Written.as_str().clone_into(&mut row.state);
        table::save(state, row, Some(&digest(Some(&row.after)))).await?;
        self.show(target).await;
        Ok(())
    }

    /// Serves what was recorded, if it is served.
    pub(super) async fn show(&self, target: &Target) {
        if target.form == Form::Http {
            self.context.boundary("Serve what is recorded");
            self.refresh_served().await;
        }
    }

    /// Asks Traefik about a publication, and records the answer. A trial is counted from here.
    async fn confirmed(
        &self,
        row: PublicationRow,
        planned: &Planned,
        patience: Duration,
    ) -> Result<PublicationRow> {
        let about = (Some(&planned.connection), &planned.neighbours);
        let outcome = self.ask(&row, about, (planned.ready.states(), patience)).await?;
        self.record(row, outcome).await
    }

    /// What Traefik says about a publication.
    pub(super) async fn ask(
        &self,
        row: &PublicationRow,
        (connection, neighbours): (Option<&ConnectionRow>, &Neighbours),
        (states, patience): (&[traefik_dynamic::predict::State], Duration),
    ) -> Result<Outcome> {
        let api = match self.api(connection).await {
            Ok(Some(api)) => api,
            Ok(None) => return Ok(Outcome::not_confirmed(None)),
            Err(error) => return Ok(Outcome::not_confirmed(Some(&error.message))),
        };
        let target = Target::of(row);
        let own = everything(&row.after, target.format().unwrap_or(Format::Yaml));
        let name = marker_name(&row.profile);
        let look = Look {
            marker: (
                &name,
                Some(row.marker.as_str()).filter(|marker| !marker.is_empty()),
            ),
            target: &target,
            own: &own,
            neighbours,
            states,
            number: row.number,
            asking: &|| {
                let asking = connection.and_then(|connection| self.asking(connection));
                asking.map(|asking| (asking, self.context.now()))
            },
        };
        Ok(confirm(&api, &look, patience).await)
    }

    /// Records what Traefik said, unless the publication was taken back in the meantime.
    pub(super) async fn record(&self, asked: PublicationRow, outcome: Outcome) -> Result<PublicationRow> {
        let permission = self.context.exclusive().await?;
        let state = &self.context.databases().state;
        let rows = table::list(state, &asked.profile).await?;
        let mut row = rows
            .into_iter()
            .find(|row| row.number == asked.number)
            .unwrap_or(asked);
        let before = row.clone();
        if PublicationState::parse(&row.state) == PublicationState::Written {
            let now = self.context.now();
            if outcome.is_live() && row.seen_at.is_none() {
                row.seen_at = Some(Timestamp::from(now));
                if let (Some(seconds), Some(_)) = (row.trial, row.deadline) {
                    row.deadline = Some(Timestamp::from(now + TimeDelta::seconds(seconds)));
                }
            }
            row.outcome = serde_json::to_string(&outcome).ok();
        }
        let has_news = row != before;
        if has_news {
            table::save(state, &row, None).await?;
        }
        drop(permission);
        // Whoever is told asks again: an answer that says nothing new must not begin that anew.
        if has_news {
            self.context.tell(Event::SettingsChanged);
        }
        Ok(row)
    }
}

/// Everything in a published file, the marker included.
fn everything(bytes: &[u8], format: Format) -> Vec<Component> {
    let reading = read(bytes, "the published file", Some(format));
    reading.components.into_iter().map(|one| one.component).collect()
}
