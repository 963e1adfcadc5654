//! Parses text into an expression.

use crate::rule::{Argument, Expression, Matcher, RuleError};

/// How deep parentheses and `!` may nest.
const MAX_DEPTH: usize = 100;
/// How many matchers a rule may have.
const MAX_MATCHERS: usize = 1_000;
/// How long a rule may be, in bytes.
const MAX_BYTES: usize = 32 * 1024;

/// Parses a rule. The names of matchers are not looked up; [`judge`](crate::rule::judge) does that.
pub fn parse(rule: &str) -> Result<Expression, RuleError> {
    let mut parser = Parser {
        rest: rule,
        at: 0,
        depth: 0,
        matchers: 0,
    };
    if rule.len() > MAX_BYTES {
        return Err(parser.wrong(&format!(
            "it has {} bytes, and only rules of up to {MAX_BYTES} are read",
            rule.len()
        )));
    }
    let expression = parser.any_of()?;
    match parser.peek() {
        None => Ok(expression),
        Some(')') => Err(parser.wrong("a closing parenthesis has no opening one")),
        Some(_) => Err(parser.wrong("expected `&&` or `||` between two matchers")),
    }
}

struct Parser<'r> {
    rest: &'r str,
    /// How many characters have been read.
    at: usize,
    depth: usize,
    /// How many matchers have been read.
    matchers: usize,
}

impl Parser<'_> {
    fn any_of(&mut self) -> Result<Expression, RuleError> {
        let mut left = self.all_of()?;
        while self.takes("||") {
            left = Expression::Or(Box::new(left), Box::new(self.all_of()?));
        }
        Ok(left)
    }

    fn all_of(&mut self) -> Result<Expression, RuleError> {
        let mut left = self.one()?;
        while self.takes("&&") {
            left = Expression::And(Box::new(left), Box::new(self.one()?));
        }
        Ok(left)
    }

    fn one(&mut self) -> Result<Expression, RuleError> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(self.wrong("the parentheses are nested too deep"));
        }
        let expression = if self.takes("!") {
            Expression::Not(Box::new(self.one()?))
        } else if self.takes("(") {
            let inner = self.any_of()?;
            if !self.takes(")") {
                return Err(self.wrong("a parenthesis is not closed"));
            }
            inner
        } else {
            Expression::Matcher(self.matcher()?)
        };
        self.depth -= 1;
        Ok(expression)
    }

    fn matcher(&mut self) -> Result<Matcher, RuleError> {
        self.skip_space();
        let start = self.at;
        self.matchers += 1;
        if self.matchers > MAX_MATCHERS {
            return Err(self.wrong(&format!("it has more than {MAX_MATCHERS} matchers")));
        }
        let end = self
            .rest
            .find(|c: char| !(c.is_alphanumeric() || c == '_'))
            .unwrap_or(self.rest.len());
        let name = self.rest[..end].to_owned();
        if name.is_empty() {
            return Err(match self.peek() {
                None => self.wrong("the rule ends where a matcher is expected"),
                Some(c) => self.wrong(&format!("expected a matcher, found `{c}`")),
            });
        }
        self.advance(end);
        if !self.takes("(") {
            return Err(RuleError {
                message: format!("`{name}` has no arguments in parentheses"),
                at: start,
            });
        }
        let mut arguments = Vec::new();
        while !self.takes(")") {
            if !arguments.is_empty() && !self.takes(",") {
                return Err(self.wrong("expected `,` or `)` after an argument"));
            }
            if !arguments.is_empty() && self.takes(")") {
                break;
            }
            arguments.push(self.argument()?);
        }
        Ok(Matcher {
            name,
            arguments,
            start,
            end: self.at,
        })
    }

    fn argument(&mut self) -> Result<Argument, RuleError> {
        self.skip_space();
        let start = self.at;
        match self.rest.chars().next() {
            Some('`') => {
                let Some(length) = self.rest[1..].find('`') else {
                    return Err(self.wrong("a backtick is not closed"));
                };
                let text = self.rest[1..=length].to_owned();
                self.advance(length + 2);
                Ok(Argument { text, start })
            }
            Some('"') => self.quoted(start),
            Some('\'') => {
                Err(self.wrong("arguments must be in backticks or double quotes, not in single quotes"))
            }
            Some(_) => Err(self.wrong("an argument must be in backticks")),
            None => Err(self.wrong("a parenthesis is not closed")),
        }
    }

    fn quoted(&mut self, start: usize) -> Result<Argument, RuleError> {
        let mut text = String::new();
        let mut chars = self.rest.char_indices().skip(1);
        while let Some((at, c)) = chars.next() {
            match c {
                '"' => {
                    self.advance(at + 1);
                    return Ok(Argument { text, start });
                }
                '\\' => match chars.next() {
                    Some((_, c @ ('"' | '\\'))) => text.push(c),
                    Some((_, 'n')) => text.push('\n'),
                    Some((_, 't')) => text.push('\t'),
                    _ => {
                        return Err(self
                            .wrong("a backslash in double quotes must be doubled; in backticks it is not"));
                    }
                },
                '\n' => break,
                c => text.push(c),
            }
        }
        Err(self.wrong("a double quote is not closed"))
    }

    fn takes(&mut self, token: &str) -> bool {
        self.skip_space();
        let is_there = self.rest.starts_with(token);
        if is_there {
            self.advance(token.len());
        }
        is_there
    }

    fn peek(&mut self) -> Option<char> {
        self.skip_space();
        self.rest.chars().next()
    }

    fn skip_space(&mut self) {
        let length = self.rest.len() - self.rest.trim_start_matches([' ', '\t', '\r', '\n']).len();
        self.advance(length);
    }

    /// Advances by this many bytes.
    fn advance(&mut self, bytes: usize) {
        let (read, rest) = self.rest.split_at(bytes);
        self.at += read.chars().count();
        self.rest = rest;
    }

    fn wrong(&self, message: &str) -> RuleError {
        RuleError {
            message: message.to_owned(),
            at: self.at,
        }
    }
}
