//! Why Traefik does not build a rule.

use crate::go::expression::SyntaxError;
use crate::read::unseen;

/// What Traefik stops at, in our words and in its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    /// The stable code of the reason.
    pub(crate) code: &'static str,
    /// What is wrong, in our words.
    pub(crate) message: String,
    /// What Traefik's API says.
    pub(crate) text: String,
    /// What to do about it.
    pub(crate) hint: Option<String>,
    /// Whether only Traefik's host, a plugin or another provider can tell.
    pub(crate) is_guess: bool,
}

impl Fault {
    pub(crate) fn new(code: &'static str, message: impl Into<String>, text: impl Into<String>) -> Fault {
        Fault {
            code,
            message: message.into(),
            text: text.into(),
            hint: None,
            is_guess: false,
        }
    }

    /// The same, but not certain to happen.
    pub(crate) fn guess(code: &'static str, message: impl Into<String>) -> Fault {
        Fault {
            is_guess: true,
            ..Fault::new(code, message, "")
        }
    }

    /// The same with a hint.
    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Fault {
        self.hint = Some(hint.into());
        self
    }

    /// The same with more of Traefik's words in front.
    pub(crate) fn within(mut self, before: &str) -> Fault {
        if !self.text.is_empty() {
            self.text.insert_str(0, before);
        }
        self
    }
}

/// A rule that is not a valid expression.
pub(super) fn syntax(rule: &str, error: &SyntaxError) -> Fault {
    let found = error.message.rsplit_once(", found ").map(|(_, found)| found);
    let rest = rule.get(error.at..).unwrap_or_default();
    let starts_line = rule
        .get(..error.at)
        .is_some_and(|before| before.trim_end_matches([' ', '\t']).ends_with('\n'));
    let (message, hint) = match (error.message.as_str(), found) {
        (_, _) if rule.trim().is_empty() => ("the rule is empty".to_owned(), "Write a rule"),
        (message, Some("'&&'" | "'||'")) if message.starts_with("expected 'EOF'") && starts_line => (
            "a line starts with an operator; the line break before it ends the rule".to_owned(),
            "Put the operator at the end of the line before, or the whole rule on one line",
        ),
        (message, Some("newline")) if message.starts_with("expected ')'") => (
            "there is a line break before a closing parenthesis".to_owned(),
            "Put the parenthesis at the end of the line before",
        ),
        (message, Some("and" | "or" | "AND" | "OR")) if message.starts_with("expected 'EOF'") => (
            "matchers are joined with a word".to_owned(),
            "Write `&&` for and, `||` for or",
        ),
        (message, Some("')'")) if message.starts_with("expected 'EOF'") => {
            ("a closing parenthesis has no opening one".to_owned(), "Remove it")
        }
        (message, Some(_)) if message.starts_with("expected 'EOF'") => (
            format!("there is no operator before `{}`", first_word(rest)),
            "Join matchers with `&&` or `||`",
        ),
        (message, Some("'EOF'")) if message.starts_with("expected operand") => (
            "the rule ends where a matcher is expected".to_owned(),
            "Complete it",
        ),
        (message, _) if message.starts_with("expected operand") => (
            format!(
                "there is `{}` where a matcher or text is expected",
                first_word(rest)
            ),
            "Put text between backticks: Host(`example.com`)",
        ),
        (message, _) if message.starts_with("missing ',' before newline") && rest.is_empty() => {
            ("a parenthesis is not closed".to_owned(), "Close it with `)`")
        }
        (message, _) if message.starts_with("missing ',' before newline") => (
            "there is a line break inside the parentheses of a matcher".to_owned(),
            "Put the matcher on one line",
        ),
        (message, _) if message.starts_with("missing ','") => (
            "there is no comma between two arguments".to_owned(),
            "Separate arguments with commas, and put each between backticks",
        ),
        ("raw string literal not terminated", _) => {
            ("a backtick is not closed".to_owned(), "Close it with a backtick")
        }
        ("string literal not terminated", _) => (
            "a double quote is not closed".to_owned(),
            "Close it with a double quote",
        ),
        ("illegal rune literal" | "rune literal not terminated", _) => (
            "text is between single quotes".to_owned(),
            "Put it between backticks",
        ),
        ("unknown escape sequence", _) => (
            "a backslash between double quotes is not doubled".to_owned(),
            "Put the text between backticks, or double the backslash",
        ),
        (message, _) if message.starts_with("curly quotation mark") => (
            "text is between curly quotation marks".to_owned(),
            "Put it between backticks",
        ),
        (message, _) if message.starts_with("illegal character") => match unseen::first(rest) {
            Some(c) => (
                format!("{} is between its parts", unseen::named(c)),
                unseen::TYPE_A_SPACE,
            ),
            None => (
                format!("`{}` has no meaning in a rule", first_word(rest)),
                "Put text between backticks",
            ),
        },
        (message, _) => (message.to_owned(), "See Traefik’s manual"),
    };
    let code = if rule.trim().is_empty() {
        "RULE-EMPTY"
    } else {
        "RULE-SYNTAX"
    };
    Fault::new(code, message, error.text.clone()).hint(hint)
}

/// What a person would point at: the word or the symbol there.
fn first_word(text: &str) -> &str {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let end = text.find(|c| !is_word(c)).unwrap_or(text.len());
    match (end, text.chars().next()) {
        (0, Some(c)) => &text[..c.len_utf8()],
        _ => &text[..end],
    }
}
