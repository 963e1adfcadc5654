//! `route`: which router takes a request.

use std::path::PathBuf;

use clap::Args;

/// Which router takes a request.
#[derive(Debug, Args)]
pub(crate) struct RouteCommand {
    /// Addresses, or curl commands
    #[arg(value_name = "URL", required_unless_present = "requests")]
    pub(crate) requests_of: Vec<String>,
    /// Traefik files to use; together they form one configuration
    #[arg(
        long = "file",
        value_name = "FILE",
        num_args = 1..,
        required_unless_present = "profile",
        conflicts_with = "profile"
    )]
    pub(crate) files: Vec<PathBuf>,
    /// The profile to use: its enabled components
    #[arg(long, value_name = "NAME")]
    pub(crate) profile: Option<String>,
    /// Facts about the gateway: its install configuration, or JSON [default: those of the profile]
    #[arg(long, value_name = "FILE")]
    pub(crate) facts: Option<PathBuf>,
    /// A file with one JSON request per line, host and target exactly as sent
    #[arg(long, value_name = "FILE.jsonl")]
    pub(crate) requests: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) options: RequestOptions,
}

/// What an address does not say of a request.
#[derive(Debug, Args)]
pub(crate) struct RequestOptions {
    /// The method [default: GET]
    #[arg(long, value_name = "METHOD")]
    pub(crate) method: Option<String>,
    /// A header line, such as 'X-Env: staging'
    #[arg(long = "header", value_name = "LINE")]
    pub(crate) headers: Vec<String>,
    /// The address of the client
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) client_ip: Option<std::net::IpAddr>,
    /// The entry point [default: the one with the port of the address]
    #[arg(long, value_name = "NAME")]
    pub(crate) entry_point: Option<String>,
}
