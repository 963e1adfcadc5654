//! Conditions that make automatic work wait.

use super::Context;
use crate::surroundings::Surroundings;

impl Context {
    /// True if the battery is nearly empty, and the person wants automatic backups to wait in that case.
    pub(in crate::engine) async fn waits_for_charger(&self) -> bool {
        self.settings().await.wait_battery && self.surroundings().await.battery_low
    }

    /// True if the network is metered, and the person wants automatic uploads to wait in that case.
    pub(in crate::engine) async fn waits_for_network(&self) -> bool {
        self.settings().await.wait_metered && self.surroundings().await.metered
    }

    async fn surroundings(&self) -> Surroundings {
        // The system is queried on a separate thread, as it may take a while.
        let here = tokio::task::spawn_blocking(self.shared.surroundings).await;
        here.unwrap_or_default()
    }
}
