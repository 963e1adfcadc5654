//! Writes what a profile has and its files lack, and leaves every other byte of them as it is.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use traefik_dynamic::text::{self, Change};
use traefik_dynamic::{Braces, Component, Format};

use super::{Compared, Content, Difference, Files, Key, Own, ReadFile, Written, compare};
use crate::error::{Code, Error, Result};

/// The new content of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewContent {
    /// Below the folder, with slashes; the name of a single file.
    pub name: String,
    /// What it holds; `None` if there is no such file.
    pub before: Option<Vec<u8>>,
    /// What it is to hold.
    pub after: Vec<u8>,
    /// Whether comments in it are lost, because it is not YAML, or its lines cannot be told apart.
    pub loses_comments: bool,
}

/// What happens to the components of one file.
#[derive(Default)]
struct Edits {
    /// Components to write, each with its old name if it is renamed.
    put: Vec<(Key, Option<String>)>,
    remove: Vec<Key>,
}

/// The files that have to change so that they say what the profile says, in Traefik's order. A component goes where it
/// was; a new one to the file that holds its namesake, else to the one with most components of its kind. `new_file`
/// is the file that is made if there is none. Nothing is returned that does not read as the profile.
pub fn write_back(files: &Files, (now, own): (&Content, &Own), new_file: &str) -> Result<Vec<NewContent>> {
    let wanted = compare(now, now, own);
    let renamed = renamed(&wanted, now, own);
    let mut edits: BTreeMap<usize, Edits> = BTreeMap::new();
    let mut files = files.clone();
    for difference in wanted.inside() {
        let key = difference.key();
        if own.contains_key(&key) {
            let old = renamed.get(&key);
            let file = match now.components.get(old.unwrap_or(&key)) {
                Some(held) => held.file,
                None => home_of(&key, now).unwrap_or_else(|| add(&mut files, new_file)),
            };
            let instead_of = old.map(|(_, name)| name.clone());
            edits.entry(file).or_default().put.push((key, instead_of));
        } else {
            // Wherever else it is defined, it would count once the first definition is gone.
            let first = now.components.get(&key).map(|held| held.file);
            for (file, _) in (0..).zip(&now.all).filter(|(_, all)| all.contains(&key)) {
                // Another one takes its place there.
                if first == Some(file) && renamed.values().any(|old| *old == key) {
                    continue;
                }
                edits.entry(file).or_default().remove.push(key.clone());
            }
        }
    }
    let known = now.files.len();
    let mut changed = Vec::new();
    for (index, edits) in edits {
        let file = &files.files[index];
        let (after, loses_comments) = edited(file, &edits, own)?;
        if after.as_bytes() == file.content {
            continue;
        }
        changed.push(NewContent {
            name: file.name.clone(),
            before: (index < known).then(|| file.content.clone()),
            after: after.into_bytes(),
            loses_comments,
        });
    }
    verify(files, &changed, own)?;
    Ok(changed)
}

/// What is new and what it was called before: the same component under a name that is gone.
fn renamed(wanted: &Compared, now: &Content, own: &Own) -> BTreeMap<Key, Key> {
    let mut gone: Vec<Key> = wanted
        .inside()
        .map(Difference::key)
        .filter(|key| !own.contains_key(key))
        .collect();
    let mut renamed = BTreeMap::new();
    let new = wanted.inside().map(Difference::key);
    for key in new.filter(|key| now.get(key).is_none()) {
        let Some(written) = own.get(&key) else {
            continue;
        };
        let is_it = |old: &Key| {
            let before = now.get(old).filter(|_| old.0 == key.0);
            before.is_some_and(|before| before.component.body == written.component.body)
        };
        if let Some(at) = gone.iter().position(is_it) {
            renamed.insert(key, gone.swap_remove(at));
        }
    }
    renamed
}

/// The file to which a new component goes: the one that holds its namesake, else the one with most of its kind, else
/// the first.
fn home_of(key: &Key, now: &Content) -> Option<usize> {
    let namesake = now.components.iter().find(|((_, name), _)| *name == key.1);
    if let Some((_, held)) = namesake {
        return Some(held.file);
    }
    let mut counts: HashMap<usize, usize> = HashMap::new();
    let alike = now.components.iter().filter(|((kind, _), _)| *kind == key.0);
    for (_, held) in alike {
        *counts.entry(held.file).or_default() += 1;
    }
    let most = counts
        .into_iter()
        .max_by_key(|(file, count)| (*count, usize::MAX - file));
    most.map(|(file, _)| file)
        .or((!now.files.is_empty()).then_some(0))
}

