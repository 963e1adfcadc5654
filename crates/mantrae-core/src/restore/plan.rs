//! What a restore would change; nothing is written.

use std::path::{Path, PathBuf};

use serde::Serialize;
use traefik_dynamic::{Component, Kind, text};

use crate::archive::{Manifest, Trigger};
use crate::component_ref::ComponentRef;
use crate::db::operation::TouchedProfile;
pub use crate::db::staged::Part;
use crate::db::staged::{self, Difference, Staged};
use crate::db::{Databases, component, profile, revision};
use crate::error::{Code, Error, Result};
use crate::settings::document;
use crate::staging::Staging;
use crate::timestamp::Timestamp;
use crate::verification::VerifiedArchive;

/// The most differences that are sent with both texts; the counts are always complete.
const SHOWN: i64 = 2000;

/// Where a backup came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum Source {
    /// The list of backups.
    Backup,
    /// A file the person chose.
    File,
}

/// What becomes of a component.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum Change {
    /// It is added.
    Added,
    /// It is replaced.
    Changed,
    /// It stays the same to Traefik, but gets other comments, or is written in another way.
    Comments,
    /// It is removed.
    Removed,
}

/// What becomes of a profile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum ProfileChange {
    /// It is only in the backup.
    Returns,
    /// It is not in the backup.
    Goes,
    /// It is in both and changes.
    Stays,
    /// It is in both and does not change.
    Same,
}

/// One difference, with both texts as YAML.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct RestoreChange {
    /// Which component.
    pub component: ComponentRef,
    /// What becomes of it.
    pub change: Change,
    /// The live text.
    pub now: Option<String>,
    /// The text in the backup.
    pub then: Option<String>,
    /// Texts in them that a screen masks.
    pub secrets: Vec<String>,
}

/// Counts of one kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct KindChange {
    /// Of which kind.
    pub kind: Kind,
    /// Components that are added.
    pub added: u32,
    /// Components that are replaced.
    pub changed: u32,
    /// Components that are removed.
    pub removed: u32,
}

/// What becomes of one profile.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct RestoreProfile {
    /// Its name.
    pub name: String,
    /// What becomes of it.
    pub change: ProfileChange,
    /// Counts by kind.
    pub counts: Vec<KindChange>,
}

/// What a person sees before anything is changed.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct RestorePlan {
    /// The id under which the plan is confirmed.
    pub id: String,
    /// List or file.
    pub source: Source,
    /// Name of the archive file.
    pub file: String,
    /// Id of the backup.
    pub backup: String,
    /// When it was made; RFC 3339, UTC.
    pub created_at: Timestamp,
    /// Why it was made.
    pub trigger: Trigger,
    /// The person's note.
    pub note: String,
    /// What becomes of each profile.
    pub profiles: Vec<RestoreProfile>,
    /// Components that are added.
    pub added: u32,
    /// Components that are replaced.
    pub changed: u32,
    /// Components that are removed.
    pub removed: u32,
    /// The differences one by one, at most 2000.
    pub changes: Vec<RestoreChange>,
    /// It holds settings that can be restored.
    pub has_settings: bool,
    /// What to consider before confirming.
    pub warnings: Vec<String>,
}

/// A plan that waits for its confirmation, with the staged copy.
#[derive(Debug)]
pub struct Pending {
    /// What the person sees.
    pub plan: RestorePlan,
    /// The checked, private copy.
    pub database: PathBuf,
    /// Hash of the copy when the plan was made.
    pub sha256: String,
    /// The revision of the configuration when the plan was made.
    pub revision: i64,
    /// Only these parts; empty: everything.
    pub parts: Vec<Part>,
    /// `settings.json` of the backup.
    pub settings: Vec<u8>,
    /// Keeps the folder of the copy for as long as the plan lives.
    pub staging: Staging,
}

/// Everything needed to plan.
#[derive(Debug)]
pub struct RunContext<'a> {
    /// The live databases.
    pub databases: &'a Databases,
    /// File of the live configuration.
    pub living: &'a Path,
    /// Uid of this installation.
    pub instance: &'a str,
}

