//! The words of a command line, taken one by one.

use crate::{Failure, Result};

pub(super) struct Words(Vec<String>);

impl Words {
    pub(super) fn new(words: Vec<String>) -> Self {
        Self(words)
    }

    /// Takes the first word that is left, unless it is an option.
    pub(super) fn first(&mut self) -> Option<String> {
        let is_word = self
            .0
            .first()
            .is_some_and(|word| !word.starts_with("--") || word == "--help");
        is_word.then(|| self.0.remove(0))
    }

    /// Takes the first word that is left if it is this one.
    pub(super) fn word(&mut self, wanted: &str) -> bool {
        let is_it = self.0.first().is_some_and(|word| word == wanted);
        if is_it {
            self.0.remove(0);
        }
        is_it
    }

    /// Takes an option that stands alone.
    pub(super) fn has(&mut self, option: &str) -> bool {
        let place = self.0.iter().position(|word| word == option);
        place.map(|place| self.0.remove(place)).is_some()
    }

    /// Takes `--option VALUE` or `--option=VALUE`.
    pub(super) fn value(&mut self, option: &str) -> Result<Option<String>> {
        let Some(place) = self
            .0
            .iter()
            .position(|word| word.split('=').next() == Some(option))
        else {
            return Ok(None);
        };
        let word = self.0.remove(place);
        if let Some((_, value)) = word.split_once('=') {
            return Ok(Some(value.to_owned()));
        }
        if place < self.0.len() {
            return Ok(Some(self.0.remove(place)));
        }
        Err(Failure::new(format!(
            "{option} needs a value: see `cargo xtask help`"
        )))
    }

    /// Takes `--option NUMBER`.
    pub(super) fn number(&mut self, option: &str) -> Result<Option<u64>> {
        let Some(value) = self.value(option)? else {
            return Ok(None);
        };
        value.parse().map(Some).map_err(|_| {
            Failure::new(format!(
                "{option} needs a number, not `{value}`: see `cargo xtask help`"
            ))
        })
    }

    /// A word that nobody took is a mistake of the person: better said than ignored.
    pub(super) fn nothing_left(self) -> Result {
        self.0.first().map_or(Ok(()), |word| Err(unknown(word)))
    }
}

pub(super) fn unknown(word: &str) -> Failure {
    Failure::new(format!("there is no `{word}` here: see `cargo xtask help`"))
}
