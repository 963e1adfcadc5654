//! Regular expressions in rules.

use std::sync::OnceLock;

use crate::go::regexp::{self, Judged, Regexp};

/// A regular expression that is built on first use.
#[derive(Debug)]
pub(crate) struct Pattern {
    text: String,
    judged: Judged,
    built: OnceLock<Option<Regexp>>,
}

impl Pattern {
    /// The error is in Go's words.
    pub(crate) fn new(text: &str) -> Result<Pattern, String> {
        let judged = regexp::judge(text)?;
        Ok(Pattern {
            text: text.to_owned(),
            judged,
            built: OnceLock::new(),
        })
    }

    /// Whether it matches the empty string.
    pub(crate) fn may_be_empty(&self) -> bool {
        self.judged.may_be_empty
    }

    pub(crate) fn is_match(&self, text: &[u8]) -> bool {
        if !text.starts_with(self.judged.beginning.as_bytes()) {
            return false;
        }
        let built = self.built.get_or_init(|| Regexp::new(&self.text).ok());
        built.as_ref().is_some_and(|regexp| regexp.is_match(text))
    }
}

impl std::fmt::Display for Pattern {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.text)
    }
}
