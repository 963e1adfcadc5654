//! A finding whose place in the file is not known yet.

use crate::Severity;

/// Receives each finding.
pub(crate) type Tell<'t> = dyn FnMut(Finding) + 't;

/// A problem in the making: relative to where the reader is, and without a place.
#[derive(Debug)]
pub(crate) struct Finding {
    pub(crate) code: &'static str,
    pub(crate) severity: Severity,
    /// The path from where the reader is: `loadBalancer.servers[0].url`; empty for the value itself.
    pub(crate) path: String,
    /// `{path}` stands for the whole path, `{parent}` for the path of the object that lacks the field.
    pub(crate) message: String,
    pub(crate) hint: Option<String>,
    /// Offset in characters from the start of the text.
    pub(crate) offset: usize,
    /// Whether Traefik loads the file despite this error.
    pub(crate) is_loaded: bool,
}

/// Errors about what Traefik loads but cannot use, and about our own limits. For actions, the file as a whole decides.
const LOADED: [&str; 7] = [
    "EMPTY-NAME",
    "EMPTY-SERVER",
    "MULTITYPE",
    "NOTHING",
    "NOTYPE",
    "TEMPLATE-ACTION",
    "TOO-LARGE",
];

impl Finding {
    pub(crate) fn error(code: &'static str, path: impl Into<String>, message: impl Into<String>) -> Finding {
        Finding::new(Severity::Error, code, path.into(), message.into())
    }

    pub(crate) fn warning(
        code: &'static str,
        path: impl Into<String>,
        message: impl Into<String>,
    ) -> Finding {
        Finding::new(Severity::Warning, code, path.into(), message.into())
    }

    pub(crate) fn info(code: &'static str, path: impl Into<String>, message: impl Into<String>) -> Finding {
        Finding::new(Severity::Info, code, path.into(), message.into())
    }

    fn new(severity: Severity, code: &'static str, path: String, message: String) -> Finding {
        Finding {
            code,
            severity,
            path,
            message,
            hint: None,
            offset: 0,
            is_loaded: LOADED.contains(&code),
        }
    }

    /// An error about something that Traefik loads nevertheless.
    pub(crate) fn loaded(mut self) -> Finding {
        self.is_loaded = true;
        self
    }

    /// The same with a hint.
    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Finding {
        self.hint = Some(hint.into());
        self
    }
}
