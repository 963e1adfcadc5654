//! Positions in a text as a window counts them: in UTF-16 code units.

use std::ops::Range;

use serde::Serialize;

/// A part of a text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type), serde(rename = "TextSpan"))]
#[serde(rename_all = "snake_case")]
pub struct Span {
    /// Where it begins, in UTF-16 code units from the beginning of the text.
    pub from: u32,
    /// Where it ends.
    pub to: u32,
    /// The line it begins on, counted from 1.
    pub line: u32,
    /// The column it begins at in characters, counted from 1.
    pub column: u32,
    /// The line it ends on.
    pub end_line: u32,
    /// The column after its last character.
    pub end_column: u32,
}

/// A text whose positions can be converted.
#[derive(Debug)]
pub(crate) struct Positions<'t> {
    pub(crate) text: &'t str,
    /// Where each line begins: in bytes, and in UTF-16 code units.
    lines: Vec<(usize, u32)>,
}

impl<'t> Positions<'t> {
    pub(crate) fn of(text: &'t str) -> Self {
        let (mut lines, mut units) = (vec![(0, 0)], 0);
        let mut byte = 0;
        for line in text.split_inclusive('\n') {
            byte += line.len();
            units += units_of(line);
            if line.ends_with('\n') {
                lines.push((byte, units));
            }
        }
        Positions { text, lines }
    }

    /// The number of code units before a byte. Inside a character, before that character.
    pub(crate) fn units(&self, byte: usize) -> u32 {
        let (start, units) = self.lines[self.line(byte)];
        units + units_of(self.before(start, byte))
    }

    /// The byte after this many code units. Inside a character, the byte where it begins; past the end, the end.
    pub(crate) fn byte(&self, units: u32) -> usize {
        let line = self.lines.partition_point(|(_, start)| *start <= units) - 1;
        let (start, mut seen) = self.lines[line];
        for (at, c) in self.text[start..].char_indices() {
            seen += unit_count(c);
            if seen > units {
                return start + at;
            }
        }
        self.text.len()
    }

    /// The byte at a line and a column in characters, both counted from 1; within the line.
    pub(crate) fn byte_at(&self, line: u32, column: u32) -> usize {
        let line = self.line_text(line as usize);
        let rest = &self.text[line.clone()];
        let ahead = rest.char_indices().nth(column.saturating_sub(1) as usize);
        ahead.map_or(line.end, |(ahead, _)| line.start + ahead)
    }

    /// A line counted from 1, without its break.
    pub(crate) fn line_text(&self, line: usize) -> Range<usize> {
        let index = line.saturating_sub(1).min(self.lines.len() - 1);
        let start = self.lines[index].0;
        let end = self
            .lines
            .get(index + 1)
            .map_or(self.text.len(), |(next, _)| *next);
        let written = self.text[start..end].trim_end_matches(['\n', '\r']);
        start..start + written.len()
    }

    /// The line of a byte, counted from 1.
    pub(crate) fn line_of(&self, byte: usize) -> usize {
        self.line(byte) + 1
    }

    pub(crate) fn line_count(&self) -> usize {
        self.lines.len()
    }

    pub(crate) fn span(&self, range: Range<usize>) -> Span {
        let (line, column) = self.point(range.start);
        let (end_line, end_column) = self.point(range.end);
        Span {
            from: self.units(range.start),
            to: self.units(range.end),
            line,
            column,
            end_line,
            end_column,
        }
    }

    fn point(&self, byte: usize) -> (u32, u32) {
        let line = self.line(byte);
        let before = self.before(self.lines[line].0, byte).chars().count();
        let count = |number: usize| u32::try_from(number + 1).unwrap_or(u32::MAX);
        (count(line), count(before))
    }

    fn line(&self, byte: usize) -> usize {
        self.lines.partition_point(|(start, _)| *start <= byte) - 1
    }

    fn before(&self, start: usize, byte: usize) -> &'t str {
        let mut end = byte.min(self.text.len());
        while !self.text.is_char_boundary(end) {
            end -= 1;
        }
        &self.text[start..end.max(start)]
    }
}

fn units_of(text: &str) -> u32 {
    if text.is_ascii() {
        return u32::try_from(text.len()).unwrap_or(u32::MAX);
    }
    text.chars().map(unit_count).sum()
}

fn unit_count(c: char) -> u32 {
    if c.len_utf16() == 2 { 2 } else { 1 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_position_comes_back() {
        for text in ["", "a", "a\nb", "é🚀\n漢: \"🚀\"\r\n\nx\n", "\u{feff}a: 🚀"] {
            let positions = Positions::of(text);
            for (byte, _) in text.char_indices().chain([(text.len(), ' ')]) {
                let units = u32::try_from(text[..byte].encode_utf16().count()).unwrap();
                assert_eq!(positions.units(byte), units, "{text:?} at {byte}");
                assert_eq!(positions.byte(units), byte, "{text:?} after {units}");
            }
            assert_eq!(positions.byte(10_000), text.len());
        }
    }

    #[test]
    fn inside_a_character_is_before_it() {
        let positions = Positions::of("x🚀y");
        assert_eq!((positions.byte(2), positions.byte(3)), (1, 5));
        assert_eq!(positions.units(3), 1);
        let span = positions.span(1..5);
        assert_eq!((span.from, span.to, span.column, span.end_column), (1, 3, 2, 3));
    }

    #[test]
    fn lines_and_columns_lead_to_bytes() {
        let positions = Positions::of("é: a\r\nb: 🚀c\n");
        assert_eq!(positions.byte_at(1, 2), 2);
        assert_eq!(positions.byte_at(1, 99), 5);
        assert_eq!(positions.byte_at(2, 5), 14);
        assert_eq!(positions.byte_at(9, 1), positions.text.len());
        assert_eq!(positions.line_of(7), 2);
    }
}
