//! What is worth interrupting a person for, collected from all parts.

use super::{Engine, LocationStatus};
use crate::db::bookkeeping::{self, Key};
use crate::error::Result;
use crate::notification::{Behind, Facts, News, Watch};
use crate::verdict::Verdict;

/// How many entries of the activity list are read: no half minute has more.
const ENTRIES: u32 = 20;

/// What the person can see without a notification.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Attention {
    /// The window is in the foreground.
    pub in_front: bool,
    /// The last backup was requested in the tray, so only a notification can report its result.
    pub asked_in_tray: bool,
}

impl Engine {
    /// What is new since the last check, with the current verdict and locations.
    pub async fn news(
        &self,
        watch: &mut Watch,
        verdict: &Verdict,
        locations: &[LocationStatus],
        attention: Attention,
    ) -> Result<Vec<News>> {
        if watch.is_fresh() {
            *watch = self.said_before().await?;
        }
        let before = watch.clone();
        let entries = self.activity(ENTRIES).await?;
        let behind: Vec<Behind> = locations
            .iter()
            .filter(|location| location.waiting > 0)
            .map(|location| Behind {
                newest: location.newest_verified.map(|at| *at),
                name: location.name.clone(),
            })
            .collect();
        let keys = crate::settings::encryption::load(&self.context().databases().state).await?;
        let rehearsed = keys.rehearsed_at.map(|at| *at);
        let facts = Facts {
            verdict,
            entries: &entries,
            behind: &behind,
            rehearsed: rehearsed.filter(|_| keys.on),
            wanted: self.context().settings().await.notifications,
            in_front: attention.in_front,
            asked_in_tray: attention.asked_in_tray,
        };
        let news = watch.look(&facts, self.context().now());
        if *watch != before {
            bookkeeping::put(&self.context().databases().state, Key::NotificationsSaid, watch).await?;
        }
        Ok(news)
    }

    async fn said_before(&self) -> Result<Watch> {
        let said = bookkeeping::get(&self.context().databases().state, Key::NotificationsSaid).await?;
        // Written by a newer version: a notification may be repeated.
        Ok(said.unwrap_or_default())
    }
}
