//! A generated configuration, small enough to share a file with others.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde_json::{Map, Value, json};
use tests::traefik::Random;
use traefik_dynamic::{Kind, schema};

use crate::rules::{self, Syntax};
use crate::words;

/// How many of them share one file.
pub(crate) const SLOTS: usize = 64;

static SCHEMAS: LazyLock<BTreeMap<Kind, Value>> = LazyLock::new(|| {
    Kind::ALL
        .iter()
        .copied()
        .map(|kind| (kind, schema::of(kind)))
        .collect()
});

/// A configuration with names and entry points of its own: those of its slot.
#[derive(Debug, Clone)]
pub(crate) struct Unit {
    pub(crate) number: u64,
    pub(crate) slot: usize,
    pub(crate) config: Value,
}

impl Unit {
    /// The same with another configuration, in another slot.
    pub(crate) fn with(&self, config: &Value, slot: usize) -> Unit {
        let text = config.to_string();
        let mut moved = String::with_capacity(text.len());
        let mut rest = text.as_str();
        let own = self.slot.to_string();
        while let Some(at) = rest.find(own.as_str()) {
            let (before, behind) = (&rest[..at], &rest[at + own.len()..]);
            let mut letters = before.chars().rev();
            let is_named = matches!(letters.next(), Some('u' | 'p' | 'q' | 'd'))
                && letters.next().is_none_or(|letter| !letter.is_alphanumeric());
            let is_whole = !behind.starts_with(|letter: char| letter.is_ascii_digit());
            moved.push_str(before);
            moved.push_str(&if is_named && is_whole {
                slot.to_string()
            } else {
                own.clone()
            });
            rest = behind;
        }
        moved.push_str(rest);
        let config = serde_json::from_str(&moved).unwrap_or_else(|_| config.clone());
        Unit {
            slot,
            config,
            ..*self
        }
    }
}

/// Fields without which a component means little.
const MOSTLY: &[&str] = &[
    "rule",
    "service",
    "entryPoints",
    "servers",
    "url",
    "address",
    "services",
    "name",
    "fallback",
    "regex",
    "replacement",
    "prefix",
    "prefixes",
    "scheme",
    "users",
    "sourceRange",
    "attempts",
    "status",
    "middlewares",
    "query",
    "expression",
    "loadBalancer",
    // Without a certificate, Traefik generates one.
    "defaultCertificate",
    "amount",
    "average",
];
/// Fields that reach outside this computer, that only its host can judge, or that hide what becomes of a request.
const NEVER: &[&str] = &["redis", "spiffe", "peerCertSANs", "accessLogs", "usersFile"];

/// Generates the unit with this number.
pub(crate) fn unit(seed: u64, number: u64, slot: usize, is_old: bool) -> Unit {
    let mut random = Random::new(
        seed.wrapping_mul(0x9E37_79B9)
            .wrapping_add(number.wrapping_mul(0x0100_0000_01B3)),
    );
    let errs = random.one_in(6);
    let mut maker = Maker {
        slot,
        errs,
        is_old,
        counts: BTreeMap::new(),
        random,
        kind: Kind::HttpRouter,
        letter: 0,
    };
    let config = maker.configuration();
    Unit { number, slot, config }
}

struct Maker {
    random: Random,
    slot: usize,
    /// Whether it sometimes contains values of the wrong type.
    errs: bool,
    /// Whether rules use Traefik 2 syntax by default.
    is_old: bool,
    counts: BTreeMap<Kind, usize>,
    kind: Kind,
    letter: usize,
}

fn letter(number: usize) -> char {
    char::from(b"abcdefgh"[number % 8])
}

