//! How a published profile stands, by what is recorded and by the file: Traefik is not asked.

use std::collections::BTreeSet;
use std::sync::Arc;

use traefik_dynamic::{Component, Format, Kind};

use super::Publications;
use super::plan::{are_same, components};
use crate::db::automatic::AutomaticRow;
use crate::db::profile::Profile;
use crate::db::publication::{self as table, ConnectionRow};
use crate::error::{Code, Error, Result};
use crate::export;
use crate::publish::{
    Automatic, Following, HostChanges, Known, Outcome, Publication, Standing, Target, build, by_host,
    without_ours,
};

/// What is counted in a profile and its file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Counted {
    /// Components that differ from the file.
    pub(super) unpublished: u32,
    /// Routers that are enabled.
    pub(super) routers: u32,
    /// Whether the file is as the profile would be published, but somebody else wrote it.
    pub(super) is_same: bool,
}

/// A version of a profile and of its file, with what was counted in them.
#[derive(Debug)]
pub(super) struct Version {
    revision: i64,
    digest: String,
    counted: Counted,
}

impl Publications {
    /// How a profile stands; `None` if it is not connected. Costs the reading of its file, and one comparison after each
    /// change of either.
    pub async fn standing(&self, profile: &str) -> Result<Option<Standing>> {
        let row = self.row(profile).await?;
        let state = &self.context.databases().state;
        let Some(connection) = table::connection(state, &row.uid).await? else {
            return Ok(None);
        };
        let current = self.current(&row.uid).await?;
        let target = Target::of_connection(&connection);
        let found = self.found(&target, &row.uid).await?;
        let ready = self.components.ready(profile).await?;
        let mut counted = self.counted.lock().await;
        let known = counted
            .get(&row.uid)
            .filter(|version| version.revision == ready.revision() && version.digest == found.digest)
            .map(|version| version.counted);
        let known = if let Some(known) = known {
            known
        } else {
            let bytes = found.bytes.unwrap_or_default();
            let is_foreign = connection
                .known
                .as_ref()
                .is_some_and(|known| *known != found.digest);
            let is_same = is_foreign && self.is_taken_in(&row, &target, &bytes).await?;
            let (format, own) = (target.format().unwrap_or(Format::Yaml), Arc::clone(&ready));
            let work = move || Counted {
                unpublished: distinct(&by_host(
                    &components(&bytes, format),
                    &without_ours(own.components().to_vec()),
                )),
                routers: routers(own.components()),
                is_same,
            };
            let known = tokio::task::spawn_blocking(work)
                .await
                .map_err(|error| Error::new(Code::Internal, "A comparison was interrupted").because(error))?;
            let version = Version {
                revision: ready.revision(),
                digest: found.digest.clone(),
                counted: known,
            };
            counted.insert(row.uid.clone(), version);
            known
        };
        drop(counted);
        let file = following(&connection, &found.digest, known.is_same);
        let automatic = self.automatic(&row.uid).await?;
        let publication = current.as_ref().map(Publication::from);
        let outcome = publication.as_ref().and_then(|one| one.outcome.clone());
        Ok(Some(self.standing_of(
            (publication.as_ref(), outcome.as_ref()),
            file,
            (&connection, automatic.as_ref()),
            known,
        )))
    }

    /// Whether a profile would be published as what somebody else wrote, to the letter.
    async fn is_taken_in(&self, row: &Profile, target: &Target, bytes: &[u8]) -> Result<bool> {
        let enabled = export::enabled(self.context.databases(), row).await?;
        let (names, bytes) = ((row.uid.clone(), row.name.clone()), bytes.to_vec());
        let format = target.format().unwrap_or(Format::Yaml);
        let work = move || {
            let parts = enabled.parts();
            // Why it cannot be published, the plan says.
            build((&names.0, &names.1), &parts, enabled.layout.as_deref(), format)
                .is_ok_and(|built| are_same(&bytes, &built.text))
        };
        let done = tokio::task::spawn_blocking(work).await;
        done.map_err(|error| Error::new(Code::Internal, "A comparison was interrupted").because(error))
    }

    pub(super) fn standing_of(
        &self,
        (publication, outcome): (Option<&Publication>, Option<&Outcome>),
        file: Following,
        (connection, automatic): (&ConnectionRow, Option<&AutomaticRow>),
        counted: Counted,
    ) -> Standing {
        let asking = self.asking(connection);
        let known = Known {
            publication,
            outcome,
            file,
            name: &Target::of_connection(connection).name(),
            asking: asking.as_ref(),
            has_api: connection.api.is_some(),
            unpublished: counted.unpublished,
            routers: counted.routers,
            automatic: automatic.map(|row| Automatic {
                held_back: row.held_back.as_deref(),
            }),
            now: self.context.now(),
        };
        known.standing()
    }
}

/// Whether a file with this digest is as it was published. `is_same`: it is as the profile would be
/// published, although somebody else wrote it.
pub(super) fn following(connection: &ConnectionRow, digest: &str, is_same: bool) -> Following {
    match &connection.known {
        None => Following::NotPublished,
        Some(known) if known == digest => Following::AsPublished,
        Some(_) if is_same => Following::TakenIn,
        Some(_) => Following::ChangedOutside,
    }
}

/// How many components change; one that is used by two hosts is one.
pub(super) fn distinct(changes: &[HostChanges]) -> u32 {
    let all: BTreeSet<(Kind, &str)> = changes
        .iter()
        .flat_map(|host| host.changes.iter().map(|one| (one.kind, one.name.as_str())))
        .collect();
    u32::try_from(all.len()).unwrap_or(u32::MAX)
}

/// How many of these are routers.
pub(super) fn routers(components: &[Component]) -> u32 {
    u32::try_from(components.iter().filter(|one| one.kind.is_router()).count()).unwrap_or(u32::MAX)
}
