//! Reading the words of an action one after another.

use super::fault::Fault;
use super::lex::{Kind, Word};

/// The words of an action that have yet to be read.
pub(super) struct Words<'w, 't> {
    pub(super) words: &'w [Word<'t>],
}

impl<'t> Words<'_, 't> {
    pub(super) fn peek(&self) -> Option<Word<'t>> {
        self.words.first().copied()
    }

    pub(super) fn next(&mut self) -> Option<Word<'t>> {
        let (first, rest) = self.words.split_first()?;
        self.words = rest;
        Some(*first)
    }

    /// Skips white space; returns whether there was any.
    pub(super) fn skip_spaces(&mut self) -> bool {
        let before = self.words.len();
        while self.peek().is_some_and(|word| word.kind == Kind::Space) {
            self.next();
        }
        self.words.len() < before
    }

    pub(super) fn next_word(&mut self) -> Option<Word<'t>> {
        self.skip_spaces();
        self.next()
    }

    pub(super) fn ends(&mut self) -> Result<(), Fault> {
        match self.next_word() {
            None => Ok(()),
            Some(word) => Err(unexpected(word)),
        }
    }
}

pub(super) fn unexpected(word: Word<'_>) -> Fault {
    if word.text == "\\" {
        return Fault::new(
            "it cannot contain a backslash, because templates are run before the file is read",
        );
    }
    Fault::new(format!("`{}` is unexpected", word.text))
}
