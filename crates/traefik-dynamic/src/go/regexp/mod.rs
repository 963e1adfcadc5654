//! Regular expressions by Go's grammar (RE2), which is not that of Rust's `regex`.
//!
//! A pattern is parsed by Go's rules into [`Piece`]s, which shows whether Traefik accepts it. For matching, the pieces
//! are turned into the intermediate form of `regex-syntax`, so that no part of the pattern is ever read by other rules.

mod build;
mod class;
mod letter;
mod parse;

use regex_automata::meta::Regex;
use regex_syntax::hir::{ClassUnicode, Look};

/// A regular expression that matches as Go's does.
#[derive(Debug, Clone)]
pub(crate) struct Regexp {
    regex: Regex,
}

/// A part of a pattern.
#[derive(Debug, Clone)]
pub(super) enum Piece {
    Letter(char, bool),
    Class(ClassUnicode),
    Look(Look),
    Repeat {
        min: u32,
        max: Option<u32>,
        greedy: bool,
        inner: Box<Piece>,
    },
    Group(Box<Piece>),
    Concat(Vec<Piece>),
    Either(Vec<Piece>),
}

/// What can be told about a pattern without building it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Judged {
    /// Whether it matches the empty string.
    pub(crate) may_be_empty: bool,
    /// The prefix of every text in which it is found; empty if unknown.
    pub(crate) beginning: String,
}

/// Whether Go accepts the pattern; if not, Go's message: "error parsing regexp: missing closing ): `(`".
pub(crate) fn judge(pattern: &str) -> Result<Judged, String> {
    parse::parse(pattern).map(|piece| Judged {
        may_be_empty: piece.may_be_empty(),
        beginning: piece.beginning(),
    })
}

impl Piece {
    /// The characters right after a `^` at the very beginning.
    fn beginning(&self) -> String {
        let Piece::Concat(pieces) = self else {
            return String::new();
        };
        let [Piece::Look(Look::Start), pieces @ ..] = &pieces[..] else {
            return String::new();
        };
        let plain = pieces.iter().map_while(|piece| match piece {
            // Invalid UTF-8 counts as this character.
            Piece::Letter(letter, false) if *letter != '\u{fffd}' => Some(*letter),
            _ => None,
        });
        plain.collect()
    }

    /// Whether it matches the empty string as a whole.
    fn may_be_empty(&self) -> bool {
        match self {
            Piece::Letter(..) | Piece::Class(_) => false,
            Piece::Look(look) => *look != Look::WordAscii,
            Piece::Repeat { min, inner, .. } => *min == 0 || inner.may_be_empty(),
            Piece::Group(inner) => inner.may_be_empty(),
            Piece::Concat(pieces) => pieces.iter().all(Piece::may_be_empty),
            Piece::Either(pieces) => pieces.iter().any(Piece::may_be_empty),
        }
    }
}

impl Regexp {
    /// Parses a pattern; the error is in Go's words.
    pub(crate) fn new(pattern: &str) -> Result<Regexp, String> {
        let piece = parse::parse(pattern)?;
        let regex = build::compile(&piece)
            .ok_or_else(|| "the regular expression is too large to be evaluated here".to_owned())?;
        Ok(Regexp { regex })
    }

    /// Whether it is found anywhere in the text. Invalid UTF-8 counts as U+FFFD, one per byte, as in Go.
    pub(crate) fn is_match(&self, text: &[u8]) -> bool {
        match std::str::from_utf8(text) {
            Ok(text) => self.regex.is_match(text),
            Err(_) => self.regex.is_match(&readable(text)),
        }
    }

    /// Where the first match and its groups are.
    pub(crate) fn captures(&self, text: &str) -> Option<Vec<Option<std::ops::Range<usize>>>> {
        let mut captures = self.regex.create_captures();
        self.regex.captures(text, &mut captures);
        captures.is_match().then(|| {
            captures
                .iter()
                .map(|span| span.map(|span| span.range()))
                .collect()
        })
    }
}

/// Bytes as characters, with each invalid UTF-8 byte as U+FFFD.
fn readable(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(std::iter::repeat_n('\u{fffd}', chunk.invalid().len()));
    }
    text
}
