//! Multi-line texts after `|` and `>`.

use std::borrow::Cow;

use crate::read::Broken;
use crate::read::node::Place;
use crate::read::yaml::scan::Scanner;
use crate::read::yaml::token::{Sort, Style};

const DOING: &str = "while scanning a block scalar";

/// What happens to the line breaks at the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tail {
    /// One is kept.
    Clip,
    /// `-`: none is kept.
    Strip,
    /// `+`: all are kept.
    Keep,
}

impl<'t> Scanner<'t> {
    pub(super) fn block_scalar(&mut self) -> Result<Sort<'t>, Broken> {
        let start = self.cursor.place();
        let is_literal = self.cursor.byte(0) == b'|';
        self.cursor.skip(1);
        let (tail, increment) = self.block_header(start)?;
        let mut indent = increment.map(|increment| self.indent.max(0) + increment);
        let (mut text, mut first, mut further) = (String::new(), String::new(), String::new());
        let mut column = self.block_breaks(&mut indent, &mut further, start)?;
        let mut was_blank = false;
        while self.cursor.column() == column && !self.cursor.is_at_end() {
            let is_blank = self.cursor.is_blank(0);
            if !is_literal && !was_blank && !is_blank && first.starts_with('\n') {
                if further.is_empty() {
                    text.push(' ');
                }
            } else {
                text.push_str(&first);
            }
            first.clear();
            text.push_str(&further);
            further.clear();
            was_blank = is_blank;
            let from = self.cursor.at();
            self.cursor.skip_line();
            text.push_str(self.cursor.slice(from, self.cursor.at()));
            self.cursor.take_break(&mut first);
            column = self.block_breaks(&mut indent, &mut further, start)?;
        }
        if tail != Tail::Strip {
            text.push_str(&first);
        }
        if tail == Tail::Keep {
            text.push_str(&further);
        }
        Ok(Sort::Scalar(Cow::Owned(text), Style::Block))
    }

    /// What follows `|` on the line: `+` or `-` and a digit, in any order.
    fn block_header(&mut self, start: Place) -> Result<(Tail, Option<i64>), Broken> {
        let (mut tail, mut increment) = (Tail::Clip, None);
        for _ in 0..2 {
            match self.cursor.byte(0) {
                b'+' if tail == Tail::Clip => tail = Tail::Keep,
                b'-' if tail == Tail::Clip => tail = Tail::Strip,
                b'0' if increment.is_none() => {
                    return Err(self.fault("found an indentation indicator equal to 0", DOING, start));
                }
                digit @ b'1'..=b'9' if increment.is_none() => increment = Some(i64::from(digit - b'0')),
                _ => break,
            }
            self.cursor.skip(1);
        }
        self.cursor.skip_blanks();
        if self.cursor.byte(0) == b'#' {
            self.cursor.skip_line();
        }
        if !self.cursor.is_at_end() && !self.cursor.is_break(0) {
            return Err(self.fault("did not find expected comment or line break", DOING, start));
        }
        self.cursor.skip_break();
        Ok((tail, increment))
    }

    /// Skips indentation and empty lines, and determines the indentation from the first line that is not empty.
    fn block_breaks(
        &mut self,
        indent: &mut Option<i64>,
        breaks: &mut String,
        start: Place,
    ) -> Result<i64, Broken> {
        let mut widest = 0;
        loop {
            let is_within = |column: i64| indent.is_none_or(|indent| column < indent);
            while is_within(self.cursor.column()) && self.cursor.byte(0) == b' ' {
                self.cursor.skip(1);
            }
            widest = widest.max(self.cursor.column());
            if is_within(self.cursor.column()) && self.cursor.byte(0) == b'\t' {
                let sentence = "found a tab character where an indentation space is expected";
                return Err(self.fault(sentence, DOING, start));
            }
            if !self.cursor.is_break(0) {
                break;
            }
            self.cursor.take_break(breaks);
        }
        Ok(*indent.get_or_insert(widest.max(self.indent + 1).max(1)))
    }
}
