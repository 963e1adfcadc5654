//! The steps of each operation, over one connection.

use tokio::fs::File;
use tokio::io::AsyncReadExt as _;

use super::client::{Handle, Unanswered, WINDOW};
use super::connection::Connection;
use super::failure::shown;
use super::wire::{Attributes, extension, open, status};
use super::{Cause, SftpOptions};
use crate::id;
use crate::storage::identity::Identity;
use crate::storage::object::{Object, Shape};

/// Half-written files are kept here, inside the folder so that the rename stays on one disk. It also shows that the folder
/// is the one that backups are stored in, and not an empty one that a disk should be mounted on.
const UNFINISHED: &str = ".unfinished";
/// Half-written files that nobody wrote to for so many seconds are of no use.
const LEFT_OVER: u32 = 24 * 3600;
/// Nanoseconds of a second.
const SECOND: i64 = 1_000_000_000;

/// Why a put did not work: here, or there.
pub(super) enum Failed {
    /// What was to be put cannot be read.
    Here(std::io::Error),
    There(Cause),
}

impl From<Cause> for Failed {
    fn from(cause: Cause) -> Self {
        Self::There(cause)
    }
}

/// The folder, over one connection.
pub(super) struct Visit {
    connection: Connection,
    root: String,
    used_before: bool,
}

type Done<T, E = Cause> = Result<T, E>;

impl Visit {
    pub(super) fn new(connection: Connection, options: &SftpOptions) -> Self {
        Self {
            connection,
            root: options.root.clone(),
            used_before: options.used_before,
        }
    }

    /// The connection, for what comes next.
    pub(super) fn connection(self) -> Connection {
        self.connection
    }

    /// Everything in the folder except our own half-written files, by name.
    pub(super) async fn list(&mut self) -> Done<Vec<Object>> {
        let entries = self.connection.client.names(&self.root()).await;
        let entries = match self.told(entries).await {
            Ok(entries) => entries,
            Err(cause) => return Err(self.of_folder(cause).await),
        };
        if self.used_before && !entries.iter().any(|(name, _)| name == UNFINISHED) {
            return Err(self.unused());
        }
        let ours = entries
            .into_iter()
            .filter(|(name, _)| !matches!(name.as_str(), "." | ".." | UNFINISHED) && !name.contains('/'));
        let objects: Option<Vec<Object>> = ours
            .map(|(name, told)| {
                Some(Object {
                    name,
                    shape: shape(&told),
                    identity: identity(&told)?,
                })
            })
            .collect();
        let mut objects = objects.ok_or(Cause::Foreign(String::new()))?;
        objects.sort_by(|one, other| one.name.cmp(&other.name));
        // One that is renamed meanwhile may be named twice.
        objects.dedup_by(|one, other| one.name == other.name);
        Ok(objects)
    }

    /// Stores what `source` holds; false if something has the name already.
    pub(super) async fn put(&mut self, name: &str, source: &mut File) -> Done<bool, Failed> {
        let target = self.path(name);
        if self.look(&target).await?.is_some() {
            return Ok(false);
        }
        let (aside, file) = self.begin(name).await?;
        self.remove_leftovers(&file).await;
        let done = match self.fill(&file, source).await {
            Ok(()) => self.finish(&aside, &target).await.map_err(Failed::There),
            Err(failed) => Err(failed),
        };
        if !matches!(done, Ok(true)) {
            self.discard(&aside).await;
        }
        done
    }

    /// Stores a small object, over one of the same name.
    pub(super) async fn put_small(&mut self, name: &str, content: &[u8]) -> Done<()> {
        let target = self.path(name);
        let (aside, file) = self.begin(name).await?;
        let done = match self.write_small(&file, content).await {
            Ok(()) => self.finish_over(&aside, &target).await,
            Err(cause) => Err(cause),
        };
        if done.is_err() {
            self.discard(&aside).await;
        }
        done
    }

