//! Drafts: what a person is writing is stored at once, and saved when they say so.

mod around;
mod shown;
mod subject;

use std::sync::Arc;

use traefik_dynamic::assist::{Completion, Hover, complete, hover};
use traefik_dynamic::text;

use self::around::Around;
use self::shown::shown;
use self::subject::{Subject, begun, lines_of, outside, readable, says_the_same, three_ways};
use super::components::Components;
use super::context::Context;
use super::rerouting::ATTEMPTS;
use crate::component_ref::ComponentRef;
use crate::db::component;
use crate::db::draft::{self as table, Row};
use crate::db::profile;
use crate::draft::{self, Choices, Draft, DraftRow, Kept, Resolution, SavedDraft};
use crate::error::{Code, Error, Result};
use crate::expectation::CheckedExpectation;
use crate::field_edit::{FieldEdit, with_edits};
use crate::timestamp::Timestamp;

pub(super) use self::around::Slot;

/// The drafts of components, in the database of this computer.
#[derive(Debug, Clone)]
pub struct Drafts {
    context: Context,
    components: Components,
    around: Slot,
}

impl Drafts {
    pub(super) fn new(context: Context, components: Components, around: Slot) -> Self {
        Self {
            context,
            components,
            around,
        }
    }

    /// All drafts of profiles that exist, the latest first.
    pub async fn list(&self) -> Result<Vec<DraftRow>> {
        let databases = self.context.databases();
        let profiles = profile::list(&databases.configuration).await?;
        let mut found = Vec::new();
        for row in table::all(&databases.state).await? {
            let Some(profile) = profiles.iter().find(|profile| profile.uid == row.profile) else {
                continue;
            };
            let kind = component::kind(&row.kind)?;
            let stored = component::find(&databases.configuration, &row.profile, kind, &row.name).await?;
            found.push(DraftRow {
                is_new: stored.is_none(),
                is_refused: readable((kind, &row.name), &row.lines).is_none(),
                changed_at: row.changed_at,
                component: ComponentRef {
                    profile: profile.name.clone(),
                    kind,
                    name: row.name,
                },
            });
        }
        Ok(found)
    }

    /// A component as its editor shows it: its draft if there is one, otherwise what is saved.
    pub async fn open(&self, component: &ComponentRef) -> Result<Draft> {
        shown(&self.subject(component).await?)
    }

    /// What fields of components of a profile can refer to.
    pub async fn choices(&self, profile: &str) -> Result<Choices> {
        Ok(self.around(profile).await?.choices())
    }

    /// What can be written at an offset in these lines, in UTF-16 code units.
    pub async fn complete(&self, component: &ComponentRef, lines: &str, offset: u32) -> Result<Completion> {
        let around = self.around(&component.profile).await?;
        let kind = component.kind;
        Ok(around.with(component, |around| complete(kind, lines, offset, around)))
    }

    /// What the words at an offset in these lines mean.
    pub async fn hover(&self, component: &ComponentRef, lines: &str, offset: u32) -> Result<Option<Hover>> {
        let around = self.around(&component.profile).await?;
        Ok(around.with(component, |around| hover(component.kind, lines, offset, around)))
    }

    async fn around(&self, profile: &str) -> Result<Arc<Around>> {
        let row = profile::get(&self.context.databases().configuration, profile).await?;
        Around::get(&self.around, (&self.context, &self.components), &row.uid).await
    }

    /// Begins a new component.
    pub async fn create(&self, component: &ComponentRef) -> Result<Draft> {
        let subject = self.subject_or_new(component).await?;
        if subject.stored.is_some() || subject.row.is_some() {
            let sentence = format!("There is already a {} `{}`", component.kind, component.name);
            return Err(Error::new(Code::Exists, sentence).hint("Choose another name"));
        }
        if component.name.trim().is_empty() || component.name.contains(['@', '\n']) {
            return Err(Error::new(Code::InvalidInput, "A name needs a letter, and no @"));
        }
        let lines = draft::skeleton(component.kind, &component.name);
        self.keep(subject, &lines).await
    }

    /// Stores the lines of a draft; they need not be readable. Lines that are saved already are no draft.
    pub async fn write(&self, component: &ComponentRef, lines: &str) -> Result<Draft> {
        let subject = self.subject_or_new(component).await?;
        self.keep(subject, lines).await
    }

