//! Turns text into tokens by the rules of Traefik's YAML reader: libyaml's, as ported to Go.

use std::collections::VecDeque;

use crate::read::Broken;
use crate::read::node::Place;
use crate::read::yaml::cursor::Cursor;
use crate::read::yaml::token::{Sort, Token, fault};

/// How many characters may lie between the beginning of a key and its `:`.
const MAX_KEY: u32 = 1024;
/// How many tokens are read before they are requested.
const LOOK_AHEAD: usize = 2;

/// What may turn out to be a key if a `:` follows.
#[derive(Debug, Clone, Copy, Default)]
struct SimpleKey {
    is_possible: bool,
    /// Whether nothing else is allowed there.
    is_required: bool,
    /// The number of its token, counted from the beginning of the text.
    number: usize,
    place: Place,
}

/// The state of the scanner.
#[derive(Debug)]
pub(super) struct Scanner<'t> {
    pub(super) cursor: Cursor<'t>,
    /// Tokens that were read ahead.
    tokens: VecDeque<Token<'t>>,
    /// How many tokens have been handed out.
    handed_out: usize,
    /// How many `[` and `{` are open.
    flow: usize,
    /// The column of the open block; −1 outside all blocks.
    pub(super) indent: i64,
    indents: Vec<i64>,
    /// Whether a key may begin here.
    pub(super) allows_key: bool,
    /// One per flow level.
    keys: Vec<SimpleKey>,
    has_ended: bool,
}

