//! Which field of a component to change, and how.

use serde_json::Value;

/// A step on the way to a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step<'p> {
    /// The field or the key of that name.
    Key(&'p str),
    /// The item of a list, counted from 0.
    Index(usize),
}

/// A change of one field. Paths begin below the name of the component.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Edit<'e> {
    /// Sets a field, and makes the objects on the way to it.
    Set {
        /// Where.
        path: &'e [Step<'e>],
        /// To what.
        value: &'e Value,
    },
    /// Removes a field, a key or an item.
    Unset {
        /// Which.
        path: &'e [Step<'e>],
    },
    /// Puts a new item into a list.
    Insert {
        /// The list.
        path: &'e [Step<'e>],
        /// Before which item; their number to put it at the end.
        index: usize,
        /// The item.
        value: &'e Value,
    },
    /// Moves an item of a list, so that it has another index afterwards.
    Move {
        /// The list.
        path: &'e [Step<'e>],
        /// Its index.
        from: usize,
        /// Its index afterwards.
        to: usize,
    },
}
