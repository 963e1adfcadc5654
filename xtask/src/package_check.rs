//! `cargo xtask package --check`: tests the packages as a user would install and open them.

use std::path::{Path, PathBuf};

use crate::desktop::Desktop;
use crate::failure::Failure;
use crate::output::say;
use crate::program::{program, read, run as carry_out};
use crate::setup::{self, Purpose};
use crate::{Result, package_rounds, run, tree};

/// The type of our backups; see `src-tauri/packaging`.
const TYPE: &str = "application/vnd.mantrae.backup+zip";

/// Validates what is in the packages, installs, updates and removes them, and opens a backup from the menu entry.
/// `before`: the same packages with an earlier version.
pub(crate) fn run(packages: &[PathBuf], before: &[PathBuf]) -> Result {
    if !cfg!(target_os = "linux") {
        say("package", "only the packages of Linux can be tried out");
        return Ok(());
    }
    setup::system(&[Purpose::Inspect, Purpose::Screen, Purpose::Launch])?;
    let of_kind = |kind: &str| {
        let is = |path: &&PathBuf| path.extension().is_some_and(|end| end == kind);
        packages.iter().find(is)
    };
    if let Some(deb) = of_kind("deb") {
        validate(deb)?;
    }
    if let (Some(deb), Some(rpm)) = (of_kind("deb"), of_kind("rpm")) {
        same_files(deb, rpm)?;
    }
    package_rounds::all(packages, before)?;
    of_kind("deb").map_or(Ok(()), |deb| install_and_open(deb))
}

fn validate(deb: &Path) -> Result {
    carry_out(program("lintian").args(["--fail-on", "error"]).arg(deb))?;
    let folder = tree::fresh("package-check/content")?;
    carry_out(program("dpkg-deb").arg("--extract").arg(deb).arg(&folder))?;
    let share = folder.join("usr/share");
    carry_out(program("desktop-file-validate").arg(share.join("applications/Mantrae.desktop")))?;
    let metainfo = share.join("metainfo/dev.mantrae.desktop.metainfo.xml");
    carry_out(
        program("appstreamcli")
            .args(["validate", "--no-net"])
            .arg(metainfo),
    )?;
    carry_out(program("update-mime-database").arg(share.join("mime")))?;
    for name in ["mantrae", "mantraectl"] {
        runs_where_it_says(deb, &folder.join("usr/bin").join(name))?;
    }
    Ok(())
}

/// The oldest C library that the package allows has everything that a program needs.
fn runs_where_it_says(deb: &Path, path: &Path) -> Result {
    let depends = read(program("dpkg-deb").arg("--field").arg(deb).arg("Depends"))?;
    let allowed = depends
        .split("libc6 (>= ")
        .nth(1)
        .and_then(|rest| rest.split(')').next())
        .and_then(numbers)
        .ok_or_else(|| Failure::new("the package does not say which C library it needs"))?;
    let symbols = read(program("objdump").arg("--dynamic-syms").arg(path))?;
    let needed = symbols
        .split("GLIBC_")
        .skip(1)
        .filter_map(|rest| numbers(rest.split([')', ' ', '\n']).next()?))
        .max();
    match needed {
        Some(needed) if needed > allowed => Err(Failure::new(format!(
            "{} needs version {}.{} of the C library, and the package allows {}.{}: build it on an older system, or change `depends` in tauri.conf.json",
            path.display(),
            needed.0,
            needed.1,
            allowed.0,
            allowed.1
        ))),
        _ => Ok(()),
    }
}

/// 2.36 → (2, 36)
fn numbers(version: &str) -> Option<(u32, u32)> {
    let mut numbers = version.split('.').map(str::parse);
    Some((numbers.next()?.ok()?, numbers.next()?.ok()?))
}

