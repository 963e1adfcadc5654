//! A profile as a file that Traefik accepts unchanged, read back before it is offered.

use traefik_dynamic::{Braces, Component, Format, Problem, Severity, Verdict};

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
    /// Components whose template actions are written as text, because only Traefik's HTTP provider reads the format,
    /// and it runs no templates.
    pub not_run: usize,
}

/// The enabled components of a profile as text, verified to mean the same when read again.
pub async fn profile(databases: &Databases, profile: &Profile, format: Format) -> Result<Export> {
    let stored = component::list(&databases.configuration, &profile.uid).await?;
    let total = stored.len();
    let (components, lines): (Vec<Component>, Vec<Option<String>>) = stored
        .into_iter()
        .filter(|stored| stored.enabled)
        .map(|stored| Ok((stored.component()?, stored.text)))
        .collect::<Result<_>>()?;
    let left_out = total - components.len();
    let has_actions = |one: &&Component| format == Format::Json && one.braces == Braces::Actions;
    let not_run = components.iter().filter(has_actions).count();
    let name = profile.name.clone();
    tokio::task::spawn_blocking(move || text(&name, (&components, &lines), format))
        .await
        .map_err(|error| Error::new(Code::Internal, "The export was interrupted").because(error))?
        .map(|(text, components)| Export {
            text,
            components,
            left_out,
            not_run,
        })
}

fn text(
    profile: &str,
    (components, lines): (&[Component], &[Option<String>]),
    format: Format,
) -> Result<(String, usize)> {
    if format == Format::Yaml && lines.iter().any(Option::is_some) {
        let lines = lines.iter().map(Option::as_deref);
        let parts: Vec<_> = components.iter().zip(lines).collect();
        let composed = traefik_dynamic::text::compose(&parts).ok();
        if let Some(text) = composed.filter(|text| verified(text, components, format).is_ok()) {
            return Ok((text, components.len()));
        }
        tracing::warn!(
            profile,
            "the lines people wrote cannot be joined into one file: it is written anew"
        );
    }
    let fail = |why: String| {
        Error::new(
            Code::InvalidInput,
            format!("Profile `{profile}` cannot be exported: {why}"),
        )
        .hint("Remove or disable the component named in the message")
    };
    let text = traefik_dynamic::write(components, format).map_err(|error| fail(error.to_string()))?;
    if components.is_empty() {
        return Ok((text, 0));
    }
    verified(&text, components, format).map_err(fail)?;
    Ok((text, components.len()))
}

/// An error that says why, unless the text reads as these components.
fn verified(text: &str, components: &[Component], format: Format) -> std::result::Result<(), String> {
    // Reading takes Traefik's template step first, where the format has one.
    let again = traefik_dynamic::read(text.as_bytes(), "export", Some(format));
    // Components with actions are written as a template.
    let has_actions = components.iter().any(|one| one.braces == Braces::Actions);
    let is_readable = match again.verdict {
        Verdict::Accept => true,
        Verdict::Template => has_actions && again.rejected.is_empty() && !again.is_refused(),
        Verdict::Reject | Verdict::StaticConfigNotDynamic => false,
    };
    if !is_readable {
        let is_reason = |one: &&Problem| one.severity == Severity::Error && one.code != "TEMPLATE";
        let first = again.problems.iter().find(is_reason);
        return Err(first.map_or_else(
            || "it could not be read back".to_owned(),
            |one| one.message.clone(),
        ));
    }
    let mut meant: Vec<_> = components
        .iter()
        .map(|one| (one.kind, one.name.clone(), meaning(one, format)))
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
        return Err("it would have a different meaning when read again".to_owned());
    }
    Ok(())
}

/// What a component means in a format: over HTTP its actions are not run.
fn meaning(component: &Component, format: Format) -> [u8; 32] {
    match format {
        Format::Yaml | Format::Toml => component.meaning(),
        Format::Json => component.clone().with_braces(Braces::Text).meaning(),
    }
}
