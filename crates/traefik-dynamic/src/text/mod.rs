//! The text that a person wrote: which lines belong to which component, and how to change one without touching the
//! others.
//!
//! Meaning decides, text is how it is shown and written. Whatever is made here is read again before it is returned: a
//! component whose text would read as something else is written from its meaning, and loses its comments.

mod edit;
mod field;
mod fill;
mod kept;
mod layout;
pub(crate) mod lines;
pub(crate) mod outline;
mod patch;
mod rename;
mod sections;
mod settle;
mod splice;

use std::collections::HashMap;

use serde_json::{Map, Value};

use self::lines::Lines;
pub(crate) use self::lines::indented;
use self::outline::Outline;
use crate::write::yaml;
use crate::{Braces, Component, Format, Kind, Problem, Reading, YamlStream, read_as};

pub use self::edit::{Edited, edit};
pub use self::field::{Edit, Step};
pub use self::fill::fill;
pub use self::kept::{Kept, Outlined, kept};
pub use self::layout::with_new_name;
pub use self::rename::renamed;
pub use self::settle::settled;
pub use self::splice::{Change, Spliced, splice};

/// A component, by the lines a person wrote if there are any.
type Text<'c> = (&'c Component, Option<&'c str>);

/// The lines of one component.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fragment {
    /// The kind of the component.
    pub kind: Kind,
    /// Its name.
    pub name: String,
    /// Its lines at the left margin, from the comments directly above its name to its last field. A certificate begins
    /// with a dash.
    pub text: String,
    /// The first of its lines in the file, counted from 1.
    pub line: u32,
}

/// The components of a YAML file whose lines mean the same when they stand alone, in file order.
///
/// Components in brackets, and those with an alias to something outside them, are not among them. `braces` as in
/// [`read_as`](crate::read_as).
///
/// ```
/// use traefik_dynamic::{Braces, text::fragments};
///
/// let source = "http:\n  middlewares:\n    # for the blog\n    zip:\n      compress: {}  # all of it\n";
/// let found = fragments(source, Braces::Actions);
/// assert_eq!(found[0].text, "# for the blog\nzip:\n  compress: {}  # all of it\n");
/// ```
pub fn fragments(source: &str, braces: Braces) -> Vec<Fragment> {
    let reading = read_yaml(source, braces);
    of_reading(source, &reading, braces)
}

/// The fragments of a file that has been read already.
pub fn of_reading(source: &str, reading: &Reading, braces: Braces) -> Vec<Fragment> {
    let written = in_order(source, reading);
    let alone = written
        .into_iter()
        .filter(|(component, fragment)| reads_as(&fragment.text, component, braces));
    alone.map(|(_, fragment)| fragment).collect()
}

/// The lines of each component, whatever they mean on their own.
fn in_order<'r>(source: &str, reading: &'r Reading) -> Vec<(&'r Component, Fragment)> {
    let (_, source) = without_mark(source);
    let Some(outline) = Outline::of(source) else {
        return Vec::new();
    };
    let lines = Lines::of(source);
    let places = sections::places(&outline, &lines);
    let found = reading.components.iter().filter_map(|found| {
        let place = places.get(&(found.component.kind, found.line))?;
        let fragment = Fragment {
            kind: found.component.kind,
            name: found.component.name.clone(),
            text: lines.dedented(place.item),
            line: u32::try_from(place.item.lead + 1).unwrap_or(u32::MAX),
        };
        Some((&found.component, fragment))
    });
    found.collect()
}

/// Whether the lines of a fragment, on their own, are that component and nothing else.
pub fn reads_as(fragment: &str, component: &Component, braces: Braces) -> bool {
    let reading = read_yaml(&alone(component.kind, fragment), braces);
    let [found] = reading.components.as_slice() else {
        return false;
    };
    reading.rejected.is_empty()
        && found.component.name == component.name
        && (found.component == *component || found.component.meaning() == component.meaning())
}

