//! The folder in which each profile is kept as a file: choose it, write it, commit it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde::Serialize;
use tokio::sync::Mutex;
use traefik_dynamic::Format;

use super::context::Context;
use super::texts::versions as texts;
use crate::activity::Kind as ActivityKind;
use crate::db::profile::{self, Profile};
use crate::db::versions::{self as table, FileRow, FolderRow};
use crate::db::{followed, publication, revision};
use crate::error::{Code, Error, Failure, Result, io};
use crate::event::Event;
use crate::export;
use crate::publish::digest;
use crate::timestamp::Timestamp;
use crate::versions::{git, message, named, put, remove};

/// How long after a failure it is tried again, although nothing was saved.
const AGAIN: Duration = Duration::from_mins(1);

/// The folder in which each profile is kept as a file.
#[derive(Debug, Clone)]
pub struct Versions {
    context: Context,
    /// Held while files are written and committed; when that was tried last.
    turn: Arc<Mutex<Option<Instant>>>,
}

/// The folder, as a person sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct VersionFolder {
    /// Absolute.
    pub path: String,
    /// Whether each change is committed with git.
    pub commits: bool,
    /// Since when.
    pub since: Timestamp,
    /// When something was written last; with commits, when something was committed.
    pub at: Option<Timestamp>,
    /// Why the last look did not write or commit everything.
    pub failure: Option<Failure>,
    /// The files that are ours.
    pub files: Vec<String>,
}

/// What a look wrote.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct VersionsWritten {
    /// The files that were written, or removed with their profile.
    pub files: Vec<String>,
    /// Whether they were committed.
    pub committed: bool,
}

impl Versions {
    pub(super) fn new(context: Context) -> Self {
        Self {
            context,
            turn: Arc::default(),
        }
    }

    /// The folder; `None` if there is none.
    pub async fn folder(&self) -> Result<Option<VersionFolder>> {
        let state = &self.context.databases().state;
        let Some(row) = table::folder(state).await? else {
            return Ok(None);
        };
        let files = table::files(state).await?;
        Ok(Some(VersionFolder {
            path: row.path,
            commits: row.commits,
            since: row.since,
            at: row.at,
            failure: row
                .failure
                .as_deref()
                .and_then(|text| serde_json::from_str(text).ok()),
            files: files.into_iter().map(|file| file.name).collect(),
        }))
    }

    /// Keeps each profile as a file in a folder from now on, and writes all of them; `commits`: commits them with the installed
    /// `git`. The folder is made if it is missing.
    pub async fn begin(&self, path: &Path, commits: bool) -> Result<VersionsWritten> {
        let path = std::path::absolute(path).map_err(|error| io("open", path, error))?;
        self.refuse(&path).await?;
        if !path.is_dir() {
            std::fs::create_dir(&path).map_err(|error| io("make the folder", &path, error))?;
        }
        let path = path.canonicalize().map_err(|error| io("open", &path, error))?;
        self.refuse(&path).await?;
        if commits {
            let path = path.clone();
            alone(move || git::find(&path)).await?;
        }
        let permission = self.context.exclusive().await?;
        let row = FolderRow {
            path: path.display().to_string(),
            commits,
            since: Timestamp::from(self.context.now()),
            revision: None,
            at: None,
            failure: None,
        };
        table::begin(&self.context.databases().state, &row).await?;
        let sentence = texts::begun(&row.path, commits);
        self.context.note_done(ActivityKind::Settings, &sentence).await;
        drop(permission);
        self.context.tell(Event::SettingsChanged);
        self.write().await
    }

    /// Writes nothing there any more; returns the folder. Its files stay as they are.
    pub async fn end(&self) -> Result<Option<String>> {
        let permission = self.context.exclusive().await?;
        let state = &self.context.databases().state;
        let Some(row) = table::folder(state).await? else {
            return Ok(None);
        };
        table::end(state).await?;
        let sentence = texts::ended(&row.path);
        self.context.note_done(ActivityKind::Settings, &sentence).await;
        drop(permission);
        self.context.tell(Event::SettingsChanged);
        Ok(Some(row.path))
    }

