//! Serves what is published over HTTP, for as long as a program wants to.
//!
//! One program on a data folder serves. What another one publishes is on the board before the next request is answered.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use hyper::body::Bytes;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::{Mutex, watch};
use tokio::time::{Instant, sleep};

use super::Publications;
use crate::db::publication::{self as table, ConnectionRow, ServedRow};
use crate::error::{Code, Error, Result};
use crate::event::Event;
use crate::publish::{Asking, Form};
use crate::serving::{Board, Listening, Record, Refresh, Served, Server, Site, Sites};
use crate::timestamp::Timestamp;

/// How often to look for what another program connected, and to try an address again that was in use.
const LOOK: Duration = Duration::from_secs(5);
/// While requests arrive, how long the board is good before it is compared with what is recorded.
const FRESH: Duration = Duration::from_millis(100);
/// Who asks is written down so often, and what is new about it after a moment in which there may be more.
const WRITE: Duration = Duration::from_secs(1);
const MOMENT: Duration = Duration::from_millis(50);

/// What is served by this program.
#[derive(Debug, Default)]
pub(super) struct Desk {
    board: Arc<Board>,
    shown: Mutex<Shown>,
}

/// What the board shows, and when it was last compared.
#[derive(Debug, Default)]
struct Shown {
    rows: Vec<ServedRow>,
    looked: Option<Instant>,
}

/// Serves until it is stopped or dropped.
#[derive(Debug)]
pub struct Serving {
    stop: watch::Sender<()>,
    work: tokio::task::JoinHandle<()>,
}

impl Serving {
    /// Ends it: who is being answered gets the whole answer first.
    pub async fn stop(self) {
        drop(self.stop);
        if let Err(error) = self.work.await {
            tracing::error!(?error, "serving did not end well");
        }
    }
}

impl Publications {
    /// Serves what is published over HTTP, at the addresses of the connections, as they change. If another program
    /// already does, this one goes on once that has ended.
    pub fn serve(&self) -> Serving {
        let (stop, stopped) = watch::channel(());
        let work = tokio::spawn(keep_serving(self.clone(), stopped));
        Serving { stop, work }
    }

    /// What the program says that serves; `None` if none does.
    pub fn who_serves(&self) -> Option<Served> {
        let folder = self.context.folder();
        Served::read(&folder.serving(), &folder.served())
    }

    /// Whether Traefik asks for a profile; `None` unless it is published over HTTP.
    pub(super) fn asking(&self, connection: &ConnectionRow) -> Option<Asking> {
        let listen = connection.listen.as_deref()?;
        let about = (connection.profile.as_str(), listen);
        Some(Asking::of(self.who_serves().as_ref(), about, self.context.now()))
    }

    /// Serves at once what has just been recorded.
    pub(super) async fn refresh_served(&self) {
        let shown = self.desk.shown.lock().await;
        self.compare(shown).await;
    }

    /// The same for a request, unless that was done a moment ago.
    async fn refresh_soon(&self) {
        // Somebody else is at it: what was acknowledged before this request began is theirs to find.
        let Ok(shown) = self.desk.shown.try_lock() else {
            return;
        };
        if shown.looked.is_none_or(|at| at.elapsed() >= FRESH) {
            self.compare(shown).await;
        }
    }

    async fn compare(&self, mut shown: tokio::sync::MutexGuard<'_, Shown>) {
        match self.sites(&shown.rows).await {
            Ok(Some((rows, sites))) => {
                self.desk.board.swap(sites);
                shown.rows = rows;
            }
            Ok(None) => {}
            // The last good one is served for as long as there is no other.
            Err(error) => tracing::warn!(?error, "what is published cannot be read"),
        }
        shown.looked = Some(Instant::now());
    }

    /// What is served by now; `None` if nothing changed. Texts that are there already are not read again.
    async fn sites(&self, shown: &[ServedRow]) -> Result<Option<(Vec<ServedRow>, Sites)>> {
        let rows = table::served(&self.context.databases().state).await?;
        if rows == shown {
            return Ok(None);
        }
        let before = self.desk.board.sites();
        let mut sites = Vec::new();
        for row in &rows {
            let is_same = |old: &&ServedRow| {
                (&old.profile, old.number, old.first) == (&row.profile, row.number, row.first)
            };
            let known = shown.iter().find(is_same).and_then(|_| before.of(&row.profile));
            let body = match known {
                Some(site) => site.body.clone(),
                None => self
                    .served(&row.profile, (row.number, row.first))
                    .await?
                    .map(Bytes::from),
            };
            sites.push(site(row, body)?);
        }
        Ok(Some((rows, Sites::new(sites))))
    }
}

fn site(row: &ServedRow, body: Option<Bytes>) -> Result<Site> {
    let wrong = || {
        Error::new(
            Code::Database,
            format!("How `{}` is served is not stored as it should be", row.target),
        )
    };
    let mut token = [0_u8; 32];
    let digits = row.token.as_bytes();
    if digits.len() != 2 * token.len() {
        return Err(wrong());
    }
    for (byte, pair) in token.iter_mut().zip(digits.chunks(2)) {
        let pair = std::str::from_utf8(pair).map_err(|_| wrong())?;
        *byte = u8::from_str_radix(pair, 16).map_err(|_| wrong())?;
    }
    Ok(Site {
        profile: row.profile.clone(),
        path: row.target.clone(),
        listen: row.listen.parse().map_err(|_| wrong())?,
        token,
        number: row.number,
        body,
    })
}

