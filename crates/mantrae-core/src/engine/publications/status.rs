//! How a published profile is doing.

use std::time::Duration;

use serde::Serialize;

use super::standing::{Counted, distinct, following, routers};
use super::{Connection, Publications};
use crate::error::Result;
use crate::publish::{Following, HostChanges, Outcome, Publication, Standing};
use crate::serving::Poll;

/// How a published profile is doing.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct PublicationStatus {
    /// How that stands, in sentences.
    pub standing: Standing,
    /// Where it is published.
    pub connection: Connection,
    /// The latest publication; `None` if there is none.
    pub publication: Option<Publication>,
    /// What Traefik says now; `None` if nothing is published.
    pub outcome: Option<Outcome>,
    /// Whether the file is as it was published.
    pub file: Following,
    /// What would change if the profile was published now, by host.
    pub unpublished: Vec<HostChanges>,
    /// What others changed in the file since the last publication, by host.
    pub outside: Vec<HostChanges>,
    /// Why what was saved last was not published automatically, in a sentence.
    pub held_back: Option<String>,
    /// Who asked for it over HTTP, the last one first.
    pub polls: Vec<Poll>,
}

impl Publications {
    /// How a published profile is doing: asks Traefik, and records what it says.
    pub async fn status(&self, profile: &str) -> Result<PublicationStatus> {
        self.look().await?;
        let planned = self.planned(profile, super::plan::Accepted::default()).await?;
        let current = self.current(&planned.row.uid).await?;
        let mut problems = planned.plan.problems.iter();
        let is_taken_in = problems.all(|one| one.code != "CHANGED-OUTSIDE");
        let file = following(&planned.connection, &planned.found.digest, is_taken_in);
        let (publication, outcome) = match current {
            None => (None, None),
            Some(row) => {
                let about = (Some(&planned.connection), &planned.neighbours);
                let asked = (planned.ready.states(), Duration::ZERO);
                let outcome = self.ask(&row, about, asked).await?;
                let row = self.record(row, outcome.clone()).await?;
                (Some(Publication::from(&row)), Some(outcome))
            }
        };
        let known = Counted {
            unpublished: distinct(&planned.plan.changes),
            routers: routers(planned.ready.components()),
            is_same: file == Following::TakenIn,
        };
        let automatic = self.automatic(&planned.row.uid).await?;
        let standing = self.standing_of(
            (publication.as_ref(), outcome.as_ref()),
            file,
            (&planned.connection, automatic.as_ref()),
            known,
        );
        Ok(PublicationStatus {
            standing,
            connection: Connection::of(&planned.connection, automatic.is_some()),
            publication,
            outcome,
            file,
            unpublished: planned.plan.changes,
            outside: planned.plan.outside,
            held_back: automatic.and_then(|row| row.held_back),
            polls: if planned.connection.listen.is_some() {
                let served = self.who_serves().unwrap_or_default();
                served.polls.of(&planned.row.uid).to_vec()
            } else {
                Vec::new()
            },
        })
    }
}