/// Both contain the same programs, pages and completions.
fn same_files(deb: &Path, rpm: &Path) -> Result {
    let listed = read(program("dpkg-deb").arg("--contents").arg(deb))?;
    let mut of_deb: Vec<String> = listed
        .lines()
        .filter(|line| !line.starts_with('d'))
        .filter_map(|line| {
            Some(format!(
                "/{}",
                line.split_whitespace()
                    .nth(5)?
                    .trim_start_matches("./")
                    .trim_start_matches('/')
            ))
        })
        // Only Debian asks for it.
        .filter(|path| !path.ends_with("/changelog.gz"))
        .collect();
    let listed = read(
        program("rpm")
            .args(["--query", "--list", "--nosignature", "--package"])
            .arg(rpm),
    )?;
    let mut of_rpm: Vec<String> = listed.lines().map(str::to_owned).collect();
    of_rpm.retain(|path| !of_deb.iter().any(|other| other.starts_with(&format!("{path}/"))));
    of_deb.sort();
    of_rpm.sort();
    if of_deb == of_rpm {
        say(
            "package",
            format!("both packages contain the same {} files", of_deb.len()),
        );
        return Ok(());
    }
    let only = |these: &[String], those: &[String]| {
        let only: Vec<&str> = these
            .iter()
            .filter(|one| !those.contains(one))
            .map(String::as_str)
            .collect();
        only.join(", ")
    };
    Err(Failure::new(format!(
        "the packages differ: only in the .deb: {}; only in the .rpm: {}",
        only(&of_deb, &of_rpm),
        only(&of_rpm, &of_deb)
    )))
}

fn install_and_open(package: &Path) -> Result {
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
        format!("installed {name}, opened a backup from its menu entry and removed it"),
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
    let folder = tree::fresh("package-check")?;
    let backup = a_backup(&folder.join("data"))?;
    opens_with(&backup, &entry)?;
    let mut desktop = Desktop::start(&folder, 1280, 800)?;
    let mut launch = program("gtk-launch");
    launch
        .arg(entry.file_stem().unwrap_or_default())
        .arg(&backup)
        .env("MANTRAE_DATA_DIR", folder.join("data"));
    desktop.spawn(&mut launch, "application")?;
    run::picture_of_the_window(&desktop, &folder.join("window.png"), "package")
}

/// Made by the installed command line.
fn a_backup(data: &Path) -> Result<PathBuf> {
    let command = |words: &[&str]| {
        let mut command = program("/usr/bin/mantraectl");
        command.arg("--data-dir").arg(data).args(words);
        command
    };
    carry_out(&mut command(&["profile", "create", "Home lab"]))?;
    carry_out(&mut command(&["backup", "create"]))?;
    let made = tree::files_below(&data.join("backups"))?
        .into_iter()
        .find(|path| path.extension().is_some_and(|end| end == "zip"));
    made.ok_or_else(|| Failure::new("the command line made no backup"))
}

/// A double click on the backup opens the menu entry.
fn opens_with(backup: &Path, entry: &Path) -> Result {
    let known = read(
        program("gio")
            .args(["info", "--attributes=standard::content-type"])
            .arg(backup),
    )?;
    if !known.contains(TYPE) {
        return Err(Failure::new(format!(
            "{} is not known as {TYPE}: {known}",
            backup.display()
        )));
    }
    let opened = read(program("gio").args(["mime", TYPE]))?;
    let entry = entry.file_name().unwrap_or_default().to_string_lossy();
    if opened.contains(&*entry) {
        say("package", format!("backups are {TYPE}, and open with {entry}"));
        return Ok(());
    }
    Err(Failure::new(format!(
        "{TYPE} does not open with {entry}: {opened}"
    )))
}

#[cfg(test)]
mod tests {
    use super::numbers;

    #[test]
    fn versions_are_compared_by_number() {
        assert!(numbers("2.9") < numbers("2.35"));
        assert_eq!(numbers("2.2.5"), Some((2, 2)));
        assert_eq!(numbers("ABI"), None);
    }
}
