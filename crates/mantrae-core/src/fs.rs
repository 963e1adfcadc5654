//! The only way to the disk: private by default, all or nothing.

use std::fs::{self, File, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use crate::error::{Result, io};

/// Creates a folder that only its owner may open, with its parents; an existing one is restricted.
pub fn private_dir(path: &Path) -> Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder
        .create(path)
        .map_err(|error| io("make the folder", path, error))?;
    narrow(path, 0o700)
}

/// Creates a file that only its owner may read; refuses an existing one.
pub fn create_private(path: &Path) -> Result<File> {
    private_options()
        .create_new(true)
        .read(true)
        .open(path)
        .map_err(|error| io("create the file", path, error))
}

/// Creates an empty file that only its owner may read, unless it exists.
pub fn make_private(path: &Path) -> Result<()> {
    private_options()
        .create(true)
        .truncate(false)
        .open(path)
        .map(drop)
        .map_err(|error| io("create the file", path, error))
}

fn private_options() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// Writes a file atomically: to a temporary file next to it, flushed, then renamed over it.
pub fn write_atomic(path: &Path, content: &[u8]) -> Result<()> {
    let aside = aside(path);
    let written = create_private(&aside).and_then(|mut file| {
        file.write_all(content)
            .map_err(|error| io("write the file", path, error))?;
        settle(file, &aside, path)
    });
    forget_on_error(written, &aside)
}

/// Copies the file `from` to `to` atomically. An existing `to` is replaced.
pub fn copy_atomic(from: &Path, to: &Path) -> Result<()> {
    let aside = aside(to);
    let written = File::open(from)
        .map_err(|error| io("read the file", from, error))
        .and_then(|mut source| {
            let mut file = create_private(&aside)?;
            std::io::copy(&mut source, &mut file).map_err(|error| io("write the copy", to, error))?;
            settle(file, &aside, to)
        });
    forget_on_error(written, &aside)
}

fn aside(path: &Path) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!(".{name}.{}.part", crate::id::short()))
}

fn settle(file: File, aside: &Path, path: &Path) -> Result<()> {
    file.sync_all()
        .map_err(|error| io("flush the file", path, error))?;
    drop(file);
    fs::rename(aside, path).map_err(|error| io("put the file in its place", path, error))?;
    flush_parent(path)
}

fn forget_on_error(written: Result<()>, aside: &Path) -> Result<()> {
    if written.is_err() {
        // Report the first failure; a leftover is removed at the next start.
        let _ = fs::remove_file(aside);
    }
    written
}

/// Makes a rename in this folder durable: on Unix the folder itself must be flushed.
pub fn flush_parent(path: &Path) -> Result<()> {
    #[cfg(unix)]
    {
        let folder = folder_of(path);
        File::open(folder)
            .and_then(|folder| folder.sync_all())
            .map_err(|error| io("flush the folder", folder, error))?;
    }
    #[cfg(not(unix))]
    let _ = path;
    Ok(())
}

/// The folder of a file; for a bare name, the one the program was started in.
pub fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        Some(_) => Path::new("."),
        // The root itself.
        None => path,
    }
}

/// Removes the permissions of group and others from one of our files or folders.
pub fn narrow(path: &Path, mode: u32) -> Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let held = fs::symlink_metadata(path).map_err(|error| io("look at", path, error))?;
        if !held.is_symlink() && held.permissions().mode() & 0o777 != mode {
            fs::set_permissions(path, fs::Permissions::from_mode(mode))
                .map_err(|error| io("make private", path, error))?;
        }
    }
    #[cfg(not(unix))]
    let _ = (path, mode);
    Ok(())
}

/// Restricts everything below one of our folders: folders to 0700, files to 0600. Links are not followed.
pub fn narrow_all(folder: &Path) -> Result<()> {
    narrow(folder, 0o700)?;
    let entries = fs::read_dir(folder).map_err(|error| io("list the folder", folder, error))?;
    for entry in entries {
        let entry = entry.map_err(|error| io("list the folder", folder, error))?;
        let Ok(kind) = entry.file_type() else { continue };
        let narrowed = if kind.is_dir() {
            narrow_all(&entry.path())
        } else if kind.is_file() {
            narrow(&entry.path(), 0o600)
        } else {
            Ok(())
        };
        match narrowed {
            // The other running program may remove a file between the listing and the look.
            Err(error) if error.code == crate::error::Code::NotFound => {}
            other => other?,
        }
    }
    Ok(())
}

/// Free bytes on the disk of `path`; `None` if the system does not say.
pub fn free_space(path: &Path) -> Option<u64> {
    #[cfg(unix)]
    {
        let held = rustix::fs::statvfs(path).ok()?;
        Some(held.f_bavail * held.f_frsize)
    }
    #[cfg(not(unix))]
    {
        let _ = path;
        None
    }
}

/// True if the file system of `path` keeps a file's inode number for as long as the file exists. FAT, and much that is
/// mounted from elsewhere, assigns new numbers on each mount.
pub fn keeps_file_numbers(path: &Path) -> bool {
    #[cfg(target_os = "linux")]
    {
        /// ext2 to ext4, XFS, Btrfs, F2FS, ZFS, bcachefs, JFS, tmpfs, overlayfs.
        const KEPT: [i128; 9] = [
            0xEF53,
            0x5846_5342,
            0x9123_683E,
            0xF2F5_2010,
            0x2FC1_2FC1,
            0xCA45_1A4E,
            0x3153_464A,
            0x0102_1994,
            0x794C_7630,
        ];
        rustix::fs::statfs(path).is_ok_and(|held| KEPT.contains(&i128::from(held.f_type)))
    }
    #[cfg(not(target_os = "linux"))]
    {
        let _ = path;
        false
    }
}

/// Opens a file for reading: itself, not what a link leads to, and without waiting for a writer if it is a pipe.
pub fn open_itself(path: &Path) -> std::io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    {
        use rustix::fs::OFlags;
        let flags = (OFlags::NOFOLLOW | OFlags::NONBLOCK).bits();
        std::os::unix::fs::OpenOptionsExt::custom_flags(&mut options, flags.cast_signed());
    }
    options.open(path)
}

/// Makes every file this process creates private, whichever code creates it, and turns off core dumps, which would hold
/// secrets. Called once at the start of each program.
pub fn private_by_default() {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, setrlimit, umask};
        umask(rustix::fs::Mode::from_raw_mode(0o077));
        let none = Rlimit {
            current: Some(0),
            maximum: Some(0),
        };
        // Lowering a limit is always allowed; if a system refuses anyway, nothing changes.
        let _ = setrlimit(Resource::Core, none);
    }
}
