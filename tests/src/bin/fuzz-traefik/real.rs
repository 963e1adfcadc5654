//! The real Traefik: what it makes of many units in one file, and of requests to them.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use serde_json::{Value, json};
use tests::traefik::{Judge, Launch, Verdict};
use traefik_dynamic::route::Request;
use traefik_dynamic::{Facts, Format};

use crate::unit::{SLOTS, Unit};

/// How long a request may take: none of the servers exists, so each request is answered at once.
const PATIENCE: Duration = Duration::from_secs(3);

/// A running Traefik, and what is known about its install configuration.
pub(crate) struct Real {
    judge: Judge,
    facts: Facts,
    /// The same without the entry points of other slots, which costs less to work with.
    slots: Vec<Facts>,
    records: File,
    folder: tempfile::TempDir,
    /// A default store with a certificate: without one, Traefik generates an RSA key for each file, which takes longer
    /// than everything else it does.
    store: Value,
    last: u64,
}

/// What it made of a file.
pub(crate) enum Outcome {
    /// Accepted: the configuration it holds, and what its API says about it.
    Built(Value, Value),
    Refused(String),
    /// It exited because of the file.
    Ended,
}

/// What happened to a request.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    pub(crate) status: Option<u16>,
    /// The router's name in Traefik.
    pub(crate) router: Option<String>,
    /// Whether no valid HTTP came back.
    pub(crate) is_silent: bool,
    /// Whether the answer took too long.
    pub(crate) is_late: bool,
}

/// The number of settings that are tried in turn.
pub(crate) const SETTINGS: usize = 4;

/// Whether rules there use Traefik 2 syntax by default.
pub(crate) fn is_old(setting: usize) -> bool {
    setting % SETTINGS == 3
}

fn flags(setting: usize) -> Vec<String> {
    let mut flags = vec!["--entrypoints.any.asdefault=true".to_owned()];
    let each = |flag: &str| {
        (0..SLOTS)
            .map(|slot| flag.replace('#', &slot.to_string()))
            .collect::<Vec<_>>()
    };
    match setting % SETTINGS {
        0 => {}
        1 => flags.extend(each("--entrypoints.q#.http.tls=true")),
        2 => flags.extend(each("--entrypoints.q#.http.middlewares=u#a@file")),
        _ => flags.push("--core.defaultrulesyntax=v2".to_owned()),
    }
    flags
}

fn of_slot(facts: &Facts, slot: usize) -> Facts {
    let mut own = facts.clone();
    let names = ["any", "traefik"].map(str::to_owned);
    let names: Vec<String> = names
        .into_iter()
        .chain([format!("p{slot}"), format!("q{slot}"), format!("d{slot}")])
        .collect();
    own.entry_points.retain(|name, _| names.contains(name));
    own
}

fn store() -> Value {
    let identity = rcgen::generate_simple_self_signed(["fuzz.lan".to_owned()]).expect("a certificate");
    let (certificate, key) = (identity.cert.pem(), identity.signing_key.serialize_pem());
    json!({"defaultCertificate": {"certFile": certificate, "keyFile": key}})
}

impl Real {
    pub(crate) fn start(setting: usize) -> Real {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("records");
        let records = File::options()
            .create(true)
            .append(true)
            .read(true)
            .open(&path)
            .expect("a file for the records");
        let mut flags = flags(setting);
        let own = flags.clone();
        let judge = Judge::of_files_with(|feed| {
            let mut launch = Launch::new(feed).entry_point("any");
            for slot in 0..SLOTS {
                launch = launch
                    .entry_point(&format!("p{slot}"))
                    .entry_point(&format!("q{slot}"))
                    .udp_entry_point(&format!("d{slot}"));
            }
            let told = [
                format!("--accesslog.filepath={}", path.display()),
                "--accesslog.format=json".to_owned(),
                "--accesslog.fields.defaultmode=drop".to_owned(),
                "--accesslog.fields.names.RouterName=keep".to_owned(),
                "--accesslog.fields.names.ClientAddr=keep".to_owned(),
            ];
            own.into_iter().chain(told).fold(launch, Launch::argument)
        });
        let names = (0..SLOTS).flat_map(|slot| [format!("p{slot}"), format!("q{slot}"), format!("d{slot}")]);
        for name in names.chain(["any".to_owned(), "traefik".to_owned()]) {
            let protocol = if name.starts_with('d') { "/udp" } else { "" };
            flags.push(format!(
                "--entrypoints.{name}.address={}{protocol}",
                judge.traefik().address(&name)
            ));
        }
        flags.extend(["--api.insecure=true", "--providers.file.directory=/"].map(str::to_owned));
        let facts = mantrae_core::gateway::read(&flags.join("\n"), "flags")
            .expect("the flags are understood")
            .facts;
        let facts = Facts {
            version: Some("3.7.15".to_owned()),
            ..facts
        };
        Real {
            judge,
            slots: (0..SLOTS).map(|slot| of_slot(&facts, slot)).collect(),
            facts,
            records,
            folder,
            store: store(),
            last: 0,
        }
    }