    /// Whether there is a folder.
    pub(super) async fn is_wanted(&self) -> Result<bool> {
        Ok(table::folder(&self.context.databases().state).await?.is_some())
    }

    /// Writes what was saved since the last look, if there is a folder.
    pub(super) async fn write_saved(&self) -> Result<()> {
        let databases = self.context.databases();
        let Some(row) = table::folder(&databases.state).await? else {
            return Ok(());
        };
        let now = revision::get(&databases.configuration).await?.number;
        if row.revision == Some(now) {
            // What failed may work by now: a disk is there again, a repository is mended.
            let tried = *self.turn.lock().await;
            let is_due = tried.is_none_or(|tried| tried.elapsed() >= AGAIN);
            if row.failure.is_none() || !is_due {
                return Ok(());
            }
        }
        match self.write().await {
            // Somebody is changing something: the next look writes it. What else fails is recorded.
            Err(error) if error.code != Code::Busy => Ok(()),
            done => done.map(drop),
        }
    }

    /// Writes all profiles whose file is not as they are, and commits them where that is wanted. What fails is recorded, told
    /// once in the activity list, and the error of the first file or of the commit.
    pub async fn write(&self) -> Result<VersionsWritten> {
        let mut turn = self.turn.lock().await;
        *turn = Some(Instant::now());
        let databases = self.context.databases();
        let Some(mut row) = table::folder(&databases.state).await? else {
            return Err(Error::new(Code::NotFound, "No folder for versions is chosen")
                .hint("Choose one: `versions begin FOLDER`"));
        };
        let folder = PathBuf::from(&row.path);
        let permission = self.context.exclusive().await?;
        let revision = revision::get(&databases.configuration).await?.number;
        let (files, mut done) = self.write_all(&folder).await?;
        let since = row.at.unwrap_or(row.since);
        let titles = table::done_since(&databases.state, since).await?;
        // What is done from here on belongs to the next commit.
        let now = Timestamp::from(self.context.now());
        drop(permission);
        let mut committed = false;
        if row.commits {
            // Also what could not be committed before.
            let ours = table::files(&databases.state)
                .await?
                .into_iter()
                .map(|file| file.name);
            let names: BTreeSet<String> = ours.chain(files.iter().cloned()).collect();
            let commit = move || {
                let names: Vec<&str> = names.iter().map(String::as_str).collect();
                git::commit(&folder, &names, &message(&titles))
            };
            match alone(commit).await {
                Ok(is_new) => committed = is_new,
                Err(error) => done = done.and(Err(error)),
            }
        }
        let was = row.failure.take();
        row.revision = Some(revision);
        // What could not be committed belongs to the next commit, too.
        if committed || !row.commits && !files.is_empty() {
            row.at = Some(now);
        }
        let failure = done.as_ref().err().map(Error::failure);
        row.failure = failure
            .as_ref()
            .and_then(|failure| serde_json::to_string(failure).ok());
        table::looked(&databases.state, &row).await?;
        let has_news = row.failure != was;
        if has_news {
            self.tell_of(&row.path, done.as_ref().err()).await?;
        }
        if has_news || !files.is_empty() || committed {
            self.context.tell(Event::SettingsChanged);
        }
        done.map(|()| VersionsWritten { files, committed })
    }

    /// Writes the files that are not as their profiles are; returns them, and the first failure.
    async fn write_all(&self, folder: &Path) -> Result<(Vec<String>, Result<()>)> {
        if let Err(error) = self.refuse(folder).await {
            return Ok((Vec::new(), Err(error)));
        }
        if !folder.is_dir() {
            let message = format!("The folder `{}` is missing", folder.display());
            let error = Error::new(Code::Storage, message).hint("Connect its disk, or choose another folder");
            return Ok((Vec::new(), Err(error)));
        }
        let databases = self.context.databases();
        let profiles = profile::list(&databases.configuration).await?;
        let known = table::files(&databases.state).await?;
        let all = named(&profiles, &known);
        let (mut changed, mut first) = (Vec::new(), Ok(()));
        // What lost its profile, or its name, goes first: another profile may need the name.
        for file in &known {
            if all
                .iter()
                .any(|one| one.profile.uid == file.profile && one.name == file.name)
            {
                continue;
            }
            let ours: Vec<&str> = [&file.digest, &file.next]
                .into_iter()
                .flatten()
                .map(String::as_str)
                .collect();
            match remove(folder, &file.name, &ours) {
                Ok(was_there) => {
                    table::forget(&databases.state, &file.profile).await?;
                    changed.extend(was_there.then(|| file.name.clone()));
                }
                Err(error) => first = first.and(Err(error)),
            }
        }
        for one in &all {
            match self.write_one(folder, (one.profile, &one.name), &known).await {
                Ok(true) => changed.push(one.name.clone()),
                Ok(false) => {}
                Err(error) => first = first.and(Err(error)),
            }
        }
        Ok((changed, first))
    }

