//! Replaces the file in one step: the new bytes are written where Traefik does not look, and renamed over the old ones.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use super::{Form, Target, digest};
use crate::error::{Code, Error, Result, io};

/// The folder below the published one in which new files are written. Traefik reads it but does not watch it, and
/// ignores what ends in `.tmp`. A new file beside the old one would delay its own publication by up to two seconds.
pub(super) const STAGING: &str = ".mantrae";
/// How the names of new files end.
const ENDING: &str = ".tmp";

/// Makes the folder for new files, if one is needed. It is made early, because Traefik notices a new folder.
pub fn prepare(target: &Target) -> Result<()> {
    if target.form != Form::Folder {
        return Ok(());
    }
    let staging = target.folder().join(STAGING);
    if staging.is_dir() {
        return Ok(());
    }
    fs::create_dir(&staging).map_err(|error| io("make the folder", &staging, error))?;
    // Traefik reads every folder in there: one that it may not open would stop it.
    let held = fs::metadata(target.folder()).map_err(|error| io("look at", target.folder(), error))?;
    take_over(
        &File::open(&staging).map_err(|error| io("open the folder", &staging, error))?,
        &held,
        &staging,
    )?;
    crate::fs::flush_parent(&staging)
}

/// Where new files are written.
fn staging(target: &Target) -> PathBuf {
    match target.form {
        Form::Folder => target.folder().join(STAGING),
        // Only events about the one file are noticed.
        Form::File | Form::Http => target.folder().to_owned(),
    }
}

/// Puts new bytes in the place of the file that was looked at, and reads them back. `boundary` is called between two
/// steps. Fails if the file is no longer what it was.
pub fn put(target: &Target, bytes: &[u8], (was, mode): (&str, u32), boundary: &dyn Fn(&str)) -> Result<()> {
    if target.form == Form::Http {
        // What is recorded is what is served.
        return Ok(());
    }
    prepare(target)?;
    let aside = staging(target).join(format!(".{}.{}{ENDING}", target.name(), crate::id::short()));
    let written = stage(target, &aside, (bytes, mode)).and_then(|()| {
        boundary("Replace the file");
        still(target, was)?;
        fs::rename(&aside, &target.file).map_err(|error| replaced(target, error))
    });
    if written.is_err() {
        // Report the first failure; a leftover is removed at the next publication.
        let _ = fs::remove_file(&aside);
    }
    written?;
    boundary("Flush the folder");
    crate::fs::flush_parent(&target.file)?;
    let back = fs::read(&target.file).map_err(|error| io("read back", &target.file, error))?;
    if digest(Some(&back)) != digest(Some(bytes)) {
        return Err(Error::new(
            Code::StalePlan,
            format!(
                "`{}` was changed by another program while it was written",
                target.shown()
            ),
        )
        .hint("Look at the plan again"));
    }
    Ok(())
}

/// Puts back what was there before a publication, as [`left_by`] says; `None` removes the file.
pub fn put_back(target: &Target, left: Option<&[u8]>, was: &str, boundary: &dyn Fn(&str)) -> Result<()> {
    if target.form == Form::Http {
        return Ok(());
    }
    if let Some(bytes) = left {
        return put(target, bytes, (was, NEW), boundary);
    }
    boundary("Remove the file");
    still(target, was)?;
    fs::remove_file(&target.file).map_err(|error| io("remove", &target.file, error))?;
    boundary("Flush the folder");
    crate::fs::flush_parent(&target.file)
}

/// What a file holds once a publication is taken back: what was there before; `None` if there is no file.
pub fn left_by(target: &Target, before: Option<&[u8]>) -> Option<Vec<u8>> {
    match (before, target.form) {
        (Some(bytes), _) => Some(bytes.to_owned()),
        (None, Form::Folder) => None,
        (None, Form::File) => Some(EMPTY.to_vec()),
        (None, Form::Http) => Some(NO_ROUTES.to_vec()),
    }
}

/// What stays of a single file that did not exist before: a deleted file stays live, and the next start of Traefik would
/// fail over it.
const EMPTY: &[u8] = b"# Mantrae Desktop took its publication back; there was no file before.\n";
/// What is served once the first publication is taken back. Without a good answer Traefik would go on running it.
const NO_ROUTES: &[u8] = b"{}";
/// The mode of a new file that holds no secrets.
const NEW: u32 = 0o644;

