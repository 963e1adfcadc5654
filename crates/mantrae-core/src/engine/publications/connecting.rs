//! Where profiles are published: say it, show it, forget it.

use std::net::SocketAddr;
use std::path::PathBuf;

use serde::Serialize;
use traefik_dynamic::Severity;

use super::{Publications, as_error, login_entry, still_on_trial};
use crate::activity::Kind as ActivityKind;
use crate::db::profile::{self, Profile};
use crate::db::publication::{self as table, ConnectionRow};
use crate::db::{automatic, followed, secret};
use crate::engine::texts::publications as texts;
use crate::error::{Code, Error, Result};
use crate::event::Event;
use crate::gateway::{Api, Login};
use crate::publish::{Form, Target, TraefikSettings, look, prepare, traefik_settings};
use crate::secret::Secret;
use crate::serving;
use crate::timestamp::Timestamp;

/// The shortest token that a person may choose.
const SHORTEST: usize = 16;

/// How Traefik gets what is published.
#[derive(Debug)]
pub enum Way {
    /// It reads files.
    Files {
        /// The folder that Traefik reads, or a single file.
        path: PathBuf,
        /// The name of the file in the folder; by default it is made from the profile's.
        file_name: Option<String>,
    },
    /// It asks Mantrae every few seconds.
    Http {
        /// Where Mantrae listens: an address, a port, or both; by default this computer alone.
        listen: String,
        /// A token of the person's own, of which only a hash is kept. By default one is made, and saved in the keyring.
        token: Option<Secret<String>>,
    },
}

impl Way {
    /// Over HTTP, with a token that Mantrae makes.
    pub fn http(listen: impl Into<String>) -> Self {
        Self::Http {
            listen: listen.into(),
            token: None,
        }
    }
}

/// What a person says about where a profile is published.
#[derive(Debug)]
pub struct NewConnection {
    /// How Traefik gets it.
    pub way: Way,
    /// The address of Traefik's API; without it, publications are not confirmed.
    pub api: Option<String>,
    /// The login for it. The password is saved in the keyring; an empty one leaves that of the same user there.
    pub login: Option<Login>,
}

impl NewConnection {
    /// A folder or file whose Traefik is not asked.
    pub fn at(path: impl Into<PathBuf>) -> Self {
        Self::of(Way::Files {
            path: path.into(),
            file_name: None,
        })
    }

    /// The same by any way.
    pub fn of(way: Way) -> Self {
        Self {
            way,
            api: None,
            login: None,
        }
    }
}

/// Where a profile is published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type), serde(rename = "TraefikConnection"))]
pub struct Connection {
    /// The file that is written; over HTTP the address that Traefik asks.
    pub file: String,
    /// What Traefik reads.
    pub form: Form,
    /// Where Mantrae listens; `None` unless it is over HTTP.
    pub listen: Option<String>,
    /// The address of Traefik's API; `None` if publications are not confirmed.
    pub api: Option<String>,
    /// The user name for it.
    pub user: Option<String>,
    /// Whether saved changes are published automatically.
    pub automatic: bool,
}

impl Connection {
    pub(super) fn of(row: &ConnectionRow, automatic: bool) -> Self {
        Self {
            file: row.listen.as_ref().map_or_else(
                || row.target.clone(),
                |listen| format!("http://{listen}{}", row.target),
            ),
            form: Form::parse(&row.form),
            listen: row.listen.clone(),
            api: row.api.clone(),
            user: row.login.clone(),
            automatic,
        }
    }
}

impl Publications {
    /// Where a profile is published; `None` if it is not.
    pub async fn connection(&self, profile: &str) -> Result<Option<Connection>> {
        let row = self.row(profile).await?;
        let connection = table::connection(&self.context.databases().state, &row.uid).await?;
        let automatic = self.automatic(&row.uid).await?.is_some();
        Ok(connection.as_ref().map(|row| Connection::of(row, automatic)))
    }

