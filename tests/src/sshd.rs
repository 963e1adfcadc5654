//! A real SSH server on the loopback interface, with keys, configuration and known hosts of its own: nothing of the person who
//! runs the tests is read or changed.

use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use mantrae_core::settings::storage::SftpLocation;
use mantrae_core::storage::Patience;
use mantrae_core::storage::sftp::SftpOptions;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

/// Where Debian's package `openssh-server` puts it.
const PROGRAM: &str = "/usr/sbin/sshd";
/// Longer than for other servers: a login takes its time on a busy computer.
const PATIENCE: Patience = Patience {
    connect: Duration::from_secs(10),
    answer: Duration::from_secs(20),
    slowest: 1024 * 1024,
    retries: 0,
    pause: Duration::from_millis(10),
};
/// The alias of the server in the configuration of `ssh`.
pub const HOST: &str = "nas";

/// A running server, which ends with this.
#[derive(Debug)]
pub struct Sshd {
    /// The port on the loopback interface.
    pub port: u16,
    folder: tempfile::TempDir,
    settings: String,
    child: Option<Child>,
}

impl Sshd {
    /// A new server with an empty folder for backups, whose host key is known.
    pub fn start() -> Self {
        Self::with("")
    }

    /// The same, with more lines in its configuration.
    pub fn with(settings: &str) -> Self {
        let mut server = Self::unknown(settings);
        server.make_known();
        server.run();
        server
    }

    /// A new server whose host key nobody knows.
    pub fn stranger() -> Self {
        let mut server = Self::unknown("");
        server.run();
        server
    }

    fn unknown(settings: &str) -> Self {
        assert!(
            Path::new(PROGRAM).is_file(),
            "{PROGRAM} is missing: install the package `openssh-server`, as `cargo xtask test` does"
        );
        let folder = tempfile::tempdir().expect("a temporary folder");
        std::fs::create_dir(folder.path().join("backups")).expect("a folder for backups");
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
        let port = listener.local_addr().expect("its number").port();
        let server = Self {
            port,
            folder,
            settings: settings.to_owned(),
            child: None,
        };
        for name in ["host_key", "key"] {
            server.make_key(name);
        }
        server.configure_ssh("key");
        server
    }

    fn make_key(&self, name: &str) {
        let file = self.path(name);
        let _ = std::fs::remove_file(&file);
        let made = Command::new("ssh-keygen")
            .args(["-q", "-t", "ed25519", "-N", "", "-C", "test", "-f"])
            .arg(file)
            .stdin(Stdio::null())
            .status();
        assert!(made.expect("ssh-keygen runs").success(), "a key is made");
    }

    /// Writes the configuration of `ssh` that offers that key.
    fn configure_ssh(&self, key: &str) {
        let text = format!(
            "Host {HOST} {HOST}.home\n  HostName 127.0.0.1\n  Port {}\n  User {}\nHost *\n  HostKeyAlias {HOST}\n  IdentityFile {}\n  IdentityAgent none\n  \
             IdentitiesOnly yes\n  UserKnownHostsFile {}\n  GlobalKnownHostsFile /dev/null\n",
            self.port,
            user(),
            self.path(key).display(),
            self.known_hosts().display(),
        );
        write(&self.ssh_config(), &text);
    }

