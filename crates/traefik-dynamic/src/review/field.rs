//! Findings that follow from the table of fields alone.

use crate::finding::{Finding, Tell};
use crate::read::unseen;
use crate::shape::{Field, Object, Slot, Type};
use crate::{Braces, template, walk};

/// The maximum number of values of a field that are reported.
const MAX_STRANGE: usize = 100;

/// Checks one field that is set.
pub(crate) fn look(
    path: &str,
    (field, slot): (&'static Field, &dyn Slot),
    (braces, tell): (Braces, &mut Tell<'_>),
) {
    if let Some(instead) = field.deprecated {
        tell(Finding::warning("DEPRECATED", path, "`{path}` is deprecated").hint(instead));
    }
    match field.wants {
        Type::Text | Type::TextList | Type::TextMap => {
            let texts = walk::texts(slot);
            look_at_texts(path, (field, &texts), tell);
            look_at_odd_texts(path, (field, slot), tell);
            let holding = |is: &dyn Fn(&str) -> bool| texts.iter().any(|text| is(text));
            templates(path, &holding, (braces, tell));
        }
        Type::Plugins => {
            let value = slot.value().unwrap_or_default();
            let holding = |is: &dyn Fn(&str) -> bool| template::any_text(&value, is);
            templates(path, &holding, (braces, tell));
        }
        Type::Object(_) => slot
            .objects()
            .into_iter()
            .for_each(|object| missing(path, object, tell)),
        Type::ObjectList(_) => {
            for (index, object) in slot.objects().into_iter().enumerate() {
                missing(&format!("{path}[{index}]"), object, tell);
            }
        }
        _ => {}
    }
}

/// Reports fields that the object requires but lacks.
fn missing(path: &str, object: &dyn Object, tell: &mut Tell<'_>) {
    object.each_slot(&mut |field, slot| {
        if field.required && !has_content(slot) {
            tell(absent(path, field.name));
        }
    });
}

/// Whether the field contains anything.
fn has_content(slot: &dyn Slot) -> bool {
    use serde_json::Value;
    match slot.value() {
        None | Some(Value::Null) => false,
        Some(Value::String(text)) => !text.is_empty(),
        Some(Value::Array(items)) => !items.is_empty(),
        Some(Value::Number(number)) => number.as_i64() != Some(0),
        Some(_) => true,
    }
}

fn absent(path: &str, name: &str) -> Finding {
    let message =
        format!("`{{path}}` has no `{name}`; Traefik loads the file, but disables everything that uses this");
    Finding::warning("MISSING", path, message).hint(format!("Add `{name}`"))
}

fn look_at_texts(path: &str, (field, texts): (&'static Field, &[String]), tell: &mut Tell<'_>) {
    // A list of nothing but unknown values is one mistake, not thousands.
    let strange = texts
        .iter()
        .filter(|text| !is_known(field, text) || text.contains(['$', '{']));
    for text in strange.take(MAX_STRANGE) {
        if !is_known(field, text) {
            tell(bad_value(path, field, text));
        }
        if text.contains('$') {
            shell(path, field, text, tell);
        }
    }
    let is_path = |text: &String| !text.is_empty() && !walk::is_inline(text);
    if field.host_path && texts.iter().any(is_path) {
        let message = "`{path}` refers to a file on Traefik’s host";
        tell(Finding::info("LOCALPATH", path, message).hint("The file itself is not part of any backup"));
    }
    if field.name == "certResolver" && !texts.is_empty() {
        let message = format!(
            "`{{path}}` refers to the certificate resolver `{}` of the install configuration",
            texts[0]
        );
        tell(Finding::info("CERTRESOLVER", path, message));
    }
}

/// Reports texts with characters that were hardly intended.
fn look_at_odd_texts(path: &str, (field, slot): (&'static Field, &dyn Slot), tell: &mut Tell<'_>) {
    let odd = placed(path, slot)
        .into_iter()
        .filter(|(_, text)| is_odd(field, text));
    let mut has_doubled = false;
    for (path, text) in odd.take(MAX_STRANGE) {
        has_doubled |= is_doubled(field, &text);
        if let Some((before, c)) = unseen::find(&text).filter(|_| field.name != "rule") {
            tell(invisible(&path, before, c));
        }
        if let Some(finding) = escaped(&path, &text).filter(|_| field.host_path) {
            tell(finding);
        }
    }
    // Once per list: whoever copied one entry from Compose copied them all.
    if has_doubled {
        let message = "`{path}` contains `$$`, which means a single dollar sign only in a Compose file";
        tell(Finding::warning("DOUBLED-DOLLAR", path, message).hint("Write each `$` once"));
    }
}

/// Whether it is worth checking: most texts are not.
fn is_odd(field: &Field, text: &str) -> bool {
    text.contains("$$")
        || unseen::find(text).is_some()
        || (field.host_path && text.contains(|c: char| c.is_ascii_control()))
}

/// The texts in a field, each with its own path.
fn placed(path: &str, slot: &dyn Slot) -> Vec<(String, String)> {
    use serde_json::Value;
    let text_of = |value: &Value| value.as_str().map(str::to_owned);
    match slot.value() {
        Some(Value::String(text)) => vec![(path.to_owned(), text)],
        Some(Value::Array(items)) => {
            let items = items.iter().enumerate();
            items
                .filter_map(|(index, item)| Some((format!("{path}[{index}]"), text_of(item)?)))
                .collect()
        }
        Some(Value::Object(fields)) => {
            let fields = fields.iter();
            fields
                .filter_map(|(name, value)| Some((format!("{path}.{name}"), text_of(value)?)))
                .collect()
        }
        _ => Vec::new(),
    }
}

/// Characters that look like a blank, or like nothing.
fn invisible(path: &str, before: usize, c: char) -> Finding {
    let message = format!(
        "`{{path}}` holds {}, which is part of the value",
        unseen::named(c)
    );
    let mut finding = Finding::warning("INVISIBLE", path, message)
        .hint("Remove it, or type a plain space: it often comes with copied text");
    finding.offset = before;
    finding
}

/// A path in double quotes in which the `\t` or `\n` became a tab or a line break.
fn escaped(path: &str, text: &str) -> Option<Finding> {
    const NAMES: [(char, &str); 9] = [
        ('\t', "a tab (`\\t`)"),
        ('\n', "a line break (`\\n`)"),
        ('\r', "a carriage return (`\\r`)"),
        ('\u{7}', "a bell (`\\a`)"),
        ('\u{8}', "a backspace (`\\b`)"),
        ('\u{b}', "a vertical tab (`\\v`)"),
        ('\u{c}', "a form feed (`\\f`)"),
        ('\u{1b}', "an escape (`\\e`)"),
        ('\0', "a NUL (`\\0`)"),
    ];
    let found: Vec<&str> = NAMES
        .iter()
        .filter(|(c, _)| text.contains(*c))
        .map(|(_, name)| *name)
        .collect();
    if found.is_empty() || text.contains("-----BEGIN") {
        return None;
    }
    let message = format!("`{{path}}` is a path that contains {}", found.join(" and "));
    Some(
        Finding::warning("CONTROL-IN-PATH", path, message)
            .hint("Write a Windows path in single quotes, or double each backslash"),
    )
}

/// `$$`, as Compose escapes a dollar sign: a file for Traefik has a single one.
fn is_doubled(field: &Field, text: &str) -> bool {
    match field.name {
        "users" => text.contains("$$"),
        "replacement" => text
            .match_indices("$$")
            .any(|(at, _)| text[at + 2..].starts_with(|c: char| c == '{' || c.is_ascii_digit())),
        _ => false,
    }
}

fn is_known(field: &Field, text: &str) -> bool {
    let is_free = field.one_of.is_empty() || text.is_empty();
    is_free
        || field
            .one_of
            .iter()
            .any(|known| *known == text || (field.name == "sameSite" && known.eq_ignore_ascii_case(text)))
}

fn bad_value(path: &str, field: &Field, text: &str) -> Finding {
    let known: Vec<String> = field.one_of.iter().map(|known| format!("`{known}`")).collect();
    let message = format!("`{{path}}` is `{text}`, which is unknown to Traefik");
    Finding::warning("BAD-ENUM", path, message).hint(format!("Use one of: {}", known.join(", ")))
}

/// `${DOMAIN}` or `$DOMAIN`: a shell or Compose would insert a value. `${1}` and `$1` belong to a replacement.
fn shell(path: &str, field: &'static Field, text: &str, tell: &mut Tell<'_>) {
    if matches!(field.name, "replacement" | "regex") || field.secret {
        return;
    }
    let mut rest = text;
    while let Some(at) = rest.find('$') {
        rest = &rest[at + 1..];
        let inside = rest.strip_prefix('{').unwrap_or(rest);
        let end = inside
            .find(|c: char| !(c.is_ascii_alphanumeric() || c == '_'))
            .unwrap_or(inside.len());
        let name = &inside[..end];
        let is_braced = rest.starts_with('{') && inside[end..].starts_with(['}', ':']);
        let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
        let is_loud = name.len() > 1
            && name
                .chars()
                .all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_');
        if is_name && (is_braced || is_loud) {
            let message =
                format!("`{{path}}` contains the shell variable `{name}`, which Traefik does not replace");
            tell(Finding::warning("SHELL-PLACEHOLDER", path, message).hint("Write the value itself"));
            return;
        }
    }
}

/// Whether one of the texts of a field satisfies a condition.
type Holding<'h> = dyn Fn(&dyn Fn(&str) -> bool) -> bool + 'h;

/// Braces in a field: an action that Traefik runs, or text. `holding` tests the texts of the field.
fn templates(path: &str, holding: &Holding<'_>, (braces, tell): (Braces, &mut Tell<'_>)) {
    if !holding(&|text| text.contains("{{")) {
        return;
    }
    // One that Traefik cannot run is reported as such.
    if braces == Braces::Actions && holding(&|text| !template::faults(text).is_empty()) {
        return;
    }
    let has_actions = braces == Braces::Actions && holding(&template::has_actions);
    if has_actions {
        let message = "`{path}` contains a template action, which is kept as it is and only run by Traefik’s file provider";
        tell(Finding::warning("TEMPLATE", path, message));
    } else {
        let message = "`{path}` contains `{{`, which is text, not a template action: it is escaped in a file for Traefik’s file provider";
        tell(Finding::info("BRACES", path, message));
    }
}

/// One finding for all the secrets in a body.
pub(crate) fn secrets(object: &dyn Object, tell: &mut Tell<'_>) {
    let mut first = None;
    walk::each(object, &mut String::new(), &mut |path, field, slot| {
        if first.is_none() && walk::holds_secret(field, slot) {
            first = Some(path.to_owned());
        }
    });
    if let Some(path) = first {
        let message = "`{path}` contains a secret, which is stored and backed up as it is";
        tell(Finding::info("SECRET", path, message));
    }
}
