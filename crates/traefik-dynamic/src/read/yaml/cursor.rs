//! A position in a text that moves forward, and knows its line and column.

use crate::read::node::Place;

/// The text and how far it has been read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cursor<'t> {
    text: &'t str,
    /// In bytes.
    at: usize,
    /// In lines, from 0.
    line: u32,
    /// In characters, from 0.
    column: u32,
}

impl<'t> Cursor<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        let (at, line, column) = (0, 0, 0);
        Cursor {
            text,
            at,
            line,
            column,
        }
    }

    pub(super) fn at(&self) -> usize {
        self.at
    }

    pub(super) fn column(&self) -> i64 {
        i64::from(self.column)
    }

    pub(super) fn place(&self) -> Place {
        Place {
            line: self.line.saturating_add(1),
            column: self.column.saturating_add(1),
        }
    }

    /// The text between two byte offsets.
    pub(super) fn slice(&self, from: usize, to: usize) -> &'t str {
        self.text.get(from..to).unwrap_or_default()
    }

    /// The byte this far ahead; 0 past the end. Texts that reach this contain no NUL.
    pub(super) fn byte(&self, ahead: usize) -> u8 {
        self.text.as_bytes().get(self.at + ahead).copied().unwrap_or(0)
    }

    pub(super) fn is_at_end(&self) -> bool {
        self.at >= self.text.len()
    }

    /// The length in bytes of a line break this far ahead.
    pub(super) fn break_length(&self, ahead: usize) -> Option<usize> {
        match self.byte(ahead) {
            b'\r' if self.byte(ahead + 1) == b'\n' => Some(2),
            b'\n' | b'\r' => Some(1),
            0xC2 if self.byte(ahead + 1) == 0x85 => Some(2),
            0xE2 if self.byte(ahead + 1) == 0x80 && matches!(self.byte(ahead + 2), 0xA8 | 0xA9) => Some(3),
            _ => None,
        }
    }

    pub(super) fn is_break(&self, ahead: usize) -> bool {
        self.break_length(ahead).is_some()
    }

    pub(super) fn is_blank(&self, ahead: usize) -> bool {
        matches!(self.byte(ahead), b' ' | b'\t')
    }

    /// Whether a word ends there: at a blank, a line break or the end.
    pub(super) fn is_gap(&self, ahead: usize) -> bool {
        match self.byte(ahead) {
            0 => self.at + ahead >= self.text.len(),
            b' ' | b'\t' => true,
            _ => self.is_break(ahead),
        }
    }

    /// Whether `---` or `...` is on its own at the beginning of a line.
    pub(super) fn is_document_mark(&self) -> bool {
        let ahead = self.text.as_bytes().get(self.at..self.at + 3);
        self.column == 0 && matches!(ahead, Some(b"---" | b"...")) && self.is_gap(3)
    }

    /// Skips this many bytes, which contain no line break.
    pub(super) fn skip(&mut self, bytes: usize) {
        let end = (self.at + bytes).min(self.text.len());
        let over = self.text.as_bytes().get(self.at..end).unwrap_or_default();
        // Every character has exactly one byte that is not a continuation byte.
        let characters = over.iter().filter(|byte| (**byte & 0xC0) != 0x80).count();
        self.column = self
            .column
            .saturating_add(u32::try_from(characters).unwrap_or(u32::MAX));
        self.at = end;
    }

    /// Skips one line break, if there is one.
    pub(super) fn skip_break(&mut self) {
        if let Some(length) = self.break_length(0) {
            self.at += length;
            self.line = self.line.saturating_add(1);
            self.column = 0;
        }
    }

    /// Skips one line break and adds what it means: two of the five kinds are kept as they are.
    pub(super) fn take_break(&mut self, text: &mut String) {
        match self.break_length(0) {
            None => return,
            Some(3) => text.push_str(self.slice(self.at, self.at + 3)),
            Some(_) => text.push('\n'),
        }
        self.skip_break();
    }

    /// Skips spaces and tabs.
    pub(super) fn skip_blanks(&mut self) {
        let ahead = self.length(Self::is_blank);
        self.skip(ahead);
    }

    /// Skips spaces.
    pub(super) fn skip_spaces(&mut self) {
        let ahead = self.length(|cursor, ahead| cursor.byte(ahead) == b' ');
        self.skip(ahead);
    }

    /// Skips to the end of the line.
    pub(super) fn skip_line(&mut self) {
        let ahead = self.length(|cursor, ahead| !cursor.is_break(ahead));
        self.skip(ahead);
    }

    /// How many bytes from here satisfy a condition.
    pub(super) fn length(&self, goes_on: impl Fn(&Self, usize) -> bool) -> usize {
        let mut ahead = 0;
        while self.at + ahead < self.text.len() && goes_on(self, ahead) {
            ahead += 1;
        }
        ahead
    }

    /// Takes the letters, digits, `_` and `-` at this position.
    pub(super) fn take_name(&mut self) -> &'t str {
        let from = self.at;
        let is_letter = |cursor: &Self, ahead: usize| matches!(cursor.byte(ahead), b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | b'_' | b'-');
        let ahead = self.length(is_letter);
        self.skip(ahead);
        self.slice(from, self.at)
    }

    /// At the end of a text, the last line ends too.
    pub(super) fn end_line(&mut self) {
        if self.column != 0 {
            self.column = 0;
            self.line = self.line.saturating_add(1);
        }
    }
}

/// The place of the first character that YAML forbids.
pub(super) fn find_control(text: &str) -> Option<Place> {
    let is_suspect = |byte: u8| byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r') || byte == 0x7F;
    let bytes = text.as_bytes();
    // Only 0xC2 and 0xEF start forbidden non-ASCII characters.
    let suspects = bytes
        .iter()
        .enumerate()
        .filter(|(_, byte)| is_suspect(**byte) || matches!(byte, 0xC2 | 0xEF));
    let mut refused = suspects.filter(|(at, byte)| match byte {
        0xC2 => bytes
            .get(at + 1)
            .is_some_and(|next| *next < 0xA0 && *next != 0x85),
        0xEF => bytes
            .get(at + 1..at + 3)
            .is_some_and(|next| matches!(next, [0xBF, 0xBE | 0xBF])),
        _ => true,
    });
    let (at, _) = refused.next()?;
    let before = &text[..at];
    let line = before.matches('\n').count();
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count();
    let from_one = |count: usize| u32::try_from(count).unwrap_or(u32::MAX).saturating_add(1);
    Some(Place {
        line: from_one(line),
        column: from_one(column),
    })
}
