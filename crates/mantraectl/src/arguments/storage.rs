//! `storage`: where backups go.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use mantrae_core::settings::storage::{Addressing, Checksums, Preset};

/// Where backups go.
#[derive(Debug, Subcommand)]
pub(crate) enum StorageCommand {
    /// All locations
    List,
    /// Try them out, step by step: every one that is on, or one
    Test {
        /// Its name or id
        name: Option<String>,
    },
    /// Add an S3 location. Its secret key is given with `secret set s3-secret:NAME`, never here
    Add(Box<NewLocation>),
    /// Take one out of the list. What lies there stays there
    Remove {
        /// Its name or id
        name: String,
    },
    /// The least rights that a key needs for a location, to copy into the provider's console
    Policy {
        /// Its name or id
        name: String,
    },
}

/// An S3 location.
#[derive(Debug, Args)]
pub(crate) struct NewLocation {
    /// How lists call it
    pub(crate) name: String,
    /// The bucket
    #[arg(long)]
    pub(crate) bucket: String,
    /// The half of the key that is no secret
    #[arg(long, value_name = "ID")]
    pub(crate) access_key: String,
    /// The address; not needed where provider and region tell it
    #[arg(long, default_value = "", value_name = "URL")]
    pub(crate) endpoint: String,
    /// aws, cloudflare-r2, backblaze-b2, wasabi, hetzner, scaleway, digital-ocean, ovh, idrive, tigris or own
    #[arg(long, default_value = "own", value_parser = word::<Preset>)]
    pub(crate) provider: Preset,
    /// As the provider calls it
    #[arg(long, default_value = "")]
    pub(crate) region: String,
    /// The folder in the bucket
    #[arg(long, default_value = "backups/")]
    pub(crate) path: String,
    /// path or virtual-host, where the provider needs it otherwise
    #[arg(long, value_parser = word::<Addressing>)]
    pub(crate) addressing: Option<Addressing>,
    /// when-required or always, where the provider needs it otherwise
    #[arg(long, value_parser = word::<Checksums>)]
    pub(crate) checksums: Option<Checksums>,
    /// Certificates to trust besides those of the system, PEM
    #[arg(long, value_name = "FILE")]
    pub(crate) ca_file: Option<PathBuf>,
    /// Agree that backups travel in the clear, over http://
    #[arg(long)]
    pub(crate) plain_http: bool,
    /// Put it into the list without using it yet
    #[arg(long)]
    pub(crate) off: bool,
}

/// A word of the settings, as files write it.
fn word<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, String> {
    serde_json::from_value(serde_json::Value::String(text.to_owned())).map_err(|error| error.to_string())
}
