//! Printing: answers to standard output, messages to standard error.

use std::io::Write as _;

use mantrae_core::Error;
use mantrae_core::prediction::ComponentOutlook;
use serde_json::Value;
use traefik_dynamic::{Problem, Severity};

use crate::renamed::with_old_names;

/// How answers are printed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Output {
    /// One JSON document instead of lines.
    pub(crate) json: bool,
}

impl Output {
    /// The answer: `document` for programs, `lines` for people.
    pub(crate) fn answer(self, document: &Value, lines: &[String]) {
        let mut out = std::io::stdout().lock();
        // A closed pipe is what the reader wants, not a failure.
        let _ = if self.json {
            writeln!(out, "{}", with_old_names(document))
        } else {
            write_lines(&mut std::io::BufWriter::new(out), lines)
        };
    }

    /// The same where both are large: only the one that is printed is made.
    pub(crate) fn answer_with(self, document: impl FnOnce() -> Value, lines: impl FnOnce() -> Vec<String>) {
        if self.json {
            self.answer(&document(), &[]);
        } else {
            self.answer(&Value::Null, &lines());
        }
    }

    /// Text as it is, for exports.
    pub(crate) fn text(text: &str) {
        let _ = std::io::stdout().lock().write_all(text.as_bytes());
    }

    /// A message next to the answer.
    pub(crate) fn message(text: &str) {
        let _ = writeln!(std::io::stderr().lock(), "{}", in_terminal(text));
    }

    /// Says so if a command left everything as it was.
    pub(crate) fn unless_changed<T: PartialEq>(before: &T, after: &T) {
        if before == after {
            Self::message("Nothing changed: already so");
        }
    }

    /// Why it was not done.
    pub(crate) fn failure(self, error: &Error) {
        tracing::debug!(?error, "failed");
        if self.json {
            self.answer(&serde_json::json!({ "error": error.failure() }), &[]);
        }
        Self::message(&error.message);
        if let Some(hint) = &error.hint {
            Self::message(&format!("  {hint}"));
        }
    }

    /// Findings, one line each with the position; the same note about many components is shown once.
    pub(crate) fn problems(problems: &[Problem]) {
        for problem in &traefik_dynamic::gather(problems) {
            Self::message(&problem_line(problem));
            if let Some(hint) = &problem.hint {
                Self::message(&format!("  {hint}"));
            }
        }
    }

    /// What Traefik will not build or will warn about, each with its component.
    pub(crate) fn outlook(all: &[ComponentOutlook]) {
        for (one, problem) in all
            .iter()
            .flat_map(|one| one.problems.iter().map(move |problem| (one, problem)))
        {
            let message = format!("`{}/{}`: {}", one.kind, one.name, problem.message);
            Self::message(&problem_line(&Problem {
                message,
                ..problem.clone()
            }));
            if let Some(hint) = &problem.hint {
                Self::message(&format!("  {hint}"));
            }
        }
    }
}

/// A sentence that the window shows too, with its names in backticks, as is usual in a terminal.
pub(crate) fn in_terminal(sentence: &str) -> String {
    sentence.replace(['“', '”'], "`")
}

fn write_lines(out: &mut impl std::io::Write, lines: &[String]) -> std::io::Result<()> {
    lines.iter().try_for_each(|line| writeln!(out, "{line}"))
}

pub(crate) fn problem_line(problem: &Problem) -> String {
    let severity = match problem.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    };
    let position = match (&problem.file, problem.line, problem.column) {
        (Some(file), Some(line), Some(column)) => format!("{file}:{line}:{column}: "),
        (Some(file), Some(line), None) => format!("{file}:{line}: "),
        (Some(file), _, _) => format!("{file}: "),
        _ => String::new(),
    };
    format!("{position}{severity}: {}", problem.message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stand_in_backticks() {
        let check = |sentence, expect: &str| assert_eq!(in_terminal(sentence), expect);
        check("Profile “Home lab” created", "Profile `Home lab` created");
        check("Profile “a” renamed to “b”", "Profile `a` renamed to `b`");
        check("Backups resumed", "Backups resumed");
    }
}
