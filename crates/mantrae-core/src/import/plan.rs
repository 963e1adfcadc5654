//! What an import would change; nothing is written.

use std::path::Path;
use std::sync::Arc;

use hashbrown::{HashMap, HashSet};
use serde::Serialize;
use traefik_dynamic::{Body, Component, Found, Kind, Problem, Reading, Severity, in_parallel};

use super::source::{self, Excerpt, Refused, Request, Source};
use crate::db::component::{self, Stored};
use crate::db::profile::Profile;
use crate::db::{Databases, layout, revision};
use crate::error::Result;
use crate::id::hex;
use crate::marker::{is_marker, without_header};

/// How a component of a file compares with the profile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum ItemChange {
    /// Not in the profile.
    Added,
    /// In the profile under that name, with another meaning.
    Changed,
    /// In the profile under that name, with the same meaning, but other comments or another way of writing it.
    Comments,
    /// In the profile under that name, and the same.
    Same,
}

/// A component of a file that can be imported.
#[derive(Debug, Clone)]
pub struct Planned {
    /// What would be stored.
    pub component: Arc<Component>,
    /// The hash of its meaning, lower-case hex.
    pub meaning: String,
    /// The lines in which a person wrote it, with its comments.
    pub text: Option<String>,
    /// How it compares with the profile.
    pub change: ItemChange,
    /// State of the existing component.
    pub before: Option<component::State>,
    /// The existing component, if only its lines differ.
    pub other_lines: Option<Stored>,
    /// False if it is disabled in its source.
    pub enabled: bool,
    /// Name of the file.
    pub file: String,
    /// Line in the file, from 1; 0 if it does not come from a text.
    pub line: u32,
    /// Column in the file, from 1; 0 if it does not come from a text.
    pub column: u32,
}

/// A plan awaiting confirmation.
#[derive(Debug)]
pub struct Pending {
    /// Identifies the plan when it is confirmed.
    pub id: String,
    /// The target profile.
    pub profile: Profile,
    /// Names of the files.
    pub files: Vec<String>,
    /// Components that can be imported.
    pub items: Vec<Planned>,
    /// Components that can't, by kind and name.
    pub rejected: Vec<(Kind, String)>,
    /// Files from which nothing can be imported.
    pub refused: Vec<Refused>,
    /// The lines that findings are about.
    pub excerpts: Vec<Excerpt>,
    /// All findings.
    pub problems: Vec<Problem>,
    /// True if Traefik itself would refuse one of the files.
    pub is_refused: bool,
    /// What is around the components in their file, if it is to replace what the profile has.
    pub layout: Option<String>,
    /// Whether the profile has such lines of its own.
    pub has_layout: bool,
    /// The revision of the configuration that the plan was made for.
    pub revision: i64,
}

/// Reads the given sources and compares them with a profile. An error if nothing in them can be imported.
pub async fn prepare(
    databases: &Databases,
    profile: Profile,
    request: &Request,
    staging: &Path,
) -> Result<Pending> {
    let sources = source::open(request, staging).await?;
    let mut pending = Pending {
        id: crate::id::long(),
        profile,
        files: Vec::new(),
        items: Vec::new(),
        rejected: Vec::new(),
        refused: sources.refused,
        excerpts: Vec::new(),
        problems: sources.problems,
        is_refused: sources.is_refused,
        layout: None,
        has_layout: false,
        revision: revision::get(&databases.configuration).await?.number,
    };
    let mut found = Vec::new();
    let mut readings = HashMap::new();
    let mut layouts = Vec::new();
    let (mut is_first, mut is_checked) = (true, false);
    for source in sources.read {
        let Source {
            file,
            mut reading,
            off,
            excerpts,
            mut texts,
            layout,
            lacks_nothing,
        } = source;
        // A published file holds a marker and a line of ours, which are no part of what people wrote.
        let read = reading.components.len();
        reading.components.retain(|one| !is_marker(&one.component));
        let plain = layout.as_deref().map(without_header);
        let has_ours = read != reading.components.len() || plain != layout.as_deref();
        is_checked = is_first && lacks_nothing && !has_ours;
        is_first = false;
        layouts.push(plain.map(str::to_owned));
        found.extend(std::mem::take(&mut reading.components).into_iter().map(|one| {
            let key = (one.component.kind, one.component.name.clone());
            Listed {
                file: file.clone(),
                enabled: !off.contains(&key),
                text: texts.remove(&key),
                found: one,
            }
        }));
        pending.rejected.append(&mut reading.rejected);
        pending.problems.append(&mut reading.problems);
        pending.excerpts.extend(excerpts);
        pending.files.push(file.clone());
        readings.insert(file, reading);
    }
    let there = component::list(&databases.configuration, &pending.profile.uid).await?;
    pending.items = compare(found, &there, &mut pending.problems);
    let own = layout::get(&databases.configuration, &pending.profile.uid).await?;
    let come = <[_; 1]>::try_from(layouts).ok().and_then(|[layout]| layout);
    pending.has_layout = own.is_some();
    pending.layout = come
        .filter(|come| own.as_ref() != Some(come))
        .filter(|_| own.is_none() || is_in_file(&there, &pending.items));
    // The components of a single file were checked while nothing else counted; with those of the profile beside them,
    // no more can be missing.
    if !is_checked {
        let references = references(&pending.items, &there, &readings);
        pending.problems.extend(references);
    }
    Ok(pending)
}

