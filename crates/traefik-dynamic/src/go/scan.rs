//! The tokens of a Go expression, with the semicolons that Go inserts at ends of lines.

use super::letters::{is_inside, is_letter, pictured};
use super::number;
use super::token::{Fault, Lexeme, Token};

/// Operators, longest first.
const OPERATORS: [&str; 47] = [
    "<<=", ">>=", "&^=", "...", "&&", "||", "<-", "++", "--", "==", "!=", "<=", ">=", ":=", "+=", "-=", "*=",
    "/=", "%=", "&=", "|=", "^=", "<<", ">>", "&^", "+", "-", "*", "/", "%", "&", "|", "^", "<", ">", "=",
    "!", "(", ")", "[", "]", "{", "}", ",", ".", ":", "~",
];

const KEYWORDS: [&str; 25] = [
    "break",
    "case",
    "chan",
    "const",
    "continue",
    "default",
    "defer",
    "else",
    "fallthrough",
    "for",
    "func",
    "go",
    "goto",
    "if",
    "import",
    "interface",
    "map",
    "package",
    "range",
    "return",
    "select",
    "struct",
    "switch",
    "type",
    "var",
];

pub(super) struct Scanner<'t> {
    text: &'t str,
    at: usize,
    ends_statement: bool,
    /// Where a comment contained the line break that ends a statement.
    broken_at: Option<usize>,
    /// How far characters have been looked at: always one further than what was read.
    seen: usize,
    pub(super) faults: Vec<Fault>,
}

