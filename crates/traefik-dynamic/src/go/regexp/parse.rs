//! Parses text into pieces.

use regex_syntax::hir::{ClassUnicode, ClassUnicodeRange, Look};

use super::letter::{Flags, error, escape, next};
use super::{Piece, class};

/// The limit for repetition counts, and for the nesting of groups.
const MAX: i64 = 1000;

/// An open group, or the pattern itself.
struct Frame {
    flags: Flags,
    is_capture: bool,
    alternatives: Vec<Piece>,
    pieces: Vec<Piece>,
}

impl Frame {
    fn new(flags: Flags, is_capture: bool) -> Frame {
        Frame {
            flags,
            is_capture,
            alternatives: Vec::new(),
            pieces: Vec::new(),
        }
    }

    fn next_alternative(&mut self) {
        let pieces = std::mem::take(&mut self.pieces);
        self.alternatives.push(one_of(pieces, Piece::Concat));
    }

    fn close(mut self) -> Piece {
        self.next_alternative();
        let whole = one_of(self.alternatives, Piece::Either);
        if self.is_capture {
            return Piece::Group(Box::new(whole));
        }
        whole
    }
}

fn one_of(mut pieces: Vec<Piece>, join: fn(Vec<Piece>) -> Piece) -> Piece {
    if pieces.len() == 1 {
        return pieces.swap_remove(0);
    }
    join(pieces)
}

struct Parser<'t> {
    whole: &'t str,
    flags: Flags,
    frames: Vec<Frame>,
    /// The preceding repetition, as the text from there on.
    repeated: Option<&'t str>,
}

/// Parses a pattern; the error is in Go's words.
pub(super) fn parse(whole: &str) -> Result<Piece, String> {
    let flags = Flags {
        folds: false,
        by_lines: false,
        dot_takes_all: false,
        is_lazy: false,
    };
    let mut parser = Parser {
        whole,
        flags,
        frames: vec![Frame::new(flags, false)],
        repeated: None,
    };
    let mut text = whole;
    while !text.is_empty() {
        let before = text;
        let (rest, is_repetition) = parser.step(text)?;
        text = rest;
        parser.repeated = is_repetition.then_some(before);
    }
    match (parser.frames.pop(), parser.frames.is_empty()) {
        (Some(frame), true) => Ok(frame.close()),
        _ => Err(error("missing closing )", whole)),
    }
}

impl<'t> Parser<'t> {
    fn push(&mut self, piece: Piece) {
        if let Some(frame) = self.frames.last_mut() {
            frame.pieces.push(piece);
        }
    }

    fn letter(&mut self, letter: char) {
        self.push(Piece::Letter(letter, self.flags.folds));
    }

