//! A proxy between a program and its bucket: it forwards requests, counts them, and fails on demand.

use std::convert::Infallible;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use http_body_util::combinators::BoxBody;
use http_body_util::{BodyExt as _, Full, StreamBody};
use hyper::body::{Bytes, Frame, Incoming};
use hyper::service::service_fn;
use hyper::{Method, Request, Response};
use hyper_util::client::legacy::Client;
use hyper_util::rt::{TokioExecutor, TokioIo};
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair, date_time_ymd};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

/// What happens to a request.
#[derive(Debug, Clone)]
pub enum Fate {
    /// It is forwarded, and so is its answer.
    Passed,
    /// The server is not asked; this is the answer.
    Answered {
        /// HTTP status.
        status: u16,
        /// S3's code in the body.
        code: &'static str,
        /// One more header.
        header: Option<(&'static str, String)>,
    },
    /// The server is not asked; some intermediary answers this.
    Foreign {
        /// HTTP status.
        status: u16,
        /// `Content-Type`, `Location`, …
        headers: Vec<(&'static str, &'static str)>,
        /// The body.
        body: String,
    },
    /// The answer is complete, but its text is replaced by the result of this function.
    Rewritten(fn(&str) -> String),
    /// The connection is reset after part of the request was read.
    Reset,
    /// Nothing ever comes back.
    Silence,
    /// The answer arrives at this many bytes per second.
    Slow(usize),
    /// The answer breaks off after half of its body.
    Truncated,
    /// One byte of the answer's body is changed.
    Altered,
}

/// A request, as rules see it.
#[derive(Debug, Clone)]
pub struct Asked {
    /// `GET`, `PUT`, …
    pub method: Method,
    /// The path in the bucket, with the query string.
    pub path: String,
}

impl Asked {
    /// Whether it requests a page of a listing.
    pub fn is_list(&self) -> bool {
        self.method == Method::GET && self.path.contains("list-type=2")
    }

    /// Whether it writes an object.
    pub fn is_write(&self) -> bool {
        self.method == Method::PUT
    }

    /// Whether it reads an object.
    pub fn is_read(&self) -> bool {
        self.method == Method::GET && !self.is_list()
    }

    /// Whether it deletes something.
    pub fn is_delete(&self) -> bool {
        self.method == Method::DELETE || (self.method == Method::POST && self.path.contains("?delete"))
    }
}

type Rule = Box<dyn FnMut(&Asked) -> Fate + Send>;

struct State {
    server: u16,
    rule: Mutex<Rule>,
    asked: Mutex<Vec<Asked>>,
}

/// A proxy; it stops with the test's runtime.
#[derive(Clone)]
pub struct Proxy {
    /// Where it listens: `http://127.0.0.1:port` or `https://localhost:port`.
    pub endpoint: String,
    state: Arc<State>,
}

/// A certificate for `localhost`, and the authority that signed it.
#[derive(Debug)]
pub struct Identity {
    /// The authority's certificate in PEM.
    pub authority: String,
    chain: Vec<CertificateDer<'static>>,
    key: PrivateKeyDer<'static>,
}

impl Identity {
    /// One that expires in that year.
    pub fn until(year: i32) -> Self {
        let authority_key = KeyPair::generate().expect("a key");
        let mut authority = CertificateParams::new(Vec::new()).expect("parameters");
        authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let signed = authority.self_signed(&authority_key).expect("an authority");
        let issuer = Issuer::new(authority, authority_key);
        let key = KeyPair::generate().expect("a key");
        let mut leaf = CertificateParams::new(vec!["localhost".to_owned()]).expect("parameters");
        leaf.not_before = date_time_ymd(2020, 1, 1);
        leaf.not_after = date_time_ymd(year, 12, 31);
        let leaf = leaf.signed_by(&key, &issuer).expect("a certificate");
        Self {
            authority: signed.pem(),
            chain: vec![leaf.der().clone()],
            key: PrivateKeyDer::Pkcs8(key.serialize_der().into()),
        }
    }
}

impl Proxy {
    /// One that forwards everything to the server at that port.
    pub async fn before(server: u16) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
        Self::on(listener, server, None)
    }

    /// Like [`Proxy::before`], on a port of the loopback interface where nothing listens.
    pub async fn at(port: u16, server: u16) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", port))
            .await
            .expect("the port is free");
        Self::on(listener, server, None)
    }

    /// Like [`Proxy::before`], over TLS.
    pub async fn secure(server: u16, identity: Identity) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
        let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .expect("versions")
            .with_no_client_auth()
            .with_single_cert(identity.chain, identity.key)
            .expect("a certificate with its key");
        Self::on(listener, server, Some(TlsAcceptor::from(Arc::new(config))))
    }

    fn on(listener: TcpListener, server: u16, tls: Option<TlsAcceptor>) -> Self {
        let port = listener.local_addr().expect("its number").port();
        let state = Arc::new(State {
            server,
            rule: Mutex::new(Box::new(|_| Fate::Passed)),
            asked: Mutex::default(),
        });
        let endpoint = if tls.is_some() {
            format!("https://localhost:{port}")
        } else {
            format!("http://127.0.0.1:{port}")
        };
        let kept = Arc::clone(&state);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (state, tls) = (Arc::clone(&kept), tls.clone());
                tokio::spawn(async move {
                    match tls {
                        // A client that rejects the certificate disconnects.
                        Some(tls) => {
                            if let Ok(stream) = tls.accept(stream).await {
                                serve(stream, state).await;
                            }
                        }
                        None => serve(stream, state).await,
                    }
                });
            }
        });
        Self { endpoint, state }
    }

    /// From now on, the rule decides what happens to each request.
    pub fn rule(&self, rule: impl FnMut(&Asked) -> Fate + Send + 'static) {
        *locked(&self.state.rule) = Box::new(rule);
    }

    /// From now on, everything is forwarded.
    pub fn heal(&self) {
        self.rule(|_| Fate::Passed);
    }

    /// Returns the requests so far, and forgets them.
    pub fn asked(&self) -> Vec<Asked> {
        std::mem::take(&mut *locked(&self.state.asked))
    }
}

