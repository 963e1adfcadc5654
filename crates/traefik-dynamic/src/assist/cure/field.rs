//! Fields that Traefik does not know, knows by another name, or does not want.

use super::{Cure, cure};
use crate::assist::draft::{Draft, Noticed};
use crate::assist::path::PathStep;
use crate::assist::shapes::shape_at;
use crate::near;
use crate::read::unseen;
use crate::shape::{Shape, Type};

pub(super) fn cures(draft: &Draft<'_>, noticed: &Noticed) -> Vec<Cure> {
    let path = noticed.path.as_slice();
    match noticed.code.as_str() {
        "UNKNOWN-FIELD" => unknown(draft, path),
        "KEYCASE" => spelled(draft, path).into_iter().collect(),
        "DEPRECATED" => deprecated(draft, path),
        "DUPLICATE-KEY" => twice(draft, noticed),
        "MULTITYPE" => several_types(draft, path),
        "NONSTRING-KEY" => quoted_key(draft, noticed).into_iter().collect(),
        "IGNORED-FIELD" | "FIELD-TOO-NEW" | "EMPTY-SERVER" => removed(draft, path).into_iter().collect(),
        "EXCLUSIVE" => exclusive(draft, path),
        _ => Vec::new(),
    }
}

fn name_of(path: &[PathStep]) -> Option<(&[PathStep], &str)> {
    match path.split_last()? {
        (PathStep::Key(name), above) => Some((above, name)),
        (PathStep::Index(_), _) => None,
    }
}

fn unknown(draft: &Draft<'_>, path: &[PathStep]) -> Vec<Cure> {
    let Some((above, given)) = name_of(path) else {
        return Vec::new();
    };
    let mut cures = Vec::new();
    if let Some(shape) = shape_at(draft.kind, above) {
        let known: Vec<&str> = shape.fields.iter().map(|field| field.name).collect();
        let (section, _) = draft.kind.section();
        let plain: String = given
            .chars()
            .filter(|c| unseen::first(c.encode_utf8(&mut [0; 4])).is_none())
            .collect();
        let exact = shape.field(&plain).map(|field| field.name);
        let meant = exact.or_else(|| near::meant(given, &format!("{section}."), shape.name, &known));
        if let Some(meant) = meant
            && let Some(action) = draft.with_key(path, meant)
        {
            cures.push(cure(format!("Rename it to `{meant}`"), action));
        }
        if let Some(cured) = moved(draft, (above, path, given), shape) {
            cures.push(cured);
        }
    }
    cures.extend(removed(draft, path));
    cures
}

/// A field that belongs to the object beside it: `servers` beside `loadBalancer`.
fn moved(
    draft: &Draft<'_>,
    (above, path, given): (&[PathStep], &[PathStep], &str),
    shape: &Shape,
) -> Option<Cure> {
    let inner = shape.fields.iter().find(|field| match field.wants {
        Type::Object(inner) => inner
            .fields
            .iter()
            .any(|one| one.name.eq_ignore_ascii_case(given)),
        _ => false,
    })?;
    let written = draft.written?;
    let mut into = above.to_vec();
    into.push(PathStep::key(inner.name));
    // Where there is none yet, the field is put into a new one.
    if written.find(&into).is_some() {
        return None;
    }
    let (key, value) = written.find(path)?;
    let (key, value) = (written.range(key?), written.range(value));
    let text = &draft.positions.text[key.start..value.end.max(key.end + 1)];
    let line = draft.positions.line_text(draft.positions.line_of(key.start));
    let column = key.start - line.start;
    let is_alone = draft.positions.text[line.start..key.start].trim().is_empty();
    let lines: Vec<String> = text
        .lines()
        .map(|line| {
            format!(
                "{:column$}  {}",
                "",
                line.get(column..).unwrap_or(line.trim_start())
            )
        })
        .collect();
    let first = format!("{:column$}  {}", "", text.lines().next()?);
    let rest = lines.get(1..).unwrap_or_default();
    let block = [&[first][..], rest].concat().join("\n");
    let written_anew = format!("{}:\n{block}", inner.name);
    let end = key.start + text.len();
    is_alone.then(|| {
        cure(
            format!("Put it into `{}`", inner.name),
            draft.replace([(key.start..end, written_anew)]),
        )
    })
}

