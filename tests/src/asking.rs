//! A small client that asks as Traefik does, and as Traefik never would.

use std::net::{SocketAddr, TcpListener};
use std::time::Duration;

use mantrae_core::Engine;
use mantrae_core::engine::Serving;
use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// An address at which nobody listens.
pub fn free() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0")
        .expect("it works on this computer")
        .local_addr()
        .expect("it works on this computer")
}

/// Serves, from the moment that somebody can connect.
pub async fn serving(engine: &Engine, address: SocketAddr) -> Serving {
    let serving = engine.publications().serve();
    for _ in 0..200 {
        if TcpStream::connect(address).await.is_ok() {
            return serving;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("nobody listens at {address}");
}

/// An answer: its status, its head in small letters, and its body.
#[derive(Debug, PartialEq)]
pub struct Answer(pub u16, pub String, pub Vec<u8>);

impl Answer {
    fn read(bytes: &[u8]) -> Option<Self> {
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n")?;
        let head = String::from_utf8_lossy(&bytes[..end]).to_lowercase();
        let status = head.get(9..12)?.parse().ok()?;
        Some(Self(status, head, bytes[end + 4..].to_vec()))
    }

    /// The body.
    ///
    /// # Panics
    ///
    /// If it is not JSON.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.2).expect("it works on this computer")
    }
}

/// What is answered to these bytes until the connection ends; none if it ends without an answer.
pub async fn raw(address: SocketAddr, request: &[u8]) -> Option<Answer> {
    let mut stream = TcpStream::connect(address)
        .await
        .expect("it works on this computer");
    // A server that has refused a long request no longer reads it.
    let _ = stream.write_all(request).await;
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;
    Answer::read(&answer)
}

/// A request that ends its connection.
pub fn request(method: &str, path: &str, token: &str) -> String {
    format!(
        "{method} {path} HTTP/1.1\r\nHost: x\r\nUser-Agent: Go-http-client/1.1\r\nAuthorization: Bearer {token}\r\nConnection: close\r\n\r\n"
    )
}

/// What is served at `/api/home`.
pub async fn get(address: SocketAddr, token: &str) -> Answer {
    raw(address, request("GET", "/api/home", token).as_bytes())
        .await
        .expect("it works on this computer")
}

/// One answer on a connection that stays open.
pub async fn one(stream: &mut TcpStream) -> Answer {
    let mut bytes = Vec::new();
    loop {
        let mut some = [0; 4096];
        let count = stream.read(&mut some).await.expect("it works on this computer");
        assert!(
            count > 0,
            "the connection ended in an answer: {}",
            String::from_utf8_lossy(&bytes)
        );
        bytes.extend_from_slice(&some[..count]);
        let Some(answer) = Answer::read(&bytes) else {
            continue;
        };
        let (_, length) = answer
            .1
            .split_once("content-length: ")
            .expect("it works on this computer");
        let length: usize = length
            .lines()
            .next()
            .expect("it works on this computer")
            .parse()
            .expect("it works on this computer");
        if answer.2.len() >= length {
            assert_eq!(answer.2.len(), length);
            return answer;
        }
    }
}
