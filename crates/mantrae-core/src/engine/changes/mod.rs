//! Change sets: everything that changes single components is planned, made and undone here.
//!
//! [`set`] says what a change set is, [`working`] works it out, [`writing`] makes it. Around that, [`plan`] says what
//! it would do.

mod bulk;
mod duplicate;
mod expose;
pub(in crate::engine) mod fields;
mod foreseeing;
mod plan;
mod relations;
pub(super) mod set;
pub(super) mod working;
pub(super) mod writing;

use traefik_dynamic::{Facts, Kind, text};

use super::components::{Components, Profile};
use super::context::Context;
use super::rerouting::ATTEMPTS;
use super::waiting::Reviews;
use crate::component_ref::ComponentRef;
use crate::db::staged::stale;
use crate::db::{component, gateway, profile};
use crate::error::{Code, Error, Result};
use crate::expectation::{self, CheckedExpectation};
use crate::password::{self, Fit};
use crate::secret::Secret;
use crate::timestamp::Timestamp;
use expose::Known;
use foreseeing::After;
use set::ChangeSet;
use working::{Resolved, Working, missing};
use writing::{Provided, Writing};

pub use bulk::{BulkChange, BulkEdit, ListPosition};
pub use duplicate::{Duplicate, Duplicated};
pub use expose::{
    Access, ExposeChoices, Exposed, Exposure, Https, LoginChoice, LoginProduct, MadeComponent,
    MiddlewareChoice, UnknownProduct,
};
pub(super) use plan::differences;
pub use plan::{
    ChangePlan, FieldDifference, FollowingExpectation, OutlookChange, PlannedChange, PlannedComponent,
};
pub use relations::LeftReference;
pub use working::FollowingReference;

/// How many plans can wait to be confirmed.
const WAITING: usize = 8;

/// A plan that waits to be confirmed.
#[derive(Debug)]
pub(super) struct Pending {
    set: ChangeSet,
    /// At the revision for which all of the plan is true.
    resolved: Resolved,
    seen: Seen,
}

/// What somebody who confirms a plan agrees to.
#[derive(Debug)]
struct Seen {
    breaks: Vec<CheckedExpectation>,
    outlook: Vec<OutlookChange>,
}

impl Seen {
    /// Whether this is no worse.
    fn covers(&self, other: &Self) -> bool {
        let mut breaks = other.breaks.iter();
        let mut worse = other.outlook.iter().filter(|one| one.is_worse());
        breaks.all(|one| self.breaks.contains(one)) && worse.all(|one| self.outlook.contains(one))
    }
}

/// Change sets, and the plans that are waiting to be confirmed.
#[derive(Debug, Clone)]
pub struct Changes {
    context: Context,
    components: Components,
    writing: Writing,
    plans: Reviews<Pending>,
}

impl Changes {
    pub(super) fn new(
        context: Context,
        components: Components,
        writing: Writing,
        plans: Reviews<Pending>,
    ) -> Self {
        Self {
            context,
            components,
            writing,
            plans,
        }
    }

    pub(super) fn plans() -> Reviews<Pending> {
        Reviews::at_most(WAITING)
    }

    /// What a change set would do to a profile; nothing is written. Fails with the first change that is not possible.
    pub async fn plan(&self, profile: &str, set: ChangeSet) -> Result<ChangePlan> {
        let row = profile::get(&self.context.databases().configuration, profile).await?;
        let (plan, pending) = self.work_out(row, set).await?;
        self.plans.put(plan.id.clone(), pending).await;
        Ok(plan)
    }

