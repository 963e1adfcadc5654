//! Guesses what a mistyped name was meant to be.

/// A sentence that names the nearest known name, or all of them.
pub(crate) fn hint(given: &str, path: &str, shape: &str, known: &[&str]) -> String {
    if shape == "http" && OTHERS.contains(&given.to_ascii_lowercase().as_str()) {
        return "This looks like the configuration of another program, not of Traefik".to_owned();
    }
    if given.eq_ignore_ascii_case("peerCertSANs") {
        return "Use `peerCertURI`: the manual names this field, but no Traefik up to 3.7.15 accepts it"
            .to_owned();
    }
    if let Some(meant) = meant(given, path, shape, known) {
        return format!("Did you mean `{meant}`?");
    }
    if shape == "Router" && path.starts_with("udp.") {
        return "UDP routers have only `entryPoints` and `service`".to_owned();
    }
    let mut names: Vec<String> = known.iter().map(|name| format!("`{name}`")).collect();
    names.sort_unstable();
    match names.len() {
        0 => "It must be empty".to_owned(),
        1..=12 => format!("Known fields: {}", names.join(", ")),
        _ => "Remove it, or look its name up in Traefik’s reference".to_owned(),
    }
}

/// The known field that was probably meant.
pub(crate) fn meant<'k>(given: &str, path: &str, shape: &str, known: &[&'k str]) -> Option<&'k str> {
    confused(given, path, shape).or_else(|| nearest(given, known))
}

/// Keys that other programs have under `http`.
const OTHERS: [&str; 9] = [
    "addr",
    "address",
    "debug",
    "headers",
    "host",
    "port",
    "pprof",
    "secret",
    "session_ttl",
];

/// Names that people confuse although they are not spelled alike.
fn confused(given: &str, path: &str, shape: &str) -> Option<&'static str> {
    let meant = match (given.to_ascii_lowercase().as_str(), shape) {
        ("servertransports" | "servertransport" | "transports", "http" | "tcp") => "serversTransports",
        ("servertransport" | "transport", _) => "serversTransport",
        ("server", "LoadBalancer") => "servers",
        ("middleware", _) => "middlewares",
        ("address" | "uri", "Server") if path.starts_with("http.") => "url",
        ("url" | "uri", "Server") => "address",
        ("entrypoint", _) => "entryPoints",
        ("services", "Router") => "service",
        ("rules", "Router") => "rule",
        ("user", "BasicAuth" | "DigestAuth") => "users",
        _ => return None,
    };
    Some(meant)
}

/// The known name that differs in at most a third of its letters.
pub(crate) fn nearest<'k>(given: &str, known: &[&'k str]) -> Option<&'k str> {
    let lower = given.to_ascii_lowercase();
    let measured = known
        .iter()
        .map(|name| (distance(&lower, &name.to_ascii_lowercase()), *name));
    let (distance, name) = measured.min()?;
    (distance <= name.chars().count().max(given.chars().count()).div_ceil(3)).then_some(name)
}

/// How many letters must be added, dropped, replaced or swapped with a neighbour.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().take(64).collect(), b.chars().take(64).collect());
    let mut rows = vec![vec![0; b.len() + 1]; a.len() + 1];
    for (i, row) in rows.iter_mut().enumerate() {
        row[0] = i;
    }
    for (j, cell) in rows[0].iter_mut().enumerate() {
        *cell = j;
    }
    for i in 1..=a.len() {
        for j in 1..=b.len() {
            let replaced = rows[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut best = replaced.min(rows[i - 1][j] + 1).min(rows[i][j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(rows[i - 2][j - 2] + 1);
            }
            rows[i][j] = best;
        }
    }
    rows[a.len()][b.len()]
}
