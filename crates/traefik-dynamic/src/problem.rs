//! What is wrong with a configuration, or worth knowing about it.

use std::fmt;

use serde::{Deserialize, Serialize};

/// One finding, with its place in the file and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Problem {
    /// The stable code of the finding in capitals, such as `UNKNOWN-FIELD`.
    pub code: String,
    /// How bad it is.
    pub severity: Severity,
    /// One sentence about what was found.
    pub message: String,
    /// What to try, if there is something to try.
    pub hint: Option<String>,
    /// The file it was found in, as named by the caller.
    pub file: Option<String>,
    /// The line, counted from 1.
    pub line: Option<u32>,
    /// The column in characters, counted from 1.
    pub column: Option<u32>,
    /// The path of the field, such as `http.routers.web.tls`.
    pub path: Option<String>,
}

/// How bad a problem is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The component, or the whole file, cannot be used.
    Error,
    /// It can be used, but will probably not do what was meant.
    Warning,
    /// Nothing to do; just good to know.
    Info,
}

impl Problem {
    /// A problem without a place.
    pub fn new(severity: Severity, code: &str, message: impl Into<String>) -> Self {
        Problem {
            code: code.to_owned(),
            severity,
            message: message.into(),
            hint: None,
            file: None,
            line: None,
            column: None,
            path: None,
        }
    }

    /// More problems than anyone would read in a list.
    pub(crate) fn more(count: usize) -> Self {
        let message = match count {
            1 => "1 more problem is not listed".to_owned(),
            count => format!("{count} more problems are not listed"),
        };
        Problem::new(Severity::Info, "MORE", message)
    }

    /// The same problem with a hint.
    #[must_use]
    pub fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// The same problem with the path of the field it is about.
    #[must_use]
    pub fn with_path(mut self, path: impl Into<String>) -> Self {
        self.path = Some(path.into());
        self
    }
}

impl fmt::Display for Problem {
    /// `dynamic.yml:4:7: error: message (UNKNOWN-FIELD)`, with the hint on a second line.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(file) = &self.file {
            write!(f, "{file}:")?;
        }
        match (self.line, self.column) {
            (Some(line), Some(column)) => write!(f, "{line}:{column}:")?,
            (Some(line), None) => write!(f, "{line}:")?,
            (None, _) => {}
        }
        if self.file.is_some() || self.line.is_some() {
            write!(f, " ")?;
        }
        write!(f, "{}: {} ({})", self.severity, self.message, self.code)?;
        match &self.hint {
            Some(hint) => write!(f, "\n  {hint}"),
            None => Ok(()),
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Info => "info",
        })
    }
}