fn locked<T>(held: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    held.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn serve(stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static, state: Arc<State>) {
    let service = service_fn(move |request| pass(request, Arc::clone(&state)));
    let http = hyper::server::conn::http1::Builder::new();
    // Connections that break off are meant to.
    let _ = http.serve_connection(TokioIo::new(stream), service).await;
}

type Body = BoxBody<Bytes, std::io::Error>;

/// Ends the connection without an answer.
fn broken() -> std::io::Error {
    std::io::Error::other("the connection breaks off here")
}

async fn pass(request: Request<Incoming>, state: Arc<State>) -> Result<Response<Body>, std::io::Error> {
    let path = request
        .uri()
        .path_and_query()
        .map(|path| path.as_str().to_owned());
    let asked = Asked {
        method: request.method().clone(),
        path: path.unwrap_or_default(),
    };
    locked(&state.asked).push(asked.clone());
    let fate = (locked(&state.rule))(&asked);
    match &fate {
        Fate::Reset => {
            let mut body = request.into_body();
            let _ = body.frame().await;
            return Err(broken());
        }
        Fate::Silence => {
            tokio::time::sleep(Duration::from_mins(10)).await;
            return Err(broken());
        }
        Fate::Answered { status, code, header } => return Ok(answered(*status, code, header.as_ref())),
        Fate::Foreign {
            status,
            headers,
            body,
        } => return Ok(foreign(*status, headers, body)),
        Fate::Passed | Fate::Rewritten(_) | Fate::Slow(_) | Fate::Truncated | Fate::Altered => {}
    }
    let answer = forward(request, &asked.path, state.server).await?;
    let (mut parts, body) = answer.into_parts();
    let mut body = body.collect().await.map_err(std::io::Error::other)?.to_bytes();
    if let Fate::Rewritten(other) = &fate {
        body = Bytes::from(other(&String::from_utf8_lossy(&body)));
    }
    // The body is complete now, however it arrived.
    parts.headers.remove(hyper::header::TRANSFER_ENCODING);
    parts
        .headers
        .insert(hyper::header::CONTENT_LENGTH, body.len().into());
    let body = match fate {
        Fate::Slow(rate) => trickle(body, rate),
        Fate::Truncated => half(&body),
        Fate::Altered => full(altered(&body)),
        _ => full(body),
    };
    Ok(Response::from_parts(parts, body))
}

async fn forward(
    request: Request<Incoming>,
    path: &str,
    server: u16,
) -> Result<Response<Incoming>, std::io::Error> {
    let (mut parts, body) = request.into_parts();
    let body = body.collect().await.map_err(std::io::Error::other)?.to_bytes();
    parts.uri = format!("http://127.0.0.1:{server}{path}")
        .parse()
        .map_err(std::io::Error::other)?;
    let client = Client::builder(TokioExecutor::new()).build_http();
    // The host stays as it was signed.
    let request = Request::from_parts(parts, Full::new(body));
    client.request(request).await.map_err(std::io::Error::other)
}

fn answered(status: u16, code: &str, header: Option<&(&'static str, String)>) -> Response<Body> {
    let text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>{code}</Code><Message>m</Message><Resource>r</Resource><RequestId>1</RequestId></Error>"
    );
    let mut answer = Response::builder().status(status);
    if let Some((name, value)) = header {
        answer = answer.header(*name, value);
    }
    answer.body(full(Bytes::from(text))).expect("an answer")
}

fn foreign(status: u16, headers: &[(&str, &str)], body: &str) -> Response<Body> {
    let mut answer = Response::builder().status(status);
    for (name, value) in headers {
        answer = answer.header(*name, *value);
    }
    answer
        .body(full(Bytes::from(body.to_owned())))
        .expect("an answer")
}

fn full(body: Bytes) -> Body {
    Full::new(body)
        .map_err(|never: Infallible| match never {})
        .boxed()
}

fn altered(body: &Bytes) -> Bytes {
    let mut bytes = body.to_vec();
    let middle = bytes.len() / 2;
    if let Some(byte) = bytes.get_mut(middle) {
        *byte ^= 0x20;
    }
    Bytes::from(bytes)
}

fn half(body: &Bytes) -> Body {
    let half = body.slice(..body.len() / 2);
    let pieces = [Ok(Frame::data(half)), Err(broken())];
    http_body_util::BodyExt::boxed(StreamBody::new(futures_util::stream::iter(pieces)))
}

fn trickle(body: Bytes, rate: usize) -> Body {
    let pieces = futures_util::stream::unfold(body, move |mut rest| async move {
        if rest.is_empty() {
            return None;
        }
        tokio::time::sleep(Duration::from_millis(250)).await;
        let piece = rest.split_to(rest.len().min(rate / 4));
        Some((Ok(Frame::data(piece)), rest))
    });
    http_body_util::BodyExt::boxed(StreamBody::new(pieces))
}
