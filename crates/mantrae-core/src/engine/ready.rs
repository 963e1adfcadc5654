//! A profile as Traefik receives it, read once per revision: a request checked while it is typed costs only its
//! routing.

use std::sync::{Arc, OnceLock};

use self_cell::self_cell;
use tokio::sync::Mutex;
use traefik_dynamic::predict::{State, predict};
use traefik_dynamic::route::Routes;
use traefik_dynamic::{Component, Facts};

type Components = Arc<Vec<Component>>;

self_cell!(
    /// Routes, with the components they are built from.
    struct Routed {
        owner: Components,
        #[covariant]
        dependent: Routes,
    }
);

/// A profile as Traefik receives it, at one revision.
pub(super) struct Ready {
    profile: String,
    revision: i64,
    components: Components,
    facts: Option<Facts>,
    routed: OnceLock<Routed>,
    states: OnceLock<Vec<State>>,
}

impl Ready {
    /// Takes the uid of a profile, its enabled components, and the facts about its Traefik.
    pub(super) fn new(
        (profile, revision): (String, i64),
        components: Vec<Component>,
        facts: Option<Facts>,
    ) -> Self {
        Self {
            profile,
            revision,
            components: Arc::new(components),
            facts,
            routed: OnceLock::new(),
            states: OnceLock::new(),
        }
    }

    /// The revision of the configuration, or an earlier one.
    pub(super) fn revision(&self) -> i64 {
        self.revision
    }

    /// The enabled components.
    pub(super) fn components(&self) -> &[Component] {
        &self.components
    }

    /// What is known about the Traefik.
    pub(super) fn facts(&self) -> Option<&Facts> {
        self.facts.as_ref()
    }

    /// Its routers, ready to route requests.
    pub(super) fn routes(&self) -> &Routes<'_> {
        let routed = self.routed.get_or_init(|| {
            Routed::new(Arc::clone(&self.components), |components| {
                Routes::new(components, self.facts.as_ref())
            })
        });
        routed.borrow_dependent()
    }

    /// What Traefik's API will report for each component.
    pub(super) fn states(&self) -> &[State] {
        self.states
            .get_or_init(|| predict(&self.components, self.facts.as_ref()))
    }
}

impl std::fmt::Debug for Ready {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Ready")
            .field("profile", &self.profile)
            .field("revision", &self.revision)
            .finish_non_exhaustive()
    }
}

/// The profile that was requested last. Only one is kept: trying requests or viewing a list stays within one profile.
#[derive(Debug, Clone, Default)]
pub(super) struct Slot(Arc<Mutex<Option<Arc<Ready>>>>);

impl Slot {
    /// The cached profile at that revision, or the result of `read`.
    pub(super) async fn get<E>(
        &self,
        profile: &str,
        revision: i64,
        read: impl AsyncFnOnce() -> Result<Ready, E>,
    ) -> Result<Arc<Ready>, E> {
        let mut kept = self.0.lock().await;
        if let Some(ready) = &*kept
            && ready.profile == profile
            && ready.revision == revision
        {
            return Ok(Arc::clone(ready));
        }
        let ready = Arc::new(read().await?);
        *kept = Some(Arc::clone(&ready));
        Ok(ready)
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::convert::Infallible;

    use super::{Ready, Slot};

    #[tokio::test]
    async fn a_profile_is_read_once_for_each_revision() {
        let slot = Slot::default();
        let reads = Cell::new(0);
        for (profile, revision, expected) in [
            ("home", 1, 1),
            ("home", 1, 1),
            ("home", 2, 2),
            ("work", 2, 3),
            ("home", 2, 4),
        ] {
            let read = async || {
                reads.set(reads.get() + 1);
                let key = (profile.to_owned(), revision);
                Ok::<_, Infallible>(Ready::new(key, Vec::new(), None))
            };
            slot.get(profile, revision, read).await.unwrap();
            assert_eq!(reads.get(), expected, "{profile} at {revision}");
        }
    }
}