fn removed(draft: &Draft<'_>, path: &[PathStep]) -> Option<Cure> {
    let title = match path.last()? {
        PathStep::Key(name) => format!("Remove `{name}`"),
        PathStep::Index(_) => "Remove it".to_owned(),
    };
    Some(cure(title, draft.without(path)?))
}

fn spelled(draft: &Draft<'_>, path: &[PathStep]) -> Option<Cure> {
    let (above, name) = name_of(path)?;
    let name = shape_at(draft.kind, above)?.field(name)?.name;
    Some(cure(format!("Write `{name}`"), draft.with_key(path, name)?))
}

/// The former names of fields that were only renamed.
const RENAMED: [(&str, &str); 1] = [("ipWhiteList", "ipAllowList")];

fn deprecated(draft: &Draft<'_>, path: &[PathStep]) -> Vec<Cure> {
    let Some((above, name)) = name_of(path) else {
        return Vec::new();
    };
    let renamed = RENAMED.iter().find(|(old, _)| *old == name);
    if let Some((_, new)) = renamed {
        let action = draft.with_key(path, new);
        return action
            .map(|action| cure(format!("Rename it to `{new}`"), action))
            .into_iter()
            .collect();
    }
    let modern = draft.component.and_then(crate::Component::modernised);
    let is_gone = modern.is_some_and(|modern| {
        let mut value = modern.configuration();
        let there = path.iter().try_fold(&mut value, |value, step| match step {
            PathStep::Key(key) => value.get_mut(key),
            PathStep::Index(index) => value.get_mut(*index as usize),
        });
        there.is_none()
    });
    let has_old_rule = name == "ruleSyntax" && above.is_empty();
    let mut cures = Vec::new();
    if has_old_rule && let Some(cured) = super::rule::modern(draft, true) {
        cures.push(cured);
    } else if is_gone {
        cures.extend(removed(draft, path));
    }
    cures
}

fn twice(draft: &Draft<'_>, noticed: &Noticed) -> Vec<Cure> {
    let at = draft.positions.byte(noticed.span.from);
    let title = match noticed.path.last() {
        Some(PathStep::Key(name)) => format!("Remove this `{name}`"),
        _ => "Remove this one".to_owned(),
    };
    let later = draft.without_key_at(at).map(|action| cure(title, action));
    later.into_iter().collect()
}

fn several_types(draft: &Draft<'_>, path: &[PathStep]) -> Vec<Cure> {
    let Some(written) = draft.written else {
        return Vec::new();
    };
    let Some((_, node)) = written.find(path) else {
        return Vec::new();
    };
    let names: Vec<String> = written
        .outline
        .entries(node)
        .iter()
        .map(|(key, _)| written.outline.node(*key).word.clone())
        .collect();
    // One of two is left; of more, it takes several steps.
    let others = names.iter().filter(|name| *name != "middlewares");
    let remove = others.filter_map(|name| {
        let mut path = path.to_vec();
        path.push(PathStep::key(name));
        removed(draft, &path)
    });
    remove.collect()
}

fn quoted_key(draft: &Draft<'_>, noticed: &Noticed) -> Option<Cure> {
    let range = draft.positions.byte(noticed.span.from)..draft.positions.byte(noticed.span.to);
    let word = draft.positions.text.get(range.clone())?;
    let action = draft.replace([(range, format!("\"{word}\""))]);
    Some(cure("Put it in quotes", action))
}

/// Fields of which only one may be set.
const ONE_OF: [&[&str]; 3] = [
    &["excludedContentTypes", "includedContentTypes"],
    &["ipStrategy", "requestHeaderName", "requestHost"],
    &["spiffe"],
];

fn exclusive(draft: &Draft<'_>, path: &[PathStep]) -> Vec<Cure> {
    if let Some(PathStep::Key(name)) = path.last()
        && (name == "entryPoints" || ONE_OF[2].contains(&name.as_str()))
    {
        return removed(draft, path).into_iter().collect();
    }
    let names = ONE_OF.iter().flat_map(|names| names.iter());
    let cures = names.filter_map(|name| {
        let mut path = path.to_vec();
        path.push(PathStep::key(name));
        removed(draft, &path)
    });
    cures.collect()
}