impl Maker {
    fn configuration(&mut self) -> Value {
        let theme = self.random.below(10);
        for &kind in Kind::ALL {
            let most = match (kind, theme) {
                (Kind::HttpRouter, 0..8) => 4,
                (Kind::HttpService, 0..8)
                | (Kind::HttpMiddleware, 3..6)
                | (Kind::TcpRouter | Kind::TcpService | Kind::TcpMiddleware, 8)
                | (Kind::UdpRouter | Kind::UdpService, 9) => 3,
                (Kind::HttpMiddleware, 0..8)
                | (Kind::TlsOptions, 7..9)
                | (Kind::HttpServersTransport, 5)
                | (Kind::TcpServersTransport, 8) => 2,
                (Kind::TlsStore | Kind::TlsCertificate, 7) => 1,
                _ => usize::from(self.random.one_in(12)),
            };
            let least = usize::from(matches!(kind, Kind::HttpRouter | Kind::HttpService) && theme < 8);
            let count = least + self.random.below(most + 1 - least.min(most));
            self.counts.insert(kind, count);
        }
        let mut root = Map::new();
        for (kind, count) in self.counts.clone() {
            for number in 0..count {
                (self.kind, self.letter) = (kind, number);
                let body = self.component(kind);
                let (section, collection) = kind.section();
                let section = root.entry(section).or_insert_with(|| json!({}));
                if kind == Kind::TlsCertificate {
                    section[collection] = json!([body]);
                } else {
                    let name = self.name(number);
                    section[collection][name] = body;
                }
            }
        }
        Value::Object(root)
    }

    /// The name of a component; there are only a few, so that they are used repeatedly.
    fn name(&mut self, number: usize) -> String {
        let name = format!("u{}{}", self.slot, letter(number));
        if self.random.one_in(300) {
            return name + self.random.of(&["@x", " ", ".b", "-ü", "@file", "A"]);
        }
        name
    }

    fn component(&mut self, kind: Kind) -> Value {
        let schema = &SCHEMAS[&kind];
        let mut body = self.object(schema, 0);
        if body["ruleSyntax"] == "v2" && body["rule"].is_string() {
            body["rule"] = json!(self.rule(true));
        }
        if kind == Kind::HttpRouter && self.random.one_in(8) {
            // A child: nothing of its own except rule and service.
            for field in ["entryPoints", "tls", "observability"] {
                if !self.random.one_in(8) {
                    body.as_object_mut().map(|body| body.remove(field));
                }
            }
            body["parentRefs"] = self.names(Kind::HttpRouter);
        }
        body
    }

    fn names(&mut self, kind: Kind) -> Value {
        (0..=self.random.below(2))
            .map(|_| json!(self.reference(kind)))
            .collect()
    }

    /// The name of a component of that kind; not all of them exist.
    fn reference(&mut self, kind: Kind) -> String {
        let count = self.counts.get(&kind).copied().unwrap_or(0);
        // A cycle of TCP or UDP services crashes the whole program.
        let is_deadly = matches!(kind, Kind::TcpService | Kind::UdpService) && self.kind == kind;
        let first = if is_deadly { self.letter + 1 } else { 0 };
        if count > first && !self.random.one_in(10) {
            let name = format!(
                "u{}{}",
                self.slot,
                letter(first + self.random.below(count - first))
            );
            return match self.random.below(20) {
                0 => name + "@file",
                1 if self.random.one_in(6) => name + self.random.of(&["@docker", "@", "@internal", "@FILE"]),
                _ => name,
            };
        }
        let missing = format!("u{}z", self.slot);
        let internal = self.random.of(&[
            "api@internal",
            "noop@internal",
            "dashboard@internal",
            "ping@internal",
            "prometheus@internal",
            "x@internal",
            "rest@internal",
        ]);
        match self.random.below(8) {
            0..4 => missing,
            4 => String::new(),
            5 => missing + "@docker",
            _ if matches!(kind, Kind::HttpService) => internal.to_owned(),
            _ => missing,
        }
    }