/// Whether a profile has no component that the file lacks: the file is a later version of it.
fn is_in_file(there: &[Stored], items: &[Planned]) -> bool {
    let items: HashSet<(&str, &str)> = items
        .iter()
        .map(|item| (item.component.kind.as_str(), item.component.name.as_str()))
        .collect();
    there
        .iter()
        .all(|stored| items.contains(&(stored.kind.as_str(), stored.name.as_str())))
}

/// A component of a file.
struct Listed {
    file: String,
    found: Found,
    enabled: bool,
    text: Option<String>,
}

fn compare(found: Vec<Listed>, there: &[Stored], problems: &mut Vec<Problem>) -> Vec<Planned> {
    let there: HashMap<(&str, &str), &Stored> = there
        .iter()
        .map(|stored| ((stored.kind.as_str(), stored.name.as_str()), stored))
        .collect();
    // The number of the item with that name.
    let mut seen: HashMap<(Kind, String), usize> = HashMap::with_capacity(found.len());
    let mut items: Vec<Planned> = Vec::with_capacity(found.len());
    let meanings = in_parallel(&found, |one| hex(&one.found.component.meaning()));
    for (listed, meaning) in found.into_iter().zip(meanings) {
        let Listed {
            file,
            found,
            enabled,
            text,
        } = listed;
        let Found {
            component,
            line,
            column,
        } = found;
        let component = apart(component, &meaning, (&seen, &items));
        let key = (component.kind, component.name.clone());
        // Traefik merges a folder first-wins; so do we, but we report it.
        if let Some(first) = seen.get(&key) {
            problems.push(twice(&component, &items[*first].file, (&file, line, column)));
            continue;
        }
        seen.insert(key, items.len());
        let stored = there.get(&(component.kind.as_str(), component.name.as_str()));
        let change = match stored {
            None => ItemChange::Added,
            Some(stored) if stored.meaning != meaning => ItemChange::Changed,
            // A file without comments takes none away.
            Some(stored) if text.is_some() && text != stored.text => ItemChange::Comments,
            Some(_) => ItemChange::Same,
        };
        let before = stored.map(|stored| stored.state());
        let is_commented = change == ItemChange::Comments;
        let other_lines = stored.filter(|_| is_commented).map(|stored| (*stored).clone());
        items.push(Planned {
            component: Arc::new(component),
            meaning,
            text,
            change,
            before,
            other_lines,
            enabled,
            file,
            line,
            column,
        });
    }
    items
}

/// A certificate is named after its file, but Traefik takes those of all files: another key or store makes another one.
fn apart(
    component: Component,
    meaning: &str,
    (seen, items): (&HashMap<(Kind, String), usize>, &[Planned]),
) -> Component {
    let names = match &component.body {
        Body::TlsCertificate(certificate) => certificate.names(),
        _ => return component,
    };
    let own = std::iter::once(component.name.clone());
    let is_its = |name: &String| {
        let other = seen.get(&(component.kind, name.clone()));
        other.is_none_or(|other| items[*other].meaning == meaning)
    };
    let name = own.chain(names).find(is_its).unwrap_or_default();
    Component { name, ..component }
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
        line: Some(line).filter(|line| *line > 0),
        column: Some(column).filter(|column| *column > 0),
        path: None,
    }
}

/// Findings about references, with the places where they are written.
fn references(items: &[Planned], there: &[Stored], readings: &HashMap<String, Reading>) -> Vec<Problem> {
    let names: HashSet<(&str, &str)> = there
        .iter()
        .map(|stored| (stored.kind.as_str(), stored.name.as_str()))
        .collect();
    let components: Vec<&Component> = items.iter().map(|item| &*item.component).collect();
    let mut problems =
        traefik_dynamic::check_all(&components, &|kind, name| names.contains(&(kind.as_str(), name)));
    if problems.is_empty() {
        return problems;
    }
    let places: HashMap<String, &Planned> = items
        .iter()
        .map(|item| (path_of(&item.component), item))
        .collect();
    for problem in problems.iter_mut().filter(|problem| problem.line.is_none()) {
        let Some(path) = problem.path.as_deref() else {
            continue;
        };
        if let Some(item) = prefixes(path).find_map(|prefix| places.get(prefix)) {
            let reading = readings.get(&item.file);
            let place = reading.and_then(|reading| reading.place_of(&item.component, path));
            let (line, column) = place.unwrap_or((item.line, item.column));
            // Only for a text: a database has no lines.
            problem.line = Some(line).filter(|line| *line > 0);
            problem.column = Some(column).filter(|column| *column > 0);
            problem.file = Some(item.file.clone());
        }
    }
    problems
}

/// A path and all its prefixes, longest first; names may contain dots, so every one of them has to be tried.
pub(super) fn prefixes(path: &str) -> impl Iterator<Item = &str> {
    let ends = path
        .char_indices()
        .filter(|(_, character)| matches!(character, '.' | '['))
        .map(|(at, _)| at);
    let mut ends: Vec<usize> = ends.collect();
    ends.push(path.len());
    ends.into_iter().rev().filter_map(move |end| path.get(..end))
}

/// The path that findings about a component start with, such as `http.routers.web`.
pub fn path_of(component: &Component) -> String {
    let (section, collection) = component.kind.section();
    format!("{section}.{collection}.{}", component.name)
}
