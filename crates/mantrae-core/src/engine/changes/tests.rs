//! After a rename, the configuration is what it was, with the name exchanged; and nothing else in it is touched.

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde_json::{Value, json};
use traefik_dynamic::{Braces, Component, Kind, text};

use super::set::{Change, ChangeSet};
use super::working::Working;
use crate::db::component::{self, Stored};
use crate::db::profile::{self, Profile};
use crate::db::{Databases, mention};
use crate::error::Code;
use crate::timestamp::Timestamp;

/// Every kind that has a name, with the fields in which it names others; `*` is every item of a list.
const NAMING: [(Kind, &[(&str, Kind)]); 11] = [
    (
        Kind::HttpRouter,
        &[
            ("service", Kind::HttpService),
            ("middlewares.*", Kind::HttpMiddleware),
            ("tls.options", Kind::TlsOptions),
            ("parentRefs.*", Kind::HttpRouter),
        ],
    ),
    (
        Kind::HttpService,
        &[
            ("weighted.services.*.name", Kind::HttpService),
            ("mirroring.service", Kind::HttpService),
            ("mirroring.mirrors.*.name", Kind::HttpService),
            ("failover.service", Kind::HttpService),
            ("failover.fallback", Kind::HttpService),
            ("highestRandomWeight.services.*.name", Kind::HttpService),
            ("loadBalancer.serversTransport", Kind::HttpServersTransport),
            ("middlewares.*", Kind::HttpMiddleware),
        ],
    ),
    (
        Kind::HttpMiddleware,
        &[
            ("chain.middlewares.*", Kind::HttpMiddleware),
            ("errors.service", Kind::HttpService),
        ],
    ),
    (Kind::HttpServersTransport, &[]),
    (
        Kind::TcpRouter,
        &[
            ("service", Kind::TcpService),
            ("middlewares.*", Kind::TcpMiddleware),
            ("tls.options", Kind::TlsOptions),
        ],
    ),
    (
        Kind::TcpService,
        &[
            ("weighted.services.*.name", Kind::TcpService),
            ("loadBalancer.serversTransport", Kind::TcpServersTransport),
        ],
    ),
    (Kind::TcpMiddleware, &[]),
    (Kind::TcpServersTransport, &[]),
    (Kind::UdpRouter, &[("service", Kind::UdpService)]),
    (
        Kind::UdpService,
        &[("weighted.services.*.name", Kind::UdpService)],
    ),
    (Kind::TlsOptions, &[]),
];

const NAMES: [&str; 6] = ["a", "b", "c-1", "d.e", "default", "Ü x"];
const TO: [&str; 5] = ["new", "yes", "a", "ö's", "0x1f"];

fn name(choice: u8) -> &'static str {
    NAMES[usize::from(choice) % NAMES.len()]
}

/// The name of another component, or of one elsewhere.
fn other(choice: u8) -> String {
    let suffix = ["", "", "", "@file", "@docker"][usize::from(choice / 8) % 5];
    format!("{}{suffix}", name(choice))
}

/// A body in which some of the fields that name others are set.
fn body(kind: Kind, choices: &[u8]) -> Value {
    let mut choices = choices.iter().copied().cycle();
    let mut next = || choices.next().unwrap_or_default();
    let at = NAMING.iter().position(|(of, _)| *of == kind).unwrap();
    let fields = NAMING[at].1;
    let mut body = json!({});
    match kind {
        Kind::HttpRouter => body["rule"] = json!("Host(`a.example.com`) # b"),
        Kind::TcpRouter => body["rule"] = json!("HostSNI(`*`)"),
        Kind::HttpServersTransport | Kind::TcpServersTransport => body["dialTimeout"] = json!("5s"),
        Kind::TlsOptions => body["minVersion"] = json!("VersionTLS12"),
        Kind::TcpMiddleware => body["inFlightConn"] = json!({ "amount": 3 }),
        _ => {}
    }
    for (path, _) in fields {
        // A service or a middleware has one type.
        let is_typed = path.contains('.') && !path.starts_with("tls") && !path.ends_with("s.*");
        let is_taken = body.as_object().is_some_and(|fields| !fields.is_empty());
        if next() % 3 == 0 && !(is_typed && is_taken && !matches!(kind, Kind::HttpRouter | Kind::TcpRouter)) {
            let values = [other(next()), other(next())];
            put(&mut body, path, &values);
        }
    }
    body
}

/// Sets a field; a list gets two items.
fn put(value: &mut Value, path: &str, names: &[String; 2]) {
    match path.split_once('.') {
        Some(("*", rest)) => *value = json!([{ rest: names[0] }, { rest: names[1] }]),
        Some((key, rest)) => put(&mut value[key], rest, names),
        None if path == "*" => *value = json!(names),
        None => value[path] = json!(names[0]),
    }
}

/// Exchanges a name in a field.
fn exchange(value: &mut Value, path: &str, names: (&str, &str)) {
    if path.is_empty() {
        let Some(text) = value.as_str() else { return };
        let (own, suffix) = match text.strip_suffix("@file") {
            Some(own) => (own, "@file"),
            None => (text, ""),
        };
        if own == names.0 {
            *value = json!(format!("{}{suffix}", names.1));
        }
        return;
    }
    let (key, rest) = path.split_once('.').unwrap_or((path, ""));
    if key == "*" {
        for item in value.as_array_mut().into_iter().flatten() {
            exchange(item, rest, names);
        }
    } else if let Some(inner) = value.get_mut(key) {
        exchange(inner, rest, names);
    }
}

