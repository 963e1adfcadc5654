//! Expectations of a profile: list, add, remove, check.

use super::components::Components;
use super::context::Context;
use super::texts::configuration as texts;
use crate::activity::Kind as ActivityKind;
use crate::db::{gateway as table, profile, revision};
use crate::error::{Code, Error, Result};
use crate::event::Event;
use crate::expectation::{self, CheckedExpectation, Expectation, Tried, Try};

/// Which router the requests of each profile must reach.
#[derive(Debug, Clone)]
pub struct Expectations {
    context: Context,
    components: Components,
}

impl Expectations {
    pub(super) fn new(context: Context, components: Components) -> Self {
        Self { context, components }
    }

    /// The expectations of a profile, in the order they were added.
    pub async fn list(&self, profile: &str) -> Result<Vec<Expectation>> {
        let pool = &self.context.databases().configuration;
        let row = profile::get(pool, profile).await?;
        expectation::parse(&table::expectations(pool, &row.uid).await?)
    }

    /// Adds an expectation, replacing any for the same request. Returns whether it is met.
    pub async fn add(&self, profile: &str, wanted: Expectation) -> Result<CheckedExpectation> {
        let permission = self.context.exclusive().await?;
        let mut all = self.list(profile).await?;
        let url = wanted.request.url();
        let known = all.iter().position(|one| one.request == wanted.request);
        let at = known.unwrap_or(all.len());
        // A change that changes nothing is not recorded.
        if all.get(at) != Some(&wanted) {
            all.splice(at..(at + 1).min(all.len()), [wanted]);
            self.write(profile, &all, &texts::expectation_saved(&url, profile))
                .await?;
        }
        drop(permission);
        let mut checked = self.check(profile).await?;
        if at >= checked.len() {
            return Err(missing(at + 1));
        }
        Ok(checked.swap_remove(at))
    }

    /// Removes an expectation by its number in the list, from 1; returns it.
    pub async fn remove(&self, profile: &str, number: usize) -> Result<Expectation> {
        let permission = self.context.exclusive().await?;
        let mut all = self.list(profile).await?;
        if number == 0 || number > all.len() {
            return Err(missing(number));
        }
        let removed = all.remove(number - 1);
        let sentence = texts::expectation_removed(&removed.request.url(), profile);
        self.write(profile, &all, &sentence).await?;
        drop(permission);
        Ok(removed)
    }

    /// Routes a request through the enabled components of a profile.
    pub async fn try_request(&self, profile: &str, tried: &Try) -> Result<Tried> {
        let request = tried.request()?;
        let ready = self.components.ready(profile).await?;
        let routes = ready.routes();
        // In the form in which it would be stored.
        let wanted = Expectation::new(request.clone(), None).request;
        let expectations = self.list(profile).await?;
        let about = expectations.iter().enumerate();
        let mut about = about.filter(|(_, one)| one.request == wanted);
        Ok(Tried {
            method: request.method.clone(),
            url: request.url(),
            expectation: about.next().map(|(at, one)| one.check(at + 1, routes)),
            answer: routes.route(&request),
        })
    }

    async fn write(&self, profile: &str, all: &[Expectation], sentence: &str) -> Result<()> {
        let text = serde_json::to_string(all)
            .map_err(|error| Error::new(Code::Internal, "The expectations cannot be saved").because(error))?;
        let pool = &self.context.databases().configuration;
        let row = profile::get(pool, profile).await?;
        let mut transaction = pool.begin_with("BEGIN IMMEDIATE").await?;
        table::set_expectations(&mut transaction, &row.uid, &text).await?;
        revision::raise(&mut transaction, "").await?;
        transaction.commit().await?;
        self.context.note_done(ActivityKind::Profile, sentence).await;
        self.context.tell(Event::ConfigurationChanged);
        Ok(())
    }

    /// Checks the expectations of a profile against its enabled components.
    pub async fn check(&self, profile: &str) -> Result<Vec<CheckedExpectation>> {
        let expectations = self.list(profile).await?;
        if expectations.is_empty() {
            // Reading a large profile takes just as long with nothing to check.
            return Ok(Vec::new());
        }
        let ready = self.components.ready(profile).await?;
        Ok(expectation::check(&expectations, ready.routes()))
    }
}

fn missing(number: usize) -> Error {
    Error::new(Code::NotFound, format!("There is no expectation number {number}"))
        .hint("`expect list` shows all expectations")
}