    fn object(&mut self, schema: &Value, depth: usize) -> Value {
        let Some(properties) = schema["properties"].as_object() else {
            return json!({});
        };
        let types: Vec<&str> = schema["x-types"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        let chosen = if types.is_empty() || self.random.one_in(60) {
            None
        } else {
            Some(self.chosen(&types))
        };
        let needed = schema["required"].as_array();
        let mut fields = Map::new();
        for (name, property) in properties
            .iter()
            .filter(|(name, _)| !NEVER.contains(&name.as_str()))
        {
            let is_needed = needed.is_some_and(|all| all.iter().any(|one| one == name));
            let takes = match &chosen {
                Some(chosen) if types.contains(&name.as_str()) => chosen == name,
                None if !types.is_empty() => self.random.one_in(types.len()),
                _ if is_needed || MOSTLY.contains(&name.as_str()) => !self.random.one_in(14),
                _ => self.random.one_in(4 + depth),
            };
            if !takes {
                continue;
            }
            let is_own = !(self.errs && self.random.one_in(40));
            let name = if is_own { name.clone() } else { name.to_uppercase() };
            let value = self.value(&name, property, depth + 1);
            fields.insert(name, value);
        }
        if fields.is_empty()
            && (schema["minProperties"] == 1 || depth == 0)
            && !(self.errs && self.random.one_in(10))
        {
            let names: Vec<&String> = properties
                .keys()
                .filter(|name| !NEVER.contains(&name.as_str()))
                .collect();
            let name = self.random.of(&names);
            let value = self.value(name, &properties[name.as_str()], depth + 1);
            fields.insert(name.clone(), value);
        }
        if self.errs && self.random.one_in(40) {
            let stranger = self.random.of(&words::odd());
            fields.insert("stranger".to_owned(), stranger);
        }
        Value::Object(fields)
    }

    /// Load balancers lead somewhere, so they are chosen more often.
    fn chosen(&mut self, types: &[&str]) -> String {
        if types.contains(&"loadBalancer") && self.random.below(5) < 3 {
            return "loadBalancer".to_owned();
        }
        self.random.of(types).to_owned()
    }

    fn value(&mut self, name: &str, schema: &Value, depth: usize) -> Value {
        if self.errs && self.random.one_in(25) {
            return self.random.of(&words::odd());
        }
        match schema["type"].as_str() {
            Some("integer") => self.number(name),
            Some("boolean") => json!(self.random.one_in(2)),
            Some("array") => {
                let most = if name == "servers" || name == "services" {
                    3
                } else {
                    2
                };
                let count = self
                    .random
                    .below(most + 1)
                    .max(usize::from(!self.random.one_in(6)));
                let refers = schema
                    .get("x-refers")
                    .map(|kind| json!({"type": "string", "x-refers": kind}));
                let items = refers.as_ref().unwrap_or(&schema["items"]);
                (0..count).map(|_| self.value(name, items, depth + 1)).collect()
            }
            Some("object") if schema.get("properties").is_some() => self.object(schema, depth),
            Some("object") => self.map(name, &schema["additionalProperties"], depth),
            _ => json!(self.text(name, schema)),
        }
    }

    fn number(&mut self, name: &str) -> Value {
        match name {
            "priority" => json!(self.random.of(words::PRIORITIES)),
            "attempts" | "version" => json!(self.random.of(&[0, 1, 2, 2, 3, -1])),
            "weight" | "percent" => json!(self.random.of(&[0, 1, 3, 50, 100, 101, -1])),
            // A breaker that trips answers with it; one that HTTP does not have breaks the connection off.
            "responseCode" => json!(self.random.of(&[200, 503, 599])),
            // What is allocated in memory, or listened on, must not be large.
            "port" => json!(self.random.of(&[0, 1, -1, 70_000])),
            "average" | "burst" | "amount" | "depth" | "ipv6Subnet" => {
                json!(self.random.of(&[0, 1, 64, 100, 128, 129, -1]))
            }
            _ => json!(self.random.of(words::NUMBERS)),
        }
    }

    fn map(&mut self, name: &str, schema: &Value, depth: usize) -> Value {
        let mut fields = Map::new();
        for _ in 0..=self.random.below(2) {
            let key = match name {
                "statusRewrites" => self.random.of(words::STATUSES),
                "plugin" => self.random.of(&["demo", "other"]),
                _ => self.random.of(&["X-A", "x-b", "Host", "X-Ü", "a b"]),
            };
            let value = if schema["type"] == "object" {
                json!({"k": "v"})
            } else {
                self.value(key, schema, depth)
            };
            fields.insert(key.to_owned(), value);
        }
        Value::Object(fields)
    }

    fn text(&mut self, name: &str, schema: &Value) -> String {
        if let Some(kind) = schema["x-refers"]
            .as_str()
            .and_then(|kind| kind.parse::<Kind>().ok())
        {
            return if kind == Kind::TlsOptions && self.random.one_in(4) {
                "default".to_owned()
            } else {
                self.reference(kind)
            };
        }
        if let Some(known) = schema["enum"].as_array().filter(|_| !self.random.one_in(10)) {
            return self.random.of(known).as_str().unwrap_or_default().to_owned();
        }
        if schema["format"] == "go-duration" {
            let duration = self.random.of(words::DURATIONS);
            // Checks of servers without a pause keep Traefik from everything else.
            let is_pause = name.to_ascii_lowercase().ends_with("interval");
            return if is_pause && duration == "1ns" {
                "1s"
            } else {
                duration
            }
            .to_owned();
        }
        match name {
            "rule" => self.rule(self.is_old),
            "entryPoints" => self.entry_point(),
            "ruleSyntax" => self.random.of(&["v3", "v3", "v2", "V2", "", "x"]).to_owned(),
            "regex" | "accessControlAllowOriginListRegex" | "authResponseHeadersRegex" => {
                rules::pattern(&mut self.random)
            }
            "sourceRange" | "excludedIPs" => rules::network(&mut self.random),
            "url" => self.of_two(words::URLS, words::ODD_URLS),
            "address" if self.kind == Kind::HttpMiddleware => self.of_two(words::URLS, words::ODD_URLS),
            "address" => self
                .random
                .of(&[
                    "127.0.0.1:1",
                    "127.0.0.1:2",
                    "[::1]:1",
                    "127.0.0.1",
                    "",
                    ":1",
                    "[::1]",
                    "127.0.0.1:x",
                    "::1:1",
                ])
                .to_owned(),
            "status" => self.of_two(&words::STATUSES[..4], words::STATUSES),
            "users" => self.of_two(&words::USERS[..2], words::USERS),
            "expression" => self.of_two(&words::BREAKERS[..5], words::BREAKERS),
            "retryExpression" => self.of_two(&words::BUFFERS[..4], words::BUFFERS),
            "prefix" | "prefixes" | "path" | "query" => self.of_two(words::PATHS, words::ODD_PATHS),
            "excludedContentTypes" | "includedContentTypes" => self.of_two(&words::MEDIA[..2], words::MEDIA),
            "encodings" | "defaultEncoding" => self.of_two(&words::ENCODINGS[..3], words::ENCODINGS),
            // With a file that is not there, it depends on Traefik's host what is built.
            "ca" | "cert" | "key" if self.kind == Kind::HttpMiddleware => {
                self.random.of(words::AUTHORITIES).to_owned()
            }
            "caFiles" => self.random.of(words::AUTHORITIES).to_owned(),
            "certFile" | "keyFile" | "cert" | "key" | "ca" | "rootCAs" | "usersFile" => {
                self.random.of(words::CERTIFICATES).to_owned()
            }
            "hostname" | "main" | "sans" => self.of_two(words::HOSTS, words::ODD_HOSTS),
            "certResolver" | "resolver" => self.random.of(&["", "le"]).to_owned(),
            _ => self.random.of(words::TEXTS).to_owned(),
        }
    }

    fn of_two(&mut self, common: &[&str], odd: &[&str]) -> String {
        let list = if self.random.below(3) > 0 { common } else { odd };
        self.random.of(list).to_owned()
    }

    fn rule(&mut self, is_old: bool) -> String {
        let syntax = match (self.kind, is_old != self.random.one_in(40)) {
            (Kind::TcpRouter, true) => Syntax::TcpOld,
            (Kind::TcpRouter, false) => Syntax::Tcp,
            (_, true) => Syntax::HttpOld,
            (_, false) => Syntax::Http,
        };
        rules::rule(&mut self.random, syntax)
    }

    fn entry_point(&mut self) -> String {
        let slot = self.slot;
        let own = if self.kind == Kind::UdpRouter { 'd' } else { 'p' };
        match self.random.below(24) {
            0..16 => format!("{own}{slot}"),
            16..20 => format!("q{slot}"),
            20 => format!("d{slot}"),
            21 => "any".to_owned(),
            // A TCP router there would hijack the API.
            _ if self.kind == Kind::HttpRouter => {
                self.random.of(&["nowhere", "", "P0", "traefik"]).to_owned()
            }
            _ => self.random.of(&["nowhere", "", "P0"]).to_owned(),
        }
    }
}
