//! What is done with the folder: list, put, read, delete.

use std::path::Path;
use std::sync::Arc;

use super::connection::Connections;
use super::failure::describe;
use super::visit::{Failed, Visit};
use super::{Cause, SftpOptions};
use crate::error::{Code, Error, Result, io};
use crate::storage::object::{Object, Shape};
use crate::storage::{Copy, Fetched, Storage, exists, missing};

/// A folder of another computer.
#[derive(Debug, Clone)]
pub(in crate::storage) struct Folder {
    options: Arc<SftpOptions>,
    connections: Connections,
}

impl Folder {
    pub(in crate::storage) fn new(options: SftpOptions) -> Self {
        Self {
            options: Arc::new(options),
            connections: Connections::default(),
        }
    }

    pub(in crate::storage) fn into_storage(self) -> Storage {
        let name = self.options.name.clone();
        Storage::on_another_computer(&name, self)
    }

    /// Everything in it except our own half-written files, by name.
    pub(in crate::storage) async fn list(&self) -> Result<Vec<Object>> {
        let mut visit = self.visit("list").await?;
        let listed = visit.list().await;
        self.leave("list", visit, listed)
    }

    pub(in crate::storage) async fn put(&self, name: &str, from: &Path) -> Result<()> {
        const WHAT: &str = "write a backup to";
        let read = |error| io("read the finished backup", from, error);
        let mut source = tokio::fs::File::open(from).await.map_err(read)?;
        let mut visit = self.visit(WHAT).await?;
        let put = match visit.put(name, &mut source).await {
            Ok(true) => Ok(Ok(())),
            Ok(false) => Ok(Err(exists(name, &self.options.name))),
            Err(Failed::Here(error)) => Ok(Err(read(error))),
            Err(Failed::There(cause)) => Err(cause),
        };
        self.leave(WHAT, visit, put)?
    }

    /// Stores a small object, over one of the same name.
    pub(in crate::storage) async fn put_small(&self, name: &str, content: &[u8]) -> Result<()> {
        let mut visit = self.visit("write to").await?;
        let put = visit.put_small(name, content).await;
        self.leave("write to", visit, put)
    }

    pub(in crate::storage) async fn read(&self, name: &str, to: Option<&Path>) -> Result<Fetched> {
        const WHAT: &str = "read a backup from";
        let mut visit = self.visit(WHAT).await?;
        let opened = match visit.open_file(name).await {
            Ok(Some(Ok(opened))) => opened,
            Ok(Some(Err(shape))) => return Err(no_file(name, shape)),
            Ok(None) => return Err(missing(name, &self.options.name)),
            Err(cause) => return Err(describe(WHAT, &self.options, cause)),
        };
        let (file, told) = opened;
        let mut copy = Copy::new(to)?;
        loop {
            let bytes = match visit.read_at(&file, copy.size).await {
                Ok(bytes) => bytes,
                Err(cause) => return Err(describe(WHAT, &self.options, cause)),
            };
            if bytes.is_empty() {
                break;
            }
            copy.write(&bytes).await?;
        }
        let closed = visit.close(&file).await;
        self.leave(WHAT, visit, closed)?;
        copy.finished(told).await
    }

    /// Removes one of its files, or a link itself; a missing one is not a failure. A folder is left alone.
    pub(in crate::storage) async fn delete(&self, name: &str) -> Result<()> {
        const WHAT: &str = "delete a backup from";
        let mut visit = self.visit(WHAT).await?;
        let deleted = visit.delete(name).await;
        if self.leave(WHAT, visit, deleted)? {
            Ok(())
        } else {
            Err(no_file(name, Shape::Folder).hint("Check what is in it, and remove it yourself"))
        }
    }

    /// Connects, and nothing else: for a test.
    pub(in crate::storage) async fn connect(&self) -> Result<()> {
        let visit = self.visit("connect to").await?;
        self.leave("connect to", visit, Ok(()))
    }

    /// Makes the folder if it is not there, and marks it as the one for backups.
    pub(in crate::storage) async fn set_up(&self) -> Result<()> {
        let mut visit = self.visit("set up the folder on").await?;
        let made = visit.set_up().await;
        self.leave("set up the folder on", visit, made)
    }

    async fn visit(&self, what: &str) -> Result<Visit> {
        let connection = self.connections.take(&self.options).await;
        let connection = connection.map_err(|cause| describe(what, &self.options, cause))?;
        Ok(Visit::new(connection, &self.options))
    }

    /// Keeps the connection of what worked. After a failure a new one is made: its reason may be the connection.
    fn leave<T>(&self, what: &str, visit: Visit, done: Result<T, Cause>) -> Result<T> {
        match done {
            Ok(done) => {
                self.connections.give_back(visit.connection());
                Ok(done)
            }
            Err(cause) => Err(describe(what, &self.options, cause)),
        }
    }
}

/// Something else has the name of a backup.
fn no_file(name: &str, shape: Shape) -> Error {
    Error::new(Code::Damaged, format!("The backup `{name}` is {shape}"))
        .hint("Choose another backup; nothing was changed")
}
