//! Mine, base, theirs; and the lines of a new component.

use proptest::prelude::*;
use serde_json::{Value, json};
use traefik_dynamic::text::edit;
use traefik_dynamic::{Braces, Component, Kind, text};

use super::merge::merge;
use super::skeleton;

/// What becomes of mine with theirs merged into it, as JSON, and the fields that clash.
fn check(base: &Value, mine: &Value, theirs: &Value, expect: (&Value, &[&str])) {
    let merged = merge(base, mine, theirs);
    let clashes: Vec<String> = merged.clashes().into_iter().map(|clash| clash.path).collect();
    assert_eq!(
        (&applied(mine, &merged, &[]), clashes),
        (expect.0, owned(expect.1))
    );
}

fn applied(mine: &Value, merged: &super::Merge, chosen: &[String]) -> Value {
    let router = Component::from_configuration(Kind::HttpRouter, "a", mine.clone());
    let lines = text::written(&router);
    let edited = merged.with_edits(chosen, |edits| edit(&lines, &router, edits));
    edited.unwrap().component.configuration()
}

fn owned(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

#[test]
fn fields_that_one_side_changed_go_together() {
    let base = json!({ "rule": "Path(`/`)", "service": "a", "tls": { "options": "x" } });
    let mine = json!({ "rule": "Path(`/a`)", "service": "a", "tls": { "options": "x" } });
    let theirs = json!({ "rule": "Path(`/`)", "service": "a", "priority": 3, "tls": { "options": "x" } });
    let both = json!({ "rule": "Path(`/a`)", "service": "a", "priority": 3, "tls": { "options": "x" } });
    check(&base, &mine, &theirs, (&both, &[]));
    check(&base, &base, &theirs, (&theirs, &[]));
    check(&base, &mine, &base, (&mine, &[]));
    check(&base, &theirs, &theirs, (&theirs, &[]));

    let theirs = json!({ "rule": "Path(`/b`)", "service": "a", "tls": { "options": "y" } });
    let both = json!({ "rule": "Path(`/a`)", "service": "a", "tls": { "options": "y" } });
    check(&base, &mine, &theirs, (&both, &["rule"]));
    let theirs = json!({ "rule": "Path(`/`)", "service": "a" });
    let both = json!({ "rule": "Path(`/a`)", "service": "a" });
    check(&base, &mine, &theirs, (&both, &[]));
}

#[test]
fn a_field_inside_another_that_is_gone_clashes() {
    let base = json!({ "rule": "Path(`/`)", "service": "a", "tls": { "options": "x" } });
    let mine = json!({ "rule": "Path(`/`)", "service": "a" });
    let theirs =
        json!({ "rule": "Path(`/`)", "service": "a", "tls": { "options": "y", "certResolver": "le" } });
    check(&base, &mine, &theirs, (&mine, &["tls"]));
    let merged = merge(&base, &mine, &theirs);
    assert_eq!(
        applied(&mine, &merged, &["tls".to_owned()]),
        theirs,
        "theirs was chosen, with all that is in it"
    );
    check(&base, &theirs, &mine, (&theirs, &["tls"]));
}

#[test]
fn lists_are_one_value() {
    let of = |points: &[&str]| json!({ "rule": "Path(`/`)", "service": "a", "entryPoints": points });
    let (base, mine, theirs) = (of(&["web"]), of(&["web", "mine"]), of(&["theirs"]));
    check(&base, &mine, &theirs, (&mine, &["entryPoints"]));
}

fn routers() -> impl Strategy<Value = Value> {
    let word = || prop::option::of(prop::sample::select(vec!["x", "y", "z"]));
    (word(), word(), word(), prop::option::of(0..3_i64)).prop_map(|(service, options, resolver, priority)| {
        let mut router = json!({ "rule": "Path(`/`)", "service": service.unwrap_or("a") });
        if let Some(options) = options {
            router["tls"]["options"] = json!(options);
        }
        if let Some(resolver) = resolver {
            router["tls"]["certResolver"] = json!(resolver);
        }
        if let Some(priority) = priority {
            router["priority"] = json!(priority + 1);
        }
        router
    })
}

proptest! {
    /// Every field has my value, their value where I changed nothing, and theirs everywhere once all is chosen so.
    #[test]
    fn nothing_is_invented_and_nothing_lost(base in routers(), mine in routers(), theirs in routers()) {
        let merged = merge(&base, &mine, &theirs);
        prop_assert_eq!(&applied(&mine, &merge(&base, &mine, &mine), &[]), &mine);
        prop_assert_eq!(&applied(&base, &merge(&base, &base, &theirs), &[]), &theirs);
        let kept = applied(&mine, &merged, &[]);
        let all: Vec<String> = merged.clashes().into_iter().map(|clash| clash.path).collect();
        for path in ["/service", "/priority"] {
            let (base, mine, theirs) = (base.pointer(path), mine.pointer(path), theirs.pointer(path));
            let wanted = if base == mine { theirs } else { mine };
            prop_assert_eq!(kept.pointer(path), wanted);
        }
        let chosen = applied(&mine, &merged, &all);
        for path in ["/service", "/priority", "/tls/options", "/tls/certResolver"] {
            let (before, there) = (base.pointer(path), theirs.pointer(path));
            if before != there {
                prop_assert_eq!(chosen.pointer(path), there, "{} of {}", path, chosen);
            }
        }
    }
}

#[test]
fn a_new_component_has_a_name_and_the_fields_it_cannot_do_without() {
    for kind in Kind::ALL.iter().filter(|kind| **kind != Kind::TlsCertificate) {
        for name in ["web", "on", "1", "a b", "ü: \"x\"", "c@d"] {
            let lines = skeleton(*kind, name);
            let (found, problems) = text::read(*kind, &lines, Braces::Actions);
            // Its type is chosen next: until then it is empty.
            let is_begun = problems.iter().any(|problem| problem.code == "EMPTY-OBJECT");
            if found.is_none() && is_begun && lines.lines().count() == 1 {
                continue;
            }
            let found = found.map(|one| one.name);
            assert_eq!(found.as_deref(), Some(name), "{kind} {lines}: {problems:?}");
        }
    }
}
