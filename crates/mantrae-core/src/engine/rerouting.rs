//! Expectations that a change to a single component would break, foreseen before it is made.

use serde::Serialize;
use traefik_dynamic::route::Routes;
use traefik_dynamic::{Component, Kind};

use super::changes::set::Change;
use super::components::Components;
use super::ready::Ready;
use crate::db::component::{self, Stored};
use crate::db::{gateway, profile, revision};
use crate::error::{Code, Error, Result};
use crate::expectation::{self, CheckedExpectation, Expectation};

/// How often a change is begun anew when others change something between the look and the writing.
pub(super) const ATTEMPTS: usize = 4;

/// What came of a change to a single component.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct SingleChange {
    /// The entry in the activity list, for undo; none if nothing was changed.
    pub entry: Option<String>,
    /// Expectations that are met and would not be, and to which nobody agreed. If there are any, nothing was changed.
    pub breaks: Vec<CheckedExpectation>,
}

/// What a change to a component would do to the expectations of its profile.
#[derive(Debug)]
pub(super) struct Rerouted {
    /// The revision of the configuration for which this is true.
    pub(super) revision: i64,
    /// Those that are met, and would not be.
    pub(super) breaks: Vec<CheckedExpectation>,
}

impl Components {
    /// Enables or disables one component, also if these expectations break. If it breaks any other, nothing is changed.
    pub async fn enable_anyway(
        &self,
        profile: &str,
        (kind, name, enabled): (Kind, &str, bool),
        agreed: &[CheckedExpectation],
    ) -> Result<SingleChange> {
        let change = Change::SetEnabled {
            kind,
            name: name.to_owned(),
            enabled,
        };
        self.make_anyway(profile, (change, enabled), agreed).await
    }

    /// Removes one component, also if these expectations break. If it breaks any other, nothing is changed.
    pub async fn remove_anyway(
        &self,
        profile: &str,
        (kind, name): (Kind, &str),
        agreed: &[CheckedExpectation],
    ) -> Result<SingleChange> {
        let name = name.to_owned();
        self.make_anyway(profile, (Change::Remove { kind, name }, false), agreed)
            .await
    }

    /// Makes a change after which the component is there and switched on, or is not.
    async fn make_anyway(
        &self,
        profile: &str,
        (change, stays): (Change, bool),
        agreed: &[CheckedExpectation],
    ) -> Result<SingleChange> {
        // Others may change something between the look and the writing; then it is looked at again.
        for _ in 1..ATTEMPTS {
            match self.make_as_seen(profile, (&change, stays), agreed).await {
                Err(error) if error.code == Code::StalePlan => {}
                answer => return answer,
            }
        }
        self.make_as_seen(profile, (&change, stays), agreed).await
    }

    async fn make_as_seen(
        &self,
        profile: &str,
        (change, stays): (&Change, bool),
        agreed: &[CheckedExpectation],
    ) -> Result<SingleChange> {
        let (kind, name) = change.key();
        let uid = profile::get(self.pool(), profile).await?.uid;
        let stored = component::find(self.pool(), &uid, kind, name).await?;
        let after = stored.as_ref().filter(|_| stays);
        let after = after.map(Stored::component).transpose()?;
        let rerouted = self.rerouted(profile, (kind, name), after.as_ref()).await?;
        let breaks = rerouted.as_ref().map_or(&[][..], |rerouted| &rerouted.breaks);
        if breaks.iter().any(|one| !agreed.contains(one)) {
            return Ok(SingleChange {
                entry: None,
                breaks: breaks.to_vec(),
            });
        }
        // What was foreseen is true of the profile at that revision.
        let seen = (stored.as_ref(), rerouted.map(|rerouted| rerouted.revision));
        Ok(SingleChange {
            entry: self.make_over(profile, change.clone(), seen).await?,
            breaks: Vec::new(),
        })
    }

    /// What it would do to the expectations if a component were this one, or if it were not there; none if components of
    /// that kind cannot do anything to them.
    pub(super) async fn rerouted(
        &self,
        profile: &str,
        (kind, name): (Kind, &str),
        after: Option<&Component>,
    ) -> Result<Option<Rerouted>> {
        if !takes_part(kind) {
            return Ok(None);
        }
        let pool = self.pool();
        let uid = profile::get(pool, profile).await?.uid;
        // Read first: an expectation that is added in between is noticed when the change is made.
        let revision = revision::get(pool).await?.number;
        let expected = expectation::parse(&gateway::expectations(pool, &uid).await?)?;
        if expected.is_empty() {
            let breaks = Vec::new();
            return Ok(Some(Rerouted { revision, breaks }));
        }
        let ready = self.ready(profile).await?;
        let key = (kind, name.to_owned());
        let after = after.cloned();
        // Building the routes of a large profile takes a while.
        let work = move || Rerouted {
            revision: revision.min(ready.revision()),
            breaks: breaks(&expected, &ready, (key.0, &key.1), after.as_ref()),
        };
        let rerouted = tokio::task::spawn_blocking(work).await.map_err(|error| {
            Error::new(Code::Internal, "The expectations were not checked").because(error)
        })?;
        Ok(Some(rerouted))
    }
}

/// Whether components of that kind have a say in which router takes a request.
fn takes_part(kind: Kind) -> bool {
    !matches!(
        kind,
        Kind::TlsCertificate | Kind::TlsStore | Kind::UdpRouter | Kind::UdpService
    )
}

/// The expectations that are met now, and would not be with that component, or without it.
fn breaks(
    expected: &[Expectation],
    ready: &Ready,
    key: (Kind, &str),
    component: Option<&Component>,
) -> Vec<CheckedExpectation> {
    let now = expectation::check(expected, ready.routes());
    if now.iter().all(|one| !one.met) {
        return Vec::new();
    }
    let is_other = |one: &&Component| (one.kind, one.name.as_str()) != key;
    let others = ready.components().iter().filter(is_other);
    let after: Vec<&Component> = others.chain(component).collect();
    let routes = Routes::of(&after, ready.facts());
    let pairs = now.into_iter().zip(expectation::check(expected, &routes));
    let broken = pairs.filter(|(was, is)| was.met && !is.met);
    broken.map(|(_, is)| is).collect()
}
