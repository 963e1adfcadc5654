//! Why Traefik cannot run an action.

/// Why Traefik cannot run an action.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    /// What is wrong, as the second half of a sentence.
    pub(crate) why: String,
    /// What else it resembles.
    pub(crate) of: Option<Other>,
}

/// What else an action resembles.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Other {
    /// Ansible, Jinja: `{{ name }}`.
    Jinja,
    /// Helm, plugins: `{{ .Name }}`.
    Fields,
    /// YAML, where a quote inside double quotes needs a backslash.
    Escaped,
}

impl Fault {
    pub(super) fn new(why: impl Into<String>) -> Fault {
        Fault {
            why: why.into(),
            of: None,
        }
    }

    pub(super) fn of(self, other: Other) -> Fault {
        Fault {
            of: Some(other),
            ..self
        }
    }
}