    /// Starts it, again after [`Sshd::stop`].
    pub fn run(&mut self) {
        if user() == "root" {
            // sshd wants it, and does not make it.
            let _ = std::fs::create_dir_all("/run/sshd");
        }
        // It accepts one subsystem of a name; a test may want another one, or none.
        let usual = if self.settings.contains("Subsystem") {
            ""
        } else {
            "Subsystem sftp internal-sftp"
        };
        let config = format!(
            "Port {}\nListenAddress 127.0.0.1\nHostKey {}\nPidFile none\nAuthorizedKeysFile {}\nPasswordAuthentication no\n\
             KbdInteractiveAuthentication no\nUsePAM no\nStrictModes no\nPermitRootLogin yes\nMaxStartups 100\n\
             {usual}\n{}\n",
            self.port,
            self.path("host_key").display(),
            self.path("key.pub").display(),
            self.settings,
        );
        write(&self.path("sshd_config"), &config);
        let log = std::fs::File::create(self.path("sshd.log")).expect("a log");
        let child = Command::new(PROGRAM)
            .args(["-D", "-e", "-f"])
            .arg(self.path("sshd_config"))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn();
        self.child = Some(child.expect("sshd starts"));
        let begun = Instant::now();
        while TcpStream::connect(("127.0.0.1", self.port)).is_err() {
            let log = std::fs::read_to_string(self.path("sshd.log")).unwrap_or_default();
            assert!(
                begun.elapsed() < Duration::from_secs(10),
                "sshd does not answer: {log}"
            );
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Ends it and every connection to it.
    pub fn stop(&mut self) {
        let Some(mut child) = self.child.take() else {
            return;
        };
        for process in sessions(child.id()) {
            let _ = rustix::process::kill_process(process, rustix::process::Signal::KILL);
        }
        let _ = child.kill();
        let _ = child.wait();
    }

    /// Ends the connections to it; it takes new ones.
    pub fn cut(&self) {
        let Some(child) = &self.child else { return };
        for process in sessions(child.id()) {
            let _ = rustix::process::kill_process(process, rustix::process::Signal::KILL);
        }
    }

    /// Number of connections that somebody holds.
    pub fn connections(&self) -> usize {
        self.child.as_ref().map_or(0, |child| children(child.id()).len())
    }

    /// Makes its host key known.
    pub fn make_known(&self) {
        let key = std::fs::read_to_string(self.path("host_key.pub")).expect("its host key");
        write(&self.known_hosts(), &format!("{HOST} {key}"));
    }

    /// Gives it another host key; the known one stays known.
    pub fn change_host_key(&mut self) {
        self.stop();
        self.make_key("host_key");
        self.run();
    }

    /// Offers a key that the server does not know.
    pub fn forget_key(&self) {
        self.make_key("other_key");
        self.configure_ssh("other_key");
    }

    /// `SHA256:…` of its host key, as `ssh-keygen` tells it.
    pub fn fingerprint(&self) -> String {
        let told = Command::new("ssh-keygen")
            .arg("-lf")
            .arg(self.path("host_key.pub"))
            .output();
        let told = String::from_utf8(told.expect("ssh-keygen runs").stdout).expect("text");
        told.split(' ').nth(1).expect("a fingerprint").to_owned()
    }

    /// The file with the known host keys.
    pub fn known_hosts(&self) -> PathBuf {
        self.path("known_hosts")
    }

    /// The configuration for `ssh`.
    pub fn ssh_config(&self) -> PathBuf {
        self.path("ssh_config")
    }

    /// Where it keeps what is stored in the folder for backups.
    pub fn files(&self) -> PathBuf {
        self.path("backups")
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// What is needed to use it, with shorter time-outs than the real ones.
    pub fn options(&self) -> SftpOptions {
        SftpOptions {
            name: "NAS".to_owned(),
            host: HOST.to_owned(),
            port: None,
            user: None,
            root: self.files().to_str().expect("UTF-8").to_owned(),
            config_file: Some(self.ssh_config()),
            program: None,
            used_before: false,
            patience: PATIENCE,
        }
    }
}

impl Sshd {
    /// The folder for backups, as a person would enter it.
    pub fn typed(&self) -> SftpLocation {
        SftpLocation {
            name: "NAS".to_owned(),
            host: HOST.to_owned(),
            path: self.files().to_str().expect("UTF-8").to_owned(),
            config_file: Some(self.ssh_config()),
            enabled: true,
            ..SftpLocation::default()
        }
    }
}

impl Drop for Sshd {
    fn drop(&mut self) {
        self.stop();
    }
}

/// What becomes of the bytes of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// All of them arrive.
    Passed,
    /// After so many from the client, the connection is cut.
    CutAfterSent(usize),
    /// After so many from the server, the connection is cut.
    CutAfterAnswered(usize),
    /// After so many from the server, no more arrive, in either direction.
    SilentAfterAnswered(usize),
}

/// What is between a client and the server: it cuts connections, and counts bytes.
#[derive(Debug)]
pub struct Wire {
    /// The port on the loopback interface.
    pub port: u16,
    fate: Arc<Mutex<Fate>>,
    carried: Arc<[AtomicUsize; 2]>,
}

impl Wire {
    /// A wire to the server on that port. It ends with the test's runtime.
    pub async fn to(server: u16) -> Self {
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0))
            .await
            .expect("a free port");
        let port = listener.local_addr().expect("its number").port();
        let fate = Arc::new(Mutex::new(Fate::Passed));
        let carried = Arc::new([AtomicUsize::new(0), AtomicUsize::new(0)]);
        let (now, count) = (Arc::clone(&fate), Arc::clone(&carried));
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let Ok(server) = tokio::net::TcpStream::connect(("127.0.0.1", server)).await else {
                    continue;
                };
                let fate = *now.lock().expect("nobody panicked");
                let count = Arc::clone(&count);
                tokio::spawn(async move { carry(client, server, fate, &count).await });
            }
        });
        Self { port, fate, carried }
    }

    /// Decides about the connections that are made from now on.
    pub fn rule(&self, fate: Fate) {
        *self.fate.lock().expect("nobody panicked") = fate;
        for count in self.carried.iter() {
            count.store(0, Ordering::SeqCst);
        }
    }

    /// Bytes that were sent and answered since the last rule.
    pub fn carried(&self) -> (usize, usize) {
        let [sent, answered] = &*self.carried;
        (sent.load(Ordering::SeqCst), answered.load(Ordering::SeqCst))
    }
}

