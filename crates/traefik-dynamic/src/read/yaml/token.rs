//! The tokens of a YAML text, and why it cannot be read.

use std::borrow::Cow;

use crate::read::Broken;
use crate::read::node::Place;

/// An indicator or a word, with its place.
#[derive(Debug)]
pub(super) struct Token<'t> {
    pub(super) sort: Sort<'t>,
    pub(super) place: Place,
    /// The place after it.
    pub(super) end: Place,
    /// The flow level at which it may turn out to be a key, as long as no `:` has followed.
    pub(super) may_be_key: Option<usize>,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Sort<'t> {
    StreamStart,
    StreamEnd,
    Version(u32, u32),
    TagDirective(&'t str, Cow<'t, str>),
    DocumentStart,
    DocumentEnd,
    BlockListStart,
    BlockMapStart,
    BlockEnd,
    FlowListStart,
    FlowListEnd,
    FlowMapStart,
    FlowMapEnd,
    BlockEntry,
    FlowEntry,
    Key,
    Value,
    Alias(&'t str),
    Anchor(&'t str),
    /// Handle and suffix.
    Tag(&'t str, Cow<'t, str>),
    Scalar(Cow<'t, str>, Style),
}

/// How a scalar was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    Plain,
    SingleQuoted,
    DoubleQuoted,
    Block,
}

/// A message about a place, and what was being read since another.
pub(super) fn fault(sentence: &str, place: Place, doing: &str, since: Place) -> Broken {
    Broken::at(
        place,
        &format!("{sentence} ({doing} that began at line {})", since.line),
    )
}
