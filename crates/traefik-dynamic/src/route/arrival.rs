//! Where a request arrives, and what the routers there require of it.

use crate::EntryPoint;
use crate::predict::HttpRouter;

/// Where a request arrives.
pub(super) struct Arrival<'r> {
    /// The name; `None` if any entry point will do.
    pub(super) name: Option<&'r str>,
    pub(super) entry_point: EntryPoint,
    /// Whether it is known which routers listen there, and whether with TLS.
    pub(super) is_known: bool,
}

impl Arrival<'_> {
    pub(super) fn serves(&self, using: &[String]) -> bool {
        match self.name {
            Some(name) => using.iter().any(|own| own == name || own.is_empty()),
            None => !using.is_empty(),
        }
    }
}

/// The effective TLS options of a router.
pub(super) fn effective(router: &HttpRouter<'_>) -> String {
    if router.is_conflicted || router.hosts.is_empty() {
        return "default".to_owned();
    }
    router.options.clone()
}
