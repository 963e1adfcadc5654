//! What is known about the Traefik that runs a profile, and what it will make of the profile's components.

use std::ops::Deref;
use std::path::PathBuf;
use std::sync::Arc;

use traefik_dynamic::Facts;
use traefik_dynamic::predict::State;

use super::components::Components;
use super::context::Context;
use super::ready::Ready;
use super::texts::configuration as texts;
use crate::activity::Kind as ActivityKind;
use crate::db::{gateway as table, profile, revision};
use crate::error::{Code, Error, Result};
use crate::event::Event;
use crate::gateway::{self, Entered, Gateway, Learned, Login};

/// What Traefik's API will report for the components of a profile, shared with whoever asked before.
#[derive(Debug, Clone)]
pub struct Predicted(Arc<Ready>);

impl Deref for Predicted {
    type Target = [State];

    fn deref(&self) -> &[State] {
        self.0.states()
    }
}

/// What is known about the Traefik of each profile.
#[derive(Debug, Clone)]
pub struct Gateways {
    context: Context,
    components: Components,
}

impl Gateways {
    pub(super) fn new(context: Context, components: Components) -> Self {
        Self { context, components }
    }

    /// What is known about the Traefik of a profile; `None` if nothing is.
    pub async fn get(&self, profile: &str) -> Result<Option<Gateway>> {
        let pool = &self.context.databases().configuration;
        let row = profile::get(pool, profile).await?;
        table::facts(pool, &row.uid)
            .await?
            .map(|text| Gateway::parse(&text))
            .transpose()
    }

    /// Saves what a source says; what the source does not know stays as it was.
    pub async fn learn(&self, profile: &str, learned: Learned) -> Result<Gateway> {
        let permission = self.context.exclusive().await?;
        let known = self.get(profile).await?;
        let gateway = learned.over(known.as_ref(), self.context.now());
        if let Some(known) = known.filter(|known| known.says_the_same(&gateway)) {
            // A change that changes nothing is not recorded.
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

    /// Saves what the first of these files that describes a Traefik says about it.
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

    /// Saves what a person entered.
    pub async fn enter(&self, profile: &str, entered: &Entered) -> Result<Gateway> {
        let known = self.facts(profile).await?;
        self.learn(profile, entered.learned(known.as_ref())?).await
    }

    /// Queries a running Traefik, and saves what it reports.
    pub async fn ask(&self, profile: &str, address: &str, login: Option<Login>) -> Result<Gateway> {
        // An unknown profile is reported before any request is sent.
        self.get(profile).await?;
        self.learn(profile, gateway::ask(address, login).await?).await
    }

    /// Forgets what is known; returns it.
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

    /// The facts about the Traefik of a profile; `None` if nothing is known.
    pub async fn facts(&self, profile: &str) -> Result<Option<Facts>> {
        Ok(self.get(profile).await?.map(|gateway| gateway.facts))
    }

    /// What Traefik's API will report for each enabled component of a profile, based on what is known.
    pub async fn predicted(&self, profile: &str) -> Result<Predicted> {
        Ok(Predicted(self.components.ready(profile).await?))
    }
}
