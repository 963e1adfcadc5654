//! The shape of an object: its fields, declared once; reading, writing, meaning and schema are derived from it.

use serde_json::{Map, Value};

use crate::Kind;
use crate::read::node::NodeId;
use crate::read::reader::Reader;

/// What a field holds.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Type {
    Text,
    Int,
    Bool,
    Duration,
    TextList,
    TextMap,
    IntMap,
    /// Objects with any content, by plugin name.
    Plugins,
    Object(&'static Shape),
    ObjectList(&'static Shape),
}

/// One field of an object.
#[derive(Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "they are columns of a table, each on its own"
)]
pub(crate) struct Field {
    /// The name in the file, in canonical case.
    pub(crate) name: &'static str,
    /// What it means.
    pub(crate) about: &'static str,
    /// What it holds.
    pub(crate) wants: Type,
    /// Whether Traefik accepts `{}` for it.
    pub(crate) empty: bool,
    /// What Traefik uses when the field is absent, as it would be written; `None` means the zero value.
    pub(crate) default: Option<&'static str>,
    /// Whether absent differs from the zero value, although there is no default.
    pub(crate) optional: bool,
    /// Whether Traefik cannot work without it, although it accepts the file.
    pub(crate) required: bool,
    /// The values that Traefik knows; empty if any will do.
    pub(crate) one_of: &'static [&'static str],
    /// The smallest and the largest number that make sense.
    pub(crate) range: Option<(i32, i32)>,
    /// Why it should no longer be used, and what to use instead.
    pub(crate) deprecated: Option<&'static str>,
    /// Whether a screen should mask it.
    pub(crate) secret: bool,
    /// Whether it names a file on Traefik's computer (or contains the content of one).
    pub(crate) host_path: bool,
    /// The kind of component that it refers to.
    pub(crate) refers: Option<Kind>,
    /// The first version of Traefik that accepts it; `None` if 3.0 does.
    pub(crate) since: Option<&'static str>,
}

impl Field {
    /// A field without special properties.
    pub(crate) const PLAIN: Field = Field {
        name: "",
        about: "",
        wants: Type::Text,
        empty: false,
        default: None,
        optional: false,
        required: false,
        one_of: &[],
        range: None,
        deprecated: None,
        secret: false,
        host_path: false,
        refers: None,
        since: None,
    };
}

/// An object's fields, in the order in which they are written.
#[derive(Debug)]
pub(crate) struct Shape {
    pub(crate) name: &'static str,
    pub(crate) about: &'static str,
    pub(crate) fields: &'static [Field],
    /// Fields that Traefik decodes and discards, because only other providers may set them.
    pub(crate) ignored: &'static [&'static str],
    /// How many of the fields must be set: for services and middlewares, exactly one of those that are types.
    pub(crate) choice: Choice,
}

/// Which fields of an object exclude one another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Choice {
    /// The fields are independent.
    Free,
    /// Exactly one of the object fields, as in a service or a middleware.
    OneType,
}

impl Shape {
    /// The field of that name in any case, and whether the case was canonical.
    pub(crate) fn field(&self, name: &str) -> Option<&'static Field> {
        let exact = self.fields.iter().find(|field| field.name == name);
        exact.or_else(|| {
            self.fields
                .iter()
                .find(|field| field.name.eq_ignore_ascii_case(name))
        })
    }

    /// Whether Traefik knows the field and discards it.
    pub(crate) fn ignores(&self, name: &str) -> bool {
        self.ignored
            .iter()
            .any(|ignored| ignored.eq_ignore_ascii_case(name))
    }
}

/// A struct declared with [`object!`].
pub(crate) trait Object {
    /// The table of fields.
    fn shape(&self) -> &'static Shape;
    /// Visits each field in the order of the table. Whoever needs all of them does not look them up by their names.
    fn each_slot<'o>(&'o self, visit: &mut dyn FnMut(&'static Field, &'o dyn Slot));
    /// The field with that canonical name, to be filled.
    fn slot_mut(&mut self, name: &str) -> Option<&mut dyn Slot>;
}

