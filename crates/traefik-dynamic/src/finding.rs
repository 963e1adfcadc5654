//! Something found before its place is known.

use crate::Severity;

/// Takes each finding.
pub(crate) type Tell<'t> = dyn FnMut(Finding) + 't;

/// A problem on its way: relative to where the reader stands, and without a place.
#[derive(Debug)]
pub(crate) struct Finding {
    pub(crate) code: &'static str,
    pub(crate) severity: Severity,
    /// The path from where the reader stands: `loadBalancer.servers[0].url`; empty for the thing itself.
    pub(crate) path: String,
    /// `{path}` stands for the whole path, `{parent}` for that of the object the field is missing in.
    pub(crate) message: String,
    pub(crate) hint: Option<String>,
    /// How many characters behind the beginning of the text.
    pub(crate) offset: usize,
    /// Whether Traefik loads the file although this is an error.
    pub(crate) is_loaded: bool,
}

/// Errors over what Traefik loads and makes nothing useful of, and over limits of our own. Of actions the file as a whole decides.
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

    /// An error over what Traefik loads all the same.
    pub(crate) fn loaded(mut self) -> Finding {
        self.is_loaded = true;
        self
    }

    /// The same with advice.
    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Finding {
        self.hint = Some(hint.into());
        self
    }
}