    async fn work_out(&self, row: profile::Profile, set: ChangeSet) -> Result<(ChangePlan, Pending)> {
        let pool = &self.context.databases().configuration;
        let now = Timestamp::from(self.context.now());
        let before = self.components.read_profile(&row.name).await?;
        let ready = self.components.ready_from(&before).await?;
        let mut working = Working::of(pool, (&row, &set), now).await?;
        let left = relations::left(&mut working).await?;
        let unused = relations::unused(&mut working, ready.facts()).await?;
        let cannot_follow = relations::cannot_follow(&working, ready.facts());
        let mut resolved = working.into_resolved();
        resolved.revision = resolved.revision.min(before.revision());
        let expected = expectation::parse(&gateway::expectations(pool, &row.uid).await?)?;
        let after = After::of(&before, &resolved)?;
        let (newly_failing, newly_met) = foreseeing::expectations((&expected, &ready), &after, &resolved)?;
        let outlook = foreseeing::outlook((&before, &ready), &after, &resolved);
        let seen = Seen {
            breaks: newly_failing.clone(),
            outlook: outlook.clone(),
        };
        let reference = |(kind, name)| ComponentRef {
            profile: row.name.clone(),
            kind,
            name,
        };
        let plan = ChangePlan {
            id: crate::id::long(),
            title: writing::title(&set, &resolved),
            components: plan::components(&resolved)?,
            follows: resolved.follows.clone(),
            expectations_follow: foreseeing::following(&resolved)?,
            cannot_follow,
            left,
            unused: unused.into_iter().map(reference).collect(),
            outlook,
            newly_failing,
            newly_met,
            profile: row.name,
        };
        Ok((plan, Pending { set, resolved, seen }))
    }

    /// Does what a plan says. Returns the entry in the activity list; none if nothing changes. Fails if it would do
    /// anything else by now, break another expectation, or make something else stop working.
    pub async fn apply(&self, plan: &str) -> Result<Option<String>> {
        let pending = self.plans.get(plan).await.ok_or_else(|| {
            Error::new(Code::NotFound, "This plan is no longer open").hint("Make the change again")
        })?;
        let done = self.make_as_seen(&pending).await?;
        self.discard(plan).await;
        Ok(done)
    }

    async fn make_as_seen(&self, pending: &Pending) -> Result<Option<String>> {
        let resolved = &pending.resolved;
        let made = self.make_planned(pending, resolved).await;
        let mut answer = made;
        for _ in 1..ATTEMPTS {
            if !matches!(&answer, Err(error) if error.code == Code::StalePlan) {
                break;
            }
            // Something was changed since. The plan still holds if it comes to the same.
            let again = self.again(pending).await?;
            answer = self.make_planned(pending, &again.resolved).await;
        }
        answer
    }

    async fn make_planned(&self, pending: &Pending, resolved: &Resolved) -> Result<Option<String>> {
        let profile = &pending.resolved.profile.name;
        let provided = Provided::Plan(resolved);
        self.writing.make_as(profile, &pending.set, provided).await
    }

    /// The same plan, of what is there now. Fails if it comes to something else, or to something worse.
    async fn again(&self, pending: &Pending) -> Result<Pending> {
        let pool = &self.context.databases().configuration;
        // It may have been renamed since.
        let mut all = profile::list(pool).await?.into_iter();
        let row = all.find(|one| one.uid == pending.resolved.profile.uid);
        let row = row.ok_or_else(stale)?;
        let again = self.work_out(row, pending.set.clone()).await;
        let (_, again) = again.map_err(|error| stale().because(error))?;
        let is_same = pending.resolved.does_the_same(&again.resolved) && pending.seen.covers(&again.seen);
        if is_same { Ok(again) } else { Err(stale()) }
    }

    /// Makes a change set without showing a plan first. Returns the entry in the activity list; none if nothing
    /// changes.
    pub async fn make(&self, profile: &str, set: &ChangeSet) -> Result<Option<String>> {
        self.writing.make(profile, set).await
    }

    /// The change set that makes a copy of a component, with a name and hosts that are free unless others are given.
    pub async fn duplicate(&self, profile: &str, wanted: &Duplicate) -> Result<Duplicated> {
        let pool = &self.context.databases().configuration;
        let row = profile::get(pool, profile).await?;
        let now = Timestamp::from(self.context.now());
        let nothing = ChangeSet::default();
        let mut working = Working::of(pool, (&row, &nothing), now).await?;
        duplicate::of(&mut working, wanted, now).await
    }

