//! Redirects references when a component is renamed.

use serde_json::Value;

use crate::text::Step;
use crate::{Component, Kind, texts, walk};

/// A field that names a component which is renamed.
#[derive(Debug, Clone, PartialEq)]
pub struct Redirection {
    /// The path within the body: `middlewares[0]`.
    pub path: String,
    /// The value as it is.
    pub before: Value,
    /// The value that names the same component by its new name.
    pub after: Value,
}

impl Redirection {
    /// The path as steps: names of fields contain neither dots nor brackets.
    pub fn steps(&self) -> Vec<Step<'_>> {
        let parts = self.path.split(['.', '[']).map(|part| part.trim_end_matches(']'));
        let steps = parts.map(|part| match part.parse() {
            Ok(index) => Step::Index(index),
            Err(_) => Step::Key(part),
        });
        steps.collect()
    }
}

impl Component {
    /// Every field that names the `kind` called `from`, with what it says once that is called `to`. A provider that is
    /// named explicitly, as in `auth@file`, stays.
    ///
    /// ```
    /// use serde_json::json;
    /// use traefik_dynamic::{Component, Kind};
    ///
    /// let body = json!({"rule": "Path(`/`)", "service": "wiki", "middlewares": ["zip", "auth@file"]});
    /// let router = Component::from_configuration(Kind::HttpRouter, "web", body);
    /// let found = router.redirections(Kind::HttpMiddleware, "auth", "sso");
    /// assert_eq!(found[0].path, "middlewares[1]");
    /// assert_eq!(found[0].after, "sso@file");
    /// ```
    pub fn redirections(&self, kind: Kind, from: &str, to: &str) -> Vec<Redirection> {
        let start = self.path().len() + 1;
        let configuration = self.configuration();
        let mut found: Vec<Redirection> = Vec::new();
        for reference in self.references() {
            let path = reference.path.get(start..).unwrap_or_default();
            let is_known = found.iter().any(|one| one.path == path);
            if reference.kind != kind || reference.name != from || is_known {
                continue;
            }
            let pointer = format!("/{}", path.replace(['.', '['], "/").replace(']', ""));
            let Some(Value::String(before)) = configuration.pointer(&pointer) else {
                continue;
            };
            found.push(Redirection {
                path: path.to_owned(),
                before: before.as_str().into(),
                after: redirected(before, from, to).into(),
            });
        }
        found
    }

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
        let redirections = self.redirections(kind, from, to);
        let mut configuration = self.configuration();
        for one in &redirections {
            let pointer = format!("/{}", one.path.replace(['.', '['], "/").replace(']', ""));
            if let Some(value) = configuration.pointer_mut(&pointer) {
                *value = one.after.clone();
            }
        }
        (!redirections.is_empty()).then(|| Component {
            braces: self.braces,
            ..Component::from_configuration(self.kind, self.name.clone(), configuration)
        })
    }
}

/// A name with its provider, or a text that lists several with commas.
fn redirected(text: &str, from: &str, to: &str) -> String {
    let one = |name: &str| {
        let own = walk::own(name);
        (own == from).then(|| format!("{to}{}", &name[own.len()..]))
    };
    one(text).unwrap_or_else(|| {
        let items = texts::split(text).into_iter();
        let items = items.map(|name| one(&name).unwrap_or(name));
        items.collect::<Vec<_>>().join(",")
    })
}
