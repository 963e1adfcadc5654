//! Tokens of expressions.

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
