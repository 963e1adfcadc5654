//! What can be said about the lines of one component.

use serde::Serialize;

use super::around::Surroundings;
use super::cure;
use super::draft::{Draft, Noticed};
use super::field::{self, FieldSpan, Written};
use super::path::{self, PathStep};
use super::position::Positions;
use super::{foresee, spot};
use crate::read::{self, Reading};
use crate::{Component, Kind, Problem, Severity};

/// What can be said about the lines of one component.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type), serde(rename = "ComponentLook"))]
pub struct Look {
    /// The component, if it can be read without an error.
    #[serde(skip)]
    pub component: Option<Component>,
    /// Its name as far as it can be read; `None` for a certificate and for lines that cannot be read.
    pub name: Option<String>,
    /// Whether the lines are YAML at all. If not, the first problem says where and why.
    pub is_readable: bool,
    /// What is wrong with them, in the order of the lines.
    pub problems: Vec<Noticed>,
    /// Where each field is written, outer ones before those in them; empty for lines that cannot be read.
    pub fields: Vec<FieldSpan>,
}

impl Look {
    /// The field whose lines an offset is on, in UTF-16 code units; the innermost one.
    pub fn field_at(&self, lines: &str, offset: u32) -> Option<&FieldSpan> {
        let index = field::at(&self.fields, &Positions::of(lines), offset)?;
        self.fields.get(index)
    }
}

/// Looks at the lines of one component: its body with its name as the key, at the left margin, as in
/// [`Fragment::text`](crate::text::Fragment::text).
///
/// ```
/// use traefik_dynamic::Kind;
/// use traefik_dynamic::assist::{Surroundings, look};
///
/// let look = look(Kind::HttpRouter, "blog:\n  rule: Path(`/`)\n  servce: blog\n", &Surroundings::default());
/// let problem = look.problems.iter().find(|one| one.code == "UNKNOWN-FIELD").unwrap();
/// assert_eq!(problem.span.line, 3);
/// assert_eq!(problem.cures[0].title, "Rename it to `service`");
/// ```
pub fn look(kind: Kind, lines: &str, around: &Surroundings<'_>) -> Look {
    let positions = Positions::of(lines);
    let written = Written::of(kind, &positions);
    let reading = read::read_part(lines, kind);
    let component = only(&reading);
    let name = match (&component, &written) {
        _ if kind == Kind::TlsCertificate => None,
        (Some(component), _) => Some(component.name.clone()),
        (None, Some(written)) => written.name.map(|id| written.outline.node(id).word.clone()),
        (None, None) => None,
    };
    let draft = Draft {
        kind,
        positions: &positions,
        written: written.as_ref(),
        reading: &reading,
        component: component.as_ref(),
        around,
    };
    let problems = draft.problems();
    Look {
        name,
        is_readable: !problems.iter().any(|problem| problem.code == "SYNTAX"),
        problems,
        fields: written.as_ref().map(Written::fields).unwrap_or_default(),
        component,
    }
}

/// The component, if the lines are one and nothing else.
fn only(reading: &Reading) -> Option<Component> {
    match reading.components.as_slice() {
        [one] if reading.rejected.is_empty() => Some(one.component.clone()),
        _ => None,
    }
}

