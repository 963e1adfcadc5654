//! A virtual desktop with a person on it: own home, own data folder, own session bus.

use std::ffi::OsString;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::board::Board;
use crate::tray::Tray;

/// How the title of the application's window begins.
pub(crate) const TITLE: &str = "^Mantrae";

const PATIENCE: Duration = Duration::from_mins(1);

/// Ends all its programs when it goes out of scope; a test that panicked leaves a picture and the logs.
pub(crate) struct Desktop {
    // Dropped before the folder below it.
    screen: xtask::desktop::Desktop,
    home: TempDir,
    environment: Vec<(OsString, OsString)>,
    services: Vec<Child>,
}

impl Desktop {
    /// An empty desktop: nothing runs on it yet.
    pub(crate) fn start() -> Self {
        let home = tempfile::Builder::new()
            .prefix("mantrae-e2e-")
            .tempdir()
            .expect("a temporary folder");
        let screen =
            xtask::desktop::Desktop::start(home.path(), 1280, 800).unwrap_or_else(|why| panic!("{why}"));
        Self {
            screen,
            home,
            environment: Vec::new(),
            services: Vec::new(),
        }
    }

    /// Where the test's files lie.
    pub(crate) fn folder(&self) -> &Path {
        self.home.path()
    }

    /// The application's data folder.
    pub(crate) fn data_folder(&self) -> PathBuf {
        self.home.path().join("data")
    }

    /// Sets an environment variable for what is started from now on.
    pub(crate) fn set(&mut self, key: &str, value: impl Into<OsString>) {
        self.environment.push((key.into(), value.into()));
    }

    /// Starts the application without taking hold of its window, as the session does at log-in.
    pub(crate) fn launch(&mut self, words: &[&str]) -> Child {
        let mut command = Command::new(from_xtask("MANTRAE_E2E_APP"));
        self.spawn(command.args(words), "application")
    }

    /// Starts a program as this desktop's person.
    pub(crate) fn spawn(&mut self, command: &mut Command, log: &str) -> Child {
        self.own(command);
        self.screen
            .spawn(command, log)
            .unwrap_or_else(|why| panic!("{why}"))
    }

    /// Starts a program that is there until the end of the test.
    pub(crate) fn serve(&mut self, command: &mut Command, log: &str) {
        let service = self.spawn(command, log);
        self.services.push(service);
    }

    /// Runs the command line on the same data; what it prints is the answer.
    pub(crate) fn mantraectl(&self, words: &[&str]) -> serde_json::Value {
        let mut command = Command::new(from_xtask("MANTRAE_E2E_CTL"));
        self.own(command.arg("--json").args(words));
        let answer = self
            .screen
            .adopt(&mut command)
            .output()
            .expect("mantraectl starts");
        let said = String::from_utf8_lossy(&answer.stderr);
        serde_json::from_slice(&answer.stdout).unwrap_or_else(|why| {
            panic!(
                "mantraectl {words:?} ended with {} and no JSON ({why}): {said}",
                answer.status
            )
        })
    }

    /// Keeps the schedule without a window, as on a server.
    pub(crate) fn keep_schedule(&mut self) -> Child {
        let mut command = Command::new(from_xtask("MANTRAE_E2E_CTL"));
        self.spawn(command.args(["schedule", "run"]), "schedule")
    }

    /// Shows tray icons from now on. To be called before the application starts.
    pub(crate) async fn show_tray(&self) -> Tray {
        Tray::on(self.screen.bus()).await
    }

    /// Shows notifications from now on.
    pub(crate) async fn show_notifications(&self) -> Board {
        Board::on(self.screen.bus()).await
    }

    /// The person's home.
    pub(crate) fn home(&self) -> &Path {
        self.home.path()
    }

    /// Whether a visible window's title matches this regular expression.
    pub(crate) fn has_window(&self, title: &str) -> bool {
        self.screen.window(title).is_some()
    }

    /// Waits until there is such a window; its X number is the answer.
    pub(crate) fn wait_for_window(&self, title: &str) -> String {
        self.screen
            .wait_for_window(title)
            .unwrap_or_else(|why| panic!("{why}"))
            .id()
            .to_owned()
    }

    /// Waits until no such window is left.
    pub(crate) fn wait_for_no_window(&self, title: &str) {
        wait_until(&format!("the window `{title}` stayed open"), || {
            !self.has_window(title)
        });
    }

    /// Closes a window by its title bar, as a person does. (`xdotool windowclose` would destroy it.)
    pub(crate) fn close_window(&self, title: &str) {
        let window = self.wait_for_window(title);
        self.run("wmctrl", &["-i", "-c", &window]);
    }

    /// Runs a tool that looks at this desktop.
    pub(crate) fn run(&self, name: &str, words: &[&str]) {
        let status = self.tool(name, words).stdin(Stdio::null()).status();
        assert!(
            status.as_ref().is_ok_and(std::process::ExitStatus::success),
            "{name} {words:?}: {status:?}"
        );
    }

    fn tool(&self, name: &str, words: &[&str]) -> Command {
        self.screen.tool(name, words)
    }

    /// Nothing may come from or go into the home of whoever runs the tests.
    fn own(&self, command: &mut Command) {
        let home = self.home.path();
        command
            .current_dir(home)
            .env("HOME", home)
            .env("XDG_DATA_HOME", home.join(".local/share"))
            .env("XDG_CONFIG_HOME", home.join(".config"))
            .env("XDG_CACHE_HOME", home.join(".cache"))
            .env("GSETTINGS_BACKEND", "memory")
            .env("MANTRAE_DATA_DIR", self.data_folder())
            .envs(self.environment.iter().map(|(key, value)| (key, value)));
    }

    /// Keeps what helps to understand a failure, beside the programs under test.
    fn keep_evidence(&self) -> std::io::Result<PathBuf> {
        let test = std::thread::current().name().unwrap_or("test").replace("::", ".");
        let me = std::env::current_exe()?;
        // target/debug/deps/<this test>
        let target = me.ancestors().nth(3).unwrap_or(Path::new("."));
        let folder = target.join("e2e").join(test);
        std::fs::create_dir_all(&folder)?;
        let _ = self.screen.picture(&folder.join("screen.png"));
        for entry in std::fs::read_dir(self.home.path())? {
            let path = entry?.path();
            if path.extension().is_some_and(|extension| extension == "log") {
                let bytes = std::fs::read(&path)?;
                std::fs::File::create(folder.join(path.file_name().unwrap_or_default()))?
                    .write_all(&bytes)?;
            }
        }
        Ok(folder)
    }
}

impl Drop for Desktop {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let kept = self.keep_evidence();
            let mut out = std::io::stderr().lock();
            let _ = writeln!(
                out,
                "the screen and the logs at the moment of the failure: {kept:?}"
            );
        }
    }
}

/// Waits until something holds; the complaint is what a test says that waited too long.
pub(crate) fn wait_until(complaint: &str, mut holds: impl FnMut() -> bool) {
    let end = Instant::now() + PATIENCE;
    while !holds() {
        assert!(Instant::now() < end, "{complaint}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// What `cargo xtask e2e` hands over. Without it nothing was tested, and that must not look like success.
pub(crate) fn from_xtask(name: &str) -> PathBuf {
    let path = std::env::var_os(name).map(PathBuf::from);
    let path = path.unwrap_or_else(|| panic!("{name} is not set: run these tests as `cargo xtask e2e`"));
    assert!(
        path.is_file(),
        "{name} names {}, which is not there: run `cargo xtask e2e`",
        path.display()
    );
    path
}
