//! The sections of a file, and the components in them.

mod divided;

use std::collections::{HashMap, HashSet};

use crate::component::Body;
use crate::finding::Finding;
use crate::http::Model;
use crate::read::limits::MAX_COMPONENTS;
use crate::read::node::{Content, Entry, NodeId, Place, Tree};
use crate::read::reader::{Reader, Step};
use crate::read::{Found, Reading, component, step, templates, unseen};
use crate::shape::Described as _;
use crate::tls::Certificate;
use crate::{Braces, Component, Kind, near, template, walk};

/// The walk through one file.
pub(crate) struct Walk<'t, 'r> {
    reader: Reader<'t>,
    reading: &'r mut Reading,
    /// Components whose name occurs more than once in the file.
    repeated: HashSet<(Kind, &'t str)>,
    /// The certificate behind each name.
    certificates: HashMap<String, Certificate>,
    /// Where each section and collection is written, by its path.
    sections: HashMap<String, Place>,
    /// Whether there are models, which Traefik accepts but nobody sees.
    has_models: bool,
    /// Whether many components are read at once.
    is_divided: bool,
}

const SECTIONS: [(&str, &[Kind]); 4] = [
    (
        "http",
        &[
            Kind::HttpRouter,
            Kind::HttpService,
            Kind::HttpMiddleware,
            Kind::HttpServersTransport,
        ],
    ),
    (
        "tcp",
        &[
            Kind::TcpRouter,
            Kind::TcpService,
            Kind::TcpMiddleware,
            Kind::TcpServersTransport,
        ],
    ),
    ("udp", &[Kind::UdpRouter, Kind::UdpService]),
    ("tls", &[Kind::TlsCertificate, Kind::TlsOptions, Kind::TlsStore]),
];

/// Whether the root key belongs to a dynamic configuration.
pub(crate) fn is_section(key: &str) -> bool {
    SECTIONS.iter().any(|(name, _)| name.eq_ignore_ascii_case(key))
}

/// The message for any other root key.
pub(crate) fn ignored_root(key: &str) -> String {
    format!("`{key}` is not part of a dynamic configuration and is left out")
}

impl<'t, 'r> Walk<'t, 'r> {
    pub(crate) fn new((tree, braces): (&'t Tree<'t>, Braces), reading: &'r mut Reading) -> Self {
        let (repeated, certificates, sections) = (HashSet::new(), HashMap::new(), HashMap::new());
        Walk {
            reader: Reader::with_braces(tree, braces),
            reading,
            repeated,
            certificates,
            sections,
            has_models: false,
            is_divided: true,
        }
    }

    /// Takes over which actions Traefik cannot run even in the file as a whole.
    pub(crate) fn blame(&mut self, actions: &step::Actions) {
        let shown = actions
            .faults
            .iter()
            .map(|(_, action, _)| template::shown(action));
        self.reader.faulty = Some(shown.collect());
    }

    /// Whether the file contains nothing, not even something wrong.
    pub(crate) fn is_empty(&self) -> bool {
        let has_components = !self.reading.components.is_empty() || !self.reading.rejected.is_empty();
        !has_components && !self.has_models && self.reader.errors() == 0
    }

    pub(crate) fn wrong_root(&mut self, root: NodeId) {
        let message = format!(
            "the file must be an object with `http`, `tcp`, `udp` or `tls`, not {}",
            self.reader.found(root)
        );
        self.reader.report(
            self.reader.tree.place(root),
            Finding::error("TYPE-MISMATCH", "", message),
        );
    }

    pub(crate) fn root(&mut self, entries: &'t [Entry<'t>]) {
        for entry in entries {
            match SECTIONS
                .iter()
                .find(|(name, _)| name.eq_ignore_ascii_case(&entry.key))
            {
                Some((name, kinds)) => {
                    self.within(entry, name, |walk| walk.section(entry.value, name, kinds));
                }
                None => self.ignored_root(entry),
            }
        }
    }

