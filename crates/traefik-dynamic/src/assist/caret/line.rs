//! One line, and the dashes and the key it begins with.

use std::ops::Range;

use crate::assist::position::Positions;

/// A dash, or a key with its colon.
#[derive(Debug, Clone)]
pub(super) struct Token {
    /// Where it begins.
    pub(super) at: usize,
    /// The key, without its quotes.
    pub(super) name: String,
    /// Where the key ends.
    pub(super) key_end: usize,
    /// Where its colon is; `None` for a dash.
    pub(super) colon: Option<usize>,
    /// Its value on the same line.
    pub(super) value: Option<Range<usize>>,
}

/// A line. All positions are bytes of the whole text.
#[derive(Debug)]
pub(super) struct Line<'t> {
    text: &'t str,
    pub(super) start: usize,
    /// Where its words end, before a comment and blanks.
    pub(super) end: usize,
    /// Where its comment begins.
    pub(super) comment: Option<usize>,
    /// Where it begins after the indentation and the dashes.
    pub(super) content: usize,
    /// The dashes, and then the key.
    pub(super) tokens: Vec<Token>,
}

impl<'t> Line<'t> {
    pub(super) fn of(positions: &Positions<'t>, number: usize) -> Line<'t> {
        let range = positions.line_text(number);
        let text = &positions.text[range.clone()];
        let comment = comment(text);
        let words = text[..comment.unwrap_or(text.len())].trim_end();
        let mut line = Line {
            text: positions.text,
            start: range.start,
            end: range.start + words.len(),
            comment: comment.map(|at| range.start + at),
            content: range.start,
            tokens: Vec::new(),
        };
        let mut at = text.len() - text.trim_start_matches([' ', '\t']).len();
        while text[at..].starts_with("- ") || text[at..].trim_end() == "-" {
            line.tokens.push(Token {
                at: range.start + at,
                name: String::new(),
                key_end: range.start + at + 1,
                colon: None,
                value: None,
            });
            let behind = &text[at + 1..];
            at += 1 + (behind.len() - behind.trim_start_matches(' ').len());
        }
        line.content = range.start + at;
        line.end = line.end.max(line.content.min(range.end));
        if let Some(key) = key(words.get(at..).unwrap_or_default(), line.content) {
            line.tokens.push(key);
        }
        line
    }

    pub(super) fn is_blank(&self) -> bool {
        self.text[self.start..self.end].trim().is_empty()
    }

    pub(super) fn has_key_at(&self, column: usize) -> bool {
        let mut keys = self.tokens.iter().filter(|token| token.colon.is_some());
        keys.any(|token| token.at - self.start == column)
    }

    /// Where brackets begin in which its value is written.
    pub(super) fn bracket(&self) -> Option<usize> {
        let start = match self.tokens.last() {
            Some(Token {
                colon: Some(_),
                value,
                ..
            }) => value.as_ref()?.start,
            _ => self.content,
        };
        self.text[start..].starts_with(['[', '{']).then_some(start)
    }
}

/// Where a comment begins: at a `#` after a blank, outside quotes.
fn comment(text: &str) -> Option<usize> {
    let mut quote = None;
    let mut before = ' ';
    for (at, c) in text.char_indices() {
        match (quote, c) {
            (Some(own), c) if c == own => quote = None,
            (None, '"' | '\'') if matches!(before, ' ' | '[' | '{' | ',' | '\t') => quote = Some(c),
            (None, '#') if before.is_whitespace() => return Some(at),
            _ => {}
        }
        before = c;
    }
    // A quote that is not closed hides nothing.
    quote.and_then(|_| text.find(" #").map(|at| at + 1))
}

/// The key that a text begins with, if a colon and a blank follow it.
fn key(text: &str, at: usize) -> Option<Token> {
    let quote = text.chars().next().filter(|c| matches!(c, '"' | '\''));
    let length = match quote {
        Some(quote) => text[1..].find(quote)? + 2,
        None if text.starts_with(['[', '{', '#', '|', '>', '&', '*', '!']) => return None,
        None => {
            let colon = text.find(": ").or_else(|| text.find(":\t"));
            colon.or_else(|| text.strip_suffix(':').map(str::len))?
        }
    };
    let behind = &text[length..];
    let colon = behind.len() - behind.trim_start().len();
    let rest = behind[colon..].strip_prefix(':')?;
    if !rest.is_empty() && !rest.starts_with([' ', '\t']) {
        return None;
    }
    let value = at + length + colon + 1 + (rest.len() - rest.trim_start().len());
    let words = rest.trim();
    Some(Token {
        at,
        name: text[..length].trim().trim_matches(['"', '\'']).to_owned(),
        key_end: at + length,
        colon: Some(at + length + colon),
        value: (!words.is_empty()).then(|| value..value + words.len()),
    })
}
