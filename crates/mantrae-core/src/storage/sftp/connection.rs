//! Connections to the other computer: made when needed, used again for a moment, and never shared by two operations.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use super::client::{Client, Unanswered, WINDOW};
use super::ssh::{self, Ssh, Stream};
use super::{Cause, SftpOptions};

/// How long an unused connection is kept for the next operation.
const KEPT: Duration = Duration::from_secs(10);
/// How long a kept connection may take to show that it still works.
const STILL_THERE: Duration = Duration::from_secs(5);

/// One connection, which ends when it is dropped.
#[derive(Debug)]
pub(super) struct Connection {
    pub(super) client: Client<Stream>,
    ssh: Ssh,
}

impl Connection {
    async fn open(options: &SftpOptions) -> Result<Self, Cause> {
        let (mut ssh, stream) = Ssh::start(ssh::command(options)).map_err(|error| Cause::of_start(&error))?;
        // Names, connections, keys and a login: that is several answers.
        let first = options.patience.connect + options.patience.answer;
        let each = options.patience.with_bytes(WINDOW as u64);
        match Client::greet(stream, first, each).await {
            Ok(client) => Ok(Self { client, ssh }),
            Err(Unanswered::Broken) => Err(Cause::of_ssh(&ssh.last_words().await)),
            Err(other) => Err(Cause::of_answer(other, &options.root)),
        }
    }

    /// What a failed request means. If the connection broke, `ssh` may have said why.
    pub(super) async fn cause(&mut self, unanswered: Unanswered, folder: &str) -> Cause {
        match unanswered {
            Unanswered::Broken => Cause::of_ssh(&self.ssh.last_words().await),
            other => Cause::of_answer(other, folder),
        }
    }
}

/// Where connections come from.
#[derive(Debug, Clone, Default)]
pub(super) struct Connections(Arc<Mutex<Kept>>);

#[derive(Debug, Default)]
struct Kept {
    connection: Option<Connection>,
    /// Counts what was kept, so that only the one it was meant for is dropped later.
    number: u64,
}

impl Connections {
    /// One that works, kept or new.
    pub(super) async fn take(&self, options: &SftpOptions) -> Result<Connection, Cause> {
        let kept = self.held().connection.take();
        if let Some(mut kept) = kept {
            let pong = tokio::time::timeout(STILL_THERE, kept.client.ping()).await;
            if matches!(pong, Ok(Ok(()))) {
                return Ok(kept);
            }
        }
        Connection::open(options).await
    }

    /// Keeps one for the next operation; drops it if none comes soon, or if it still owes an answer.
    pub(super) fn give_back(&self, connection: Connection) {
        if !connection.client.is_settled() {
            return;
        }
        let number = {
            let mut kept = self.held();
            kept.number += 1;
            kept.connection = Some(connection);
            kept.number
        };
        let shared = Arc::downgrade(&self.0);
        tokio::spawn(async move {
            tokio::time::sleep(KEPT).await;
            if let Some(shared) = shared.upgrade() {
                let mut kept = shared.lock().unwrap_or_else(PoisonError::into_inner);
                if kept.number == number {
                    kept.connection = None;
                }
            }
        });
    }

    fn held(&self) -> std::sync::MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
