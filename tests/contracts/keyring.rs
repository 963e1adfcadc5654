//! What every keyring owes: the one in memory, and GNOME Keyring in a session that nobody sees.
//!
//! A process finds its keyring by its environment, so the test starts itself again, once for each state that the
//! keyring is in: just opened, locked, started locked, opened after a restart, gone.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use mantrae_core::credentials::{Keep, Whereabouts};
use mantrae_core::engine::restores::From;
use mantrae_core::engine::{Depth, Options};
use mantrae_core::secret::{Keyring, KeyringFailure, KeyringState, MemoryKeyring, Secret, SystemKeyring};
use mantrae_core::settings::storage::S3Location;
use mantrae_core::{Code, Engine};
use tests::{refused, tool};
use xtask::desktop::Group;

const FOLDER: &str = "MANTRAE_TEST_KEYRING_FOLDER";
const PHASE: &str = "MANTRAE_TEST_KEYRING_PHASE";
const DAEMON: &str = "MANTRAE_TEST_KEYRING_DAEMON";
const NAME: &str = "backup-key:00000000";

fn secret(text: &str) -> Secret<String> {
    Secret::new(text.to_owned())
}

fn held(keyring: &dyn Keyring) -> Option<String> {
    let held = keyring.get(NAME).unwrap();
    held.map(|secret| secret.expose().clone())
}

/// What is set is read back, a second one replaces it, and what was deleted is gone.
fn keeps_its_promises(keyring: &dyn Keyring) {
    assert_eq!(keyring.state(), KeyringState::Unlocked);
    assert_eq!(held(keyring), None, "nothing was saved yet");
    for text in ["one", "two", "", "ümläut \n and a second line"] {
        keyring.set(NAME, &secret(text)).unwrap();
        assert_eq!(held(keyring).as_deref(), Some(text));
    }
    assert!(keyring.delete(NAME).unwrap());
    assert!(!keyring.delete(NAME).unwrap(), "it is gone");
    assert_eq!(held(keyring), None);
}

/// Locked or gone, it neither keeps nor gives, and says which of the two; without asking anybody.
fn refuses(keyring: &dyn Keyring, state: KeyringState) {
    let begun = Instant::now();
    let fits = |problem: Option<KeyringFailure>| match state {
        KeyringState::Locked => matches!(problem, Some(KeyringFailure::Locked)),
        KeyringState::Absent => matches!(problem, Some(KeyringFailure::Absent(_))),
        KeyringState::Unlocked => problem.is_none(),
    };
    assert_eq!(keyring.state(), state);
    assert!(fits(keyring.get(NAME).err()), "get, {state:?}");
    assert!(fits(keyring.set(NAME, &secret("one")).err()), "set, {state:?}");
    assert!(fits(keyring.delete(NAME).err()), "delete, {state:?}");
    assert!(begun.elapsed() < Duration::from_secs(5), "it waited for somebody");
}

/// The one in memory.
#[test]
fn the_keyring_in_memory() {
    let keyring = MemoryKeyring::new();
    keeps_its_promises(&keyring);
    for state in [KeyringState::Locked, KeyringState::Absent] {
        keyring.put_into(state);
        refuses(&keyring, state);
    }
    keyring.put_into(KeyringState::Locked);
    keyring.unlock().unwrap();
    assert_eq!(keyring.state(), KeyringState::Unlocked);
}

