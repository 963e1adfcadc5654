//! Copies components: suggests a name and hosts that are free.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use traefik_dynamic::{Body, Component, Kind, rule};

use super::bulk::domains;
use super::fields;
use super::set::{Change, ChangeSet, Put};
use super::working::{Working, check_name};
use crate::db::component::Stored;
use crate::error::{Code, Error, Result};
use crate::field_edit::{FieldEdit, PathStep};
use crate::timestamp::Timestamp;

/// What to copy, and what the copy is to be called.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Duplicate {
    /// The kind of the component.
    pub kind: Kind,
    /// Its name.
    pub name: String,
    /// The name of the copy; if there is none, one is suggested.
    pub new_name: Option<String>,
    /// The first host in the rule of the copy; if there is none, one is suggested.
    pub host: Option<String>,
    /// Whether the copy of a router gets a copy of its service.
    pub with_service: bool,
}

/// A copy that can be planned and made.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Duplicated {
    /// Makes the copy.
    pub set: ChangeSet,
    /// The name of the copy.
    pub name: String,
    /// The hosts of a router, and those of its copy.
    pub hosts: Vec<(String, String)>,
}

/// Works out a copy. `working` holds a change set that is still empty.
pub(super) async fn of(working: &mut Working<'_>, wanted: &Duplicate, now: Timestamp) -> Result<Duplicated> {
    let kind = wanted.kind;
    let original = working.existing(kind, &wanted.name).await?;
    let name = match wanted.new_name.clone() {
        Some(name) => name,
        None => working.free_name(kind, &wanted.name).await?,
    };
    check_name(kind, &name)?;
    if working.current(&(kind, name.clone())).await?.is_some() {
        return Err(working.taken(kind, &name).await?);
    }
    let component = original.component()?;
    let mut changes = vec![copy(&original, &name, now)?];
    let mut edits = Vec::new();
    let hosts = hosts(&component, (&name, wanted.host.as_deref()));
    if wanted.host.is_some() && hosts.is_empty() {
        return Err(Error::new(
            Code::InvalidInput,
            format!("The {} `{}` names no host", kind.noun(), wanted.name),
        )
        .hint("Leave out the host, and change the copy afterwards"));
    }
    edits.extend(with_hosts(&component, &hosts));
    if wanted.with_service {
        let (service_kind, service) = service_of(&component).ok_or_else(|| {
            Error::new(
                Code::InvalidInput,
                format!(
                    "The {} `{}` names no service of this profile",
                    kind.noun(),
                    wanted.name
                ),
            )
        })?;
        let original = working.existing(service_kind, &service).await?;
        let is_free = working.current(&(service_kind, name.clone())).await?.is_none();
        let copied = if is_free {
            name.clone()
        } else {
            working.free_name(service_kind, &service).await?
        };
        changes.insert(0, copy(&original, &copied, now)?);
        edits.push(set(&["service"], copied));
    }
    if !edits.is_empty() {
        let name = name.clone();
        changes.push(Change::Fields { kind, name, edits });
    }
    let title = format!("{} “{}” copied to “{name}”", kind.noun(), wanted.name);
    let set = ChangeSet {
        title: Some(title),
        changes,
    };
    Ok(Duplicated { set, name, hosts })
}

/// The same component under another name, with the lines that a person wrote.
fn copy(original: &Stored, name: &str, now: Timestamp) -> Result<Change> {
    let copied = fields::renamed(original, name, now)?;
    Ok(Change::Put(Put {
        enabled: Some(original.enabled),
        ..Put::new(&copied.component()?, copied.text)
    }))
}

fn set(path: &[&str], value: impl Into<Value>) -> FieldEdit {
    FieldEdit::Set {
        path: path.iter().map(|key| PathStep::Key((*key).to_owned())).collect(),
        value: value.into(),
    }
}

fn rule_of(component: &Component) -> &str {
    let rule = match &component.body {
        Body::HttpRouter(router) => &router.rule,
        Body::TcpRouter(router) => &router.rule,
        _ => return "",
    };
    rule.as_deref().unwrap_or_default()
}

/// The service of a router, if this profile has it.
fn service_of(component: &Component) -> Option<(Kind, String)> {
    let mut references = component.references().into_iter();
    let found = references.find(|one| {
        matches!(one.kind, Kind::HttpService | Kind::TcpService | Kind::UdpService)
            && one.path == format!("{}.service", component.path())
    });
    found.map(|one| (one.kind, one.name))
}

/// The hosts of a router, each with the one that the copy has.
fn hosts(component: &Component, (name, first): (&str, Option<&str>)) -> Vec<(String, String)> {
    let hosts = rule::hosts(rule_of(component)).into_iter();
    let hosts = hosts.filter(|host| host != "*" && !host.is_empty());
    let pairs = hosts.enumerate().map(|(at, host)| {
        let new = match first.filter(|_| at == 0) {
            Some(first) => first.to_owned(),
            None => suggested(&host, (&component.name, name)),
        };
        (host, new)
    });
    pairs.collect()
}

/// A host for the copy: called like it if the original is called like its host, otherwise with a number.
fn suggested(host: &str, (old, new): (&str, &str)) -> String {
    let (label, rest) = match host.split_once('.') {
        Some((label, rest)) => (label, format!(".{rest}")),
        None => (host, String::new()),
    };
    let is_label = |text: &str| {
        let mut letters = text.bytes();
        !text.is_empty() && letters.all(|one| one.is_ascii_alphanumeric() || one == b'-')
    };
    if label.eq_ignore_ascii_case(old) && is_label(new) {
        return format!("{}{rest}", new.to_ascii_lowercase());
    }
    let stem = new.trim_end_matches(|one: char| one.is_ascii_digit());
    let number = &new[stem.len()..];
    let number = if number.is_empty() { "2" } else { number };
    format!("{label}-{number}{rest}")
}

/// Names the new hosts in the rule and in the domains of certificates.
fn with_hosts(component: &Component, hosts: &[(String, String)]) -> Vec<FieldEdit> {
    let new = |host: &str| {
        let mut pairs = hosts.iter();
        pairs.find(|(old, _)| old == host).map(|(_, new)| new.clone())
    };
    let mut edits = Vec::new();
    if hosts.is_empty() {
        return edits;
    }
    edits.push(set(&["rule"], rule::with_hosts(rule_of(component), &new)));
    edits.extend(domains(&component.configuration(), &new));
    edits
}

#[cfg(test)]
mod tests {
    use super::suggested;

    fn check(host: &str, names: (&str, &str), expected: &str) {
        assert_eq!(suggested(host, names), expected, "{host} {names:?}");
    }

    #[test]
    fn hosts_of_copies() {
        check("blog.example.com", ("blog", "blog-2"), "blog-2.example.com");
        check("blog.example.com", ("blog", "Journal"), "journal.example.com");
        check("blog.example.com", ("blog", "my journal"), "blog-2.example.com");
        check("www.example.com", ("blog", "blog-3"), "www-3.example.com");
        check("www.example.com", ("blog", "journal"), "www-2.example.com");
        check("localhost", ("blog", "blog-2"), "localhost-2");
    }
}
