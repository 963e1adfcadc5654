//! Words that go over several lines: one line break is a space, each further one stays.

use std::borrow::Cow;

use crate::read::yaml::cursor::Cursor;

/// A word as far as it has been read. Nothing is copied while it is written as it is meant.
#[derive(Debug)]
pub(super) struct Folded<'t> {
    text: Cow<'t, str>,
    /// Where what is borrowed begins and ends.
    from: usize,
    to: usize,
    /// Blanks that belong to the word when more of it follows on the line.
    blanks: &'t str,
    /// The first line break, and those behind it.
    first: String,
    further: String,
    pub(super) has_breaks: bool,
}

impl<'t> Folded<'t> {
    /// An empty word that begins here.
    pub(super) fn new(cursor: &Cursor<'t>) -> Self {
        Folded {
            text: Cow::Borrowed(""),
            from: cursor.at(),
            to: cursor.at(),
            blanks: "",
            first: String::new(),
            further: String::new(),
            has_breaks: false,
        }
    }

    /// Moves over blanks and line breaks, up to a tab that indents, and notes them.
    pub(super) fn take_gap(&mut self, cursor: &mut Cursor<'t>) {
        if self.has_breaks {
            cursor.skip_spaces();
        } else {
            let from = cursor.at();
            cursor.skip_blanks();
            self.blanks = cursor.slice(from, cursor.at());
        }
        while cursor.is_break(0) {
            self.blanks = "";
            if self.has_breaks {
                cursor.take_break(&mut self.further);
            } else {
                cursor.take_break(&mut self.first);
                self.has_breaks = true;
            }
            // Those of the next line are its indentation.
            cursor.skip_spaces();
        }
    }

    /// Adds the gap that was noted.
    pub(super) fn join(&mut self, cursor: &Cursor<'t>) {
        if self.has_breaks {
            let text = self.text.to_mut();
            if self.first.starts_with('\n') && self.further.is_empty() {
                text.push(' ');
            } else {
                if !self.first.starts_with('\n') {
                    text.push_str(&self.first);
                }
                text.push_str(&self.further);
            }
            self.first.clear();
            self.further.clear();
            self.has_breaks = false;
        } else if !self.blanks.is_empty() {
            let blanks = std::mem::take(&mut self.blanks);
            self.add(cursor, blanks, cursor.at() - blanks.len());
        }
    }

    /// Moves over so many bytes of the word itself.
    pub(super) fn take(&mut self, cursor: &mut Cursor<'t>, bytes: usize) {
        let from = cursor.at();
        cursor.skip(bytes);
        self.add(cursor, cursor.slice(from, cursor.at()), from);
    }

    /// Adds a piece that stands in the text at that place.
    fn add(&mut self, cursor: &Cursor<'t>, piece: &'t str, at: usize) {
        match &mut self.text {
            Cow::Owned(text) => text.push_str(piece),
            Cow::Borrowed(text) if text.is_empty() => {
                (self.from, self.to) = (at, at + piece.len());
                *text = piece;
            }
            Cow::Borrowed(text) if self.to == at => {
                self.to += piece.len();
                *text = cursor.slice(self.from, self.to);
            }
            Cow::Borrowed(_) => self.text.to_mut().push_str(piece),
        }
    }

    /// Adds what is written in another way.
    pub(super) fn push(&mut self, c: char) {
        self.text.to_mut().push(c);
    }

    /// An escaped line break stands for nothing, and what indents the next line neither.
    pub(super) fn begin_line(&mut self) {
        self.has_breaks = true;
    }

    pub(super) fn into_text(self) -> Cow<'t, str> {
        self.text
    }
}