    /// Opens a file for reading; what else has the name, or nothing, is told without opening it: that may never end.
    pub(super) async fn open_file(&mut self, name: &str) -> Done<Option<Result<(Handle, Identity), Shape>>> {
        let path = self.path(name);
        let Some(told) = self.look(&path).await? else {
            self.check_folder().await?;
            return Ok(None);
        };
        if shape(&told) != Shape::File {
            return Ok(Some(Err(shape(&told))));
        }
        let opened = match self.connection.client.open(&path, open::READ).await {
            Err(Unanswered::Status(status::NO_SUCH_FILE, _)) => return Ok(None),
            other => other,
        };
        let file = self.told(opened).await?;
        let told = self.connection.client.fstat(&file).await;
        let told = self.told(told).await?;
        let identity = identity(&told).ok_or(Cause::Foreign(String::new()))?;
        Ok(Some(Ok((file, identity))))
    }

    pub(super) async fn read_at(&mut self, file: &Handle, offset: u64) -> Done<Vec<u8>> {
        let read = self.connection.client.read_at(file, offset).await;
        self.told(read).await
    }

    pub(super) async fn close(&mut self, file: &Handle) -> Done<()> {
        let closed = self.connection.client.close(file).await;
        self.told(closed).await
    }

    /// Removes a file, or a link itself; a missing one is not a failure. False for a folder, which is left alone.
    pub(super) async fn delete(&mut self, name: &str) -> Done<bool> {
        let path = self.path(name);
        match self.look(&path).await? {
            None => {
                self.check_folder().await?;
                return Ok(true);
            }
            Some(told) if shape(&told) == Shape::Folder => return Ok(false),
            Some(_) => {}
        }
        match self.connection.client.remove(&path).await {
            // Somebody else was faster.
            Err(Unanswered::Status(status::NO_SUCH_FILE, _)) => Ok(true),
            other => self.told(other.map(|()| true)).await,
        }
    }

    /// Makes the folder, those above it where they are missing, and what marks it as the one for backups.
    pub(super) async fn set_up(&mut self) -> Done<()> {
        let mut path = String::new();
        for part in self.root.clone().split('/') {
            path += part;
            if !path.is_empty() && self.look(&path).await?.is_none() {
                let made = self.connection.client.make_folder(&path).await;
                self.told(made).await?;
            }
            path.push('/');
        }
        self.used_before = false;
        self.mark().await
    }

    fn path(&self, name: &str) -> String {
        match self.root.as_str() {
            "" => name.to_owned(),
            root => format!("{}/{name}", root.trim_end_matches('/')),
        }
    }

    fn root(&self) -> String {
        if self.root.is_empty() {
            ".".to_owned()
        } else {
            self.root.clone()
        }
    }

    fn unused(&self) -> Cause {
        Cause::FolderUnused {
            folder: shown(&self.root),
        }
    }

    async fn told<T>(&mut self, answered: Result<T, Unanswered>) -> Done<T> {
        match answered {
            Ok(answer) => Ok(answer),
            Err(unanswered) => Err(self.connection.cause(unanswered, &self.root).await),
        }
    }

    /// What is said about an entry itself, not about what it leads to; `None` if there is none.
    async fn look(&mut self, path: &str) -> Done<Option<Attributes>> {
        match self.connection.client.lstat(path).await {
            Err(Unanswered::Status(status::NO_SUCH_FILE, _)) => Ok(None),
            other => self.told(other.map(Some)).await,
        }
    }

    /// A missing file means something only where the folder itself is there.
    async fn check_folder(&mut self) -> Done<()> {
        if self.look(&self.root()).await?.is_none() {
            return Err(Cause::FolderMissing {
                folder: shown(&self.root),
            });
        }
        if self.used_before && self.look(&self.path(UNFINISHED)).await?.is_none() {
            return Err(self.unused());
        }
        Ok(())
    }

