//! What a change set would do, as it is shown before it is made.

use serde::Serialize;
use serde_json::Value;
use traefik_dynamic::predict::Status;
use traefik_dynamic::{Component, Kind, Problem, Severity, change, text};

use super::relations::LeftReference;
use super::working::{FollowingReference, Key, Resolved, Slot};
use crate::component_ref::ComponentRef;
use crate::db::component::Stored;
use crate::error::{Code, Error, Result};
use crate::expectation::CheckedExpectation;

/// What a change set would do.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ChangePlan {
    /// Identifies the plan when it is confirmed.
    pub id: String,
    /// Name of the profile.
    pub profile: String,
    /// What it does, in one sentence.
    pub title: String,
    /// The components that change; empty if everything is already so.
    pub components: Vec<PlannedComponent>,
    /// References that follow a rename.
    pub follows: Vec<FollowingReference>,
    /// Expectations that follow the rename of a router.
    pub expectations_follow: Vec<FollowingExpectation>,
    /// References that cannot follow or will be lost, because they are in Traefik's install configuration.
    pub cannot_follow: Vec<String>,
    /// References to what is removed.
    pub left: Vec<LeftReference>,
    /// Components that are used now, and that nothing would use any more.
    pub unused: Vec<ComponentRef>,
    /// Components of which Traefik would make something else, or about which there is something else to report.
    pub outlook: Vec<OutlookChange>,
    /// Expectations that are met now and would not be.
    pub newly_failing: Vec<CheckedExpectation>,
    /// Expectations that are not met now and would be.
    pub newly_met: Vec<CheckedExpectation>,
}

impl ChangePlan {
    /// Fails if Traefik would refuse or disable a component that is new.
    pub(super) fn works(&self) -> Result<()> {
        let is_new = |one: &&OutlookChange| {
            let mut all = self.components.iter();
            all.any(|new| (new.kind, &new.name, new.change) == (one.kind, &one.name, PlannedChange::Added))
        };
        for one in self.outlook.iter().filter(is_new) {
            let is_error = |problem: &&Problem| problem.severity == Severity::Error;
            let mut problems = one.appeared.iter();
            let worst = problems.find(is_error);
            if worst.is_none() && one.after != Some(Status::Disabled) {
                continue;
            }
            let (kind, name) = (one.kind.noun(), &one.name);
            let problem = worst.or(one.appeared.first());
            let why = problem.map_or("Traefik would disable it", |problem| problem.message.as_str());
            let error = Error::new(
                Code::InvalidInput,
                format!("The {kind} `{name}` would not work: {why}"),
            );
            return Err(match problem.and_then(|problem| problem.hint.clone()) {
                Some(hint) => error.hint(hint),
                None => error,
            });
        }
        Ok(())
    }
}

/// What happens to a component.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum PlannedChange {
    /// It is new.
    Added,
    /// It says something else, or says it in other lines.
    Changed,
    /// It gets another name.
    Renamed,
    /// It is removed.
    Removed,
    /// It is only switched on.
    SwitchedOn,
    /// It is only switched off.
    SwitchedOff,
}

/// A component that changes.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct PlannedComponent {
    /// Its kind.
    pub kind: Kind,
    /// Its name, after the change.
    pub name: String,
    /// What happens to it.
    pub change: PlannedChange,
    /// Its name before, if that is another one.
    pub renamed_from: Option<String>,
    /// Whether it is switched on or off, if that changes.
    pub enabled: Option<bool>,
    /// The fields that change in meaning.
    pub fields: Vec<FieldDifference>,
    /// Its lines before; none if it is new.
    pub before: Option<String>,
    /// Its lines afterwards; none if it is removed.
    pub after: Option<String>,
    /// Texts in the lines that the screen masks.
    pub secrets: Vec<String>,
}

/// A field that changes in meaning.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct FieldDifference {
    /// The path within the body: `loadBalancer.servers[0].url`.
    pub path: String,
    /// The value as it is; none if there is none, or if it is secret.
    #[cfg_attr(feature = "specta", specta(type = Option<specta_typescript::Unknown>))]
    pub before: Option<Value>,
    /// The value as it will be; none if there will be none, or if it is secret.
    #[cfg_attr(feature = "specta", specta(type = Option<specta_typescript::Unknown>))]
    pub after: Option<Value>,
    /// Whether the values are secret, and therefore left out.
    pub secret: bool,
}

/// An expectation that follows the rename of its router.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct FollowingExpectation {
    /// The address of the request.
    pub url: String,
    /// The router that must take it, as it is called now.
    pub before: String,
    /// The same, as it will be called.
    pub after: String,
}

