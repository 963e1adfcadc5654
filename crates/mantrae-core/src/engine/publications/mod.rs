//! Publishing profiles to where their Traefik reads: connect, plan, publish, keep or take back.
//!
//! The row in `state.db` is written before the file, with the old bytes and the new ones. So after a crash the file on
//! disk says what happened, and the row how to go on.

mod automatic;
mod connecting;
mod held;
mod plan;
mod run;
mod serve;
mod standing;
mod status;
mod take_back;
mod watch;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Mutex;
use traefik_dynamic::Problem;

use super::components::Components;
use super::context::Context;
use super::expectations::Expectations;
use crate::db::profile;
use crate::db::publication::{self as table, ConnectionRow, PublicationRow};
use crate::error::{Code, Error, Result};
use crate::gateway::{Api, Login};
use crate::publish::{Publication, PublicationState};
use crate::secret::Secret;

pub use connecting::{Connection, NewConnection, Way};
pub use plan::PublicationPlan;
pub use run::{PublishOptions, Published, SeenPlan};
pub use serve::Serving;
pub use status::PublicationStatus;

/// How long a Traefik with its usual settings takes at most to show a new file.
const PATIENCE: Duration = Duration::from_secs(6);

/// Publishing profiles.
#[derive(Debug, Clone)]
pub struct Publications {
    context: Context,
    components: Components,
    expectations: Expectations,
    /// What the last looks found, for profiles whose publication is not as it was recorded.
    looks: Arc<Mutex<HashMap<String, watch::Finding>>>,
    /// What differs between a profile and its file, counted once for each of their versions.
    counted: Arc<Mutex<HashMap<String, standing::Version>>>,
    /// What is served over HTTP.
    desk: Arc<serve::Desk>,
}

impl Publications {
    pub(super) fn new(context: Context, components: Components, expectations: Expectations) -> Self {
        Self {
            context,
            components,
            expectations,
            looks: Arc::default(),
            counted: Arc::default(),
            desk: Arc::default(),
        }
    }

    /// The publications of a profile, newest first.
    pub async fn list(&self, profile: &str) -> Result<Vec<Publication>> {
        let row = self.row(profile).await?;
        let rows = table::list(&self.context.databases().state, &row.uid).await?;
        Ok(rows.iter().map(Publication::from).collect())
    }

    async fn row(&self, profile: &str) -> Result<profile::Profile> {
        profile::get(&self.context.databases().configuration, profile).await
    }

    /// Where a profile is published, or how to say so.
    async fn connected(&self, row: &profile::Profile) -> Result<ConnectionRow> {
        let found = table::connection(&self.context.databases().state, &row.uid).await?;
        found.ok_or_else(|| {
            Error::new(
                Code::NotFound,
                format!(
                    "Profile `{}` is not connected to a folder or file that Traefik reads, nor over HTTP",
                    row.name
                ),
            )
            .hint("Connect it first: `publish connect PATH`, or `publish connect --http`")
        })
    }

    /// The publication that is on trial.
    async fn on_trial(&self, uid: &str) -> Result<Option<PublicationRow>> {
        let rows = table::open(&self.context.databases().state).await?;
        Ok(rows
            .into_iter()
            .find(|row| row.profile == uid && is_on_trial(row)))
    }

    /// The publication whose content is where the profile is published now.
    async fn current(&self, uid: &str) -> Result<Option<PublicationRow>> {
        let state = &self.context.databases().state;
        match table::connection(state, uid).await? {
            Some(connection) => table::current_at(state, &connection).await,
            None => table::current(state, uid).await,
        }
    }

    /// The API of the Traefik that a profile is published to; `None` if its address is not known.
    async fn api(&self, connection: Option<&ConnectionRow>) -> Result<Option<Api>> {
        let Some((connection, address)) =
            connection.and_then(|connection| Some((connection, connection.api.as_deref()?)))
        else {
            return Ok(None);
        };
        let login = match &connection.login {
            None => None,
            Some(user) => {
                let kept = self
                    .context
                    .credentials()
                    .ring
                    .get(&login_entry(&connection.profile))
                    .await;
                let password =
                    kept.map_err(|problem| problem.into_error("The password for Traefik cannot be read"))?;
                Some(Login {
                    user: user.clone(),
                    password: password.unwrap_or_else(|| Secret::new(String::new())),
                })
            }
        };
        Api::open(address, login).map(Some)
    }
}

/// Why something is not done.
fn as_error(refusal: Problem) -> Error {
    let error = Error::new(Code::InvalidInput, refusal.message);
    match refusal.hint {
        Some(hint) => error.hint(hint),
        None => error,
    }
}

fn login_entry(uid: &str) -> String {
    format!("gateway-login:{uid}")
}

fn is_on_trial(row: &PublicationRow) -> bool {
    PublicationState::parse(&row.state) == PublicationState::Written && row.deadline.is_some()
}

fn still_on_trial() -> Error {
    Error::new(Code::Busy, "A publication of this profile is on trial").hint("Keep it or take it back first")
}
