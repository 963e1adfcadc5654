//! The findings about one component.

use crate::predict::{Reason, State, Status};
use crate::rule::fault::Fault;
use crate::{Component, Kind};

/// The result of building something: nothing, or something that only others can tell; an error keeps it from being
/// built.
pub(crate) type Built = Result<Option<Fault>, Fault>;

/// The findings about one component.
#[derive(Debug, Clone, Default)]
pub(crate) struct Entry {
    faults: Vec<Fault>,
    guesses: Vec<Fault>,
    notes: Vec<Fault>,
    is_disabled: bool,
}

impl Entry {
    /// Adds a fault that keeps it from being built.
    pub(crate) fn fail(&mut self, fault: Fault) {
        self.is_disabled |= !fault.is_guess;
        self.add(fault);
    }

    /// Adds a warning.
    pub(crate) fn warn(&mut self, fault: Fault) {
        self.add(fault);
    }

    /// Adds something that Traefik does not report.
    pub(crate) fn note(&mut self, fault: Fault) {
        if !self.notes.contains(&fault) {
            self.notes.push(fault);
        }
    }

    /// Adds the result of building it, or something it needs.
    pub(crate) fn take(&mut self, built: &Built) {
        match built {
            Ok(None) => {}
            Ok(Some(guess)) => self.add(guess.clone()),
            Err(fault) => self.fail(fault.clone()),
        }
    }

    fn add(&mut self, fault: Fault) {
        let list = if fault.is_guess {
            &mut self.guesses
        } else {
            &mut self.faults
        };
        let is_new = |own: &Fault| own.text != fault.text || (fault.is_guess && own != &fault);
        if list.iter().all(is_new) {
            list.push(fault);
        }
    }

    /// Whether anything was found that Traefik reports.
    pub(crate) fn has_faults(&self) -> bool {
        !self.faults.is_empty()
    }

    /// Whether it is not built.
    pub(crate) fn is_disabled(&self) -> bool {
        self.is_disabled
    }

    /// Why it might not be built.
    pub(crate) fn guess(&self) -> Option<&Fault> {
        self.guesses.first()
    }

    /// What Traefik says when another component needs this one but it is not built: all its messages in one.
    pub(crate) fn joined(&self) -> Option<Fault> {
        let texts: Vec<&str> = self.faults.iter().map(|fault| fault.text.as_str()).collect();
        let first = self.faults.first()?;
        Some(Fault {
            text: texts.join(", "),
            ..first.clone()
        })
    }

    /// The findings that Traefik reports.
    pub(crate) fn faults(&self) -> &[Fault] {
        &self.faults
    }

    pub(crate) fn status(&self) -> Status {
        match () {
            () if self.is_disabled => Status::Disabled,
            () if !self.guesses.is_empty() => Status::Unknown,
            () if !self.faults.is_empty() => Status::Warning,
            () => Status::Enabled,
        }
    }

    pub(crate) fn into_state(self, component: &Component, name: String) -> State {
        let status = self.status();
        let lead = lead(status, component.kind);
        let mut reasons: Vec<Reason> = Vec::new();
        for fault in self.faults {
            let lead = if self.is_disabled { lead } else { "" };
            reasons.push(reason(fault, lead));
        }
        if status == Status::Unknown {
            reasons.extend(self.guesses.into_iter().map(|fault| reason(fault, "")));
        }
        State {
            kind: component.kind,
            name: Some(name),
            component: component.name.clone(),
            status,
            reasons,
            notes: self.notes.into_iter().map(|fault| reason(fault, "")).collect(),
            priority: None,
            entry_points: Vec::new(),
        }
    }
}

/// Traefik does not refuse the file over a disabled component: this must be said, or nobody will look for it.
fn lead(status: Status, kind: Kind) -> &'static str {
    if status != Status::Disabled {
        return "";
    }
    match kind {
        Kind::HttpRouter | Kind::TcpRouter | Kind::UdpRouter => {
            "Traefik will load the file, but this router will not work: "
        }
        Kind::HttpMiddleware | Kind::TcpMiddleware => {
            "Traefik will load the file, but this middleware will not work, and no router that uses it: "
        }
        _ => "Traefik will load the file, but this service will not work, and no router that uses it: ",
    }
}

fn reason(fault: Fault, lead: &str) -> Reason {
    let message = if lead.is_empty() {
        let mut letters = fault.message.chars();
        match letters.next() {
            Some(first) => format!("{}{}", first.to_uppercase(), letters.as_str()),
            None => String::new(),
        }
    } else {
        format!("{lead}{}", fault.message)
    };
    Reason {
        code: fault.code.to_owned(),
        message,
        hint: fault.hint,
        traefik: (!fault.text.is_empty()).then_some(fault.text),
    }
}