    /// Reads a collection without the file around it.
    pub(crate) fn part(&mut self, root: NodeId, kind: Kind) {
        let (section, collection) = kind.section();
        self.reader.enter(Step::Key(section));
        self.reader.enter(Step::Key(collection));
        match kind {
            Kind::TlsCertificate => self.certificates(root),
            // Whether the collection is empty is a question for the whole file.
            kind if matches!(self.reader.tree.content(root), Content::Map(_)) => self.components(root, kind),
            kind => self.collection(root, kind),
        }
        self.reader.leave();
        self.reader.leave();
    }

    /// Hands over the findings.
    pub(crate) fn finish(mut self) {
        self.reader.repeats_not_told();
        self.reading.is_refused |= self.reader.refuses;
        self.reading.late = std::mem::take(&mut self.reader.late);
        let repeated = self.repeated;
        let is_repeated =
            |found: &Found| repeated.contains(&(found.component.kind, found.component.name.as_str()));
        if !repeated.is_empty() {
            self.reading.components.retain(|found| !is_repeated(found));
            self.reading
                .rejected
                .retain(|(kind, name)| !repeated.contains(&(*kind, name.as_str())));
            let mut names: Vec<_> = repeated
                .iter()
                .map(|(kind, name)| (*kind, (*name).to_owned()))
                .collect();
            names.sort();
            self.reading.rejected.extend(names);
        }
        self.reading.problems.extend(self.reader.into_problems());
    }

    /// Descends into a section or collection.
    fn within(&mut self, entry: &'t Entry<'t>, name: &'static str, act: impl FnOnce(&mut Self)) {
        self.reader.enter(Step::Key(name));
        self.reader.note_case(entry, name);
        let first = *self
            .sections
            .entry(self.reader.path_text())
            .or_insert(entry.place);
        if first != entry.place && entry.repeats.is_none() {
            self.reader.repeated_in_other_case(entry.place, first);
        } else if !self.reader.is_repeated(entry) {
            act(self);
        }
        self.reader.leave();
    }

    fn ignored_root(&mut self, entry: &'t Entry) {
        if self.reader.is_called_by_action(entry) {
            return;
        }
        if self.reader.is_full() {
            return self
                .reader
                .report(entry.place, Finding::warning("IGNORED-ROOT", "", ""));
        }
        let told = if entry.key.starts_with("x-") {
            Finding::info
        } else {
            Finding::warning
        };
        let mut finding = told("IGNORED-ROOT", "", ignored_root(&entry.key));
        let meant =
            near::nearest(&entry.key, &["http", "tcp", "udp", "tls"]).filter(|_| entry.key.len() <= 5);
        finding.hint = match unseen::find(&entry.key) {
            Some((_, c)) => Some(format!("The name contains {}: remove it", unseen::named(c))),
            None => meant.map(|meant| format!("Did you mean `{meant}`?")),
        };
        self.reader.at(Step::Key(&entry.key), |reader| {
            reader.report(entry.place, finding);
        });
    }

    fn section(&mut self, id: NodeId, section: &'static str, kinds: &'static [Kind]) {
        if !self.is_filled_map(id) {
            return;
        }
        for entry in self.reader.tree.entries(id) {
            match kinds
                .iter()
                .find(|kind| kind.section().1.eq_ignore_ascii_case(&entry.key))
            {
                Some(Kind::TlsCertificate) => {
                    self.within(entry, "certificates", |walk| walk.certificates(entry.value));
                }
                Some(kind) => self.within(entry, kind.section().1, |walk| {
                    walk.collection(entry.value, *kind);
                }),
                None => {
                    self.reader.enter(Step::Key(&entry.key));
                    self.strange_collection(entry, section, kinds);
                    self.reader.leave();
                }
            }
        }
    }

    fn strange_collection(&mut self, entry: &'t Entry<'t>, section: &'static str, kinds: &'static [Kind]) {
        let has_models = matches!(section, "http" | "tcp") && entry.key.eq_ignore_ascii_case("models");
        if !has_models {
            let known: Vec<&str> = kinds.iter().map(|kind| kind.section().1).collect();
            let hint = near::hint(&entry.key, &self.reader.path_text(), section, &known);
            self.reader.unknown(entry, hint);
            return;
        }
        let message = "`{path}` only has an effect inside Traefik and is left out";
        self.reader.report(
            entry.place,
            Finding::warning("MODELS", "", message).hint("Remove it"),
        );
        // Traefik decodes them, and refuses the file if it cannot.
        if section == "tcp" {
            self.reader
                .tree
                .entries(entry.value)
                .iter()
                .for_each(|model| self.tcp_model(model));
        } else if section == "http" && self.is_filled_map(entry.value) {
            self.has_models = true;
            for model in self.reader.tree.entries(entry.value) {
                self.reader.at(Step::Key(&model.key), |reader| {
                    reader.fill(model.value, &mut Model::default());
                });
            }
        }
    }