    /// Writes the file of a profile, if it is not as the profile is.
    async fn write_one(
        &self,
        folder: &Path,
        (profile, name): (&Profile, &str),
        known: &[FileRow],
    ) -> Result<bool> {
        let databases = self.context.databases();
        let text = export::profile(databases, profile, Format::Yaml).await?.text;
        let new = digest(Some(text.as_bytes()));
        let held = known
            .iter()
            .find(|file| file.profile == profile.uid && file.name == name);
        let mut row = FileRow {
            profile: profile.uid.clone(),
            name: name.to_owned(),
            digest: held.and_then(|file| file.digest.clone()),
            next: Some(new.clone()),
        };
        let mut ours: Vec<String> = row.digest.iter().cloned().collect();
        ours.extend(held.and_then(|file| file.next.clone()));
        // A crash from here on must not make our own file look like somebody else's.
        table::put(&databases.state, &row).await?;
        self.context.boundary("Write the version");
        let (path, file) = (folder.to_owned(), name.to_owned());
        let work = move || {
            let ours: Vec<&str> = ours.iter().map(String::as_str).collect();
            put(&path, &file, &text, &ours)
        };
        let written = tokio::task::spawn_blocking(work).await;
        let written = written.map_err(|error| {
            Error::new(Code::Internal, "Writing a version was interrupted").because(error)
        })??;
        self.context.boundary("Record the version");
        row.digest = Some(new);
        row.next = None;
        table::put(&databases.state, &row).await?;
        Ok(written)
    }

    /// Fails if the folder is one in which the files would do harm.
    async fn refuse(&self, path: &Path) -> Result<()> {
        let databases = self.context.databases();
        if path.starts_with(self.context.folder().root()) {
            let message = format!("`{}` is where Mantrae keeps its own data", path.display());
            return Err(Error::new(Code::InvalidInput, message).hint("Choose a folder of its own"));
        }
        let connections = publication::connections(&databases.state).await?;
        let targets = connections.iter().filter(|one| one.form == "folder");
        let published = targets.filter_map(|one| Path::new(&one.target).parent().map(Path::to_owned));
        let followed = followed::all(&databases.state).await?;
        let followed = followed.iter().map(|one| PathBuf::from(&one.path));
        if published.chain(followed).any(|read| path.starts_with(read)) {
            let message = format!("Traefik reads `{}`", path.display());
            return Err(Error::new(Code::InvalidInput, message)
                .hint("Choose a folder of its own: Traefik would read every component twice"));
        }
        Ok(())
    }

    async fn tell_of(&self, path: &str, error: Option<&Error>) -> Result<()> {
        let Some(error) = error else {
            let sentence = texts::works_again(path);
            self.context.note_done(ActivityKind::Export, &sentence).await;
            return Ok(());
        };
        let failure = error.failure();
        let mut told = Error::new(failure.code, failure.message);
        if let Some(hint) = failure.hint {
            told = told.hint(hint);
        }
        let sentence = texts::not_written(path);
        let run = self.context.begin(ActivityKind::Export, &sentence).await?;
        let failed: Result<()> = self.context.finish(run, Err(told), &sentence).await;
        failed.or(Ok(()))
    }
}

/// Waits for work on a thread of its own.
async fn alone<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|error| Error::new(Code::Internal, "Writing a version was interrupted").because(error))?
}
