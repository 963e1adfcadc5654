//! Middlewares and transports that protect a service, as data.

use std::str::FromStr;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// What people sign in to, in front of a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum LoginProduct {
    /// Authelia.
    Authelia,
    /// authentik.
    Authentik,
    /// `OAuth2` Proxy.
    #[serde(rename = "oauth2-proxy")]
    Oauth2Proxy,
}

/// No such product.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("known are authelia, authentik and oauth2-proxy")]
pub struct UnknownProduct;

impl FromStr for LoginProduct {
    type Err = UnknownProduct;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let found = LOGINS.iter().find(|one| one.name == text);
        found.map(|one| one.product).ok_or(UnknownProduct)
    }
}

/// How a product is asked, as its own manual says.
#[derive(Debug)]
pub(super) struct Login {
    pub(super) product: LoginProduct,
    /// The name of its middleware and of its service.
    pub(super) name: &'static str,
    /// Where its manual runs it.
    pub(super) address: &'static str,
    /// The path that answers whether a request may pass.
    pub(super) path: &'static str,
    /// The headers that say to the service who signed in.
    headers: &'static [&'static str],
    /// Whether it needs to know what the client asked for from a proxy before.
    trusts_forwarded: bool,
    /// Requests to this path, on the host of the service, must reach the product.
    pub(super) callback: Option<&'static str>,
    /// What must be set there, in a whole sentence.
    pub(super) note: Option<&'static str>,
}

pub(super) const LOGINS: [Login; 3] = [
    Login {
        product: LoginProduct::Authelia,
        name: "authelia",
        address: "http://authelia:9091",
        path: "/api/authz/forward-auth",
        headers: &["Remote-User", "Remote-Groups", "Remote-Email", "Remote-Name"],
        trusts_forwarded: true,
        callback: None,
        note: Some("In Authelia, `session.cookies` must name the domain and `authelia_url`"),
    },
    Login {
        product: LoginProduct::Authentik,
        name: "authentik",
        address: "http://authentik-server:9000",
        path: "/outpost.goauthentik.io/auth/traefik",
        headers: &[
            "X-authentik-username",
            "X-authentik-groups",
            "X-authentik-entitlements",
            "X-authentik-email",
            "X-authentik-name",
            "X-authentik-uid",
            "X-authentik-jwt",
            "X-authentik-meta-jwks",
            "X-authentik-meta-outpost",
            "X-authentik-meta-provider",
            "X-authentik-meta-app",
            "X-authentik-meta-version",
        ],
        trusts_forwarded: true,
        callback: Some("/outpost.goauthentik.io/"),
        note: Some("In authentik, a proxy provider with forward auth must know this address"),
    },
    Login {
        product: LoginProduct::Oauth2Proxy,
        name: "oauth2-proxy",
        address: "http://oauth2-proxy:4180",
        path: "/",
        headers: &["X-Auth-Request-Access-Token", "Authorization"],
        trusts_forwarded: false,
        callback: Some("/oauth2/"),
        note: Some("OAuth2 Proxy must run with `--reverse-proxy=true` and `--upstream=static://202`"),
    },
];

impl Login {
    pub(super) fn of(product: LoginProduct) -> &'static Login {
        let found = LOGINS.iter().find(|one| one.product == product);
        found.unwrap_or(&LOGINS[0])
    }

    /// The product that a `forwardAuth` asks, where its address tells.
    pub(super) fn asked_by(address: &str) -> Option<&'static Login> {
        let path = address.split_once("://")?.1.split_once('/')?.1;
        let path = path.split('?').next()?;
        let mut all = LOGINS.iter();
        all.find(|one| one.path.len() > 1 && one.path.strip_prefix('/') == Some(path))
    }

    pub(super) fn middleware(&self, address: &str) -> Value {
        let mut auth = json!({ "address": address, "authResponseHeaders": self.headers });
        if self.trusts_forwarded {
            auth["trustForwardHeader"] = json!(true);
        }
        json!({ "forwardAuth": auth })
    }
}

/// Loopback, the private networks of IPv4, and the unique local and link-local addresses of IPv6.
const PRIVATE: [&str; 7] = [
    "127.0.0.0/8",
    "10.0.0.0/8",
    "172.16.0.0/12",
    "192.168.0.0/16",
    "::1/128",
    "fc00::/7",
    "fe80::/10",
];

/// Lets only clients in these networks through.
pub(super) fn allow_list(networks: &[String]) -> Value {
    if networks.is_empty() {
        return json!({ "ipAllowList": { "sourceRange": PRIVATE } });
    }
    json!({ "ipAllowList": { "sourceRange": networks } })
}

pub(super) fn basic_auth(entry: &str) -> Value {
    json!({ "basicAuth": { "users": [entry] } })
}

/// Headers that break no page: no guessing of content types, no frames of strangers, no full addresses for strangers,
/// and HTTPS for a year where it is served.
pub(super) fn security_headers(is_secure: bool) -> Value {
    let mut headers = json!({
        "contentTypeNosniff": true,
        "customFrameOptionsValue": "SAMEORIGIN",
        "referrerPolicy": "strict-origin-when-cross-origin",
    });
    if is_secure {
        headers["stsSeconds"] = json!(31_536_000);
    }
    json!({ "headers": headers })
}

pub(super) fn redirect_to_https() -> Value {
    json!({ "redirectScheme": { "scheme": "https", "permanent": true } })
}

/// Takes any certificate of a server.
pub(super) fn self_signed() -> Value {
    json!({ "insecureSkipVerify": true })
}