/// Compares a verified archive with the live configuration.
pub async fn prepare(
    ground: RunContext<'_>,
    verified: VerifiedArchive,
    source: (Source, String),
    parts: Vec<Part>,
    staging: Staging,
) -> Result<Pending> {
    let revision = revision::get(&ground.databases.configuration).await?.number;
    let living = profile::list(&ground.databases.configuration).await?;
    staged::make_ready(&verified.database, &living).await?;
    crate::fs::narrow(&verified.database, 0o600)?;
    let mut staged = Staged::open(ground.living, &verified.database).await?;
    staged.compare().await?;
    if !parts.is_empty() {
        staged.narrow(&parts).await?;
    }
    let counts = staged.counts().await?;
    let differences = staged.differences(SHOWN).await?;
    let touched = staged.touched_profiles().await?;
    staged.close().await?;

    let mut warnings = warnings(&verified.contents.manifest, ground.instance);
    warnings.extend(verified.warnings());
    let settings = verified.contents.settings;
    let manifest = verified.contents.manifest;
    let total = |pick: fn(&staged::Count) -> i64| number(counts.iter().map(pick).sum());
    let plan = RestorePlan {
        id: crate::id::long(),
        source: source.0,
        file: source.1,
        backup: manifest.id.clone(),
        created_at: manifest.created_at,
        trigger: manifest.trigger,
        note: manifest.note.clone(),
        profiles: profiles(&manifest, &living, &counts, &touched)?,
        added: total(|count| count.added),
        changed: total(|count| count.changed),
        removed: total(|count| count.removed),
        changes: differences.iter().map(change).collect::<Result<_>>()?,
        has_settings: document::from_backup(&settings).is_some(),
        warnings,
    };
    let (_, sha256) = crate::archive::hash(&verified.database)?;
    Ok(Pending {
        settings,
        plan,
        database: verified.database,
        sha256,
        revision,
        parts,
        staging,
    })
}

fn number(count: i64) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

fn warnings(manifest: &Manifest, instance: &str) -> Vec<String> {
    let mut warnings = Vec::new();
    if manifest.instance.id != instance {
        warnings.push(format!(
            "This backup was made on another computer: {}",
            manifest.instance.name
        ));
    }
    warnings
}

fn profiles(
    manifest: &Manifest,
    living: &[profile::Profile],
    counts: &[staged::Count],
    touched: &[TouchedProfile],
) -> Result<Vec<RestoreProfile>> {
    let mut names: Vec<String> = manifest
        .profiles
        .iter()
        .map(|profile| profile.name.clone())
        .collect();
    names.extend(living.iter().map(|profile| profile.name.clone()));
    names.sort_by_key(|name| profile::key(name));
    names.dedup_by_key(|name| profile::key(name));
    names
        .into_iter()
        .map(|name| {
            let kinds = counts.iter().filter(|count| count.profile == name);
            let counts: Vec<KindChange> = kinds
                .map(|count| {
                    Ok(KindChange {
                        kind: component::kind(&count.kind)?,
                        added: number(count.added),
                        changed: number(count.changed),
                        removed: number(count.removed),
                    })
                })
                .collect::<Result<_>>()?;
            let is_called =
                |state: &Option<profile::State>| state.as_ref().is_some_and(|state| state.name == name);
            let row = touched
                .iter()
                .find(|row| is_called(&row.before) || is_called(&row.after));
            let change = match row.map(|row| (row.before.is_some(), row.after.is_some())) {
                Some((false, true)) => ProfileChange::Returns,
                Some((true, false)) => ProfileChange::Goes,
                None if counts.is_empty() => ProfileChange::Same,
                _ => ProfileChange::Stays,
            };
            Ok(RestoreProfile { name, change, counts })
        })
        .collect()
}

fn change(difference: &Difference) -> Result<RestoreChange> {
    let kind = component::kind(&difference.kind)?;
    let parse = |side: &Option<staged::Side>| {
        side.as_ref()
            .map(|side| {
                component::component(kind, &difference.name, (&side.configuration, &side.braces)).map_err(
                    |error| Error::new(Code::Damaged, "A component is not stored as JSON").because(error),
                )
            })
            .transpose()
    };
    let (now, then) = (parse(&difference.now)?, parse(&difference.then)?);
    let lines = |side: &Option<staged::Side>| side.as_ref().and_then(|side| side.text.clone());
    let (now_lines, then_lines) = (lines(&difference.now), lines(&difference.then));
    let is_on = |side: &Option<staged::Side>| side.as_ref().is_some_and(|side| side.enabled);
    let change = match (&now, &then) {
        (None, _) => Change::Added,
        (_, None) => Change::Removed,
        (Some(one), Some(other)) if one == other && is_on(&difference.now) == is_on(&difference.then) => {
            Change::Comments
        }
        _ => Change::Changed,
    };
    let mut secrets: Vec<String> = now.iter().chain(&then).flat_map(Component::secrets).collect();
    secrets.dedup();
    let by_lines = now_lines.is_some() || then_lines.is_some();
    let shown = |component: Component, lines: Option<String>| match lines {
        Some(lines) => lines,
        None if by_lines => text::written(&component),
        None => component.to_yaml(),
    };
    Ok(RestoreChange {
        component: ComponentRef {
            profile: difference.profile.clone(),
            kind,
            name: difference.name.clone(),
        },
        change,
        now: now.map(|component| shown(component, now_lines)),
        then: then.map(|component| shown(component, then_lines)),
        secrets,
    })
}