/// The table of fields, available without an object.
pub(crate) trait Described: Object + Default {
    const SHAPE: &'static Shape;
}

/// A field's place in a struct: absent, or a value of the field's type.
pub(crate) trait Slot {
    /// Takes what the node contains; reports what does not fit to the reader.
    fn read(&mut self, reader: &mut Reader<'_>, id: NodeId, field: &'static Field);
    /// What is stored and written; `None` when absent.
    fn value(&self) -> Option<Value>;
    /// What Traefik makes of it; `None` if that is the same as for an absent field.
    fn meaning(&self, field: &'static Field) -> Option<Value>;
    /// Whether the field is set.
    fn is_set(&self) -> bool;
    /// The object in the field, or the objects in the list.
    fn objects(&self) -> Vec<&dyn Object>;
}

/// A type that a field can have.
pub(crate) trait Content: Sized {
    const WANTS: Type;
    /// The value of the node; `None` if it means absent or does not fit, which is reported to the reader.
    fn read(reader: &mut Reader<'_>, id: NodeId, field: &'static Field) -> Option<Self>;
    fn value(&self) -> Value;
    /// The value in canonical form: durations as nanoseconds, for instance.
    fn meaning(&self) -> Value;
    /// The default in the same form.
    fn meaning_of_default(text: &str) -> Value;
    fn objects(&self) -> Vec<&dyn Object> {
        Vec::new()
    }
}

impl<T: Content> Slot for Option<T> {
    fn read(&mut self, reader: &mut Reader<'_>, id: NodeId, field: &'static Field) {
        *self = T::read(reader, id, field);
    }

    fn value(&self) -> Option<Value> {
        self.as_ref().map(Content::value)
    }

    fn meaning(&self, field: &'static Field) -> Option<Value> {
        let meaning = self.as_ref()?.meaning();
        let is_absent = match field.default {
            // Traefik turns an empty list into the default.
            Some(default) => {
                meaning == T::meaning_of_default(default) || meaning.as_array().is_some_and(Vec::is_empty)
            }
            None => !field.optional && is_zero(&meaning, field.empty),
        };
        (!is_absent).then_some(meaning)
    }

    fn is_set(&self) -> bool {
        self.is_some()
    }