/// The index of the file that is made.
fn add(files: &mut Files, name: &str) -> usize {
    let found = files.files.iter().position(|file| file.name == name);
    found.unwrap_or_else(|| {
        files.files.push(ReadFile {
            name: name.to_owned(),
            content: Vec::new(),
        });
        files.files.len() - 1
    })
}

/// A file with some of its components changed, and whether comments in it are lost.
fn edited(file: &ReadFile, edits: &Edits, own: &Own) -> Result<(String, bool)> {
    let source = std::str::from_utf8(&file.content).unwrap_or_default();
    let format = Format::from_path(Path::new(&file.name)).unwrap_or(Format::Yaml);
    let put = edits.put.iter().filter_map(|(key, instead_of)| {
        let one = own.get(key)?;
        Some(Change::Put {
            component: &one.component,
            text: one.lines.as_deref(),
            instead_of: instead_of.as_deref(),
        })
    });
    let remove = edits.remove.iter().map(|(kind, name)| Change::Remove {
        kind: *kind,
        name: name.as_str(),
    });
    let changes: Vec<Change<'_>> = put.chain(remove).collect();
    if format == Format::Yaml
        && let Some(spliced) = text::splice(source, &changes, Braces::Actions)
        && !spliced.is_rewritten
    {
        return Ok((spliced.text, false));
    }
    Ok((rewritten(file, format, (edits, own))?, source.contains('#')))
}

/// The same where its lines cannot be told apart: all of it is written anew, with the lines of each component that are
/// known.
fn rewritten(file: &ReadFile, format: Format, (edits, own): (&Edits, &Own)) -> Result<String> {
    let fail = || {
        let sentence = format!("`{}` cannot be written without losing something in it", file.name);
        Error::new(Code::InvalidInput, sentence).hint("Make the change in that file yourself")
    };
    let source = std::str::from_utf8(&file.content).unwrap_or_default();
    let reading = traefik_dynamic::read_as(&file.content, &file.name, (Some(format), Braces::Actions));
    if reading.is_refused() || !reading.rejected.is_empty() {
        return Err(fail());
    }
    let kept = text::kept(source, &reading, format == Format::Yaml)
        .fragments
        .into_iter();
    let mut lines: HashMap<Key, String> = kept.map(|one| ((one.kind, one.name), one.text)).collect();
    let found = reading.components.into_iter().map(|found| found.component);
    let mut components: BTreeMap<Key, Written> = found
        .map(|component| {
            let key = (component.kind, component.name.clone());
            let lines = lines.remove(&key);
            (key, Written { component, lines })
        })
        .collect();
    for key in &edits.remove {
        components.remove(key);
    }
    for (key, instead_of) in &edits.put {
        if let Some(old) = instead_of {
            components.remove(&(key.0, old.clone()));
        }
        if let Some(one) = own.get(key) {
            components.insert(key.clone(), one.clone());
        }
    }
    if format == Format::Yaml {
        let parts = components
            .values()
            .map(|one| (&one.component, one.lines.as_deref()));
        let parts: Vec<_> = parts.collect();
        return text::compose(&parts).map_err(|error| fail().because(error));
    }
    let components: Vec<Component> = components.into_values().map(|one| one.component).collect();
    traefik_dynamic::write(&components, format).map_err(|error| fail().because(error))
}

/// The files with the new contents say what the profile says: this is what keeps every other guess honest.
fn verify(mut files: Files, changed: &[NewContent], own: &Own) -> Result<()> {
    for new in changed {
        if let Some(file) = files.files.iter_mut().find(|file| file.name == new.name) {
            file.content.clone_from(&new.after);
        }
    }
    let not = |why: String| {
        let sentence = format!("The files would not say what the profile says: {why}");
        Error::new(Code::InvalidInput, sentence)
            .hint("Nothing was written: make the change in the files yourself")
    };
    let after = Content::of(&files).map_err(|broken| not(broken.sentence()))?;
    let differs = |one: &Difference| {
        let inside = own.get(&one.key()).map(|own| own.component.meaning());
        let outside = after.get(&one.key()).map(|held| held.component.meaning());
        inside != outside
    };
    let left = compare(&after, &after, own);
    if let Some(one) = left.inside().find(|one| differs(one)) {
        return Err(not(format!("{} `{}` differs", one.kind, one.name)));
    }
    Ok(())
}
