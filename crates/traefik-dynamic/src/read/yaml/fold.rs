//! Words that span several lines: one line break becomes a space, each further one is kept.

use std::borrow::Cow;

use crate::read::yaml::cursor::Cursor;

/// A word as far as it has been read. Nothing is copied as long as it is written as meant.
#[derive(Debug)]
pub(super) struct Folded<'t> {
    text: Cow<'t, str>,
    /// Where the borrowed part begins and ends.
    from: usize,
    to: usize,
    /// Blanks that belong to the word if more of it follows on the line.
    blanks: &'t str,
    /// The first line break, and those after it.
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

    /// Skips blanks and line breaks, up to a tab used for indentation, and remembers them.
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
            // Blanks on the next line are its indentation.
            cursor.skip_spaces();
        }
    }

    /// Adds the remembered gap.
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

    /// Takes this many bytes of the word itself.
    pub(super) fn take(&mut self, cursor: &mut Cursor<'t>, bytes: usize) {
        let from = cursor.at();
        cursor.skip(bytes);
        self.add(cursor, cursor.slice(from, cursor.at()), from);
    }

    /// Adds a piece found at that place in the text.
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

    /// Adds something that is not written literally.
    pub(super) fn push(&mut self, c: char) {
        self.text.to_mut().push(c);
    }

    /// An escaped line break stands for nothing, and neither does the next line's indentation.
    pub(super) fn begin_line(&mut self) {
        self.has_breaks = true;
    }

    pub(super) fn into_text(self) -> Cow<'t, str> {
        self.text
    }
}
