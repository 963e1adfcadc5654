//! What Traefik will make of components, combined with what was found in them, so that each thing is reported once.

use hashbrown::{HashMap, HashSet};
use serde::Serialize;
use traefik_dynamic::predict::{Reason, State, Status};
use traefik_dynamic::{Kind, Problem, Severity};

/// What Traefik's API will say of a component.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prediction {
    /// For a router that Traefik splits, the status of its worst part.
    pub status: Status,
    /// Why.
    pub reasons: Vec<Reason>,
    /// What is wrong although Traefik does not say so.
    pub notes: Vec<Reason>,
}

/// A component with something to report before Traefik is given it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ComponentOutlook {
    /// Its kind.
    pub kind: Kind,
    /// Its name.
    pub name: String,
    /// What Traefik's API will say of it.
    pub status: Status,
    /// What will not work, what is wrong, and what else was found in it.
    pub problems: Vec<Problem>,
    /// Why Traefik does not build it or warns about it, also in Traefik's own words.
    pub reasons: Vec<Reason>,
}

/// Predictions by component.
#[derive(Debug)]
pub struct Predictions<'s>(HashMap<(Kind, &'s str), Vec<&'s State>>);

impl<'s> Predictions<'s> {
    /// Groups the predictions by component.
    pub fn new(states: impl IntoIterator<Item = &'s State>) -> Self {
        let mut sorted: HashMap<_, Vec<&State>> = HashMap::new();
        for state in states {
            let key = (state.kind, state.component.as_str());
            sorted.entry(key).or_default().push(state);
        }
        Self(sorted)
    }

    /// The same, only for components with [something to report](Prediction::is_told): usually few of them.
    pub fn told(states: &'s [State]) -> Self {
        let key = |state: &'s State| (state.kind, state.component.as_str());
        let tells = |state: &&State| {
            matches!(state.status, Status::Disabled | Status::Warning) || !state.notes.is_empty()
        };
        let told: HashSet<(Kind, &str)> = states.iter().filter(tells).map(key).collect();
        // Each with all its parts.
        Self::new(states.iter().filter(|state| told.contains(&key(state))))
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The prediction for a component; `None` if there is none, because it is switched off.
    pub fn of(&self, kind: Kind, name: &str) -> Option<Prediction> {
        let parts = self.0.get(&(kind, name))?;
        let status = parts
            .iter()
            .map(|state| state.status)
            .min_by_key(|one| order(*one))?;
        let mut reasons: Vec<Reason> = Vec::new();
        let mut notes: Vec<Reason> = Vec::new();
        // The reasons of the worst part come first.
        let (worst, rest): (Vec<&State>, Vec<&State>) = parts.iter().partition(|one| one.status == status);
        for state in worst.into_iter().chain(rest) {
            add(&mut reasons, &state.reasons);
            add(&mut notes, &state.notes);
        }
        Some(Prediction {
            status,
            reasons,
            notes,
        })
    }
}

/// From bad to good.
fn order(status: Status) -> u8 {
    match status {
        Status::Disabled => 0,
        Status::Warning => 1,
        Status::Unknown => 2,
        Status::Enabled => 3,
    }
}

fn add(all: &mut Vec<Reason>, more: &[Reason]) {
    for reason in more {
        if !all.contains(reason) {
            all.push(reason.clone());
        }
    }
}

impl Prediction {
    /// Whether Traefik will not build it.
    pub fn is_disabled(&self) -> bool {
        self.status == Status::Disabled
    }

    /// Whether there is something to report.
    pub fn is_told(&self) -> bool {
        matches!(self.status, Status::Disabled | Status::Warning) || !self.notes.is_empty()
    }

    /// What to report about the component, combined with what was found in it.
    pub fn into_outlook(self, (kind, name): (Kind, &str), found: Vec<Problem>) -> ComponentOutlook {
        ComponentOutlook {
            kind,
            name: name.to_owned(),
            status: self.status,
            problems: self.tell(found),
            reasons: self.into_reasons(),
        }
    }

    /// Why Traefik does not build it or warns about it; empty if that is not known.
    pub fn into_reasons(self) -> Vec<Reason> {
        match self.status {
            Status::Disabled | Status::Warning => self.reasons,
            Status::Unknown | Status::Enabled => Vec::new(),
        }
    }

