//! `storage`: where backups go.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use mantrae_core::settings::storage::{Addressing, Checksums, Preset};

/// Locations of backups.
#[derive(Debug, Subcommand)]
pub(crate) enum StorageCommand {
    /// List all locations
    List,
    /// Test every location that is on, or one, step by step
    Test {
        /// The name or id of the location
        name: Option<String>,
    },
    /// Add an S3 location; save its secret key with `secret set s3-secret:NAME`
    Add(Box<NewLocation>),
    /// Remove a location from the list; the backups there are kept
    Remove {
        /// The name or id of the location
        name: String,
    },
    /// Print the minimal policy that a key needs, to copy into the provider's console
    Policy {
        /// The name or id of the location
        name: String,
    },
}

/// An S3 location.
#[derive(Debug, Args)]
pub(crate) struct NewLocation {
    /// The name of the location
    pub(crate) name: String,
    /// The bucket
    #[arg(long)]
    pub(crate) bucket: String,
    /// The access key id, the public half of the key
    #[arg(long, value_name = "ID")]
    pub(crate) access_key: String,
    /// The address; not needed if provider and region determine it
    #[arg(long, default_value = "", value_name = "URL")]
    pub(crate) endpoint: String,
    /// aws, cloudflare-r2, backblaze-b2, wasabi, hetzner, scaleway, digital-ocean, ovh, idrive, tigris or own
    #[arg(long, default_value = "own", value_parser = word::<Preset>)]
    pub(crate) provider: Preset,
    /// The region, as the provider calls it
    #[arg(long, default_value = "")]
    pub(crate) region: String,
    /// The folder in the bucket
    #[arg(long, default_value = "backups/")]
    pub(crate) path: String,
    /// path or virtual-host, if the provider needs a specific one
    #[arg(long, value_parser = word::<Addressing>)]
    pub(crate) addressing: Option<Addressing>,
    /// when-required or always, if the provider needs a specific one
    #[arg(long, value_parser = word::<Checksums>)]
    pub(crate) checksums: Option<Checksums>,
    /// A PEM file of certificates to trust in addition to the system's
    #[arg(long, value_name = "FILE")]
    pub(crate) ca_file: Option<PathBuf>,
    /// Allow http://: backups are sent unencrypted
    #[arg(long)]
    pub(crate) plain_http: bool,
    /// Add it to the list without using it yet
    #[arg(long)]
    pub(crate) off: bool,
}

/// A word of the settings, as files write it.
fn word<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, String> {
    serde_json::from_value(serde_json::Value::String(text.to_owned())).map_err(|error| error.to_string())
}
