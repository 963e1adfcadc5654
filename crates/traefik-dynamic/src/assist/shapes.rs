//! What a path leads to.

use super::path::PathStep;
use crate::Kind;
use crate::component::shape_of;
use crate::shape::{Field, Shape, Type};

/// What the field at a path holds.
pub(super) fn wants_at(kind: Kind, path: &[PathStep]) -> Option<Type> {
    path.iter()
        .try_fold(Type::Object(shape_of(kind)), |wants, step| match (wants, step) {
            (Type::Object(shape), PathStep::Key(name)) => Some(shape.field(name)?.wants),
            (Type::ObjectList(shape), PathStep::Index(_)) => Some(Type::Object(shape)),
            (Type::TextList | Type::TextMap, _) => Some(Type::Text),
            (Type::IntMap, _) => Some(Type::Int),
            _ => None,
        })
}

/// The shape of the object that a path leads to.
pub(super) fn shape_at(kind: Kind, path: &[PathStep]) -> Option<&'static Shape> {
    match wants_at(kind, path)? {
        Type::Object(shape) => Some(shape),
        _ => None,
    }
}

/// The field that a path leads to or into: that of the list for one of its items.
pub(super) fn field_at(kind: Kind, path: &[PathStep]) -> Option<&'static Field> {
    let end = path.iter().rposition(|step| matches!(step, PathStep::Key(_)))?;
    let PathStep::Key(name) = &path[end] else {
        return None;
    };
    shape_at(kind, &path[..end])?.field(name)
}
