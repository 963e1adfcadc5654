//! What is known about the Traefik that will run a configuration.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// What a gateway's install (static) configuration decides. Serialised as JSON:
///
/// ```
/// use traefik_dynamic::Facts;
///
/// let text = r#"{
///     "version": "3.7.15",
///     "entry_points": { "web": { "address": ":80" }, "dns": { "address": ":53/udp" } },
///     "resolvers": ["le"]
/// }"#;
/// let facts: Facts = serde_json::from_str(text).unwrap();
/// assert_eq!(facts.default_entry_points(), ["web"]);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Facts {
    /// The version, such as `3.7.15`; `None` if unknown.
    pub version: Option<String>,
    /// The entry points, by name.
    #[serde(alias = "entryPoints")]
    pub entry_points: BTreeMap<String, EntryPoint>,
    /// Names of the certificate resolvers.
    #[serde(alias = "certificatesResolvers", deserialize_with = "names")]
    pub resolvers: Vec<String>,
    /// Names of the plugins.
    #[serde(deserialize_with = "names")]
    pub plugins: Vec<String>,
    /// Names of the enabled providers, such as `file` and `docker`.
    #[serde(deserialize_with = "names")]
    pub providers: Vec<String>,
    /// The syntax of rules that do not specify one: `v3` or `v2`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default_rule_syntax: Option<String>,
    /// Traefik's own services that are enabled, such as `api`, `dashboard`, `ping`; `None` if unknown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub built_in_services: Option<Vec<String>>,
}

/// A list of names, or an object keyed by name.
fn names<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Names {
        List(Vec<String>),
        Object(BTreeMap<String, serde_json::Value>),
    }
    Ok(match Option::<Names>::deserialize(deserializer)? {
        None => Vec::new(),
        Some(Names::List(names)) => names,
        Some(Names::Object(names)) => names.into_keys().collect(),
    })
}

/// Where a gateway listens.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[allow(clippy::struct_excessive_bools, reason = "they are settings of Traefik")]
#[serde(from = "Written")]
pub struct EntryPoint {
    /// The address, such as `:443`.
    pub address: String,
    /// Its transport protocol.
    pub protocol: Transport,
    /// Whether it is one of those that routers without entry points listen on.
    pub default: bool,
    /// TLS for routers that have none of their own; `None` for none.
    pub tls: Option<EntryPointTls>,
    /// Names of the middlewares that run before those of each router.
    pub middlewares: Vec<String>,
    /// Where its requests are redirected to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub redirect: Option<Redirect>,
    /// Whether `.`, `..` and double slashes are removed from paths.
    pub sanitize_path: bool,
    /// Characters that must not be percent-encoded in a path, in plain form: `/`, `%`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub denied_encoded_characters: Vec<char>,
    /// Whether a semicolon in a query is part of a value.
    #[serde(skip_serializing_if = "is_false")]
    pub encode_query_semicolons: bool,
    /// What happens to headers with `_` in their names.
    pub underscore_headers: UnderscoreHeaders,
    /// Clients whose `X-Forwarded-` headers are trusted.
    pub forwarded_headers: ForwardedHeaders,
    /// Whether it sets any observability option, which turns its routers into copies.
    #[serde(skip_serializing_if = "is_false")]
    pub has_observability: bool,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde passes references")]
fn is_false(value: &bool) -> bool {
    !value
}

/// The transport protocol of an entry point.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Transport {
    /// TCP, and HTTP over it.
    #[default]
    Tcp,
    /// UDP.
    Udp,
}

/// TLS for the routers of an entry point that have none of their own.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct EntryPointTls {
    /// Name of the TLS options.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub options: Option<String>,
    /// Name of the certificate resolver.
    #[serde(alias = "certResolver", skip_serializing_if = "Option::is_none")]
    pub cert_resolver: Option<String>,
}

/// The redirect of an entry point.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Redirect {
    /// The name of an entry point, or a port such as `:8443`.
    pub to: String,
    /// The scheme. Default: `https`.
    #[serde(default = "https")]
    pub scheme: String,
    /// Whether browsers may cache it.
    #[serde(default = "yes")]
    pub permanent: bool,
    /// Its priority; `None` means above every router.
    #[serde(default)]
    pub priority: Option<i64>,
}

fn https() -> String {
    "https".to_owned()
}

fn yes() -> bool {
    true
}

/// What happens to headers with `_` in their names.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum UnderscoreHeaders {
    /// They are kept.
    #[default]
    Keep,
    /// They are dropped before routing.
    Delete,
    /// The request is answered with 400.
    Reject,
}

/// Clients whose `X-Forwarded-` headers are trusted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ForwardedHeaders {
    /// Whether all clients are trusted.
    pub insecure: bool,
    /// The addresses and networks that are trusted.
    #[serde(alias = "trustedIPs")]
    pub trusted_ips: Vec<String>,
}

/// An entry point as written here or, in part, in an install configuration.
#[derive(Deserialize)]
#[allow(clippy::struct_excessive_bools, reason = "they are settings of Traefik")]
#[serde(default)]
struct Written {
    address: String,
    protocol: Option<Transport>,
    #[serde(alias = "asDefault", alias = "as_default")]
    default: bool,
    tls: Option<EntryPointTls>,
    middlewares: Vec<String>,
    redirect: Option<Redirect>,
    #[serde(alias = "sanitizePath")]
    sanitize_path: Option<bool>,
    denied_encoded_characters: Vec<char>,
    #[serde(alias = "encodeQuerySemicolons")]
    encode_query_semicolons: bool,
    #[serde(alias = "underscoreHeadersStrategy")]
    underscore_headers: UnderscoreHeaders,
    #[serde(alias = "forwardedHeaders")]
    forwarded_headers: ForwardedHeaders,
    has_observability: bool,
    observability: Option<serde::de::IgnoredAny>,
    http: Http,
}

