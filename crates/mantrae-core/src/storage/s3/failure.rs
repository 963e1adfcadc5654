//! Why a bucket did not do what was asked, in words a person can act on.

use std::error::Error as _;
use std::fmt;

use rustls::CertificateError;
use serde::Serialize;

use super::Remote;
use super::came::Came;
use crate::error::{Code, Error};

/// Why a bucket did not do what was asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "cause", rename_all = "kebab-case")]
pub enum Cause {
    /// The name of the host is not known.
    NameNotFound,
    /// Nothing listens there.
    Refused,
    /// It took too long.
    TimedOut,
    /// The connection broke off.
    BrokenOff,
    /// The certificate is not signed by anybody whom this computer trusts.
    CertificateUnknown,
    /// The certificate has expired, or is not valid yet.
    CertificateExpired,
    /// The certificate is for another name.
    CertificateName,
    /// Another problem with the secure connection.
    Insecure,
    /// The clocks differ too much.
    Clock {
        /// Seconds that the server is ahead.
        ahead: i64,
    },
    /// The access key is not known there.
    KeyUnknown,
    /// The secret key does not match; or region or addressing are wrong.
    SignatureWrong,
    /// The key may not do this.
    Denied,
    /// There is no such bucket.
    BucketMissing,
    /// The bucket is in another region.
    OtherRegion {
        /// Which, if the answer named it.
        region: Option<String>,
    },
    /// The server has problems of its own, or is overloaded.
    ServerFailing,
    /// What answers is no S3: a sign-in page, a console, another server.
    NotS3 {
        /// What came instead.
        came: Came,
    },
    /// Something else.
    Other,
}

/// The cause with what opendal said, as the source of an [`Error`].
#[derive(Debug)]
struct Described {
    cause: Cause,
    source: opendal::Error,
}

impl fmt::Display for Described {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:?}", self.cause)
    }
}

impl std::error::Error for Described {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.source)
    }
}

impl Cause {
    /// Why a bucket refused, if the error came from one.
    pub fn of(error: &Error) -> Option<&Self> {
        let mut next = error.source();
        while let Some(one) = next {
            if let Some(told) = one.downcast_ref::<Described>() {
                return Some(&told.cause);
            }
            next = one.source();
        }
        None
    }

    /// Why a request that was not made by opendal got no answer.
    pub fn of_request(error: &reqwest::Error) -> Self {
        let timed_out = error.is_timeout().then_some(Self::TimedOut);
        timed_out.or_else(|| connection(error)).unwrap_or(Self::Other)
    }

    /// In words: what is wrong, and what to try.
    pub fn words(&self, host: &str, bucket: &str) -> (String, String) {
        words(self, host, bucket)
    }

    /// True when it may pass on its own.
    pub fn passes(&self) -> bool {
        matches!(
            self,
            Self::NameNotFound
                | Self::Refused
                | Self::TimedOut
                | Self::BrokenOff
                | Self::ServerFailing
                | Self::NotS3 { .. }
        )
    }
}

/// A failed request in words; `what` is a verb phrase such as "write a backup to".
pub(in crate::storage) fn describe(
    what: &str,
    location: &str,
    remote: &Remote,
    error: opendal::Error,
) -> Error {
    let cause = cause(&error, remote);
    let (sentence, hint) = words(&cause, &remote.host, &remote.bucket);
    let told = Error::new(Code::Storage, format!("Cannot {what} {location}: {sentence}")).hint(hint);
    let told = if cause.passes() { told.retryable() } else { told };
    told.because(Described { cause, source: error })
}

fn words(cause: &Cause, host: &str, bucket: &str) -> (String, String) {
    let (sentence, hint) = match cause {
        Cause::NameNotFound => (
            format!("the host `{host}` was not found"),
            "Check the address, and whether this computer is online",
        ),
        Cause::Refused => (
            format!("nothing answers at `{host}`"),
            "Check that the server is running, and the port in its address",
        ),
        Cause::TimedOut => (
            format!("`{host}` did not answer in time"),
            "Check the network; Mantrae tries again later",
        ),
        Cause::BrokenOff => (
            format!("the connection to `{host}` was lost"),
            "Check the network; Mantrae tries again later",
        ),
        Cause::CertificateUnknown => (
            format!("the certificate of `{host}` is not signed by an authority this computer trusts"),
            "If the server is yours, trust its CA file",
        ),
        Cause::CertificateExpired => (
            format!("the certificate of `{host}` has expired"),
            "Renew it on the server, or check the clock of this computer",
        ),
        Cause::CertificateName => (
            format!("the certificate of `{host}` is for another name"),
            "Check the address: it must be the name in the certificate",
        ),
        Cause::Insecure => (
            format!("no secure connection to `{host}` could be made"),
            "Check whether the address should begin with http:// instead, and the port",
        ),
        Cause::Clock { ahead } => return clock(*ahead),
        Cause::KeyUnknown => (
            "the access key is unknown there".to_owned(),
            "Enter the access key again",
        ),
        Cause::SignatureWrong => (
            "the secret key is wrong".to_owned(),
            "Enter the secret key again; the region or path style may also be wrong",
        ),
        Cause::Denied => (
            format!("the key is not allowed to do this in the bucket `{bucket}`"),
            "Allow it in the policy of the key",
        ),
        Cause::BucketMissing => (
            format!("there is no bucket `{bucket}`"),
            "Create the bucket, or check its name",
        ),
        Cause::OtherRegion { region: Some(region) } => {
            return (
                format!("the bucket `{bucket}` is in the region `{region}`"),
                format!("Set the region to `{region}`"),
            );
        }
        Cause::OtherRegion { region: None } => (
            format!("the bucket `{bucket}` is in another region"),
            "Set the region that the provider shows for the bucket",
        ),
        Cause::ServerFailing => (
            format!("`{host}` reports an error, or is overloaded"),
            "Mantrae tries again later",
        ),
        Cause::NotS3 { came } => (
            format!(
                "`{host}` does not answer like S3: it sent {came} (status {})",
                came.status
            ),
            came.hint(),
        ),
        Cause::Other => (
            format!("`{host}` refused it"),
            "Test the storage; the log has the answer of the server",
        ),
    };
    (sentence, hint.to_owned())
}

