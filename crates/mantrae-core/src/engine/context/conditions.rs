//! What makes work by itself wait.

use super::Context;
use crate::surroundings::Surroundings;

impl Context {
    /// The battery is nearly empty, and the person wants backups by themselves to wait then.
    pub(in crate::engine) async fn waits_for_charger(&self) -> bool {
        self.settings().await.wait_battery && self.surroundings().await.battery_low
    }

    /// The network costs, and the person wants what is sent by itself to wait then.
    pub(in crate::engine) async fn waits_for_network(&self) -> bool {
        self.settings().await.wait_metered && self.surroundings().await.metered
    }

    async fn surroundings(&self) -> Surroundings {
        // The system is asked on a thread of its own: it may take its time.
        let here = tokio::task::spawn_blocking(self.shared.surroundings).await;
        here.unwrap_or_default()
    }
}
