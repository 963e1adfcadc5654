//! Components whose references change, in the lines a person wrote.

use traefik_dynamic::text::{self, Edit, Edited, Step};
use traefik_dynamic::{Kind, Redirection};

use crate::db::component::Stored;
use crate::error::{Code, Error, Result};
use crate::timestamp::Timestamp;

/// A component that names another one by its new name; with what changed in it. `None` if it does not name it.
pub(crate) fn redirected(
    prior: &Stored,
    (kind, from, to): (Kind, &str, &str),
    now: Timestamp,
) -> Result<Option<(Stored, Vec<Redirection>)>> {
    let component = prior.component()?;
    let redirections = component.redirections(kind, from, to);
    if redirections.is_empty() {
        return Ok(None);
    }
    let lines = prior.text.clone().unwrap_or_else(|| text::written(&component));
    let paths: Vec<Vec<Step<'_>>> = redirections.iter().map(Redirection::steps).collect();
    let edits = redirections.iter().zip(&paths).map(|(one, path)| Edit::Set {
        path,
        value: &one.after,
    });
    let edits: Vec<Edit<'_>> = edits.collect();
    let Some(Edited { component, text, .. }) = text::edit(&lines, &component, &edits) else {
        let (kind, name) = (component.kind, &component.name);
        return Err(Error::new(
            Code::Internal,
            format!("The references of the {kind} `{name}` cannot be changed"),
        ));
    };
    let lines = Some(text).filter(|lines| *lines != text::written(&component));
    let stored = Stored::of(&component, prior.enabled, now).written_as(lines);
    Ok(Some((stored, redirections)))
}
