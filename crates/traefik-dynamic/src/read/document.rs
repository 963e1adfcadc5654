//! A file as a whole: what kind of file it is, and the verdict.

use std::collections::HashSet;

use crate::read::node::{Content, Place};
use crate::read::origin::{self, Origin};
use crate::read::sections::{self, Walk};
use crate::read::yaml::{self, Document};
use crate::read::{Broken, Reading, Verdict, step};
use crate::template::{self, Fault};
use crate::{Braces, Format, Kind, Problem, Severity};

/// Reads a parsed file, or reports why it could not be parsed.
pub(crate) fn read(
    text: &str,
    (file, part): (&str, Option<Kind>),
    actions: Option<&step::Actions>,
    parsed: Result<Document<'_>, (Format, Broken)>,
) -> Reading {
    let mut reading = Reading::empty(file);
    if let Some(actions) = actions {
        reading.problems.push(template_problem(actions));
    }
    let origin = match parsed {
        Ok(document) => match part {
            Some(kind) => {
                read_part(&document, (kind, actions), &mut reading);
                None
            }
            None => read_document(&document, (text, actions), &mut reading),
        },
        Err((format, broken)) => {
            let origin = actions.and_then(|_| unparsed(text, &mut reading));
            // A hint about what cannot be read before Traefik has run it would mislead.
            let hint = broken.hint.clone().filter(|_| actions.is_none());
            reading.is_refused = actions.is_none() && !broken.is_limit;
            reading
                .problems
                .push(syntax(format, Broken { hint, ..broken }, text));
            origin
        }
    };
    if let Some(actions) = actions {
        of_the_file(actions, &mut reading);
    }
    let has_error = reading
        .problems
        .iter()
        .any(|problem| problem.severity == Severity::Error);
    reading.verdict = match (origin, actions) {
        (Some(Origin::Static), _) => Verdict::StaticConfigNotDynamic,
        (_, Some(_)) => Verdict::Template,
        (_, None) if has_error => Verdict::Reject,
        (_, None) => Verdict::Accept,
    };
    reading
}

/// What applies to a file with actions as a whole: Traefik runs it before it looks at any value.
fn of_the_file(actions: &step::Actions, reading: &mut Reading) {
    let told: HashSet<String> = reading
        .problems
        .iter()
        .filter(|problem| problem.code == "TEMPLATE-ACTION")
        .map(|problem| problem.message.clone())
        .collect();
    let mut is_known = actions.are_in_values;
    for (place, action, fault) in &actions.faults {
        let problem = fault_problem(action, fault);
        if !told.contains(&problem.message) {
            // Between its lines there may be more than was found.
            is_known &= !action.contains('\n') && action.ends_with("}}");
            reading.problems.push(at(problem, *place));
        }
    }
    // The actions decide which of its parts exist.
    reading.is_refused &= actions.are_in_values;
    reading.is_refused |= !actions.faults.is_empty();
    if !is_known {
        reading.forget_components();
    }
}

/// Reads the tree of a file; returns whose file it is if it contains nothing dynamic.
fn read_document(
    document: &Document<'_>,
    (text, actions): (&str, Option<&step::Actions>),
    reading: &mut Reading,
) -> Option<Origin> {
    let tree = &document.tree;
    let braces = actions.map_or(Braces::Text, |_| Braces::Actions);
    let mut walk = Walk::new((tree, braces), reading);
    if let Some(actions) = actions {
        walk.blame(actions);
    }
    let mut origin = None;
    let mut has_nothing = false;
    match document.root.map(|root| (root, tree.content(root))) {
        None | Some((_, Content::Null)) => has_nothing = true,
        Some((_, Content::Map(entries))) => {
            walk.root(entries);
            if entries.iter().any(|entry| sections::is_section(&entry.key)) {
                has_nothing = walk.is_empty();
            } else {
                origin = origin::guess(entries.iter().map(|entry| &*entry.key));
                has_nothing = true;
            }
        }
        Some((root, _)) => walk.wrong_root(root),
    }
    walk.finish();
    if has_nothing {
        reading.problems.push(nothing(origin));
    }
    if let Some(second) = document.second {
        reading.problems.push(multidoc(second, &left_out(text, second)));
    }
    if let Some(first) = document.null_keys.first() {
        reading.problems.push(null_key(*first, document.null_keys.len()));
    }
    if let Some(place) = document.first_alias {
        let message = "anchors and merge keys are resolved, and are written out in full in an export";
        reading
            .problems
            .push(at(Problem::new(Severity::Info, "EXPANDED", message), place));
    }
    origin
}

/// Reads a tree that is a collection of components of one kind, without the file around it.
fn read_part(
    document: &Document<'_>,
    (kind, actions): (Kind, Option<&step::Actions>),
    reading: &mut Reading,
) {
    let braces = actions.map_or(Braces::Text, |_| Braces::Actions);
    let mut walk = Walk::new((&document.tree, braces), reading);
    if let Some(actions) = actions {
        walk.blame(actions);
    }
    if let Some(root) = document.root {
        walk.part(root, kind);
    }
    let has_nothing = walk.is_empty();
    walk.finish();
    if has_nothing {
        let problem = Problem::new(Severity::Error, "NOTHING", "there is no component in these lines");
        let hint = match kind {
            Kind::TlsCertificate => "Write `- certFile:` and `keyFile:` below it",
            _ => "Write its name and a colon, and its settings below",
        };
        reading.problems.push(problem.with_hint(hint));
    }
    if let Some(second) = document.second {
        reading.problems.push(multidoc(second, &[]));
    }
    if let Some(first) = document.null_keys.first() {
        reading.problems.push(null_key(*first, document.null_keys.len()));
    }
}

