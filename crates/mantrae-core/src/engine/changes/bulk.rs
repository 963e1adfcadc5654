//! The same change to several components: makes a change set from a selection.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use traefik_dynamic::{Component, Kind, rule};

use super::set::{Change, ChangeSet};
use crate::component_ref::ComponentRef;
use crate::db::component::Stored;
use crate::error::{Code, Error, Result};
use crate::field_edit::{FieldEdit, PathStep};
use crate::words;

/// What is done to each component of a selection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "edit", rename_all = "kebab-case")]
pub enum BulkEdit {
    /// Switches it on.
    TurnOn,
    /// Switches it off.
    TurnOff,
    /// Adds a middleware to a router.
    AddMiddleware {
        /// Which one.
        name: String,
        /// Where in the list.
        at: ListPosition,
    },
    /// Removes a middleware from a router.
    RemoveMiddleware {
        /// Which one.
        name: String,
    },
    /// Puts a middleware of a router in the position of another one.
    ReplaceMiddleware {
        /// Which one goes.
        name: String,
        /// Which one comes.
        with: String,
    },
    /// Sets the entry points of a router; with none, it has the default ones.
    EntryPoints {
        /// Their names.
        names: Vec<String>,
    },
    /// Sets the certificate resolver of a router, or removes it.
    Resolver {
        /// Its name.
        name: Option<String>,
    },
    /// Sets the TLS options of a router, or removes them.
    TlsOptions {
        /// Their name.
        name: Option<String>,
    },
    /// Sets the priority of a router; without one, the length of its rule counts.
    Priority {
        /// The priority.
        priority: Option<i32>,
    },
    /// Replaces a text in the hosts of a router, or in the addresses of a service's servers.
    ReplaceText {
        /// The text.
        find: String,
        /// What it becomes.
        with: String,
    },
    /// Removes it.
    Delete,
}

/// A position in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "position", rename_all = "kebab-case")]
pub enum ListPosition {
    /// At its beginning.
    First,
    /// At its end.
    Last,
    /// Before an item; at the end of lists that do not have it.
    Before {
        /// The item.
        name: String,
    },
}

/// A change to several components that can be planned and made.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct BulkChange {
    /// Makes the changes.
    pub set: ChangeSet,
    /// Those that are already so.
    pub already: Vec<ComponentRef>,
    /// Those that this cannot be done to.
    pub not_possible: Vec<ComponentRef>,
}

/// What is to be done to one component.
enum Each {
    Change(Change),
    Already,
    NotPossible,
}

/// Works out the changes of a selection.
pub(super) fn of(profile: &str, selection: &[Stored], edit: &BulkEdit) -> Result<BulkChange> {
    check(edit)?;
    let mut bulk = BulkChange {
        set: ChangeSet::default(),
        already: Vec::new(),
        not_possible: Vec::new(),
    };
    for stored in selection {
        let component = stored.component()?;
        let reference = || ComponentRef {
            profile: profile.to_owned(),
            kind: component.kind,
            name: component.name.clone(),
        };
        match each(stored, &component, edit) {
            Each::Change(change) => bulk.set.changes.push(change),
            Each::Already => bulk.already.push(reference()),
            Each::NotPossible => bulk.not_possible.push(reference()),
        }
    }
    bulk.set.title = Some(title(bulk.set.changes.len(), edit));
    Ok(bulk)
}

fn check(edit: &BulkEdit) -> Result<()> {
    let is_empty = match edit {
        BulkEdit::AddMiddleware { name, .. } | BulkEdit::RemoveMiddleware { name } => name.trim().is_empty(),
        BulkEdit::ReplaceMiddleware { name, with } => name.trim().is_empty() || with.trim().is_empty(),
        BulkEdit::Resolver { name } | BulkEdit::TlsOptions { name } => {
            name.as_ref().is_some_and(|name| name.trim().is_empty())
        }
        BulkEdit::EntryPoints { names } => names.iter().any(|name| name.trim().is_empty()),
        BulkEdit::ReplaceText { find, .. } => find.is_empty(),
        _ => false,
    };
    if is_empty {
        return Err(Error::new(Code::InvalidInput, "A name or a text is missing"));
    }
    Ok(())
}

