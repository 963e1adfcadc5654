//! Classes of characters: `[a-z]`, `\d`, `[[:alpha:]]`, `\p{Greek}`.

use regex_syntax::hir::{Class, ClassUnicode, ClassUnicodeRange, HirKind};

use super::build::fold;
use super::letter::{Flags, error, escape, next};

/// Takes a class off the front of `text`, which begins with `[`.
pub(super) fn bracketed(text: &str, flags: Flags) -> Result<(ClassUnicode, &str), String> {
    let mut rest = &text[1..];
    let mut class = ClassUnicode::empty();
    let is_negated = rest.starts_with('^');
    if is_negated {
        rest = &rest[1..];
    }
    let mut is_first = true;
    while is_first || !rest.starts_with(']') {
        is_first = false;
        if let Some((named, after)) = posix(rest)? {
            class.union(&folded(named, flags));
            rest = after;
        } else if let Some((group, after)) = unicode(rest, flags)? {
            class.union(&group);
            rest = after;
        } else if let Some((perl, after)) = perl(rest) {
            class.union(&perl);
            rest = after;
        } else {
            let (range, after) = range(rest, text)?;
            class.union(&folded(range, flags));
            rest = after;
        }
    }
    if is_negated {
        class.negate();
    }
    Ok((class, &rest[1..]))
}

fn folded(mut class: ClassUnicode, flags: Flags) -> ClassUnicode {
    if flags.folds {
        fold(&mut class);
    }
    class
}

/// A single character, or two with `-` between them.
fn range<'t>(text: &'t str, whole: &str) -> Result<(ClassUnicode, &'t str), String> {
    let (low, mut rest) = letter(text, whole)?;
    let mut high = low;
    if rest.len() >= 2 && rest.starts_with('-') && !rest[1..].starts_with(']') {
        (high, rest) = letter(&rest[1..], whole)?;
        if high < low {
            let piece = &text[..text.len() - rest.len()];
            return Err(error("invalid character class range", piece));
        }
    }
    Ok((ClassUnicode::new([ClassUnicodeRange::new(low, high)]), rest))
}

fn letter<'t>(text: &'t str, whole: &str) -> Result<(char, &'t str), String> {
    if text.starts_with('\\') {
        return escape(text);
    }
    next(text).ok_or_else(|| error("missing closing ]", whole))
}

fn of(ranges: &[(char, char)], is_negated: bool) -> ClassUnicode {
    let mut class = ClassUnicode::new(
        ranges
            .iter()
            .map(|(low, high)| ClassUnicodeRange::new(*low, *high)),
    );
    if is_negated {
        class.negate();
    }
    class
}

const DIGIT: &[(char, char)] = &[('0', '9')];
const SPACE: &[(char, char)] = &[('\t', '\n'), ('\u{c}', '\r'), (' ', ' ')];
const WORD: &[(char, char)] = &[('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z')];

/// `\d`, `\s`, `\w` and their negations, which are ASCII only.
pub(super) fn perl(text: &str) -> Option<(ClassUnicode, &str)> {
    let letter = text.strip_prefix('\\')?.chars().next()?;
    let ranges = match letter.to_ascii_lowercase() {
        'd' => DIGIT,
        's' => SPACE,
        'w' => WORD,
        _ => return None,
    };
    Some((of(ranges, letter.is_ascii_uppercase()), &text[2..]))
}

/// `[:alpha:]` and the like, which appear inside brackets.
fn posix(text: &str) -> Result<Option<(ClassUnicode, &str)>, String> {
    if text.len() <= 2 || !text.starts_with("[:") {
        return Ok(None);
    }
    let Some(end) = text[2..].find(":]") else {
        return Ok(None);
    };
    let (name, rest) = text.split_at(end + 4);
    let inside = &name[2..name.len() - 2];
    let (inside, is_negated) = match inside.strip_prefix('^') {
        Some(inside) => (inside, true),
        None => (inside, false),
    };
    let ranges: &[(char, char)] = match inside {
        "alnum" => &[('0', '9'), ('A', 'Z'), ('a', 'z')],
        "alpha" => &[('A', 'Z'), ('a', 'z')],
        "ascii" => &[('\0', '\u{7f}')],
        "blank" => &[('\t', '\t'), (' ', ' ')],
        "cntrl" => &[('\0', '\u{1f}'), ('\u{7f}', '\u{7f}')],
        "digit" => DIGIT,
        "graph" => &[('!', '~')],
        "lower" => &[('a', 'z')],
        "print" => &[(' ', '~')],
        "punct" => &[('!', '/'), (':', '@'), ('[', '`'), ('{', '~')],
        "space" => &[('\t', '\r'), (' ', ' ')],
        "upper" => &[('A', 'Z')],
        "word" => WORD,
        "xdigit" => &[('0', '9'), ('A', 'F'), ('a', 'f')],
        _ => return Err(error("invalid character class range", name)),
    };
    Ok(Some((of(ranges, is_negated), rest)))
}

/// `\pL`, `\p{Greek}`, `\P{^Lu}`.
pub(super) fn unicode(text: &str, flags: Flags) -> Result<Option<(ClassUnicode, &str)>, String> {
    if !text.starts_with("\\p") && !text.starts_with("\\P") {
        return Ok(None);
    }
    let mut is_negated = text.starts_with("\\P");
    let Some((first, rest)) = next(&text[2..]) else {
        return Err(error("invalid character class range", text));
    };
    let (piece, name, rest) = if first == '{' {
        let Some(end) = text.find('}') else {
            return Err(error("invalid character class range", text));
        };
        (&text[..=end], &text[3..end], &text[end + 1..])
    } else {
        let length = text.len() - rest.len();
        (&text[..length], &text[2..length], rest)
    };
    let name = match name.strip_prefix('^') {
        Some(name) => {
            is_negated = !is_negated;
            name
        }
        None => name,
    };
    let table = table(name).ok_or_else(|| error("invalid character class range", piece))?;
    let mut class = folded(table, flags);
    if is_negated {
        class.negate();
    }
    Ok(Some((class, rest)))
}

/// The characters of a general category or a script. Go knows neither other properties nor short script names.
fn table(name: &str) -> Option<ClassUnicode> {
    let plain = !name.is_empty()
        && name
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | ' '));
    if !plain {
        return None;
    }
    let tight: String = name
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .collect::<String>()
        .to_ascii_lowercase();
    if tight == "any" {
        return Some(of(&[('\0', char::MAX)], false));
    }
    let of_script = |tight: &str| {
        // Four letters are the short name, unless the long one also has four.
        let is_long =
            tight.len() != 4 || ["ahom", "cham", "lisu", "modi", "newa", "thai", "toto"].contains(&tight);
        is_long.then(|| property(&format!("sc={tight}"))).flatten()
    };
    property(&format!("gc={tight}")).or_else(|| of_script(&tight))
}

fn property(query: &str) -> Option<ClassUnicode> {
    let hir = regex_syntax::parse(&format!("\\p{{{query}}}")).ok()?;
    match hir.into_kind() {
        HirKind::Class(Class::Unicode(class)) => Some(class),
        HirKind::Literal(literal) => {
            let letter = std::str::from_utf8(&literal.0).ok()?.chars().next()?;
            Some(of(&[(letter, letter)], false))
        }
        _ => None,
    }
}
