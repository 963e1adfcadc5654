//! Following Traefik's files: begin, look, take in, write, end.

mod look;
mod status;
mod write;

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::Serialize;
use tokio::sync::{Mutex, Notify};

use super::changes::set::{Change, ChangeSet, Put};
use super::changes::writing::{Provided, Writing};
use super::components::Components;
use super::context::Context;
use super::texts::follow as texts;
use crate::activity::Kind as ActivityKind;
use crate::db::followed::{self as table, FollowedRow};
use crate::db::profile::{self, Profile};
use crate::db::publication;
use crate::error::{Code, Error, Result};
use crate::event::Event;
use crate::follow::{
    Broken, Content, Difference, DifferenceKind, FileSummary, Files, Key, Own, Written, incoming,
};
use crate::publish::digest;
use crate::timestamp::Timestamp;
use traefik_dynamic::text;

pub use status::FollowStatus;
pub use write::WritePlan;

/// Profiles that follow files.
#[derive(Debug, Clone)]
pub struct Follow {
    context: Context,
    components: Components,
    writing: Writing,
    state: Arc<State>,
}

/// What is remembered while the program runs.
#[derive(Debug, Default)]
pub(super) struct State {
    /// Held while files are compared and taken in.
    turn: Mutex<()>,
    /// By profile: what was there at the last look that found nothing to do.
    seen: Mutex<HashMap<String, look::Seen>>,
    /// By profile: what was compared last.
    compared: Mutex<HashMap<String, status::ComparedFiles>>,
    /// A profile begins to follow.
    begun: Notify,
}

/// What following files would do to a profile.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct FollowPlan {
    /// Stands for exactly this; given back, nothing else happens.
    pub id: String,
    /// The profile.
    pub profile: String,
    /// The folder or file, absolute.
    pub path: String,
    /// The files, in Traefik's order.
    pub files: Vec<FileSummary>,
    /// What changes in the profile so that it says what the files say.
    pub differences: Vec<Difference>,
}

impl FollowPlan {
    /// Whether something in the profile is changed or removed.
    pub fn loses(&self) -> bool {
        let mut kinds = self.differences.iter().filter_map(|one| one.in_files);
        kinds.any(|kind| matches!(kind, DifferenceKind::Changed | DifferenceKind::Removed))
    }
}

/// Files and a profile, read one after the other.
struct Both {
    row: Profile,
    path: PathBuf,
    files: Files,
    now: Content,
    own: Own,
    /// The revision at which the profile was read, or an earlier one.
    revision: i64,
}

impl Follow {
    pub(super) fn new(context: Context, components: Components, writing: Writing, state: Arc<State>) -> Self {
        Self {
            context,
            components,
            writing,
            state,
        }
    }

    /// What would change in a profile if it followed the files in a folder, or a single file.
    pub async fn plan(&self, profile: &str, path: &Path) -> Result<FollowPlan> {
        let both = self.both(profile, path).await?;
        Ok(plan_of(&both))
    }

    /// Lets a profile follow the files in a folder, or a single file: it says what they say from now on. `plan` is what
    /// was seen; without one, nothing in the profile may be changed or removed.
    pub async fn begin(&self, profile: &str, path: &Path, plan: Option<&str>) -> Result<FollowPlan> {
        let _turn = self.state.turn.lock().await;
        let both = self.both(profile, path).await?;
        let uid = &both.row.uid;
        let state = &self.context.databases().state;
        if publication::connection(state, uid).await?.is_some() {
            let sentence = format!("Profile `{profile}` is published from here, so it leads");
            return Err(Error::new(Code::Exists, sentence)
                .hint("Disconnect it first: a profile either leads or follows"));
        }
        let found = plan_of(&both);
        match plan {
            Some(seen) if seen != found.id => {
                let sentence = "The files or the profile have changed since you looked";
                return Err(Error::new(Code::StalePlan, sentence).hint("Look again at what would change"));
            }
            None if found.loses() => {
                let sentence = format!("Following these files would change what is in profile `{profile}`");
                return Err(Error::new(Code::Exists, sentence)
                    .hint("`follow begin --dry-run` shows it, and `--replace` accepts it"));
            }
            Some(_) | None => {}
        }
        let all: Vec<&Difference> = found.differences.iter().collect();
        self.take_in(&both, &all).await?;
        let now = Timestamp::from(self.context.now());
        let row = FollowedRow {
            profile: uid.clone(),
            path: found.path.clone(),
            since: now,
            taken_at: (!all.is_empty()).then_some(now),
            failure: None,
        };
        let permission = self.context.exclusive().await?;
        table::begin(state, &row, &both.files.rows()).await?;
        let sentence = texts::begun(&both.row.name, &found.path);
        self.context.note_done(ActivityKind::Settings, &sentence).await;
        drop(permission);
        self.state.seen.lock().await.remove(uid);
        self.state.begun.notify_waiters();
        self.context.tell(Event::SettingsChanged);
        Ok(found)
    }

