//! What Traefik leaves to Go: the grammar of expressions, regular expressions, addresses. Each is judged by Go's rules, with
//! the words Go has for what is wrong.

pub(crate) mod expression;
pub(crate) mod literal;
pub(crate) mod net;
pub(crate) mod quote;
pub(crate) mod regexp;
mod scan;
pub(crate) mod url;
