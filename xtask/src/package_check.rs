//! `cargo xtask package --check`: tests the package as a user would install and open it.

use std::path::{Path, PathBuf};

use crate::desktop::Desktop;
use crate::failure::Failure;
use crate::output::say;
use crate::program::{program, read, run as carry_out};
use crate::setup::{self, Purpose};
use crate::{Result, run, tree};

/// Installs the package, opens it from its menu entry, and removes it.
pub(crate) fn run(package: &Path) -> Result {
    setup::system(&[Purpose::Screen, Purpose::Launch])?;
    let file = package.display().to_string();
    let name = read(program("dpkg-deb").args(["--show", "--showformat=${Package}", &file]))?;
    if setup::is_installed(&name) {
        return Err(Failure::new(format!(
            "`{name}` is already installed, and this check would remove it: run `apt-get remove {name}` first"
        )));
    }
    setup::install(&file)?;
    let tried = try_out(&name);
    setup::remove(&name)?;
    tried?;
    say(
        "package",
        format!("installed {name}, opened it from the menu and removed it"),
    );
    Ok(())
}

fn try_out(name: &str) -> Result {
    let files = read(program("dpkg-query").args(["--listfiles", name]))?;
    let entry = files
        .lines()
        .map(PathBuf::from)
        .find(|path| path.extension().is_some_and(|end| end == "desktop"));
    let entry = entry.ok_or_else(|| {
        Failure::new(format!(
            "`{name}` contains no menu entry, so no desktop would show it"
        ))
    })?;
    carry_out(program("desktop-file-validate").arg(&entry))?;
    let version = read(program("/usr/bin/mantraectl").arg("--version"))?;
    say(
        "package",
        format!("the command line reports its version: {}", version.trim()),
    );
    let folder = tree::fresh("package-check")?;
    let mut desktop = Desktop::start(&folder, 1280, 800)?;
    let mut launch = program("gtk-launch");
    launch
        .arg(entry.file_stem().unwrap_or_default())
        .env("MANTRAE_DATA_DIR", folder.join("data"));
    desktop.spawn(&mut launch, "application")?;
    run::picture_of_the_window(&desktop, &folder.join("window.png"), "package")
}