    /// Saves where a profile is published. Nothing is published.
    pub async fn connect(&self, profile: &str, new: NewConnection) -> Result<Connection> {
        let permission = self.context.exclusive().await?;
        let row = self.row(profile).await?;
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
        let old = table::connection(state, &row.uid).await?;
        let (target, listen) = self.target_of(&row, &new.way, old.as_ref()).await?;
        let stored = target.stored();
        if old.as_ref().is_some_and(|old| old.target != stored) && self.on_trial(&row.uid).await?.is_some() {
            return Err(still_on_trial());
        }
        if target.form != Form::Http {
            let refused = look(&target)?.problems.into_iter();
            if let Some(refusal) = refused.into_iter().find(|one| one.severity == Severity::Error) {
                return Err(as_error(refusal));
            }
        }
        prepare(&target)?;
        let token = self.token_of(&row, new.way, old.as_ref()).await?;
        let user = new.login.as_ref().map(|login| login.user.clone());
        let is_kept = |login: &Login| {
            login.password.expose().is_empty()
                && old
                    .as_ref()
                    .is_some_and(|old| old.login.as_ref() == Some(&login.user))
        };
        if let Some(login) = new.login.filter(|login| !is_kept(login)) {
            self.keep_secret(&login_entry(&row.uid), login.password).await?;
        }
        let known = match target.form {
            // Nobody else can have changed what is served.
            Form::Http => self.served_digest(&row.uid).await?,
            _ => old.filter(|old| old.target == stored).and_then(|old| old.known),
        };
        let connection = ConnectionRow {
            profile: row.uid,
            known,
            form: target.form.as_str().to_owned(),
            api: new.api,
            login: user,
            target: stored,
            listen: listen.map(|listen| listen.to_string()),
            token,
        };
        table::connect(state, &connection).await?;
        let automatic = self.automatic(&connection.profile).await?.is_some();
        let shown = Connection::of(&connection, automatic);
        let sentence = texts::connected(&row.name, &shown.file);
        self.context.note_done(ActivityKind::Export, &sentence).await;
        drop(permission);
        self.refresh_served().await;
        self.context.tell(Event::SettingsChanged);
        Ok(shown)
    }

    /// What is written or served, and where Mantrae listens for that.
    async fn target_of(
        &self,
        row: &Profile,
        way: &Way,
        old: Option<&ConnectionRow>,
    ) -> Result<(Target, Option<SocketAddr>)> {
        match way {
            Way::Files { path, file_name } => {
                let target = Target::at(path, file_name.as_deref(), &row.name)?;
                if self.is_taken(&target, row).await? {
                    let message = format!("Another profile is already published to `{}`", target.shown());
                    return Err(Error::new(Code::Exists, message).hint("Choose another file name"));
                }
                Ok((target, None))
            }
            Way::Http { listen, .. } => {
                let listen = serving::address(listen)?;
                // Its address stays, whatever the profile is called by now: Traefik knows it.
                let old = old.map(Target::of_connection);
                let own = old.filter(|old| old.form == Form::Http);
                let named = own.unwrap_or_else(|| Target::served(&row.name));
                let target = if self.is_taken(&named, row).await? {
                    Target::served(&row.uid)
                } else {
                    named
                };
                Ok((target, Some(listen)))
            }
        }
    }

    /// Whether another profile is published there. What a deleted one was connected to is free.
    async fn is_taken(&self, target: &Target, row: &Profile) -> Result<bool> {
        let databases = self.context.databases();
        let profiles = profile::list(&databases.configuration).await?;
        let stored = target.stored();
        for other in table::connections(&databases.state).await? {
            if other.target != stored || other.profile == row.uid {
                continue;
            }
            if profiles.iter().any(|one| one.uid == other.profile) {
                return Ok(true);
            }
            table::disconnect(&databases.state, &other.profile).await?;
        }
        Ok(false)
    }

    /// The hash of the token that Traefik has to show; a new one is saved in the keyring.
    async fn token_of(&self, row: &Profile, way: Way, old: Option<&ConnectionRow>) -> Result<Option<String>> {
        match way {
            Way::Files { .. } => {
                if old.is_some_and(|old| old.token.is_some()) {
                    self.forget_secret(&token_entry(&row.uid), "The token was not removed")
                        .await?;
                }
                Ok(None)
            }
            Way::Http { token: Some(own), .. } => {
                if own.expose().len() < SHORTEST || !own.expose().bytes().all(|byte| byte.is_ascii_graphic())
                {
                    return Err(Error::new(
                        Code::InvalidInput,
                        format!("A token needs at least {SHORTEST} letters, digits or signs, and no blanks"),
                    )
                    .hint("Try `openssl rand -hex 32`"));
                }
                Ok(Some(hash_of(&own)))
            }
            Way::Http { token: None, .. } => match old.and_then(|old| old.token.clone()) {
                Some(known) => Ok(Some(known)),
                None => self.make_token(&row.uid).await.map(Some),
            },
        }
    }

    /// Makes a token and saves it in the keyring; returns its hash.
    async fn make_token(&self, uid: &str) -> Result<String> {
        let token = serving::new_token()?;
        let hash = hash_of(&token);
        self.keep_secret(&token_entry(uid), token).await?;
        Ok(hash)
    }

