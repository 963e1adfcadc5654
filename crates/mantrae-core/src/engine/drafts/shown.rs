//! A draft as an editor shows it.

use serde_json::Value;
use traefik_dynamic::assist::{
    Look, Noticed, RuleRows, Span, Surroundings, look, protocol_of, rule_rows, standing,
};
use traefik_dynamic::{Braces, Component, Kind, Severity};

use super::subject::{Subject, begun, outside, readable};
use crate::certificate::held_by;
use crate::db::component::Stored;
use crate::draft::{self, Draft};
use crate::error::Result;
use crate::password::users;

pub(super) fn shown(subject: &Subject<'_>) -> Result<Draft> {
    let name = (subject.component.kind, subject.component.name.as_str());
    let saved = subject.saved()?;
    let lines = match &subject.row {
        Some(row) => row.lines.clone(),
        None => saved.clone().unwrap_or_default(),
    };
    let look = looked(subject, &lines);
    let found = look.component.filter(|found| found.name == name.1);
    let last = subject.row.as_ref().and_then(|row| row.readable.clone());
    let last = last.filter(|_| found.is_none());
    let read_last = || readable(name, last.as_deref()?);
    let stored = subject.stored.as_ref();
    let before = stored.map(Stored::component).transpose()?;
    let before = before.map(|before| before.configuration()).unwrap_or_default();
    let found = found.or_else(|| begun(name, &lines)).or_else(read_last);
    let standing = found.as_ref().and_then(|found| {
        let stands = |around: &Surroundings<'_>| standing(found, around.others, around.facts);
        subject.around.with(subject.component, stands)
    });
    let secrets = found.as_ref().map(Component::secrets).unwrap_or_default();
    let rule = found.as_ref().and_then(rule_of);
    let values = found.map(|found| found.configuration());
    let (users, certificate) = match &values {
        Some(values) => (
            users(values),
            (name.0 == Kind::TlsCertificate).then(|| held_by(values)),
        ),
        None => (Vec::new(), None),
    };
    let differing = values.as_ref().map_or(0, |values| draft::count(&before, values));
    Ok(Draft {
        component: subject.component.clone(),
        changes: match &subject.row {
            Some(_) => u32::try_from(differing).unwrap_or(u32::MAX).max(1),
            None => 0,
        },
        outside: outside(subject)?,
        changed_at: subject.row.as_ref().map(|row| row.changed_at),
        saved_at: stored.map(|stored| stored.updated_at),
        readable: last,
        values,
        standing,
        rule,
        users,
        certificate,
        secrets,
        problems: look.problems,
        fields: look.fields,
        is_readable: look.is_readable,
        lines,
        saved,
    })
}

/// The rule of a router as rows, if rows can show all of it.
fn rule_of(router: &Component) -> Option<RuleRows> {
    let protocol = protocol_of(router.kind)?;
    let values = router.configuration();
    let text = |key: &str| values.get(key).and_then(Value::as_str).unwrap_or_default();
    if router.braces != Braces::Text || text("ruleSyntax") == "v2" {
        return None;
    }
    rule_rows(text("rule"), protocol)
}

/// What can be said about the lines, with what this program asks of them in addition.
fn looked(subject: &Subject<'_>, lines: &str) -> Look {
    let (kind, name) = (subject.component.kind, subject.component.name.as_str());
    let mut look = subject
        .around
        .with(subject.component, |around| look(kind, lines, around));
    let has_error = |look: &Look| look.problems.iter().any(|one| one.severity == Severity::Error);
    match &look.component {
        Some(found) if found.name != name => look.problems.insert(0, other_name(kind, name)),
        None if !has_error(&look) => {
            let message = format!("There must be exactly one {kind} here, `{name}`");
            look.problems.insert(0, refused("NOT-ALONE", message, None));
        }
        _ => {}
    }
    look
}

fn refused(code: &str, message: String, hint: Option<&str>) -> Noticed {
    Noticed {
        code: code.to_owned(),
        severity: Severity::Error,
        message,
        hint: hint.map(str::to_owned),
        span: Span {
            line: 1,
            column: 1,
            end_line: 1,
            end_column: 1,
            ..Span::default()
        },
        path: Vec::new(),
        cures: Vec::new(),
    }
}

fn other_name(kind: Kind, name: &str) -> Noticed {
    let (message, hint) = if kind == Kind::TlsCertificate {
        let message =
            format!("A certificate is named after its file, so this would not be `{name}` any more");
        (message, "Add a new certificate and delete this one")
    } else {
        let message = format!("The name of this {kind} is `{name}`, and it cannot be changed in its text");
        (message, "Write the name as it was")
    };
    refused("OTHER-NAME", message, Some(hint))
}