    fn objects(&self) -> Vec<&dyn Object> {
        self.as_ref().map(Content::objects).unwrap_or_default()
    }
}

/// Whether Go cannot tell the value from an absent one.
fn is_zero(value: &Value, empty_counts: bool) -> bool {
    match value {
        Value::Null => true,
        Value::Bool(flag) => !flag,
        Value::Number(number) => number.as_i64() == Some(0),
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(fields) => fields.is_empty() && !empty_counts,
    }
}

/// The object as it is stored and written, in canonical order.
pub(crate) fn value_of(object: &dyn Object) -> Value {
    let mut fields = Map::new();
    object.each_slot(&mut |field, slot| {
        let value = match (slot.value(), field.wants) {
            // Traefik refuses the whole file because of `{}` here, and yet holds the object if it discarded its fields.
            (Some(Value::Object(inner)), Type::Object(shape)) if inner.is_empty() && !field.empty => {
                without_effect(shape)
            }
            (value, _) => value,
        };
        if let Some(value) = value {
            fields.insert(field.name.to_owned(), value);
        }
    });
    Value::Object(fields)
}

/// An object that Traefik accepts and in which nothing is set; `None` if each of its fields would set something.
fn without_effect(shape: &Shape) -> Option<Value> {
    shape.fields.iter().find_map(|field| {
        let nothing = match field.wants {
            Type::Object(_) if field.empty => Value::Bool(false),
            _ if field.default.is_some() || field.optional || field.deprecated.is_some() => return None,
            Type::Bool => Value::Bool(false),
            Type::Text => Value::String(String::new()),
            Type::TextList | Type::ObjectList(_) => Value::Array(Vec::new()),
            _ => return None,
        };
        Some(Value::Object(Map::from_iter([(field.name.to_owned(), nothing)])))
    })
}

/// The object as Traefik understands it.
pub(crate) fn meaning_of(object: &dyn Object) -> Value {
    let mut fields = Map::new();
    object.each_slot(&mut |field, slot| {
        if let Some(value) = slot.meaning(field) {
            fields.insert(field.name.to_owned(), value);
        }
    });
    Value::Object(fields)
}

/// A value with the keys of its objects sorted.
pub(crate) fn sorted(value: &Value) -> Value {
    match value {
        Value::Array(items) => Value::Array(items.iter().map(sorted).collect()),
        Value::Object(fields) => {
            let mut fields: Vec<_> = fields
                .iter()
                .map(|(key, value)| (key.clone(), sorted(value)))
                .collect();
            fields.sort_by(|a, b| a.0.cmp(&b.0));
            Value::Object(fields.into_iter().collect())
        }
        _ => value.clone(),
    }
}

/// Declares a struct whose fields are all optional, with the table that describes them.
///
/// `name: Type => "nameInFile" [attribute = value, flag];`
macro_rules! object {
    (
        $(#[doc = $about:literal])*
        pub struct $name:ident $(ignores [$($ignored:literal),* $(,)?])? $(chooses $choice:ident)? {
            $(
                $(#[doc = $doc:literal])*
                $field:ident: $type:ty => $key:literal $([$($attribute:ident $(= $value:expr)?),+ $(,)?])?;
            )*
        }
    ) => {
        $(#[doc = $about])*
        #[derive(Debug, Clone, Default, PartialEq)]
        pub struct $name {
            $($(#[doc = $doc])* pub $field: Option<$type>,)*
        }

        impl crate::shape::Described for $name {
            const SHAPE: &'static crate::shape::Shape = &crate::shape::Shape {
                name: stringify!($name),
                about: concat!($($about, "\n"),*),
                fields: &[
                    $(crate::shape::Field {
                        name: $key,
                        about: concat!($($doc, "\n"),*),
                        wants: <$type as crate::shape::Content>::WANTS,
                        $($($attribute: crate::shape::attribute!($attribute $(= $value)?),)+)?
                        ..crate::shape::Field::PLAIN
                    },)*
                ],
                ignored: &[$($($ignored),*)?],
                choice: crate::shape::choice!($($choice)?),
            };
        }

        impl crate::shape::Object for $name {
            fn shape(&self) -> &'static crate::shape::Shape {
                <Self as crate::shape::Described>::SHAPE
            }

            fn each_slot<'o>(
                &'o self,
                visit: &mut dyn FnMut(&'static crate::shape::Field, &'o dyn crate::shape::Slot),
            ) {
                let slots: &[&'o dyn crate::shape::Slot] = &[$(&self.$field),*];
                for (field, slot) in self.shape().fields.iter().zip(slots) {
                    visit(field, *slot);
                }
            }

            fn slot_mut(&mut self, name: &str) -> Option<&mut dyn crate::shape::Slot> {
                match name {
                    $($key => Some(&mut self.$field),)*
                    _ => None,
                }
            }
        }
    };
}

/// The value of an attribute in [`object!`]: a flag alone is `true`.
macro_rules! attribute {
    (default = $value:expr) => {
        Some($value)
    };
    (deprecated = $value:expr) => {
        Some($value)
    };
    (refers = $value:expr) => {
        Some($value)
    };
    (range = $value:expr) => {
        Some($value)
    };
    (since = $value:expr) => {
        Some($value)
    };
    (one_of = $value:expr) => {
        &$value
    };
    ($flag:ident) => {
        true
    };
}

macro_rules! choice {
    () => {
        crate::shape::Choice::Free
    };
    (OneType) => {
        crate::shape::Choice::OneType
    };
}

pub(crate) use {attribute, choice, object};
