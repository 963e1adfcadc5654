//! How a component is shown: a line for a list, its references, what to mask, its YAML.

use serde_json::Value;

use crate::component::{Body, Component, shape_of};
use crate::walk::{self, Reference};
use crate::{Kind, shape, summary, write};

impl Component {
    /// The type of a service or middleware: `loadBalancer`, `basicAuth`. For a plugin it is `plugin`.
    pub fn type_name(&self) -> Option<&str> {
        match &self.body {
            Body::Unchecked(Value::Object(fields)) if chooses(self.kind) => {
                fields.keys().next().map(String::as_str)
            }
            body => walk::type_name(body.object()?),
        }
    }

    /// One line for a list: "g.example.com → grafana", "http://localhost:8080", "basicAuth, 1 user".
    pub fn summary(&self) -> String {
        summary::of(self)
    }

    /// The components it refers to, except those of another provider such as `x@docker` or `api@internal`.
    pub fn references(&self) -> Vec<Reference> {
        let mut all = self.all_references();
        all.retain(|reference| !reference.is_external());
        all
    }

    /// The components it refers to, also those of other providers.
    pub fn all_references(&self) -> Vec<Reference> {
        let object = self.body.object();
        object
            .map(|object| walk::references(self, object))
            .unwrap_or_default()
    }

    /// Literal values that a screen should mask: htpasswd entries, inline private keys, passwords.
    pub fn secrets(&self) -> Vec<String> {
        self.body.object().map(walk::secrets).unwrap_or_default()
    }

    /// Only the body, as YAML that a person might write; braces that are text are not escaped.
    pub fn to_yaml(&self) -> String {
        write::yaml::document(&self.configuration(), self.braces)
    }
}

fn chooses(kind: Kind) -> bool {
    shape_of(kind).choice == shape::Choice::OneType
}