    /// The same cause, or that the folder is none: some servers say of a file that it is missing.
    async fn of_folder(&mut self, cause: Cause) -> Cause {
        if !matches!(cause, Cause::FolderMissing { .. } | Cause::Failed(_)) {
            return cause;
        }
        match self.look(&self.root()).await {
            Ok(Some(told)) if shape(&told) == Shape::File => Cause::NoFolder {
                folder: shown(&self.root),
            },
            _ => cause,
        }
    }

    /// The same cause, or what is wrong with the disk: a server has no word for that.
    async fn of_disk(&mut self, cause: Cause, needed: u64) -> Cause {
        let client = &mut self.connection.client;
        if !matches!(cause, Cause::Failed(_)) || !client.is_settled() || !client.offers(extension::SPACE) {
            return cause;
        }
        match client
            .space(if self.root.is_empty() { "." } else { &self.root })
            .await
        {
            Ok(space) if space.read_only => Cause::ReadOnly,
            Ok(space) if space.free < needed => Cause::DiskFull { free: space.free },
            _ => cause,
        }
    }

    /// Makes what marks the folder as the one for backups. One that was used before has it.
    async fn mark(&mut self) -> Done<()> {
        let unfinished = self.path(UNFINISHED);
        match self.look(&unfinished).await? {
            Some(told) if shape(&told) == Shape::Folder => Ok(()),
            Some(_) => Err(Cause::NoFolder {
                folder: shown(&unfinished),
            }),
            None if self.used_before => {
                self.check_folder().await?;
                Err(self.unused())
            }
            None => match self.connection.client.make_folder(&unfinished).await {
                Ok(()) => Ok(()),
                Err(refused) => {
                    // Somebody else may have made it in this moment.
                    if self.connection.client.is_settled() && self.look(&unfinished).await?.is_some() {
                        return Ok(());
                    }
                    let cause = self.connection.cause(refused, &self.root).await;
                    let cause = self.of_folder(cause).await;
                    Err(self.of_disk(cause, SMALL).await)
                }
            },
        }
    }

    /// A new file aside, with a name that nothing has.
    async fn begin(&mut self, name: &str) -> Done<(String, Handle)> {
        self.mark().await?;
        let aside = self.path(&format!("{UNFINISHED}/{name}.{}", id::long()));
        let how = open::WRITE | open::CREATE | open::EXCLUSIVE;
        let opened = self.connection.client.open(&aside, how).await;
        match self.told(opened).await {
            Ok(file) => Ok((aside, file)),
            Err(cause) => Err(self.of_disk(cause, SMALL).await),
        }
    }

    /// Copies `source` into the file, to the disk of the other computer.
    async fn fill(&mut self, file: &Handle, source: &mut File) -> Done<(), Failed> {
        let mut window = vec![0; WINDOW];
        let mut written = 0;
        let size = source.metadata().await.map_err(Failed::Here)?.len();
        loop {
            let mut length = 0;
            while let Some(room) = window.get_mut(length..).filter(|room| !room.is_empty()) {
                match source.read(room).await.map_err(Failed::Here)? {
                    0 => break,
                    read => length += read,
                }
            }
            let bytes = window.get(..length).unwrap_or_default();
            if bytes.is_empty() {
                break;
            }
            self.write(file, written, bytes, size.saturating_sub(written))
                .await?;
            written += length as u64;
        }
        Ok(self.settle(file, written).await?)
    }

    async fn write_small(&mut self, file: &Handle, content: &[u8]) -> Done<()> {
        let mut written = 0;
        for piece in content.chunks(WINDOW) {
            self.write(file, written, piece, SMALL).await?;
            written += piece.len() as u64;
        }
        self.settle(file, written).await
    }

    async fn write(&mut self, file: &Handle, offset: u64, bytes: &[u8], needed: u64) -> Done<()> {
        let written = self.connection.client.write_at(file, offset, bytes).await;
        match self.told(written).await {
            Err(cause) => Err(self.of_disk(cause, needed.max(SMALL)).await),
            Ok(()) => Ok(()),
        }
    }

