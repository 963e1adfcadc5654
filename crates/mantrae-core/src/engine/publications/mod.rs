//! Publishing profiles to where their Traefik reads: connect, plan, publish, keep or take back.
//!
//! The row in `state.db` is written before the file, with the old bytes and the new ones. So after a crash the file on
//! disk says what happened, and the row how to go on.

mod plan;
mod run;
mod standing;
mod status;
mod take_back;
mod watch;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use serde::Serialize;
use tokio::sync::Mutex;
use traefik_dynamic::{Problem, Severity};

use super::components::Components;
use super::context::Context;
use super::expectations::Expectations;
use super::texts::publications as texts;
use crate::activity::Kind as ActivityKind;
use crate::db::publication::{self as table, ConnectionRow, PublicationRow};
use crate::db::{followed, profile, secret};
use crate::error::{Code, Error, Result};
use crate::event::Event;
use crate::gateway::{Api, Login};
use crate::publish::{
    Form, Publication, PublicationState, Target, TraefikSettings, look, prepare, traefik_settings,
};
use crate::secret::Secret;
use crate::timestamp::Timestamp;

pub use plan::PublicationPlan;
pub use run::{PublishOptions, Published, SeenPlan};
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
}

/// What a person says about where a profile is published.
#[derive(Debug)]
pub struct NewConnection {
    /// The folder that Traefik reads, or a single file.
    pub path: PathBuf,
    /// The name of the file in the folder; by default it is made from the profile's.
    pub file_name: Option<String>,
    /// The address of Traefik's API; without it, publications are not confirmed.
    pub api: Option<String>,
    /// The login for it. The password is saved in the keyring; an empty one leaves that of the same user there.
    pub login: Option<Login>,
}

impl NewConnection {
    /// A folder or file whose Traefik is not asked.
    pub fn at(path: impl Into<PathBuf>) -> Self {
        Self {
            path: path.into(),
            file_name: None,
            api: None,
            login: None,
        }
    }
}

/// Where a profile is published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type), serde(rename = "TraefikConnection"))]
pub struct Connection {
    /// The file that is written.
    pub file: String,
    /// What Traefik reads.
    pub form: Form,
    /// The address of Traefik's API; `None` if publications are not confirmed.
    pub api: Option<String>,
    /// The user name for it.
    pub user: Option<String>,
}

impl From<&ConnectionRow> for Connection {
    fn from(row: &ConnectionRow) -> Self {
        Self {
            file: row.target.clone(),
            form: Form::parse(&row.form),
            api: row.api.clone(),
            user: row.login.clone(),
        }
    }
}

impl Publications {
    pub(super) fn new(context: Context, components: Components, expectations: Expectations) -> Self {
        Self {
            context,
            components,
            expectations,
            looks: Arc::default(),
            counted: Arc::default(),
        }
    }

    /// Where a profile is published; `None` if it is not.
    pub async fn connection(&self, profile: &str) -> Result<Option<Connection>> {
        let row = self.row(profile).await?;
        let connection = table::connection(&self.context.databases().state, &row.uid).await?;
        Ok(connection.as_ref().map(Connection::from))
    }