impl Default for Written {
    fn default() -> Self {
        Written {
            address: String::new(),
            protocol: None,
            default: false,
            tls: None,
            middlewares: Vec::new(),
            redirect: None,
            sanitize_path: None,
            denied_encoded_characters: Vec::new(),
            encode_query_semicolons: false,
            underscore_headers: UnderscoreHeaders::Keep,
            forwarded_headers: ForwardedHeaders::default(),
            has_observability: false,
            observability: None,
            http: Http::default(),
        }
    }
}

/// The `http` part of an entry point in an install configuration.
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Http {
    tls: Option<EntryPointTls>,
    middlewares: Vec<String>,
    redirections: Redirections,
    sanitize_path: Option<bool>,
    encoded_characters: Option<BTreeMap<String, bool>>,
    encode_query_semicolons: bool,
    underscore_headers_strategy: Option<UnderscoreHeaders>,
    alias_headers_strategy: Option<UnderscoreHeaders>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Redirections {
    entry_point: Option<Redirect>,
}

/// Names, in an install configuration, of the characters that may be percent-encoded in a path.
pub const ENCODED_CHARACTERS: [(&str, char); 7] = [
    ("allowEncodedSlash", '/'),
    ("allowEncodedBackSlash", '\\'),
    ("allowEncodedNullCharacter", '\0'),
    ("allowEncodedSemicolon", ';'),
    ("allowEncodedPercent", '%'),
    ("allowEncodedQuestionMark", '?'),
    ("allowEncodedHash", '#'),
];

impl From<Written> for EntryPoint {
    fn from(written: Written) -> Self {
        let http = written.http;
        let (address, protocol) = match written.address.rsplit_once('/') {
            Some((address, "udp")) => (address.to_owned(), Transport::Udp),
            Some((address, "tcp")) => (address.to_owned(), Transport::Tcp),
            _ => (written.address, written.protocol.unwrap_or_default()),
        };
        let mut denied = written.denied_encoded_characters;
        for (name, _) in http
            .encoded_characters
            .iter()
            .flatten()
            .filter(|(_, is_allowed)| !**is_allowed)
        {
            denied.extend(
                ENCODED_CHARACTERS
                    .iter()
                    .filter(|(own, _)| own == name)
                    .map(|(_, c)| *c),
            );
        }
        let mut middlewares = written.middlewares;
        middlewares.extend(http.middlewares);
        EntryPoint {
            address,
            protocol,
            default: written.default,
            tls: written.tls.or(http.tls),
            middlewares,
            redirect: written.redirect.or(http.redirections.entry_point),
            sanitize_path: written.sanitize_path.or(http.sanitize_path).unwrap_or(true),
            denied_encoded_characters: denied,
            encode_query_semicolons: written.encode_query_semicolons || http.encode_query_semicolons,
            underscore_headers: http
                .underscore_headers_strategy
                .or(http.alias_headers_strategy)
                .unwrap_or(written.underscore_headers),
            forwarded_headers: written.forwarded_headers,
            has_observability: written.has_observability
                || written.observability.is_some()
                || http.encoded_characters.is_some(),
        }
    }
}

impl Default for EntryPoint {
    fn default() -> Self {
        Written::default().into()
    }
}

impl EntryPoint {
    /// Whether its routers become copies, with what the entry point adds. They are called by its name, `-`, and the
    /// router's.
    pub fn has_model(&self) -> bool {
        self.tls.is_some()
            || !self.middlewares.is_empty()
            || !self.denied_encoded_characters.is_empty()
            || self.has_observability
    }
}

impl Facts {
    /// The entry points for HTTP and TCP routers that name none.
    pub fn default_entry_points(&self) -> Vec<&str> {
        let is_chosen = self.entry_points.values().any(|one| one.default);
        let all = self.entry_points.iter().filter(|(name, one)| {
            one.protocol == Transport::Tcp && *name != "traefik" && (one.default || !is_chosen)
        });
        all.map(|(name, _)| name.as_str()).collect()
    }

    /// The entry points of a protocol.
    pub(crate) fn of(&self, protocol: Transport) -> impl Iterator<Item = &str> {
        let all = self
            .entry_points
            .iter()
            .filter(move |(_, one)| one.protocol == protocol);
        all.map(|(name, _)| name.as_str())
    }

    /// Whether there is such an entry point.
    pub(crate) fn has(&self, name: &str, protocol: Transport) -> bool {
        self.entry_points
            .get(name)
            .is_some_and(|one| one.protocol == protocol)
    }

    /// Whether rules that do not specify a syntax use that of Traefik 2.
    pub(crate) fn defaults_to_v2(&self) -> bool {
        self.default_rule_syntax.as_deref() == Some("v2")
    }

    /// Whether any entry point makes copies of its routers.
    pub(crate) fn has_models(&self) -> bool {
        self.default_rule_syntax.is_some() || self.entry_points.values().any(EntryPoint::has_model)
    }
}