/// A component of which Traefik makes something else, or about which there is something else to report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct OutlookChange {
    /// Its kind.
    pub kind: Kind,
    /// Its name, after the change.
    pub name: String,
    /// What Traefik's API reports now; none if it is new or switched off.
    pub before: Option<Status>,
    /// What Traefik's API will report; none if it is switched off.
    pub after: Option<Status>,
    /// Problems that there would be.
    pub appeared: Vec<Problem>,
    /// Problems that there would be no more.
    pub gone: Vec<Problem>,
}

impl OutlookChange {
    /// Whether something would stop working, or there would be something wrong that is not yet.
    pub(super) fn is_worse(&self) -> bool {
        let mut appeared = self.appeared.iter();
        let is_disabled = self.after == Some(Status::Disabled) && self.before != Some(Status::Disabled);
        is_disabled || appeared.any(|problem| problem.severity != Severity::Info)
    }
}

/// The components that change, each beside what it was.
pub(super) fn components(resolved: &Resolved) -> Result<Vec<PlannedComponent>> {
    let mut planned = Vec::new();
    for (key, slot) in &resolved.slots {
        let origin = resolved.moved.get(key);
        let before = match origin {
            Some(origin) => resolved.slots.get(origin).and_then(|slot| slot.before.as_ref()),
            // The one that was there under this name goes on under another.
            None if resolved.moved.values().any(|from| from == key) => None,
            None => slot.before.as_ref(),
        };
        if before.is_some() || slot.after.is_some() {
            planned.push(one(key, origin, (before, slot))?);
        }
    }
    Ok(planned)
}

fn one(
    (kind, name): &Key,
    origin: Option<&Key>,
    (before, slot): (Option<&Stored>, &Slot),
) -> Result<PlannedComponent> {
    let after = slot.after.as_ref();
    let (old, new) = (
        before.map(Stored::component).transpose()?,
        after.map(Stored::component).transpose()?,
    );
    let switched = before
        .zip(after)
        .filter(|(one, other)| one.enabled != other.enabled);
    let enabled = switched.map(|(_, after)| after.enabled);
    let is_written_alike = before.zip(after).is_some_and(|(one, other)| {
        (&one.configuration, &one.text, &one.braces) == (&other.configuration, &other.text, &other.braces)
    });
    let change = match (before, after, enabled) {
        (None, _, _) => PlannedChange::Added,
        (_, None, _) => PlannedChange::Removed,
        _ if origin.is_some() => PlannedChange::Renamed,
        (_, _, Some(true)) if is_written_alike => PlannedChange::SwitchedOn,
        (_, _, Some(false)) if is_written_alike => PlannedChange::SwitchedOff,
        _ => PlannedChange::Changed,
    };
    let mut secrets: Vec<String> = Vec::new();
    secrets.extend(old.iter().chain(&new).flat_map(Component::secrets));
    secrets.sort_unstable();
    secrets.dedup();
    let fields = match (&old, &new) {
        (Some(old), Some(new)) => fields(old, new, &secrets),
        _ => Vec::new(),
    };
    let lines = |stored: Option<&Stored>, component: &Option<Component>| {
        let component = component.as_ref()?;
        let text = stored.and_then(|stored| stored.text.clone());
        Some(text.unwrap_or_else(|| text::written(component)))
    };
    Ok(PlannedComponent {
        kind: *kind,
        name: name.clone(),
        change,
        renamed_from: origin.map(|(_, name)| name.clone()),
        enabled,
        fields,
        before: lines(before, &old),
        after: lines(after, &new),
        secrets,
    })
}

/// The fields that differ in meaning between two states of a component.
pub(in crate::engine) fn differences(old: &Component, new: &Component) -> Vec<FieldDifference> {
    let secrets: Vec<String> = old.secrets().into_iter().chain(new.secrets()).collect();
    fields(old, new, &secrets)
}

fn fields(old: &Component, new: &Component, secrets: &[String]) -> Vec<FieldDifference> {
    let changes = change::fields(old, new).into_iter();
    let differences = changes.map(|one| {
        let values = one.before.iter().chain(&one.after);
        let secret = values.clone().any(|value| holds_secret(value, secrets));
        FieldDifference {
            path: one.path,
            before: one.before.filter(|_| !secret),
            after: one.after.filter(|_| !secret),
            secret,
        }
    });
    differences.collect()
}

fn holds_secret(value: &Value, secrets: &[String]) -> bool {
    match value {
        Value::String(text) => secrets.iter().any(|secret| text.contains(secret.as_str())),
        Value::Array(items) => items.iter().any(|item| holds_secret(item, secrets)),
        Value::Object(fields) => fields.values().any(|value| holds_secret(value, secrets)),
        _ => false,
    }
}
