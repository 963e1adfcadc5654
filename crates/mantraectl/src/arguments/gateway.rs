//! `gateway`: what is known about the Traefik that runs a profile.

use clap::{Args, Subcommand};

/// Facts about the Traefik that runs a profile.
#[derive(Debug, Subcommand)]
pub(crate) enum GatewayCommand {
    /// Show the facts
    Show {
        /// The profile
        #[arg(long)]
        profile: String,
    },
    /// Enter facts by hand; those you leave out stay as they are
    Set(GatewayChange),
    /// Read the facts from an install configuration (YAML or TOML), a compose file, flags or variables, or from
    /// Traefik's API
    Learn {
        /// A file, `-` for standard input, or the address of the API, such as `http://traefik.lan:8080`
        #[arg(value_name = "FILE|URL")]
        source: String,
        /// The profile
        #[arg(long)]
        profile: String,
        /// The user name for Traefik's API, if it requires one; the password is asked for on the terminal and not saved
        #[arg(long, value_name = "NAME")]
        user: Option<String>,
        /// Read the password from standard input
        #[arg(long, requires = "user")]
        password_stdin: bool,
    },
    /// Forget the facts
    Forget {
        /// The profile
        #[arg(long)]
        profile: String,
    },
}

/// Facts entered by hand.
#[derive(Debug, Args)]
pub(crate) struct GatewayChange {
    /// The profile
    #[arg(long)]
    pub(crate) profile: String,
    /// The version, such as `3.7.15` or `3.7`
    #[arg(long = "traefik-version", value_name = "VERSION", value_parser = version)]
    pub(crate) traefik_version: Option<String>,
    /// An entry point, such as `websecure=:443,default,tls=le` or `dns=:53/udp`; replaces existing ones; can be
    /// given more than once
    #[arg(long = "entry-point", value_name = "NAME=ADDRESS[,default][,tls[=RESOLVER]]")]
    pub(crate) entry_points: Vec<String>,
    /// A certificate resolver; replaces existing ones; can be given more than once
    #[arg(long = "resolver", value_name = "NAME")]
    pub(crate) resolvers: Vec<String>,
    /// A plugin; replaces existing ones; can be given more than once
    #[arg(long = "plugin", value_name = "NAME")]
    pub(crate) plugins: Vec<String>,
    /// A provider, such as `docker`; replaces existing ones; can be given more than once
    #[arg(long = "provider", value_name = "NAME")]
    pub(crate) providers: Vec<String>,
}

fn version(text: &str) -> Result<String, String> {
    mantrae_core::gateway::version_number(text).map_err(|_| "write it as `3.7.15` or `3.7`".to_owned())
}
