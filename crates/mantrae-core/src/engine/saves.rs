//! What happens once a person has stopped saving: profiles are published, and kept as files, where that is wanted.

use std::time::Duration;

use tokio::time::{Instant, sleep};

use super::Engine;
use crate::db::revision;
use crate::error::{Error, Result};

/// So long nobody has saved anything: one edit is often followed by the next.
const QUIET: Duration = Duration::from_secs(2);
/// How often to look whether somebody has.
const LOOK: Duration = Duration::from_secs(1);
/// How often to ask whether this is wanted at all.
const REST: Duration = Duration::from_secs(2);
/// How often to look again although nobody has: what held a publication back may have ended.
const AGAIN: Duration = Duration::from_secs(10);

/// What the last look found.
struct Seen {
    revision: i64,
    /// When to act on that.
    next: Instant,
}

impl Engine {
    /// Goes on for as long as it is polled. Failures are passed to `told`.
    pub(super) async fn follow_saves(&self, told: &(impl Fn(&Error) + Sync)) {
        let mut seen = None;
        loop {
            let rest = self.look_for_saves(&mut seen).await.unwrap_or_else(|error| {
                told(&error);
                AGAIN
            });
            sleep(rest).await;
        }
    }

    /// One look; returns how long to wait until the next.
    async fn look_for_saves(&self, seen: &mut Option<Seen>) -> Result<Duration> {
        let (publications, versions) = (self.publications(), self.versions());
        if !publications.is_any_automatic().await? && !versions.is_wanted().await? {
            *seen = None;
            return Ok(REST);
        }
        let databases = self.context().databases();
        let revision = revision::get(&databases.configuration).await?.number;
        let known = seen.as_ref().filter(|known| known.revision == revision);
        let mut next = known.map_or_else(|| Instant::now() + QUIET, |known| known.next);
        if next <= Instant::now() {
            next = Instant::now() + AGAIN;
            *seen = Some(Seen { revision, next });
            publications
                .publish_saved()
                .await
                .and(versions.write_saved().await)?;
        } else {
            *seen = Some(Seen { revision, next });
        }
        Ok(LOOK)
    }
}
