//! What an import would change; nothing is written.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use serde::Serialize;
use traefik_dynamic::{Component, Format, Found, Kind, Problem, Severity, Verdict};

use super::source;
use crate::component_ref::ComponentRef;
use crate::db::component::{self, Stored};
use crate::db::profile::Profile;
use crate::db::{Databases, revision};
use crate::error::{Code, Error, Result};
use crate::id::hex;

/// What an object of a file would be in the profile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum ItemChange {
    /// New.
    Added,
    /// There is one of that name with another meaning.
    Changed,
    /// There is one of that name that means the same.
    Same,
}

/// An object of a file that can be taken.
#[derive(Debug, Clone)]
pub struct Planned {
    /// What would be stored.
    pub component: Component,
    /// Lower-case hex of its meaning.
    pub meaning: String,
    /// Against the profile.
    pub change: ItemChange,
    /// State of the one that is there.
    pub before: Option<String>,
    /// Name of the file.
    pub file: String,
    /// Place in it, from 1.
    pub line: u32,
    /// Place in it, from 1.
    pub column: u32,
}

/// A plan that waits for its confirmation.
#[derive(Debug)]
pub struct Pending {
    /// Names the plan to whoever confirms it.
    pub id: String,
    /// Where the objects go.
    pub profile: Profile,
    /// Names of the files.
    pub files: Vec<String>,
    /// What can be taken.
    pub items: Vec<Planned>,
    /// What can't, by kind and name.
    pub rejected: Vec<(Kind, String)>,
    /// All findings.
    pub problems: Vec<Problem>,
    /// Where the configuration stood.
    pub revision: i64,
}

/// Files that can't be imported at all, each with its sentence; else the plan.
pub async fn prepare(
    databases: &Databases,
    profile: Profile,
    paths: &[PathBuf],
    format: Option<Format>,
) -> Result<Pending> {
    let mut found = Vec::new();
    let mut rejected = Vec::new();
    let mut problems = Vec::new();
    for path in paths {
        let reading = read(path, format).await?;
        let file = source::short_name(path);
        found.extend(reading.components.into_iter().map(|one| (file.clone(), one)));
        rejected.extend(reading.rejected);
        problems.extend(reading.problems);
    }
    let (revision, there) = (
        revision::get(&databases.configuration).await?.number,
        component::list(&databases.configuration, &profile.uid).await?,
    );
    let items = compare(found, &there, &mut problems);
    problems.extend(references(&items, &there));
    let files = paths.iter().map(|path| source::short_name(path)).collect();
    Ok(Pending {
        id: crate::id::long(),
        profile,
        files,
        items,
        rejected,
        problems,
        revision,
    })
}

async fn read(path: &Path, format: Option<Format>) -> Result<traefik_dynamic::Reading> {
    let content = source::read(path)?;
    let named = path.display().to_string();
    let name = source::short_name(path);
    let format = format.or_else(|| Format::from_path(path));
    let reading = tokio::task::spawn_blocking(move || traefik_dynamic::read(&content, &name, format))
        .await
        .map_err(|error| {
            Error::new(Code::Internal, format!("Reading `{named}` was broken off")).because(error)
        })?;
    let nothing = reading.components.is_empty();
    match reading.verdict {
        Verdict::Accept => Ok(reading),
        Verdict::Reject if !nothing => Ok(reading),
        _ => Err(refusal(path, &reading)),
    }
}

/// Why nothing of a file can be imported: its first error, with the place.
fn refusal(path: &Path, reading: &traefik_dynamic::Reading) -> Error {
    let worst = reading
        .problems
        .iter()
        .find(|problem| problem.severity == Severity::Error);
    let Some(problem) = worst.or(reading.problems.first()) else {
        return Error::new(
            Code::Unreadable,
            format!("There is nothing to import in `{}`", path.display()),
        );
    };
    let place = match (problem.line, problem.column) {
        (Some(line), Some(column)) => format!(":{line}:{column}"),
        _ => String::new(),
    };
    let error = Error::new(
        Code::Unreadable,
        format!(
            "`{}{place}` cannot be imported: {}",
            path.display(),
            problem.message
        ),
    );
    match &problem.hint {
        Some(hint) => error.hint(hint),
        None => error,
    }
}

fn compare(found: Vec<(String, Found)>, there: &[Stored], problems: &mut Vec<Problem>) -> Vec<Planned> {
    let there: HashMap<(&str, &str), &Stored> = there
        .iter()
        .map(|stored| ((stored.kind.as_str(), stored.name.as_str()), stored))
        .collect();
    let mut seen: HashMap<(Kind, String), String> = HashMap::new();
    let mut items = Vec::with_capacity(found.len());
    for (
        file,
        Found {
            component,
            line,
            column,
        },
    ) in found
    {
        let key = (component.kind, component.name.clone());
        // Traefik merges a folder first-wins; so do we, but say it.
        if let Some(first) = seen.get(&key) {
            problems.push(twice(&component, first, (&file, line, column)));
            continue;
        }
        seen.insert(key, file.clone());
        let stored = there.get(&(component.kind.as_str(), component.name.as_str()));
        let meaning = hex(&component.meaning());
        let change = match stored {
            None => ItemChange::Added,
            Some(stored) if stored.meaning == meaning => ItemChange::Same,
            Some(_) => ItemChange::Changed,
        };
        let before = stored.map(|stored| stored.state());
        items.push(Planned {
            component,
            meaning,
            change,
            before,
            file,
            line,
            column,
        });
    }
    items
}

