//! `storage`: where backups go.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use mantrae_core::settings::storage::sftp::DEFAULT_FOLDER;
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
    /// Add a folder of another computer, over SFTP with your own `ssh` configuration, keys and agent
    AddSftp(NewSftpLocation),
    /// Add the host key of an SFTP location to your known hosts, if it still has this fingerprint; `test` shows it
    Trust {
        /// The name or id of the location
        name: String,
        /// The fingerprint that you compared on that computer: `SHA256:…`
        fingerprint: String,
    },
    /// Create the folder of an SFTP location, and mark it as the one for backups
    SetUp {
        /// The name or id of the location
        name: String,
    },
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

/// A folder of another computer.
#[derive(Debug, Args)]
pub(crate) struct NewSftpLocation {
    /// The name of the location
    pub(crate) name: String,
    /// A host name, an address, or an alias of your ssh configuration; `user@host:folder` works too
    #[arg(long)]
    pub(crate) host: String,
    /// The port, if ssh is not configured for another one than 22
    #[arg(long)]
    pub(crate) port: Option<u16>,
    /// The account, if ssh is not configured for it and it is not called like yours
    #[arg(long, default_value = "")]
    pub(crate) user: String,
    /// The folder, from the home folder of the account, or from the root with a slash in front
    #[arg(long, default_value = DEFAULT_FOLDER)]
    pub(crate) path: String,
    /// A file that ssh reads instead of your configuration
    #[arg(long, value_name = "FILE")]
    pub(crate) ssh_config: Option<PathBuf>,
    /// Add it to the list without using it yet
    #[arg(long)]
    pub(crate) off: bool,
}

/// A word of the settings, as files write it.
fn word<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, String> {
    serde_json::from_value(serde_json::Value::String(text.to_owned())).map_err(|error| error.to_string())
}
