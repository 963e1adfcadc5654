//! Exposes a service: from the address people open and the address where it runs to a router, a service and whatever
//! protects it, as one change set.
//!
//! [`known`] says what the profile uses already, [`address`] reads the two addresses, [`recipe`] holds the middlewares
//! as data, [`shape`] what all its routers have, [`building`] puts them together.

mod address;
mod building;
mod known;
mod recipe;
mod shape;

use serde::{Deserialize, Serialize};
use traefik_dynamic::Kind;

use super::plan::ChangePlan;
use crate::component_ref::ComponentRef;

pub(super) use building::of;
pub use known::{ExposeChoices, LoginChoice, MiddlewareChoice};
pub(super) use known::{Known, choices};
pub use recipe::{LoginProduct, UnknownProduct};

/// What to expose, and how.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[allow(clippy::struct_excessive_bools, reason = "each is a choice of its own")]
pub struct Exposure {
    /// The address people open: a host, optionally with a path; a whole URL may be pasted.
    pub address: String,
    /// Where the service runs: `http`, `https` or `h2c`, host and port; without a scheme, `http`.
    pub server: String,
    /// Whether a certificate of the service is accepted that nobody vouches for.
    pub self_signed: bool,
    /// Who can open it.
    pub access: Access,
    /// Whether it is served over HTTPS, and with which certificate.
    pub https: Https,
    /// Whether the certificate is for all names beside the host, such as `*.example.com`.
    pub wildcard: bool,
    /// The entry points; with none, those that similar routers use.
    pub entry_points: Vec<String>,
    /// Whether responses get headers that browsers use to protect people.
    pub security_headers: bool,
    /// Whether plain HTTP is redirected to HTTPS.
    pub redirect: bool,
    /// The name of router and service; if there is none, one is suggested.
    pub name: Option<String>,
}

/// Who can open a service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type), serde(rename = "ServiceAccess"))]
#[serde(tag = "access", rename_all = "kebab-case")]
pub enum Access {
    /// Anyone.
    Anyone,
    /// Anyone with a password.
    Password {
        /// The entry made of name and password, as [`crate::password::basic_entry`] makes it.
        entry: String,
    },
    /// People who sign in.
    Login {
        /// Where they sign in.
        product: LoginProduct,
        /// Its address as Traefik reaches it; if there is none, that of its own manual.
        address: Option<String>,
    },
    /// Only clients in certain networks.
    Networks {
        /// The networks; with none, the private ones.
        networks: Vec<String>,
    },
    /// Those that a middleware of the profile lets through.
    Middleware {
        /// Which one.
        name: String,
    },
}

/// The certificate of a service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type), serde(rename = "ServiceHttps"))]
#[serde(tag = "https", rename_all = "kebab-case")]
pub enum Https {
    /// As other routers have it, or as the entry points suggest.
    Suggested,
    /// One that a certificate resolver obtains.
    Resolver {
        /// Which one.
        name: String,
    },
    /// One that is there already, in a file or on an entry point.
    Own,
    /// Plain HTTP only.
    None,
}

/// A service that can be exposed as planned.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Exposed {
    /// What would be made.
    pub plan: ChangePlan,
    /// The name of router and service.
    pub name: String,
    /// The address people open.
    pub url: String,
    /// Its entry points; with none, Traefik's default ones.
    pub entry_points: Vec<String>,
    /// What is done about HTTPS.
    pub https: Https,
    /// What would be new, in the order in which it is looked at: the router first.
    pub made: Vec<MadeComponent>,
    /// Components of the profile that are used as they are.
    pub reused: Vec<ComponentRef>,
    /// What to know or do besides, in whole sentences.
    pub notes: Vec<String>,
}

/// A component that would be new.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct MadeComponent {
    /// Its kind.
    pub kind: Kind,
    /// Its name.
    pub name: String,
    /// The type, such as `loadBalancer` or `basicAuth`.
    pub type_name: Option<String>,
    /// What it does, in one line.
    pub summary: String,
}

#[cfg(test)]
mod tests;
