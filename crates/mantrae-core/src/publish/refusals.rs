//! What must not be published, because putting the old file back would not heal it, or because Traefik would refuse it.

use std::collections::{BTreeMap, HashSet};

use traefik_dynamic::predict::State;
use traefik_dynamic::{Braces, Component, Facts, Format, Kind, Problem, Severity, check, read};

use super::{refuse, warn};

/// What must not be published. `around` is everything that Traefik would read; the text is our file, and the states are
/// what Traefik will make of its components.
pub fn refusals(
    around: &[&Component],
    (text, format): (&str, Format),
    (states, facts): (&[State], Option<&Facts>),
) -> Vec<Problem> {
    let mut found = circles(around);
    found.extend(names(around, facts));
    found.extend(equal_rules(states));
    if let Some(version) = facts.and_then(|facts| facts.version.as_deref()) {
        let reading = read(text.as_bytes(), "the file to publish", Some(format));
        found.extend(reading.too_new_for(version));
    }
    found
}

/// What works in a file only: Traefik runs no templates over HTTP, and what was defined as `@file` is `@http` there.
pub fn not_over_http(own: &[Component]) -> Vec<Problem> {
    let mut found = Vec::new();
    for one in own.iter().filter(|one| one.braces == Braces::Actions) {
        let message = format!("The {} `{}` is a template", one.kind.noun(), one.name);
        let hint = "Traefik runs templates in files only: write out what it stands for";
        found.push(refuse("TEMPLATE-OVER-HTTP", message, hint));
    }
    let names: HashSet<&str> = own.iter().map(|one| one.name.as_str()).collect();
    for one in own {
        let mut lost = texts(&one.configuration());
        lost.retain(|text| {
            text.strip_suffix("@file")
                .is_some_and(|name| names.contains(name))
        });
        if let Some(first) = lost.first() {
            let message = format!("The {} `{}` names `{first}`", one.kind.noun(), one.name);
            let hint = "Over HTTP, what this profile defines is not `@file`: leave `@file` out";
            found.push(warn("NAMED-AS-FILE", message, hint));
        }
    }
    found
}

/// Every text in a value.
fn texts(value: &serde_json::Value) -> Vec<String> {
    match value {
        serde_json::Value::String(text) => vec![text.clone()],
        serde_json::Value::Array(items) => items.iter().flat_map(texts).collect(),
        serde_json::Value::Object(fields) => fields.values().flat_map(texts).collect(),
        _ => Vec::new(),
    }
}

/// Services that refer to one another end Traefik, and with the file on disk each restart ends too.
fn circles(around: &[&Component]) -> Vec<Problem> {
    let services: Vec<Component> = around
        .iter()
        .filter(|one| matches!(one.kind, Kind::HttpService | Kind::TcpService | Kind::UdpService))
        .map(|one| (*one).clone())
        .collect();
    let all = check(&services, &|_, _| true);
    let circles = all.into_iter().filter(|problem| problem.code == "CYCLE");
    let refused = circles.map(|problem| Problem {
        severity: Severity::Error,
        code: "SERVICE-CIRCLE".to_owned(),
        message: format!("Services: {}", problem.message),
        hint: Some(
            "This ends Traefik within seconds, and again at each start: remove one of the references"
                .to_owned(),
        ),
        ..problem
    });
    refused.collect()
}

/// Names that Traefik cannot tell apart from those it makes itself.
fn names(around: &[&Component], facts: Option<&Facts>) -> Vec<Problem> {
    let mut found = Vec::new();
    for one in around.iter().filter(|one| one.name.contains('@')) {
        let message = format!("The name of the {} `{}` contains `@`", one.kind.noun(), one.name);
        found.push(refuse(
            "NAME-WITH-AT",
            message,
            "Traefik takes what follows for a provider: rename it",
        ));
    }
    let routers: HashSet<&str> = around
        .iter()
        .filter(|one| one.kind == Kind::HttpRouter)
        .map(|one| one.name.as_str())
        .collect();
    let entry_points = facts.map(|facts| &facts.entry_points).into_iter().flatten();
    for (entry_point, _) in entry_points.filter(|(_, one)| one.has_model()) {
        for name in &routers {
            let other = name
                .strip_prefix(entry_point.as_str())
                .and_then(|rest| rest.strip_prefix('-'));
            if let Some(other) = other.filter(|other| routers.contains(other)) {
                let message =
                    format!("The router `{name}` has the name that Traefik gives to its copy of `{other}`");
                let hint = format!("One of the two would be lost, by chance: rename `{name}`");
                found.push(refuse("NAME-OF-COPY", message, hint));
            }
        }
    }
    found
}

