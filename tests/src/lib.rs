//! What all tests share: a computer with a data folder of its own, and everything on it.
#![expect(
    clippy::expect_used,
    clippy::missing_panics_doc,
    clippy::panic,
    reason = "a helper that cannot go on has failed its test"
)]

pub mod archive;
pub mod asking;
pub mod s3;
#[cfg(target_os = "linux")]
pub mod sshd;
pub mod traefik;

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use mantrae_core::backup::Backup;
use mantrae_core::db::staged::Part;
use mantrae_core::engine::Options;
use mantrae_core::engine::restores::{From, RestoreOutcome};
use mantrae_core::import::Request;
use mantrae_core::import::apply::ImportOutcome;
use mantrae_core::secret::{MemoryKeyring, Ring};
use mantrae_core::{Code, Engine, Error};
use traefik_dynamic::Kind;

/// Set where random moments are tried as often as it takes to be sure.
const LONG: &str = "MANTRAE_TEST_LONG";

/// How often something is tried at random moments: enough to notice a fault that is there, or in a long run so often that
/// rare ones show too.
pub fn times(short: u64, long: u64) -> u64 {
    if std::env::var_os(LONG).is_some() {
        long
    } else {
        short
    }
}

/// The configuration from the manual: a router with its service and its middleware.
pub const EXAMPLE: &str = include_str!("../fixtures/example.yml");
/// The profile that the tests work on.
pub const PROFILE: &str = "Home";
/// The router of [`EXAMPLE`].
pub const ROUTER: (Kind, &str) = (Kind::HttpRouter, "my-router");

/// The name of the service of [`EXAMPLE`], and the one that it gets when it is renamed.
pub const SERVICE_NAMES: [&str; 2] = ["my-service", "renamed"];

/// The files of a followed folder in the tests.
pub const FOLLOWED: [&str; 2] = ["10-routers.yml", "20-services.yml"];

/// All live content: profile, then `kind/name`, then switch and text.
pub type Content = BTreeMap<String, BTreeMap<String, String>>;

/// A computer: a data folder, an engine that uses it, and a folder for files next to it.
#[derive(Debug)]
pub struct Computer {
    /// The engine.
    pub engine: Engine,
    /// Its keyring.
    pub keyring: MemoryKeyring,
    folder: tempfile::TempDir,
}

impl Computer {
    /// A new, empty one.
    pub async fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let keyring = MemoryKeyring::new();
        let engine = open_with(&folder.path().join("data"), &keyring)
            .await
            .expect("the data folder opens");
        Self {
            engine,
            keyring,
            folder,
        }
    }

    /// One with the manual's example in the profile [`PROFILE`].
    pub async fn with_example() -> Self {
        let computer = Self::new().await;
        computer
            .engine
            .profiles()
            .create(PROFILE, "")
            .await
            .expect("the profile is made");
        computer.import(EXAMPLE).await;
        computer
    }

    /// One with the manual's example, whose environment names these locations (`local`, `s3`, or both with a comma),
    /// with the bucket at that address.
    pub async fn with_locations(kinds: &str, endpoint: &str) -> Self {
        Self::with_locations_at(kinds, endpoint, chrono::Utc::now).await
    }

    /// Like [`Computer::with_locations`], with a clock that the test controls.
    pub async fn with_locations_at(
        kinds: &str,
        endpoint: &str,
        clock: fn() -> chrono::DateTime<chrono::Utc>,
    ) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let keyring = MemoryKeyring::new();
        let mut options = Options::new(folder.path().join("data"));
        options.keyring = Ring::new(keyring.clone());
        options.patience = Duration::from_millis(300);
        options.environment = s3::environment(kinds, endpoint);
        options.store_patience = s3::hurried();
        options.clock = clock;
        let engine = Engine::open(options).await.expect("the data folder opens");
        let computer = Self {
            engine,
            keyring,
            folder,
        };
        let profile = computer.engine.profiles().create(PROFILE, "").await;
        profile.expect("the profile is made");
        computer
    }

    /// Another engine on the same data folder, as after a restart; the bucket may be at another address.
    pub async fn opened_again(&self, kinds: &str, endpoint: &str) -> Engine {
        let mut options = Options::new(self.data());
        options.keyring = Ring::new(self.keyring.clone());
        options.patience = Duration::from_millis(300);
        options.environment = s3::environment(kinds, endpoint);
        options.store_patience = s3::hurried();
        Engine::open(options).await.expect("the data folder opens")
    }

    /// The data folder.
    pub fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// A path next to the data folder.
    pub fn beside(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A file next to the data folder.
    pub fn file(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.beside(name);
        mantrae_core::fs::write_atomic(&path, content.as_ref()).expect("the file is written");
        path
    }

    /// Imports everything in a text.
    pub async fn import(&self, text: &str) -> ImportOutcome {
        let path = self.file("import.yml", text);
        let plan = self
            .engine
            .imports()
            .prepare(PROFILE, &Request::files(&[path]))
            .await
            .expect("the file can be imported");
        self.engine
            .imports()
            .apply(&plan, &[])
            .await
            .expect("it is imported")
    }

    /// Makes a manual backup.
    pub async fn back_up(&self) -> Backup {
        self.engine
            .backups()
            .create("")
            .await
            .expect("the backup is made")
    }

    /// The file of a backup.
    pub fn archive(&self, backup: &Backup) -> PathBuf {
        self.data().join("backups").join(&backup.file)
    }

    /// Restores without reviewing the plan.
    pub async fn restore(&self, from: From<'_>, parts: &[Part]) -> RestoreOutcome {
        let plan = self
            .engine
            .restores()
            .prepare(from, parts)
            .await
            .expect("the restore is planned");
        self.engine
            .restores()
            .apply(&plan.id, &[])
            .await
            .expect("it is restored")
    }

    /// All live content.
    pub async fn content(&self) -> Content {
        content(&self.engine).await
    }

    /// `kind/name` of every component of [`PROFILE`].
    pub async fn names(&self) -> Vec<String> {
        self.content()
            .await
            .remove(PROFILE)
            .map(|components| components.into_keys().collect())
            .unwrap_or_default()
    }

    /// What must not change when something is refused: the content and the revision number.
    pub async fn standing(&self) -> (Content, i64) {
        let (revision, _) = self.engine.pulse().await.expect("the revision can be read");
        (self.content().await, revision)
    }
}

