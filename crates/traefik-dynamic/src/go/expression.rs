//! Expressions as Go's parser reads them, and its messages for those it cannot read.

use crate::go::node::place;
pub(crate) use crate::go::node::{Form, Node};
use crate::go::parser::Parser;

/// How long an expression may be, in bytes.
const MAX_BYTES: usize = 32 * 1024;

/// Go's message for an integer that it does not accept as decimal.
pub(crate) fn integer_fault(digits: &str) -> Option<String> {
    let is_plain = digits.bytes().all(|byte| byte.is_ascii_digit());
    let why = match digits.parse::<i64>() {
        Ok(_) => return None,
        Err(_) if is_plain => "value out of range",
        Err(_) => "invalid syntax",
    };
    let shown = crate::go::quote::quote(digits);
    Some(format!(
        "failed to parse argument: {digits}, error: strconv.Atoi: parsing {shown}: {why}"
    ))
}

/// The first fault, and the number of further ones.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SyntaxError {
    /// Its byte offset.
    pub(crate) at: usize,
    /// Go's message, without the position.
    pub(crate) message: String,
    /// Go's message as printed, with line and column.
    pub(crate) text: String,
}

/// Parses an expression.
pub(crate) fn parse(text: &str) -> Result<Node<'_>, SyntaxError> {
    if text.len() > MAX_BYTES {
        return Err(SyntaxError::new(
            text,
            vec![(
                0,
                format!("it has {} bytes, and only {MAX_BYTES} are read", text.len()),
            )],
        ));
    }
    let (node, faults) = Parser::new(text).whole();
    if faults.is_empty() {
        return Ok(node);
    }
    Err(SyntaxError::new(text, faults))
}

impl SyntaxError {
    fn new(text: &str, mut faults: Vec<(usize, String)>) -> SyntaxError {
        faults.sort();
        let more = faults.len() - 1;
        let (at, message) = faults.swap_remove(0);
        let (line, column) = place(text, at);
        let mut full = format!("{line}:{column}: {message}");
        if more > 0 {
            full = format!("{full} (and {more} more errors)");
        }
        SyntaxError {
            at,
            message,
            text: full,
        }
    }
}