fn each(stored: &Stored, component: &Component, edit: &BulkEdit) -> Each {
    let (kind, name) = (component.kind, component.name.clone());
    let switch = |enabled| {
        if stored.enabled == enabled {
            return Each::Already;
        }
        let name = component.name.clone();
        Each::Change(Change::SetEnabled { kind, name, enabled })
    };
    let configuration = component.configuration();
    let is_router = matches!(kind, Kind::HttpRouter | Kind::TcpRouter);
    let edits = match edit {
        BulkEdit::TurnOn => return switch(true),
        BulkEdit::TurnOff => return switch(false),
        BulkEdit::Delete => return Each::Change(Change::Remove { kind, name }),
        BulkEdit::ReplaceText { find, with } => replaced((component, &configuration), find, with),
        BulkEdit::EntryPoints { names } if is_router || kind == Kind::UdpRouter => {
            let wanted = (!names.is_empty()).then(|| json!(names));
            Some(field(&configuration, &["entryPoints"], wanted))
        }
        _ if !is_router => None,
        BulkEdit::EntryPoints { .. } => None,
        BulkEdit::AddMiddleware { name, at } => Some(added(&configuration, name, at)),
        BulkEdit::RemoveMiddleware { name } => Some(removed(&configuration, name)),
        BulkEdit::ReplaceMiddleware { name, with } => Some(exchanged(&configuration, name, with)),
        BulkEdit::Resolver { name } => Some(field(
            &configuration,
            &["tls", "certResolver"],
            name.as_ref().map(|name| json!(name)),
        )),
        BulkEdit::TlsOptions { name } => Some(field(
            &configuration,
            &["tls", "options"],
            name.as_ref().map(|name| json!(name)),
        )),
        BulkEdit::Priority { priority } => {
            let wanted = priority
                .filter(|priority| *priority != 0)
                .map(|priority| json!(priority));
            Some(field(&configuration, &["priority"], wanted))
        }
    };
    match edits {
        None => Each::NotPossible,
        Some(edits) if edits.is_empty() => Each::Already,
        Some(edits) => Each::Change(Change::Fields { kind, name, edits }),
    }
}

fn steps(path: &[&str]) -> Vec<PathStep> {
    path.iter().map(|key| PathStep::Key((*key).to_owned())).collect()
}

fn at(path: &[&str], index: usize) -> Vec<PathStep> {
    let mut path = steps(path);
    path.push(PathStep::Index(number(index)));
    path
}

fn number(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}

/// Sets a field, or removes it.
fn field(configuration: &Value, path: &[&str], wanted: Option<Value>) -> Vec<FieldEdit> {
    let found = path.iter().try_fold(configuration, |value, key| value.get(key));
    if found == wanted.as_ref() {
        return Vec::new();
    }
    let path = steps(path);
    vec![match wanted {
        Some(value) => FieldEdit::Set { path, value },
        None => FieldEdit::Unset { path },
    }]
}

/// A name within a file: `auth@file` names the same as `auth`.
fn own(name: &str) -> &str {
    name.strip_suffix("@file")
        .or_else(|| name.strip_suffix("@http"))
        .unwrap_or(name)
}

fn middlewares(configuration: &Value) -> Vec<&str> {
    let list = configuration.get("middlewares").and_then(Value::as_array);
    let names = list.into_iter().flatten();
    names.map(|name| own(name.as_str().unwrap_or_default())).collect()
}

const MIDDLEWARES: [&str; 1] = ["middlewares"];

fn added(configuration: &Value, name: &str, position: &ListPosition) -> Vec<FieldEdit> {
    let list = middlewares(configuration);
    if list.contains(&own(name)) {
        return Vec::new();
    }
    let index = match position {
        ListPosition::First => 0,
        ListPosition::Last => list.len(),
        ListPosition::Before { name } => {
            let found = list.iter().position(|one| *one == own(name));
            found.unwrap_or(list.len())
        }
    };
    vec![FieldEdit::Insert {
        path: steps(&MIDDLEWARES),
        index: number(index),
        value: json!(name),
    }]
}

fn removed(configuration: &Value, name: &str) -> Vec<FieldEdit> {
    let list = middlewares(configuration);
    let found = list.iter().enumerate().filter(|(_, one)| **one == own(name));
    let found: Vec<usize> = found.map(|(index, _)| index).collect();
    if !list.is_empty() && found.len() == list.len() {
        return vec![FieldEdit::Unset {
            path: steps(&MIDDLEWARES),
        }];
    }
    // From the end, so that the others keep their index.
    let edits = found.into_iter().rev().map(|index| FieldEdit::Unset {
        path: at(&MIDDLEWARES, index),
    });
    edits.collect()
}

