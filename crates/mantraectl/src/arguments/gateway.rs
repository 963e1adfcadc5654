//! `gateway`: what is known of the Traefik that runs a profile.

use clap::{Args, Subcommand};

/// What is known of the Traefik that runs a profile.
#[derive(Debug, Subcommand)]
pub(crate) enum GatewayCommand {
    /// What is known
    Show {
        /// Which profile
        #[arg(long)]
        profile: String,
    },
    /// Enter parts of it by hand; the others stay as they are
    Set(GatewayChange),
    /// Read it from the install configuration (YAML or TOML), a compose file, a text with flags or variables, or ask the API
    Learn {
        /// A file, `-` for standard input, or the address of the API, such as `http://traefik.lan:8080`
        #[arg(value_name = "FILE|URL")]
        source: String,
        /// Which profile
        #[arg(long)]
        profile: String,
    },
    /// Forget all of it
    Forget {
        /// Which profile
        #[arg(long)]
        profile: String,
    },
}

/// What is entered by hand.
#[derive(Debug, Args)]
pub(crate) struct GatewayChange {
    /// Which profile
    #[arg(long)]
    pub(crate) profile: String,
    /// The version, such as `3.7.15` or `3.7`
    #[arg(long = "traefik-version", value_name = "VERSION", value_parser = version)]
    pub(crate) traefik_version: Option<String>,
    /// An entry point, such as `websecure=:443,default,tls=le` or `dns=:53/udp`; given once or more, these replace all
    #[arg(long = "entry-point", value_name = "NAME=ADDRESS[,default][,tls[=RESOLVER]]")]
    pub(crate) entry_points: Vec<String>,
    /// A certificate resolver; given once or more, these replace all
    #[arg(long = "resolver", value_name = "NAME")]
    pub(crate) resolvers: Vec<String>,
    /// A plugin; given once or more, these replace all
    #[arg(long = "plugin", value_name = "NAME")]
    pub(crate) plugins: Vec<String>,
    /// A provider, such as `docker`; given once or more, these replace all
    #[arg(long = "provider", value_name = "NAME")]
    pub(crate) providers: Vec<String>,
}

fn version(text: &str) -> Result<String, String> {
    let version = text.strip_prefix('v').unwrap_or(text);
    let numbers: Vec<&str> = version.split(['.', '-']).collect();
    let is_version = numbers.len() >= 2 && numbers[..2].iter().all(|number| number.parse::<u32>().is_ok());
    if is_version {
        Ok(version.to_owned())
    } else {
        Err("write it as `3.7.15` or `3.7`".to_owned())
    }
}
