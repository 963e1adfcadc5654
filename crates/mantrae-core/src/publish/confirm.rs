//! Asks Traefik's API whether it runs what was published.
//!
//! A provider's configuration is applied as a whole, so seeing the marker means that all of the publication was taken
//! over. Whether it is all there, and works, the comparison of every component says.

use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio::time::{Instant, sleep};
use traefik_dynamic::predict::State;
use traefik_dynamic::running::{Difference, Report, What, differences};
use traefik_dynamic::{Braces, Component, Kind, Severity};

use super::build::marker_value;
use super::outcome::uncapitalised;
use super::{Asking, ComponentOutcome, Form, Neighbours, Outcome, Target};
use crate::error::Result;
use crate::gateway::Api;

/// How often Traefik is asked for the marker.
const AGAIN: Duration = Duration::from_millis(50);

/// Whether Traefik asks for a publication, and the time of that; none unless it does so over HTTP.
pub(crate) type WhoAsks<'l> = &'l (dyn Fn() -> Option<(Asking, DateTime<Utc>)> + Send + Sync);

/// What Traefik should run.
pub struct Look<'l> {
    /// The name and value of the marker; a file that was not written by us has none.
    pub marker: (&'l str, Option<&'l str>),
    /// Where it was published.
    pub target: &'l Target,
    /// Everything in the file.
    pub own: &'l [Component],
    /// The other files of the folder.
    pub neighbours: &'l Neighbours,
    /// What was predicted for the components.
    pub states: &'l [State],
    /// The number of the publication.
    pub number: i64,
    /// Asked once Traefik has been given its time.
    pub asking: WhoAsks<'l>,
}

/// Asks until Traefik shows the marker, at most for this long, and then compares everything.
pub async fn confirm(api: &Api, look: &Look<'_>, patience: Duration) -> Outcome {
    let told = async {
        if shows(api, look.marker, look.target.form, patience).await? {
            return compare(api, look).await;
        }
        not_shown(api, look).await
    };
    told.await
        .unwrap_or_else(|error| Outcome::not_confirmed(Some(&uncapitalised(&error.message))))
}

/// Asks until Traefik shows this value of the marker, or no such marker, at most for this long.
pub async fn shows(
    api: &Api,
    (name, value): (&str, Option<&str>),
    form: Form,
    patience: Duration,
) -> Result<bool> {
    let until = Instant::now() + patience;
    let whole = format!("{name}@{}", form.provider());
    loop {
        let failed = match api.middleware(&whole).await {
            Ok(found) if found.as_ref().and_then(marker_value) == value => return Ok(true),
            Ok(_) => None,
            // A Traefik that restarts answers again soon.
            Err(error) => Some(error),
        };
        if Instant::now() >= until {
            return failed.map_or(Ok(false), Err);
        }
        sleep(AGAIN).await;
    }
}

async fn compare(api: &Api, look: &Look<'_>) -> Result<Outcome> {
    let report = Report::read(&api.raw_data().await?, look.target.form.provider());
    let entry_points = api.entry_points().await?;
    let around = look.neighbours.around(look.own);
    // Only Traefik knows what a template becomes.
    let runs_templates = look.target.form != Form::Http;
    let is_template = |one: &&Component| runs_templates && one.braces == Braces::Actions;
    let has_templates = around.iter().any(is_template);
    let compared: Vec<&Component> = around.into_iter().filter(|one| !is_template(one)).collect();
    let is_own = |kind: Kind, name: &str| look.own.iter().any(|one| one.kind == kind && one.name == name);
    let different = differences(&compared, &report, &entry_points)
        .into_iter()
        .filter(|one| match one.what {
            What::Extra => !has_templates,
            _ => is_own(one.kind, &one.component),
        });
    let mut different: Vec<ComponentOutcome> = different.map(|one| differs(one, &report)).collect();
    // The same definition in a file that is read first is no difference, and still not ours.
    let shadowed = look.own.iter().filter_map(|one| {
        look.neighbours.winner(one.kind, &one.name)?;
        let is_told = different
            .iter()
            .any(|known| known.kind == one.kind && known.name == one.name);
        (!is_told).then(|| ComponentOutcome {
            kind: one.kind,
            name: one.name.clone(),
            status: "enabled".to_owned(),
            traefik: Vec::new(),
            ours: Some("another file defines it".to_owned()),
        })
    });
    let shadowed: Vec<ComponentOutcome> = shadowed.collect();
    different.extend(shadowed);
    let broken = report
        .components
        .iter()
        .filter(|one| !matches!(one.status.as_str(), "enabled" | ""))
        .map(|one| ComponentOutcome {
            kind: one.kind,
            name: one.name.clone(),
            status: one.status.clone(),
            traefik: one.errors.clone(),
            ours: predicted(look.states, one.kind, &one.name),
        });
    let winner = |one: &ComponentOutcome| look.neighbours.winner(one.kind, &one.name).map(str::to_owned);
    Ok(Outcome::live(broken.collect(), different, &winner))
}

fn differs(one: Difference, report: &Report) -> ComponentOutcome {
    let held = report.find(one.kind, &one.component);
    ComponentOutcome {
        kind: one.kind,
        status: held.map_or_else(|| "missing".to_owned(), |held| held.status.clone()),
        traefik: held.map(|held| held.errors.clone()).unwrap_or_default(),
        ours: match one.what {
            What::Missing => None,
            What::Extra => Some("it was not published".to_owned()),
            What::Fields(fields) => Some(format!("differs in {}", fields.join(", "))),
        },
        name: one.component,
    }
}

fn predicted(states: &[State], kind: Kind, name: &str) -> Option<String> {
    let state = states
        .iter()
        .find(|one| one.kind == kind && one.name.as_deref() == Some(name))?;
    state.reasons.first().map(|reason| reason.message.clone())
}

async fn not_shown(api: &Api, look: &Look<'_>) -> Result<Outcome> {
    let broken = look
        .neighbours
        .problems
        .iter()
        .find(|one| one.severity == Severity::Error);
    if let Some(problem) = broken {
        return Ok(Outcome::not_picked_up(Some(&uncapitalised(&problem.message))));
    }
    let provider = look.target.form.provider();
    let providers = api.providers().await?;
    let has_provider = providers.iter().any(|name| name.eq_ignore_ascii_case(provider));
    if let Some((asking, now)) = (look.asking)() {
        return Ok(if has_provider {
            Outcome::not_fetched(&asking, look.number, now)
        } else {
            Outcome::not_read(look.target, has_provider)
        });
    }
    let report = Report::read(&api.raw_data().await?, provider);
    if report.components.is_empty() || !has_provider {
        return Ok(Outcome::not_read(look.target, has_provider));
    }
    Ok(Outcome::not_picked_up(unreadable(look.target).as_deref()))
}

/// Why Traefik may not be allowed to read the file, if only few are.
#[cfg(unix)]
fn unreadable(target: &Target) -> Option<String> {
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
    let held = std::fs::metadata(&target.file).ok()?;
    let mode = held.permissions().mode() & 0o777;
    (mode & 0o004 == 0).then(|| {
        format!(
            "it may not be allowed to read the file, whose mode is {mode:04o}, owner {}, group {}",
            held.uid(),
            held.gid()
        )
    })
}

#[cfg(not(unix))]
fn unreadable(_: &Target) -> Option<String> {
    None
}