fn exchanged(configuration: &Value, name: &str, with: &str) -> Vec<FieldEdit> {
    let list = middlewares(configuration);
    let Some(index) = list.iter().position(|one| *one == own(name)) else {
        return Vec::new();
    };
    if own(name) == own(with) {
        return Vec::new();
    }
    if list.contains(&own(with)) {
        // It is there already, and would be run twice.
        return removed(configuration, name);
    }
    vec![FieldEdit::Set {
        path: at(&MIDDLEWARES, index),
        value: json!(with),
    }]
}

/// Replaces a text in hosts and in the addresses of servers; `None` for components that have neither.
fn replaced(
    (component, configuration): (&Component, &Value),
    find: &str,
    with: &str,
) -> Option<Vec<FieldEdit>> {
    let new = |text: &str| text.contains(find).then(|| text.replace(find, with));
    match component.kind {
        Kind::HttpRouter | Kind::TcpRouter => {
            let text = configuration.get("rule").and_then(Value::as_str)?;
            let mut edits = field(
                configuration,
                &["rule"],
                Some(json!(rule::with_hosts(text, &new))),
            );
            edits.extend(domains(configuration, &new));
            Some(edits)
        }
        Kind::HttpService | Kind::TcpService | Kind::UdpService => {
            let servers = configuration.pointer("/loadBalancer/servers")?.as_array()?;
            let edits = servers.iter().enumerate().flat_map(|(index, server)| {
                ["url", "address"].into_iter().filter_map(move |key| {
                    let value = server.get(key)?.as_str()?;
                    let mut path = at(&["loadBalancer", "servers"], index);
                    path.push(PathStep::Key(key.to_owned()));
                    let value = value.contains(find).then(|| value.replace(find, with))?.into();
                    Some(FieldEdit::Set { path, value })
                })
            });
            Some(edits.collect())
        }
        _ => None,
    }
}

/// The domains that certificates are asked for, with the new hosts.
pub(super) fn domains(configuration: &Value, new: &dyn Fn(&str) -> Option<String>) -> Vec<FieldEdit> {
    let mut edits = Vec::new();
    let domains = configuration.pointer("/tls/domains").and_then(Value::as_array);
    for (index, domain) in domains.into_iter().flatten().enumerate() {
        let start = at(&["tls", "domains"], index);
        if let Some(main) = domain.get("main").and_then(Value::as_str).and_then(new) {
            let path = [start.clone(), steps(&["main"])].concat();
            edits.push(FieldEdit::Set {
                path,
                value: main.into(),
            });
        }
        let sans = domain.get("sans").and_then(Value::as_array);
        for (item, san) in sans.into_iter().flatten().enumerate() {
            if let Some(san) = san.as_str().and_then(new) {
                let path = [start.clone(), at(&["sans"], item)].concat();
                edits.push(FieldEdit::Set {
                    path,
                    value: san.into(),
                });
            }
        }
    }
    edits
}

fn title(number: usize, edit: &BulkEdit) -> String {
    let routers = words::count(number as u64, "router");
    let components = words::count(number as u64, "component");
    match edit {
        BulkEdit::TurnOn => format!("{components} switched on"),
        BulkEdit::TurnOff => format!("{components} switched off"),
        BulkEdit::AddMiddleware { name, .. } => format!("Middleware “{name}” added to {routers}"),
        BulkEdit::RemoveMiddleware { name } => format!("Middleware “{name}” removed from {routers}"),
        BulkEdit::ReplaceMiddleware { name, with } => {
            format!("Middleware “{name}” replaced by “{with}” in {routers}")
        }
        BulkEdit::EntryPoints { names } if names.is_empty() => {
            format!("Entry points of {routers} set to the default ones")
        }
        BulkEdit::EntryPoints { names } => format!("Entry points of {routers} set to {}", names.join(", ")),
        BulkEdit::Resolver { name: Some(name) } => {
            format!("Certificate resolver of {routers} set to “{name}”")
        }
        BulkEdit::Resolver { name: None } => format!("Certificate resolver removed from {routers}"),
        BulkEdit::TlsOptions { name: Some(name) } => format!("TLS options of {routers} set to “{name}”"),
        BulkEdit::TlsOptions { name: None } => format!("TLS options removed from {routers}"),
        BulkEdit::Priority {
            priority: Some(priority),
        } => format!("Priority of {routers} set to {priority}"),
        BulkEdit::Priority { priority: None } => format!("Priority removed from {routers}"),
        BulkEdit::ReplaceText { find, with } => format!("“{find}” replaced by “{with}” in {components}"),
        BulkEdit::Delete => format!("{components} removed"),
    }
}