/// "I log in, lock my keyring, restart the computer, and log in again: the key is where I left it."
#[tokio::test]
async fn the_keyring_of_the_desktop() {
    if let Ok(phase) = std::env::var(PHASE) {
        return inside(&phase, Path::new(&std::env::var_os(FOLDER).unwrap())).await;
    }
    let tools = ["dbus-daemon", "dbus-send", "gnome-keyring-daemon"];
    if tools.iter().any(|name| tool(name).is_none()) {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let mut session = Session::start(folder.path());
    let mut daemon = session.keyring("--unlock");
    session.check("unlocked");
    session.lock();
    session.check("locked");
    session.end(&mut daemon);
    let mut daemon = session.keyring("--start");
    session.check("locked");
    session.end(&mut daemon);
    let mut daemon = session.keyring("--unlock");
    session.check("again");
    session.check_with("killed", Some(daemon.id()));
    daemon.wait().unwrap();
    session.bus = "unix:path=/nowhere".to_owned();
    session.check("absent");
}

/// What holds for our process in each state of the keyring.
async fn inside(phase: &str, folder: &Path) {
    let engine = Engine::open(Options::new(folder.join("data"))).await.unwrap();
    let newest = async || engine.backups().list().await.unwrap().swap_remove(0);
    match phase {
        "unlocked" => {
            keeps_its_promises(&SystemKeyring);
            let state = engine.encryption().turn_on().await.unwrap();
            assert_eq!(state.keyring, KeyringState::Unlocked);
            assert_eq!(
                state.keyring_name.as_deref(),
                Some("GNOME Keyring"),
                "as its people call it"
            );
            // Nothing listens there: what counts is whether its key can be had.
            let location = S3Location {
                name: "NAS".to_owned(),
                endpoint: "https://127.0.0.1:1".to_owned(),
                bucket: "backups".to_owned(),
                access_key_id: "AKIA".to_owned(),
                enabled: true,
                ..S3Location::default()
            };
            let given = secret("canary of the bucket");
            engine
                .storage()
                .save(&location, Some((&given, Keep::Keyring)))
                .await
                .unwrap();
            assert_eq!(whereabouts(&engine).await, Whereabouts::Keyring);
            let backup = engine.backups().create("").await.unwrap();
            assert_eq!(backup.locations[0].verification, Some(Depth::Complete));
        }
        "killed" => {
            assert_eq!(whereabouts(&engine).await, Whereabouts::Keyring);
            let daemon = std::env::var(DAEMON).unwrap().parse().unwrap();
            let daemon = rustix::process::Pid::from_raw(daemon).unwrap();
            rustix::process::kill_process(daemon, rustix::process::Signal::KILL).unwrap();
            let begun = Instant::now();
            assert_ne!(
                whereabouts(&engine).await,
                Whereabouts::Keyring,
                "a keyring that is gone gives nothing"
            );
            assert!(
                begun.elapsed() < Duration::from_secs(30),
                "and keeps nobody waiting"
            );
            let backup = engine.backups().create("").await.unwrap();
            assert_eq!(
                backup.locations[0].verification,
                Some(Depth::Bytes),
                "backups go on"
            );
        }
        "again" => {
            let backup = newest().await;
            assert_eq!(backup.locations[0].verification, Some(Depth::Bytes));
            assert_eq!(whereabouts(&engine).await, Whereabouts::Keyring, "found again");
            let verified = engine.verification().verify(&backup.id).await.unwrap();
            assert_eq!(verified.verification, Some(Depth::Complete), "{verified:?}");
            engine
                .restores()
                .prepare(From::Backup(&backup.id), &[])
                .await
                .unwrap();
            keeps_its_promises(&SystemKeyring);
        }
        closed => {
            let (state, code) = match closed {
                "locked" => (KeyringState::Locked, Code::Locked),
                _ => (KeyringState::Absent, Code::Keyring),
            };
            refuses(&SystemKeyring, state);
            let location = match state {
                KeyringState::Locked => Whereabouts::Locked,
                _ => Whereabouts::NoKeyring,
            };
            assert_eq!(whereabouts(&engine).await, location, "the bucket’s key waits");
            let told = engine.encryption().state().await.unwrap();
            assert_eq!(told.keyring, state);
            assert_eq!(
                told.problem.unwrap().code,
                code,
                "told apart from a key never saved"
            );
            let backup = engine.backups().create("").await.unwrap();
            assert_eq!(
                backup.locations[0].verification,
                Some(Depth::Bytes),
                "backups go on"
            );
            let answer = engine.restores().prepare(From::Backup(&backup.id), &[]).await;
            assert_eq!(refused(answer).0, code);
            assert_eq!(refused(engine.encryption().new_key().await).0, code);
        }
    }
    engine.close().await;
}

/// Where the secret key of the only location is.
async fn whereabouts(engine: &Engine) -> Whereabouts {
    engine.storage().settings().await.unwrap().secrets[0].whereabouts
}

/// A session bus of our own with a home of its own; ends with everything in it.
struct Session<'a> {
    group: Group,
    bus: String,
    folder: &'a Path,
    daemon: Option<Child>,
}