    fn look(&mut self, look: Look, text: &'t str, length: usize) -> &'t str {
        self.push(Piece::Look(look));
        &text[length..]
    }

    /// Takes one step: returns what follows, and whether it was a repetition.
    fn step(&mut self, text: &'t str) -> Result<(&'t str, bool), String> {
        let Some((letter, rest)) = next(text) else {
            return Ok(("", false));
        };
        let rest = match letter {
            '(' if rest.starts_with('?') => self.group(text)?,
            '(' => {
                self.open(true)?;
                rest
            }
            '|' => {
                if let Some(frame) = self.frames.last_mut() {
                    frame.next_alternative();
                }
                rest
            }
            ')' => {
                self.close()?;
                rest
            }
            '^' if self.flags.by_lines => self.look(Look::StartLF, text, 1),
            '^' => self.look(Look::Start, text, 1),
            '$' if self.flags.by_lines => self.look(Look::EndLF, text, 1),
            '$' => self.look(Look::End, text, 1),
            '.' => {
                self.dot();
                rest
            }
            '[' => {
                let (class, rest) = class::bracketed(text, self.flags)?;
                self.push(Piece::Class(class));
                rest
            }
            '*' => return Ok((self.repeat(0, None, text, rest)?, true)),
            '+' => return Ok((self.repeat(1, None, text, rest)?, true)),
            '?' => return Ok((self.repeat(0, Some(1), text, rest)?, true)),
            '{' => {
                if let Some((min, max, after)) = counts(text) {
                    return Ok((self.counted(min, max, text, after)?, true));
                }
                self.letter('{');
                rest
            }
            '\\' => self.backslash(text)?,
            letter => {
                self.letter(letter);
                rest
            }
        };
        Ok((rest, false))
    }

    fn dot(&mut self) {
        let mut class = ClassUnicode::empty();
        if !self.flags.dot_takes_all {
            class.push(ClassUnicodeRange::new('\n', '\n'));
        }
        class.negate();
        self.push(Piece::Class(class));
    }

    fn open(&mut self, is_capture: bool) -> Result<(), String> {
        let captures = self.frames.iter().filter(|frame| frame.is_capture).count();
        if is_capture && captures >= usize::try_from(MAX).unwrap_or(usize::MAX) {
            return Err(error("expression nests too deeply", self.whole));
        }
        self.frames.push(Frame::new(self.flags, is_capture));
        Ok(())
    }

    fn close(&mut self) -> Result<(), String> {
        match self.frames.pop() {
            Some(frame) if !self.frames.is_empty() => {
                self.flags = frame.flags;
                self.push(frame.close());
                Ok(())
            }
            _ => Err(error("unexpected )", self.whole)),
        }
    }

    /// `(?P<name>`, `(?i)`, `(?:`
    fn group(&mut self, text: &'t str) -> Result<&'t str, String> {
        let start = match () {
            () if text.len() > 4 && text.starts_with("(?P<") => Some(4),
            () if text.len() > 3 && text.starts_with("(?<") => Some(3),
            () => None,
        };
        if let Some(start) = start {
            let Some(end) = text.find('>') else {
                return Err(error("invalid named capture", text));
            };
            let name = &text[start..end];
            let is_name = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
            if !is_name {
                return Err(error("invalid named capture", &text[..=end]));
            }
            self.open(true)?;
            return Ok(&text[end + 1..]);
        }
        self.switches(text)
    }

    fn switches(&mut self, text: &'t str) -> Result<&'t str, String> {
        let (mut flags, mut is_on, mut was_named) = (self.flags, true, false);
        let mut rest = &text[2..];
        while let Some((letter, after)) = next(rest) {
            rest = after;
            match letter {
                'i' => flags.folds = is_on,
                'm' => flags.by_lines = is_on,
                's' => flags.dot_takes_all = is_on,
                'U' => flags.is_lazy = is_on,
                '-' if is_on => {
                    (is_on, was_named) = (false, false);
                    continue;
                }
                ':' | ')' if is_on || was_named => {
                    if letter == ':' {
                        self.open(false)?;
                    }
                    self.flags = flags;
                    return Ok(rest);
                }
                _ => {
                    let piece = &text[..text.len() - rest.len()];
                    return Err(error("invalid or unsupported Perl syntax", piece));
                }
            }
            was_named = true;
        }
        Err(error("invalid or unsupported Perl syntax", text))
    }

    fn counted(
        &mut self,
        min: i64,
        max: Option<i64>,
        text: &'t str,
        after: &'t str,
    ) -> Result<&'t str, String> {
        let piece = &text[..text.len() - after.len()];
        let is_sound = (0..=MAX).contains(&min) && max.is_none_or(|max| (min..=MAX).contains(&max));
        if !is_sound {
            return Err(error("invalid repeat count", piece));
        }
        let small = |count: i64| u32::try_from(count).unwrap_or(0);
        let rest = self.repeat(small(min), max.map(small), text, after)?;
        let last = self.frames.last().and_then(|frame| frame.pieces.last());
        if (min >= 2 || max.is_some_and(|max| max >= 2)) && !last.is_none_or(|last| is_repeatable(last, MAX))
        {
            return Err(error("invalid repeat count", &text[..text.len() - rest.len()]));
        }
        Ok(rest)
    }

    fn repeat(
        &mut self,
        min: u32,
        max: Option<u32>,
        text: &'t str,
        mut after: &'t str,
    ) -> Result<&'t str, String> {
        let mut is_lazy = self.flags.is_lazy;
        if let Some(rest) = after.strip_prefix('?') {
            after = rest;
            is_lazy = !is_lazy;
        }
        if let Some(before) = self.repeated {
            let piece = &before[..before.len() - after.len()];
            return Err(error("invalid nested repetition operator", piece));
        }
        let inner = self.frames.last_mut().and_then(|frame| frame.pieces.pop());
        let Some(inner) = inner else {
            let piece = &text[..text.len() - after.len()];
            return Err(error("missing argument to repetition operator", piece));
        };
        self.push(Piece::Repeat {
            min,
            max,
            greedy: !is_lazy,
            inner: Box::new(inner),
        });
        Ok(after)
    }

    fn backslash(&mut self, text: &'t str) -> Result<&'t str, String> {
        match text.as_bytes().get(1) {
            Some(b'A') => return Ok(self.look(Look::Start, text, 2)),
            Some(b'b') => return Ok(self.look(Look::WordAscii, text, 2)),
            Some(b'B') => return Ok(self.look(Look::WordAsciiNegate, text, 2)),
            Some(b'z') => return Ok(self.look(Look::End, text, 2)),
            Some(b'C') => return Err(error("invalid escape sequence", &text[..2])),
            Some(b'Q') => {
                let (literal, rest) = text[2..].split_once("\\E").unwrap_or((&text[2..], ""));
                literal.chars().for_each(|letter| self.letter(letter));
                return Ok(rest);
            }
            _ => {}
        }
        if let Some((group, rest)) = class::unicode(text, self.flags)? {
            self.push(Piece::Class(group));
            return Ok(rest);
        }
        if let Some((perl, rest)) = class::perl(text) {
            self.push(Piece::Class(perl));
            return Ok(rest);
        }
        let (letter, rest) = escape(text)?;
        self.letter(letter);
        Ok(rest)
    }
}

/// Whether the product of nested counts is at most `most`.
fn is_repeatable(piece: &Piece, most: i64) -> bool {
    match piece {
        Piece::Repeat { min, max, inner, .. } => {
            let is_counted = !matches!((min, max), (0 | 1, None) | (0, Some(1)));
            if !is_counted {
                return is_repeatable(inner, most);
            }
            let times = i64::from(max.unwrap_or(*min));
            if *max == Some(0) {
                return true;
            }
            times <= most && is_repeatable(inner, if times > 0 { most / times } else { most })
        }
        Piece::Group(inner) => is_repeatable(inner, most),
        Piece::Concat(pieces) | Piece::Either(pieces) => {
            pieces.iter().all(|piece| is_repeatable(piece, most))
        }
        Piece::Letter(..) | Piece::Class(_) | Piece::Look(_) => true,
    }
}

/// `{2}`, `{2,}`, `{2,5}`; `None` where the brace is a literal. A number that is too large is -1.
fn counts(text: &str) -> Option<(i64, Option<i64>, &str)> {
    let (mut min, rest) = integer(text.strip_prefix('{')?)?;
    if let Some(rest) = rest.strip_prefix('}') {
        return Some((min, Some(min), rest));
    }
    let rest = rest.strip_prefix(',')?;
    if let Some(rest) = rest.strip_prefix('}') {
        return Some((min, None, rest));
    }
    let (max, rest) = integer(rest)?;
    if max < 0 {
        min = -1;
    }
    Some((min, Some(max), rest.strip_prefix('}')?))
}

fn integer(text: &str) -> Option<(i64, &str)> {
    let length = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (digits, rest) = text.split_at(length);
    if digits.is_empty() || (digits.len() > 1 && digits.starts_with('0')) {
        return None;
    }
    let value = digits.parse().ok().filter(|value| *value < 100_000_000);
    Some((value.unwrap_or(-1), rest))
}
