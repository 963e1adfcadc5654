//! `cargo xtask soak s3`: what holds with our own S3 server must hold with one that somebody else wrote.

use std::fs::File;
use std::io::Write as _;
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use crate::desktop::Group;
use crate::failure::{Doing, Failure};
use crate::output::say;
use crate::program::{cargo, program, run as carry_out};
use crate::setup::{self, SEAWEEDFS};
use crate::{Result, tree};

/// Until all its parts have found one another.
const PATIENCE: Duration = Duration::from_mins(1);

/// The key and the bucket of `tests::s3`: the server must know them.
const ACCESS_KEY: &str = "AKIDEXAMPLE";
const SECRET_KEY: &str = "wJalrXUtnFEMI/K7MDENG/canary+S3cr3t";
const BUCKET: &str = "backups";

/// What is built.
const TESTS: [&str; 7] = [
    "test",
    "--package",
    "tests",
    "--test",
    "contracts",
    "--test",
    "faults",
];
/// What a bucket owes to the journeys, asked beside our own server.
const CONTRACTS: [&str; 5] = ["test", "--package", "tests", "--test", "contracts"];
/// What does not need our own server, but any; one after the other, since there is but one bucket.
const INSTEAD: [&str; 5] = ["--", "--test-threads=1", "trial::", "bucket::", "no_listing::"];

/// Runs the contracts and the faults of a bucket against SeaweedFS.
pub(crate) fn tests() -> Result {
    let folder = tree::fresh("seaweedfs")?;
    let weed = setup::seaweedfs()?;
    // Whoever waits for a compiler does not wait for the server.
    carry_out(cargo(&TESTS).arg("--no-run"))?;
    let begun = Instant::now();
    let server = Server::start(&weed, &folder)?;
    let seconds = || begun.elapsed().as_secs();
    say(
        "soak",
        format!("SeaweedFS {SEAWEEDFS} answers after {} s", seconds()),
    );
    carry_out(cargo(&CONTRACTS).env("MANTRAE_TEST_S3", format!("http://127.0.0.1:{}", server.port)))?;
    say("soak", format!("SeaweedFS keeps the contracts ({} s)", seconds()));
    carry_out(
        cargo(&TESTS)
            .args(INSTEAD)
            .env("MANTRAE_TEST_S3_INSTEAD", server.port.to_string()),
    )?;
    say("soak", format!("SeaweedFS: all passed in {} s", seconds()));
    Ok(())
}

/// A running SeaweedFS with an empty bucket; it ends when this is dropped.
struct Server {
    port: u16,
    _group: Group,
}

impl Server {
    fn start(weed: &Path, folder: &Path) -> Result<Self> {
        let ports = free_ports()?;
        let [master, volume, filer, s3, master_grpc, _, filer_grpc, _] = ports;
        let config = folder.join("s3.json");
        tree::save(&config, identities().as_bytes())?;
        let log = File::create(folder.join("log")).doing(|| "write the log of SeaweedFS".to_owned())?;
        let mut command = program(weed);
        command
            .args(["server", "-ip=127.0.0.1", "-ip.bind=127.0.0.1", "-s3"])
            .args([
                "-master.volumeSizeLimitMB=64",
                "-volume.max=0",
                "-master.telemetry=false",
            ])
            .args(["-s3.port.iceberg=0", "-s3.port.lance=0"])
            .arg(format!("-dir={}", folder.display()))
            .arg(format!("-s3.config={}", config.display()));
        let of = ["master.port", "volume.port", "filer.port", "s3.port"];
        let grpc = of.map(|name| format!("{name}.grpc"));
        let names = of.into_iter().map(str::to_owned).chain(grpc);
        command.args(names.zip(ports).map(|(name, port)| format!("-{name}={port}")));
        let mut group = Group::start()?;
        group.spawn(command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(log))?;
        let server = Self {
            port: s3,
            _group: group,
        };
        let all = [master, volume, filer, s3];
        wait_for("SeaweedFS answers", folder, || {
            all.iter()
                .all(|port| TcpStream::connect(("127.0.0.1", *port)).is_ok())
        })?;
        wait_for("SeaweedFS makes a bucket", folder, || {
            make_bucket(
                weed,
                &format!("127.0.0.1:{master}.{master_grpc}"),
                &format!("127.0.0.1:{filer}.{filer_grpc}"),
            )
        })?;
        Ok(server)
    }
}

/// Ports that nobody listens at, all different.
fn free_ports() -> Result<[u16; 8]> {
    let mut ports = [0; 8];
    let mut held = Vec::new();
    for port in &mut ports {
        let listener = TcpListener::bind(("127.0.0.1", 0)).doing(|| "find a free port".to_owned())?;
        *port = listener
            .local_addr()
            .doing(|| "find a free port".to_owned())?
            .port();
        held.push(listener);
    }
    Ok(ports)
}

fn wait_for(what: &str, folder: &Path, mut done: impl FnMut() -> bool) -> Result {
    let begun = Instant::now();
    while !done() {
        if begun.elapsed() > PATIENCE {
            let log = folder.join("log");
            return Err(Failure::new(format!(
                "{what}: not within {} s; its log is {}",
                PATIENCE.as_secs(),
                log.display()
            )));
        }
        std::thread::sleep(Duration::from_millis(250));
    }
    Ok(())
}

/// The bucket, made by somebody with every right; false while the server is not ready for it.
fn make_bucket(weed: &Path, master: &str, filer: &str) -> bool {
    let shell = program(weed)
        .args(["shell", &format!("-master={master}"), &format!("-filer={filer}")])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn();
    let Ok(mut shell) = shell else { return false };
    if let Some(mut words) = shell.stdin.take() {
        let _ = writeln!(words, "s3.bucket.create -name {BUCKET}\ns3.bucket.list");
    }
    let said = shell
        .wait_with_output()
        .map(|ended| ended.stdout)
        .unwrap_or_default();
    String::from_utf8_lossy(&said)
        .lines()
        .any(|line| line.trim_start().starts_with(BUCKET))
}

/// The one key that the server knows; it may do everything in its bucket.
fn identities() -> String {
    format!(
        r#"{{"identities": [{{"name": "tests", "credentials": [{{"accessKey": "{ACCESS_KEY}", "secretKey": "{SECRET_KEY}"}}], "actions": ["Admin", "Read", "Write", "List", "Tagging"]}}]}}"#
    )
}
