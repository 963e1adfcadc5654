//! Listens at one address.

use std::convert::Infallible;
use std::fmt;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use chrono::Utc;
use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::header::{ALLOW, CACHE_CONTROL, CONTENT_LENGTH, CONTENT_TYPE, HeaderValue, USER_AGENT};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

use super::Board;
use super::answer::{Answer, answer};
use super::patient::Patient;
use crate::error::{Code, Error, Result};

/// How many connections are open at most; more of them wait.
const MOST: usize = 512;
/// How long a request may take to arrive, and a connection may stay without one. Traefik asks every few seconds.
const ARRIVES: Duration = Duration::from_secs(20);
/// How long an answer may wait for its reader. Traefik gives an answer 5 seconds in all.
const TAKEN: Duration = Duration::from_secs(10);
/// The size of the largest head of a request, in bytes.
const HEAD: usize = 8 * 1024;
/// How many headers a request has at most.
const HEADERS: usize = 32;
/// How long the server waits for answers that are on their way when it ends.
const LAST: Duration = Duration::from_secs(2);
/// How long it waits after the system had no room for a connection.
const NO_ROOM: Duration = Duration::from_millis(100);

/// Sees to it that what another program has published is on the board.
pub type Refresh = Arc<dyn Fn() -> Pin<Box<dyn Future<Output = ()> + Send>> + Send + Sync>;

/// A server at one address. Dropping it ends it.
pub struct Server {
    stop: watch::Sender<()>,
    work: tokio::task::JoinHandle<()>,
}

impl fmt::Debug for Server {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Server")
    }
}

impl Server {
    /// Listens at an address, and serves what is on the board.
    pub async fn start(address: SocketAddr, board: Arc<Board>, refresh: Refresh) -> Result<Self> {
        let listener = TcpListener::bind(address)
            .await
            .map_err(|error| not_listening(address, error))?;
        let (stop, stopped) = watch::channel(());
        let work = tokio::spawn(listen((listener, address), (board, refresh), stopped));
        Ok(Self { stop, work })
    }

    /// Ends it: who is being answered gets the whole answer first.
    pub async fn stop(self) {
        drop(self.stop);
        if let Err(error) = self.work.await {
            tracing::error!(?error, "a server did not end well");
        }
    }
}

fn not_listening(address: SocketAddr, error: std::io::Error) -> Error {
    let (message, hint) = match error.kind() {
        std::io::ErrorKind::AddrInUse => (
            format!("Another program already listens at `{address}`"),
            "End that program, or choose another port and tell Traefik",
        ),
        std::io::ErrorKind::AddrNotAvailable => (
            format!("This computer has no address `{}` now", address.ip()),
            "Choose `127.0.0.1`, `0.0.0.0`, or an address that this computer has",
        ),
        std::io::ErrorKind::PermissionDenied => (
            format!("You may not listen at `{address}`"),
            "Choose a port above 1023",
        ),
        _ => (
            format!("Mantrae cannot listen at `{address}`"),
            "Choose another address or port",
        ),
    };
    Error::new(Code::Listen, message)
        .hint(hint)
        .retryable()
        .because(error)
}

async fn listen(
    (listener, address): (TcpListener, SocketAddr),
    (board, refresh): (Arc<Board>, Refresh),
    mut stopped: watch::Receiver<()>,
) {
    let room = Arc::new(Semaphore::new(MOST));
    let mut connections = JoinSet::new();
    loop {
        let next = async {
            let permit = Arc::clone(&room).acquire_owned().await.ok();
            (permit, listener.accept().await)
        };
        tokio::select! {
            _ = stopped.changed() => break,
            (permit, accepted) = next => match accepted {
                Ok((stream, peer)) => {
                    let connection = Connection {
                        peer,
                        address,
                        board: Arc::clone(&board),
                        refresh: Arc::clone(&refresh),
                    };
                    connections.spawn(serve(stream, connection, (permit, stopped.clone())));
                }
                Err(error) => {
                    tracing::debug!(?error, "a connection was not accepted");
                    sleep(NO_ROOM).await;
                }
            },
            Some(_) = connections.join_next() => {}
        }
    }
    // Nobody may connect while the last ones are answered.
    drop(listener);
    let last = timeout(LAST, async { while connections.join_next().await.is_some() {} });
    if last.await.is_err() {
        connections.shutdown().await;
    }
}

/// What a connection needs to be answered.
#[derive(Clone)]
struct Connection {
    peer: SocketAddr,
    address: SocketAddr,
    board: Arc<Board>,
    refresh: Refresh,
}

async fn serve(
    stream: TcpStream,
    connection: Connection,
    (_permit, mut stopped): (Option<OwnedSemaphorePermit>, watch::Receiver<()>),
) {
    let service = service_fn(move |request| {
        let connection = connection.clone();
        async move { Ok::<_, Infallible>(connection.respond(&request).await) }
    });
    let io = TokioIo::new(Patient::new(stream, TAKEN));
    let served = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(ARRIVES)
        .max_buf_size(HEAD)
        .max_headers(HEADERS)
        .serve_connection(io, service);
    tokio::pin!(served);
    let ended = tokio::select! {
        ended = served.as_mut() => ended,
        _ = stopped.changed() => {
            served.as_mut().graceful_shutdown();
            served.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(?error, "a connection ended early");
    }
}

impl Connection {
    async fn respond(&self, request: &Request<Incoming>) -> Response<Full<Bytes>> {
        (self.refresh)().await;
        let sites = self.board.sites();
        let (method, path) = (request.method(), request.uri().path());
        match answer(&sites, self.address, (method, path), request.headers()) {
            Answer::Site(site) => {
                if *method == Method::GET {
                    let agent = request.headers().get(USER_AGENT);
                    let agent = agent.map(HeaderValue::as_bytes).unwrap_or_default();
                    self.board.record(&site, (self.peer.ip(), agent), Utc::now());
                }
                site.body
                    .clone()
                    .map_or_else(|| status(StatusCode::SERVICE_UNAVAILABLE), text)
            }
            Answer::WrongMethod => {
                let mut refused = status(StatusCode::METHOD_NOT_ALLOWED);
                refused
                    .headers_mut()
                    .insert(ALLOW, HeaderValue::from_static("GET, HEAD"));
                refused
            }
            Answer::NotFound => status(StatusCode::NOT_FOUND),
        }
    }
}

/// The whole text; its length tells Traefik whether it got all of it.
fn text(body: Bytes) -> Response<Full<Bytes>> {
    let length = HeaderValue::from(body.len());
    let mut response = Response::new(Full::new(body));
    let headers = response.headers_mut();
    headers.insert(CONTENT_LENGTH, length);
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// An answer without a text: Traefik goes on with what it has.
fn status(code: StatusCode) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::default());
    *response.status_mut() = code;
    response
}