    /// The token that Traefik has to show, for whoever configures Traefik.
    pub async fn token(&self, profile: &str) -> Result<Secret<String>> {
        let row = self.row(profile).await?;
        let connection = self.connected_over_http(&row).await?;
        let kept = self.context.credentials().ring.get(&token_entry(&row.uid)).await;
        let kept = kept.map_err(|problem| problem.into_error("The token for Traefik cannot be read"))?;
        let is_current = |token: &Secret<String>| connection.token.as_deref() == Some(&hash_of(token));
        kept.filter(is_current).ok_or_else(|| {
            Error::new(Code::KeyNeeded, "The token for Traefik is not in the keyring")
                .hint("Make a new one, and tell Traefik")
        })
    }

    /// Replaces the token. Traefik goes on with what it has until it shows the new one.
    pub async fn renew_token(&self, profile: &str) -> Result<()> {
        let permission = self.context.exclusive().await?;
        let row = self.row(profile).await?;
        let connection = self.connected_over_http(&row).await?;
        let token = Some(self.make_token(&row.uid).await?);
        let connection = ConnectionRow { token, ..connection };
        table::connect(&self.context.databases().state, &connection).await?;
        let sentence = texts::token_renewed(&row.name);
        self.context.note_done(ActivityKind::Export, &sentence).await;
        drop(permission);
        self.refresh_served().await;
        self.context.tell(Event::SettingsChanged);
        Ok(())
    }

    async fn connected_over_http(&self, row: &Profile) -> Result<ConnectionRow> {
        let connection = self.connected(row).await?;
        if connection.token.is_some() {
            return Ok(connection);
        }
        Err(Error::new(
            Code::NotFound,
            format!("Profile `{}` is not published over HTTP", row.name),
        )
        .hint("Connect it so first: `publish connect --http`"))
    }

    /// The lines that a Traefik needs to read what is published as with [`Publications::connect`], or as it is connected.
    /// `with_token`: the token of the connected profile is in them.
    pub async fn traefik_settings(
        &self,
        profile: &str,
        way: Option<&Way>,
        with_token: bool,
    ) -> Result<TraefikSettings> {
        let row = self.row(profile).await?;
        let (target, listen) = if let Some(way) = way {
            let old = table::connection(&self.context.databases().state, &row.uid).await?;
            self.target_of(&row, way, old.as_ref()).await?
        } else {
            let connection = self.connected(&row).await?;
            let listen = connection.listen.as_deref().map(serving::address).transpose()?;
            (Target::of_connection(&connection), listen)
        };
        let token = if with_token {
            Some(self.token(profile).await?)
        } else {
            None
        };
        Ok(traefik_settings(&target, listen, token.as_ref()))
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
        if old.login.is_some() {
            self.forget_secret(&login_entry(&row.uid), "The password for Traefik was not removed")
                .await?;
        }
        if old.token.is_some() {
            self.forget_secret(&token_entry(&row.uid), "The token for Traefik was not removed")
                .await?;
        }
        table::disconnect(state, &row.uid).await?;
        let automatic = automatic::turn_off(state, &row.uid).await?;
        let forgotten = Connection::of(&old, automatic);
        let sentence = texts::disconnected(&row.name, &forgotten.file, forgotten.form == Form::Http);
        self.context.note_done(ActivityKind::Export, &sentence).await;
        drop(permission);
        self.refresh_served().await;
        self.context.tell(Event::SettingsChanged);
        Ok(Some(forgotten))
    }

    async fn keep_secret(&self, name: &str, value: Secret<String>) -> Result<()> {
        self.context.credentials().ring.keep(name, value).await?;
        let now = Timestamp::from(self.context.now());
        secret::note(&self.context.databases().state, name, now).await
    }

    /// Removes a secret that was saved; one that a person keeps elsewhere was not.
    async fn forget_secret(&self, name: &str, failed: &str) -> Result<()> {
        let state = &self.context.databases().state;
        if !secret::list(state).await?.iter().any(|one| one.name == name) {
            return Ok(());
        }
        let removed = self.context.credentials().ring.delete(name).await;
        removed.map_err(|problem| problem.into_error(failed))?;
        secret::forget(state, name).await?;
        Ok(())
    }
}

fn hash_of(token: &Secret<String>) -> String {
    crate::id::hex(&serving::token_hash(token.expose().as_bytes()))
}

fn token_entry(uid: &str) -> String {
    format!("publish-token:{uid}")
}
