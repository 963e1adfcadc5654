//! How a published profile is doing.

use std::time::Duration;

use serde::Serialize;

use super::{Connection, Publications};
use crate::error::Result;
use crate::publish::{HostChanges, Outcome, Publication};

/// How a published profile is doing.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PublicationStatus {
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
}

/// Whether a file is as it was published.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Following {
    /// It is.
    AsPublished,
    /// Somebody else has changed or removed it.
    ChangedOutside,
    /// Nothing was published yet.
    NotPublished,
}

impl Publications {
    /// How a published profile is doing: asks Traefik, and records what it says.
    pub async fn status(&self, profile: &str) -> Result<PublicationStatus> {
        self.look().await?;
        let planned = self.planned(profile, super::plan::Accepted::default()).await?;
        let current = self.current(&planned.row.uid).await?;
        let file = match &planned.connection.known {
            None => Following::NotPublished,
            Some(known) if *known == planned.found.digest => Following::AsPublished,
            Some(_) => Following::ChangedOutside,
        };
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
        Ok(PublicationStatus {
            connection: Connection::from(&planned.connection),
            publication,
            outcome,
            file,
            unpublished: planned.plan.changes,
        })
    }
}