    /// Changes fields in these lines, and stores what comes of it.
    pub async fn edit(&self, component: &ComponentRef, lines: &str, edits: &[FieldEdit]) -> Result<Draft> {
        let subject = self.subject_or_new(component).await?;
        let name = (component.kind, component.name.as_str());
        let found = readable(name, lines).or_else(|| begun(name, lines));
        let found = found.ok_or_else(|| unreadable(component))?;
        let edited = with_edits(edits, |edits| text::edit(lines, &found, edits));
        let edited = edited.ok_or_else(|| {
            let sentence = format!(
                "The {} `{}` has nothing there that can be changed",
                component.kind, component.name
            );
            Error::new(Code::NotFound, sentence)
        })?;
        self.keep(subject, &edited.text).await
    }

    /// Forgets a draft; gives its lines, with which [`write`](Self::write) brings it back.
    pub async fn discard(&self, component: &ComponentRef) -> Result<Option<String>> {
        let databases = self.context.databases();
        let row = profile::get(&databases.configuration, &component.profile).await?;
        let name = (component.kind.as_str(), component.name.as_str());
        table::take(&databases.state, &row.uid, name).await
    }

    /// Saves a draft as the component. It is kept if Traefik would refuse it, if others changed the same fields, or if
    /// it breaks an expectation.
    pub async fn save(&self, component: &ComponentRef) -> Result<SavedDraft> {
        self.save_anyway(component, &[]).await
    }

    /// The same for somebody who has seen that these expectations break. If it breaks any other, it is kept.
    pub async fn save_anyway(
        &self,
        component: &ComponentRef,
        agreed: &[CheckedExpectation],
    ) -> Result<SavedDraft> {
        // Others may change either between the look and the writing; then what they made is looked at.
        for _ in 1..ATTEMPTS {
            match self.save_as_seen(component, agreed).await {
                Err(error) if error.code == Code::StalePlan => {}
                answer => return answer,
            }
        }
        self.save_as_seen(component, agreed).await
    }

    async fn save_as_seen(
        &self,
        component: &ComponentRef,
        agreed: &[CheckedExpectation],
    ) -> Result<SavedDraft> {
        let mut subject = self.subject(component).await?;
        if let Some(outside) = outside(&subject)? {
            if !outside.can_merge || !outside.clashes.is_empty() {
                return kept(&subject, Kept::Outside);
            }
            self.merge(&subject, &[]).await?;
            subject = self.subject(component).await?;
        }
        let Some(row) = &subject.row else {
            return Ok(SavedDraft {
                draft: shown(&subject)?,
                entry: None,
                kept: None,
                breaks: Vec::new(),
            });
        };
        let Some(found) = readable((component.kind, &component.name), &row.lines) else {
            return kept(&subject, Kept::Problem);
        };
        let stored = subject.stored.as_ref();
        // One that is switched off stays so.
        let after = Some(&found).filter(|_| stored.is_none_or(|stored| stored.enabled));
        let rerouted = match after {
            Some(after) => {
                let key = (after.kind, after.name.as_str());
                self.components
                    .rerouted(&component.profile, key, Some(after))
                    .await?
            }
            None => None,
        };
        let breaks: &[_] = rerouted.as_ref().map_or(&[], |rerouted| &rerouted.breaks);
        if breaks.iter().any(|one| !agreed.contains(one)) {
            return Ok(SavedDraft {
                breaks: breaks.to_vec(),
                ..kept(&subject, Kept::Expectations)?
            });
        }
        // What was foreseen is true of the profile at that revision.
        let revision = rerouted.map(|rerouted| rerouted.revision);
        let entry = self
            .components
            .put_over(&component.profile, (&found, &row.lines), (stored, revision))
            .await?;
        self.forget(&subject).await?;
        Ok(SavedDraft {
            draft: self.open(component).await?,
            entry,
            kept: None,
            breaks: Vec::new(),
        })
    }

    /// Goes on with a draft whose component was changed by others.
    pub async fn resolve(&self, component: &ComponentRef, resolution: &Resolution) -> Result<Draft> {
        let subject = self.subject(component).await?;
        match resolution {
            Resolution::Merge { theirs } => self.merge(&subject, theirs).await?,
            Resolution::KeepMine => {
                if let Some(row) = subject.row {
                    let seen = row.lines.clone();
                    let row = row.based_on(subject.stored.as_ref())?;
                    self.put_over(&row, &seen).await?;
                }
            }
            Resolution::TakeTheirs => self.forget(&subject).await?,
        }
        self.open(component).await
    }