/// Of routers with one rule and one priority, Traefik draws the winner anew at each reload.
fn equal_rules(states: &[State]) -> Vec<Problem> {
    let mut found: BTreeMap<&str, Problem> = BTreeMap::new();
    for state in states.iter().filter(|state| state.kind == Kind::HttpRouter) {
        let Some(note) = state.notes.iter().find(|note| note.code == "EQUAL-PRIORITY") else {
            continue;
        };
        let message = format!("The router `{}`: {}", state.component, note.message);
        let hint = note.hint.clone().unwrap_or_default();
        found
            .entry(&state.component)
            .or_insert_with(|| refuse("EQUAL-PRIORITY", message, hint));
    }
    found.into_values().collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use traefik_dynamic::predict::predict;

    use super::*;

    fn weighted(kind: Kind, name: &str, other: &str) -> Component {
        let value = json!({ "weighted": { "services": [{ "name": other, "weight": 1 }] } });
        Component::from_configuration(kind, name, value)
    }

    fn router(name: &str, rule: &str) -> Component {
        Component::from_configuration(
            Kind::HttpRouter,
            name,
            json!({ "rule": rule, "service": "noop@internal" }),
        )
    }

    fn codes(components: &[Component], facts: Option<&Facts>) -> Vec<String> {
        let around: Vec<&Component> = components.iter().collect();
        let text = traefik_dynamic::write(components, Format::Yaml).unwrap();
        let states = predict(components, facts);
        let found = refusals(&around, (&text, Format::Yaml), (&states, facts));
        found.into_iter().map(|problem| problem.code).collect()
    }

    #[test]
    fn circles_of_services_are_refused_in_every_protocol() {
        for kind in [Kind::HttpService, Kind::TcpService, Kind::UdpService] {
            let two = [weighted(kind, "a", "b"), weighted(kind, "b", "a")];
            assert_eq!(codes(&two, None), ["SERVICE-CIRCLE"], "{kind}");
            assert_eq!(
                codes(&[weighted(kind, "a", "a")], None),
                ["SERVICE-CIRCLE"],
                "{kind}"
            );
            assert_eq!(codes(&[weighted(kind, "a", "b")], None), [""; 0], "{kind}");
        }
    }

    #[test]
    fn names_that_traefik_confuses_are_refused() {
        let facts: Facts =
            serde_json::from_value(json!({ "entry_points": { "web": { "tls": {} }, "plain": {} } })).unwrap();
        let check = |names: &[&str], expect: &[&str]| {
            let routers: Vec<Component> = names
                .iter()
                .map(|name| router(name, &format!("Host(`{name}`)")))
                .collect();
            assert_eq!(codes(&routers, Some(&facts)), expect, "{names:?}");
        };
        check(&["a", "web-a"], &["NAME-OF-COPY"]);
        check(&["a", "plain-a"], &[]);
        check(&["b", "web-a"], &[]);
        check(&["a@file"], &["NAME-WITH-AT"]);
    }

    #[test]
    fn what_only_files_can_do_is_said() {
        let check = |component: Component, expect: &[&str]| {
            let zip = Component::from_configuration(Kind::HttpMiddleware, "zip", json!({ "compress": {} }));
            let found = not_over_http(&[zip, component]);
            let codes: Vec<String> = found.into_iter().map(|problem| problem.code).collect();
            assert_eq!(codes, expect);
        };
        let routed = |middleware: &str| {
            let value = json!({ "rule": "Host(`a`)", "service": "s", "middlewares": [middleware] });
            Component::from_configuration(Kind::HttpRouter, "a", value)
        };
        check(routed("zip"), &[]);
        check(routed("other@file"), &[]);
        check(routed("zip@docker"), &[]);
        check(routed("zip@file"), &["NAMED-AS-FILE"]);
        check(
            routed("{{ env `ZIP` }}").with_braces(Braces::Actions),
            &["TEMPLATE-OVER-HTTP"],
        );
    }

    #[test]
    fn equal_rules_and_new_fields_are_refused() {
        let facts: Facts =
            serde_json::from_value(json!({ "version": "3.3.6", "entry_points": { "web": {} } })).unwrap();
        let equal = [
            router("a", "Host(`x.example.com`)"),
            router("b", "Host(`x.example.com`)"),
        ];
        assert!(codes(&equal, Some(&facts)).contains(&"EQUAL-PRIORITY".to_owned()));
        let new = json!({ "loadBalancer": { "strategy": "p2c", "servers": [{ "url": "http://10.0.0.1" }] } });
        let new = Component::from_configuration(Kind::HttpService, "app", new);
        assert_eq!(codes(&[new], Some(&facts)), ["FIELD-TOO-NEW"]);
    }
}
