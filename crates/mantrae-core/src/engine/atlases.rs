//! The map that was drawn last: only one is kept, because viewing stays within one profile.

use std::sync::Arc;

use tokio::sync::{Mutex, MutexGuard};

use crate::route_map::{Atlas, MapProtocol};

/// A map, and the profile, revision and protocol that it shows.
#[derive(Debug)]
pub(super) struct Kept {
    pub(super) profile: String,
    pub(super) revision: i64,
    pub(super) protocol: MapProtocol,
    pub(super) atlas: Atlas,
}

/// The map that was requested last.
#[derive(Debug, Clone, Default)]
pub(super) struct Slot(Arc<Mutex<Option<Arc<Kept>>>>);

impl Slot {
    /// The map, which nobody else changes meanwhile.
    pub(super) async fn lock(&self) -> MutexGuard<'_, Option<Arc<Kept>>> {
        self.0.lock().await
    }
}
