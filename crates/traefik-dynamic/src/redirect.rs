//! Redirects references when a component is renamed.

use crate::{Component, Kind};

impl Component {
    /// The same component with every reference to the `kind` called `from` changed to `to`; `None` if it has none.
    ///
    /// ```
    /// use serde_json::json;
    /// use traefik_dynamic::{Component, Kind};
    ///
    /// let body = json!({"rule": "Host(`a.example`)", "service": "wiki"});
    /// let router = Component::from_configuration(Kind::HttpRouter, "web", body);
    /// let moved = router.redirected(Kind::HttpService, "wiki", "wiki-2").unwrap();
    /// assert_eq!(moved.configuration()["service"], "wiki-2");
    /// assert_eq!(router.redirected(Kind::HttpMiddleware, "wiki", "wiki-2"), None);
    /// ```
    pub fn redirected(&self, kind: Kind, from: &str, to: &str) -> Option<Component> {
        let start = self.path().len();
        let mut configuration = self.configuration();
        let mut found = false;
        for reference in self.references() {
            if reference.kind != kind || reference.name != from {
                continue;
            }
            // `.middlewares[0]` below the component's own path; field names contain neither dots nor brackets.
            let place = reference.path.get(start..).unwrap_or_default();
            let pointer = place.replace(['.', '['], "/").replace(']', "");
            if let Some(value) = configuration.pointer_mut(&pointer) {
                *value = to.into();
                found = true;
            }
        }
        found.then(|| Component {
            braces: self.braces,
            ..Component::from_configuration(self.kind, self.name.clone(), configuration)
        })
    }
}
