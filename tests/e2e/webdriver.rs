//! Starting a driver and a session with it.

use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use fantoccini::ClientBuilder;
use fantoccini::wd::Capabilities;
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::json;

use crate::desktop::{Desktop, from_xtask, wait_until};
use crate::page::Page;

/// Who passes our clicks on.
pub(crate) enum Driver {
    /// tauri-driver, for the application; it starts WebKit's own driver behind it.
    Tauri(PathBuf),
    /// WebKit's own driver, for a page in a browser.
    WebKit,
}

/// What makes a driver start the application.
fn application(path: &Path) -> Capabilities {
    let mut wanted = Capabilities::new();
    wanted.insert("browserName".into(), "wry".into());
    wanted.insert("tauri:options".into(), json!({ "application": path }));
    wanted
}

impl Desktop {
    /// Opens the application and takes hold of its window.
    pub(crate) async fn open(&mut self) -> Page {
        let driver = Driver::Tauri(from_xtask("MANTRAE_E2E_DRIVER"));
        let program = from_xtask("MANTRAE_E2E_APP");
        connect(self, &driver, application(&program)).await
    }
}

/// Starts the driver on the desktop and opens a session.
pub(crate) async fn connect(desktop: &mut Desktop, driver: &Driver, wanted: Capabilities) -> Page {
    let port = free_port();
    let mut ports = vec![port];
    let mut command;
    match driver {
        Driver::Tauri(path) => {
            let native = free_port();
            ports.push(native);
            command = Command::new(path);
            command.args(["--port", &port.to_string(), "--native-port", &native.to_string()]);
        }
        Driver::WebKit => {
            command = Command::new("WebKitWebDriver");
            command.arg(format!("--port={port}"));
        }
    }
    desktop.serve(&mut command, "driver");
    // tauri-driver listens before the driver behind it does, and then refuses the first session.
    wait_until("the driver does not listen", || {
        ports.iter().all(|port| listens(*port))
    });
    let mut client = ClientBuilder::new(HttpConnector::new());
    let address = format!("http://127.0.0.1:{port}");
    let session = client.capabilities(wanted).connect(&address);
    let Ok(session) = tokio::time::timeout(Duration::from_mins(1), session).await else {
        panic!("the driver opened no session within a minute");
    };
    match session {
        Ok(client) => Page::of(client),
        Err(why) => panic!("the driver opened no session: {why:?}"),
    }
}

fn free_port() -> u16 {
    let socket = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).and_then(|socket| socket.local_addr());
    socket.expect("a free port").port()
}

fn listens(port: u16) -> bool {
    TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok()
}
