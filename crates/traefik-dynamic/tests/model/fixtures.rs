//! Small configurations the tests share.

use serde_json::Value;
use traefik_dynamic::{Component, Kind, read};

/// The example of the manual: a protected router with its service.
pub(crate) const EXAMPLE: &str = r#"http:
  routers:
    my-router:
      rule: Host(`example.com`)
      entryPoints:
        - websecure
      middlewares:
        - auth-middleware
      service: my-service
      tls: {}
  services:
    my-service:
      loadBalancer:
        servers:
          - url: http://localhost:8080
  middlewares:
    auth-middleware:
      basicAuth:
        users:
          - "admin:$apr1$H6uskkkW$IgXLP6ewTrSuBkTrqE8wj/"
"#;

/// What is found in a text, a line each: verdict, components with places, rejected ones, problems.
pub(crate) fn told(file: &str, text: &str) -> String {
    let reading = read(text.as_bytes(), file, None);
    let mut lines = vec![format!(
        "{}",
        serde_json::to_value(reading.verdict).unwrap().as_str().unwrap()
    )];
    for found in &reading.components {
        let Component { kind, name, .. } = &found.component;
        lines.push(format!("{kind} {name} at {}:{}", found.line, found.column));
    }
    lines.extend(
        reading
            .rejected
            .iter()
            .map(|(kind, name)| format!("rejected {kind} {name}")),
    );
    lines.extend(reading.problems.iter().map(ToString::to_string));
    lines.join("\n")
}

/// A component whose body is given as flow YAML: `{loadBalancer: {servers: []}}`.
pub(crate) fn component(kind: Kind, body: &str) -> Component {
    let value: Value = serde_yaml::from_str(body).unwrap();
    Component::from_configuration(kind, "it", value)
}