    /// Ends following; returns the folder or file. The files and the profile stay as they are.
    pub async fn end(&self, profile: &str) -> Result<Option<String>> {
        let _turn = self.state.turn.lock().await;
        let permission = self.context.exclusive().await?;
        let row = self.row(profile).await?;
        let state = &self.context.databases().state;
        let Some(old) = table::find(state, &row.uid).await? else {
            return Ok(None);
        };
        table::end(state, &row.uid).await?;
        let sentence = texts::ended(&row.name, &old.path);
        self.context.note_done(ActivityKind::Settings, &sentence).await;
        drop(permission);
        self.context.tell(Event::SettingsChanged);
        Ok(Some(old.path))
    }

    async fn row(&self, profile: &str) -> Result<Profile> {
        profile::get(&self.context.databases().configuration, profile).await
    }

    /// What a profile follows, or how to say so.
    async fn followed(&self, row: &Profile) -> Result<FollowedRow> {
        let found = table::find(&self.context.databases().state, &row.uid).await?;
        found.ok_or_else(|| {
            let sentence = format!("Profile `{}` follows no files", row.name);
            Error::new(Code::NotFound, sentence).hint("Name them first: `follow begin PATH`")
        })
    }

    async fn both(&self, profile: &str, path: &Path) -> Result<Both> {
        let row = self.row(profile).await?;
        let path = path.canonicalize().map_err(|error| {
            crate::error::io("open", path, error)
                .hint("Name the folder or file that Traefik reads, as it is called on this computer")
        })?;
        let (files, _) = self.settled(&path).await?;
        let (files, now) = content(files).await?;
        let now = now.map_err(as_error)?;
        let (own, revision) = self.own(profile).await?;
        Ok(Both {
            row,
            path,
            files,
            now,
            own,
            revision,
        })
    }

    /// The enabled components of a profile, and the revision at which they were read, or an earlier one.
    async fn own(&self, profile: &str) -> Result<(Own, i64)> {
        let read = self.components.read_profile(profile).await?;
        let revision = read.revision();
        let pairs = read.components.into_iter().zip(read.stored);
        let own = pairs
            .filter(|(_, stored)| stored.enabled)
            .map(|(component, stored)| {
                let key = (component.kind, component.name.clone());
                let lines = stored.text;
                (key, Written { component, lines })
            });
        Ok((own.collect(), revision))
    }

    /// Makes the profile say what the files say about these components, as one change set.
    async fn take_in(&self, both: &Both, taken: &[&Difference]) -> Result<()> {
        if taken.is_empty() {
            return Ok(());
        }
        let change = |one: &&Difference| -> Change {
            match both.now.get(&one.key()) {
                Some(held) => {
                    // Without lines of their own, those of before would stay.
                    let lines = held
                        .lines
                        .clone()
                        .unwrap_or_else(|| text::written(&held.component));
                    Change::Put(Put {
                        enabled: Some(true),
                        ..Put::new(&held.component, Some(lines))
                    })
                }
                None => Change::Remove {
                    kind: one.kind,
                    name: one.name.clone(),
                },
            }
        };
        let set = ChangeSet {
            title: Some(texts::taken_in(taken)),
            changes: taken.iter().map(change).collect(),
        };
        let provided = Provided::At(both.revision);
        self.writing.make_as(&both.row.name, &set, provided).await?;
        Ok(())
    }
}

fn plan_of(both: &Both) -> FollowPlan {
    let differences = incoming(&both.now, &both.own);
    FollowPlan {
        id: version(&both.files, both.revision),
        profile: both.row.name.clone(),
        path: both.path.display().to_string(),
        files: both.now.files.clone(),
        differences,
    }
}

/// Stands for these bytes of these files, and a revision.
fn version(files: &Files, revision: i64) -> String {
    let each = files.files.iter();
    let each = each.map(|file| format!("{}:{}", file.name, digest(Some(&file.content))));
    let all: Vec<String> = each.chain([revision.to_string()]).collect();
    digest(Some(all.join("\n").as_bytes()))
}

/// What files say; on a thread of its own, because there may be many.
async fn content(files: Files) -> Result<(Files, std::result::Result<Content, Broken>)> {
    let work = move || {
        let read = Content::of(&files);
        (files, read)
    };
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|error| Error::new(Code::Internal, "Reading the files was interrupted").because(error))
}

fn as_error(broken: Broken) -> Error {
    let error = Error::new(Code::Unreadable, broken.sentence());
    match broken.hint {
        Some(hint) => error.hint(hint),
        None => error,
    }
}

/// What a person decided, by component.
pub type Decisions = BTreeMap<Key, crate::follow::Decision>;
