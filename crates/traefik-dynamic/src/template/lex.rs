//! The tokens of a template, as Go's own lexer finds them.

use super::fault::{Fault, Other};
use super::number;

/// A part of a template.
#[derive(Debug, Clone)]
pub(crate) enum Piece<'t> {
    /// Text that is output as it is, without what trim marks remove.
    Text(&'t str),
    /// `{{ … }}`, including comments.
    Action(Action<'t>),
}

/// An action with its delimiters.
#[derive(Debug, Clone)]
pub(crate) struct Action<'t> {
    /// Where it begins, in bytes.
    pub(crate) at: usize,
    /// The text as written.
    pub(crate) text: &'t str,
    /// Its words, none for a comment; or why it cannot be split into words.
    words: Result<Vec<Word<'t>>, Fault>,
}

impl<'t> Action<'t> {
    pub(super) fn words(&self) -> Result<&[Word<'t>], &Fault> {
        self.words.as_deref()
    }

    /// The keyword that it begins with.
    pub(super) fn keyword(&self) -> Option<&'t str> {
        let first = self
            .words
            .as_ref()
            .ok()?
            .iter()
            .find(|word| word.kind != Kind::Space)?;
        (first.kind == Kind::Keyword).then_some(first.text)
    }

    pub(super) fn is_comment(&self) -> bool {
        let inside = self.text.strip_prefix("{{").unwrap_or_default();
        let trimmed = inside.strip_prefix('-').filter(|rest| rest.starts_with(is_space));
        trimmed.map_or(inside, |rest| &rest[1..]).starts_with("/*")
    }
}

/// The type of a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Space,
    Assign,
    Declare,
    Pipe,
    Text,
    Character,
    Number,
    Bool,
    Nil,
    Dot,
    Field,
    Name,
    Variable,
    Keyword,
    Open,
    Close,
    Other,
}

/// One word of an action.
#[derive(Debug, Clone, Copy)]
pub(super) struct Word<'t> {
    pub(super) kind: Kind,
    pub(super) text: &'t str,
}

const KEYWORDS: [&str; 10] = [
    "block", "break", "continue", "define", "else", "end", "if", "range", "template", "with",
];

fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\r' | '\n')
}

fn is_alphanumeric(c: char) -> bool {
    c == '_' || c.is_alphanumeric()
}

/// All pieces of a template, from left to right. What Go cannot lex is an action too, up to the next `}}` on its line.
pub(crate) fn pieces(template: &str) -> impl Iterator<Item = Piece<'_>> {
    let (mut at, mut trims, mut waiting) = (0, false, None);
    std::iter::from_fn(move || {
        if let Some(action) = waiting.take() {
            return Some(Piece::Action(action));
        }
        let rest = &template[at..];
        if rest.is_empty() {
            return None;
        }
        let length = rest.find("{{").unwrap_or(rest.len());
        let mut text = &rest[..length];
        if std::mem::take(&mut trims) {
            text = text.trim_start_matches(is_space);
        }
        at += length;
        if at < template.len() {
            let mut lexer = Lexer::new(template, at);
            if lexer.trims_before {
                text = text.trim_end_matches(is_space);
            }
            let words = lexer.action().map_err(|fault| lexer.recover(fault));
            trims = lexer.trims_behind;
            waiting = Some(Action {
                at,
                text: &template[at..lexer.at],
                words,
            });
            at = lexer.at;
        }
        if text.is_empty() {
            return waiting.take().map(Piece::Action).or(Some(Piece::Text("")));
        }
        Some(Piece::Text(text))
    })
}

struct Lexer<'t> {
    text: &'t str,
    start: usize,
    at: usize,
    trims_before: bool,
    trims_behind: bool,
}

impl<'t> Lexer<'t> {
    /// The lexer after the delimiter at a position, and its trim mark.
    fn new(text: &'t str, start: usize) -> Self {
        let inside = &text[start + 2..];
        let trims_before = inside.starts_with('-') && inside[1..].starts_with(is_space);
        Lexer {
            text,
            start,
            at: start + 2 + if trims_before { 2 } else { 0 },
            trims_before,
            trims_behind: false,
        }
    }

    fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    /// Steps over the closing delimiter and its trim mark, if they are here.
    fn closes(&mut self) -> bool {
        let rest = self.rest();
        if rest.starts_with(is_space) && rest[1..].starts_with("-}}") {
            self.at += 4;
            self.trims_behind = true;
            return true;
        }
        if rest.starts_with("}}") {
            self.at += 2;
            return true;
        }
        false
    }