/// Fails if the file is no longer what it was.
fn still(target: &Target, was: &str) -> Result<()> {
    let now = match fs::read(&target.file) {
        Ok(bytes) => Some(bytes),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
        Err(error) => return Err(io("read the file", &target.file, error)),
    };
    if digest(now.as_deref()) == was {
        return Ok(());
    }
    Err(Error::new(
        Code::StalePlan,
        format!(
            "`{}` was changed by another program in the meantime",
            target.shown()
        ),
    )
    .hint("Nothing was written: look at the plan again"))
}

fn stage(target: &Target, aside: &Path, (bytes, mode): (&[u8], u32)) -> Result<()> {
    let mut file = crate::fs::create_private(aside)?;
    file.write_all(bytes)
        .map_err(|error| io("write the file", aside, error))?;
    match fs::metadata(&target.file) {
        Ok(held) => {
            take_over(&file, &held, aside)?;
            take_over_attributes(&target.file, aside);
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => as_new(&file, target, mode)?,
        Err(error) => return Err(io("look at", &target.file, error)),
    }
    file.sync_all()
        .map_err(|error| io("flush the file", aside, error))
}

/// Gives a file or folder the owner and mode of another one.
#[cfg(unix)]
fn take_over(file: &File, held: &fs::Metadata, path: &Path) -> Result<()> {
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
    let own = file.metadata().map_err(|error| io("look at", path, error))?;
    if (own.uid(), own.gid()) != (held.uid(), held.gid()) {
        let both = std::os::unix::fs::fchown(file, Some(held.uid()), Some(held.gid()));
        // Only root may give a file away; its group is what lets others read it.
        let owned = both.or_else(|_| std::os::unix::fs::fchown(file, None, Some(held.gid())));
        let is_open = held.mode() & 0o004 != 0;
        if let Err(error) = owned
            && !is_open
        {
            return Err(io("keep the group of", path, error).hint(
                "Without it Traefik may not be allowed to read the file: become a member of that group",
            ));
        }
    }
    file.set_permissions(fs::Permissions::from_mode(held.mode() & 0o7777))
        .map_err(|error| io("set the mode of", path, error))
}

#[cfg(not(unix))]
fn take_over(_: &File, _: &fs::Metadata, _: &Path) -> Result<()> {
    Ok(())
}

/// A new file gets the folder's group, and a mode with which Traefik can read it.
#[cfg(unix)]
fn as_new(file: &File, target: &Target, mode: u32) -> Result<()> {
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
    let folder = fs::metadata(target.folder()).map_err(|error| io("look at", target.folder(), error))?;
    // If the group cannot be given, the mode alone decides.
    let _ = std::os::unix::fs::fchown(file, None, Some(folder.gid()));
    file.set_permissions(fs::Permissions::from_mode(mode))
        .map_err(|error| io("set the mode of", &target.file, error))
}

#[cfg(not(unix))]
fn as_new(_: &File, _: &Target, _: u32) -> Result<()> {
    Ok(())
}

/// Access lists and other attributes that a person may have set. Those of the system follow from the folder.
#[cfg(target_os = "linux")]
fn take_over_attributes(from: &Path, to: &Path) {
    let mut names = vec![0_u8; 64 * 1024];
    let Ok(length) = rustix::fs::listxattr(from, names.as_mut_slice()) else {
        return;
    };
    for name in names[..length].split(|byte| *byte == 0) {
        let is_kept = name.starts_with(b"user.") || name == b"system.posix_acl_access";
        let Ok(name) = std::str::from_utf8(name) else {
            continue;
        };
        let mut value = vec![0_u8; 64 * 1024];
        if is_kept && let Ok(length) = rustix::fs::getxattr(from, name, value.as_mut_slice()) {
            // A file system that has such an attribute on one file takes it on another.
            let set = rustix::fs::setxattr(to, name, &value[..length], rustix::fs::XattrFlags::empty());
            if let Err(error) = set {
                tracing::warn!(name, ?error, "an attribute of a published file was not kept");
            }
        }
    }
}

#[cfg(not(target_os = "linux"))]
fn take_over_attributes(_: &Path, _: &Path) {}

fn replaced(target: &Target, error: std::io::Error) -> Error {
    let is_elsewhere = error.kind() == std::io::ErrorKind::CrossesDevices;
    let told = io("replace the file", &target.file, error);
    if is_elsewhere {
        let staging = staging(target);
        return told.hint(format!(
            "`{}` is on another disk than the file: it must be an ordinary folder",
            staging.display()
        ));
    }
    told
}

/// Removes what a program that died left behind.
pub fn clean_up(target: &Target) {
    if target.form == Form::Http {
        return;
    }
    let Ok(entries) = fs::read_dir(staging(target)) else {
        return;
    };
    let own = format!(".{}.", target.name());
    for entry in entries.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with(&own) && name.ends_with(ENDING) {
            let _ = fs::remove_file(entry.path());
        }
    }
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    fn target(folder: &Path, form: Form) -> Target {
        Target {
            file: folder.join("home.yml"),
            form,
        }
    }

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    fn left(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn a_new_file_has_the_mode_it_is_given_and_an_old_one_keeps_its_own() {
        for form in [Form::Folder, Form::File] {
            let folder = tempfile::tempdir().unwrap();
            let target = target(folder.path(), form);
            put(&target, b"# one\n", ("", 0o640), &|_| {}).unwrap();
            assert_eq!(mode(&target.file), 0o640);
            fs::set_permissions(&target.file, fs::Permissions::from_mode(0o664)).unwrap();
            put(&target, b"# two\n", (&digest(Some(b"# one\n")), 0o640), &|_| {}).unwrap();
            assert_eq!(mode(&target.file), 0o664);
            assert_eq!(fs::read(&target.file).unwrap(), b"# two\n");
            let beside: &[&str] = match form {
                Form::Folder => &[".mantrae", "home.yml"],
                Form::File | Form::Http => &["home.yml"],
            };
            assert_eq!(left(folder.path()), beside);
            assert_eq!(left(&staging(&target)).len(), usize::from(form == Form::File));
        }
    }

    #[test]
    fn the_folder_for_new_files_is_as_open_as_the_folder_itself() {
        let folder = tempfile::tempdir().unwrap();
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
        prepare(&target(folder.path(), Form::Folder)).unwrap();
        assert_eq!(mode(&folder.path().join(STAGING)), 0o755);
    }

    #[test]
    fn a_file_that_changed_in_the_meantime_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let target = target(folder.path(), Form::Folder);
        put(&target, b"# one\n", ("", NEW), &|_| {}).unwrap();
        let change = |step: &str| {
            if step == "Replace the file" {
                crate::fs::write_atomic(&target.file, b"# by hand\n").unwrap();
            }
        };
        let error = put(&target, b"# two\n", (&digest(Some(b"# one\n")), NEW), &change).unwrap_err();
        assert_eq!(error.code, Code::StalePlan);
        assert_eq!(fs::read(&target.file).unwrap(), b"# by hand\n");
        assert_eq!(left(&staging(&target)), [""; 0]);
    }

    #[test]
    fn taking_back_a_first_publication_leaves_no_route_and_no_dead_traefik() {
        let known = digest(Some(b"# one\n"));
        let folder = tempfile::tempdir().unwrap();
        let in_folder = target(folder.path(), Form::Folder);
        put(&in_folder, b"# one\n", ("", NEW), &|_| {}).unwrap();
        let left = left_by(&in_folder, None);
        put_back(&in_folder, left.as_deref(), &known, &|_| {}).unwrap();
        assert!(!in_folder.file.exists());
        let alone = target(folder.path(), Form::File);
        put(&alone, b"# one\n", ("", NEW), &|_| {}).unwrap();
        let left = left_by(&alone, None);
        put_back(&alone, left.as_deref(), &known, &|_| {}).unwrap();
        assert!(
            fs::read_to_string(&alone.file).unwrap().starts_with('#'),
            "a comment stays"
        );
    }

    #[test]
    fn what_a_dead_program_left_is_removed_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let target = target(folder.path(), Form::Folder);
        prepare(&target).unwrap();
        for name in [".home.yml.abcd.tmp", ".other.yml.abcd.tmp"] {
            crate::fs::write_atomic(&folder.path().join(STAGING).join(name), b"x").unwrap();
        }
        clean_up(&target);
        assert_eq!(left(&folder.path().join(STAGING)), [".other.yml.abcd.tmp"]);
    }
}
