//! Joins the same note about many components into one, with a count and a list.

use std::collections::HashMap;

use crate::component::shape_of;
use crate::{Kind, Problem, Severity};

/// How many more components a note names after the first.
const MOST_NAMES: usize = 10;

/// The findings as a person reads them: notes that say the same about several components are joined into one, at the
/// place of the first. Errors and warnings are kept separate, because each needs attention.
///
/// ```
/// use traefik_dynamic::{gather, read};
///
/// let text = "http:\n  routers:\n    a: {rule: Path(`/a`), service: s}\n    b: {rule: Path(`/b`), service: s}\n";
/// let problems = gather(&read(text.as_bytes(), "a.yml", None).problems);
/// let notes: Vec<_> = problems.iter().filter(|one| one.code == "NO-ENTRYPOINTS").collect();
/// assert_eq!(notes.len(), 1);
/// assert!(notes[0].message.ends_with("; the same holds for 1 more: `http-router/b`"));
/// ```
pub fn gather(problems: &[Problem]) -> Vec<Problem> {
    let mut gathered: Vec<Problem> = Vec::with_capacity(problems.len());
    let mut first: HashMap<Likeness, usize> = HashMap::new();
    let mut others: HashMap<usize, Vec<String>> = HashMap::new();
    for problem in problems {
        let subject = problem.path.as_deref().and_then(Subject::of);
        let Some(subject) = subject.filter(|_| problem.severity == Severity::Info) else {
            gathered.push(problem.clone());
            continue;
        };
        let at = *first.entry(subject.likeness(problem)).or_insert(gathered.len());
        if at < gathered.len() {
            others.entry(at).or_default().push(subject.name());
        } else {
            gathered.push(problem.clone());
        }
    }
    for (at, mut names) in others {
        names.dedup();
        gathered[at].message.push_str(&also(&names));
    }
    gathered
}

/// What distinguishes notes: file, code, the field without its numbers, the sentence without its subject, and the hint.
type Likeness = (Option<String>, String, String, String, Option<String>);

fn also(names: &[String]) -> String {
    let shown: Vec<String> = names
        .iter()
        .take(MOST_NAMES)
        .map(|name| format!("`{name}`"))
        .collect();
    let more = match names.len().saturating_sub(MOST_NAMES) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    format!(
        "; the same holds for {} more: {}{more}",
        names.len(),
        shown.join(", ")
    )
}

/// The component that a path points into, and the field within it.
struct Subject<'p> {
    kind: Kind,
    name: &'p str,
    field: &'p str,
    /// `http.routers.web`.
    component: &'p str,
}

impl<'p> Subject<'p> {
    fn of(path: &'p str) -> Option<Self> {
        let (section, rest) = path.split_once('.')?;
        let is_of = |kind: &Kind| {
            let (its, collection) = kind.section();
            its == section
                && rest
                    .strip_prefix(collection)
                    .is_some_and(|rest| rest.starts_with(['.', '[']))
        };
        let kind = Kind::ALL.iter().copied().find(is_of)?;
        let start = section.len() + 1 + kind.section().1.len() + 1;
        let below = path.get(start..)?;
        // A name may contain dots: it ends before the first step that is a field.
        let is_field = |name: &str| shape_of(kind).fields.iter().any(|field| field.name == name);
        let end = below
            .match_indices('.')
            .map(|(dot, _)| dot)
            .find(|dot| is_field(below[dot + 1..].split(['.', '[']).next().unwrap_or_default()))
            .unwrap_or(below.len());
        Some(Subject {
            kind,
            name: &below[..end],
            field: &below[end..],
            component: &path[..start + end],
        })
    }

    fn name(&self) -> String {
        // A certificate has only its index in the list.
        if self.kind == Kind::TlsCertificate {
            return self.component.to_owned();
        }
        format!("{}/{}", self.kind, self.name)
    }

    fn likeness(&self, problem: &Problem) -> Likeness {
        let without_subject = problem.message.replace(self.component, "");
        (
            problem.file.clone(),
            problem.code.clone(),
            without_numbers(self.field),
            without_numbers(&without_subject),
            problem.hint.clone(),
        )
    }
}

/// `servers[].url` for `servers[3].url`.
fn without_numbers(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut parts = text.split('[');
    out.push_str(parts.next().unwrap_or_default());
    for part in parts {
        out.push('[');
        let digits = part.bytes().take_while(u8::is_ascii_digit).count();
        out.push_str(if part[digits..].starts_with(']') {
            &part[digits..]
        } else {
            part
        });
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn note(path: &str, message: &str) -> Problem {
        Problem::new(Severity::Info, "CERTRESOLVER", message).with_path(path)
    }

    #[test]
    fn joins_the_same() {
        let resolver = |name: &str, resolver: &str| {
            let path = format!("http.routers.{name}.tls.certResolver");
            note(
                &path,
                &format!("`{path}` names the certificate resolver `{resolver}`"),
            )
        };
        let problems: Vec<Problem> = (0..30)
            .map(|number| resolver(&format!("r{number}.example.com"), "le"))
            .chain([resolver("x", "other")])
            .collect();
        let gathered = gather(&problems);
        assert_eq!(gathered.len(), 2);
        assert_eq!(
            gathered[0].message,
            "`http.routers.r0.example.com.tls.certResolver` names the certificate resolver `le`; the same holds for 29 more: \
             `http-router/r1.example.com`, `http-router/r2.example.com`, `http-router/r3.example.com`, \
             `http-router/r4.example.com`, `http-router/r5.example.com`, `http-router/r6.example.com`, \
             `http-router/r7.example.com`, `http-router/r8.example.com`, `http-router/r9.example.com`, \
             `http-router/r10.example.com` and 19 more"
        );
        assert_eq!(gathered[1], problems[30]);
    }

    #[test]
    fn names_certificates_by_their_place() {
        let of = |index: usize| {
            let path = format!("tls.certificates[{index}].certFile");
            note(&path, &format!("`{path}` names a file"))
        };
        let gathered = gather(&[of(0), of(1)]);
        assert_eq!(
            gathered[0].message,
            "`tls.certificates[0].certFile` names a file; the same holds for 1 more: `tls.certificates[1]`"
        );
    }

    #[test]
    fn leaves_what_differs() {
        let problems = [
            note("http.routers.a.service", "`http.routers.a.service` is so"),
            note(
                "http.routers.b.middlewares[0]",
                "`http.routers.b.middlewares[0]` is so",
            ),
            Problem {
                severity: Severity::Warning,
                ..note("http.routers.c.service", "`http.routers.c.service` is so")
            },
            note("nothing", "the file is so"),
            Problem::new(Severity::Info, "CERTRESOLVER", "the file is so"),
            Problem {
                file: Some("other".to_owned()),
                ..note("http.routers.d.service", "`http.routers.d.service` is so")
            },
        ];
        assert_eq!(gather(&problems), problems);
    }
}