fn clock(ahead: i64) -> (String, String) {
    let hint = "Set the clock of this computer (best by network time), then try again".to_owned();
    let minutes = (ahead.unsigned_abs() + 30) / 60;
    let sentence = match ahead {
        60.. => format!("your clock is {minutes} min behind the server"),
        ..=-60 => format!("your clock is {minutes} min ahead of the server"),
        _ => "the server says that your clock is wrong".to_owned(),
    };
    (sentence, hint)
}

fn cause(error: &opendal::Error, remote: &Remote) -> Cause {
    if let Some(came) = came(error) {
        return Cause::NotS3 { came: came.clone() };
    }
    if let Some(cause) = code(error.message()).and_then(|code| by_code(code, remote)) {
        return cause;
    }
    if let Some(cause) = connection(error) {
        return cause;
    }
    // Opendal reports its own timeouts, and the status of an answer, only in its message.
    let text = error.to_string();
    if text.contains("timeout reached") {
        return Cause::TimedOut;
    }
    let status = |number: &str| text.contains(&format!("status: {number}"));
    if status("301") || status("307") {
        return Cause::OtherRegion {
            region: remote.seen.region(),
        };
    }
    match error.kind() {
        opendal::ErrorKind::PermissionDenied => Cause::Denied,
        opendal::ErrorKind::RateLimited => Cause::ServerFailing,
        _ if status("5") => Cause::ServerFailing,
        _ if error.is_temporary() || error.is_persistent() => Cause::BrokenOff,
        _ => Cause::Other,
    }
}

/// The code of an answer: opendal puts the parsed XML into its message.
fn code(message: &str) -> Option<&str> {
    let rest = message.split_once("code: \"")?.1;
    rest.split('"').next().filter(|code| !code.is_empty())
}

fn by_code(code: &str, remote: &Remote) -> Option<Cause> {
    Some(match code {
        "RequestTimeTooSkewed" => Cause::Clock {
            ahead: remote.seen.ahead(),
        },
        "InvalidAccessKeyId" | "NotSignedUp" | "InvalidAccessKey" => Cause::KeyUnknown,
        "SignatureDoesNotMatch" => Cause::SignatureWrong,
        "AccessDenied" | "AllAccessDisabled" | "AccountProblem" | "Forbidden" | "MethodNotAllowed" => {
            Cause::Denied
        }
        "NoSuchBucket" => Cause::BucketMissing,
        "PermanentRedirect"
        | "TemporaryRedirect"
        | "AuthorizationHeaderMalformed"
        | "IllegalLocationConstraintException" => Cause::OtherRegion {
            region: remote.seen.region(),
        },
        "InternalError" | "ServiceUnavailable" | "SlowDown" | "TooManyRequests" | "Busy" => {
            Cause::ServerFailing
        }
        "RequestTimeout" => Cause::TimedOut,
        _ => return None,
    })
}

/// What came instead of an answer from S3.
fn came(error: &opendal::Error) -> Option<&Came> {
    let mut next = error.source();
    while let Some(one) = next {
        if let Some(came) = one.downcast_ref() {
            return Some(came);
        }
        next = one.source();
    }
    None
}

/// What the layers below HTTP reported.
fn connection(error: &dyn std::error::Error) -> Option<Cause> {
    use std::io::ErrorKind;
    let mut next = error.source();
    while let Some(one) = next {
        if one.to_string().contains("dns error") {
            return Some(Cause::NameNotFound);
        }
        if let Some(tls) = one.downcast_ref::<rustls::Error>() {
            return Some(certificate(tls));
        }
        if let Some(io) = one.downcast_ref::<std::io::Error>() {
            if let Some(tls) = tls_inside(io) {
                return Some(certificate(tls));
            }
            match io.kind() {
                ErrorKind::ConnectionRefused => return Some(Cause::Refused),
                ErrorKind::TimedOut => return Some(Cause::TimedOut),
                ErrorKind::ConnectionReset
                | ErrorKind::ConnectionAborted
                | ErrorKind::BrokenPipe
                | ErrorKind::UnexpectedEof => return Some(Cause::BrokenOff),
                _ => {}
            }
        }
        if one
            .downcast_ref::<reqwest::Error>()
            .is_some_and(reqwest::Error::is_timeout)
        {
            return Some(Cause::TimedOut);
        }
        next = one.source();
    }
    None
}

/// The inner error of an I/O error is not its source, but the source of that; and it may be wrapped more than once.
fn tls_inside(error: &std::io::Error) -> Option<&rustls::Error> {
    let inner = error.get_ref()?;
    inner
        .downcast_ref::<rustls::Error>()
        .or_else(|| tls_inside(inner.downcast_ref::<std::io::Error>()?))
}

fn certificate(error: &rustls::Error) -> Cause {
    let rustls::Error::InvalidCertificate(why) = error else {
        return Cause::Insecure;
    };
    match why {
        CertificateError::Expired
        | CertificateError::ExpiredContext { .. }
        | CertificateError::NotValidYet
        | CertificateError::NotValidYetContext { .. } => Cause::CertificateExpired,
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            Cause::CertificateName
        }
        _ => Cause::CertificateUnknown,
    }
}
