//! A profile as a file that Traefik takes unchanged, re-read before it is offered.

use traefik_dynamic::{Component, Format, Severity, Verdict};

use crate::db::component;
use crate::db::{Databases, profile::Profile};
use crate::error::{Code, Error, Result};

/// An export, ready to be written.
#[derive(Debug, Clone)]
pub struct Export {
    /// The file's content.
    pub text: String,
    /// Components in it.
    pub components: usize,
    /// Disabled components, which are left out.
    pub left_out: usize,
}

/// The enabled components of a profile as text, proven to mean the same when read again.
pub async fn profile(databases: &Databases, profile: &Profile, format: Format) -> Result<Export> {
    let stored = component::list(&databases.configuration, &profile.uid).await?;
    let total = stored.len();
    let components: Vec<Component> = stored
        .iter()
        .filter(|stored| stored.enabled)
        .map(component::Stored::component)
        .collect::<Result<_>>()?;
    let left_out = total - components.len();
    let name = profile.name.clone();
    tokio::task::spawn_blocking(move || text(&name, &components, format))
        .await
        .map_err(|error| Error::new(Code::Internal, "The export was broken off").because(error))?
        .map(|(text, components)| Export {
            text,
            components,
            left_out,
        })
}

fn text(profile: &str, components: &[Component], format: Format) -> Result<(String, usize)> {
    let fail = |why: String| {
        Error::new(
            Code::InvalidInput,
            format!("Profile `{profile}` cannot be exported: {why}"),
        )
        .hint("Remove or disable what the message names")
    };
    let text = traefik_dynamic::write(components, format).map_err(|error| fail(error.to_string()))?;
    if components.is_empty() {
        return Ok((text, 0));
    }
    let again = traefik_dynamic::read(text.as_bytes(), "export", Some(format));
    // A template that was taken as it is goes out as it is.
    if !matches!(again.verdict, Verdict::Accept | Verdict::Template) {
        let first = again
            .problems
            .iter()
            .find(|problem| problem.severity == Severity::Error);
        return Err(fail(first.map_or_else(
            || "it could not be read again".to_owned(),
            |one| one.message.clone(),
        )));
    }
    let mut meant: Vec<_> = components
        .iter()
        .map(|one| (one.kind, one.name.clone(), one.meaning()))
        .collect();
    let mut read: Vec<_> = again
        .components
        .iter()
        .map(|one| {
            (
                one.component.kind,
                one.component.name.clone(),
                one.component.meaning(),
            )
        })
        .collect();
    meant.sort();
    read.sort();
    if meant != read {
        return Err(fail("it would not mean the same when read again".to_owned()));
    }
    Ok((text, components.len()))
}
