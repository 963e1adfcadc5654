//! Compares what was published with what the API of a running Traefik reports.
//!
//! Traefik does not report what it was given: it fills in defaults, qualifies names, and copies routers for each entry
//! point that adds something. [`differences`] does the same to what was published, and compares the results. A
//! [`Report`] is what `/api/rawdata` answers; the entry points are the answer of `/api/entrypoints`.
//!
//! ```
//! use serde_json::json;
//! use traefik_dynamic::running::{Report, What, differences};
//! use traefik_dynamic::{Component, Kind};
//!
//! let zip = Component::from_configuration(Kind::HttpMiddleware, "zip", json!({ "compress": {} }));
//! let answer = json!({ "middlewares": { "zip@file": { "compress": { "minResponseBodyBytes": 9 }, "status": "enabled" } } });
//! let found = differences(&[&zip], &Report::read(&answer, "file"), &[]);
//! assert_eq!(found[0].what, What::Fields(vec!["compress.minResponseBodyBytes".to_owned()]));
//! ```

mod entry_points;
mod expected;
mod normal;
mod report;

use std::collections::BTreeMap;

use serde_json::Value;

use crate::{Component, Kind, change};
use entry_points::EntryPoints;
use expected::Expected;

pub use report::{Report, Reported};

/// A component that Traefik runs differently from what was published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// Its kind.
    pub kind: Kind,
    /// Its name in the configuration; for [`What::Extra`], in Traefik's API, without the provider.
    pub component: String,
    /// How it differs.
    pub what: What,
}

/// How a running component differs from the published one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// Traefik does not run it.
    Missing,
    /// Traefik runs it, and it was not published.
    Extra,
    /// These fields have another meaning.
    Fields(Vec<String>),
}

/// Where what Traefik runs differs from these components. They are everything that its provider reads.
pub fn differences(components: &[&Component], report: &Report, entry_points: &[Value]) -> Vec<Difference> {
    let entry_points = EntryPoints::read(entry_points);
    let expected = expected::all(components, &report.provider, &entry_points);
    let mut running: BTreeMap<(Kind, String), Value> = report
        .components
        .iter()
        .map(|one| {
            (
                (one.kind, one.name.clone()),
                one.normal(&report.provider, &entry_points),
            )
        })
        .collect();
    join_conflicted(&mut running, &expected);
    let mut found = Vec::new();
    for (key, one) in &expected {
        let what = match running.remove(key) {
            None if one.may_vanish => continue,
            None => What::Missing,
            Some(value) if value == one.value || normal::is_alike(&value, &one.value) => continue,
            Some(value) => What::Fields(change::paths(&one.value, &value)),
        };
        found.push(Difference {
            kind: key.0,
            component: one.component.clone(),
            what,
        });
    }
    found.extend(running.into_keys().map(|(kind, component)| Difference {
        kind,
        component,
        what: What::Extra,
    }));
    found
}

/// Traefik separates a router from the entry points where its TLS options conflict with those of another: puts them
/// together again.
fn join_conflicted(
    running: &mut BTreeMap<(Kind, String), Value>,
    expected: &BTreeMap<(Kind, String), Expected>,
) {
    let names: Vec<String> = running
        .keys()
        .filter(|key| key.0 == Kind::HttpRouter && !expected.contains_key(*key))
        .map(|(_, name)| name.clone())
        .collect();
    for name in names {
        let Some((entry_point, own)) = name.split_once("-conflicted-") else {
            continue;
        };
        let key = (Kind::HttpRouter, own.to_owned());
        let apart = (Kind::HttpRouter, name.clone());
        let is_alone = running[&apart]["entryPoints"] == serde_json::json!([entry_point]);
        if !is_alone || !expected.contains_key(&key) {
            continue;
        }
        let Some(one) = running.remove(&apart) else {
            continue;
        };
        let Some(rest) = running.get_mut(&key) else {
            running.insert(key, one);
            continue;
        };
        let is_alike =
            normal::with_entry_points(one.clone(), &[]) == normal::with_entry_points(rest.clone(), &[]);
        if is_alike {
            let mut all = normal::texts(rest, "entryPoints");
            all.push(entry_point.to_owned());
            *rest = normal::with_entry_points(one, &all);
        } else {
            running.insert(apart, one);
        }
    }
}