    /// What to report about a component: first what will not work, then what is wrong, then what else was found in it.
    /// What depends on unknown facts is not a problem. A reason takes over the line of a problem about the same thing.
    pub fn tell(&self, found: Vec<Problem>) -> Vec<Problem> {
        let severity = match self.status {
            Status::Disabled => Some(Severity::Error),
            Status::Warning => Some(Severity::Warning),
            Status::Unknown | Status::Enabled => None,
        };
        let reasons = severity.into_iter().flat_map(|severity| {
            let reasons = self.reasons.iter();
            reasons.map(move |reason| (reason, severity))
        });
        let notes = self.notes.iter().map(|note| (note, Severity::Warning));
        let mut rest = found;
        let mut told = Vec::new();
        for (reason, severity) in reasons.chain(notes) {
            if is_told(&told, reason) {
                continue;
            }
            let at = rest.iter().position(|problem| is_same(problem, reason));
            let found = at.map(|at| rest.remove(at));
            rest.retain(|problem| !is_same(problem, reason));
            told.push(told_as(reason, severity, found));
        }
        told.extend(rest);
        told
    }
}

/// Whether a reason adds nothing: it repeats what was reported in other words, or only follows from it.
fn is_told(told: &[Problem], reason: &Reason) -> bool {
    told.iter().any(|one| {
        let is_same_name = named(&one.message) == named(&reason.message);
        let follows = (one.code.as_str(), reason.code.as_str()) == ("ENTRY-POINT-MISSING", "NO-ENTRY-POINT");
        follows || (one.code == reason.code && is_same_name)
    })
}

fn told_as(reason: &Reason, severity: Severity, found: Option<Problem>) -> Problem {
    let (hint, file, line, column, path) = match found {
        Some(found) => (found.hint, found.file, found.line, found.column, found.path),
        None => (None, None, None, None, None),
    };
    Problem {
        code: reason.code.clone(),
        severity,
        message: reason.message.clone(),
        hint: reason.hint.clone().or(hint),
        file,
        line,
        column,
        path,
    }
}

/// Names that resolve to nothing: what the check calls them, and what Traefik stops at.
const LOST: [(&str, &str); 5] = [
    ("DANGLING-SERVICE", "SERVICE-MISSING"),
    ("DANGLING-MIDDLEWARE", "MIDDLEWARE-MISSING"),
    ("DANGLING-TRANSPORT", "TRANSPORT-MISSING"),
    ("DANGLING-TLSOPTIONS", "TLS-OPTIONS-MISSING"),
    ("DANGLING-PARENT", "PARENT-MISSING"),
];

/// What a problem is about: the same for two reports of one thing, in whatever words.
pub fn gist(problem: &Problem) -> (&str, Option<&str>, &str) {
    let code = problem.code.as_str();
    let lost = LOST
        .iter()
        .find(|(found, stops)| [*found, *stops].contains(&code));
    match (lost, named(&problem.message)) {
        (Some((found, _)), Some(name)) => (found, None, name),
        _ => (code, problem.path.as_deref(), &problem.message),
    }
}

/// Whether a problem that was found is what Traefik stops at.
fn is_same(problem: &Problem, reason: &Reason) -> bool {
    let (found, predicted) = (problem.code.as_str(), reason.code.as_str());
    if LOST.contains(&(found, predicted)) {
        return named(&problem.message) == named(&reason.message);
    }
    let is_rule = (found == "BAD-RULE" || found.starts_with("V2-")) && predicted.starts_with("RULE-");
    is_rule || found == predicted || (found, predicted) == ("CYCLE", "RING")
}

/// The first name that a sentence quotes.
fn named(sentence: &str) -> Option<&str> {
    sentence.split('`').nth(1)
}

/// Points out that what is missing is only switched off: that has a different fix.
pub fn point_at_switched_off(prediction: &mut Prediction, is_off: &dyn Fn(Kind, &str) -> bool) {
    for reason in &mut prediction.reasons {
        let kinds: &[Kind] = match reason.code.as_str() {
            "SERVICE-MISSING" => &[Kind::HttpService, Kind::TcpService, Kind::UdpService],
            "MIDDLEWARE-MISSING" => &[Kind::HttpMiddleware, Kind::TcpMiddleware],
            "TRANSPORT-MISSING" => &[Kind::HttpServersTransport, Kind::TcpServersTransport],
            "TLS-OPTIONS-MISSING" => &[Kind::TlsOptions],
            "PARENT-MISSING" => &[Kind::HttpRouter],
            _ => &[],
        };
        if let Some(name) = named(&reason.message)
            && kinds.iter().any(|kind| is_off(*kind, name))
        {
            reason.hint = Some(format!("`{name}` is switched off: switch it on, or name another"));
        }
    }
}
