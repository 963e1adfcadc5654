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

/// The known name that differs in at most a third of its letters; of several, the first in order.
pub(crate) fn nearest<'k>(given: &str, known: &[&'k str]) -> Option<&'k str> {
    let own = letters(given);
    let (mut best, mut rows, mut other) = (None::<(usize, &str)>, Rows::default(), Vec::new());
    for name in known {
        other.clear();
        other.extend(name.chars().take(MOST_LETTERS).map(|c| c.to_ascii_lowercase()));
        // Whoever is further away than the best one does not matter.
        let third = name.chars().count().max(given.chars().count()).div_ceil(3);
        let limit = best.map_or(third, |(distance, _)| distance.min(third));
        if let Some(distance) = rows.distance(&own, &other, limit)
            && best.is_none_or(|best| (distance, *name) < best)
        {
            best = Some((distance, name));
        }
    }
    best.map(|(_, name)| name)
}

/// Longer names are compared by their beginning.
const MOST_LETTERS: usize = 64;

fn letters(text: &str) -> Vec<char> {
    let letters = text.chars().take(MOST_LETTERS);
    letters.map(|c| c.to_ascii_lowercase()).collect()
}

/// The last three rows of a table of distances.
#[derive(Default)]
struct Rows {
    before: Vec<usize>,
    above: Vec<usize>,
    row: Vec<usize>,
}

impl Rows {
    /// How many letters must be added, dropped, replaced or swapped with a neighbour; `None` if more than the limit.
    fn distance(&mut self, a: &[char], b: &[char], limit: usize) -> Option<usize> {
        if a.len().abs_diff(b.len()) > limit {
            return None;
        }
        self.above.clear();
        self.above.extend(0..=b.len());
        for i in 1..=a.len() {
            self.row.clear();
            self.row.push(i);
            for j in 1..=b.len() {
                let replaced = self.above[j - 1] + usize::from(a[i - 1] != b[j - 1]);
                let mut best = replaced.min(self.above[j] + 1).min(self.row[j - 1] + 1);
                if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                    best = best.min(self.before[j - 2] + 1);
                }
                self.row.push(best);
            }
            // A swap reaches back two rows.
            let least = |row: &[usize]| row.iter().copied().min().unwrap_or(0);
            if least(&self.row) > limit && least(&self.above) >= limit {
                return None;
            }
            std::mem::swap(&mut self.before, &mut self.above);
            std::mem::swap(&mut self.above, &mut self.row);
        }
        self.above.last().copied().filter(|distance| *distance <= limit)
    }
}
