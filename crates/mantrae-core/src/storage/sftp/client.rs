//! Requests to an SFTP server, over any stream. One at a time, or a window of reads or writes.

use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};

use super::wire::{Answer, Attributes, Body, LARGEST, Space, extension, kind, open, status};

/// Bytes that one request reads or writes; every server takes as many.
const PIECE: usize = 32 * 1024;
const PIECE_ASKED: u32 = 32 * 1024;
/// Bytes that are on their way at once.
pub(super) const WINDOW: usize = 16 * PIECE;
/// A folder with more entries is none for backups, or never ends.
const MOST_NAMES: usize = 1_000_000;

/// Why a request was not answered as it should be.
#[derive(Debug)]
pub(super) enum Unanswered {
    /// The server refused, with its code and words.
    Status(u32, String),
    /// The stream ended or broke.
    Broken,
    /// It took too long.
    TimedOut,
    /// What came is not SFTP; the beginning of what came instead, if that is text.
    Foreign(String),
}

type Answered<T> = Result<T, Unanswered>;

/// An open file or folder of the server.
#[derive(Debug)]
pub(super) struct Handle(Vec<u8>);

/// A connection to an SFTP server.
#[derive(Debug)]
pub(super) struct Client<S> {
    stream: S,
    next: u32,
    extensions: Vec<String>,
    /// Every request so far was answered: the next answer belongs to the next request.
    settled: bool,
    answer: Duration,
}

impl<S: AsyncRead + AsyncWrite + Unpin + Send> Client<S> {
    /// Greets the server; `first` is how long that may take, `answer` how long each later request may.
    pub(super) async fn greet(stream: S, first: Duration, answer: Duration) -> Answered<Self> {
        let mut client = Self {
            stream,
            next: 0,
            extensions: Vec::new(),
            settled: false,
            answer,
        };
        let greeting = async {
            client.write(kind::INIT, &[&3_u32.to_be_bytes()]).await?;
            client.read().await
        };
        let (kind, body) = tokio::time::timeout(first, greeting)
            .await
            .unwrap_or(Err(Unanswered::TimedOut))?;
        let mut body = Answer(&body);
        if kind != kind::VERSION || body.number().is_none_or(|version| version < 3) {
            return Err(malformed());
        }
        client.extensions = body.extensions().ok_or_else(malformed)?;
        client.settled = true;
        Ok(client)
    }

    /// True when another request may be made over this connection.
    pub(super) fn is_settled(&self) -> bool {
        self.settled
    }

    /// True if the server offers the extension.
    pub(super) fn offers(&self, extension: &str) -> bool {
        self.extensions.iter().any(|one| one == extension)
    }

    pub(super) async fn open(&mut self, path: &str, how: u32) -> Answered<Handle> {
        let body = Body::default().text(path).number(how);
        let body = if how & open::CREATE != 0 {
            body.rights(0o600)
        } else {
            body.number(0)
        };
        self.handle(kind::OPEN, &body).await
    }

    pub(super) async fn close(&mut self, handle: &Handle) -> Answered<()> {
        self.done(kind::CLOSE, &Body::default().bytes(&handle.0)).await
    }

    pub(super) async fn lstat(&mut self, path: &str) -> Answered<Attributes> {
        self.attributes(kind::LSTAT, &Body::default().text(path)).await
    }

    pub(super) async fn fstat(&mut self, handle: &Handle) -> Answered<Attributes> {
        self.attributes(kind::FSTAT, &Body::default().bytes(&handle.0))
            .await
    }

    pub(super) async fn remove(&mut self, path: &str) -> Answered<()> {
        self.done(kind::REMOVE, &Body::default().text(path)).await
    }

    /// Makes a folder that nobody else may enter.
    pub(super) async fn make_folder(&mut self, path: &str) -> Answered<()> {
        self.done(kind::MKDIR, &Body::default().text(path).rights(0o700))
            .await
    }

    /// Asks for nothing but an answer.
    pub(super) async fn ping(&mut self) -> Answered<()> {
        let body = Body::default().text(".");
        let (kind, body) = self.ask(kind::REALPATH, &body).await?;
        named(kind, &body).map(drop)
    }

    /// Gives a file another name; fails if something has it already.
    pub(super) async fn rename(&mut self, from: &str, to: &str) -> Answered<()> {
        self.done(kind::RENAME, &Body::default().text(from).text(to))
            .await
    }

    /// Gives a file another name, in one step, whatever has it.
    pub(super) async fn rename_over(&mut self, from: &str, to: &str) -> Answered<()> {
        let body = Body::default().text(extension::RENAME_OVER).text(from).text(to);
        self.done(kind::EXTENDED, &body).await
    }