impl Draft<'_> {
    fn problems(&self) -> Vec<Noticed> {
        let mut noticed: Vec<Noticed> = self.found().into_iter().map(|one| self.noticed(one)).collect();
        noticed.extend(self.several());
        if let Some(component) = self.component {
            let told = foresee::reasons(component, self.around);
            let written = self.written;
            noticed.extend(told.into_iter().filter_map(|told| {
                let written = written?;
                let path = foresee::path_of(&told, component, written);
                Some(self.noticed_at(told.problem, path, None))
            }));
        }
        for one in &mut noticed {
            if one.code == "SYNTAX" {
                cure::syntax::explain(self, one);
            } else {
                one.cures = cure::of(self, one);
            }
        }
        noticed.sort_by_key(|one| (one.span.from, one.severity));
        noticed
    }

    /// What reading says, and the references that lead nowhere.
    fn found(&self) -> Vec<Problem> {
        let mut found = self.reading.problems.clone();
        if let Some(names) = self.around.names {
            let is_parent = self.is_parent();
            let checked = self.reading.check(&|kind, name| names.has(kind, name));
            found.extend(
                checked
                    .into_iter()
                    .filter(|problem| !(is_parent && problem.code == "NO-SERVICE")),
            );
        }
        if let Some(version) = self.around.facts.and_then(|facts| facts.version.as_deref()) {
            found.extend(self.reading.too_new_for(version));
        }
        let is_kept = self.component.is_some();
        for problem in &mut found {
            // Of a file as a whole: only the component counts here, and it is kept with its actions.
            if problem.code == "TEMPLATE" && is_kept && problem.severity == Severity::Error {
                problem.severity = Severity::Info;
            }
        }
        found
    }

    /// Whether another router names this one as its parent.
    fn is_parent(&self) -> bool {
        let Some(component) = self.component else {
            return false;
        };
        self.around.others.iter().any(|other| {
            let references = other.references();
            references
                .iter()
                .any(|one| one.kind == component.kind && one.name == component.name)
                && other.kind == Kind::HttpRouter
        })
    }

    /// More than one component in the lines.
    fn several(&self) -> Option<Noticed> {
        use crate::text::outline::Shape;
        let written = self.written?;
        let second = match &written.outline.node(written.outline.root?).shape {
            Shape::Map(entries) => entries.get(1).map(|(key, _)| *key),
            Shape::List(items) => items.get(1).copied(),
            Shape::Word => None,
        }?;
        let message = format!("these lines define more than one {}", self.kind.noun());
        let problem = Problem::new(Severity::Error, "SEVERAL", message)
            .with_hint("Keep one of them here, and create another for each of the others");
        let range = spot::first_line(written.range(second), self.positions);
        Some(Noticed {
            span: self.positions.span(range),
            ..self.noticed_at(problem, Vec::new(), None)
        })
    }

    fn noticed(&self, problem: Problem) -> Noticed {
        let path = self.path_of(&problem);
        let at = problem.line.map(|line| {
            let column = problem.column.unwrap_or(1);
            self.positions.byte_at(line, column)
        });
        self.noticed_at(problem, path, at)
    }

    fn noticed_at(&self, problem: Problem, path: Vec<PathStep>, at: Option<usize>) -> Noticed {
        let range = match (at, self.written) {
            (Some(at), written) => spot::around(at, self.positions, written),
            (None, Some(written)) => spot::of_path(&path, written),
            (None, None) => 0..0,
        };
        Noticed {
            code: problem.code,
            severity: problem.severity,
            message: problem.message,
            hint: problem.hint,
            span: self.positions.span(range),
            path,
            cures: Vec::new(),
        }
    }

    /// The path of a problem below the component.
    fn path_of(&self, problem: &Problem) -> Vec<PathStep> {
        let (Some(path), Some(written)) = (problem.path.as_deref(), self.written) else {
            return Vec::new();
        };
        let (section, collection) = self.kind.section();
        let name = match written.name {
            Some(id) => format!(".{}", written.outline.node(id).word),
            None => String::new(),
        };
        let base = format!("{section}.{collection}{name}");
        let Some(rest) = path.strip_prefix(&base) else {
            return Vec::new();
        };
        let rest = match self.kind {
            // A file counts its certificates; here there is one.
            Kind::TlsCertificate => rest.strip_prefix("[0]").unwrap_or_else(|| {
                let end = rest.rfind(".certFile").or_else(|| rest.rfind(".keyFile"));
                end.or_else(|| rest.rfind(".stores"))
                    .map_or("", |end| &rest[end..])
            }),
            _ => rest,
        };
        path::steps(rest, &written.outline, written.body)
    }
}
