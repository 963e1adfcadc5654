//! Watches whether Traefik goes on running what was published.

use std::time::Duration;

use traefik_dynamic::predict::State;

use super::Publications;
use crate::activity::Kind as ActivityKind;
use crate::db::profile;
use crate::db::publication::{self as table, ConnectionRow, PublicationRow};
use crate::engine::texts::publications as texts;
use crate::error::{Code, Error, Result};
use crate::publish::{
    Form, Neighbours, Outcome, OutcomeState, PublicationState, Target, digest, marker_name, shows,
};

/// What a look found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Finding {
    /// The file and the marker are as published.
    Well,
    /// One of them is not.
    Differs,
}

impl Publications {
    /// Looks whether Traefik still runs the latest publication of each profile: one small question to its API, and the
    /// hash of the file. What differs at two looks in a row is asked about in full, recorded with the publication, and
    /// told once in the activity list. Meant to be called each minute.
    pub async fn watch(&self) -> Result<()> {
        let databases = self.context.databases();
        let profiles = profile::list(&databases.configuration).await?;
        for connection in table::connections(&databases.state).await? {
            let Some(row) = profiles.iter().find(|one| one.uid == connection.profile) else {
                continue;
            };
            let Some(current) = self.current(&row.uid).await? else {
                continue;
            };
            // A publication that is just being confirmed has no outcome yet.
            let Some(recorded) = outcome(&current) else {
                continue;
            };
            if matches!(recorded.state, OutcomeState::NotConfirmed) {
                continue;
            }
            // A Traefik that does not answer says nothing about what it runs.
            let Ok(is_well) = self.is_as_published(&connection, &current).await else {
                continue;
            };
            let finding = if is_well { Finding::Well } else { Finding::Differs };
            let mut looks = self.looks.lock().await;
            if is_well == is_fine(&recorded) {
                looks.remove(&row.uid);
                continue;
            }
            let before = looks.insert(row.uid.clone(), finding);
            drop(looks);
            // What differs once may be a new file that Traefik is just reading. What was asked about in full, and did
            // not become better by that, is not asked about each minute.
            if is_well == (before == Some(finding)) {
                continue;
            }
            self.ask_anew(row, &connection, current).await?;
        }
        Ok(())
    }

    /// Whether the file is as it was published, and Traefik shows its marker.
    async fn is_as_published(&self, connection: &ConnectionRow, current: &PublicationRow) -> Result<bool> {
        let Some(api) = self.api(Some(connection)).await? else {
            return Ok(true);
        };
        let name = marker_name(&current.profile);
        let marker = Some(current.marker.as_str()).filter(|marker| !marker.is_empty());
        let form = Form::parse(&connection.form);
        let is_shown = shows(&api, (&name, marker), form, Duration::ZERO).await?;
        if form == Form::Http {
            // Nobody else can have changed what is served.
            return Ok(is_shown);
        }
        let file = connection.target.clone();
        let held = tokio::task::spawn_blocking(move || std::fs::read(file).ok()).await;
        let held =
            held.map_err(|error| Error::new(Code::Internal, "A look was interrupted").because(error))?;
        let is_ours = connection.known.as_deref() == Some(digest(held.as_deref()).as_str());
        Ok(is_shown && is_ours)
    }

    /// Asks Traefik about everything, records the answer, and tells a person if it got worse.
    async fn ask_anew(
        &self,
        row: &profile::Profile,
        connection: &ConnectionRow,
        current: PublicationRow,
    ) -> Result<()> {
        let was_fine = outcome(&current).is_some_and(|outcome| is_fine(&outcome));
        let ready = self.components.ready(&row.name).await?;
        let states: Vec<State> = ready.states().to_vec();
        let target = Target::of(&current);
        let name = row.name.clone();
        let version = ready.facts().and_then(|facts| facts.version.clone());
        let own = super::plan::components(
            &current.after,
            target.format().unwrap_or(traefik_dynamic::Format::Yaml),
        );
        let neighbours = tokio::task::spawn_blocking(move || {
            let own: Vec<&traefik_dynamic::Component> = own.iter().collect();
            Neighbours::read(&target, (&name, &own), version.as_deref())
        })
        .await
        .map_err(|error| Error::new(Code::Internal, "A look was interrupted").because(error))?;
        let mut found = self
            .ask(
                &current,
                (Some(connection), &neighbours),
                (&states, Duration::ZERO),
            )
            .await?;
        if found.state == OutcomeState::NotConfirmed {
            return Ok(());
        }
        if is_fine(&found) && was_fine {
            // Traefik shows the marker, and the file has been changed all the same.
            found.state = OutcomeState::LiveButDifferent;
            texts::CHANGED_OUTSIDE.clone_into(&mut found.sentence);
            found.hint = Some(texts::SEE_WHAT_CHANGED.to_owned());
        }
        let number = current.number;
        let now = self.record(current, found.clone()).await?;
        let is_worse = was_fine && !is_fine(&found);
        if !is_worse || PublicationState::parse(&now.state) != PublicationState::Written {
            return Ok(());
        }
        self.tell_of(found, &texts::not_running(number, &row.name)).await
    }

    /// Records in the activity list what Traefik said, as a failure.
    pub(super) async fn tell_of(&self, outcome: Outcome, sentence: &str) -> Result<()> {
        let mut error = Error::new(Code::Gateway, outcome.sentence);
        if let Some(hint) = outcome.hint {
            error = error.hint(hint);
        }
        let run = self.context.begin(ActivityKind::Export, sentence).await?;
        let failed: Result<()> = self.context.finish(run, Err(error), sentence).await;
        failed.or(Ok(()))
    }
}

/// What the last look at a publication said.
fn outcome(row: &PublicationRow) -> Option<Outcome> {
    serde_json::from_str(row.outcome.as_deref()?).ok()
}

/// Whether Traefik runs exactly what was published. Routers that do not work do not count: that was told when they were
/// published.
fn is_fine(outcome: &Outcome) -> bool {
    matches!(outcome.state, OutcomeState::Live | OutcomeState::LiveWithProblems)
}
