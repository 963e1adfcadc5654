//! The tokens of a Go expression, with the semicolons that Go inserts at ends of lines.

/// The type of a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Token {
    Illegal,
    End,
    Name,
    Integer,
    Float,
    Imaginary,
    Character,
    Text,
    Keyword,
    /// A semicolon; for one inserted at the end of a line, the text is a line break.
    Semicolon,
    /// An operator or a bracket, identified by its text.
    Operator,
}

impl Token {
    /// Whether Go describes it by its text rather than its type.
    pub(super) fn is_literal(self) -> bool {
        matches!(
            self,
            Token::Name | Token::Integer | Token::Float | Token::Imaginary | Token::Character | Token::Text
        )
    }
}

/// A token with its text and start, in bytes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Lexeme<'t> {
    pub(super) token: Token,
    pub(super) text: &'t str,
    pub(super) at: usize,
}

/// A fault in a token: its byte offset, and Go's message.
pub(super) type Fault = (usize, String);

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
    pub(super) faults: Vec<Fault>,
}

impl<'t> Scanner<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        // A byte order mark at the very beginning is skipped.
        let at = if text.starts_with('\u{feff}') { 3 } else { 0 };
        Scanner {
            text,
            at,
            ends_statement: false,
            faults: Vec::new(),
        }
    }

    pub(super) fn next(&mut self) -> Lexeme<'t> {
        loop {
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
                if self.ends_statement && self.comment_ends_line(rest) {
                    self.ends_statement = false;
                    return self.made(at);
                }
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

    /// Whether nothing follows the comment on its line.
    fn comment_ends_line(&self, rest: &str) -> bool {
        let _ = self;
        if rest.starts_with("//") {
            return true;
        }
        let mut rest = rest;
        while let Some(inside) = rest.strip_prefix("/*") {
            let Some(end) = inside.find("*/") else { return true };
            if inside[..end].contains('\n') {
                return true;
            }
            rest = inside[end + 2..].trim_start_matches([' ', '\t', '\r']);
            if rest.is_empty() || rest.starts_with('\n') || rest.starts_with("//") {
                return true;
            }
        }
        false
    }

    fn comment(&mut self, rest: &str) {
        let length = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if let Some(end) = rest[2..].find("*/") {
            end + 4
        } else {
            self.faults.push((self.at, "comment not terminated".to_owned()));
            rest.len()
        };
        self.unreadable(self.at, length);
        self.at += length;
    }

    /// Characters that Go rejects anywhere, including in strings and comments.
    fn unreadable(&mut self, at: usize, length: usize) {
        for (inside, c) in self.text[at..at + length].char_indices() {
            let fault = match c {
                '\0' => "illegal character NUL",
                '\u{feff}' => "illegal byte order mark",
                _ => continue,
            };
            self.faults.push((at + inside, fault.to_owned()));
        }
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
        if c.is_alphabetic() || c == '_' {
            let is_inside = |c: char| c.is_alphanumeric() || c == '_';
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
            let (token, length) = number(rest);
            return self.lexeme(token, at, length);
        }
        match c {
            '"' | '\'' | '`' => {
                self.ends_statement = true;
                let (token, length) = match c {
                    '"' => (Token::Text, self.quoted(rest, at)),
                    '`' => (Token::Text, self.raw(rest, at)),
                    _ => (Token::Character, self.character(rest, at)),
                };
                self.unreadable(at, length);
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
        // Go reports a byte order mark elsewhere; a character that is not printable is not shown.
        let fault = match c {
            '\u{201c}' | '\u{201d}' => {
                format!("curly quotation mark {} (use neutral '\"')", pictured(c))
            }
            '\u{feff}' => "illegal byte order mark".to_owned(),
            '\0' => "illegal character NUL".to_owned(),
            c => format!("illegal character U+{:04X} {}", u32::from(c), pictured(c)),
        };
        let fault = match c {
            '\0' | '\u{feff}' => fault,
            c if c.is_control() || c.is_whitespace() => format!("illegal character U+{:04X}", u32::from(c)),
            _ => fault,
        };
        self.faults.push((at, fault));
        self.lexeme(Token::Illegal, at, c.len_utf8())
    }

    fn raw(&mut self, rest: &str, at: usize) -> usize {
        if let Some(end) = rest[1..].find('`') {
            return end + 2;
        }
        self.faults
            .push((at, "raw string literal not terminated".to_owned()));
        rest.len()
    }

    fn quoted(&mut self, rest: &str, at: usize) -> usize {
        let mut length = 1;
        loop {
            let Some(c) = rest[length..].chars().next().filter(|c| *c != '\n') else {
                self.faults.push((at, "string literal not terminated".to_owned()));
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
                    self.faults.push((at, "rune literal not terminated".to_owned()));
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
            self.faults.push((at, "illegal rune literal".to_owned()));
        }
        length
    }

    /// An escape after its backslash, at `length`: whether it is valid, and where it ends.
    fn escape(&mut self, rest: &str, length: usize, at: usize, quote: char) -> (bool, usize) {
        let Some(c) = rest[length..].chars().next() else {
            self.faults
                .push((at + length, "escape sequence not terminated".to_owned()));
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
                self.faults
                    .push((at + length, "unknown escape sequence".to_owned()));
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
                    Some(c) => format!(
                        "illegal character U+{:04X} {} in escape sequence",
                        u32::from(c),
                        pictured(c)
                    ),
                };
                self.faults.push((at + end, fault));
                return (false, end);
            };
            value = value.saturating_mul(radix).saturating_add(digit);
            end += 1;
        }
        if value > most || (0xd800..0xe000).contains(&value) {
            let fault = "escape sequence is invalid Unicode code point".to_owned();
            self.faults.push((at + length, fault));
            return (false, end);
        }
        (true, end)
    }
}

/// What Go's `%#U` prints after the number: the character in single quotes.
fn pictured(c: char) -> String {
    format!("'{c}'")
}

/// The kind and length of a number. Its oddities do not matter here: no matcher takes a number.
fn number(rest: &str) -> (Token, usize) {
    let lower = rest.to_ascii_lowercase();
    let (digits, start) = match lower.get(..2) {
        Some("0x") => ("0123456789abcdef_", 2),
        Some("0b" | "0o") => ("0123456789_", 2),
        _ => ("0123456789_", 0),
    };
    let run = |from: usize| {
        from + lower[from..]
            .find(|c| !digits.contains(c))
            .unwrap_or(lower.len() - from)
    };
    let mut end = run(start);
    let mut token = Token::Integer;
    if lower[end..].starts_with('.') {
        token = Token::Float;
        end = run(end + 1);
    }
    if start == 0 && lower[end..].starts_with('e') {
        let sign = usize::from(lower[end + 1..].starts_with(['+', '-']));
        token = Token::Float;
        end = run(end + 1 + sign);
    }
    if lower[end..].starts_with('i') {
        return (Token::Imaginary, end + 1);
    }
    (token, end)
}