impl Drop for Session<'_> {
    fn drop(&mut self) {
        if let Some(daemon) = &mut self.daemon {
            let _ = daemon.kill();
            let _ = daemon.wait();
        }
    }
}

impl<'a> Session<'a> {
    fn start(folder: &'a Path) -> Self {
        for name in ["home", "runtime"] {
            mantrae_core::fs::private_dir(&folder.join(name)).unwrap();
        }
        let mut session = Self {
            group: Group::start().unwrap(),
            bus: String::new(),
            folder,
            daemon: None,
        };
        let mut command = Command::new("dbus-daemon");
        command.args(["--session", "--nofork", "--nopidfile", "--print-address=1"]);
        session.adopt(&mut command).stdout(Stdio::piped());
        let mut daemon = session.group.spawn(&mut command).unwrap();
        let mut address = String::new();
        BufReader::new(daemon.stdout.take().unwrap())
            .read_line(&mut address)
            .unwrap();
        address.trim().clone_into(&mut session.bus);
        session.daemon = Some(daemon);
        session
    }

    fn adopt<'c>(&self, command: &'c mut Command) -> &'c mut Command {
        let home = self.folder.join("home");
        command
            .env("HOME", &home)
            .env("XDG_DATA_HOME", home.join("data"))
            .env("XDG_CONFIG_HOME", home.join("config"))
            .env("XDG_CACHE_HOME", home.join("cache"))
            .env("XDG_RUNTIME_DIR", self.folder.join("runtime"))
            .env("DBUS_SESSION_BUS_ADDRESS", &self.bus)
            .env_remove("DISPLAY")
            .env_remove("WAYLAND_DISPLAY")
            .stderr(Stdio::null())
    }

    /// Starts the keyring. An empty password would make none, and the bus itself would start one that nobody opens: so
    /// nobody asks for it before it is there.
    fn keyring(&mut self, how: &str) -> Child {
        let mut command = Command::new("gnome-keyring-daemon");
        command.args(["--foreground", how, "--components=secrets"]);
        self.adopt(&mut command)
            .stdin(Stdio::piped())
            .stdout(Stdio::null());
        let mut daemon = self.group.spawn(&mut command).unwrap();
        daemon.stdin.take().unwrap().write_all(b"password").unwrap();
        self.wait(true);
        daemon
    }

    fn end(&self, daemon: &mut Child) {
        daemon.kill().unwrap();
        daemon.wait().unwrap();
        self.wait(false);
    }

    /// Until the keyring is there, or gone.
    fn wait(&self, there: bool) {
        let begun = Instant::now();
        let owner = [
            "org.freedesktop.DBus.NameHasOwner",
            "string:org.freedesktop.secrets",
        ];
        while self.send(("org.freedesktop.DBus", "/"), &owner).contains("true") != there {
            assert!(begun.elapsed() < Duration::from_secs(20), "the keyring: {there}");
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    fn lock(&self) {
        let path = "/org/freedesktop/secrets";
        let collection = format!("array:objpath:{path}/aliases/default");
        let words = ["org.freedesktop.Secret.Service.Lock", collection.as_str()];
        let told = self.send(("org.freedesktop.secrets", path), &words);
        assert!(told.contains("aliases/default"), "{told}");
    }

    fn send(&self, (to, path): (&str, &str), words: &[&str]) -> String {
        let mut command = Command::new("dbus-send");
        command
            .args(["--session", "--print-reply", &format!("--dest={to}"), path])
            .args(words);
        let output = self.adopt(&mut command).output().unwrap();
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// The same test once more, as a program of this session.
    fn check(&self, phase: &str) {
        self.check_with(phase, None);
    }

    /// As [`Session::check`], with the keyring's process to kill.
    fn check_with(&self, phase: &str, daemon: Option<u32>) {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args(["--exact", "keyring::the_keyring_of_the_desktop", "--nocapture"]);
        let output = self
            .adopt(&mut command)
            .env(PHASE, phase)
            .env(FOLDER, self.folder)
            .env(DAEMON, daemon.unwrap_or_default().to_string())
            .stderr(Stdio::piped())
            .output()
            .unwrap();
        let told = [output.stdout, output.stderr].concat();
        let told = String::from_utf8_lossy(&told);
        assert!(
            output.status.success() && told.contains("1 passed"),
            "{phase}: {told}"
        );
    }
}
