//! Quoted words.

use crate::read::Broken;
use crate::read::node::Place;
use crate::read::yaml::fold::Folded;
use crate::read::yaml::scan::Scanner;
use crate::read::yaml::token::{Sort, Style, fault};

const DOING: &str = "while scanning a quoted scalar";
const PARSING: &str = "while parsing a quoted scalar";

impl<'t> Scanner<'t> {
    pub(super) fn quoted(&mut self) -> Result<Sort<'t>, Broken> {
        let start = self.cursor.place();
        let quote = self.cursor.byte(0);
        self.cursor.skip(1);
        let mut word = Folded::new(&self.cursor);
        loop {
            if self.cursor.is_document_mark() {
                return Err(self.fault("found unexpected document indicator", DOING, start));
            }
            if self.cursor.is_at_end() {
                return Err(self.fault("found unexpected end of stream", DOING, start));
            }
            self.line_of(quote, &mut word, start)?;
            if self.cursor.byte(0) == quote {
                break;
            }
            loop {
                word.take_gap(&mut self.cursor);
                if self.cursor.byte(0) != b'\t' {
                    break;
                }
                self.cursor.skip_blanks();
            }
            word.join(&self.cursor);
        }
        self.cursor.skip(1);
        let style = if quote == b'"' {
            Style::DoubleQuoted
        } else {
            Style::SingleQuoted
        };
        Ok(Sort::Scalar(word.into_text(), style))
    }

    /// Everything up to a gap or the closing quote.
    fn line_of(&mut self, quote: u8, word: &mut Folded<'t>, start: Place) -> Result<(), Broken> {
        while !self.cursor.is_gap(0) {
            match self.cursor.byte(0) {
                b'\'' if quote == b'\'' && self.cursor.byte(1) == b'\'' => {
                    word.push('\'');
                    self.cursor.skip(2);
                }
                byte if byte == quote => return Ok(()),
                b'\\' if quote == b'"' && self.cursor.is_break(1) => {
                    self.cursor.skip(1);
                    self.cursor.skip_break();
                    word.begin_line();
                    return Ok(());
                }
                b'\\' if quote == b'"' => {
                    let c = self.escaped(start)?;
                    word.push(c);
                }
                _ => {
                    let length = self.cursor.length(|cursor, ahead| match cursor.byte(ahead) {
                        b'\\' => quote == b'\'',
                        b' ' | b'\t' | b'\n' | b'\r' | 0xC2 | 0xE2 => !cursor.is_gap(ahead),
                        byte => byte != quote,
                    });
                    word.take(&mut self.cursor, length);
                }
            }
        }
        Ok(())
    }

    /// The character that an escape stands for.
    fn escaped(&mut self, start: Place) -> Result<char, Broken> {
        let digits = match self.cursor.byte(1) {
            b'x' => 2,
            b'u' => 4,
            b'U' => 8,
            byte => {
                let Some(c) = simple_escape(byte) else {
                    return Err(self.fault("found unknown escape character", PARSING, start));
                };
                self.cursor.skip(2);
                return Ok(c);
            }
        };
        self.cursor.skip(2);
        let written = self.cursor.slice(self.cursor.at(), self.cursor.at() + digits);
        if written.is_empty() || !written.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(self.fault("did not find expected hexdecimal number", PARSING, start));
        }
        let c = u32::from_str_radix(written, 16).ok().and_then(char::from_u32);
        let Some(c) = c else {
            return Err(self.fault("found invalid Unicode character escape code", PARSING, start));
        };
        self.cursor.skip(digits);
        Ok(c)
    }

    pub(super) fn fault(&self, sentence: &str, doing: &str, since: Place) -> Broken {
        fault(sentence, self.cursor.place(), doing, since)
    }
}

fn simple_escape(byte: u8) -> Option<char> {
    Some(match byte {
        b'0' => '\0',
        b'a' => '\u{7}',
        b'b' => '\u{8}',
        b't' | b'\t' => '\t',
        b'n' => '\n',
        b'v' => '\u{B}',
        b'f' => '\u{C}',
        b'r' => '\r',
        b'e' => '\u{1B}',
        b' ' => ' ',
        b'"' => '"',
        b'\'' => '\'',
        b'\\' => '\\',
        b'N' => '\u{85}',
        b'_' => '\u{A0}',
        b'L' => '\u{2028}',
        b'P' => '\u{2029}',
        _ => return None,
    })
}
