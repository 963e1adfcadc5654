//! A profile as a file that Traefik accepts unchanged, read back before it is offered.

use traefik_dynamic::{Braces, Component, Format, Problem, Severity, Verdict, in_parallel};

use crate::db::component::{self, Stored};
use crate::db::{Databases, layout, profile::Profile};
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

/// The enabled components of a profile, with the lines people wrote them in, and what is around them in their file.
#[derive(Debug, Clone)]
pub struct Enabled {
    /// The components.
    pub components: Vec<Component>,
    /// The lines of each.
    pub lines: Vec<Option<String>>,
    /// What is around them.
    pub layout: Option<String>,
    /// How many components are disabled, and left out.
    pub left_out: usize,
}

impl Enabled {
    /// The components, each with its lines.
    pub fn parts(&self) -> Vec<(&Component, Option<&str>)> {
        self.components
            .iter()
            .zip(self.lines.iter().map(Option::as_deref))
            .collect()
    }
}

/// The enabled components of a profile.
pub async fn enabled(databases: &Databases, profile: &Profile) -> Result<Enabled> {
    let stored = component::list(&databases.configuration, &profile.uid).await?;
    let total = stored.len();
    let enabled: Vec<Stored> = stored.into_iter().filter(|stored| stored.enabled).collect();
    let components = component::all(&enabled)?;
    Ok(Enabled {
        left_out: total - components.len(),
        components,
        lines: enabled.into_iter().map(|stored| stored.text).collect(),
        layout: layout::get(&databases.configuration, &profile.uid).await?,
    })
}

/// The enabled components of a profile as text, verified to mean the same when read again.
pub async fn profile(databases: &Databases, profile: &Profile, format: Format) -> Result<Export> {
    let enabled = enabled(databases, profile).await?;
    let name = profile.name.clone();
    tokio::task::spawn_blocking(move || {
        let around = (enabled.layout.as_deref(), format);
        of_parts(&name, (&enabled.parts(), enabled.left_out), around)
    })
    .await
    .map_err(|error| Error::new(Code::Internal, "The export was interrupted").because(error))?
}

/// The same of a profile that was just read: its enabled components, and all of it as it is stored.
pub(crate) fn of_stored(
    profile: &str,
    (components, stored): (&[Component], &[Stored]),
    around: (Option<&str>, Format),
) -> Result<Export> {
    let lines = stored.iter().filter(|stored| stored.enabled);
    let lines = lines.map(|stored| stored.text.as_deref());
    let parts: Vec<_> = components.iter().zip(lines).collect();
    of_parts(profile, (&parts, stored.len() - parts.len()), around)
}

fn of_parts(
    profile: &str,
    (parts, left_out): (&Parts<'_>, usize),
    (layout, format): (Option<&str>, Format),
) -> Result<Export> {
    let has_actions = |one: &Component| format == Format::Json && one.braces == Braces::Actions;
    Ok(Export {
        text: compose(profile, parts, (layout, format))?,
        components: parts.len(),
        left_out,
        not_run: parts.iter().filter(|(one, _)| has_actions(one)).count(),
    })
}

/// These components as a file, verified to mean the same when read again; as a person wrote them, if the format is
/// YAML.
pub(crate) fn compose(
    profile: &str,
    parts: &Parts<'_>,
    (layout, format): (Option<&str>, Format),
) -> Result<String> {
    if format == Format::Yaml
        && let Some(text) = by_person(profile, parts, layout)
    {
        return Ok(text);
    }
    let fail = |why: String| {
        Error::new(
            Code::InvalidInput,
            format!("Profile `{profile}` cannot be exported: {why}"),
        )
        .hint("Remove or disable the component named in the message")
    };
    let components: Vec<Component> = parts.iter().map(|(one, _)| (*one).clone()).collect();
    let text = traefik_dynamic::write(&components, format).map_err(|error| fail(error.to_string()))?;
    if components.is_empty() {
        return Ok(text);
    }
    verified(&text, components.iter(), format).map_err(fail)?;
    Ok(text)
}

/// Components, each with the lines that a person wrote.
pub(crate) type Parts<'p> = [(&'p Component, Option<&'p str>)];

/// The file with the lines that people wrote, if there are any and they can be joined.
fn by_person(profile: &str, parts: &Parts<'_>, layout: Option<&str>) -> Option<String> {
    if let Some(layout) = layout.filter(|_| !parts.is_empty()) {
        let text = laid_out(layout, parts);
        if text.is_some() {
            return text;
        }
        tracing::warn!(
            profile,
            "the file of a profile has no room for its components: they are sorted"
        );
    }
    if parts.iter().all(|(_, lines)| lines.is_none()) {
        return None;
    }
    let composed = traefik_dynamic::text::compose(parts).ok();
    let composed = composed.filter(|text| is_whole(text, parts));
    if composed.is_none() {
        tracing::warn!(
            profile,
            "the lines people wrote cannot be joined into one file: it is written anew"
        );
    }
    composed
}

/// The components in the file they came from, if it reads as them.
pub(crate) fn laid_out(layout: &str, parts: &Parts<'_>) -> Option<String> {
    traefik_dynamic::text::fill(layout, parts).filter(|text| is_whole(text, parts))
}

fn is_whole(text: &str, parts: &Parts<'_>) -> bool {
    verified(text, parts.iter().map(|(one, _)| *one), Format::Yaml).is_ok()
}

/// An error that says why, unless the text reads as these components.
pub(crate) fn verified<'c>(
    text: &str,
    components: impl Iterator<Item = &'c Component> + Clone,
    format: Format,
) -> std::result::Result<(), String> {
    // Reading takes Traefik's template step first, where the format has one.
    let again = traefik_dynamic::read(text.as_bytes(), "export", Some(format));
    // Components with actions are written as a template.
    let has_actions = components.clone().any(|one| one.braces == Braces::Actions);
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
    let mut meant: Vec<&Component> = components.collect();
    let mut read: Vec<&Component> = again.components.iter().map(|one| &one.component).collect();
    let key = |one: &Component| (one.kind, one.name.clone());
    meant.sort_by_cached_key(|one| key(one));
    read.sort_by_cached_key(|one| key(one));
    let pairs: Vec<_> = meant.iter().zip(&read).collect();
    let are_same = in_parallel(&pairs, |(meant, read)| {
        // Most of them are written as they are stored, so that what they mean need not be worked out.
        (meant.kind, &meant.name) == (read.kind, &read.name)
            && (meant == read || meaning(meant, format) == read.meaning())
    });
    if meant.len() != read.len() || are_same.contains(&false) {
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
