//! The HTTP client of a bucket, and what its answers tell beside their content.

use std::sync::Arc;
use std::sync::Mutex;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::SystemTime;

use chrono::{DateTime, Utc};
use http::{HeaderMap, Request, Response};
use opendal::{Buffer, HttpBody, HttpTransport};
use opendal_http_transport_reqwest::ReqwestTransport;

use super::S3Options;
use crate::error::{Code, Error, Result, io};

/// A client for that bucket: the certificates of the system, those of its CA file, and no redirects, since a signature
/// holds for one host.
pub fn client(options: &S3Options) -> Result<reqwest::Client> {
    // Somebody else in this process may have chosen one before: any will do.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let own = match &options.ca_file {
        Some(path) => {
            let pem = std::fs::read(path).map_err(|error| io("read the CA file", path, error))?;
            let found = reqwest::Certificate::from_pem_bundle(&pem).ok();
            found.filter(|found| !found.is_empty()).ok_or_else(|| {
                Error::new(
                    Code::Unreadable,
                    format!("`{}` holds no certificate", path.display()),
                )
                .hint("Choose a PEM file: it begins with `-----BEGIN CERTIFICATE-----`")
            })?
        }
        None => Vec::new(),
    };
    let builder = || {
        reqwest::Client::builder()
            .connect_timeout(options.patience.connect)
            .redirect(reqwest::redirect::Policy::none())
            .user_agent(concat!("mantrae-desktop/", env!("CARGO_PKG_VERSION")))
    };
    builder()
        .tls_certs_merge(own.clone())
        .build()
        // A system without any certificates still reaches what the CA file stands for.
        .or_else(|_| builder().tls_certs_only(own).build())
        .map_err(|error| Error::new(Code::Internal, "The network cannot be used").because(error))
}

/// What the newest answers told.
#[derive(Debug, Default)]
pub(in crate::storage) struct Seen {
    /// Seconds that the server's clock is ahead of ours.
    ahead: AtomicI64,
    /// Where the bucket really lies, if that was told.
    region: Mutex<Option<String>>,
}

impl Seen {
    /// Seconds that the server's clock is ahead of ours.
    pub(super) fn ahead(&self) -> i64 {
        self.ahead.load(Ordering::Relaxed)
    }

    /// The region that the bucket lies in, if an answer named it.
    pub(super) fn region(&self) -> Option<String> {
        self.region.lock().ok().and_then(|held| held.clone())
    }

    fn note(&self, headers: &HeaderMap) {
        let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
        if let Some(at) = text("date").and_then(|date| DateTime::parse_from_rfc2822(date).ok()) {
            let here: DateTime<Utc> = SystemTime::now().into();
            self.ahead
                .store((at.to_utc() - here).num_seconds(), Ordering::Relaxed);
        }
        if let (Some(region), Ok(mut held)) = (text("x-amz-bucket-region"), self.region.lock()) {
            *held = Some(region.to_owned());
        }
    }
}

/// A transport whose answers are looked at in passing.
pub(in crate::storage) struct Watched {
    inner: ReqwestTransport,
    seen: Arc<Seen>,
}

impl Watched {
    pub(super) fn new(client: reqwest::Client, seen: Arc<Seen>) -> Self {
        Self {
            inner: ReqwestTransport::new(client),
            seen,
        }
    }
}

impl HttpTransport for Watched {
    async fn fetch(&self, request: Request<Buffer>) -> opendal::Result<Response<HttpBody>> {
        let answer = self.inner.fetch(request).await?;
        self.seen.note(answer.headers());
        Ok(answer)
    }
}