    /// Flushes the file to the disk there, and checks that it has all bytes.
    async fn settle(&mut self, file: &Handle, size: u64) -> Done<()> {
        if self.connection.client.offers(extension::FSYNC) {
            let flushed = self.connection.client.flush(file).await;
            if let Err(cause) = self.told(flushed).await {
                return Err(self.of_disk(cause, SMALL).await);
            }
        }
        let told = self.connection.client.fstat(file).await;
        let held = self.told(told).await?.size;
        self.close(file).await?;
        match held {
            Some(held) if held == size => Ok(()),
            held => Err(Cause::Failed(format!(
                "it holds {} of {size} bytes that were written",
                held.unwrap_or_default()
            ))),
        }
    }

    /// Gives the finished file its name; false if something else has it by now.
    async fn finish(&mut self, aside: &str, target: &str) -> Done<bool> {
        let renamed = self.connection.client.rename(aside, target).await;
        if let Err(cause) = self.told(renamed).await {
            if self.connection.client.is_settled() && self.look(target).await?.is_some() {
                return Ok(false);
            }
            return Err(self.of_disk(cause, SMALL).await);
        }
        self.flush_folder().await;
        Ok(true)
    }

    /// The same, over whatever has the name.
    async fn finish_over(&mut self, aside: &str, target: &str) -> Done<()> {
        let renamed = if self.connection.client.offers(extension::RENAME_OVER) {
            self.connection.client.rename_over(aside, target).await
        } else {
            // Without the extension there is a moment without either: what is small can be written again.
            if self.look(target).await?.is_some() {
                let removed = self.connection.client.remove(target).await;
                self.told(removed).await?;
            }
            self.connection.client.rename(aside, target).await
        };
        self.told(renamed).await?;
        self.flush_folder().await;
        Ok(())
    }

    /// Makes the new name last. Not every server opens a folder like a file; then its system decides when it is written.
    async fn flush_folder(&mut self) {
        let root = self.root();
        let client = &mut self.connection.client;
        if !client.offers(extension::FSYNC) {
            return;
        }
        if let Ok(folder) = client.open(&root, open::READ).await {
            let _ = client.flush(&folder).await;
            let _ = client.close(&folder).await;
        }
    }

    /// A half-written file of this attempt. If the connection is gone, a later put removes it.
    async fn discard(&mut self, aside: &str) {
        if self.connection.client.is_settled() {
            let _ = self.connection.client.remove(aside).await;
        }
    }

    /// Removes what earlier attempts left half-written; `new` tells what the time is there.
    async fn remove_leftovers(&mut self, new: &Handle) {
        let folder = self.path(UNFINISHED);
        let client = &mut self.connection.client;
        let Ok(Attributes {
            modified: Some(now), ..
        }) = client.fstat(new).await
        else {
            return;
        };
        for (name, told) in client.names(&folder).await.unwrap_or_default() {
            let is_old = told.modified.is_some_and(|at| now.saturating_sub(at) > LEFT_OVER);
            if is_old && shape(&told) == Shape::File && client.is_settled() {
                let _ = client.remove(&format!("{folder}/{name}")).await;
            }
        }
    }
}

/// Bytes that even the smallest write needs.
const SMALL: u64 = 64 * 1024;

fn shape(told: &Attributes) -> Shape {
    const KIND: u32 = 0o170_000;
    match told.mode.map(|mode| mode & KIND) {
        Some(0o100_000) => Shape::File,
        Some(0o040_000) => Shape::Folder,
        Some(0o120_000) => Shape::Link,
        _ => Shape::Special,
    }
}

/// What tells content apart; `None` if the server does not even tell the size of a file.
fn identity(told: &Attributes) -> Option<Identity> {
    if shape(told) == Shape::File && told.size.is_none() {
        return None;
    }
    Some(Identity {
        size: told.size.unwrap_or_default(),
        modified: told.modified.map(|seconds| i64::from(seconds) * SECOND),
        inode: None,
        etag: None,
    })
}
