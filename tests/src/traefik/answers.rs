//! A server for Traefik's HTTP provider: it answers every request with the latest text.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};

/// The server; it answers until the process exits.
#[derive(Debug)]
pub(super) struct Answers {
    address: String,
    text: Arc<Mutex<Vec<u8>>>,
}

impl Answers {
    /// Starts with an empty configuration.
    pub(super) fn start() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
        let port = listener.local_addr().expect("its number").port();
        let text = Arc::new(Mutex::new(b"# nothing\n".to_vec()));
        let shared = text.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let text = shared.clone();
                std::thread::spawn(move || serve(&stream, &text));
            }
        });
        Self {
            address: format!("http://127.0.0.1:{port}"),
            text,
        }
    }

    pub(super) fn address(&self) -> &str {
        &self.address
    }

    /// Sets the answer from now on. Traefik would ignore a text that equals the previous one, so it gets an extra empty
    /// line.
    pub(super) fn put(&self, bytes: &[u8]) {
        let mut text = self.text.lock().unwrap_or_else(PoisonError::into_inner);
        let is_same = *text == bytes;
        *text = bytes.to_vec();
        if is_same {
            text.push(b'\n');
        }
    }
}

/// Serves one connection, for as long as the client wants.
fn serve(stream: &TcpStream, text: &Mutex<Vec<u8>>) {
    let mut lines = BufReader::new(stream);
    loop {
        let mut line = String::new();
        while line != "\r\n" {
            line.clear();
            if lines.read_line(&mut line).is_ok_and(|read| read > 0) {
                continue;
            }
            return;
        }
        let body = text.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let mut answer = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", body.len()).into_bytes();
        answer.extend(body);
        let mut stream = stream;
        if stream.write_all(&answer).is_err() {
            return;
        }
    }
}
