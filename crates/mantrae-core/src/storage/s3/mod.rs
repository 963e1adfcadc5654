//! A bucket of any S3-compatible store as a location for backups.

mod answer;
mod came;
mod failure;
mod page;
mod transport;

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use opendal::layers::{ConcurrentLimitLayer, RetryLayer, TimeoutLayer};
use opendal::services::S3;
use opendal::{HttpTransporter, OperationContext, Operator};

use super::Storage;
use crate::error::{Code, Error, Result};
use crate::secret::Secret;

pub use super::patience::Patience;
pub(super) use answer::check_creation;
pub use came::{Came, What};
pub use failure::Cause;
pub(super) use failure::describe;
pub use transport::client;
pub(super) use transport::{Seen, Watched, other_object, sent_twice_error};

/// Requests to one store at the same time.
const AT_ONCE: usize = 4;
/// An archive up to this size goes in one request, larger ones in parts.
pub(super) const WHOLE: u64 = 16 * 1024 * 1024;
/// Bytes of a part.
pub(super) const PART: usize = 8 * 1024 * 1024;

/// How the bucket's name appears in the address.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Addressing {
    /// `https://host/bucket/…`: what self-hosted servers understand.
    #[default]
    Path,
    /// `https://bucket.host/…`.
    VirtualHost,
}

/// Checksums in headers, besides our own SHA-256 that every backup is verified with.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Checksums {
    /// Only where the protocol demands one: some stores refuse the newer headers.
    #[default]
    WhenRequired,
    /// CRC-32C with every upload, as AWS wants it.
    Crc32c,
}

/// A bucket, and the key to it.
#[derive(Clone)]
pub struct S3Options {
    /// The name of the location in lists.
    pub name: String,
    /// `https://host[:port]`, already cleaned.
    pub endpoint: String,
    /// The bucket.
    pub bucket: String,
    /// The region that requests are signed for.
    pub region: String,
    /// The folder in the bucket; empty for its top.
    pub root: String,
    /// Public half of the key.
    pub access_key_id: String,
    /// Secret half of the key.
    pub secret_access_key: Arc<Secret<String>>,
    /// Where the bucket's name goes.
    pub addressing: Addressing,
    /// Which checksums go with an upload.
    pub checksums: Checksums,
    /// True when the store supports `If-None-Match: *`, so that nothing there is ever overwritten.
    pub create_if_absent: bool,
    /// PEM file of a certificate authority that is trusted besides those of the system.
    pub ca_file: Option<PathBuf>,
    /// How long to wait for it.
    pub patience: Patience,
}

impl fmt::Debug for S3Options {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = formatter.debug_struct("S3Options");
        shown.field("name", &self.name).field("endpoint", &self.endpoint);
        shown.field("bucket", &self.bucket).field("root", &self.root);
        shown.finish_non_exhaustive()
    }
}

/// What a bucket needs besides the operator: how to wait, and what its answers said.
#[derive(Debug, Clone)]
pub(super) struct Remote {
    patience: Patience,
    create_if_absent: bool,
    bucket: String,
    host: String,
    seen: Arc<Seen>,
}

impl Remote {
    /// The operator with time for requests of that many bytes.
    pub(super) fn patient(&self, operator: &Operator, bytes: u64) -> Operator {
        let (timeout, patience) = (self.patience.with_bytes(bytes), &self.patience);
        let retry = RetryLayer::new()
            .with_jitter()
            .with_min_delay(patience.pause)
            .with_max_delay(patience.pause * 8)
            .with_max_times(patience.retries);
        // Each attempt has its own timeout, so the timeout layer goes below the retry layer.
        operator
            .clone()
            .layer(TimeoutLayer::new().with_timeout(timeout).with_io_timeout(timeout))
            .layer(retry)
    }

    /// Fails when that many bytes in that time are so few that the connection counts as dead.
    pub(super) fn in_time(&self, elapsed: Duration, bytes: u64) -> opendal::Result<()> {
        if elapsed <= self.patience.with_bytes(bytes) {
            return Ok(());
        }
        Err(opendal::Error::new(
            opendal::ErrorKind::Unexpected,
            "timeout reached: too few bytes a second",
        ))
    }

    /// True when a write may require that no object of the name exists.
    pub(super) fn creates_if_absent(&self) -> bool {
        self.create_if_absent
    }
}

/// Opens a bucket. Nothing is asked of it yet.
pub fn open(options: &S3Options) -> Result<Storage> {
    let seen = Arc::new(Seen::default());
    let transport = Watched::new(client(options)?, Arc::clone(&seen), &options.bucket);
    let mut service = S3::default()
        .endpoint(&options.endpoint)
        .region(&options.region)
        .bucket(&options.bucket)
        .root(&format!("/{}", options.root.trim_matches('/')))
        .access_key_id(&options.access_key_id)
        .secret_access_key(options.secret_access_key.expose())
        // Keys of other programs on this computer are not ours.
        .disable_config_load()
        .disable_ec2_metadata();
    if options.addressing == Addressing::VirtualHost {
        service = service.enable_virtual_host_style();
    }
    if options.checksums == Checksums::Crc32c {
        service = service.checksum_algorithm("crc32c");
    }
    let operator = Operator::new(service).map_err(|error| {
        Error::new(
            Code::InvalidInput,
            format!(
                "{} cannot be used: its address or bucket is invalid",
                options.name
            ),
        )
        .hint("Check endpoint, region and bucket")
        .because(error)
    })?;
    let context = OperationContext::new().with_http_transport(HttpTransporter::new(transport));
    let operator = operator
        .with_context(context)
        .layer(ConcurrentLimitLayer::new(AT_ONCE));
    let remote = Remote {
        patience: options.patience,
        create_if_absent: options.create_if_absent,
        bucket: options.bucket.clone(),
        host: host(&options.endpoint),
        seen,
    };
    Ok(Storage::remote(&options.name, operator, remote))
}

/// The host of an address, with its port.
pub(in crate::storage) fn host(endpoint: &str) -> String {
    let rest = endpoint.split_once("://").map_or(endpoint, |(_, rest)| rest);
    rest.split('/').next().unwrap_or_default().to_owned()
}
