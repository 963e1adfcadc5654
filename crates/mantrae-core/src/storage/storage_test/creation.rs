//! Creates a bucket where it is missing, if the key is allowed to.

use http::{HeaderValue, Request};
use reqsign_aws_v4::{RequestSigner, StaticCredentialProvider};
use reqsign_core::{Context, Signer};
use sha2::{Digest as _, Sha256};

use super::texts;
use crate::error::{Code, Error, Result};
use crate::id::hex;
use crate::storage::s3::{self, Cause, S3Options};

/// Creates the bucket. One that exists already and is ours is not a failure.
pub async fn create_bucket(options: &S3Options) -> Result<()> {
    let bucket = &options.bucket;
    let body = location(options);
    // The engine for objects cannot create buckets, so this one request is signed here.
    let request = Request::put(format!("{}/{bucket}", options.endpoint))
        .header("x-amz-content-sha256", hex(&Sha256::digest(&body)))
        .body(())
        .map_err(|error| texts::bucket_has_no_address(bucket).because(error))?;
    let (mut parts, ()) = request.into_parts();
    let key = StaticCredentialProvider::new(&options.access_key_id, options.secret_access_key.expose());
    let signer = Signer::new(Context::new(), key, RequestSigner::new("s3", &options.region));
    signer.sign(&mut parts, None).await.map_err(|error| {
        Error::new(Code::Internal, "The request for a new bucket cannot be signed").because(error)
    })?;
    parts
        .headers
        .insert(http::header::CONTENT_LENGTH, HeaderValue::from(body.len()));
    let host = s3::host(&options.endpoint);
    let sent = s3::client(options)?
        .put(parts.uri.to_string())
        .headers(parts.headers)
        .body(body)
        .timeout(options.patience.answer)
        .send()
        .await;
    let answer = sent.map_err(|error| {
        let why = Cause::of_request(&error).words(&host, bucket);
        texts::bucket_not_created(bucket, why).because(error)
    })?;
    let (status, headers) = (answer.status(), answer.headers().clone());
    let text = answer.text().await.unwrap_or_default();
    if let Err(came) = s3::check_creation((status, &headers), text.as_bytes()) {
        let why = Cause::NotS3 { came }.words(&host, bucket);
        return Err(texts::bucket_not_created(bucket, why));
    }
    if status.is_success() || text.contains("BucketAlreadyOwnedByYou") {
        return Ok(());
    }
    Err(texts::creation_refused(bucket, &host, status))
}

/// Amazon requires the region, except for its first one; others know it from their address.
fn location(options: &S3Options) -> String {
    let amazon = s3::host(&options.endpoint).ends_with("amazonaws.com");
    if !amazon || options.region == "us-east-1" {
        return String::new();
    }
    format!(
        "<CreateBucketConfiguration xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><LocationConstraint>{}</LocationConstraint></CreateBucketConfiguration>",
        options.region
    )
}