/// An engine on a folder, with shorter time-outs than the real one and an empty keyring.
pub async fn open(root: &Path) -> Result<Engine, Error> {
    open_with(root, &MemoryKeyring::new()).await
}

/// An engine on a folder, with shorter time-outs than the real one.
pub async fn open_with(root: &Path, keyring: &MemoryKeyring) -> Result<Engine, Error> {
    let mut options = Options::new(root);
    options.keyring = Ring::new(keyring.clone());
    options.patience = Duration::from_millis(300);
    Engine::open(options).await
}

/// All live content in an engine's data folder.
pub async fn content(engine: &Engine) -> Content {
    let mut content = Content::new();
    for profile in engine.profiles().list().await.expect("profiles can be listed") {
        let mut components = BTreeMap::new();
        for row in engine
            .components()
            .list(&profile.name)
            .await
            .expect("components can be listed")
        {
            let detail = engine.components().show(&profile.name, row.kind, &row.name).await;
            let yaml = detail.expect("a listed component can be read").yaml;
            let switch = if row.enabled { "on" } else { "off" };
            components.insert(format!("{}/{}", row.kind, row.name), format!("{switch}\n{yaml}"));
        }
        content.insert(profile.name, components);
    }
    content
}

/// A system program that a test needs. If it is missing, the test says so and passes on a developer's machine, and
/// fails if `CI` is set: `cargo xtask test` installs it.
pub fn tool(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found = std::env::split_paths(&path)
        .map(|folder| folder.join(name))
        .find(|program| program.is_file());
    if found.is_none() {
        assert!(
            std::env::var_os("CI").is_none(),
            "`{name}` is not installed: `cargo xtask test` installs it"
        );
        // Not `println!`: its output is hidden when a test passes.
        let told = format!("NOT TESTED: `{name}` is not installed, `cargo xtask test` installs it\n");
        let _ = std::io::stderr().write_all(told.as_bytes());
    }
    found
}

/// A refusal as a person reads it: code, sentence, hint. `folder` is removed from the sentence.
pub fn printed(error: &Error, folder: &Path) -> String {
    let hint = error.hint.as_deref().unwrap_or("-");
    format!("{:?}: {}\n  hint: {hint}\n", error.code, error.message).replace(
        &format!("{}/", folder.display().to_string().trim_end_matches('/')),
        "",
    )
}

/// The code and the sentence of a call that must have been refused.
pub fn refused<T: std::fmt::Debug>(answer: Result<T, Error>) -> (Code, String) {
    let error = answer.expect_err("this must be refused");
    (error.code, error.message)
}
