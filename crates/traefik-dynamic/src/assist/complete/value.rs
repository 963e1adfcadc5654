//! The values that a field can have.

use super::{CompletionOption, Found, rule};
use crate::assist::around::Surroundings;
use crate::assist::caret::{Caret, Layout};
use crate::assist::position::Positions;
use crate::assist::shapes::{field_at, wants_at};
use crate::shape::{Field, Type};
use crate::{Kind, Transport, check};

/// More names than anyone reads in a list.
const MOST: usize = 200;

pub(super) fn options(
    kind: Kind,
    positions: &Positions<'_>,
    (caret, byte): (&Caret, usize),
    around: &Surroundings<'_>,
) -> Option<Found> {
    let field = field_at(kind, &caret.path)?;
    let wants = wants_at(kind, &caret.path)?;
    if field.name == "rule" && matches!(wants, Type::Text) {
        return rule::options(kind, positions, (caret, byte), around);
    }
    let word = caret.word.clone();
    let typed = &positions.text[word.start.min(byte)..byte];
    // One text for a list is split at its commas.
    let typed = match wants {
        Type::TextList => typed.rsplit(',').next().unwrap_or_default().trim_start(),
        _ => typed,
    };
    let from = byte - typed.len();
    let is_quoted = typed.starts_with(['"', '\'']);
    let mut is_complete = true;
    let mut options = match (wants, field.refers) {
        (Type::Text | Type::TextList, Some(to)) => {
            let letters = typed.trim_matches(['"', '\'']);
            names(to, (letters, caret), around, &mut is_complete)
        }
        (Type::Text | Type::TextList, None) => words(kind, field, around),
        (Type::Bool, _) => ["true", "false"]
            .map(|word| CompletionOption::plain(word, "Values"))
            .to_vec(),
        (Type::Duration, _) => durations(field),
        (Type::Int, _) => numbers(field),
        (Type::Object(_), _) if field.empty => vec![CompletionOption::plain("{}", "Values")],
        _ => return None,
    };
    let is_list = matches!(wants, Type::TextList);
    options.retain(|option| {
        !caret
            .siblings
            .iter()
            .any(|one| one.trim_start_matches("- ") == option.label)
    });
    for option in &mut options {
        option.apply = match caret.layout {
            _ if is_quoted => format!("{0}{1}{0}", &typed[..1], option.apply),
            Layout::Undashed(_) => format!("- {}", option.apply),
            Layout::Flow | Layout::Block(_) => std::mem::take(&mut option.apply),
        };
    }
    let to = if is_list && typed.len() < word.len() {
        byte
    } else {
        word.end
    };
    Some(Found {
        from,
        to,
        options,
        is_complete,
    })
}

/// Names of components, those that contain the letters first if there are many.
fn names(
    to: Kind,
    (letters, caret): (&str, &Caret),
    around: &Surroundings<'_>,
    is_complete: &mut bool,
) -> Vec<CompletionOption> {
    let letters = letters.to_ascii_lowercase();
    let mut options: Vec<CompletionOption> = Vec::new();
    if let Some(names) = around.names {
        let is_many = names.count(to) > MOST;
        let fitting = names
            .each(to)
            .filter(|(name, _)| !is_many || name.to_ascii_lowercase().contains(&letters));
        for (name, summary) in fitting.take(MOST) {
            options.push(CompletionOption {
                detail: (!summary.is_empty()).then(|| summary.to_owned()),
                apply: word(name),
                ..CompletionOption::plain(name, "In this profile")
            });
        }
        *is_complete = !is_many;
    }
    let has = |name: &str| caret.siblings.iter().any(|one| one == name);
    let built_in: Vec<String> = match to {
        Kind::TlsOptions | Kind::TlsStore => vec!["default".to_owned()],
        Kind::HttpService => check::ITS_OWN.map(|own| format!("{own}@internal")).to_vec(),
        _ => Vec::new(),
    };
    let known = |name: &String| options.iter().any(|option| option.label == *name);
    let missing: Vec<String> = built_in
        .into_iter()
        .filter(|name| !known(name) && !has(name))
        .collect();
    options.extend(missing.into_iter().map(|name| CompletionOption {
        apply: word(&name),
        ..CompletionOption::plain(&name, "Built into Traefik")
    }));
    options
}

/// Texts from a list of known ones, or from the install configuration.
fn words(kind: Kind, field: &Field, around: &Surroundings<'_>) -> Vec<CompletionOption> {
    let gateway = "On this gateway";
    match (field.name, around.facts) {
        ("entryPoints", Some(facts)) => {
            let protocol = match kind {
                Kind::UdpRouter => Transport::Udp,
                _ => Transport::Tcp,
            };
            let fitting = facts
                .entry_points
                .iter()
                .filter(|(_, one)| one.protocol == protocol);
            let options = fitting.map(|(name, one)| CompletionOption {
                detail: (!one.address.is_empty()).then(|| one.address.clone()),
                apply: word(name),
                ..CompletionOption::plain(name, gateway)
            });
            options.collect()
        }
        ("certResolver" | "resolver", Some(facts)) => {
            let resolvers = facts.resolvers.iter();
            let options = resolvers.map(|name| CompletionOption {
                apply: word(name),
                ..CompletionOption::plain(name, gateway)
            });
            options.collect()
        }
        ("url", _) => ["http://", "https://", "h2c://"]
            .map(|scheme| CompletionOption::plain(scheme, "Schemes"))
            .to_vec(),
        _ => {
            let values = field.one_of.iter();
            let options = values.map(|value| CompletionOption {
                detail: field
                    .default
                    .is_some_and(|default| default.split(' ').any(|one| one == *value))
                    .then(|| "default".to_owned()),
                apply: word(value),
                ..CompletionOption::plain(value, "Values")
            });
            options.collect()
        }
    }
}

fn durations(field: &Field) -> Vec<CompletionOption> {
    let usual = ["100ms", "1s", "5s", "10s", "30s", "1m", "5m", "1h"];
    let own = field.default.filter(|default| !usual.contains(default));
    let all = own.into_iter().chain(usual);
    let options = all.map(|text| CompletionOption {
        detail: (field.default == Some(text)).then(|| "default".to_owned()),
        ..CompletionOption::plain(text, "Values")
    });
    options.collect()
}

fn numbers(field: &Field) -> Vec<CompletionOption> {
    let default = field.default.map(|text| CompletionOption {
        detail: Some("default".to_owned()),
        ..CompletionOption::plain(text, "Values")
    });
    default.into_iter().collect()
}

/// A text as it is written, in quotes where it must be.
fn word(text: &str) -> String {
    let mut word = String::new();
    crate::write::yaml::word(text, crate::Braces::Actions, &mut word);
    word
}
