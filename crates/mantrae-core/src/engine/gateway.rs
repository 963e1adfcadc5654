//! What is known of the Traefik that runs a profile, and what it will make of the profile's components.

use std::path::PathBuf;

use traefik_dynamic::Facts;
use traefik_dynamic::predict::State;

use super::components::Components;
use super::context::Context;
use super::texts::configuration as texts;
use crate::activity::Kind as ActivityKind;
use crate::db::{gateway as table, profile, revision};
use crate::error::{Code, Error, Result};
use crate::event::Event;
use crate::gateway::{self, Entered, Gateway, Learned, Login};

/// What is known of the Traefik of each profile.
#[derive(Debug, Clone)]
pub struct Gateways {
    context: Context,
    components: Components,
}

impl Gateways {
    pub(super) fn new(context: Context, components: Components) -> Self {
        Self { context, components }
    }

    /// What is known of the Traefik of a profile; `None`: nothing.
    pub async fn get(&self, profile: &str) -> Result<Option<Gateway>> {
        let pool = &self.context.databases().configuration;
        let row = profile::get(pool, profile).await?;
        table::facts(pool, &row.uid)
            .await?
            .map(|text| Gateway::parse(&text))
            .transpose()
    }

    /// Keeps what a source says; what it does not know stays as it was.
    pub async fn learn(&self, profile: &str, learned: Learned) -> Result<Gateway> {
        let permission = self.context.exclusive().await?;
        let known = self.get(profile).await?;
        let gateway = learned.over(known.as_ref(), self.context.now());
        if let Some(known) = known.filter(|known| known.says_the_same(&gateway)) {
            // What changes nothing is recorded nowhere.
            return Ok(known);
        }
        let text = serde_json::to_string(&gateway).map_err(|error| {
            Error::new(Code::Internal, "The facts about Traefik cannot be saved").because(error)
        })?;
        let sentence = texts::facts_saved(profile, &gateway.summary());
        self.write_gateway(profile, Some(&text), &sentence).await?;
        drop(permission);
        self.context.tell(Event::ConfigurationChanged);
        Ok(gateway)
    }

    /// Keeps what the first of these files says that says anything of a Traefik.
    pub async fn learn_files(&self, profile: &str, paths: &[PathBuf]) -> Result<Gateway> {
        let mut failed = None;
        for path in paths {
            match gateway::read_file(path) {
                Ok(learned) => return self.learn(profile, learned).await,
                Err(error) => failed = failed.or(Some(error)),
            }
        }
        Err(failed.unwrap_or_else(|| Error::new(Code::InvalidInput, "No file was named")))
    }

    /// Keeps what a person entered.
    pub async fn enter(&self, profile: &str, entered: &Entered) -> Result<Gateway> {
        let known = self.facts(profile).await?;
        self.learn(profile, entered.learned(known.as_ref())?).await
    }

    /// Asks a running Traefik, and keeps what it says.
    pub async fn ask(&self, profile: &str, address: &str, login: Option<Login>) -> Result<Gateway> {
        // An unknown profile is told before anybody is asked.
        self.get(profile).await?;
        self.learn(profile, gateway::ask(address, login).await?).await
    }

    /// Forgets what is known; gives what it was.
    pub async fn forget(&self, profile: &str) -> Result<Option<Gateway>> {
        let permission = self.context.exclusive().await?;
        let known = self.get(profile).await?;
        if known.is_some() {
            let sentence = texts::facts_removed(profile);
            self.write_gateway(profile, None, &sentence).await?;
        }
        drop(permission);
        self.context.tell(Event::ConfigurationChanged);
        Ok(known)
    }

    async fn write_gateway(&self, profile: &str, text: Option<&str>, sentence: &str) -> Result<()> {
        let pool = &self.context.databases().configuration;
        let row = profile::get(pool, profile).await?;
        let mut transaction = pool.begin_with("BEGIN IMMEDIATE").await?;
        table::set_facts(&mut transaction, &row.uid, text).await?;
        revision::raise(&mut transaction, "").await?;
        transaction.commit().await?;
        self.context.note_done(ActivityKind::Profile, sentence).await;
        Ok(())
    }

    /// The facts about the Traefik of a profile; `None`: nothing is known.
    pub async fn facts(&self, profile: &str) -> Result<Option<Facts>> {
        Ok(self.get(profile).await?.map(|gateway| gateway.facts))
    }

    /// What Traefik's API will say of each component of a profile that is switched on, with what is known of it.
    pub async fn predicted(&self, profile: &str) -> Result<Vec<State>> {
        Ok(self.components.ready(profile).await?.states().to_vec())
    }
}