    async fn merge(&self, subject: &Subject<'_>, theirs: &[String]) -> Result<()> {
        let (Some(row), Some(stored)) = (&subject.row, &subject.stored) else {
            return Ok(());
        };
        let mine = readable((subject.component.kind, &subject.component.name), &row.lines);
        let mine = mine.ok_or_else(|| unreadable(subject.component))?;
        let merge = three_ways(row, &mine, stored)?;
        let merged = merge.with_edits(theirs, |edits| text::edit(&row.lines, &mine, edits));
        let merged = merged.ok_or_else(|| Error::new(Code::Internal, "The two sides cannot be merged"))?;
        let seen = &row.lines;
        let row = Row {
            lines: merged.text,
            ..row.clone()
        };
        let row = row.based_on(Some(stored))?;
        self.put_over(&row, seen).await
    }

    /// Fails if the draft has other lines than these by now.
    async fn put_over(&self, row: &Row, seen: &str) -> Result<()> {
        if table::put_over(&self.context.databases().state, row, seen).await? {
            return Ok(());
        }
        let sentence = format!(
            "The draft of the {} `{}` was changed meanwhile",
            row.kind, row.name
        );
        Err(Error::new(Code::StalePlan, sentence)
            .hint("Look at it again")
            .retryable())
    }

    async fn keep(&self, subject: Subject<'_>, lines: &str) -> Result<Draft> {
        let began = match &subject.row {
            Some(row) => row.base()?,
            None => subject.stored.clone(),
        };
        let unchanged = began.as_ref().map(lines_of).transpose()?;
        if unchanged.as_deref() == Some(lines) {
            self.forget(&subject).await?;
            return shown(&Subject { row: None, ..subject });
        }
        let (kind, name) = (subject.component.kind, &subject.component.name);
        let is_readable = readable((kind, name), lines).is_some();
        let before = match &subject.row {
            Some(row) if readable((kind, name), &row.lines).is_some() => Some(row.lines.clone()),
            Some(row) => row.readable.clone(),
            None => unchanged,
        };
        let row = Row {
            profile: subject.uid.clone(),
            kind: kind.as_str().to_owned(),
            name: name.clone(),
            lines: lines.to_owned(),
            readable: before.filter(|_| !is_readable),
            base: None,
            changed_at: Timestamp::from(self.context.now()),
        };
        let row = row.based_on(began.as_ref())?;
        table::put(&self.context.databases().state, &row).await?;
        shown(&Subject {
            row: Some(row),
            ..subject
        })
    }

    /// Removes the draft as it was seen. One that has other lines by now stays.
    async fn forget(&self, subject: &Subject<'_>) -> Result<()> {
        match &subject.row {
            Some(row) => table::delete(&self.context.databases().state, row).await,
            None => Ok(()),
        }
    }

    /// Fails if there is neither the component nor a draft of it.
    async fn subject<'r>(&self, component: &'r ComponentRef) -> Result<Subject<'r>> {
        let subject = self.subject_or_new(component).await?;
        if subject.stored.is_none() && subject.row.is_none() {
            let ComponentRef { profile, kind, name } = component;
            let sentence = format!("The profile `{profile}` has no {kind} `{name}`");
            return Err(Error::new(Code::NotFound, sentence));
        }
        Ok(subject)
    }

    async fn subject_or_new<'r>(&self, component: &'r ComponentRef) -> Result<Subject<'r>> {
        let databases = self.context.databases();
        let uid = profile::get(&databases.configuration, &component.profile)
            .await?
            .uid;
        let (kind, name) = (component.kind, component.name.as_str());
        let stored = component::find(&databases.configuration, &uid, kind, name).await?;
        let mut row = table::find(&databases.state, &uid, (kind.as_str(), name)).await?;
        // As a crash between saving and forgetting leaves it, or somebody who saved the same.
        if let (Some(draft), Some(stored)) = (&row, &stored)
            && says_the_same(draft, stored, component)
        {
            table::delete(&databases.state, draft).await?;
            row = None;
        }
        Ok(Subject {
            component,
            around: Around::get(&self.around, (&self.context, &self.components), &uid).await?,
            uid,
            stored,
            row,
        })
    }
}

fn unreadable(component: &ComponentRef) -> Error {
    let sentence = format!(
        "The draft of the {} `{}` cannot be read",
        component.kind, component.name
    );
    Error::new(Code::Unreadable, sentence).hint("Fix its text first")
}

fn kept(subject: &Subject<'_>, why: Kept) -> Result<SavedDraft> {
    Ok(SavedDraft {
        draft: shown(subject)?,
        entry: None,
        kept: Some(why),
        breaks: Vec::new(),
    })
}