async fn keep_serving(publications: Publications, mut stopped: watch::Receiver<()>) {
    let mut events = publications.context.events();
    let mut open = Open::default();
    let mut written = Instant::now();
    loop {
        if let Err(error) = open.look(&publications).await {
            tracing::warn!(?error, "nobody can be served");
        }
        open.write(&publications);
        let next = Instant::now() + LOOK;
        loop {
            let changed = async {
                loop {
                    match events.recv().await {
                        Ok(Event::SettingsChanged) | Err(RecvError::Lagged(_)) => return,
                        Ok(_) => {}
                        Err(RecvError::Closed) => std::future::pending().await,
                    }
                }
            };
            tokio::select! {
                _ = stopped.changed() => return open.close().await,
                () = changed => break,
                () = tokio::time::sleep_until(next) => break,
                is_news = publications.desk.board.asked() => {
                    if is_news {
                        sleep(MOMENT).await;
                    }
                    if is_news || written.elapsed() >= WRITE {
                        open.write(&publications);
                        written = Instant::now();
                    }
                }
            }
        }
    }
}

/// Where this program listens.
#[derive(Debug, Default)]
struct Open {
    /// The right to; `None` while another program has it, or nobody is to be served.
    record: Option<Record>,
    servers: BTreeMap<SocketAddr, Server>,
    listening: Vec<Listening>,
}

impl Open {
    /// Listens where connections say, and nowhere else.
    async fn look(&mut self, publications: &Publications) -> Result<()> {
        publications.refresh_served().await;
        let rows = table::served(&publications.context.databases().state).await?;
        let wanted: Vec<SocketAddr> = rows.iter().filter_map(|row| row.listen.parse().ok()).collect();
        let unwanted: Vec<SocketAddr> = self
            .servers
            .keys()
            .copied()
            .filter(|address| !wanted.contains(address))
            .collect();
        for address in unwanted {
            if let Some(server) = self.servers.remove(&address) {
                server.stop().await;
            }
        }
        self.listening
            .retain(|one| wanted.iter().any(|address| address.to_string() == one.listen));
        if wanted.is_empty() {
            self.record = None;
            return Ok(());
        }
        if self.record.is_none() {
            let folder = publications.context.folder();
            self.record = Record::take(&folder.serving(), &folder.served())?;
            if self.record.is_none() {
                return Ok(());
            }
        }
        for address in wanted {
            if !self.servers.contains_key(&address) {
                self.open(address, publications).await;
            }
        }
        Ok(())
    }

    async fn open(&mut self, address: SocketAddr, publications: &Publications) {
        let own = publications.clone();
        let refresh: Refresh = Arc::new(move || {
            let own = own.clone();
            Box::pin(async move { own.refresh_soon().await })
        });
        let board = Arc::clone(&publications.desk.board);
        let problem = match Server::start(address, board, refresh).await {
            Ok(server) => {
                tracing::info!(%address, "serving what is published");
                self.servers.insert(address, server);
                None
            }
            Err(error) => Some(error.failure()),
        };
        let listen = address.to_string();
        let before = self.listening.iter().position(|one| one.listen == listen);
        let before = before.map(|index| self.listening.remove(index));
        let is_news = before.as_ref().is_none_or(|before| before.problem != problem);
        if let Some(problem) = problem.as_ref().filter(|_| is_news) {
            tracing::warn!(?problem, "an address cannot be listened at; it is tried again");
        }
        let since = Timestamp::from(publications.context.now());
        self.listening.push(Listening {
            listen,
            since,
            problem,
        });
        if is_news {
            publications.context.tell(Event::SettingsChanged);
        }
    }

    fn write(&self, publications: &Publications) {
        let Some(record) = &self.record else {
            return;
        };
        let served = Served {
            listening: self.listening.clone(),
            polls: publications.desk.board.polls().clone(),
        };
        if let Err(error) = record.write(&served) {
            tracing::warn!(?error, "who asks for what is published cannot be written down");
        }
    }

    async fn close(self) {
        for server in self.servers.into_values() {
            server.stop().await;
        }
    }
}

impl Publications {
    /// How long a Traefik with its usual settings takes at most to show a publication.
    pub(super) fn patience(&self, connection: &ConnectionRow) -> Duration {
        if Form::parse(&connection.form) != Form::Http {
            return super::PATIENCE;
        }
        match self.asking(connection) {
            Some(Asking::NotServed | Asking::NotListening(_)) => Duration::ZERO,
            Some(Asking::Asked(polls)) => {
                let pause = polls.iter().filter_map(|poll| poll.pause).max().unwrap_or(0);
                // Its own pause after a change, and some for the work.
                Duration::from_secs(u64::from(pause.clamp(5, 60)) + 5)
            }
            _ => Duration::from_secs(10),
        }
    }
}
