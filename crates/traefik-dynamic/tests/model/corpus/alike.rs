//! A reading compared with what Traefik's decoder holds.

use std::collections::BTreeSet;

use serde_json::{Map, Value};
use traefik_dynamic::{Kind, Problem, Reading, Verdict, schema};

use super::held::{as_traefik_holds, filled, held_by_traefik};

/// What came out.
pub(crate) enum Compared {
    Equal,
    Different(String),
}

/// Whether the sound components mean what Traefik holds, and the others are at least known to both.
pub(crate) fn compare(reading: &Reading, held: &Value) -> Compared {
    let mut theirs = held_by_traefik(held);
    let components = reading.components.iter().map(|found| found.component.clone());
    let ours = as_traefik_holds(components.collect());
    for problem in &reading.problems {
        match problem.code.as_str() {
            "NONSTRING-KEY" => name_as_written(&mut theirs, problem),
            "IGNORED-FIELD" => drop_emptied(&mut theirs, problem),
            _ => {}
        }
    }
    for (kind, name) in &reading.rejected {
        if !remove(&mut theirs, *kind, name) {
            return Compared::Different(format!("{kind} {name} is rejected, and Traefik has none"));
        }
    }
    let is_template = reading.verdict == Verdict::Template;
    if is_alike(&ours, &theirs, is_template) {
        Compared::Equal
    } else {
        Compared::Different(format!("ours   {ours}\n  theirs {theirs}"))
    }
}

/// Traefik calls a key that is no text `<int Value>`; we keep what is written.
fn name_as_written(theirs: &mut Value, problem: &Problem) {
    let path = problem.path.as_deref().unwrap();
    // A key may hold dots itself.
    for (dot, _) in path.match_indices('.') {
        let (parent, key) = (&path[..dot], &path[dot + 1..]);
        let Some(Value::Object(fields)) = theirs.pointer_mut(&pointer(parent)) else {
            continue;
        };
        let renamed = std::mem::take(fields).into_iter().map(|(name, value)| {
            let is_no_text = name.starts_with('<') && name.ends_with(" Value>");
            (if is_no_text { key.to_owned() } else { name }, value)
        });
        *fields = renamed.collect();
    }
}

/// An object with nothing but fields that Traefik throws away is at its defaults to Traefik. To us it is absent,
/// which means the same: Traefik fills in the defaults then too, and refuses the `{}` that would be left to write.
fn drop_emptied(theirs: &mut Value, problem: &Problem) {
    let path = problem.path.as_deref().unwrap();
    let Some((parent, _)) = path.rsplit_once('.') else {
        return;
    };
    let Some(schema) = schema_at(parent) else { return };
    if schema["minProperties"] != 1 {
        return;
    }
    let (around, last) = parent.rsplit_once('.').unwrap();
    if let Some(Value::Object(fields)) = theirs.pointer_mut(&pointer(around))
        && fields.get(last) == filled(Some(Value::Object(Map::new())), &schema).as_ref()
    {
        fields.remove(last);
    }
}

fn pointer(path: &str) -> String {
    format!("/{}", path.replace('.', "/"))
}

/// The schema of the field with the path.
fn schema_at(path: &str) -> Option<Value> {
    let mut steps = path.split('.');
    let section = (steps.next()?, steps.next()?);
    let kind = Kind::ALL.iter().copied().find(|kind| kind.section() == section)?;
    let mut at = schema::of(kind);
    for step in steps.skip(1) {
        at = at.get("properties")?.get(step)?.clone();
    }
    Some(at)
}

/// Takes a component out, and its collection and section when nothing is left in it.
fn remove(theirs: &mut Value, kind: Kind, name: &str) -> bool {
    let (section, collection) = kind.section();
    let Some(Value::Object(collections)) = theirs.get_mut(section) else {
        return false;
    };
    let removed = match collections.get_mut(collection) {
        Some(Value::Object(names)) => names.remove(name).is_some(),
        _ => false,
    };
    let is_empty = |value: &Value| value.as_object().is_some_and(Map::is_empty);
    collections.retain(|_, value| !is_empty(value));
    if is_empty(&theirs[section]) {
        theirs.as_object_mut().unwrap().remove(section);
    }
    removed
}

/// Whether both are equal; in a template an action stands for any text.
fn is_alike(ours: &Value, theirs: &Value, is_template: bool) -> bool {
    match (ours, theirs) {
        (Value::Object(a), Value::Object(b)) => {
            let keys = |fields: &Map<String, Value>| fields.keys().cloned().collect::<BTreeSet<_>>();
            keys(a) == keys(b) && a.iter().all(|(key, value)| is_alike(value, &b[key], is_template))
        }
        (Value::Array(a), Value::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| is_alike(a, b, is_template))
        }
        (Value::String(a), Value::String(b)) if is_template && a.contains("{{") => {
            let (before, behind) = (a.split("{{").next().unwrap(), a.rsplit("}}").next().unwrap());
            b.starts_with(before) && b.ends_with(behind)
        }
        _ => ours == theirs,
    }
}
