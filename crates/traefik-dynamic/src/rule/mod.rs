//! Rules: which requests or connections a router takes.
//!
//! A rule consists of matchers such as ``Host(`example.com`)`` joined by `&&`, `||`, `!` and parentheses.
//!
//! ```
//! use traefik_dynamic::rule::{self, Protocol};
//!
//! assert_eq!(rule::hosts("Host(`a.example.com`) && PathPrefix(`/api`)"), ["a.example.com"]);
//! // What Traefik 2 took and Traefik 3 does not.
//! let old = "Host(`a`, `b`)";
//! assert_eq!(rule::judge(old, Protocol::Http)[0].code, "V2-MULTIARG");
//! assert_eq!(rule::to_v3(old).as_deref(), Some("Host(`a`) || Host(`b`)"));
//! ```

pub(crate) mod fault;
pub(crate) mod holds;
mod hosts;
mod judge;
mod old;
mod parse;
mod pattern;
pub(crate) mod program;
pub(crate) mod rewrite;
mod template;
pub(crate) mod test;
pub(crate) mod tree;
pub(crate) mod words;

pub use self::hosts::{hosts, with_hosts};
pub use self::judge::{Finding, judge};
pub use self::parse::parse;
pub use self::rewrite::to_v3;

/// A parsed rule. Positions are counted in characters from the beginning of the rule, from 0.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expression {
    /// A single matcher.
    Matcher(Matcher),
    /// The operand must not match.
    Not(Box<Expression>),
    /// Both must match.
    And(Box<Expression>, Box<Expression>),
    /// At least one must match.
    Or(Box<Expression>, Box<Expression>),
}

/// A matcher with its arguments: ``PathPrefix(`/api`)``.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matcher {
    /// The name as written.
    pub name: String,
    /// The arguments without their quotes.
    pub arguments: Vec<Argument>,
    /// Where the name begins.
    pub start: usize,
    /// The position after the closing parenthesis.
    pub end: usize,
}

/// An argument of a matcher.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Argument {
    /// The text without its quotes.
    pub text: String,
    /// Where its opening quote is.
    pub start: usize,
}

/// Why a rule cannot be parsed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleError {
    /// What is wrong.
    pub message: String,
    /// Its position.
    pub at: usize,
}

/// Which matchers are available.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Protocol {
    /// Matchers of HTTP routers.
    Http,
    /// Matchers of TCP routers.
    Tcp,
}

impl Expression {
    /// Every matcher, from left to right.
    pub fn matchers(&self) -> Vec<&Matcher> {
        let mut found = Vec::new();
        self.collect(&mut found);
        found
    }

    fn collect<'e>(&'e self, found: &mut Vec<&'e Matcher>) {
        match self {
            Expression::Matcher(matcher) => found.push(matcher),
            Expression::Not(inner) => inner.collect(found),
            Expression::And(left, right) | Expression::Or(left, right) => {
                left.collect(found);
                right.collect(found);
            }
        }
    }
}
