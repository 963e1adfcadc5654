//! Names that lead nowhere.

use super::{Cure, CureAction, cure};
use crate::assist::draft::{Draft, Noticed};
use crate::assist::path::PathStep;
use crate::assist::shapes::field_at;
use crate::near;
use crate::{Facts, Kind, Transport};

/// The name that a path leads to, and the kind of component it refers to.
fn referred(draft: &Draft<'_>, noticed: &Noticed) -> Option<(Kind, String)> {
    let component = draft.written.and_then(|written| {
        let (_, value) = written.find(&noticed.path)?;
        Some(written.outline.node(value).word.clone())
    })?;
    Some((field_at(draft.kind, &noticed.path)?.refers?, component))
}

/// A component that does not exist.
pub(super) fn dangling(draft: &Draft<'_>, noticed: &Noticed) -> Vec<Cure> {
    let Some((kind, name)) = referred(draft, noticed) else {
        return Vec::new();
    };
    let mut cures = Vec::new();
    let known: Vec<&str> = match draft.around.names {
        Some(names) => names.each(kind).map(|(name, _)| name).collect(),
        None => Vec::new(),
    };
    let bare = name.split('@').next().unwrap_or(&name);
    if let Some(meant) = nearest(bare, &known)
        && let Some(action) = draft.with_word(&noticed.path, meant)
    {
        cures.push(cure(format!("Use `{meant}`"), action));
    }
    if let Some(own) = internal_meant(kind, &name)
        && let Some(action) = draft.with_word(&noticed.path, &own)
    {
        cures.push(cure(format!("Use `{own}`"), action));
    }
    if !name.contains('@') && !name.contains(',') {
        cures.push(create(kind, bare));
    }
    if !known.is_empty() {
        cures.push(choose(Some(kind), noticed));
    }
    if !name.contains('@')
        && let Some(facts) = draft.around.facts
    {
        cures.extend(elsewhere(draft, noticed, (&name, facts)));
    }
    cures
}

/// A name that is the same but for case, or is spelled alike.
fn nearest<'k>(name: &str, known: &[&'k str]) -> Option<&'k str> {
    let same = known.iter().find(|one| one.eq_ignore_ascii_case(name));
    // Short names are alike by accident.
    let alike = || near::nearest(name, known).filter(|_| name.chars().count() > 2);
    same.copied().or_else(alike)
}

fn create(kind: Kind, name: &str) -> Cure {
    let type_name = probable_type(kind, name);
    let what = match (kind, type_name) {
        (Kind::HttpMiddleware | Kind::TcpMiddleware, Some(type_name)) => type_name,
        (kind, _) => kind.noun().split_once(' ').map_or(kind.noun(), |(_, noun)| noun),
    };
    // There are no "options" without TLS.
    let what = if kind == Kind::TlsOptions {
        kind.noun()
    } else {
        what
    };
    let action = CureAction::Create {
        component: kind,
        name: name.to_owned(),
        type_name: type_name.map(str::to_owned),
    };
    cure(format!("Create {what} `{name}`"), action)
}

/// What a name says about the type: `auth` is a password, `secure-headers` sets headers.
fn probable_type(kind: Kind, name: &str) -> Option<&'static str> {
    const WORDS: [(&str, &str); 16] = [
        ("authelia", "forwardAuth"),
        ("authentik", "forwardAuth"),
        ("oauth", "forwardAuth"),
        ("forward", "forwardAuth"),
        ("digest", "digestAuth"),
        ("auth", "basicAuth"),
        ("allow", "ipAllowList"),
        ("whitelist", "ipAllowList"),
        ("compress", "compress"),
        ("gzip", "compress"),
        ("redirect", "redirectScheme"),
        ("https", "redirectScheme"),
        ("header", "headers"),
        ("cors", "headers"),
        ("limit", "rateLimit"),
        ("strip", "stripPrefix"),
    ];
    let lower = name.to_ascii_lowercase();
    match kind {
        Kind::HttpService | Kind::TcpService | Kind::UdpService => Some("loadBalancer"),
        Kind::HttpMiddleware => {
            let found = WORDS.iter().find(|(word, _)| lower.contains(word));
            found.map(|(_, type_name)| *type_name)
        }
        Kind::TcpMiddleware => Some("ipAllowList"),
        _ => None,
    }
}

fn choose(component: Option<Kind>, noticed: &Noticed) -> Cure {
    let path = noticed.path.clone();
    cure("Choose another…", CureAction::Choose { component, path })
}

