//! Writes what a profile has, and its files lack, back into the files.

use std::path::Path;

use serde::Serialize;
use traefik_dynamic::{Component, Format, Problem, Severity};

use super::{Both, Follow, texts};
use crate::activity::Kind as ActivityKind;
use crate::db::followed as table;
use crate::error::{Code, Error, Result};
use crate::event::Event;
use crate::follow::{Difference, Files, NewContent, compare, write_back};
use crate::publish::{Form, Target, clean_up, digest, look, put, refusals};

/// The file for what belongs to none yet.
const NEW_FILE: &str = "mantrae.yml";

/// What writing a profile to its files would do.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct WritePlan {
    /// Stands for exactly this; given back, nothing else is written.
    pub id: String,
    /// The profile.
    pub profile: String,
    /// The files that change.
    pub files: Vec<FileToWrite>,
    /// What changes in them, by kind and name.
    pub differences: Vec<Difference>,
    /// What keeps it from being written, and what else to know.
    pub problems: Vec<Problem>,
}

/// A file that is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct FileToWrite {
    /// Below the folder, with slashes; the name of a single file.
    pub name: String,
    /// Whether there is no such file yet.
    pub is_new: bool,
    /// Whether comments in it are lost.
    pub loses_comments: bool,
}

impl WritePlan {
    /// The first problem that keeps the profile from being written.
    pub fn refusal(&self) -> Option<&Problem> {
        self.problems.iter().find(|one| one.severity == Severity::Error)
    }
}

/// Everything that is known before files are written.
struct Planned {
    plan: WritePlan,
    both: Both,
    changed: Vec<NewContent>,
}

impl Follow {
    /// What writing a profile to its files would do.
    pub async fn plan_write(&self, profile: &str) -> Result<WritePlan> {
        Ok(self.planned(profile).await?.plan)
    }

    /// Writes a profile to its files, each in one step. `plan` is what was seen; without one, no comment may be lost.
    pub async fn write(&self, profile: &str, plan: Option<&str>) -> Result<WritePlan> {
        let _turn = self.state.turn.lock().await;
        let permission = self.context.exclusive().await?;
        let planned = self.planned(profile).await?;
        if plan.is_some_and(|seen| seen != planned.plan.id) {
            return Err(stale("The files or the profile have changed since you looked"));
        }
        if let Some(refusal) = planned.plan.refusal() {
            let error = Error::new(Code::InvalidInput, refusal.message.clone());
            return Err(match &refusal.hint {
                Some(hint) => error.hint(hint),
                None => error,
            });
        }
        let loses = planned.plan.files.iter().find(|file| file.loses_comments);
        if let (Some(file), None) = (loses, plan) {
            let sentence = format!("Comments in `{}` would be lost", file.name);
            return Err(Error::new(Code::InvalidInput, sentence)
                .hint("Look at the plan and confirm it, or make the change in that file yourself"));
        }
        if planned.changed.is_empty() {
            return Ok(planned.plan);
        }
        let name = planned.both.row.name.clone();
        let run = self
            .context
            .begin(ActivityKind::Export, &texts::writing(&name))
            .await?;
        let files: Vec<&str> = planned.plan.files.iter().map(|file| file.name.as_str()).collect();
        let sentence = texts::written(planned.plan.differences.len(), &files);
        let done = self.put_all(&planned).await;
        let failed = texts::not_written(&name);
        let done = done.map(|()| ((), sentence));
        let answer = self.context.finish(run, done, &failed).await;
        drop(permission);
        self.context.tell(Event::ConfigurationChanged);
        answer.map(|()| planned.plan)
    }