/// Entries that are dropped because their key is null.
fn null_key(first: Place, count: usize) -> Problem {
    let message = match count {
        1 => "this key is null, so Traefik drops its value".to_owned(),
        count => format!("{count} keys are null, starting with this one, so Traefik drops their values"),
    };
    at(
        Problem::new(Severity::Warning, "NULL", message)
            .with_hint("Give it a name; put a key called `null` or `~` in quotes"),
        first,
    )
}

/// A template that cannot be parsed without running it: guesses from its root keys.
fn unparsed(text: &str, reading: &mut Reading) -> Option<Origin> {
    let keys = origin::root_keys(text);
    let ignored = origin::static_keys(&keys).map(|key| {
        let message = sections::ignored_root(key);
        Problem::new(Severity::Warning, "IGNORED-ROOT", message).with_path(key)
    });
    reading.problems.extend(ignored);
    let is_dynamic = keys.iter().any(|key| sections::is_section(key));
    let origin = origin::guess(keys).filter(|origin| *origin == Origin::Static && !is_dynamic)?;
    reading.problems.push(nothing(Some(origin)));
    Some(origin)
}

fn nothing(origin: Option<Origin>) -> Problem {
    let (sentence, hint) = match origin {
        Some(origin) => origin.sentence(),
        None => (
            "the file contains nothing to import",
            "It should have a section `http`, `tcp`, `udp` or `tls` that is not empty",
        ),
    };
    Problem::new(Severity::Error, "NOTHING", sentence).with_hint(hint)
}

fn syntax(format: Format, broken: Broken, text: &str) -> Problem {
    let name = match format {
        Format::Yaml => "YAML",
        Format::Json => "JSON",
        Format::Toml => "TOML",
    };
    let problem = Problem::new(
        Severity::Error,
        "SYNTAX",
        format!("cannot read {name}: {}", broken.sentence),
    );
    let line = |number: u32| {
        text.lines()
            .nth(number.saturating_sub(1) as usize)
            .unwrap_or_default()
    };
    let has_comment =
        |number: u32| line(number).contains("//") || line(number.saturating_sub(1)).contains("//");
    let hint = match broken.hint {
        None if format == Format::Json && has_comment(broken.place.line) => {
            Some("JSON does not allow comments".to_owned())
        }
        _ if has_statement(line(broken.place.line)) => {
            Some("Lines with `{% … %}` are an Ansible or Jinja template: import the rendered file".to_owned())
        }
        hint => hint,
    };
    at(Problem { hint, ..problem }, broken.place)
}

/// Whether the line is a Jinja statement, which none of Traefik's formats have.
fn has_statement(line: &str) -> bool {
    line.contains("{%") && line.contains("%}")
}

fn template_problem(actions: &step::Actions) -> Problem {
    let count = match actions.count {
        1 => "a template action".to_owned(),
        count => format!("{count} template actions"),
    };
    let message = format!("the file contains {count} (`{{{{ … }}}}`), which only Traefik can run");
    let hint = if actions.is_foreign {
        "It looks like an Ansible, Jinja or Helm template: import the rendered file"
    } else if actions.are_in_values {
        "Import the rendered file, or import the components as they are, including the actions"
    } else {
        "Import the rendered file"
    };
    at(
        Problem::new(Severity::Error, "TEMPLATE", message).with_hint(hint),
        actions.first,
    )
}

/// What Traefik would say about an action that it cannot run.
fn fault_problem(action: &str, fault: &Fault) -> Problem {
    let message = format!("Traefik cannot run `{}`: {}", template::shown(action), fault.why);
    Problem::new(Severity::Error, "TEMPLATE-ACTION", message).with_hint(template::cure(fault))
}

fn multidoc(second: Place, names: &[String]) -> Problem {
    let mut message =
        "Traefik reads only the first document of a file; the one that starts here is left out".to_owned();
    if let [first, ..] = names {
        message.push_str(": ");
        message.push_str(first);
        names
            .iter()
            .skip(1)
            .take(9)
            .for_each(|name| message.extend([", ", name]));
        message.push_str(if names.len() > 10 { " and more" } else { "" });
    }
    at(
        Problem::new(Severity::Warning, "MULTIDOC", message).with_hint("Put it in a separate file"),
        second,
    )
}

/// What the second document would have contributed.
fn left_out(text: &str, second: Place) -> Vec<String> {
    let line = second.line.saturating_sub(1) as usize;
    let rest = text.split_inclusive('\n').skip(line).map(str::len).sum::<usize>();
    let rest = &text[text.len() - rest..];
    // It may begin after the end of the first one.
    let begin = rest.char_indices().nth(second.column.saturating_sub(1) as usize);
    let Ok(document) = yaml::parse(&rest[begin.map_or(0, |(begin, _)| begin)..]) else {
        return Vec::new();
    };
    let mut reading = Reading::empty("");
    if let Some(Content::Map(entries)) = document.root.map(|root| document.tree.content(root)) {
        let mut walk = Walk::new((&document.tree, Braces::Text), &mut reading);
        walk.root(entries);
        walk.finish();
    }
    reading
        .components
        .iter()
        .map(|found| format!("`{}`", found.component.path()))
        .collect()
}

fn at(mut problem: Problem, place: Place) -> Problem {
    problem.line = (place.line > 0).then_some(place.line);
    problem.column = (place.column > 0).then_some(place.column);
    problem
}
