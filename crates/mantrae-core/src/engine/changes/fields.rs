//! Changes a component in the lines a person wrote.

use traefik_dynamic::text::{self, Edit, Edited};
use traefik_dynamic::{Braces, Component, Severity};

use crate::db::component::Stored;
use crate::error::{Code, Error, Result};
use crate::timestamp::Timestamp;

/// A component to write over the one of that name. Its lines are kept if they read as it; where the meaning stays and
/// nobody wrote other lines, those of before.
pub(in crate::engine) fn put(
    component: &Component,
    lines: Option<&str>,
    (prior, now): (Option<&Stored>, Timestamp),
) -> Stored {
    let stored = Stored::of(component, prior.is_none_or(|prior| prior.enabled), now);
    let lines = match lines {
        Some(lines) => {
            Some(lines.to_owned()).filter(|lines| text::reads_as(lines, component, Braces::Actions))
        }
        None => prior
            .filter(|prior| prior.meaning == stored.meaning)
            .and_then(|prior| prior.text.clone()),
    };
    let lines = lines.map(|lines| text::settled(&lines, component));
    stored.written_as(lines.filter(|lines| *lines != text::written(component)))
}

/// A component with some fields changed, as it is to be stored.
pub(super) fn changed(prior: &Stored, edits: &[Edit<'_>], now: Timestamp) -> Result<Stored> {
    let Edited { component, text, .. } = edited(prior, edits)?;
    let lines = Some(text).filter(|lines| *lines != text::written(&component));
    Ok(Stored::of(&component, prior.enabled, now).written_as(lines))
}

/// A component with some fields changed. Fails with the first thing that Traefik would refuse.
pub(super) fn edited(prior: &Stored, edits: &[Edit<'_>]) -> Result<Edited> {
    let component = prior.component()?;
    let lines = prior.text.clone().unwrap_or_else(|| text::written(&component));
    let (kind, name) = (component.kind, &component.name);
    let edited = text::edit(&lines, &component, edits).ok_or_else(|| {
        let sentence = format!("The {kind} `{name}` has nothing there that can be changed");
        Error::new(Code::NotFound, sentence).hint("Look at its fields with `component show`")
    })?;
    let mut problems = text::problems(kind, &edited.text).into_iter();
    if let Some(problem) =
        problems.find(|problem| problem.severity == Severity::Error && problem.code != "TEMPLATE")
    {
        let error = Error::new(
            Code::InvalidInput,
            format!("Nothing was changed: {}", problem.message),
        );
        return Err(match problem.hint {
            Some(hint) => error.hint(hint),
            None => error,
        });
    }
    if edited.component.name != prior.name {
        let sentence =
            format!("A certificate is named after its file, so this would not be `{name}` any more");
        return Err(
            Error::new(Code::InvalidInput, sentence).hint("Put a new certificate and remove this one")
        );
    }
    Ok(edited)
}

/// A component under another name, as it is to be stored.
pub(in crate::engine) fn renamed(prior: &Stored, name: &str, now: Timestamp) -> Result<Stored> {
    let component = prior.component()?;
    let lines = prior.text.as_deref();
    let lines = lines.and_then(|lines| text::renamed(lines, &component, name));
    let named = Component {
        name: name.to_owned(),
        ..component
    };
    Ok(Stored::of(&named, prior.enabled, now).written_as(lines))
}