    /// The change set that does the same to several components, without those that are already so.
    pub async fn bulk(
        &self,
        profile: &str,
        selection: &[(Kind, String)],
        edit: &BulkEdit,
    ) -> Result<BulkChange> {
        let pool = &self.context.databases().configuration;
        let row = profile::get(pool, profile).await?;
        let now = Timestamp::from(self.context.now());
        let nothing = ChangeSet::default();
        let mut working = Working::of(pool, (&row, &nothing), now).await?;
        let mut found = Vec::with_capacity(selection.len());
        for (kind, name) in selection {
            found.push(working.existing(*kind, name).await?);
        }
        bulk::of(&row.name, &found, edit)
    }

    /// What can be chosen when a service is exposed.
    pub async fn expose_choices(&self, profile: &str) -> Result<ExposeChoices> {
        let (before, facts) = self.with_facts(profile).await?;
        let known = Known::new(profile, before.each(), facts.as_ref());
        Ok(expose::choices(&known))
    }

    /// What exposes a service: a router, a service and what protects it, as one plan. Fails if the address or a name
    /// is taken, if something is unknown, or if Traefik would not make it work.
    pub async fn expose(&self, profile: &str, wanted: &Exposure) -> Result<Exposed> {
        let (before, facts) = self.with_facts(profile).await?;
        let built = expose::of(&Known::new(profile, before.each(), facts.as_ref()), wanted)?;
        let plan = self.plan(profile, built.set).await?;
        if let Err(error) = plan.works() {
            self.discard(&plan.id).await;
            return Err(error);
        }
        Ok(Exposed {
            plan,
            name: built.name,
            url: built.url,
            entry_points: built.entry_points,
            https: built.https,
            made: built.made,
            reused: built.reused,
            notes: built.notes,
        })
    }

    /// An entry of `basicAuth` as [`password::basic_entry`] makes it, on a thread of its own: bcrypt takes its time.
    pub async fn basic_entry(&self, name: &str, password: Secret<String>) -> Result<String> {
        let name = name.to_owned();
        let hashed = tokio::task::spawn_blocking(move || password::basic_entry(&name, &password));
        hashed
            .await
            .map_err(|error| Error::new(Code::Internal, "The password was not hashed").because(error))?
    }

    /// Whether a password fits an entry, as [`password::check`] decides it; on a thread of its own.
    pub async fn fits(&self, entry: &str, password: Secret<String>) -> Result<bool> {
        let entry = entry.to_owned();
        let checked = tokio::task::spawn_blocking(move || password::check(&entry, &password));
        let fit = checked
            .await
            .map_err(|error| Error::new(Code::Internal, "The password was not checked").because(error))??;
        Ok(fit == Fit::Matches)
    }

    async fn with_facts(&self, profile: &str) -> Result<(Profile, Option<Facts>)> {
        let before = self.components.read_profile(profile).await?;
        let ready = self.components.ready_from(&before).await?;
        let facts = ready.facts().cloned();
        Ok((before, facts))
    }

    /// The lines of a component: as a person wrote them, or as they are written from its configuration.
    pub async fn lines(&self, profile: &str, kind: Kind, name: &str) -> Result<String> {
        let pool = &self.context.databases().configuration;
        let row = profile::get(pool, profile).await?;
        let found = component::find(pool, &row.uid, kind, name).await?;
        let found = found.ok_or_else(|| missing(&row.name, kind, name))?;
        match found.text {
            Some(text) => Ok(text),
            None => Ok(text::written(&found.component()?)),
        }
    }

    /// Discards a plan.
    pub async fn discard(&self, plan: &str) {
        self.plans.remove(plan).await;
    }
}

#[cfg(test)]
mod tests;
