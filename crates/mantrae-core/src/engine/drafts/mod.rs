//! Drafts: what a person is writing is stored at once, and saved when they say so.

mod around;

use std::sync::Arc;

use traefik_dynamic::assist::{
    Completion, Hover, Look, Noticed, Span, Surroundings, complete, hover, look, standing,
};
use traefik_dynamic::{Braces, Component, Kind, Severity, text};

use self::around::Around;
use super::changes::fields;
use super::components::Components;
use super::context::Context;
use crate::component_ref::ComponentRef;
use crate::db::component::{self, Stored};
use crate::db::draft::{self as table, Row};
use crate::db::profile;
use crate::draft::{self, Choices, Draft, DraftEdit, DraftRow, Kept, Outside, Resolution, SavedDraft, merge};
use crate::error::{Code, Error, Result};
use crate::timestamp::Timestamp;

pub(super) use self::around::Slot;

/// The drafts of components, in the database of this computer.
#[derive(Debug, Clone)]
pub struct Drafts {
    context: Context,
    components: Components,
    around: Slot,
}

/// A component of which there may be a draft.
struct Subject<'r> {
    component: &'r ComponentRef,
    /// The uid of its profile.
    uid: String,
    around: Arc<Around>,
    stored: Option<Stored>,
    row: Option<Row>,
}