/// The name with another provider that this Traefik has.
fn elsewhere(draft: &Draft<'_>, noticed: &Noticed, (name, facts): (&str, &Facts)) -> Vec<Cure> {
    let own = ["file", "http", "internal"];
    let providers = facts
        .providers
        .iter()
        .filter(|provider| !own.contains(&provider.as_str()));
    let cures = providers.take(2).filter_map(|provider| {
        let action = draft.with_word(&noticed.path, &format!("{name}@{provider}"))?;
        Some(cure(format!("It comes from {provider}"), action))
    });
    cures.collect()
}

/// Traefik's own service that was probably meant.
fn internal_meant(kind: Kind, name: &str) -> Option<String> {
    if kind != Kind::HttpService {
        return None;
    }
    let own = crate::check::ITS_OWN;
    match name.strip_suffix("@internal") {
        Some(given) => near::nearest(given, &own).map(|meant| format!("{meant}@internal")),
        None => own
            .iter()
            .find(|known| **known == name)
            .map(|known| format!("{known}@internal")),
    }
}

/// A router that leads nowhere.
pub(super) fn no_service(draft: &Draft<'_>, noticed: &Noticed) -> Vec<Cure> {
    let kind = match draft.kind {
        Kind::HttpRouter => Kind::HttpService,
        Kind::TcpRouter => Kind::TcpService,
        Kind::UdpRouter => Kind::UdpService,
        _ => return Vec::new(),
    };
    let path = vec![PathStep::key("service")];
    let (Some(component), Some(names)) = (draft.component, draft.around.names) else {
        return Vec::new();
    };
    let mut cures = Vec::new();
    let known: Vec<&str> = names.each(kind).map(|(name, _)| name).collect();
    if let Some(same) = nearest(&component.name, &known)
        && let Some(action) = draft.with_field(&path, &same.into())
    {
        cures.push(cure(format!("Use `{same}`"), action));
    }
    if !known.is_empty() {
        let noticed = Noticed {
            path,
            ..noticed.clone()
        };
        cures.push(cure("Choose a service…", choose(Some(kind), &noticed).action));
    }
    cures
}

/// An entry point or a resolver that this Traefik does not have.
pub(super) fn of_gateway(draft: &Draft<'_>, noticed: &Noticed) -> Vec<Cure> {
    let (Some(facts), Some(written)) = (draft.around.facts, draft.written) else {
        return Vec::new();
    };
    let given = written.find(&noticed.path).map(|(_, value)| {
        let node = written.outline.node(value);
        node.word.clone()
    });
    let known: Vec<&str> = if noticed.code == "RESOLVER-MISSING" {
        facts.resolvers.iter().map(String::as_str).collect()
    } else {
        let protocol = match draft.kind {
            Kind::UdpRouter => Transport::Udp,
            _ => Transport::Tcp,
        };
        let fitting = facts
            .entry_points
            .iter()
            .filter(|(_, one)| one.protocol == protocol);
        fitting.map(|(name, _)| name.as_str()).collect()
    };
    let given = given.filter(|given| !given.is_empty());
    let first = given.as_deref().and_then(|given| meant(given, &known));
    let rest = known.iter().copied().filter(|name| Some(*name) != first);
    let is_one = given.is_some();
    let mut cures: Vec<Cure> = first
        .into_iter()
        .chain(rest)
        .take(3)
        .filter(|_| is_one)
        .filter_map(|name| {
            Some(cure(
                format!("Use `{name}`"),
                draft.with_word(&noticed.path, name)?,
            ))
        })
        .collect();
    if known.len() > 3 || !is_one {
        cures.push(choose(None, noticed));
    }
    cures
}

/// `https` is what most people call the entry point that is named `websecure` by the manual.
fn meant<'k>(given: &str, known: &[&'k str]) -> Option<&'k str> {
    const SAME: [&[&str]; 2] = [
        &["https", "websecure", "secure", "tls"],
        &["http", "web", "insecure"],
    ];
    let lower = given.to_ascii_lowercase();
    let group = SAME.iter().find(|names| names.contains(&lower.as_str()));
    let by_meaning = known
        .iter()
        .find(|name| group.is_some_and(|group| group.contains(&name.to_ascii_lowercase().as_str())));
    by_meaning.copied().or_else(|| nearest(given, known))
}

/// A name with an `@`.
pub(super) fn at_sign(draft: &Draft<'_>) -> Vec<Cure> {
    let Some((written, id)) = draft.written.and_then(|written| Some((written, written.name?))) else {
        return Vec::new();
    };
    let name = written.outline.node(id).word.replace('@', "-");
    let action = draft.replace([(written.range(id), super::make::word_of(&name))]);
    vec![cure(format!("Use `{name}`"), action)]
}
