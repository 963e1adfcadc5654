//! The template actions of one component.

use std::collections::HashSet;

use serde_json::Value;

use crate::component::Body;
use crate::finding::Finding;
use crate::read::node::NodeId;
use crate::read::reader::Reader;
use crate::{Braces, Component, template};

/// Reports the actions of a component that Traefik cannot run; returns whether it can run all of them.
///
/// Each value must be a template on its own, because components are written in a different order.
pub(crate) fn judge(reader: &mut Reader<'_>, component: &Component, body: NodeId) -> bool {
    let mut found = Vec::new();
    let faulty = reader.faulty.as_ref();
    let mut look = |path: &str, text: &str| look(path, (text, faulty), &mut found);
    look("", &component.name);
    values("", &component.configuration(), &mut look);
    let can_run = found.is_empty();
    for finding in found {
        reader.find(body, finding);
    }
    can_run
}

fn values(path: &str, value: &Value, look: &mut dyn FnMut(&str, &str)) {
    match value {
        Value::String(text) => look(path, text),
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                values(&format!("{path}[{index}]"), item, look);
            }
        }
        Value::Object(fields) => {
            for (key, value) in fields {
                let inner = if path.is_empty() {
                    key.clone()
                } else {
                    format!("{path}.{key}")
                };
                look(path, key);
                values(&inner, value, look);
            }
        }
        _ => {}
    }
}

/// Checks one text; what is wrong only in the text on its own gets a different message.
fn look(path: &str, (text, faulty): (&str, Option<&HashSet<String>>), found: &mut Vec<Finding>) {
    if !text.contains("{{") {
        return;
    }
    for (action, fault) in template::faults(text) {
        let action = template::shown(action.text);
        // The action may contain what a message would take as its own placeholder.
        let needs_more = faulty.is_some_and(|faulty| !faulty.contains(&action));
        let (message, hint) = if needs_more {
            let message = format!(
                "`{action}` needs another part of the file, but components are kept separately: {}",
                fault.why
            );
            (message, "Import the rendered file")
        } else {
            (
                format!("Traefik cannot run `{action}`: {}", fault.why),
                template::cure(&fault),
            )
        };
        let message = message.replace("{path}", "{ path }");
        found.push(Finding::error("TEMPLATE-ACTION", path, message).hint(hint));
    }
}

/// The component with its actions in canonical form, and its braces known.
pub(crate) fn settle(component: Component) -> Component {
    let goes_by_itself = match &component.body {
        Body::TlsCertificate(certificate) => certificate.name() == component.name,
        _ => false,
    };
    let settled = component.with_braces(Braces::Actions);
    match &settled.body {
        // It is identified by its content, which may have been an escape.
        Body::TlsCertificate(certificate) if goes_by_itself => Component {
            name: certificate.name(),
            ..settled
        },
        _ => settled,
    }
}
