//! What Traefik leaves to Go: expression grammar, regular expressions, addresses. Each follows Go's rules and reports
//! errors in Go's words.

pub(crate) mod expression;
pub(crate) mod literal;
pub(crate) mod net;
pub(crate) mod quote;
pub(crate) mod regexp;
mod scan;
pub(crate) mod url;