    /// Has the server write to disk what it holds of a file or folder.
    pub(super) async fn flush(&mut self, handle: &Handle) -> Answered<()> {
        let body = Body::default().text(extension::FSYNC).bytes(&handle.0);
        self.done(kind::EXTENDED, &body).await
    }

    /// The space where a folder is.
    pub(super) async fn space(&mut self, path: &str) -> Answered<Space> {
        let body = Body::default().text(extension::SPACE).text(path);
        let (kind, body) = self.ask(kind::EXTENDED, &body).await?;
        match kind {
            kind::EXTENDED_REPLY => Answer(&body).space().ok_or_else(malformed),
            kind => Err(refused(kind, &body)),
        }
    }

    /// Everything in a folder, complete or not at all.
    pub(super) async fn names(&mut self, path: &str) -> Answered<Vec<(String, Attributes)>> {
        let folder = self.handle(kind::OPENDIR, &Body::default().text(path)).await?;
        let mut names = Vec::new();
        loop {
            let (kind, body) = self.ask(kind::READDIR, &Body::default().bytes(&folder.0)).await?;
            match named(kind, &body) {
                Ok(more) if names.len() + more.len() <= MOST_NAMES && !more.is_empty() => names.extend(more),
                Ok(_) => return Err(malformed()),
                Err(Unanswered::Status(status::EOF, _)) => break,
                Err(other) => return Err(other),
            }
        }
        self.close(&folder).await?;
        Ok(names)
    }

    /// The bytes of a file from `offset` on, at most [`WINDOW`]; none at its end.
    pub(super) async fn read_at(&mut self, file: &Handle, offset: u64) -> Answered<Vec<u8>> {
        let limit = self.answer;
        let whole = async {
            self.settled = false;
            let first = self.next;
            for number in 0..WINDOW / PIECE {
                let at = offset + (number * PIECE) as u64;
                let body = Body::default().bytes(&file.0).long(at).number(PIECE_ASKED);
                self.send(kind::READ, &body).await?;
            }
            let mut pieces = vec![None; WINDOW / PIECE];
            for _ in 0..pieces.len() {
                let (kind, id, body) = self.receive().await?;
                let at = id.wrapping_sub(first) as usize;
                let free = pieces.get_mut(at).filter(|piece| piece.is_none());
                *free.ok_or_else(malformed)? = Some((kind, body));
            }
            self.settled = true;
            Ok(pieces)
        };
        let pieces: Vec<Option<(u8, Vec<u8>)>> = within(limit, whole).await?;
        let mut read = Vec::with_capacity(WINDOW);
        for (kind, body) in pieces.into_iter().flatten() {
            if kind == kind::DATA {
                let bytes = Answer(&body).bytes().filter(|bytes| bytes.len() <= PIECE);
                let bytes = bytes.ok_or_else(malformed)?;
                read.extend_from_slice(bytes);
                // What follows a short piece is asked for again, from there on.
                if bytes.len() < PIECE {
                    break;
                }
                continue;
            }
            match refused(kind, &body) {
                Unanswered::Status(status::EOF, _) => break,
                other => return Err(other),
            }
        }
        Ok(read)
    }

    /// Writes at most [`WINDOW`] bytes to a file, from `offset` on.
    pub(super) async fn write_at(&mut self, file: &Handle, offset: u64, bytes: &[u8]) -> Answered<()> {
        let limit = self.answer;
        let whole = async {
            self.settled = false;
            let mut at = offset;
            for piece in bytes.chunks(PIECE) {
                let body = Body::default().bytes(&file.0).long(at).bytes(piece);
                self.send(kind::WRITE, &body).await?;
                at += piece.len() as u64;
            }
            let mut failed = None;
            for _ in bytes.chunks(PIECE) {
                let (kind, _, body) = self.receive().await?;
                failed = failed.or(succeeded(kind, &body).err());
            }
            self.settled = true;
            failed.map_or(Ok(()), Err)
        };
        within(limit, whole).await
    }

    async fn handle(&mut self, kind: u8, body: &Body) -> Answered<Handle> {
        let (kind, body) = self.ask(kind, body).await?;
        match kind {
            kind::HANDLE => {
                let handle = Answer(&body).bytes().ok_or_else(malformed)?;
                Ok(Handle(handle.to_vec()))
            }
            kind => Err(refused(kind, &body)),
        }
    }