impl Subject<'_> {
    fn key(&self) -> (&str, (&str, &str)) {
        (&self.uid, (self.component.kind.as_str(), &self.component.name))
    }

    fn saved(&self) -> Result<Option<String>> {
        self.stored.as_ref().map(lines_of).transpose()
    }
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
    pub async fn edit(&self, component: &ComponentRef, lines: &str, edits: &[DraftEdit]) -> Result<Draft> {
        let subject = self.subject_or_new(component).await?;
        let name = (component.kind, component.name.as_str());
        let found = readable(name, lines).or_else(|| begun(name, lines));
        let found = found.ok_or_else(|| unreadable(component))?;
        let edited = draft::with_edits(edits, |edits| text::edit(lines, &found, edits));
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
        let subject = self.subject_or_new(component).await?;
        self.forget(&subject).await?;
        Ok(subject.row.map(|row| row.lines))
    }

    /// Saves a draft as the component. It is kept if Traefik would refuse it, or if others changed the same fields.
    pub async fn save(&self, component: &ComponentRef) -> Result<SavedDraft> {
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
            });
        };
        let Some(found) = readable((component.kind, &component.name), &row.lines) else {
            return kept(&subject, Kept::Problem);
        };
        let lines = Some(row.lines.as_str());
        let entry = self
            .components
            .put_lines(&component.profile, found, lines)
            .await?;
        self.forget(&subject).await?;
        Ok(SavedDraft {
            draft: self.open(component).await?,
            entry,
            kept: None,
        })
    }

    /// Goes on with a draft whose component was changed by others.
    pub async fn resolve(&self, component: &ComponentRef, resolution: &Resolution) -> Result<Draft> {
        let subject = self.subject(component).await?;
        match resolution {
            Resolution::Merge { theirs } => self.merge(&subject, theirs).await?,
            Resolution::KeepMine => {
                if let Some(row) = subject.row {
                    let row = row.based_on(subject.stored.as_ref())?;
                    table::put(&self.context.databases().state, &row).await?;
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
        let row = Row {
            lines: merged.text,
            ..row.clone()
        };
        let row = row.based_on(Some(stored))?;
        table::put(&self.context.databases().state, &row).await
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

    async fn forget(&self, subject: &Subject<'_>) -> Result<()> {
        let (uid, component) = subject.key();
        table::delete(&self.context.databases().state, uid, component).await
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
            table::delete(&databases.state, &uid, (kind.as_str(), name)).await?;
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

/// Whether saving a draft would change nothing.
fn says_the_same(draft: &Row, stored: &Stored, component: &ComponentRef) -> bool {
    let found = readable((component.kind, &component.name), &draft.lines);
    found.is_some_and(|found| {
        let saved = fields::put(&found, Some(&draft.lines), (Some(stored), stored.updated_at));
        saved.is_same(stored)
    })
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
    })
}

/// The lines of a saved component.
fn lines_of(stored: &Stored) -> Result<String> {
    match &stored.text {
        Some(text) => Ok(text.clone()),
        None => Ok(text::written(&stored.component()?)),
    }
}

/// The component that these lines are, if Traefik would take them and they have that name.
fn readable((kind, name): (Kind, &str), lines: &str) -> Option<Component> {
    text::read(kind, lines, Braces::Actions)
        .0
        .filter(|found| found.name == name)
}

/// What can be said about the lines, with what this program asks of them in addition.
fn looked(subject: &Subject<'_>, lines: &str) -> Look {
    let (kind, name) = (subject.component.kind, subject.component.name.as_str());
    let mut look = subject
        .around
        .with(subject.component, |around| look(kind, lines, around));
    let has_error = |look: &Look| look.problems.iter().any(|one| one.severity == Severity::Error);
    match &look.component {
        Some(found) if found.name != name => look.problems.insert(0, other_name(kind, name)),
        None if !has_error(&look) => {
            let message = format!("There must be exactly one {kind} here, `{name}`");
            look.problems.insert(0, refused("NOT-ALONE", message, None));
        }
        _ => {}
    }
    look
}

fn refused(code: &str, message: String, hint: Option<&str>) -> Noticed {
    Noticed {
        code: code.to_owned(),
        severity: Severity::Error,
        message,
        hint: hint.map(str::to_owned),
        span: Span {
            line: 1,
            column: 1,
            end_line: 1,
            end_column: 1,
            ..Span::default()
        },
        path: Vec::new(),
        cures: Vec::new(),
    }
}

/// A new component that lacks what a person chooses first, such as the type of a middleware.
fn begun((kind, name): (Kind, &str), lines: &str) -> Option<Component> {
    let blank = || Component::from_configuration(kind, name, serde_json::json!({}));
    (lines == draft::skeleton(kind, name)).then(blank)
}

fn other_name(kind: Kind, name: &str) -> Noticed {
    let (message, hint) = if kind == Kind::TlsCertificate {
        let message =
            format!("A certificate is named after its file, so this would not be `{name}` any more");
        (message, "Add a new certificate and delete this one")
    } else {
        let message = format!("The name of this {kind} is `{name}`, and it cannot be changed in its text");
        (message, "Write the name as it was")
    };
    refused("OTHER-NAME", message, Some(hint))
}

fn three_ways(row: &Row, mine: &Component, stored: &Stored) -> Result<draft::Merge> {
    let base = match row.base()? {
        Some(base) => base.component()?.configuration(),
        None => serde_json::Value::Object(serde_json::Map::new()),
    };
    let theirs = stored.component()?.configuration();
    Ok(merge(&base, &mine.configuration(), &theirs))
}

/// What others did to the component since the draft began.
fn outside(subject: &Subject<'_>) -> Result<Option<Outside>> {
    let Some(row) = &subject.row else {
        return Ok(None);
    };
    let stored = match (&row.base()?, &subject.stored) {
        (None, None) => return Ok(None),
        (Some(base), Some(stored)) if base.meaning == stored.meaning && base.text == stored.text => {
            return Ok(None);
        }
        (_, None) => {
            return Ok(Some(Outside {
                changed_at: None,
                fields: Vec::new(),
                clashes: Vec::new(),
                can_merge: false,
            }));
        }
        (_, Some(stored)) => stored,
    };
    let mine = readable((subject.component.kind, &subject.component.name), &row.lines);
    let merge = mine.map(|mine| three_ways(row, &mine, stored)).transpose()?;
    Ok(Some(Outside {
        changed_at: Some(stored.updated_at),
        fields: merge.as_ref().map(draft::Merge::fields).unwrap_or_default(),
        clashes: merge.as_ref().map(draft::Merge::clashes).unwrap_or_default(),
        can_merge: merge.is_some(),
    }))
}

fn shown(subject: &Subject<'_>) -> Result<Draft> {
    let name = (subject.component.kind, subject.component.name.as_str());
    let saved = subject.saved()?;
    let lines = match &subject.row {
        Some(row) => row.lines.clone(),
        None => saved.clone().unwrap_or_default(),
    };
    let look = looked(subject, &lines);
    let found = look.component.filter(|found| found.name == name.1);
    let last = subject.row.as_ref().and_then(|row| row.readable.clone());
    let last = last.filter(|_| found.is_none());
    let read_last = || readable(name, last.as_deref()?);
    let stored = subject.stored.as_ref();
    let before = stored.map(Stored::component).transpose()?;
    let before = before.map(|before| before.configuration()).unwrap_or_default();
    let found = found.or_else(|| begun(name, &lines)).or_else(read_last);
    let standing = found.as_ref().and_then(|found| {
        let stands = |around: &Surroundings<'_>| standing(found, around.others, around.facts);
        subject.around.with(subject.component, stands)
    });
    let secrets = found.as_ref().map(Component::secrets).unwrap_or_default();
    let values = found.map(|found| found.configuration());
    let differing = values.as_ref().map_or(0, |values| draft::count(&before, values));
    Ok(Draft {
        component: subject.component.clone(),
        changes: match &subject.row {
            Some(_) => u32::try_from(differing).unwrap_or(u32::MAX).max(1),
            None => 0,
        },
        outside: outside(subject)?,
        changed_at: subject.row.as_ref().map(|row| row.changed_at),
        saved_at: stored.map(|stored| stored.updated_at),
        readable: last,
        values,
        standing,
        secrets,
        problems: look.problems,
        fields: look.fields,
        is_readable: look.is_readable,
        lines,
        saved,
    })
}
