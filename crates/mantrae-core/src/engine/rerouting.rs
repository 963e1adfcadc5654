//! Expectations that a single component would break, foreseen before it is saved.

use traefik_dynamic::route::Routes;
use traefik_dynamic::{Component, Kind};

use super::components::Components;
use super::ready::Ready;
use crate::db::component::Stored;
use crate::db::{gateway, profile};
use crate::error::{Code, Error, Result};
use crate::expectation::{self, CheckedExpectation, Expectation};

/// What a component would do to the expectations of its profile.
#[derive(Debug)]
pub(super) struct Rerouted {
    /// The revision of the configuration for which this is true.
    pub(super) revision: i64,
    /// Those that are met, and would not be.
    pub(super) breaks: Vec<CheckedExpectation>,
}

impl Components {
    /// What saving a component would do to the expectations; none if it cannot do anything to them.
    pub(super) async fn rerouted(
        &self,
        profile: &str,
        component: &Component,
        stored: Option<&Stored>,
    ) -> Result<Option<Rerouted>> {
        let is_off = stored.is_some_and(|stored| !stored.enabled);
        // One that is switched off stays so.
        if is_off || !takes_part(component.kind) {
            return Ok(None);
        }
        let pool = self.pool();
        let uid = profile::get(pool, profile).await?.uid;
        let expected = expectation::parse(&gateway::expectations(pool, &uid).await?)?;
        if expected.is_empty() {
            return Ok(None);
        }
        let ready = self.ready(profile).await?;
        let component = component.clone();
        // Building the routes of a large profile takes a while.
        let work = move || Rerouted {
            revision: ready.revision(),
            breaks: breaks(&expected, &ready, &component),
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

/// The expectations that are met now, and would not be with that component.
fn breaks(expected: &[Expectation], ready: &Ready, component: &Component) -> Vec<CheckedExpectation> {
    let now = expectation::check(expected, ready.routes());
    if now.iter().all(|one| !one.met) {
        return Vec::new();
    }
    let is_other = |one: &&Component| (one.kind, &one.name) != (component.kind, &component.name);
    let others = ready.components().iter().filter(is_other);
    let after: Vec<&Component> = others.chain([component]).collect();
    let routes = Routes::of(&after, ready.facts());
    let pairs = now.into_iter().zip(expectation::check(expected, &routes));
    let broken = pairs.filter(|(was, is)| was.met && !is.met);
    broken.map(|(_, is)| is).collect()
}
