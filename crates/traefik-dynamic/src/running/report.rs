//! What `/api/rawdata` says of the components of one provider.

use serde_json::{Map, Value};

use super::entry_points::EntryPoints;
use super::normal;
use crate::{Component, Kind};

/// The sections of the answer.
const SECTIONS: [(&str, Kind); 8] = [
    ("routers", Kind::HttpRouter),
    ("services", Kind::HttpService),
    ("middlewares", Kind::HttpMiddleware),
    ("tcpRouters", Kind::TcpRouter),
    ("tcpServices", Kind::TcpService),
    ("tcpMiddlewares", Kind::TcpMiddleware),
    ("udpRouters", Kind::UdpRouter),
    ("udpServices", Kind::UdpService),
];

/// Fields that say how a component is doing, not what it is.
const STATUS: [&str; 5] = ["status", "error", "usedBy", "using", "serverStatus"];

/// Everything that a provider gave to a running Traefik.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    pub(super) provider: String,
    /// The components, as Traefik runs them.
    pub components: Vec<Reported>,
}

/// A component as Traefik runs it.
#[derive(Debug, Clone, PartialEq)]
pub struct Reported {
    /// Its kind.
    pub kind: Kind,
    /// Its name in Traefik's API, without the provider.
    pub name: String,
    /// `enabled`, `warning` or `disabled`.
    pub status: String,
    /// What Traefik says is wrong, verbatim.
    pub errors: Vec<String>,
    value: Value,
}

impl Report {
    /// Reads the answer; other providers are left out.
    pub fn read(answer: &Value, provider: &str) -> Self {
        let mut components = Vec::new();
        for (section, kind) in SECTIONS {
            for (name, fields) in answer[section].as_object().into_iter().flatten() {
                if let Some((own, after)) = name.rsplit_once('@')
                    && after == provider
                    && let Value::Object(fields) = fields
                {
                    components.push(Reported::read(kind, own, fields));
                }
            }
        }
        Self {
            provider: provider.to_owned(),
            components,
        }
    }

    /// The component of that name.
    pub fn find(&self, kind: Kind, name: &str) -> Option<&Reported> {
        self.components
            .iter()
            .find(|one| one.kind == kind && one.name == name)
    }
}

impl Reported {
    fn read(kind: Kind, name: &str, fields: &Map<String, Value>) -> Self {
        let text = |value: &Value| value.as_str().map(str::to_owned);
        let own = fields.iter().filter(|(key, _)| !STATUS.contains(&key.as_str()));
        Self {
            kind,
            name: name.to_owned(),
            status: fields.get("status").and_then(text).unwrap_or_default(),
            errors: match fields.get("error") {
                Some(Value::Array(all)) => all.iter().filter_map(text).collect(),
                Some(one) => text(one).into_iter().collect(),
                None => Vec::new(),
            },
            value: Value::Object(own.map(|(key, value)| (key.clone(), value.clone())).collect()),
        }
    }

    /// What it is, without its status.
    pub fn configuration(&self) -> &Value {
        &self.value
    }

    pub(super) fn normal(&self, provider: &str, entry_points: &EntryPoints) -> Value {
        let mut value = normal::without_nothing(self.value.clone());
        if value["ruleSyntax"] == "default"
            && let Some(fields) = value.as_object_mut()
        {
            fields.remove("ruleSyntax");
        }
        let meant =
            Component::from_configuration(self.kind, self.name.clone(), value.clone()).meaning_value();
        let meant = normal::with_empty_objects(meant, &value);
        let whole = format!("{}@{provider}", self.name);
        let value = normal::normal((self.kind, &whole), provider, meant, entry_points);
        if self.kind == Kind::HttpRouter && value.get("parentRefs").is_none() {
            return normal::filled(value, None);
        }
        value
    }
}