    /// The words up to the closing delimiter.
    fn action(&mut self) -> Result<Vec<Word<'t>>, Fault> {
        if self.rest().starts_with("/*") {
            return self.comment();
        }
        let (mut words, mut depth) = (Vec::new(), 0_u32);
        loop {
            if depth == 0 && self.closes() {
                return Ok(words);
            }
            if self.rest().starts_with("}}") {
                return Err(Fault::new("a parenthesis is not closed"));
            }
            let word = self.word()?;
            match word.kind {
                Kind::Open => depth += 1,
                Kind::Close => {
                    depth = depth
                        .checked_sub(1)
                        .ok_or_else(|| Fault::new("a closing parenthesis has no opening one"))?;
                }
                _ => {}
            }
            words.push(word);
        }
    }

    fn comment(&mut self) -> Result<Vec<Word<'t>>, Fault> {
        let length = self.rest()[2..].find("*/");
        let length = length.ok_or_else(|| Fault::new("its comment is not closed by `*/`"))?;
        self.at += 2 + length + 2;
        if self.closes() {
            Ok(Vec::new())
        } else {
            Err(Fault::new("`}}` must come right after the end of its comment"))
        }
    }

    fn word(&mut self) -> Result<Word<'t>, Fault> {
        let rest = self.rest();
        let mut chars = rest.chars();
        let first = chars
            .next()
            .ok_or_else(|| Fault::new("the action is not closed by `}}`"))?;
        let second = chars.next();
        let (kind, length) = match first {
            c if is_space(c) => (Kind::Space, self.spaces()),
            '=' => (Kind::Assign, 1),
            ':' if second == Some('=') => (Kind::Declare, 2),
            ':' => return Err(Fault::new("`:` must be followed by `=`")),
            '|' => (Kind::Pipe, 1),
            '"' => (Kind::Text, self.quoted('"')?),
            '\'' => (Kind::Character, self.quoted('\'')?),
            '`' => (Kind::Text, self.raw()?),
            '(' => (Kind::Open, 1),
            ')' => (Kind::Close, 1),
            '$' => self.name(1, Kind::Variable)?,
            '.' if !second.is_some_and(|c| c.is_ascii_digit()) => self.name(1, Kind::Field)?,
            '.' | '+' | '-' | '0'..='9' => (Kind::Number, self.number()?),
            c if is_alphanumeric(c) => self.name(0, Kind::Name)?,
            '\\' => {
                return Err(Fault::new(
                    "it cannot contain a backslash, because templates are run before the file is read",
                )
                .of(Other::Escaped));
            }
            c if c.is_ascii_graphic() => (Kind::Other, 1),
            c => {
                return Err(Fault::new(format!(
                    "`{}` is not allowed in an action",
                    c.escape_default()
                )));
            }
        };
        self.at += length;
        Ok(Word {
            kind,
            text: &rest[..length],
        })
    }

    /// A run of white space; the space before `-}}` belongs to the delimiter.
    fn spaces(&self) -> usize {
        let rest = self.rest();
        let length = rest.find(|c| !is_space(c)).unwrap_or(rest.len());
        if length > 1 && rest[length..].starts_with("-}}") {
            length - 1
        } else {
            length
        }
    }

    fn quoted(&self, quote: char) -> Result<usize, Fault> {
        let mut chars = self.rest().char_indices().skip(1);
        let what = if quote == '"' {
            "a quoted string is not closed on its line"
        } else {
            "a character constant is not closed on its line"
        };
        loop {
            match chars.next() {
                Some((_, '\\')) if !matches!(chars.next(), None | Some((_, '\n'))) => {}
                None | Some((_, '\\' | '\n')) => return Err(Fault::new(what)),
                Some((at, c)) if c == quote => return Ok(at + 1),
                Some(_) => {}
            }
        }
    }

    fn raw(&self) -> Result<usize, Fault> {
        let end = self.rest()[1..].find('`');
        end.map(|end| end + 2)
            .ok_or_else(|| Fault::new("a string between backticks is not closed"))
    }

    /// A name after a mark of this many bytes, and what kind of word it is.
    fn name(&self, mark: usize, kind: Kind) -> Result<(Kind, usize), Fault> {
        let rest = self.rest();
        let end = rest[mark..]
            .find(|c| !is_alphanumeric(c))
            .map_or(rest.len(), |length| mark + length);
        let word = &rest[..end];
        let behind = &rest[end..];
        let ends = behind.is_empty()
            || behind.starts_with(is_space)
            || behind.starts_with(['.', ',', '|', ':', ')', '('])
            || behind.starts_with("}}");
        if !ends {
            let c = behind.chars().next().unwrap_or_default();
            let why = format!("`{}` is not allowed after `{word}`", c.escape_default());
            return Err(Fault::new(why).of(Other::Jinja));
        }
        let kind = match (kind, word) {
            (_, ".") => Kind::Dot,
            (Kind::Name, "nil") => Kind::Nil,
            (Kind::Name, "true" | "false") => Kind::Bool,
            (Kind::Name, word) if KEYWORDS.contains(&word) => Kind::Keyword,
            (kind, _) => kind,
        };
        Ok((kind, end))
    }

    fn number(&self) -> Result<usize, Fault> {
        let rest = self.rest();
        let is_part = |c: char| is_alphanumeric(c) || matches!(c, '.' | '+' | '-');
        let length = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
        let word = &rest[..length];
        if number::read(word).is_some() {
            Ok(length)
        } else {
            Err(Fault::new(format!("`{word}` is not a number")))
        }
    }

    /// Skips what cannot be lexed: up to the next `}}` on the line, otherwise to its end.
    fn recover(&mut self, fault: Fault) -> Fault {
        let rest = &self.text[self.start + 2..];
        let line = rest.find('\n').unwrap_or(rest.len());
        let end = rest[..line].find("}}");
        let went_on = self.at > self.start + 2 + line;
        self.at = self.start + 2 + end.map_or(line, |end| end + 2);
        self.trims_behind = false;
        // What was found on later lines is hardly a part of it.
        if end.is_none() && went_on {
            Fault::new("it is not closed with `}}` on its line")
        } else {
            fault
        }
    }
}