fn exchanged(component: &Component, kind: Kind, names: (&str, &str)) -> Component {
    let mut configuration = component.configuration();
    let (_, fields) = NAMING.iter().find(|(of, _)| *of == component.kind).unwrap();
    for (path, _) in fields.iter().filter(|(_, of)| *of == kind) {
        exchange(&mut configuration, path, names);
    }
    let is_it = component.kind == kind && component.name == names.0;
    let name = if is_it { names.1 } else { &component.name };
    Component::from_configuration(component.kind, name, configuration)
}

/// The lines of a component with a comment in each of them.
fn commented(component: &Component) -> Option<String> {
    let written = text::written(component);
    let lines = written.lines().enumerate();
    let lines: Vec<String> = lines.map(|(at, line)| format!("{line}  # {at}\n")).collect();
    let text = format!("# above\n{}", lines.concat());
    text::reads_as(&text, component, Braces::Actions).then_some(text)
}

fn comments(text: &str) -> Vec<&str> {
    let found = text.lines().filter_map(|line| line.rsplit_once("# "));
    found.map(|(_, comment)| comment).collect()
}

async fn prepared(components: &[(Kind, u8, Vec<u8>)]) -> (Databases, Profile) {
    let databases = Databases::open_in_memory().await.unwrap();
    let mut connection = databases.configuration.acquire().await.unwrap();
    let now = Timestamp::from(chrono::DateTime::UNIX_EPOCH);
    let row = Profile {
        uid: "p".to_owned(),
        name: "Home".to_owned(),
        description: String::new(),
        created_at: now,
    };
    profile::insert(&mut connection, &row).await.unwrap();
    for (kind, own, choices) in components {
        let component = Component::from_configuration(*kind, name(*own), body(*kind, choices));
        let text = commented(&component);
        let stored = Stored::of(&component, own % 5 > 0, now).written_as(text);
        component::put(&mut connection, "p", &[stored]).await.unwrap();
    }
    mention::catch_up(&mut connection).await.unwrap();
    drop(connection);
    (databases, row)
}

type All = BTreeMap<(Kind, String), Stored>;

async fn all(databases: &Databases) -> All {
    let rows = component::list(&databases.configuration, "p").await.unwrap();
    let rows = rows.into_iter();
    rows.map(|row| ((component::kind(&row.kind).unwrap(), row.name.clone()), row))
        .collect()
}

async fn check(databases: &Databases, row: &Profile, (kind, from, to): (Kind, &str, &str)) {
    let before = all(databases).await;
    let changes = vec![Change::Rename {
        kind,
        name: from.to_owned(),
        to: to.to_owned(),
    }];
    let set = ChangeSet { title: None, changes };
    let now = Timestamp::from(chrono::DateTime::UNIX_EPOCH);
    let worked = Working::of(&databases.configuration, (row, &set), now).await;
    let taken = before.contains_key(&(kind, to.to_owned())) && from != to;
    let resolved = match worked {
        Ok(working) => working.into_resolved(),
        Err(error) => {
            let expected = if before.contains_key(&(kind, from.to_owned())) {
                Code::Exists
            } else {
                Code::NotFound
            };
            assert_eq!(error.code, expected, "{}", error.message);
            assert!(taken || expected == Code::NotFound);
            return;
        }
    };
    let mut after = before.clone();
    for (key, slot) in &resolved.slots {
        assert_eq!(slot.before.as_ref(), before.get(key), "what an undo puts back");
        match &slot.after {
            Some(stored) => drop(after.insert(key.clone(), stored.clone())),
            None => drop(after.remove(key)),
        }
    }
    assert_eq!(after.len(), before.len());
    for ((of, name), old) in &before {
        let is_it = (*of, name.as_str()) == (kind, from);
        let new_name = if is_it { to } else { name };
        let new = &after[&(*of, new_name.to_owned())];
        let (component, wanted) = (
            new.component().unwrap(),
            exchanged(&old.component().unwrap(), kind, (from, to)),
        );
        assert_eq!(
            component.meaning(),
            wanted.meaning(),
            "{of}/{name} after {kind}/{from} became {to}"
        );
        assert_eq!(new.enabled, old.enabled);
        match (&old.text, &new.text) {
            (Some(old), Some(new)) => {
                assert_eq!(comments(old), comments(new), "{old}\n{new}");
                assert!(text::reads_as(new, &component, Braces::Actions), "{new}");
            }
            (old, new) => assert_eq!((old, new), (&None, &None), "{of}/{name} lost its lines"),
        }
    }
}

#[test]
fn a_rename_changes_names_and_nothing_else() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let config = ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    let kinds: Vec<Kind> = NAMING.iter().map(|(kind, _)| *kind).collect();
    let kind = || prop::sample::select(kinds.clone());
    let one = (kind(), any::<u8>(), prop::collection::vec(any::<u8>(), 12));
    let sets = prop::collection::vec(one, 1..25);
    let renames = prop::collection::vec((kind(), any::<u8>(), 0..TO.len()), 1..6);
    proptest!(config, |(components in sets, renames in renames)| {
        runtime.block_on(async {
            let (databases, row) = prepared(&components).await;
            for (kind, from, to) in &renames {
                check(&databases, &row, (*kind, name(*from), TO[*to])).await;
            }
        });
    });
}