impl<'t> Scanner<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        let mut scanner = Scanner {
            cursor: Cursor::new(text),
            tokens: VecDeque::new(),
            handed_out: 0,
            flow: 0,
            indent: -1,
            indents: Vec::new(),
            allows_key: true,
            keys: vec![SimpleKey::default()],
            has_ended: false,
        };
        scanner.push(Sort::StreamStart, scanner.cursor.place());
        scanner
    }

    /// The next token, without consuming it.
    pub(super) fn peek(&mut self) -> Result<&mut Token<'t>, Broken> {
        while self.needs_more()? {
            self.fetch()?;
        }
        let place = self.cursor.place();
        match self.tokens.front_mut() {
            Some(token) => Ok(token),
            None => Err(Broken::at(place, "the text ends too early")),
        }
    }

    /// Consumes the next token.
    pub(super) fn pop(&mut self) {
        if self.tokens.pop_front().is_some() {
            self.handed_out += 1;
        }
    }

    pub(super) fn is_in_flow(&self) -> bool {
        self.flow > 0
    }

    /// Go's reader looks two tokens ahead, for its comments: an error there counts even after the end of a document.
    fn needs_more(&mut self) -> Result<bool, Broken> {
        if self.tokens.len() <= LOOK_AHEAD && !self.has_ended {
            return Ok(true);
        }
        match self.tokens.front() {
            Some(Token {
                may_be_key: Some(level),
                ..
            }) => {
                let level = *level;
                let is_it = self
                    .keys
                    .get(level)
                    .is_some_and(|key| key.is_possible && key.number == self.handed_out);
                Ok(is_it && self.is_still_possible(level)?)
            }
            Some(_) | None => Ok(false),
        }
    }

    /// Whether it can still become a key: a key is on one line, and not too long.
    fn is_still_possible(&mut self, level: usize) -> Result<bool, Broken> {
        let here = self.cursor.place();
        let Some(key) = self.keys.get_mut(level).filter(|key| key.is_possible) else {
            return Ok(false);
        };
        if key.place.line == here.line && here.column.saturating_sub(key.place.column) <= MAX_KEY {
            return Ok(true);
        }
        key.is_possible = false;
        if key.is_required {
            return Err(fault(
                "could not find expected ':'",
                here,
                "while scanning a simple key",
                key.place,
            ));
        }
        Ok(false)
    }

    fn push(&mut self, sort: Sort<'t>, place: Place) {
        self.push_possible_key(sort, place, false);
    }

    fn push_possible_key(&mut self, sort: Sort<'t>, place: Place, may_be_key: bool) {
        let end = self.cursor.place();
        let may_be_key = may_be_key.then_some(self.keys.len() - 1);
        self.tokens.push_back(Token {
            sort,
            place,
            end,
            may_be_key,
        });
    }

    /// Reads one token, or several that come together.
    fn fetch(&mut self) -> Result<(), Broken> {
        self.skip_to_token();
        self.close_blocks(self.cursor.column());
        let place = self.cursor.place();
        if self.cursor.is_at_end() {
            return self.fetch_end();
        }
        if self.cursor.is_document_mark() {
            let sort = match self.cursor.byte(0) {
                b'-' => Sort::DocumentStart,
                _ => Sort::DocumentEnd,
            };
            self.leave_document()?;
            self.cursor.skip(3);
            self.push(sort, place);
            return Ok(());
        }
        let is_alone = self.cursor.is_gap(1);
        match self.cursor.byte(0) {
            b'%' if self.cursor.column() == 0 => {
                self.leave_document()?;
                let sort = self.directive()?;
                self.push(sort, place);
                Ok(())
            }
            b'[' => self.open_flow(Sort::FlowListStart),
            b'{' => self.open_flow(Sort::FlowMapStart),
            b']' => self.close_flow(Sort::FlowListEnd),
            b'}' => self.close_flow(Sort::FlowMapEnd),
            b',' => self.sign(Sort::FlowEntry, true),
            b'-' if is_alone => self.block_sign(
                Sort::BlockEntry,
                Sort::BlockListStart,
                "block sequence entries are not allowed in this context",
            ),
            b'?' if is_alone || self.is_in_flow() => self.block_sign(
                Sort::Key,
                Sort::BlockMapStart,
                "mapping keys are not allowed in this context",
            ),
            b':' if is_alone || self.is_in_flow() => self.fetch_value(),
            b'*' => self.word(Self::alias),
            b'&' => self.word(Self::anchor),
            b'!' => self.word(Self::tag),
            b'|' | b'>' if !self.is_in_flow() => {
                self.forget_key()?;
                self.allows_key = true;
                let sort = self.block_scalar()?;
                self.push(sort, place);
                Ok(())
            }
            b'\'' | b'"' => self.word(Self::quoted),
            byte if self.begins_plain(byte) => self.word(Self::plain),
            _ => Err(fault(
                "found character that cannot start any token",
                place,
                "while scanning for the next token",
                place,
            )),
        }
    }

    /// Whether a plain word may begin with this byte.
    fn begins_plain(&self, byte: u8) -> bool {
        match byte {
            b'-' => !self.cursor.is_blank(1),
            b'?' | b':' => !self.is_in_flow() && !self.cursor.is_gap(1),
            b',' | b'[' | b']' | b'{' | b'}' | b'#' | b'&' | b'*' | b'!' | b'|' | b'>' | b'\'' | b'"'
            | b'%' | b'@' | b'`' => false,
            _ => !self.cursor.is_gap(0),
        }
    }

    /// A word that may be a key.
    fn word(&mut self, read: impl FnOnce(&mut Self) -> Result<Sort<'t>, Broken>) -> Result<(), Broken> {
        let may_be_key = self.note_key()?;
        self.allows_key = false;
        let place = self.cursor.place();
        let sort = read(self)?;
        self.push_possible_key(sort, place, may_be_key);
        Ok(())
    }

    /// A one-character indicator, after which a key may or may not begin.
    fn sign(&mut self, sort: Sort<'t>, allows_key: bool) -> Result<(), Broken> {
        self.forget_key()?;
        self.allows_key = allows_key;
        let place = self.cursor.place();
        self.cursor.skip(1);
        self.push(sort, place);
        Ok(())
    }

    /// `-` or `?`, which open a block if none is open at that column.
    fn block_sign(&mut self, sort: Sort<'t>, block: Sort<'t>, why_not: &str) -> Result<(), Broken> {
        let allows_key = !self.is_in_flow() || sort == Sort::BlockEntry;
        self.open_block_here(block, why_not)?;
        self.sign(sort, allows_key)
    }

    fn open_block_here(&mut self, block: Sort<'t>, why_not: &str) -> Result<(), Broken> {
        if self.is_in_flow() {
            return Ok(());
        }
        let place = self.cursor.place();
        if !self.allows_key {
            return Err(Broken::at(place, why_not));
        }
        self.open_block(self.cursor.column(), self.tokens.len(), block, place);
        Ok(())
    }

    fn open_flow(&mut self, sort: Sort<'t>) -> Result<(), Broken> {
        let place = self.cursor.place();
        let may_be_key = self.note_key()?;
        self.cursor.skip(1);
        self.push_possible_key(sort, place, may_be_key);
        self.keys.push(SimpleKey::default());
        self.flow += 1;
        self.allows_key = true;
        Ok(())
    }

    fn close_flow(&mut self, sort: Sort<'t>) -> Result<(), Broken> {
        self.forget_key()?;
        if self.flow > 0 {
            self.flow -= 1;
            self.keys.pop();
        }
        self.allows_key = false;
        let place = self.cursor.place();
        self.cursor.skip(1);
        self.push(sort, place);
        Ok(())
    }

    fn fetch_value(&mut self) -> Result<(), Broken> {
        let level = self.keys.len() - 1;
        let place = self.cursor.place();
        if self.is_still_possible(level)? {
            let key = self.keys[level];
            self.keys[level].is_possible = false;
            let index = key.number.saturating_sub(self.handed_out).min(self.tokens.len());
            self.tokens.insert(
                index,
                Token {
                    sort: Sort::Key,
                    place: key.place,
                    end: key.place,
                    may_be_key: None,
                },
            );
            let column = i64::from(key.place.column) - 1;
            if !self.is_in_flow() {
                self.open_block(column, index, Sort::BlockMapStart, key.place);
            }
            self.allows_key = false;
        } else {
            self.open_block_here(
                Sort::BlockMapStart,
                "mapping values are not allowed in this context",
            )?;
            self.allows_key = !self.is_in_flow();
        }
        self.cursor.skip(1);
        self.push(Sort::Value, place);
        Ok(())
    }

    fn fetch_end(&mut self) -> Result<(), Broken> {
        self.cursor.end_line();
        self.leave_document()?;
        self.push(Sort::StreamEnd, self.cursor.place());
        self.has_ended = true;
        Ok(())
    }

    fn leave_document(&mut self) -> Result<(), Broken> {
        self.close_blocks(-1);
        self.forget_key()?;
        self.allows_key = false;
        Ok(())
    }

    /// Opens a block if none is open at that column; its token is inserted before the one at the index.
    fn open_block(&mut self, column: i64, index: usize, sort: Sort<'t>, place: Place) {
        if self.indent >= column {
            return;
        }
        self.indents.push(self.indent);
        self.indent = column;
        self.tokens.insert(
            index,
            Token {
                sort,
                place,
                end: place,
                may_be_key: None,
            },
        );
    }

    /// Closes the blocks that are indented further.
    fn close_blocks(&mut self, column: i64) {
        if self.is_in_flow() {
            return;
        }
        while self.indent > column {
            self.push(Sort::BlockEnd, self.cursor.place());
            self.indent = self.indents.pop().unwrap_or(-1);
        }
    }

    /// Records that a key may begin here; returns whether it may.
    fn note_key(&mut self) -> Result<bool, Broken> {
        if !self.allows_key {
            return Ok(false);
        }
        self.forget_key()?;
        let key = SimpleKey {
            is_possible: true,
            is_required: !self.is_in_flow() && self.indent == self.cursor.column(),
            number: self.handed_out + self.tokens.len(),
            place: self.cursor.place(),
        };
        if let Some(last) = self.keys.last_mut() {
            *last = key;
        }
        Ok(true)
    }

    fn forget_key(&mut self) -> Result<(), Broken> {
        let here = self.cursor.place();
        if let Some(key) = self.keys.last_mut().filter(|key| key.is_possible) {
            if key.is_required {
                return Err(fault(
                    "could not find expected ':'",
                    here,
                    "while scanning a simple key",
                    key.place,
                ));
            }
            key.is_possible = false;
        }
        Ok(())
    }

    /// Skips blanks, comments and line breaks.
    fn skip_to_token(&mut self) {
        loop {
            // Only at the beginning of the text: elsewhere a byte order mark is a character like any other.
            if self.cursor.at() == 0
                && self.cursor.slice(self.cursor.at(), self.cursor.at() + 3) == "\u{feff}"
            {
                self.cursor.skip(3);
            }
            // A tab is not allowed where a block could begin.
            if self.is_in_flow() || !self.allows_key {
                self.cursor.skip_blanks();
            } else {
                self.cursor.skip_spaces();
            }
            if self.cursor.byte(0) == b'#' {
                self.cursor.skip_line();
            }
            if !self.cursor.is_break(0) {
                return;
            }
            self.cursor.skip_break();
            if !self.is_in_flow() {
                self.allows_key = true;
            }
        }
    }
}
