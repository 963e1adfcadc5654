//! The messages about what does not fit the shapes.

use crate::finding::Finding;
use crate::near;
use crate::read::limits::MAX_ITEMS;
use crate::read::node::{Content, Entry, KeySort, NodeId, Place};
use crate::read::reader::{Reader, Step};
use crate::read::unseen;
use crate::shape::{Field, Shape, Type};
use crate::{Braces, template};

impl Reader<'_> {
    /// The wrong type, such as a list for a text: Traefik refuses it.
    pub(crate) fn wrong_type(&mut self, id: NodeId, wanted: &str) {
        self.misfit(id, wanted, false);
    }

    /// The wrong type, though Traefik may still load the file.
    pub(crate) fn misfit(&mut self, id: NodeId, wanted: &str, is_loaded: bool) {
        let message = format!("`{{path}}` must be {wanted}, not {}", self.found(id));
        let finding = Finding::error("TYPE-MISMATCH", "", message);
        self.report(
            self.tree.place(id),
            if is_loaded { finding.loaded() } else { finding },
        );
    }

    /// Whether the value is a template action that such a field cannot hold; if so, reports it. Traefik may well accept
    /// it.
    pub(crate) fn is_action(&mut self, id: NodeId, text: &str, wanted: Type) -> bool {
        let is_action = self.braces == Braces::Actions && template::has_actions(text);
        if is_action {
            let message = format!(
                "`{{path}}` must be {}, but only Traefik knows what its template action produces",
                in_words(wanted)
            );
            let finding = Finding::error("TYPE-MISMATCH", "", message)
                .hint(RENDERED)
                .loaded();
            self.report(self.tree.place(id), finding);
        }
        is_action
    }

    /// Whether the key is a template action; if so, reports it, because the name is unknown.
    pub(crate) fn is_called_by_action(&mut self, entry: &Entry<'_>) -> bool {
        let is_action = self.braces == Braces::Actions && template::has_actions(&entry.key);
        if is_action {
            let message = format!(
                "only Traefik knows the name of `{}`, so it cannot be imported",
                template::shown(&entry.key)
            );
            let finding = Finding::error("UNKNOWN-FIELD", "", message)
                .hint(RENDERED)
                .loaded();
            self.report(entry.place, finding);
        }
        is_action
    }

    /// The wrong type, with a hint.
    pub(crate) fn wrong_type_but(&mut self, id: NodeId, wanted: Type, hint: &str) {
        let message = format!("`{{path}}` must be {}, not {}", in_words(wanted), self.found(id));
        self.report(
            self.tree.place(id),
            Finding::error("TYPE-MISMATCH", "", message).hint(hint),
        );
    }

    /// Whether a list or object is within the limit; if not, reports it.
    pub(crate) fn fits(&mut self, id: NodeId, count: usize) -> bool {
        if count > MAX_ITEMS {
            let message = format!("`{{path}}` has {count} entries; at most {MAX_ITEMS} are read");
            self.report(self.tree.place(id), Finding::error("TOO-LARGE", "", message));
        }
        count <= MAX_ITEMS
    }

    /// Not a list where a list of objects is expected. Traefik usually turns it into empty objects, or none, silently.
    pub(crate) fn not_a_list(&mut self, id: NodeId, shape: &'static Shape) {
        let message = format!("`{{path}}` must be a list of objects, not {}", self.found(id));
        let hint = if self.tree.is_toml() {
            format!(
                "In TOML each object of a list starts with `[[{}]]`",
                self.path_text()
            )
        } else {
            "Start each object with `- `".to_owned()
        };
        let finding = Finding::error("NOT-LIST", "", message).hint(hint);
        let is_loaded = self.tree.is_object_for_list(id, shape);
        self.report(
            self.tree.place(id),
            if is_loaded { finding.loaded() } else { finding },
        );
    }

    /// An empty object that Traefik refuses.
    pub(crate) fn empty(&mut self, id: NodeId) {
        let message = "`{path}` is empty; Traefik would refuse the file";
        let has_nulls = !self.tree.entries(id).is_empty();
        let path = self.path_text();
        let hint = if has_nulls && HEADER_MAPS.iter().any(|name| path.ends_with(name)) {
            REMOVE_HEADER
        } else {
            "Remove it or give it a field"
        };
        let finding = Finding::error("EMPTY-OBJECT", "", message).hint(hint);
        self.report(self.tree.place(id), finding);
    }

    /// A null value in an object of texts or numbers.
    pub(crate) fn null_entry(&mut self, place: Place, field: &'static Field) {
        let hint = if HEADER_MAPS.contains(&field.name) {
            REMOVE_HEADER
        } else {
            "Give it a value, or remove it"
        };
        let finding = Finding::warning("NULL", "", "`{path}` is null, so Traefik does not see it");
        self.report(place, finding.hint(hint));
    }

    /// Null where `{}` would have a different meaning.
    pub(crate) fn null(&mut self, id: NodeId, field: &'static Field) {
        if field.name == "tls" {
            let finding = Finding::warning("NULL", "", "`{path}` is null, which means no TLS");
            self.report(
                self.tree.place(id),
                finding.hint("Write `tls: {}` to turn TLS on"),
            );
        }
    }

    /// A scalar for an object that may be empty: anything but `true` disables it.
    pub(crate) fn switched_off(&mut self, id: NodeId, field: &'static Field) {
        let finding = if field.name == "tls" {
            let message = "`{path}` is neither an object nor `true`, so Traefik silently turns TLS off";
            Finding::warning("TLS-FALSE", "", message).hint("Remove it, or write `tls: {}` to turn TLS on")
        } else {
            let message = "`{path}` must be an object; Traefik ignores it";
            Finding::warning("IGNORED-FIELD", "", message).hint("Remove it, or write `{}`")
        };
        self.report(self.tree.place(id), finding);
    }

    /// A key that the shape does not contain.
    pub(crate) fn stranger(&mut self, entry: &Entry<'_>, shape: &'static Shape) {
        if shape.ignores(&entry.key) {
            let hint = match self.tree.content(entry.value) {
                Content::Map(_) => "Remove it: Traefik refuses the file because of an unknown field in it",
                _ => "Remove it",
            };
            let message = "`{path}` cannot be set from a file; Traefik ignores it";
            let finding = Finding::warning("IGNORED-FIELD", "", message);
            self.report(entry.place, finding.hint(hint));
            return;
        }
        let known: Vec<&str> = shape.fields.iter().map(|field| field.name).collect();
        let hint = if self.has_enough() {
            String::new()
        } else if let Some(hint) = self.quoted_name(entry, &known) {
            hint
        } else {
            near::hint(&entry.key, &self.path_text(), shape.name, &known)
        };
        self.unknown(entry, hint);
    }

    /// How to write a name with dots in TOML, when it created an object that the component cannot have.
    fn quoted_name(&self, entry: &Entry<'_>, known: &[&str]) -> Option<String> {
        let mut below = self.tree.dotted_name(entry)?;
        // The last part of `example.com.loadBalancer` is a field.
        if let Some((name, field)) = below.rsplit_once('.')
            && known.contains(&field)
        {
            below.truncate(name.len());
        }
        let path = self.path_text();
        let component = path.strip_suffix(entry.key.as_ref())?.strip_suffix('.')?;
        let mut steps = component.splitn(3, '.');
        let (section, collection, name) = (steps.next()?, steps.next()?, steps.next()?);
        Some(format!(
            "In TOML, put a name with dots in quotes: [{section}.{collection}.\"{name}.{below}\"]"
        ))
    }

    /// An unknown key. If its value is null, Traefik does not see it.
    pub(crate) fn unknown(&mut self, entry: &Entry<'_>, hint: String) {
        if self.is_called_by_action(entry) {
            return;
        }
        let hint = match unseen::find(&entry.key) {
            Some((_, c)) => format!("The name contains {}: remove it", unseen::named(c)),
            None => hint,
        };
        let finding = if self.tree.is_null(entry.value) {
            Finding::warning(
                "UNKNOWN-FIELD",
                "",
                "`{path}` is unknown to Traefik, which ignores it because it is null",
            )
        } else {
            Finding::error(
                "UNKNOWN-FIELD",
                "",
                "`{path}` is unknown to Traefik, which would refuse the file",
            )
        };
        self.report(entry.place, finding.hint(hint));
    }

    /// Whether the entry repeats a key of the same map; if so, reports it.
    pub(crate) fn is_repeated(&mut self, entry: &Entry) -> bool {
        let Some(first) = entry.repeats else { return false };
        self.repeats.insert(entry.place);
        self.repeated(entry.place, first);
        true
    }

    /// Reports repeated keys in parts of the file that are not read: Traefik refuses the file nevertheless.
    pub(crate) fn repeats_not_told(&mut self) {
        for entry in self.tree.repeats() {
            if self.gives_up() {
                return;
            }
            if let Some(first) = entry.repeats.filter(|_| !self.repeats.contains(&entry.place)) {
                self.at(Step::Key(&entry.key), |reader| {
                    reader.repeated(entry.place, first);
                });
            }
        }
    }

    /// The same key twice.
    pub(crate) fn repeated(&mut self, place: Place, first: Place) {
        let finding = self.repetition(place, first);
        self.report(place, finding);
    }

    /// A key that differs from another one only in case: Traefik uses one of them.
    pub(crate) fn repeated_in_other_case(&mut self, place: Place, first: Place) {
        let finding = self.repetition(place, first).loaded();
        self.report(place, finding);
    }

    fn repetition(&self, place: Place, first: Place) -> Finding {
        let message = match (first.line, place.line) {
            (0, _) | (_, 0) => "`{path}` is defined twice".to_owned(),
            (a, b) if a == b => format!("`{{path}}` is defined twice on line {a}"),
            (a, b) => format!("`{{path}}` is defined on line {a} and on line {b}"),
        };
        let path = self.path_text();
        let hint = if path == "<<" || path.ends_with(".<<") {
            "Merge both with one list: `<<: [*one, *two]`; the first one wins"
        } else {
            "Keep one of the two"
        };
        Finding::error("DUPLICATE-KEY", "", message).hint(hint)
    }

    /// Keys match in any case; two that differ only in case conflict.
    pub(crate) fn check_case(
        &mut self,
        entry: &Entry<'_>,
        name: &'static str,
        seen: &mut Vec<(&'static str, Place)>,
    ) {
        if let Some((_, first)) = seen.iter().find(|(known, _)| *known == name) {
            self.repeated_in_other_case(entry.place, *first);
            return;
        }
        seen.push((name, entry.place));
        self.note_case(entry, name);
    }

    /// Notes a key whose case differs from Traefik's manual.
    pub(crate) fn note_case(&mut self, entry: &Entry<'_>, name: &str) {
        if entry.key != name {
            self.report(
                entry.place,
                Finding::info("KEYCASE", "", format!("`{}` is read as `{name}`", entry.key)),
            );
        }
    }

    /// Reports a key that YAML does not take as text, and the effect.
    pub(crate) fn check_key(
        &mut self,
        entry: &Entry<'_>,
        siblings: &[Entry<'_>],
        effect: &dyn Fn() -> String,
    ) {
        let Some(name) = entry.sort.traefik_name() else {
            return;
        };
        if self.is_full() {
            return self.report(entry.place, Finding::warning("NONSTRING-KEY", "", ""));
        }
        let key = &entry.key;
        let first = siblings.iter().find(|one| one.sort.traefik_name() == Some(name));
        let told = if entry.sort == KeySort::NotANumber {
            Finding::error
        } else {
            Finding::warning
        };
        let message = match first {
            _ if entry.sort == KeySort::NotANumber => {
                format!("the key `{key}` makes Traefik’s file provider crash")
            }
            Some(first) if first.place != entry.place => format!(
                "the key `{key}` is not a string, so Traefik calls it `{name}` like `{}`, and keeps one of them at random",
                first.key
            ),
            _ => format!(
                "the key `{key}` is not a string, so Traefik calls it `{name}`{}",
                effect()
            ),
        };
        let hint = format!("Write it in quotes: \"{key}\"");
        self.report(entry.place, told("NONSTRING-KEY", "", message).hint(hint));
    }

    /// The node in words: "a list", "`yes`".
    pub(crate) fn found(&self, id: NodeId) -> String {
        match self.tree.content(id) {
            Content::Null => "null".to_owned(),
            Content::Bool(flag) => format!("`{flag}`"),
            Content::Int(number) => format!("the number `{number}`"),
            // Beyond 64 bits it is known only approximately, and would look like a different number.
            Content::Float(number) if number.fract() == 0.0 && number.abs() > MAX_EXACT => {
                "a number of more than 64 bits".to_owned()
            }
            Content::Float(number) => format!("the number `{number}`"),
            Content::Text(text, _) => format!("the string `{}`", shortened(text)),
            Content::Date(text) => format!("the date `{text}`"),
            Content::List(_) => "a list".to_owned(),
            Content::Map(_) => "an object".to_owned(),
        }
    }
}

/// Header objects, in which an empty text removes a header.
const HEADER_MAPS: [&str; 2] = ["customRequestHeaders", "customResponseHeaders"];
const REMOVE_HEADER: &str = "To remove the header, write an empty string after its name: `\"\"`";

const RENDERED: &str = "Import the rendered file";

/// Up to here, every integer has a floating-point number of its own.
const MAX_EXACT: f64 = 9_007_199_254_740_992.0;

/// A type as a phrase, for "must be …".
pub(crate) fn in_words(wanted: Type) -> &'static str {
    match wanted {
        Type::Text => "a string",
        Type::Int => "a whole number",
        Type::Bool => "true or false",
        Type::Duration => "a duration",
        Type::TextList => "a list of strings",
        Type::TextMap => "an object of strings",
        Type::IntMap => "an object of whole numbers",
        Type::Plugins => "an object by the names of plugins",
        Type::Object(_) => "an object",
        Type::ObjectList(_) => "a list of objects",
    }
}

fn shortened(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    if line.chars().count() <= 60 && line.len() == text.len() {
        return line.to_owned();
    }
    let start: String = line.chars().take(60).collect();
    format!("{start}…")
}
