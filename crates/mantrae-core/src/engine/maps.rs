//! The map of a profile, drawn once per revision: what is filtered or opened costs only its view.

use std::sync::Arc;

use traefik_dynamic::Severity;

use super::atlases::Kept;
use super::components::{Components, rows};
use crate::db::{profile, revision};
use crate::error::{Code, Error, Result};
use crate::route_map::{Atlas, Charted, MapProtocol, MapQuery, RouteMap};

impl Components {
    /// Which ways the requests to a profile take.
    pub async fn map(&self, profile: &str, query: &MapQuery) -> Result<RouteMap> {
        let uid = profile::get(self.pool(), profile).await?.uid;
        let revision = revision::get(self.pool()).await?.number;
        let mut slot = self.atlases().lock().await;
        let is_kept =
            |kept: &Kept| kept.profile == uid && kept.revision == revision && kept.protocol == query.protocol;
        let kept = if let Some(kept) = slot.as_ref().filter(|kept| is_kept(kept)) {
            Arc::clone(kept)
        } else {
            let drawn = Arc::new(self.draw(profile, query.protocol).await?);
            *slot = Some(Arc::clone(&drawn));
            drawn
        };
        drop(slot);
        let query = query.clone();
        tokio::task::spawn_blocking(move || kept.atlas.view(&query))
            .await
            .map_err(interrupted)
    }

    async fn draw(&self, profile: &str, protocol: MapProtocol) -> Result<Kept> {
        let read = self.read_profile(profile).await?;
        let ready = self.ready_from(&read).await?;
        let drawing = move || {
            let rows = rows((&read.stored, &read.components), || ready.states());
            let charted = read.components.iter().zip(&rows).map(|(component, row)| {
                let mut problems = row.problems.iter().filter(|one| one.severity != Severity::Info);
                let problem = problems.next();
                Charted {
                    component,
                    enabled: row.enabled,
                    problem: problem.map(|one| one.message.clone()),
                    problems: usize::from(problem.is_some()) + problems.count(),
                    summary: &row.summary,
                }
            });
            let charted: Vec<_> = charted.collect();
            Kept {
                profile: read.uid().to_owned(),
                revision: read.revision(),
                protocol,
                atlas: Atlas::of(protocol, &charted, ready.facts()),
            }
        };
        tokio::task::spawn_blocking(drawing).await.map_err(interrupted)
    }
}

fn interrupted(error: tokio::task::JoinError) -> Error {
    Error::new(Code::Internal, "The map was not drawn").because(error)
}
