//! How a published profile stands, by what is recorded and by the file: Traefik is not asked.

use std::collections::BTreeSet;

use traefik_dynamic::{Component, Format, Kind};

use super::Publications;
use super::plan::{components, lacks_no_comment};
use crate::db::publication::{self as table, ConnectionRow};
use crate::error::{Code, Error, Result};
use crate::export::{self, Enabled};
use crate::publish::{
    Following, HostChanges, Known, Outcome, Publication, Standing, Target, by_host, look, without_ours,
};

/// What is counted in a profile and its file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Counted {
    /// Components that differ from the file.
    pub(super) unpublished: u32,
    /// Routers that are enabled.
    pub(super) routers: u32,
    /// Whether the file holds nothing that the profile lacks.
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
        let looked_at = target.clone();
        let found = tokio::task::spawn_blocking(move || look(&looked_at))
            .await
            .map_err(|error| Error::new(Code::Internal, "A look was interrupted").because(error))??;
        let ready = self.components.ready(profile).await?;
        let mut counted = self.counted.lock().await;
        let known = counted
            .get(&row.uid)
            .filter(|version| version.revision == ready.revision() && version.digest == found.digest)
            .map(|version| version.counted);
        let known = if let Some(known) = known {
            known
        } else {
            // Read again and not taken from `ready`, which has no lines of people.
            let enabled = export::enabled(self.context.databases(), &row).await?;
            let format = target.format().unwrap_or(Format::Yaml);
            let bytes = found.bytes.unwrap_or_default();
            let name = row.name.clone();
            let known = tokio::task::spawn_blocking(move || count(&name, enabled, (&bytes, format)))
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
        let publication = current.as_ref().map(Publication::from);
        let outcome = publication.as_ref().and_then(|one| one.outcome.clone());
        Ok(Some(self.standing_of(
            (publication.as_ref(), outcome.as_ref()),
            file,
            &connection,
            known,
        )))
    }

    pub(super) fn standing_of(
        &self,
        (publication, outcome): (Option<&Publication>, Option<&Outcome>),
        file: Following,
        connection: &ConnectionRow,
        counted: Counted,
    ) -> Standing {
        let known = Known {
            publication,
            outcome,
            file,
            name: &Target::of_connection(connection).name(),
            has_api: connection.api.is_some(),
            unpublished: counted.unpublished,
            routers: counted.routers,
            now: self.context.now(),
        };
        known.standing()
    }
}

/// Compares a profile with its file.
fn count(profile: &str, enabled: Enabled, (bytes, format): (&[u8], Format)) -> Counted {
    let parts = enabled.parts();
    // Only for the comments: whether the text can be published, the plan says.
    let text = export::compose(profile, &parts, (enabled.layout.as_deref(), format)).unwrap_or_default();
    let after = without_ours(enabled.components);
    let unpublished = distinct(&by_host(&components(bytes, format), &after));
    Counted {
        unpublished,
        routers: routers(&after),
        is_same: unpublished == 0 && lacks_no_comment(bytes, &text),
    }
}

/// Whether a file with this digest is as it was published. `is_same`: it holds nothing that the profile lacks.
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
    let is_router =
        |one: &&Component| matches!(one.kind, Kind::HttpRouter | Kind::TcpRouter | Kind::UdpRouter);
    u32::try_from(components.iter().filter(is_router).count()).unwrap_or(u32::MAX)
}
