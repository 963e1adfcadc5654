//! What we would say if Traefik built things in another order: it goes through routers, servers and children in random
//! order, and what it says depends on what it builds first.

use std::collections::HashMap;

use serde_json::{Map, Value};
use tests::traefik::Random;
use traefik_dynamic::predict::{State, predict_all};
use traefik_dynamic::{Component, Facts, Format, Kind, read};

use crate::unit::Unit;

/// How many orders are tried.
const ORDERS: u64 = 64;
/// What separates a router's name from the letter in front, which decides when it is built.
const SIGN: char = '\u{b7}';

/// Our answers for units in other orders, computed once needed.
pub(crate) struct Orders<'u> {
    units: &'u [Unit],
    facts: &'u Facts,
    known: HashMap<usize, Vec<Vec<State>>>,
}

impl<'u> Orders<'u> {
    pub(crate) fn of(units: &'u [Unit], facts: &'u Facts) -> Self {
        Orders {
            units,
            facts,
            known: HashMap::new(),
        }
    }

    pub(crate) fn facts(&self) -> &'u Facts {
        self.facts
    }

    /// What may be said of this component of the unit in that slot.
    pub(crate) fn states(&mut self, slot: usize, kind: Kind, name: &str) -> Vec<&State> {
        let (units, facts) = (self.units, self.facts);
        let all = self.known.entry(slot).or_insert_with(|| {
            let unit = units.iter().find(|unit| unit.slot == slot);
            unit.map(|unit| {
                (0..ORDERS)
                    .map(|seed| in_order(&unit.config, seed, facts))
                    .collect()
            })
            .unwrap_or_default()
        });
        all.iter()
            .flatten()
            .filter(|state| state.kind == kind && state.name.as_deref() == Some(name))
            .collect()
    }
}

/// What we say of it in one of the orders.
fn in_order(config: &Value, seed: u64, facts: &Facts) -> Vec<State> {
    let mut random = Random::new(seed);
    let mut config = config.clone();
    shuffle(&mut config["http"]["services"], &mut random);
    shuffle(&mut config["tcp"]["services"], &mut random);
    shuffle(&mut config["udp"]["services"], &mut random);
    for section in ["http", "tcp", "udp"] {
        rename(&mut config[section]["routers"], &mut random);
    }
    let reading = read(config.to_string().as_bytes(), "unit.yml", Some(Format::Yaml));
    let components: Vec<&Component> = reading.every_component();
    let mut states = predict_all(&components, Some(facts));
    for state in &mut states {
        state.name = state.name.as_deref().map(renamed_back);
        for text in state
            .reasons
            .iter_mut()
            .filter_map(|reason| reason.traefik.as_mut())
        {
            *text = renamed_back(text);
        }
    }
    states
}

/// Shuffles servers and children, wherever they are.
fn shuffle(value: &mut Value, random: &mut Random) {
    match value {
        Value::Object(fields) => {
            for (name, inner) in fields {
                if let ("servers" | "services", Value::Array(items)) = (name.as_str(), &mut *inner) {
                    for end in (1..items.len()).rev() {
                        items.swap(end, random.below(end + 1));
                    }
                } else {
                    shuffle(inner, random);
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| shuffle(item, random)),
        _ => {}
    }
}

/// Puts a letter before the names of routers, and before the names of parents: we build routers in the order of their
/// names.
fn rename(routers: &mut Value, random: &mut Random) {
    let Some(old) = routers.as_object_mut().map(std::mem::take) else {
        return;
    };
    let letters: HashMap<String, char> = old
        .keys()
        .map(|name| (name.clone(), random.of(&['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'])))
        .collect();
    let new = |name: &str| {
        let own = name.strip_suffix("@file").unwrap_or(name);
        letters.get(own).map(|letter| format!("{letter}{SIGN}{name}"))
    };
    let mut renamed = Map::new();
    for (name, mut router) in old {
        for parent in router["parentRefs"].as_array_mut().into_iter().flatten() {
            if let Some(name) = parent.as_str().and_then(new) {
                *parent = Value::String(name);
            }
        }
        renamed.insert(new(&name).unwrap_or(name), router);
    }
    *routers = Value::Object(renamed);
}

/// A text without the letters before names.
fn renamed_back(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for letter in text.chars() {
        if letter == SIGN {
            plain.pop();
        } else {
            plain.push(letter);
        }
    }
    plain
}
