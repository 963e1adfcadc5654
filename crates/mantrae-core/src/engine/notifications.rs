//! What is worth interrupting a person for, gathered from everywhere.

use super::Engine;
use crate::error::Result;
use crate::notification::{Behind, Facts, News, Watch};
use crate::words;

/// So far back the activity list is looked at: more happens in no half minute.
const ENTRIES: u32 = 20;

impl Engine {
    /// What is new since the watch last looked. `in_front`: the window is before the person's eyes. `asked_in_tray`: nobody
    /// but a notification can answer the person who asked for the last backup.
    pub async fn news(&self, watch: &mut Watch, in_front: bool, asked_in_tray: bool) -> Result<Vec<News>> {
        let verdict = self.verdict().await?;
        let entries = self.activity(ENTRIES).await?;
        let states = self.place_states().await?;
        let behind: Vec<Behind> = states
            .into_iter()
            .filter(|place| place.waiting > 0)
            .map(|place| Behind {
                newest: place.newest_proven.as_deref().and_then(words::time),
                name: place.name,
            })
            .collect();
        let keys = crate::settings::encryption::load(&self.databases().state).await?;
        let rehearsed = keys.rehearsed_at.as_deref().and_then(words::time);
        let facts = Facts {
            verdict: &verdict,
            entries: &entries,
            behind: &behind,
            rehearsed: rehearsed.filter(|_| keys.on),
            wanted: self.settings().await.notifications,
            in_front,
            asked_in_tray,
        };
        Ok(watch.look(&facts, self.now()))
    }
}
