//! Entry points as `/api/entrypoints` reports them.

use serde_json::{Value, json};

use crate::{Component, Kind};

/// The entry points of a running Traefik.
pub(super) struct EntryPoints {
    all: Vec<EntryPoint>,
}

struct EntryPoint {
    name: String,
    is_udp: bool,
    is_default: bool,
    model: Option<Model>,
}

/// What an entry point adds to its routers.
pub(super) struct Model {
    pub(super) middlewares: Vec<Value>,
    pub(super) tls: Option<Value>,
    pub(super) observability: Option<Value>,
}

impl EntryPoints {
    pub(super) fn read(answer: &[Value]) -> Self {
        let all = answer.iter().filter_map(|one| {
            let address = one["address"].as_str().unwrap_or_default();
            Some(EntryPoint {
                name: one["name"].as_str()?.to_owned(),
                is_udp: address.ends_with("/udp"),
                is_default: one["asDefault"] == Value::Bool(true),
                model: model(one),
            })
        });
        Self { all: all.collect() }
    }

    /// Those of routers that name none, sorted.
    pub(super) fn defaults(&self) -> Vec<String> {
        let is_chosen = self.all.iter().any(|one| one.is_default);
        let own = self.all.iter().filter(|one| {
            if is_chosen {
                one.is_default
            } else {
                !one.is_udp && one.name != "traefik"
            }
        });
        let mut names: Vec<String> = own.map(|one| one.name.clone()).collect();
        names.sort();
        names
    }

    pub(super) fn model(&self, name: &str) -> Option<&Model> {
        self.all.iter().find(|one| one.name == name)?.model.as_ref()
    }

    pub(super) fn have_models(&self) -> bool {
        self.all.iter().any(|one| one.model.is_some())
    }
}

fn model(entry_point: &Value) -> Option<Model> {
    let http = &entry_point["http"];
    let given = [
        &http["middlewares"],
        &http["tls"],
        &http["encodedCharacters"],
        &entry_point["observability"],
    ];
    if given.iter().all(|one| one.is_null()) {
        return None;
    }
    // Read as a router, so that all forms of a value are the same one.
    let router = json!({
        "rule": "x",
        "middlewares": http["middlewares"],
        "tls": http["tls"],
        "observability": entry_point["observability"],
    });
    let meant = Component::from_configuration(Kind::HttpRouter, "", router).meaning_value();
    let field = |name: &str| meant.get(name).filter(|value| !value.is_null()).cloned();
    Some(Model {
        middlewares: field("middlewares")
            .and_then(|list| list.as_array().cloned())
            .unwrap_or_default(),
        tls: field("tls"),
        observability: field("observability"),
    })
}
