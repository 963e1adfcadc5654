//! Unquoted words.

use crate::read::Broken;
use crate::read::yaml::fold::Folded;
use crate::read::yaml::scan::Scanner;
use crate::read::yaml::token::{Sort, Style, fault};

impl<'t> Scanner<'t> {
    pub(super) fn plain(&mut self) -> Result<Sort<'t>, Broken> {
        let start = self.cursor.place();
        let mut word = Folded::new(&self.cursor);
        loop {
            if self.cursor.is_document_mark() || self.cursor.byte(0) == b'#' {
                break;
            }
            let length = self.plain_length();
            if length > 0 {
                word.join(&self.cursor);
                word.take(&mut self.cursor, length);
            }
            if !self.cursor.is_blank(0) && !self.cursor.is_break(0) {
                break;
            }
            loop {
                word.take_gap(&mut self.cursor);
                if self.cursor.byte(0) != b'\t' {
                    break;
                }
                if self.cursor.column() < self.indent + 1 {
                    return Err(fault(
                        "found a tab character that violates indentation",
                        self.cursor.place(),
                        "while scanning a plain scalar",
                        start,
                    ));
                }
                self.cursor.skip_blanks();
            }
            if !self.is_in_flow() && self.cursor.column() < self.indent + 1 {
                break;
            }
        }
        if word.has_breaks {
            self.allows_key = true;
        }
        Ok(Sort::Scalar(word.into_text(), Style::Plain))
    }

    /// How many bytes of the word come without a gap.
    fn plain_length(&self) -> usize {
        let is_in_flow = self.is_in_flow();
        self.cursor.length(|cursor, ahead| match cursor.byte(ahead) {
            b':' => !cursor.is_gap(ahead + 1),
            b',' | b'?' | b'[' | b']' | b'{' | b'}' => !is_in_flow,
            b' ' | b'\t' | b'\n' | b'\r' | 0xC2 | 0xE2 => !cursor.is_gap(ahead),
            _ => true,
        })
    }
}