async fn carry(
    mut client: tokio::net::TcpStream,
    mut server: tokio::net::TcpStream,
    fate: Fate,
    [sent, answered]: &[AtomicUsize; 2],
) {
    let (mut up, mut down) = (vec![0; 4096], vec![0; 4096]);
    let (mut so_far, mut back) = (0, 0);
    loop {
        let (room_up, room_down) = match fate {
            Fate::CutAfterSent(most) => (most - so_far, usize::MAX),
            Fate::CutAfterAnswered(most) | Fate::SilentAfterAnswered(most) => (usize::MAX, most - back),
            Fate::Passed => (usize::MAX, usize::MAX),
        };
        if room_up == 0 || room_down == 0 {
            if matches!(fate, Fate::SilentAfterAnswered(_)) {
                // Until the client gives up.
                while matches!(client.read(&mut up).await, Ok(1..)) {}
            }
            return;
        }
        let (limit_up, limit_down) = (up.len().min(room_up), down.len().min(room_down));
        let moved = tokio::select! {
            read = client.read(&mut up[..limit_up]) => match read {
                Ok(length @ 1..) => {
                    so_far += length;
                    sent.fetch_add(length, Ordering::SeqCst);
                    server.write_all(&up[..length]).await
                }
                _ => return,
            },
            read = server.read(&mut down[..limit_down]) => match read {
                Ok(length @ 1..) => {
                    back += length;
                    answered.fetch_add(length, Ordering::SeqCst);
                    client.write_all(&down[..length]).await
                }
                _ => return,
            },
        };
        if moved.is_err() {
            return;
        }
    }
}

fn write(file: &Path, text: &str) {
    mantrae_core::fs::write_atomic(file, text.as_bytes()).expect("a file of the test");
    std::fs::set_permissions(file, std::fs::Permissions::from_mode(0o600)).expect("its rights");
}

/// The name of the account that runs the tests.
pub fn user() -> String {
    let told = Command::new("id").arg("-un").output().expect("id runs");
    String::from_utf8(told.stdout).expect("text").trim().to_owned()
}

/// The processes that serve connections, and what they started: the server itself stays.
fn sessions(server: u32) -> Vec<rustix::process::Pid> {
    let mut found = Vec::new();
    let mut next = children(server);
    while let Some(process) = next.pop() {
        next.extend(children(process));
        found.extend(rustix::process::Pid::from_raw(process.cast_signed()));
    }
    found
}

/// The children of a process.
fn children(parent: u32) -> Vec<u32> {
    let told = std::fs::read_to_string(format!("/proc/{parent}/task/{parent}/children"));
    told.unwrap_or_default()
        .split_whitespace()
        .filter_map(|number| number.parse().ok())
        .collect()
}
