//! The HTTP client of a bucket, and what its answers say besides their content.

use std::sync::Arc;
use std::sync::Mutex;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::SystemTime;

use chrono::{DateTime, Utc};
use futures_util::StreamExt as _;
use http::{HeaderMap, Request, Response};
use opendal::{Buffer, HttpBody, HttpTransport};
use opendal_http_transport_reqwest::ReqwestTransport;

use super::S3Options;
use super::answer::Asked;
use super::came::{Came, What};
use crate::error::{Code, Error, Result, io};

/// A client for that bucket: the certificates of the system, those of its CA file, and no redirects, since a signature
/// holds for one host.
pub fn client(options: &S3Options) -> Result<reqwest::Client> {
    // Something else in this process may have chosen one already: any will do.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let own = match &options.ca_file {
        Some(path) => {
            let pem = std::fs::read(path).map_err(|error| io("read the CA file", path, error))?;
            let found = reqwest::Certificate::from_pem_bundle(&pem).ok();
            found.filter(|found| !found.is_empty()).ok_or_else(|| {
                Error::new(
                    Code::Unreadable,
                    format!("`{}` contains no certificate", path.display()),
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
        // A system without any certificates can still reach what the CA file is for.
        .or_else(|_| builder().tls_certs_only(own).build())
        .map_err(|error| Error::new(Code::Internal, "The network cannot be used").because(error))
}

/// What the newest answers said.
#[derive(Debug, Default)]
pub(in crate::storage) struct Seen {
    /// Seconds that the server's clock is ahead of ours.
    ahead: AtomicI64,
    /// Where the bucket really is, if an answer said so.
    region: Mutex<Option<String>>,
}

impl Seen {
    /// Seconds that the server's clock is ahead of ours.
    pub(super) fn ahead(&self) -> i64 {
        self.ahead.load(Ordering::Relaxed)
    }

    /// The region of the bucket, if an answer named it.
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

/// A transport that inspects answers in passing, and passes them on only if they come from S3.
pub(in crate::storage) struct Watched {
    inner: ReqwestTransport,
    seen: Arc<Seen>,
    bucket: String,
}

impl Watched {
    pub(super) fn new(client: reqwest::Client, seen: Arc<Seen>, bucket: &str) -> Self {
        Self {
            inner: ReqwestTransport::new(client),
            seen,
            bucket: bucket.to_owned(),
        }
    }

    /// An answer with its body, if it comes from S3.
    async fn believed(
        &self,
        asked: &Asked,
        answer: Response<HttpBody>,
    ) -> opendal::Result<Response<HttpBody>> {
        let (parts, body) = answer.into_parts();
        let (body, bytes) = if asked.is_in_the_head(parts.status) {
            (body, Vec::new())
        } else {
            let whole = bounded(body).to_buffer().await?;
            let (bytes, size) = (whole.to_vec(), whole.len() as u64);
            let again = futures_util::stream::iter([Ok(whole)]);
            (HttpBody::new(again, Some(size)), bytes)
        };
        match asked.check(&self.bucket, (parts.status, &parts.headers), &bytes) {
            Ok(()) => Ok(Response::from_parts(parts, body)),
            Err(came) => Err(foreign(came)),
        }
    }
}

impl HttpTransport for Watched {
    async fn fetch(&self, request: Request<Buffer>) -> opendal::Result<Response<HttpBody>> {
        let asked = Asked::of(request.method(), request.uri());
        let answer = self.inner.fetch(request).await?;
        self.seen.note(answer.headers());
        self.believed(&asked, answer).await
    }
}

/// The error for a listing that names an object twice: it would never end.
pub(in crate::storage) fn sent_twice_error() -> opendal::Error {
    foreign(Came::with(http::StatusCode::OK, What::Again))
}

/// The error for an object that is not what the store lists under its name.
pub(in crate::storage) fn other_object() -> opendal::Error {
    foreign(Came::with(http::StatusCode::OK, What::OtherObject))
}

fn foreign(came: Came) -> opendal::Error {
    let error = opendal::Error::new(opendal::ErrorKind::Unexpected, "the answer does not come from S3");
    let error = if came.is_passing() {
        error.set_temporary()
    } else {
        error
    };
    error.set_source(came)
}

/// A larger answer does not come from a store.
const MOST: usize = 64 * 1024 * 1024;

fn bounded(body: HttpBody) -> HttpBody {
    body.map_inner(|stream| {
        let mut held = 0;
        Box::new(stream.map(move |piece| {
            let piece = piece?;
            held += piece.len();
            if held > MOST {
                let what = "the answer does not end";
                return Err(opendal::Error::new(opendal::ErrorKind::Unexpected, what));
            }
            Ok(piece)
        }))
    })
}