    pub(crate) fn facts(&self) -> &Facts {
        &self.facts
    }

    /// What a unit in this slot can see of them.
    pub(crate) fn facts_of(&self, slot: usize) -> &Facts {
        &self.slots[slot]
    }

    /// The default store for these units, unless one of them has its own.
    pub(crate) fn store_for(&self, units: &[Unit]) -> Option<Value> {
        let has_own = |unit: &Unit| !unit.config["tls"]["stores"]["default"].is_null();
        (!units.iter().any(has_own)).then(|| self.store.clone())
    }

    /// The router that distinguishes this file from the previous one.
    pub(crate) fn next_mark(&mut self) -> String {
        self.last += 1;
        format!("mark-{}", self.last)
    }

    /// Gives it a file, and waits until it is built.
    pub(crate) fn install(&mut self, text: &str, mark: &str) -> Outcome {
        match self.judge.judge(text.as_bytes(), Format::Yaml) {
            Verdict::Refused(why) | Verdict::Broke(why) => Outcome::Refused(why),
            Verdict::Accepted(held) => self
                .judge
                .built(mark)
                .map_or(Outcome::Ended, |told| Outcome::Built(held, told)),
        }
    }

    /// Sends requests one after the other, and returns what happened to each.
    pub(crate) fn visit(&mut self, requests: &[Request]) -> Vec<Seen> {
        let start = self.records.seek(SeekFrom::End(0)).expect("the records");
        let mut seen: Vec<(Option<String>, Seen)> =
            requests.iter().map(|request| self.send(request)).collect();
        self.records.seek(SeekFrom::Start(start)).expect("the records");
        let mut text = String::new();
        let _ = self.records.read_to_string(&mut text);
        let mut routers: HashMap<String, String> = HashMap::new();
        for line in text.lines() {
            let Ok(mut record) = serde_json::from_str::<Value>(line) else {
                continue;
            };
            if let (Value::String(client), Value::String(router)) =
                (record["ClientAddr"].take(), record["RouterName"].take())
            {
                routers.insert(client, router);
            }
        }
        for (client, seen) in &mut seen {
            seen.router = client.as_ref().and_then(|client| routers.remove(client));
        }
        if start > 64 * 1024 * 1024 {
            let _ = self.records.set_len(0);
        }
        seen.into_iter().map(|(_, seen)| seen).collect()
    }

    fn send(&self, request: &Request) -> (Option<String>, Seen) {
        let name = request.entry_point.as_deref().unwrap_or("any");
        let sent = || -> std::io::Result<(String, Vec<u8>)> {
            let mut stream = TcpStream::connect(self.judge.traefik().address(name))?;
            stream.set_read_timeout(Some(PATIENCE))?;
            let client = stream.local_addr()?.to_string();
            let mut text = format!(
                "{} {} HTTP/{}\r\n",
                request.method, request.target, request.version
            );
            if let Some(host) = &request.host {
                let _ = write!(text, "Host: {host}\r\n");
            }
            for (name, value) in &request.headers {
                let _ = write!(text, "{name}: {value}\r\n");
            }
            text.push_str("\r\n");
            stream.write_all(text.as_bytes())?;
            let mut answer = Vec::new();
            // If the connection breaks off, the answer came before.
            if let Err(error) = stream.read_to_end(&mut answer)
                && answer.is_empty()
            {
                return Err(error);
            }
            Ok((client, answer))
        };
        match sent() {
            Err(error) => {
                let is_late = matches!(
                    error.kind(),
                    std::io::ErrorKind::WouldBlock | std::io::ErrorKind::TimedOut
                );
                (
                    None,
                    Seen {
                        is_silent: !is_late,
                        is_late,
                        ..Seen::default()
                    },
                )
            }
            Ok((client, answer)) => {
                let line = String::from_utf8_lossy(&answer[..answer.len().min(20)]).into_owned();
                let status = line
                    .strip_prefix("HTTP/1.")
                    .and_then(|line| line.get(2..5)?.parse().ok());
                (
                    Some(client),
                    Seen {
                        status,
                        is_silent: status.is_none(),
                        ..Seen::default()
                    },
                )
            }
        }
    }

    /// The last output of the program, in case it exited.
    pub(crate) fn last_words(&self) -> String {
        let log = self.judge.traefik().log();
        let lines: Vec<&str> = log.lines().rev().take(5).collect();
        format!("{} {}", self.folder.path().display(), lines.join("\n"))
    }
}