    async fn attributes(&mut self, kind: u8, body: &Body) -> Answered<Attributes> {
        let (kind, body) = self.ask(kind, body).await?;
        match kind {
            kind::ATTRS => Answer(&body).attributes().ok_or_else(malformed),
            kind => Err(refused(kind, &body)),
        }
    }

    async fn done(&mut self, kind: u8, body: &Body) -> Answered<()> {
        let (kind, body) = self.ask(kind, body).await?;
        succeeded(kind, &body)
    }

    async fn ask(&mut self, kind: u8, body: &Body) -> Answered<(u8, Vec<u8>)> {
        let limit = self.answer;
        let asked = async {
            self.settled = false;
            let id = self.send(kind, body).await?;
            let (kind, of, body) = self.receive().await?;
            if of != id {
                return Err(malformed());
            }
            self.settled = true;
            Ok((kind, body))
        };
        within(limit, asked).await
    }

    async fn send(&mut self, kind: u8, body: &Body) -> Answered<u32> {
        let id = self.next;
        self.next = self.next.wrapping_add(1);
        self.write(kind, &[&id.to_be_bytes(), &body.0]).await?;
        Ok(id)
    }

    async fn receive(&mut self) -> Answered<(u8, u32, Vec<u8>)> {
        let (kind, body) = self.read().await?;
        let mut answer = Answer(&body);
        let id = answer.number().ok_or_else(malformed)?;
        Ok((kind, id, answer.0.to_vec()))
    }

    async fn write(&mut self, kind: u8, parts: &[&[u8]]) -> Answered<()> {
        let length: usize = 1 + parts.iter().map(|part| part.len()).sum::<usize>();
        let mut packet = Vec::with_capacity(4 + length);
        packet.extend(u32::try_from(length).unwrap_or_default().to_be_bytes());
        packet.push(kind);
        for part in parts {
            packet.extend_from_slice(part);
        }
        self.stream
            .write_all(&packet)
            .await
            .map_err(|_| Unanswered::Broken)
    }

    async fn read(&mut self) -> Answered<(u8, Vec<u8>)> {
        let mut head = [0; 4];
        let broken = |_| Unanswered::Broken;
        self.stream.read_exact(&mut head).await.map_err(broken)?;
        let length = usize::try_from(u32::from_be_bytes(head)).unwrap_or(usize::MAX);
        if length == 0 || length > LARGEST {
            return Err(self.foreign(head).await);
        }
        let mut body = vec![0; length];
        self.stream.read_exact(&mut body).await.map_err(broken)?;
        let kind = body.remove(0);
        Ok((kind, body))
    }

    /// What came instead of a packet: a login script that prints something is the usual reason.
    async fn foreign(&mut self, head: [u8; 4]) -> Unanswered {
        let mut more = [0; 200];
        // It may end here: what has come by then is enough.
        let read = tokio::time::timeout(Duration::from_millis(200), self.stream.read(&mut more)).await;
        let length = read.map_or(0, Result::unwrap_or_default);
        let text = [&head, more.get(..length).unwrap_or_default()].concat();
        let line = String::from_utf8_lossy(&text);
        let line = line.lines().next().unwrap_or_default();
        let is_text = line.len() > 3
            && !line
                .chars()
                .any(|letter| letter.is_control() || letter == '\u{fffd}');
        Unanswered::Foreign(if is_text {
            line.chars().take(80).collect()
        } else {
            String::new()
        })
    }
}

async fn within<T>(limit: Duration, work: impl Future<Output = Answered<T>>) -> Answered<T> {
    tokio::time::timeout(limit, work)
        .await
        .unwrap_or(Err(Unanswered::TimedOut))
}

fn malformed() -> Unanswered {
    Unanswered::Foreign(String::new())
}

fn named(kind: u8, body: &[u8]) -> Answered<Vec<(String, Attributes)>> {
    match kind {
        kind::NAME => Answer(body).names().ok_or_else(malformed),
        kind => Err(refused(kind, body)),
    }
}

fn succeeded(kind: u8, body: &[u8]) -> Answered<()> {
    match refused(kind, body) {
        Unanswered::Status(status::OK, _) => Ok(()),
        other => Err(other),
    }
}

/// A status as what it says; anything else is no answer to what was asked.
fn refused(kind: u8, body: &[u8]) -> Unanswered {
    let mut body = Answer(body);
    match (kind, body.number()) {
        (kind::STATUS, Some(code)) => {
            let text = String::from_utf8_lossy(body.bytes().unwrap_or_default());
            Unanswered::Status(
                code,
                text.chars()
                    .filter(|letter| !letter.is_control())
                    .take(200)
                    .collect(),
            )
        }
        _ => malformed(),
    }
}