    /// Saves where a profile is published. Nothing is published.
    pub async fn connect(&self, profile: &str, new: NewConnection) -> Result<Connection> {
        let permission = self.context.exclusive().await?;
        let row = self.row(profile).await?;
        let target = Target::at(&new.path, new.file_name.as_deref(), &row.name)?;
        if let Some(address) = &new.api {
            // An address that makes no sense is reported before anything is saved.
            Api::open(address, None)?;
        }
        let state = &self.context.databases().state;
        if followed::find(state, &row.uid).await?.is_some() {
            let message = format!("Profile `{}` follows files, so these lead", row.name);
            return Err(Error::new(Code::Exists, message)
                .hint("Follow them no longer first: a profile either leads or follows"));
        }
        let shown = target.shown();
        let profiles = profile::list(&self.context.databases().configuration).await?;
        for other in table::connections(state).await? {
            // What a deleted profile was connected to is free.
            let is_there = profiles
                .iter()
                .any(|one| one.uid == other.profile && one.uid != row.uid);
            if is_there && other.target == shown {
                let message = format!("Another profile is already published to `{shown}`");
                return Err(Error::new(Code::Exists, message).hint("Choose another file name"));
            }
        }
        let old = table::connection(state, &row.uid).await?;
        if old.as_ref().is_some_and(|old| old.target != shown) && self.on_trial(&row.uid).await?.is_some() {
            return Err(still_on_trial());
        }
        if let Some(refusal) = look(&target)?
            .problems
            .into_iter()
            .find(|one| one.severity == Severity::Error)
        {
            return Err(as_error(refusal));
        }
        prepare(&target)?;
        let user = new.login.as_ref().map(|login| login.user.clone());
        let is_kept = |login: &Login| {
            login.password.expose().is_empty()
                && old
                    .as_ref()
                    .is_some_and(|old| old.login.as_ref() == Some(&login.user))
        };
        if let Some(login) = new.login.filter(|login| !is_kept(login)) {
            let name = login_entry(&row.uid);
            self.context
                .credentials()
                .ring
                .keep(&name, login.password)
                .await?;
            secret::note(state, &name, Timestamp::from(self.context.now())).await?;
        }
        let connection = ConnectionRow {
            profile: row.uid,
            known: old.filter(|old| old.target == shown).and_then(|old| old.known),
            form: target.form.as_str().to_owned(),
            api: new.api,
            login: user,
            target: shown,
        };
        table::connect(state, &connection).await?;
        let sentence = texts::connected(&row.name, &connection.target);
        self.context.note_done(ActivityKind::Export, &sentence).await;
        drop(permission);
        self.context.tell(Event::SettingsChanged);
        Ok(Connection::from(&connection))
    }

    /// The lines that a Traefik needs to read what is published to a path that a person names, as with
    /// [`Publications::connect`].
    pub async fn traefik_settings(
        &self,
        profile: &str,
        path: &Path,
        file_name: Option<&str>,
    ) -> Result<TraefikSettings> {
        let row = self.row(profile).await?;
        Ok(traefik_settings(&Target::at(path, file_name, &row.name)?))
    }

    /// Forgets where a profile is published; returns it. The file stays as it is.
    pub async fn disconnect(&self, profile: &str) -> Result<Option<Connection>> {
        let permission = self.context.exclusive().await?;
        let row = self.row(profile).await?;
        let state = &self.context.databases().state;
        let Some(old) = table::connection(state, &row.uid).await? else {
            return Ok(None);
        };
        if self.on_trial(&row.uid).await?.is_some() {
            return Err(still_on_trial());
        }
        let name = login_entry(&row.uid);
        if old.login.is_some() {
            let removed = self.context.credentials().ring.delete(&name).await;
            removed.map_err(|problem| problem.into_error("The password for Traefik was not removed"))?;
            secret::forget(state, &name).await?;
        }
        table::disconnect(state, &row.uid).await?;
        let sentence = texts::disconnected(&row.name, &old.target);
        self.context.note_done(ActivityKind::Export, &sentence).await;
        drop(permission);
        self.context.tell(Event::SettingsChanged);
        Ok(Some(Connection::from(&old)))
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
                    "Profile `{}` is not connected to a folder or file that Traefik reads",
                    row.name
                ),
            )
            .hint("Connect it first: `publish connect PATH`")
        })
    }

    /// The publication that is on trial.
    async fn on_trial(&self, uid: &str) -> Result<Option<PublicationRow>> {
        let rows = table::open(&self.context.databases().state).await?;
        Ok(rows
            .into_iter()
            .find(|row| row.profile == uid && is_on_trial(row)))
    }

    /// The publication whose content is in the file.
    async fn current(&self, uid: &str) -> Result<Option<PublicationRow>> {
        table::current(&self.context.databases().state, uid).await
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
