//! Answers the Traefiks that poll for a profile: `GET /api/NAME` with a token in the `Authorization` header.
//!
//! Traefik applies whatever a successful answer holds, and an empty one takes all routes away. So what is served is one
//! immutable text for each publication, whole, with its length; everything else is an error status, on which Traefik
//! goes on with what it has. Nothing here knows how a text is made or stored: the `engine` puts it on the [`Board`].

mod answer;
mod patient;
mod polls;
mod record;
mod server;

use std::collections::HashMap;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use chrono::{DateTime, Utc};
use hyper::body::Bytes;
use sha2::{Digest as _, Sha256};
use tokio::sync::Notify;

use crate::error::{Code, Error, Result};
use crate::secret::Secret;

pub use polls::{Poll, Polls, is_late};
pub use record::{Listening, Record, Served};
pub use server::{Refresh, Server};

/// The port on which Mantrae listens unless another one is chosen.
pub const PORT: u16 = 8422;
/// What precedes the name of a profile in a path.
pub const PATH: &str = "/api/";

/// What is served at one path.
#[derive(Debug, Clone)]
pub struct Site {
    /// The uid of the profile, which is a name of its own for it.
    pub profile: String,
    /// The path, beginning with [`PATH`].
    pub path: String,
    /// Where it is served, and nowhere else.
    pub listen: SocketAddr,
    /// SHA-256 of the token that has to be shown.
    pub token: [u8; 32],
    /// The publication; `None` if what was there before the first one is served.
    pub number: Option<i64>,
    /// The text; `None` if nothing was ever published.
    pub body: Option<Bytes>,
}

/// Everything that is served, by path.
#[derive(Debug, Default)]
pub struct Sites(HashMap<String, Arc<Site>>);

impl Sites {
    /// These, each by its path and by the uid of its profile.
    pub fn new(sites: impl IntoIterator<Item = Site>) -> Self {
        let mut all = HashMap::new();
        for site in sites {
            let site = Arc::new(site);
            all.insert(format!("{PATH}{}", site.profile), Arc::clone(&site));
            all.insert(site.path.clone(), site);
        }
        Self(all)
    }

    /// What is served for a profile.
    pub fn of(&self, profile: &str) -> Option<&Arc<Site>> {
        self.0.get(&format!("{PATH}{profile}"))
    }

    fn at(&self, path: &str, listen: SocketAddr) -> Option<&Arc<Site>> {
        self.0.get(path).filter(|site| site.listen == listen)
    }
}

/// What is served now, and who asked for it. A request that is being answered keeps the text that it began with.
#[derive(Debug, Default)]
pub struct Board {
    sites: RwLock<Arc<Sites>>,
    polls: Mutex<Polls>,
    asked: Notify,
    has_news: AtomicBool,
}

impl Board {
    /// What is served now.
    pub fn sites(&self) -> Arc<Sites> {
        Arc::clone(&self.sites.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Serves this from now on.
    pub fn swap(&self, sites: Sites) {
        *self.sites.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(sites);
    }

    /// Waits until somebody has asked; true if somebody else did, or got something else, than before.
    pub async fn asked(&self) -> bool {
        self.asked.notified().await;
        self.has_news.swap(false, Ordering::Relaxed)
    }

    fn record(&self, site: &Site, asker: (IpAddr, &[u8]), at: DateTime<Utc>) {
        let is_news = self.polls().record(&site.profile, asker, site.number, at);
        self.has_news.fetch_or(is_news, Ordering::Relaxed);
        self.asked.notify_one();
    }

    /// Who asked.
    pub fn polls(&self) -> MutexGuard<'_, Polls> {
        self.polls.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// SHA-256 of a token: all that has to be known of it to recognise it. It has 256 random bits, so that nothing can be
/// learned from the hash.
pub fn token_hash(token: &[u8]) -> [u8; 32] {
    Sha256::digest(token).into()
}

/// A new token: 256 random bits, as 64 letters and digits.
pub fn new_token() -> Result<Secret<String>> {
    let mut bytes = zeroize::Zeroizing::new([0_u8; 32]);
    getrandom::fill(bytes.as_mut_slice()).map_err(|error| {
        Error::new(Code::Internal, "The system has no random numbers for a token")
            .because(std::io::Error::other(error.to_string()))
    })?;
    Ok(Secret::new(crate::id::hex(bytes.as_slice())))
}

/// The address at which a person wants Mantrae to listen: a port, an address, or both. By default it is this computer
/// alone.
pub fn address(text: &str) -> Result<SocketAddr> {
    let text = text.trim();
    let loopback = IpAddr::V4(Ipv4Addr::LOCALHOST);
    let parsed = match text {
        "" | "localhost" => Some(SocketAddr::new(loopback, PORT)),
        _ => None,
    };
    let parsed = parsed
        .or_else(|| text.parse().ok())
        .or_else(|| Some(SocketAddr::new(loopback, text.parse().ok()?)))
        .or_else(|| Some(SocketAddr::new(text.parse().ok()?, PORT)))
        .or_else(|| {
            let port = text.strip_prefix("localhost:")?.parse().ok()?;
            Some(SocketAddr::new(loopback, port))
        });
    parsed.filter(|address| address.port() != 0).ok_or_else(|| {
        Error::new(
            Code::InvalidInput,
            format!("`{text}` is not an address of this computer to listen at"),
        )
        .hint("Use an address and a port, such as `127.0.0.1:8422` or `0.0.0.0:8422`")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_this_computer_unless_it_says_otherwise() {
        let check = |text: &str, expect: Option<&str>| {
            let found = address(text).ok().map(|address| address.to_string());
            assert_eq!(found.as_deref(), expect, "{text:?}");
        };
        check("", Some("127.0.0.1:8422"));
        check("localhost", Some("127.0.0.1:8422"));
        check("localhost:9000", Some("127.0.0.1:9000"));
        check(" 9000 ", Some("127.0.0.1:9000"));
        check("0.0.0.0", Some("0.0.0.0:8422"));
        check("192.168.1.5:9000", Some("192.168.1.5:9000"));
        check("::1", Some("[::1]:8422"));
        check("[::1]:9000", Some("[::1]:9000"));
        for wrong in [
            "0",
            "127.0.0.1:0",
            "example.com:80",
            "http://127.0.0.1",
            "70000",
            "-1",
        ] {
            check(wrong, None);
        }
    }

    #[test]
    fn tokens_differ_and_are_known_by_their_hash() {
        let (one, other) = (new_token().unwrap(), new_token().unwrap());
        assert_eq!(one.expose().len(), 64);
        assert_ne!(one.expose(), other.expose());
        assert_ne!(
            token_hash(one.expose().as_bytes()),
            token_hash(other.expose().as_bytes())
        );
    }
}