    fn tcp_model(&mut self, model: &'t Entry<'t>) {
        self.reader.enter(Step::Key(&model.key));
        for field in self.reader.tree.entries(model.value) {
            if !field.key.eq_ignore_ascii_case("defaultRuleSyntax") {
                let hint = "The only known field is `defaultRuleSyntax`".to_owned();
                self.reader
                    .at(Step::Key(&field.key), |reader| reader.unknown(field, hint));
            }
        }
        self.reader.leave();
    }

    /// Whether the node is a non-empty map. Null counts as nothing; anything else is reported.
    fn is_filled_map(&mut self, id: NodeId) -> bool {
        let tree = self.reader.tree;
        match tree.content(id) {
            Content::Null => false,
            Content::Map(entries) if entries.iter().all(|entry| tree.is_null(entry.value)) => {
                self.reader.empty(id);
                false
            }
            Content::Map(_) => true,
            _ => {
                self.reader.wrong_type(id, "an object");
                false
            }
        }
    }

    fn collection(&mut self, id: NodeId, kind: Kind) {
        if self.is_filled_map(id) {
            self.components(id, kind);
        }
    }

    fn components(&mut self, id: NodeId, kind: Kind) {
        let all = self.reader.tree.entries(id);
        let mut is_worth_it = divided::is_worth_it(self, all);
        for some in all.chunks(divided::AT_ONCE) {
            if is_worth_it {
                is_worth_it = divided::components(self, (some, all), kind);
            } else {
                self.some_components((some, all), kind);
            }
        }
    }