    /// Writes the files one by one. What was written is agreed on by the next look, whatever happens in between.
    async fn put_all(&self, planned: &Planned) -> Result<()> {
        let both = &planned.both;
        let has_secrets = both.own.values().any(|own| !own.component.secrets().is_empty());
        let mode = if has_secrets { 0o640 } else { 0o644 };
        for new in &planned.changed {
            let target = target(&both.path, &new.name);
            clean_up(&target);
            self.context.boundary("Write a file");
            put(
                &target,
                &new.after,
                (&digest(new.before.as_deref()), mode),
                &|step| {
                    self.context.boundary(step);
                },
            )?;
        }
        self.context.boundary("Remember the files");
        let mut files = Files::read(&both.path)?;
        // What somebody else has changed in the meantime is not agreed on.
        for file in &mut files.files {
            let new = planned.changed.iter().find(|new| new.name == file.name);
            let before = both.files.files.iter().find(|before| before.name == file.name);
            match (new, before) {
                (Some(new), _) => file.content.clone_from(&new.after),
                (None, Some(before)) => file.content.clone_from(&before.content),
                (None, None) => file.content.clear(),
            }
        }
        let state = &self.context.databases().state;
        table::agree(state, &both.row.uid, (&files.rows(), None)).await
    }

    async fn planned(&self, profile: &str) -> Result<Planned> {
        let row = self.row(profile).await?;
        let followed = self.followed(&row).await?;
        let both = self.both(profile, Path::new(&followed.path)).await?;
        let agreed = self.agreed(&row.uid).await?;
        let compared = compare(&agreed, &both.now, &both.own);
        if compared.has_outside() {
            return Err(stale("The files were changed too"));
        }
        let ready = self.components.ready(profile).await?;
        let work = move || {
            let changed = write_back(&both.files, (&both.now, &both.own), NEW_FILE);
            (both, changed)
        };
        let done = tokio::task::spawn_blocking(work).await;
        let (both, changed) =
            done.map_err(|error| Error::new(Code::Internal, "The plan was interrupted").because(error))?;
        let changed = changed?;
        let mut problems = Vec::new();
        let own: Vec<&Component> = both.own.values().map(|own| &own.component).collect();
        for new in &changed {
            let target = target(&both.path, &new.name);
            problems.extend(look(&target)?.problems);
            let text = String::from_utf8_lossy(&new.after);
            let format = Format::from_path(Path::new(&new.name)).unwrap_or(Format::Yaml);
            problems.extend(refusals(&own, (&text, format), (ready.states(), ready.facts())));
            problems.extend(unnoticed(new));
        }
        problems.sort_by_key(|one| one.severity);
        problems.dedup();
        let plan = WritePlan {
            id: id_of(&changed),
            profile: row.name,
            files: changed.iter().map(file_to_write).collect(),
            differences: compared.differences,
            problems,
        };
        Ok(Planned { plan, both, changed })
    }
}

fn file_to_write(new: &NewContent) -> FileToWrite {
    FileToWrite {
        name: new.name.clone(),
        is_new: new.before.is_none(),
        loses_comments: new.loses_comments,
    }
}

/// Stands for exactly these files with exactly these bytes, before and after.
fn id_of(changed: &[NewContent]) -> String {
    let lines: Vec<String> = changed
        .iter()
        .map(|new| {
            let (before, after) = (digest(new.before.as_deref()), digest(Some(&new.after)));
            format!("{}:{before}:{after}", new.name)
        })
        .collect();
    digest(Some(lines.join("\n").as_bytes()))
}

/// Where a file is, and how Traefik reads it.
fn target(path: &Path, name: &str) -> Target {
    if path.is_dir() {
        return Target {
            file: path.join(name),
            form: Form::Folder,
        };
    }
    Target {
        file: path.to_owned(),
        form: Form::File,
    }
}

/// Traefik reads subfolders, but does not watch them.
fn unnoticed(new: &NewContent) -> Option<Problem> {
    let (folder, _) = new.name.rsplit_once('/')?;
    let message = format!("Traefik does not watch the subfolder `{folder}`");
    let hint = "It reads the file at the next change in the folder itself, or when it restarts";
    Some(Problem::new(Severity::Warning, "SUBFOLDER", message).with_hint(hint))
}

fn stale(sentence: &str) -> Error {
    Error::new(Code::StalePlan, sentence).hint("Look again at what would be written")
}
