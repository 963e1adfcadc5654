//! What Go knows about characters.

use std::sync::LazyLock;

use regex_syntax::hir::{Class, ClassUnicode, HirKind};

static LETTERS: LazyLock<ClassUnicode> = LazyLock::new(|| class(r"\p{L}"));
static DIGITS: LazyLock<ClassUnicode> = LazyLock::new(|| class(r"\p{Nd}"));
static PRINTED: LazyLock<ClassUnicode> = LazyLock::new(|| class(r"[\p{L}\p{M}\p{N}\p{P}\p{S} ]"));

fn class(pattern: &str) -> ClassUnicode {
    match regex_syntax::parse(pattern).map(|hir| hir.kind().clone()) {
        Ok(HirKind::Class(Class::Unicode(class))) => class,
        // The patterns above are constants.
        _ => ClassUnicode::empty(),
    }
}

fn is_in(class: &ClassUnicode, c: char) -> bool {
    let ranges = class.ranges();
    let behind = ranges.partition_point(|range| range.end() < c);
    ranges.get(behind).is_some_and(|range| range.start() <= c)
}

/// Whether a name may begin with it.
pub(super) fn is_letter(c: char) -> bool {
    c.is_ascii_alphabetic() || c == '_' || (!c.is_ascii() && is_in(&LETTERS, c))
}

/// Whether a name may contain it behind its first letter.
pub(super) fn is_inside(c: char) -> bool {
    is_letter(c) || c.is_ascii_digit() || (!c.is_ascii() && is_in(&DIGITS, c))
}

/// What Go's `%#U` prints: the number, and the character if it is printable.
pub(super) fn pictured(c: char) -> String {
    let number = format!("U+{:04X}", u32::from(c));
    if is_in(&PRINTED, c) {
        format!("{number} '{c}'")
    } else {
        number
    }
}
