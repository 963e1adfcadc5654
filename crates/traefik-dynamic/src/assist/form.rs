//! What a form for a kind of component consists of, made from the table of fields that reading follows.

mod care;
mod words;

use serde::Serialize;

pub(super) use self::care::{is_common, ordered};
pub(super) use self::words::{default, help, type_in_words};
use super::rows::{RuleMatcher, rule_matchers};
use crate::component::shape_of;
use crate::rule::Protocol;
use crate::shape::{Choice, Field, Shape, Type};
use crate::{Kind, walk};

/// What a form for a kind of component consists of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type), serde(rename = "ComponentForm"))]
pub struct Form {
    /// The kind.
    pub kind: Kind,
    /// What a component of this kind is, in a sentence.
    pub about: String,
    /// The fields, those that most people use first.
    pub fields: Vec<FormField>,
    /// The fields of which exactly one is given, in the order of the list to choose from; empty for kinds without types.
    pub types: Vec<String>,
    /// The matchers that the rows of its rule can have, the usual first; empty for kinds without a rule.
    pub matchers: Vec<RuleMatcher>,
}

/// A field of a form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[expect(clippy::struct_excessive_bools, reason = "each is a property of its own")]
pub struct FormField {
    /// The name in the file.
    pub name: String,
    /// What it means, in a plain sentence. Values in it are in backticks.
    pub help: String,
    /// What it holds.
    pub value: FormValue,
    /// What applies while it is not set, in words; `None` if nothing does.
    pub default: Option<String>,
    /// The first version of Traefik that knows it; `None` if 3.0 does.
    pub since: Option<String>,
    /// What to do instead of using it, if it is deprecated.
    pub deprecated: Option<String>,
    /// Whether Traefik cannot work without it.
    pub required: bool,
    /// Whether most people use it, so that a short form shows it.
    pub common: bool,
    /// Whether its value should be masked.
    pub secret: bool,
    /// Whether it names a file on Traefik's computer, or holds the content of one.
    pub host_path: bool,
}

/// What a field of a form holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "holds", rename_all = "kebab-case")]
pub enum FormValue {
    /// A text.
    Text,
    /// The rule of a router.
    Rule,
    /// A whole number.
    Number {
        /// The smallest that makes sense.
        min: Option<i32>,
        /// The largest that makes sense.
        max: Option<i32>,
    },
    /// A length of time, such as `30s`.
    Duration,
    /// Yes, no, or not set.
    Switch,
    /// One of several values.
    Choice {
        /// The values.
        values: Vec<String>,
    },
    /// The name of a component.
    Reference {
        /// Its kind.
        to: Kind,
    },
    /// The name of an entry point, from the install configuration.
    EntryPoint,
    /// The name of a certificate resolver, from the install configuration.
    Resolver,
    /// Several values of the same kind, in order.
    List {
        /// What each of them is.
        item: Box<FormValue>,
    },
    /// Values by name.
    Map {
        /// What each of them is.
        item: Box<FormValue>,
    },
    /// An object with fields of its own.
    Object {
        /// Its fields, those that most people use first.
        fields: Vec<FormField>,
        /// Whether it means something without any of them: a switch turns it on.
        can_be_empty: bool,
    },
    /// A list of objects.
    Objects {
        /// The fields of each.
        fields: Vec<FormField>,
    },
    /// Anything, by the names of plugins: only they know it.
    Plugins,
}

/// The form for a kind.
///
/// ```
/// use traefik_dynamic::Kind;
/// use traefik_dynamic::assist::{FormValue, form};
///
/// let form = form(Kind::HttpRouter);
/// assert_eq!((form.fields[0].name.as_str(), &form.fields[0].value), ("rule", &FormValue::Rule));
/// ```
pub fn form(kind: Kind) -> Form {
    let shape = shape_of(kind);
    let types = match shape.choice {
        Choice::Free => Vec::new(),
        Choice::OneType => {
            let ordered = ordered(shape);
            let types = ordered
                .into_iter()
                .filter(|field| walk::is_type(field) && field.deprecated.is_none());
            types.map(|field| field.name.to_owned()).collect()
        }
    };
    Form {
        kind,
        about: words::sentence(shape.about),
        fields: fields(shape),
        types,
        matchers: protocol_of(kind).map(rule_matchers).unwrap_or_default(),
    }
}

/// Which matchers the rules of a kind can have; `None` for kinds without rules.
pub fn protocol_of(kind: Kind) -> Option<Protocol> {
    match kind {
        Kind::HttpRouter => Some(Protocol::Http),
        Kind::TcpRouter => Some(Protocol::Tcp),
        _ => None,
    }
}

fn fields(shape: &'static Shape) -> Vec<FormField> {
    let ordered = ordered(shape).into_iter();
    ordered.map(|field| described(shape, field)).collect()
}

fn described(shape: &'static Shape, field: &'static Field) -> FormField {
    FormField {
        name: field.name.to_owned(),
        help: help(field),
        value: value(field),
        default: default(field),
        since: field.since.map(str::to_owned),
        deprecated: field.deprecated.map(str::to_owned),
        required: field.required,
        common: is_common(shape, field),
        secret: field.secret,
        host_path: field.host_path,
    }
}

fn value(field: &'static Field) -> FormValue {
    let text = || match (field.name, field.refers) {
        (_, Some(to)) => FormValue::Reference { to },
        ("rule", _) => FormValue::Rule,
        ("entryPoints", _) => FormValue::EntryPoint,
        ("certResolver" | "resolver", _) => FormValue::Resolver,
        _ if field.one_of.is_empty() => FormValue::Text,
        _ => FormValue::Choice {
            values: field.one_of.iter().map(|value| (*value).to_owned()).collect(),
        },
    };
    let number = || FormValue::Number {
        min: field.range.map(|(min, _)| min),
        max: field.range.map(|(_, max)| max).filter(|max| *max < i32::MAX),
    };
    match field.wants {
        Type::Text => text(),
        Type::Int => number(),
        Type::Bool => FormValue::Switch,
        Type::Duration => FormValue::Duration,
        Type::TextList => FormValue::List {
            item: Box::new(text()),
        },
        Type::TextMap => FormValue::Map {
            item: Box::new(text()),
        },
        Type::IntMap => FormValue::Map {
            item: Box::new(number()),
        },
        Type::Plugins => FormValue::Plugins,
        Type::Object(shape) => FormValue::Object {
            fields: fields(shape),
            can_be_empty: field.empty,
        },
        Type::ObjectList(shape) => FormValue::Objects {
            fields: fields(shape),
        },
    }
}
