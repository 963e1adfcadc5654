//! What is between here and the bucket: name, connection, certificate, clock.

use std::net::SocketAddr;
use std::sync::OnceLock;
use std::time::SystemTime;

use chrono::{DateTime, Utc};
use tokio::net::{TcpStream, lookup_host};
use tokio::time::timeout;

use super::cures::of_cause;
use super::{Cure, Ending, Found, texts};
use crate::error::Result;
use crate::storage::s3::{self, Addressing, Cause, Patience, S3Options};

/// S3 refuses a request that is older or younger than this.
const SKEW_REFUSED: i64 = 15 * 60;
/// A difference not worth mentioning.
const SKEW_USUAL: i64 = 60;

/// The way to one server.
pub(super) struct Line {
    /// Without a port; with the bucket in front where requests go there.
    host: String,
    port: u16,
    /// With the port, where it is not the usual one.
    shown: String,
    secure: bool,
    url: String,
    bucket: String,
    patience: Patience,
    client: reqwest::Client,
    found: OnceLock<Vec<SocketAddr>>,
    /// Seconds that the server is ahead of us.
    ahead: OnceLock<i64>,
}

impl Line {
    pub(super) fn new(options: &S3Options) -> Result<Self> {
        let secure = !options.endpoint.starts_with("http://");
        let shown = s3::host(&options.endpoint);
        let (host, port) = split_port(&shown, if secure { 443 } else { 80 });
        let in_front = options.addressing == Addressing::VirtualHost;
        let host = if in_front {
            format!("{}.{host}", options.bucket)
        } else {
            host.to_owned()
        };
        let scheme = if secure { "https" } else { "http" };
        Ok(Self {
            url: format!("{scheme}://{host}:{port}/"),
            host,
            port,
            shown,
            secure,
            bucket: options.bucket.clone(),
            patience: options.patience,
            client: s3::client(options)?,
            found: OnceLock::new(),
            ahead: OnceLock::new(),
        })
    }

    pub(super) async fn name(&self) -> Found {
        let bare = self.host.trim_start_matches('[').trim_end_matches(']');
        let found = timeout(self.patience.connect, lookup_host((bare, self.port))).await;
        match found {
            Ok(Ok(addresses)) => {
                let _ = self.found.set(addresses.collect());
                texts::name_found()
            }
            Ok(Err(_)) => of_cause(&Cause::NameNotFound, &self.host, &self.bucket),
            Err(_) => of_cause(&Cause::TimedOut, &self.host, &self.bucket),
        }
    }

    pub(super) async fn connection(&self) -> Found {
        let addresses = self.found.get().map(Vec::as_slice).unwrap_or_default();
        match timeout(self.patience.connect, TcpStream::connect(addresses)).await {
            Ok(Ok(_)) => texts::connected(),
            Ok(Err(_)) => of_cause(&Cause::Refused, &self.shown, &self.bucket),
            Err(_) => of_cause(&Cause::TimedOut, &self.shown, &self.bucket),
        }
    }

    pub(super) async fn certificate(&self) -> Found {
        // Unsigned: whatever the answer is, it came over a trusted connection, and it tells the time.
        let asked = self
            .client
            .head(&self.url)
            .timeout(self.patience.answer)
            .send()
            .await;
        match asked {
            Ok(answer) => {
                let date = answer.headers().get("date").and_then(|date| date.to_str().ok());
                if let Some(at) = date.and_then(|date| DateTime::parse_from_rfc2822(date).ok()) {
                    let here: DateTime<Utc> = SystemTime::now().into();
                    let _ = self.ahead.set((at.to_utc() - here).num_seconds());
                }
                if self.secure {
                    texts::secure()
                } else {
                    texts::not_encrypted()
                }
            }
            Err(error) => {
                let cause = match Cause::of_request(&error) {
                    // It answers, but in another language.
                    Cause::Other if self.secure => Cause::Insecure,
                    cause => cause,
                };
                of_cause(&cause, &self.shown, &self.bucket)
            }
        }
    }

    pub(super) fn clock(&self) -> Found {
        let Some(ahead) = self.ahead.get().copied() else {
            return texts::no_time();
        };
        if ahead.abs() <= SKEW_USUAL {
            return texts::clock_correct(ahead.abs());
        }
        let told = of_cause(&Cause::Clock { ahead }, &self.shown, &self.bucket);
        if ahead.abs() >= SKEW_REFUSED {
            told
        } else {
            told.ended(Ending::Warning).cure(Cure::SetClock)
        }
    }
}

fn split_port(shown: &str, usual: u16) -> (&str, u16) {
    let split = shown.rsplit_once(':').and_then(|(host, port)| {
        let port = port.parse().ok()?;
        // The last part of a bare IPv6 address is not a port.
        (!host.contains(':') || host.ends_with(']')).then_some((host, port))
    });
    split.unwrap_or((shown, usual))
}