impl<'t> Scanner<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        // A byte order mark at the very beginning is skipped.
        let at = if text.starts_with('\u{feff}') { 3 } else { 0 };
        let mut scanner = Scanner {
            text,
            at,
            ends_statement: false,
            broken_at: None,
            seen: at,
            faults: Vec::new(),
        };
        scanner.look(at);
        scanner
    }

    pub(super) fn next(&mut self) -> Lexeme<'t> {
        let lexeme = self.scan();
        self.look(self.at);
        lexeme
    }

    fn scan(&mut self) -> Lexeme<'t> {
        loop {
            if let Some(at) = self.broken_at.take() {
                return self.made(at);
            }
            self.skip_space();
            let at = self.at;
            let rest = &self.text[at..];
            let Some(c) = rest.chars().next() else {
                return self
                    .line_end(at)
                    .unwrap_or_else(|| self.lexeme(Token::End, at, 0));
            };
            if c == '\n' {
                // A line break is significant only where a statement may end.
                self.at += 1;
                self.ends_statement = false;
                return self.made(at);
            }
            if rest.starts_with("//") || rest.starts_with("/*") {
                self.comment(rest);
                continue;
            }
            return self.token(c, at);
        }
    }

    fn line_end(&mut self, at: usize) -> Option<Lexeme<'t>> {
        let ends = std::mem::take(&mut self.ends_statement);
        ends.then(|| self.made(at))
    }

    fn made(&self, at: usize) -> Lexeme<'t> {
        let _ = self;
        Lexeme {
            token: Token::Semicolon,
            text: "\n",
            at,
        }
    }

    fn skip_space(&mut self) {
        let rest = &self.text[self.at..];
        let is_space = |c: char| matches!(c, ' ' | '\t' | '\r') || (c == '\n' && !self.ends_statement);
        self.at += rest.len() - rest.trim_start_matches(is_space).len();
    }

    fn comment(&mut self, rest: &str) {
        let at = self.at;
        let length = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if let Some(end) = rest[2..].find("*/") {
            end + 4
        } else {
            self.fault(rest.len(), at, "comment not terminated".to_owned());
            rest.len()
        };
        self.at += length;
        if let Some(line_break) = rest[..length].find('\n').filter(|_| self.ends_statement) {
            self.ends_statement = false;
            self.broken_at = Some(at + line_break);
        }
    }

    /// Reports characters that Go rejects anywhere, including in strings and comments, as soon as it comes to them.
    fn look(&mut self, at: usize) {
        let next = self.text[at..].chars().next().map_or(0, char::len_utf8);
        let end = at + next;
        let Some(part) = self.text.get(self.seen..end) else {
            return;
        };
        for (inside, c) in part.char_indices() {
            let fault = match c {
                '\0' => "illegal character NUL",
                '\u{feff}' => "illegal byte order mark",
                _ => continue,
            };
            self.faults.push((self.seen + inside, fault.to_owned()));
        }
        self.seen = end;
    }

    /// Records a fault that Go finds after so many bytes of the token.
    fn fault(&mut self, length: usize, at: usize, message: String) {
        self.look(self.at + length);
        self.faults.push((at, message));
    }

    fn lexeme(&mut self, token: Token, at: usize, length: usize) -> Lexeme<'t> {
        self.at = at + length;
        Lexeme {
            token,
            text: &self.text[at..at + length],
            at,
        }
    }

    fn token(&mut self, c: char, at: usize) -> Lexeme<'t> {
        let rest = &self.text[at..];
        if is_letter(c) {
            let length = rest.find(|c: char| !is_inside(c)).unwrap_or(rest.len());
            let is_keyword = KEYWORDS.contains(&&rest[..length]);
            let token = if is_keyword { Token::Keyword } else { Token::Name };
            self.ends_statement =
                !is_keyword || matches!(&rest[..length], "break" | "continue" | "fallthrough" | "return");
            return self.lexeme(token, at, length);
        }
        let is_fraction = c == '.' && rest[1..].starts_with(|c: char| c.is_ascii_digit());
        if c.is_ascii_digit() || is_fraction {
            self.ends_statement = true;
            let number = number::read(rest);
            for (inside, fault) in number.faults {
                self.fault(inside, at + inside, fault);
            }
            return self.lexeme(number.token, at, number.length);
        }
        match c {
            '"' | '\'' | '`' => {
                self.ends_statement = true;
                let (token, length) = match c {
                    '"' => (Token::Text, self.quoted(rest, at)),
                    '`' => (Token::Text, self.raw(rest, at)),
                    _ => (Token::Character, self.character(rest, at)),
                };
                self.lexeme(token, at, length)
            }
            ';' => {
                self.ends_statement = false;
                self.lexeme(Token::Semicolon, at, 1)
            }
            c => self.operator(c, at),
        }
    }

    fn operator(&mut self, c: char, at: usize) -> Lexeme<'t> {
        let rest = &self.text[at..];
        if let Some(operator) = OPERATORS.iter().find(|operator| rest.starts_with(**operator)) {
            self.ends_statement = matches!(*operator, ")" | "]" | "}" | "++" | "--");
            return self.lexeme(Token::Operator, at, operator.len());
        }
        let fault = match c {
            '\u{201c}' | '\u{201d}' => Some(format!("curly quotation mark '{c}' (use neutral '\"')")),
            // It was reported when it was seen.
            '\u{feff}' => None,
            c => Some(format!("illegal character {}", pictured(c))),
        };
        if let Some(fault) = fault {
            self.fault(c.len_utf8(), at, fault);
        }
        self.lexeme(Token::Illegal, at, c.len_utf8())
    }

    fn raw(&mut self, rest: &str, at: usize) -> usize {
        if let Some(end) = rest[1..].find('`') {
            return end + 2;
        }
        self.fault(rest.len(), at, "raw string literal not terminated".to_owned());
        rest.len()
    }

    fn quoted(&mut self, rest: &str, at: usize) -> usize {
        let mut length = 1;
        loop {
            let Some(c) = rest[length..].chars().next().filter(|c| *c != '\n') else {
                self.fault(length, at, "string literal not terminated".to_owned());
                return length;
            };
            length += c.len_utf8();
            if c == '"' {
                return length;
            }
            if c == '\\' {
                length = self.escape(rest, length, at, '"').1;
            }
        }
    }

    fn character(&mut self, rest: &str, at: usize) -> usize {
        let (mut length, mut count, mut is_sound) = (1, 0, true);
        loop {
            let Some(c) = rest[length..].chars().next().filter(|c| *c != '\n') else {
                if is_sound {
                    self.fault(length, at, "rune literal not terminated".to_owned());
                }
                return length;
            };
            length += c.len_utf8();
            if c == '\'' {
                break;
            }
            count += 1;
            if c == '\\' {
                let (is_escape, next) = self.escape(rest, length, at, '\'');
                is_sound &= is_escape;
                length = next;
            }
        }
        if is_sound && count != 1 {
            self.fault(length, at, "illegal rune literal".to_owned());
        }
        length
    }

    /// An escape after its backslash, at `length`: whether it is valid, and where it ends.
    fn escape(&mut self, rest: &str, length: usize, at: usize, quote: char) -> (bool, usize) {
        let Some(c) = rest[length..].chars().next() else {
            self.fault(length, at + length, "escape sequence not terminated".to_owned());
            return (false, length);
        };
        let (from, digits, radix, most) = match c {
            'a' | 'b' | 'f' | 'n' | 'r' | 't' | 'v' | '\\' => return (true, length + 1),
            c if c == quote => return (true, length + 1),
            '0'..='7' => (length, 3, 8, 255),
            'x' => (length + 1, 2, 16, 255),
            'u' => (length + 1, 4, 16, 0x0010_ffff),
            'U' => (length + 1, 8, 16, 0x0010_ffff),
            _ => {
                self.fault(length, at + length, "unknown escape sequence".to_owned());
                return (false, length);
            }
        };
        let mut end = from;
        let mut value: u32 = 0;
        for _ in 0..digits {
            let next = rest[end..].chars().next();
            let Some(digit) = next.and_then(|c| c.to_digit(radix)) else {
                let fault = match next {
                    None => "escape sequence not terminated".to_owned(),
                    Some(c) => format!("illegal character {} in escape sequence", pictured(c)),
                };
                self.fault(end, at + end, fault);
                return (false, end);
            };
            value = value.saturating_mul(radix).saturating_add(digit);
            end += 1;
        }
        if value > most || (0xd800..0xe000).contains(&value) {
            let fault = "escape sequence is invalid Unicode code point".to_owned();
            self.fault(end, at + length, fault);
            return (false, end);
        }
        (true, end)
    }
}
