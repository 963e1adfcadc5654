//! `cargo xtask soak s3`: runs the tests that pass with our own S3 server against a third-party one.

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

/// How long the server may take to start.
const PATIENCE: Duration = Duration::from_mins(1);

/// The key and the bucket of `tests::s3`.
const ACCESS_KEY: &str = "AKIDEXAMPLE";
const SECRET_KEY: &str = "wJalrXUtnFEMI/K7MDENG/canary+S3cr3t";
const BUCKET: &str = "backups";

/// Builds the tests.
const TESTS: [&str; 7] = [
    "test",
    "--package",
    "tests",
    "--test",
    "contracts",
    "--test",
    "faults",
];
/// The contract of a bucket, tested beside our own server.
const CONTRACTS: [&str; 5] = ["test", "--package", "tests", "--test", "contracts"];
/// Tests that run against any server; one at a time, because there is only one bucket.
const INSTEAD: [&str; 5] = [
    "--",
    "--test-threads=1",
    "storage_test::",
    "bucket::",
    "no_listing::",
];

/// Runs the contract and fault tests of a bucket against SeaweedFS.
pub(crate) fn tests() -> Result {
    let folder = tree::fresh("seaweedfs")?;
    let weed = setup::seaweedfs()?;
    // Compile first, so that the times below do not include it.
    carry_out(cargo(&TESTS).arg("--no-run"))?;
    let begun = Instant::now();
    let server = Server::start(&weed, &folder)?;
    let seconds = || begun.elapsed().as_secs();
    say(
        "soak",
        format!("SeaweedFS {SEAWEEDFS} started in {} s", seconds()),
    );
    carry_out(cargo(&CONTRACTS).env("MANTRAE_TEST_S3", format!("http://127.0.0.1:{}", server.port)))?;
    say(
        "soak",
        format!("SeaweedFS passes the contract tests ({} s)", seconds()),
    );
    carry_out(
        cargo(&TESTS)
            .args(INSTEAD)
            .env("MANTRAE_TEST_S3_INSTEAD", server.port.to_string()),
    )?;
    say("soak", format!("SeaweedFS passes all tests ({} s)", seconds()));
    Ok(())
}

/// A running SeaweedFS with an empty bucket. Dropping it stops the server.
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
        let log = File::create(folder.join("log")).doing(|| "create the log of SeaweedFS".to_owned())?;
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
        wait_for("start", folder, || {
            all.iter()
                .all(|port| TcpStream::connect(("127.0.0.1", *port)).is_ok())
        })?;
        wait_for("create a bucket", folder, || {
            make_bucket(
                weed,
                &format!("127.0.0.1:{master}.{master_grpc}"),
                &format!("127.0.0.1:{filer}.{filer_grpc}"),
            )
        })?;
        Ok(server)
    }
}

/// Free ports, all different.
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
                "SeaweedFS did not {what} within {} s: see {}",
                PATIENCE.as_secs(),
                log.display()
            )));
        }
        std::thread::sleep(Duration::from_millis(250));
    }
    Ok(())
}

/// Creates the bucket as an administrator. Returns false while the server is not ready.
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

/// The only key that the server accepts, with all rights in its bucket.
fn identities() -> String {
    format!(
        r#"{{"identities": [{{"name": "tests", "credentials": [{{"accessKey": "{ACCESS_KEY}", "secretKey": "{SECRET_KEY}"}}], "actions": ["Admin", "Read", "Write", "List", "Tagging"]}}]}}"#
    )
}