    /// Reads some of the components of a collection.
    fn some_components(&mut self, (some, all): (&'t [Entry<'t>], &'t [Entry<'t>]), kind: Kind) {
        for entry in some {
            if self.reader.gives_up() || self.has_too_many(entry.place) {
                return;
            }
            self.reader.enter(Step::Key(&entry.key));
            self.reader.name = entry.place;
            self.named(entry, all, kind);
            self.reader.leave();
        }
    }

    /// Whether the file has reached the limit of components; if so, reports it.
    fn has_too_many(&mut self, place: Place) -> bool {
        let count = self.reading.components.len() + self.reading.rejected.len();
        let is_full = count >= MAX_COMPONENTS;
        if is_full {
            let message =
                format!("the file contains more than {MAX_COMPONENTS} components; the rest is not read");
            self.reader.report(
                place,
                Finding::error("TOO-LARGE", "", message).hint("Split it into several files"),
            );
        }
        is_full
    }

    fn named(&mut self, entry: &'t Entry<'t>, siblings: &'t [Entry<'t>], kind: Kind) {
        let reader = &mut self.reader;
        if reader.is_repeated(entry) {
            if entry.key != "<<" {
                self.repeated.insert((kind, &entry.key));
            }
            return;
        }
        if reader.tree.is_null(entry.value) {
            let finding = Finding::warning("NULL", "", "`{path}` is null, so Traefik does not see it");
            reader.report(entry.place, finding.hint("Give it a value, or remove it"));
            return;
        }
        reader.check_key(entry, siblings, &|| {
            format!("; nothing finds it as `{}`", entry.key)
        });
        check_name(reader, entry, kind);
        let body = component::outcome(reader, kind, entry.value);
        let body = if entry.key.is_empty() {
            Err(body.map_or_else(|body| body, Some))
        } else {
            body
        };
        self.keep(kind, entry.key.to_string(), body, entry.value);
    }

    fn certificates(&mut self, id: NodeId) {
        let tree = self.reader.tree;
        match tree.content(id) {
            Content::Null => {}
            Content::Map(entries) if entries.is_empty() => {}
            Content::List(items) => {
                for (index, item) in items.iter().enumerate() {
                    if self.reader.gives_up() || self.has_too_many(tree.place(*item)) {
                        return;
                    }
                    self.reader.enter(Step::Index(index));
                    self.reader.name = tree.place(*item);
                    self.certificate(*item, index);
                    self.reader.leave();
                }
            }
            _ => self.reader.not_a_list(id, Certificate::SHAPE),
        }
    }

    fn certificate(&mut self, id: NodeId, index: usize) {
        let body = component::outcome(&mut self.reader, Kind::TlsCertificate, id);
        let (name, is_new) = match &body {
            Ok(Body::TlsCertificate(certificate)) => self.certificate_name(certificate),
            _ => ((index + 1).to_string(), true),
        };
        if name.is_empty() {
            let finding = Finding::error("EMPTY-NAME", "", "`{path}` has no `certFile`");
            self.reader
                .report(self.reader.name, finding.hint("Add `certFile` and `keyFile`"));
            self.reading
                .rejected
                .push((Kind::TlsCertificate, (index + 1).to_string()));
        } else if is_new {
            self.keep(Kind::TlsCertificate, name, body, id);
        } else {
            let message = format!("`{{path}}` repeats the certificate `{name}` and is left out");
            self.reader.report(
                self.reader.name,
                Finding::warning("DUPLICATE-KEY", "", message).hint("Remove it"),
            );
        }
    }

    /// The name that identifies the certificate, and whether it differs from every certificate before it. A different
    /// key or store makes it a different certificate.
    fn certificate_name(&mut self, certificate: &Certificate) -> (String, bool) {
        for name in certificate.names() {
            if name.is_empty() {
                break;
            }
            match self.certificates.get(&name) {
                Some(known) if known == certificate => return (name, false),
                Some(_) => {}
                None => {
                    self.certificates.insert(name.clone(), certificate.clone());
                    return (name, true);
                }
            }
        }
        (certificate.name(), false)
    }

    /// Keeps a sound component; for one with an error, keeps its name and what it refers to.
    fn keep(&mut self, kind: Kind, name: String, body: Result<Body, Option<Body>>, id: NodeId) {
        let (body, is_sound) = match body {
            Ok(body) => (body, true),
            Err(Some(body)) => (body, false),
            Err(None) => return self.reading.rejected.push((kind, name)),
        };
        let braces = Braces::Text;
        let component = Component {
            kind,
            name,
            body,
            braces,
        };
        let (component, is_sound) = match self.reader.braces {
            Braces::Text => (component, is_sound),
            Braces::Actions => {
                let can_run = templates::judge(&mut self.reader, &component, id);
                (templates::settle(component), is_sound && can_run)
            }
        };
        let Place { line, column } = self.reader.name;
        let base = component.path();
        let mut places = Vec::new();
        if let Some(object) = component.body.object() {
            walk::each_reference(&component, object, &mut |_, _, path| {
                places.push(self.reader.place_of(id, &path[base.len()..]));
            });
        }
        self.reading.marks.set(base, self.reader.name, places);
        if is_sound {
            self.reading.components.push(Found {
                component,
                line,
                column,
            });
        } else {
            self.reading.rejected.push((kind, component.name.clone()));
            self.reading.unsound.push(component);
        }
    }
}

fn check_name(reader: &mut Reader<'_>, entry: &Entry<'_>, kind: Kind) {
    if entry.key.is_empty() {
        let article = if kind.noun().starts_with('H') { "an" } else { "a" };
        let message = format!("{article} {} has an empty name", kind.noun());
        reader.report(
            entry.place,
            Finding::error("EMPTY-NAME", "", message).hint("Give it a name"),
        );
    }
    if let Some((_, c)) = unseen::find(&entry.key) {
        let message = format!("the name `{}` contains {}", entry.key, unseen::named(c));
        let finding = Finding::warning("INVISIBLE", "", message)
            .hint("Remove it: every reference would have to contain it too");
        reader.report(entry.place, finding);
    }
    if entry.key.contains('@') {
        let message = format!(
            "the name `{}` contains an `@`, after which Traefik expects a provider",
            entry.key
        );
        let finding = Finding::warning("AT-IN-NAME", "", message).hint("Rename it: nothing can refer to it");
        reader.report(entry.place, finding);
    }
}
