//! What Traefik leaves to Go: expression grammar, regular expressions, addresses. Each follows Go's rules and reports
//! errors in Go's words.

pub(crate) mod expression;
mod letters;
pub(crate) mod literal;
pub(crate) mod net;
mod node;
mod number;
mod parser;
pub(crate) mod quote;
pub(crate) mod regexp;
mod scan;
mod token;
mod types;
pub(crate) mod url;
