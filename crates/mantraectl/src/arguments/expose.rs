//! `expose`: which service, where, and for whom.

use std::str::FromStr;

use clap::Args;
use mantrae_core::engine::{Exposure, Https, LoginProduct};

use super::component::DryRun;

/// A service to expose.
#[derive(Debug, Args)]
#[allow(clippy::struct_excessive_bools, reason = "each is an option of its own")]
pub(crate) struct ExposeCommand {
    /// The address people open, such as `photos.example.com` or `example.com/photos`
    #[arg(value_name = "HOST")]
    address: String,
    /// Where the service runs, such as `http://192.0.2.20:2283`; also `https` and `h2c`
    #[arg(value_name = "URL")]
    server: String,
    /// The profile
    #[arg(long)]
    pub(crate) profile: String,
    /// Who can open it: `anyone`, `password`, `authelia`, `authentik`, `oauth2-proxy`, `home-network` or
    /// `middleware=NAME`
    ///
    /// `authelia=http://auth.lan:9091` says where a product runs, `home-network=192.0.2.0/24,2001:db8::/32` which
    /// networks count. `password` needs `--user`.
    #[arg(long, value_name = "WHO", default_value = "anyone")]
    pub(crate) auth: Auth,
    /// The user name for `--auth password`; the password is asked for on the terminal, and only its hash is stored
    #[arg(long, value_name = "NAME")]
    pub(crate) user: Option<String>,
    /// Read the password from standard input
    #[arg(long, requires = "user")]
    pub(crate) password_stdin: bool,
    /// Accept the self-signed certificate of the service, for this service only
    #[arg(long)]
    self_signed: bool,
    /// The certificate [default: as other routers have it]
    #[command(flatten)]
    certificate: Certificate,
    /// Ask for a certificate for all names beside the host, such as `*.example.com`
    #[arg(long)]
    wildcard: bool,
    /// An entry point [default: those of similar routers]; can be given more than once
    #[arg(long = "entry-point", value_name = "NAME")]
    entry_points: Vec<String>,
    /// Add headers that browsers use to protect people
    #[arg(long)]
    security_headers: bool,
    /// Redirect plain HTTP to HTTPS
    #[arg(long)]
    redirect: bool,
    /// The name of router and service [default: one that fits the address and is free]
    #[arg(long)]
    name: Option<String>,
    /// Whether to do it
    #[command(flatten)]
    pub(crate) dry: DryRun,
}

/// At most one of these.
#[derive(Debug, Args)]
#[group(multiple = false)]
struct Certificate {
    /// Serve it over HTTPS with a certificate from this resolver
    #[arg(long, value_name = "NAME")]
    resolver: Option<String>,
    /// Serve it over HTTPS with a certificate that is there already
    #[arg(long = "own-certificate")]
    own: bool,
    /// Serve it over plain HTTP only
    #[arg(long)]
    plain: bool,
}

impl ExposeCommand {
    /// In the engine's terms.
    pub(crate) fn exposure(self, access: mantrae_core::engine::Access) -> Exposure {
        let Certificate { resolver, own, plain } = self.certificate;
        let https = match (resolver, own, plain) {
            (Some(name), ..) => Https::Resolver { name },
            (None, true, _) => Https::Own,
            (None, false, true) => Https::None,
            (None, false, false) => Https::Suggested,
        };
        Exposure {
            address: self.address,
            server: self.server,
            self_signed: self.self_signed,
            access,
            https,
            wildcard: self.wildcard,
            entry_points: self.entry_points,
            security_headers: self.security_headers,
            redirect: self.redirect,
            name: self.name,
        }
    }
}

/// Who can open it.
#[derive(Debug, Clone)]
pub(crate) enum Auth {
    Anyone,
    Password,
    Login(LoginProduct, Option<String>),
    Networks(Vec<String>),
    Middleware(String),
}

impl FromStr for Auth {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (who, more) = match text.split_once('=') {
            Some((who, more)) => (who, Some(more.to_owned())),
            None => (text, None),
        };
        match (who, more) {
            ("anyone", None) => Ok(Self::Anyone),
            ("password", None) => Ok(Self::Password),
            ("password", Some(_)) => Err("the password is asked for, never written here".to_owned()),
            ("home-network", networks) => {
                let networks = networks.unwrap_or_default();
                let networks = networks.split(',').map(str::trim).filter(|one| !one.is_empty());
                Ok(Self::Networks(networks.map(str::to_owned).collect()))
            }
            ("middleware", Some(name)) if !name.is_empty() => Ok(Self::Middleware(name)),
            ("middleware", _) => Err("write middleware=NAME".to_owned()),
            (who, address) => match who.parse() {
                Ok(product) => Ok(Self::Login(product, address)),
                Err(_) => Err(
                    "it is one of anyone, password, authelia, authentik, oauth2-proxy, home-network and middleware=NAME"
                        .to_owned(),
                ),
            },
        }
    }
}
