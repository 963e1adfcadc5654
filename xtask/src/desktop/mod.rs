//! A virtual desktop with a display, a window manager and a session bus, which leaves nothing behind.

mod group;
mod windows;

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use crate::failure::{Doing, Failure};
use crate::{Result, tree};

pub use group::Group;
pub use windows::Window;

/// A running virtual desktop. Dropping it kills every program that was started on it.
pub struct Desktop {
    group: Group,
    display: String,
    bus: String,
    folder: PathBuf,
}

impl Desktop {
    /// Starts one with a screen of this size. Sockets and logs are stored in `folder`.
    pub fn start(folder: &Path, width: u32, height: u32) -> Result<Self> {
        let runtime = folder.join("runtime");
        tree::create(&runtime)?;
        only_for_me(&runtime)?;
        let mut desktop = Self {
            group: Group::start()?,
            display: String::new(),
            bus: String::new(),
            folder: folder.to_path_buf(),
        };
        let screen = format!("{width}x{height}x24");
        let words = [
            "-displayfd",
            "1",
            "-screen",
            "0",
            &screen,
            "-nolisten",
            "tcp",
            "-noreset",
        ];
        desktop.display = format!(":{}", desktop.start_service("Xvfb", &words)?);
        let words = ["--session", "--nofork", "--nopidfile", "--print-address=1"];
        desktop.bus = desktop.start_service("dbus-daemon", &words)?;
        let mut manager = Command::new("openbox");
        desktop.spawn(&mut manager, "openbox")?;
        desktop.wait_for_window_manager()?;
        Ok(desktop)
    }

    /// The X display, such as `:1`.
    pub(crate) fn display(&self) -> &str {
        &self.display
    }

    /// The address of the session bus.
    pub fn bus(&self) -> &str {
        &self.bus
    }

    /// Where sockets and logs are stored.
    fn folder(&self) -> &Path {
        &self.folder
    }

    /// Makes a command use this desktop and no other.
    pub fn adopt<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        command
            .env("DISPLAY", &self.display)
            .env("DBUS_SESSION_BUS_ADDRESS", &self.bus)
            .env("XDG_RUNTIME_DIR", self.folder.join("runtime"))
            .env("XDG_SESSION_TYPE", "x11")
            .env("GDK_BACKEND", "x11")
            .env_remove("WAYLAND_DISPLAY")
    }

    /// Starts a program on this desktop. Its output goes to `<log>.log` in the folder.
    pub fn spawn(&mut self, command: &mut Command, log: &str) -> Result<Child> {
        let log = self.log(log)?;
        let also = log.try_clone().doing(|| "open the log twice".to_owned())?;
        self.adopt(command).stdin(Stdio::null()).stdout(log).stderr(also);
        self.group.spawn(command)
    }

    /// Starts a program that prints its address in its first line.
    fn start_service(&mut self, name: &str, words: &[&str]) -> Result<String> {
        let log = self.log(name)?;
        let mut command = Command::new(name);
        self.adopt(&mut command)
            .args(words)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(log);
        let mut service = self.group.spawn(&mut command)?;
        let mut line = String::new();
        if let Some(output) = service.stdout.take() {
            BufReader::new(output)
                .read_line(&mut line)
                .doing(|| format!("read the output of {name}"))?;
        }
        if line.trim().is_empty() {
            let folder = self.folder.display();
            return Err(Failure::new(format!(
                "`{name}` quit right after it started: see {folder}/{name}.log"
            )));
        }
        Ok(line.trim().to_owned())
    }

    fn log(&self, name: &str) -> Result<File> {
        let path = self.folder.join(format!("{name}.log"));
        File::create(&path).doing(|| format!("create {}", path.display()))
    }
}

/// The session bus and WebKit refuse a runtime folder that others can read.
#[cfg(unix)]
fn only_for_me(folder: &Path) -> Result {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o700))
        .doing(|| format!("make {} private", folder.display()))
}

#[cfg(not(unix))]
fn only_for_me(_: &Path) -> Result {
    Err(Failure::new("a virtual desktop needs Linux"))
}
