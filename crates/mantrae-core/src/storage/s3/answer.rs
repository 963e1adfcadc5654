//! Whether an answer comes from S3: anything in between may answer 200 and mean something else.

use http::header::ETAG;
use http::{HeaderMap, Method, StatusCode, Uri};

use super::came::{Came, Root, What, media_type};
use super::page::{Fault, Wanted};

/// What was asked, as far as that decides what a good answer looks like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Asked {
    /// A page of a listing.
    List(Wanted),
    /// An object, or what is known of it.
    Object,
    /// A write, of a whole object or of a part.
    Write,
    /// Something that is answered by a document with this root element.
    Document(&'static str),
    /// A removal, or anything else whose good answer is empty.
    Other,
}

impl Asked {
    pub(super) fn of(method: &Method, uri: &Uri) -> Self {
        let query = uri.query().unwrap_or_default();
        let has = |name: &str| {
            let names = query
                .split('&')
                .map(|pair| pair.split('=').next().unwrap_or_default());
            names.into_iter().any(|one| one == name)
        };
        match *method {
            Method::GET | Method::HEAD => Wanted::of(uri).map_or(Self::Object, Self::List),
            Method::PUT => Self::Write,
            Method::POST if has("uploads") => Self::Document("InitiateMultipartUploadResult"),
            Method::POST if has("uploadId") => Self::Document("CompleteMultipartUploadResult"),
            Method::POST if has("delete") => Self::Document("DeleteResult"),
            _ => Self::Other,
        }
    }

    /// True if the head of a good answer says enough, so that its body need not be held.
    pub(super) fn is_in_the_head(&self, status: StatusCode) -> bool {
        *self == Self::Object && status.is_success()
    }

    /// Fails for what no S3 would answer; the body of an object is not looked at. A proper refusal is a good answer.
    pub(super) fn check(
        &self,
        bucket: &str,
        (status, headers): (StatusCode, &HeaderMap),
        body: &[u8],
    ) -> Result<(), Came> {
        let other = || Came::of(status, headers, body);
        if !status.is_success() {
            return check_refusal((status, headers), body);
        }
        let text = std::str::from_utf8(body).unwrap_or_default();
        match self {
            Self::List(wanted) => wanted.check(bucket, text).map_err(|fault| match fault {
                Fault::NoListing => other(),
                Fault::Listing(what) => Came::with(status, what),
            }),
            Self::Object => check_object((status, headers)),
            // What was stored has an ETag, and the answer says nothing else.
            Self::Write if headers.contains_key(ETAG) && is_blank(body) => Ok(()),
            Self::Document(name) => {
                let root = Root::of(text).ok_or_else(other)?;
                // A multipart upload may fail after it was answered 200.
                let good = root.name == *name || root.name == ERROR;
                good.then_some(()).ok_or_else(other)
            }
            Self::Other if is_blank(body) => Ok(()),
            Self::Write | Self::Other => Err(other()),
        }
    }
}

/// Whether this answers a request to create a bucket: S3 says where it is, and nothing else.
pub(in crate::storage) fn check_creation(
    (status, headers): (StatusCode, &HeaderMap),
    body: &[u8],
) -> Result<(), Came> {
    let root = std::str::from_utf8(body).ok().and_then(Root::of);
    let document = root.is_some_and(|root| root.name == "CreateBucketResult");
    if status.is_success() && document {
        return Ok(());
    }
    Asked::Other.check("", (status, headers), body)
}

const ERROR: &str = "Error";

/// Checks what every object from a store has and most web pages lack. A page can have an ETag as well: see
/// [`Storage::vouch`](crate::storage::Storage::vouch).
fn check_object((status, headers): (StatusCode, &HeaderMap)) -> Result<(), Came> {
    let media = media_type(headers).to_ascii_lowercase();
    // None of our objects is a document of such a type.
    let document = ["html", "json", "xml"].iter().any(|kind| media.contains(kind));
    if headers.contains_key(ETAG) && !document {
        return Ok(());
    }
    let what = match media.as_str() {
        kind if kind.contains("html") => What::Page { title: None },
        kind if kind.contains("json") => What::Json,
        kind if kind.contains("xml") => What::Xml {
            root: "xml".to_owned(),
        },
        _ => What::Nothing,
    };
    Err(Came::with(status, what))
}

/// S3 explains a refusal in a document of its own or, where there can be no body, not at all.
fn check_refusal((status, headers): (StatusCode, &HeaderMap), body: &[u8]) -> Result<(), Came> {
    let other = || Err(Came::of(status, headers, body));
    // A proxy in front of a store has problems of its own now and then, and reports them in its own words.
    let problem = status.is_server_error() && status != StatusCode::NETWORK_AUTHENTICATION_REQUIRED;
    let busy = [StatusCode::TOO_MANY_REQUESTS, StatusCode::REQUEST_TIMEOUT].contains(&status);
    if problem || busy || headers.keys().any(|name| name.as_str().starts_with("x-amz-")) && is_blank(body) {
        return Ok(());
    }
    if is_blank(body) {
        let foreign = status.is_redirection() && status != StatusCode::NOT_MODIFIED
            || [
                StatusCode::UNAUTHORIZED,
                StatusCode::PROXY_AUTHENTICATION_REQUIRED,
                StatusCode::NETWORK_AUTHENTICATION_REQUIRED,
            ]
            .contains(&status);
        return if foreign { other() } else { Ok(()) };
    }
    let root = std::str::from_utf8(body).ok().and_then(Root::of);
    match root {
        Some(root) if root.name.starts_with(ERROR) => Ok(()),
        _ => other(),
    }
}

fn is_blank(body: &[u8]) -> bool {
    body.iter().all(u8::is_ascii_whitespace)
}
