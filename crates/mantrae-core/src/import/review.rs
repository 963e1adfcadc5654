//! A plan as it is shown: each component next to the existing one, with its findings.

use std::collections::HashMap;

use serde::Serialize;
use traefik_dynamic::{Component, Kind, Problem, in_parallel, text};

use super::plan::{ItemChange, Pending, path_of, prefixes};
use super::source::{Excerpt, Refused};
use crate::component_ref::ComponentRef;
use crate::db::Databases;
use crate::db::component;
use crate::error::Result;

/// A component as the review shows it.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ImportItem {
    /// Its kind.
    pub kind: Kind,
    /// Its name.
    pub name: String,
    /// How it compares with the profile.
    pub change: ItemChange,
    /// Name of the file.
    pub file: String,
    /// Line in the file, from 1; 0 if it does not come from a text.
    pub line: u32,
    /// Column in the file, from 1; 0 if it does not come from a text.
    pub column: u32,
    /// YAML of the existing component.
    pub yours: Option<String>,
    /// YAML of the file's component.
    pub theirs: String,
    /// YAML of the file's component with deprecated options replaced, where there is an equivalent.
    pub modern: Option<String>,
    /// False if it is disabled in its source.
    pub enabled: bool,
    /// False if its fields are passed through unchecked.
    pub checked: bool,
    /// Texts that the screen masks.
    pub secrets: Vec<String>,
    /// Findings about it.
    pub problems: Vec<Problem>,
    /// The components in the profile that refer to it.
    pub used_by: Vec<ComponentRef>,
}

/// A component that can't be imported.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Rejected {
    /// Its kind.
    pub kind: Kind,
    /// Its name.
    pub name: String,
    /// Why.
    pub problems: Vec<Problem>,
}

/// An import as it is shown for decisions.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ImportReview {
    /// Identifies the plan when it is confirmed.
    pub id: String,
    /// Name of the profile.
    pub profile: String,
    /// Names of the files.
    pub files: Vec<String>,
    /// Files from which nothing can be imported.
    pub refused: Vec<Refused>,
    /// The lines that findings are about; the screen masks the secrets in them.
    pub excerpts: Vec<Excerpt>,
    /// Components that can be imported.
    pub items: Vec<ImportItem>,
    /// Components that can't.
    pub rejected: Vec<Rejected>,
    /// Findings that are not about a single component.
    pub problems: Vec<Problem>,
    /// True if Traefik itself would refuse one of the files.
    pub traefik_would_refuse: bool,
}

/// The plan with everything a review shows.
pub async fn review(databases: &Databases, pending: &Pending) -> Result<ImportReview> {
    let there = component::list(&databases.configuration, &pending.profile.uid).await?;
    let living = component::all(&there)?;
    let by_name: HashMap<(Kind, &str), &Component> = living
        .iter()
        .map(|component| ((component.kind, component.name.as_str()), component))
        .collect();
    let lines: HashMap<(&str, &str), &str> = there
        .iter()
        .filter_map(|stored| {
            Some((
                (stored.kind.as_str(), stored.name.as_str()),
                stored.text.as_deref()?,
            ))
        })
        .collect();
    let users = users(&living, &pending.profile.name);
    let rejected_path = |(kind, name): &(Kind, String)| {
        let (section, collection) = kind.section();
        format!("{section}.{collection}.{name}")
    };
    let owners = pending.items.iter().map(|item| path_of(&item.component));
    let findings = Findings::sort(
        &pending.problems,
        owners.chain(pending.rejected.iter().map(rejected_path)),
    );
    let items = in_parallel(&pending.items, |item| {
        let component = &*item.component;
        let yours = by_name.get(&(component.kind, component.name.as_str()));
        let key = (component.kind.as_str(), component.name.as_str());
        // What one of them says in comments shows only beside the lines of the other.
        let has_lines = item.text.is_some() || lines.contains_key(&key);
        let mut secrets = component.secrets();
        secrets.extend(yours.iter().flat_map(|yours| yours.secrets()));
        ImportItem {
            kind: component.kind,
            name: component.name.clone(),
            change: item.change,
            file: item.file.clone(),
            line: item.line,
            column: item.column,
            yours: yours.map(|yours| shown(yours, lines.get(&key).copied(), has_lines)),
            theirs: shown(component, item.text.as_deref(), has_lines),
            modern: component
                .modernised()
                .map(|modern| shown(&modern, None, has_lines)),
            enabled: item.enabled,
            checked: component.is_checked(),
            secrets,
            problems: findings.about(component),
            used_by: users
                .get(&(component.kind, component.name.clone()))
                .cloned()
                .unwrap_or_default(),
        }
    });
    let rejected = pending.rejected.iter().map(|one| Rejected {
        kind: one.0,
        name: one.1.clone(),
        problems: findings.of(&rejected_path(one)),
    });
    Ok(ImportReview {
        id: pending.id.clone(),
        profile: pending.profile.name.clone(),
        files: pending.files.clone(),
        refused: pending.refused.clone(),
        excerpts: pending.excerpts.clone(),
        items,
        rejected: rejected.collect(),
        problems: findings.of_nobody.clone(),
        traefik_would_refuse: pending.is_refused,
    })
}

/// A component as a person reads it: by its lines, or only its body.
fn shown(component: &Component, lines: Option<&str>, by_lines: bool) -> String {
    match lines {
        Some(lines) => lines.to_owned(),
        None if by_lines => text::written(component),
        None => component.to_yaml(),
    }
}

/// For each component of a profile, the components that refer to it.
pub fn users(living: &[Component], profile: &str) -> HashMap<(Kind, String), Vec<ComponentRef>> {
    let mut users: HashMap<(Kind, String), Vec<ComponentRef>> = HashMap::new();
    for component in living {
        for reference in component.references() {
            users
                .entry((reference.kind, reference.name))
                .or_default()
                .push(ComponentRef {
                    profile: profile.to_owned(),
                    kind: component.kind,
                    name: component.name.clone(),
                });
        }
    }
    users
}

/// Findings grouped by the component they are about.
#[derive(Debug)]
pub struct Findings {
    by_owner: HashMap<String, Vec<Problem>>,
    of_nobody: Vec<Problem>,
}

impl Findings {
    /// Groups findings by owner; `owners` are paths from [`path_of`].
    pub fn sort(problems: &[Problem], owners: impl Iterator<Item = String>) -> Self {
        if problems.is_empty() {
            return Self {
                by_owner: HashMap::new(),
                of_nobody: Vec::new(),
            };
        }
        let mut by_owner: HashMap<String, Vec<Problem>> = owners.map(|owner| (owner, Vec::new())).collect();
        let mut of_nobody = Vec::new();
        for problem in problems {
            let path = problem.path.as_deref().unwrap_or_default();
            let owner = prefixes(path).find(|prefix| by_owner.contains_key(*prefix));
            match owner.and_then(|owner| by_owner.get_mut(owner)) {
                Some(list) => list.push(problem.clone()),
                None => of_nobody.push(problem.clone()),
            }
        }
        Self { by_owner, of_nobody }
    }

    /// The findings about a component.
    pub fn about(&self, component: &Component) -> Vec<Problem> {
        if self.by_owner.is_empty() {
            return Vec::new();
        }
        self.of(&path_of(component))
    }

    /// The findings about the component with that path.
    pub fn of(&self, owner: &str) -> Vec<Problem> {
        self.by_owner.get(owner).cloned().unwrap_or_default()
    }
}
