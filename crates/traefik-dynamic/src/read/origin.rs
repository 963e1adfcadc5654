//! Whose file it is, if it is not a dynamic configuration.

/// A file that is read by other programs, or by other parts of Traefik.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Origin {
    /// Traefik's install configuration.
    Static,
    Kubernetes,
    Compose,
    TraefikV1,
    RawData,
}

/// Root keys of Traefik's install configuration, in lower case.
const STATIC: [&str; 21] = [
    "accesslog",
    "api",
    "certificatesresolvers",
    "core",
    "entrypoints",
    "experimental",
    "global",
    "hostresolver",
    "hub",
    "log",
    "metrics",
    "ocsp",
    "pilot",
    "ping",
    "providers",
    "serverstransport",
    "spiffe",
    "tcpserverstransport",
    "tracing",
    "acme",
    "defaultentrypoints",
];

/// Guesses from the keys at the root.
pub(crate) fn guess<'k>(keys: impl IntoIterator<Item = &'k str>) -> Option<Origin> {
    let keys: Vec<String> = keys.into_iter().map(str::to_ascii_lowercase).collect();
    let has = |key: &str| keys.iter().any(|known| known == key);
    if has("apiversion") && has("kind") {
        return Some(Origin::Kubernetes);
    }
    if has("frontends") || has("backends") {
        return Some(Origin::TraefikV1);
    }
    if has("entrypoints") || has("providers") || has("certificatesresolvers") || is_only_static(&keys) {
        return Some(Origin::Static);
    }
    if has("routers") && has("services") {
        return Some(Origin::RawData);
    }
    if has("services") || has("compose") {
        return Some(Origin::Compose);
    }
    None
}

fn is_only_static(keys: &[String]) -> bool {
    let is_static = |key: &String| STATIC.contains(&key.as_str());
    keys.iter().any(is_static) && keys.iter().all(|key| is_static(key) || key.starts_with("x-"))
}

/// The keys that belong to Traefik's install configuration, each once.
pub(crate) fn static_keys<'k>(keys: &[&'k str]) -> impl Iterator<Item = &'k str> {
    let mut known: Vec<&str> = keys
        .iter()
        .copied()
        .filter(|key| STATIC.contains(&key.to_ascii_lowercase().as_str()))
        .collect();
    known.sort_unstable();
    known.dedup();
    known.into_iter()
}

/// The root keys of a text that cannot be parsed because it is a template.
pub(crate) fn root_keys(text: &str) -> Vec<&str> {
    let lines = text
        .lines()
        .filter(|line| !line.starts_with([' ', '\t', '#', '-', '{', '}']));
    lines.filter_map(root_key).collect()
}

fn root_key(line: &str) -> Option<&str> {
    let line = line.trim_start_matches('[').trim_start();
    let end = line.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_'))?;
    let behind = line[end..].trim_start();
    (end > 0 && behind.starts_with([':', '.', ']'])).then_some(&line[..end])
}

impl Origin {
    /// What to say instead of "nothing found".
    pub(crate) fn sentence(self) -> (&'static str, &'static str) {
        match self {
            Origin::Static => (
                "this is Traefik’s install (static) configuration; it contains no routers, services or middlewares",
                "Choose the file that the file provider reads, often called `dynamic.yml`",
            ),
            Origin::Kubernetes => (
                "this is a Kubernetes manifest, not a file for Traefik’s file provider",
                "Traefik gets it from Kubernetes",
            ),
            Origin::Compose => (
                "this looks like a Docker Compose file, not a file for Traefik’s file provider",
                "Traefik’s Docker provider reads the labels of containers",
            ),
            Origin::TraefikV1 => (
                "this is a file for Traefik 1 (frontends and backends), which Traefik 3 does not read",
                "Follow Traefik’s migration guide from version 1 to 2",
            ),
            Origin::RawData => (
                "this is a response of Traefik’s API (/api/rawdata), not a dynamic configuration",
                "Choose the file that the file provider reads",
            ),
        }
    }
}
