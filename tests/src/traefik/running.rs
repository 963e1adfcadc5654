//! A running Traefik.

use std::fs::File;
use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::os::unix::process::CommandExt as _;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use serde_json::Value;

use super::{Launch, Said, log};

/// Longer than anything that works takes, even on a busy machine.
const PATIENCE: Duration = Duration::from_secs(20);

/// A Traefik on this computer only. It stops when this value is dropped, and its log is kept if a test fails.
#[derive(Debug)]
pub struct Traefik {
    child: Child,
    ports: Vec<(String, u16)>,
    heard: Receiver<Said>,
    folder: tempfile::TempDir,
}

impl Launch {
    /// Starts it, and waits until it has accepted its first configuration.
    pub fn start(&self) -> Traefik {
        Traefik::start(self)
    }
}

impl Traefik {
    fn start(launch: &Launch) -> Self {
        // A port that was free may be taken by the time it is used.
        for _ in 0..10 {
            let mut traefik = Self::spawned(launch);
            if traefik.next(PATIENCE).is_some() {
                return traefik;
            }
            assert!(
                traefik.log().contains("address already in use"),
                "Traefik does not start: {}",
                traefik.log()
            );
        }
        unreachable!("ten times in a row somebody took a port that was free");
    }

    fn spawned(launch: &Launch) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let kept = File::create(folder.path().join("log")).expect("a file for the log");
        let ports = launch.ports();
        let (reader, writer) = std::io::pipe().expect("a pipe");
        let mut child = Command::new(launch.program());
        child
            .args(launch.command_line(&ports))
            .current_dir(folder.path())
            // Nothing set here may affect the result of a text, or reach outside this computer.
            .env_clear()
            // It lives for seconds: time spent on garbage collection is better spent on answers.
            .env("GOGC", "800")
            .stdin(Stdio::null())
            .stderr(writer.try_clone().expect("the pipe"))
            .stdout(writer)
            .process_group(0);
        let running = child.spawn().expect("Traefik starts");
        // This closes our half of the pipe, so that the log ends when the program does.
        drop(child);
        let (tell, heard) = channel();
        let provider = launch.provider();
        std::thread::spawn(move || log::follow(reader, kept, provider, &tell));
        Self {
            child: running,
            ports,
            heard,
            folder,
        }
    }

    /// The provider's next message; `None` if it says nothing for this long, or the program exited.
    pub fn next(&mut self, patience: Duration) -> Option<Said> {
        self.heard.recv_timeout(patience).ok()
    }

    /// The provider's answer to what was just done. `None` if the program exited.
    ///
    /// # Panics
    ///
    /// If it says nothing.
    pub fn answer(&mut self) -> Option<Said> {
        match self.heard.recv_timeout(PATIENCE) {
            Ok(said) => Some(said),
            Err(RecvTimeoutError::Disconnected) => None,
            Err(RecvTimeoutError::Timeout) => {
                panic!("Traefik has said nothing for {} s", PATIENCE.as_secs())
            }
        }
    }

    /// Skips what was said so far.
    pub fn forget(&mut self) {
        while self.heard.try_recv().is_ok() {}
    }

    /// Whether it is still running.
    pub fn is_running(&mut self) -> bool {
        self.child.try_wait().is_ok_and(|status| status.is_none())
    }

    /// Where an entry point listens; the API's is called `traefik`.
    pub fn address(&self, entry_point: &str) -> SocketAddr {
        let found = self.ports.iter().find(|(name, _)| name == entry_point);
        let (_, port) = found.expect("an entry point it was started with");
        SocketAddr::from(([127, 0, 0, 1], *port))
    }

    /// Everything that it runs, with status, errors and use, as reported by its API.
    pub fn raw_data(&self) -> Value {
        self.api("/api/rawdata")
    }

    /// The same, once it is as wanted: what was received is built a little later.
    ///
    /// # Panics
    ///
    /// If that does not happen.
    pub fn raw_data_when(&self, wanted: impl Fn(&Value) -> bool) -> Value {
        let start = Instant::now();
        loop {
            let held = self.raw_data();
            if wanted(&held) {
                return held;
            }
            assert!(
                start.elapsed() < PATIENCE,
                "Traefik does not come to what is wanted: {held}"
            );
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// Everything that it runs, once the router of that name is part of it; `None` if the program exits first.
    ///
    /// # Panics
    ///
    /// If it keeps running and that does not happen.
    pub fn built(&mut self, router: &str) -> Option<Value> {
        let start = Instant::now();
        let path = format!("/api/http/routers/{router}@file");
        loop {
            if self
                .asked(&path)
                .is_ok_and(|answer| answer.starts_with("HTTP/1.0 200"))
                && let Ok(answer) = self.asked("/api/rawdata")
            {
                let body = answer.split_once("\r\n\r\n").map_or("", |(_, body)| body);
                return serde_json::from_str(body).ok();
            }
            if !self.is_running() {
                return None;
            }
            assert!(
                start.elapsed() < PATIENCE,
                "Traefik does not build {router}: {}",
                self.log()
            );
            std::thread::sleep(Duration::from_millis(3));
        }
    }

    /// What its API answers at a path.
    ///
    /// # Panics
    ///
    /// If that is not JSON.
    pub fn api(&self, path: &str) -> Value {
        let answer = self.get(path);
        let body = answer.split_once("\r\n\r\n").map_or("", |(_, body)| body);
        serde_json::from_str(body).unwrap_or_else(|_| panic!("{path} answered no JSON: {answer}"))
    }

    /// The whole answer: without keep-alive and chunks, it ends when the connection does.
    fn get(&self, path: &str) -> String {
        let start = Instant::now();
        loop {
            match self.asked(path) {
                // The API is a router like any other: it is available once the first configuration is built.
                Ok(answer) if answer.starts_with("HTTP/1.0 404") && start.elapsed() < PATIENCE => {}
                Ok(answer) => return answer,
                Err(error) => assert!(start.elapsed() < PATIENCE, "the API does not answer: {error}"),
            }
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    fn asked(&self, path: &str) -> std::io::Result<String> {
        let mut stream = TcpStream::connect(self.address("traefik"))?;
        stream.set_read_timeout(Some(PATIENCE))?;
        write!(stream, "GET {path} HTTP/1.0\r\nHost: localhost\r\n\r\n")?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        Ok(answer)
    }

    /// Its log so far.
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("log")).unwrap_or_default()
    }

    /// Copies the log to where it stays after the test.
    fn keep_log(&self) {
        let me = std::env::current_exe().unwrap_or_default();
        let target = me.ancestors().nth(3).map(PathBuf::from).unwrap_or_default();
        let path = target.join(format!("traefik-{}.log", self.child.id()));
        if mantrae_core::fs::write_atomic(&path, self.log().as_bytes()).is_ok() {
            let told = format!("Traefik’s log: {}\n", path.display());
            let _ = std::io::stderr().write_all(told.as_bytes());
        }
    }
}

impl Drop for Traefik {
    fn drop(&mut self) {
        let group = i32::try_from(self.child.id())
            .ok()
            .and_then(rustix::process::Pid::from_raw);
        if let Some(group) = group.filter(|_| self.is_running()) {
            let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
        }
        let _ = self.child.wait();
        if std::thread::panicking() {
            self.keep_log();
        }
    }
}