fn twice(component: &Component, first: &str, (file, line, column): (&str, u32, u32)) -> Problem {
    Problem {
        code: "DUPLICATE".to_owned(),
        severity: Severity::Warning,
        message: format!(
            "{} `{}` is in `{first}` too; the first one counts",
            component.kind, component.name
        ),
        hint: Some("Rename one of the two".to_owned()),
        file: Some(file.to_owned()),
        line: Some(line),
        column: Some(column),
        path: None,
    }
}

/// Findings about references, with the place of the object that makes them.
fn references(items: &[Planned], there: &[Stored]) -> Vec<Problem> {
    let names: std::collections::HashSet<(&str, &str)> = there
        .iter()
        .map(|stored| (stored.kind.as_str(), stored.name.as_str()))
        .collect();
    let components: Vec<Component> = items.iter().map(|item| item.component.clone()).collect();
    let places: HashMap<String, &Planned> = items
        .iter()
        .map(|item| (path_of(&item.component), item))
        .collect();
    let mut problems =
        traefik_dynamic::check(&components, &|kind, name| names.contains(&(kind.as_str(), name)));
    for problem in problems.iter_mut().filter(|problem| problem.line.is_none()) {
        let owner = problem
            .path
            .as_deref()
            .and_then(|path| prefixes(path).find_map(|prefix| places.get(prefix)));
        if let Some(item) = owner {
            problem.file = Some(item.file.clone());
            problem.line = Some(item.line);
            problem.column = Some(item.column);
        }
    }
    problems
}

/// A path and everything it begins with, longest first; names with dots need all of them to be tried.
fn prefixes(path: &str) -> impl Iterator<Item = &str> {
    let ends = path
        .char_indices()
        .filter(|(_, character)| matches!(character, '.' | '['))
        .map(|(at, _)| at);
    let mut ends: Vec<usize> = ends.collect();
    ends.push(path.len());
    ends.into_iter().rev().filter_map(move |end| path.get(..end))
}

/// `http.routers.web`: the path that findings about a component begin with.
pub fn path_of(component: &Component) -> String {
    let (section, collection) = component.kind.section();
    format!("{section}.{collection}.{}", component.name)
}

/// An object as the review shows it.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ImportItem {
    /// Its kind.
    pub kind: Kind,
    /// Its name.
    pub name: String,
    /// Against the profile.
    pub change: ItemChange,
    /// Name of the file.
    pub file: String,
    /// Place in it, from 1.
    pub line: u32,
    /// Place in it, from 1.
    pub column: u32,
    /// YAML of the one that is there.
    pub yours: Option<String>,
    /// YAML of the file's.
    pub theirs: String,
    /// False when its fields are carried as they are, unchecked.
    pub checked: bool,
    /// Texts that a screen masks.
    pub secrets: Vec<String>,
    /// Findings about it.
    pub problems: Vec<Problem>,
    /// Who refers to it in the profile.
    pub used_by: Vec<ComponentRef>,
}

/// An object that can't be taken.
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

/// What a person decides upon.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ImportReview {
    /// Names the plan to whoever confirms it.
    pub id: String,
    /// Name of the profile.
    pub profile: String,
    /// Names of the files.
    pub files: Vec<String>,
    /// What can be taken.
    pub items: Vec<ImportItem>,
    /// What can't.
    pub rejected: Vec<Rejected>,
    /// Findings about no single object.
    pub problems: Vec<Problem>,
    /// True when Traefik itself would refuse one of the files.
    pub traefik_would_refuse: bool,
}

/// The plan with everything a review shows.
pub async fn review(databases: &Databases, pending: &Pending) -> Result<ImportReview> {
    let there = component::list(&databases.configuration, &pending.profile.uid).await?;
    let living: Vec<Component> = there.iter().map(Stored::component).collect::<Result<_>>()?;
    let by_name: HashMap<(Kind, &str), &Component> = living
        .iter()
        .map(|component| ((component.kind, component.name.as_str()), component))
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
    let items = pending
        .items
        .iter()
        .map(|item| {
            let component = &item.component;
            let yours = by_name.get(&(component.kind, component.name.as_str()));
            let mut secrets = component.secrets();
            secrets.extend(yours.iter().flat_map(|yours| yours.secrets()));
            ImportItem {
                kind: component.kind,
                name: component.name.clone(),
                change: item.change,
                file: item.file.clone(),
                line: item.line,
                column: item.column,
                yours: yours.map(|yours| yours.to_yaml()),
                theirs: component.to_yaml(),
                checked: component.is_checked(),
                secrets,
                problems: findings.of(&path_of(component)),
                used_by: users
                    .get(&(component.kind, component.name.clone()))
                    .cloned()
                    .unwrap_or_default(),
            }
        })
        .collect();
    let rejected = pending.rejected.iter().map(|one| Rejected {
        kind: one.0,
        name: one.1.clone(),
        problems: findings.of(&rejected_path(one)),
    });
    let refuses = pending
        .problems
        .iter()
        .any(|problem| problem.severity == Severity::Error);
    Ok(ImportReview {
        id: pending.id.clone(),
        profile: pending.profile.name.clone(),
        files: pending.files.clone(),
        items,
        rejected: rejected.collect(),
        problems: findings.of_nobody.clone(),
        traefik_would_refuse: refuses,
    })
}

/// Who refers to what among the components of a profile.
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

/// Findings by the object they are about.
#[derive(Debug)]
pub struct Findings {
    by_owner: HashMap<String, Vec<Problem>>,
    of_nobody: Vec<Problem>,
}

impl Findings {
    /// Sorts findings by owner; `owners` are paths as of [`path_of`].
    pub fn sort(problems: &[Problem], owners: impl Iterator<Item = String>) -> Self {
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

    /// Those about the object of that path.
    pub fn of(&self, owner: &str) -> Vec<Problem> {
        self.by_owner.get(owner).cloned().unwrap_or_default()
    }
}