/// Lines and columns that precede a fragment in [`alone`].
const HEAD: (u32, u32) = (2, 4);

/// The component that the lines of a fragment are on their own, and what is wrong with them, with lines and columns in
/// the fragment. There is no component if they are none, or more than one. `braces` as in
/// [`read_as`](crate::read_as).
///
/// ```
/// use traefik_dynamic::{Braces, Kind, text::read};
///
/// let (zip, problems) = read(Kind::HttpMiddleware, "zip:\n  compres: {}\n", Braces::Actions);
/// assert_eq!(zip, None);
/// assert_eq!((problems[0].line, problems[0].column), (Some(2), Some(3)));
/// ```
pub fn read(kind: Kind, fragment: &str, braces: Braces) -> (Option<Component>, Vec<Problem>) {
    let reading = read_yaml(&alone(kind, fragment), braces);
    let mut problems = reading.problems;
    // That there are actions is no news to who wrote them; each of them is reported by its field.
    problems.retain(|problem| problem.code != "TEMPLATE" || problem.path.is_some());
    for problem in &mut problems {
        let from = |at: u32, head: u32| at.saturating_sub(head).max(1);
        problem.line = problem.line.map(|line| from(line, HEAD.0));
        problem.column = problem.column.map(|column| from(column, HEAD.1));
        problem.file = None;
    }
    let mut found = reading.components.into_iter().map(|found| found.component);
    let component = found.next().filter(|one| one.kind == kind);
    let is_alone = found.next().is_none() && reading.rejected.is_empty();
    (component.filter(|_| is_alone), problems)
}

/// What is wrong with the lines of a fragment on their own.
pub fn problems(kind: Kind, fragment: &str) -> Vec<Problem> {
    read_yaml(&alone(kind, fragment), Braces::Actions).problems
}

/// The lines of a component that no person has written.
pub fn written(component: &Component) -> String {
    let is_item = component.kind == Kind::TlsCertificate;
    if component.name.is_empty() && !is_item {
        return String::new();
    }
    let (name, configuration) = component.template();
    let alone = if is_item {
        Value::Array(vec![configuration])
    } else {
        Value::Object(Map::from_iter([(name.into_owned(), configuration)]))
    };
    yaml::document(&alone, Braces::Actions)
}

/// A YAML file of components, each by the lines a person wrote where there are any; in the order of
/// [`write`](crate::write()).
///
/// Fails if a configuration cannot be written as JSON.
pub fn compose(components: &[(&Component, Option<&str>)]) -> Result<String, serde_json::Error> {
    let mut sorted = components.to_vec();
    sorted.sort_by(|(a, _), (b, _)| (a.kind, &a.name).cmp(&(b.kind, &b.name)));
    let (mut stream, mut text) = (YamlStream::default(), String::new());
    for (component, lines) in sorted {
        if let Some(lines) = lines {
            stream.push_lines(component.kind, lines, &mut text);
        } else {
            let configuration = component.configuration().to_string();
            let name = (component.name.as_str(), component.braces);
            stream.push(component.kind, name, &configuration, &mut text)?;
        }
    }
    Ok(text)
}

/// A file with nothing but that fragment.
fn alone(kind: Kind, fragment: &str) -> String {
    let (section, collection) = kind.section();
    format!("{section}:\n  {collection}:\n{}", indented(fragment, 4))
}

/// The byte order mark of a text, and the text after it.
fn without_mark(source: &str) -> (&str, &str) {
    source.split_at(if source.starts_with('\u{feff}') { 3 } else { 0 })
}

fn read_yaml(source: &str, braces: Braces) -> Reading {
    read_as(source.as_bytes(), "", (Some(Format::Yaml), braces))
}

/// The meaning of each component of a reading.
fn meanings(reading: &Reading) -> HashMap<(Kind, String), [u8; 32]> {
    let found = reading.components.iter().map(|found| &found.component);
    found
        .map(|component| ((component.kind, component.name.clone()), component.meaning()))
        .collect()
}
