//! The value of a plain YAML word, as Traefik's YAML reader resolves it.

mod base64;
mod date;

use std::borrow::Cow;

use crate::read::node::{Content, Plain, Whole};

/// Resolves a plain word: null, boolean, number, date or text. `yes`, `no`, `on` and `off` are text.
pub(crate) fn resolve(word: Cow<'_, str>) -> Content<'_> {
    if is_surely_text(&word) {
        return text(word);
    }
    match &*word {
        "" | "~" | "null" | "Null" | "NULL" => return Content::Null,
        "true" | "True" | "TRUE" => return Content::Bool(true),
        "false" | "False" | "FALSE" => return Content::Bool(false),
        ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF" => return Content::Float(f64::INFINITY),
        "-.inf" | "-.Inf" | "-.INF" => return Content::Float(f64::NEG_INFINITY),
        ".nan" | ".NaN" | ".NAN" => return Content::Float(f64::NAN),
        _ => {}
    }
    if date::is_date(&word) {
        return Content::Date(word);
    }
    if let Some(number) = integer(&word) {
        return Content::Int(Whole::from(number));
    }
    match float(&word) {
        Some(number) => Content::Float(number),
        None => text(word),
    }
}

/// Resolves a word with a tag such as `!!int`; the error says why it does not fit. With tags that mean nothing to
/// Traefik's YAML reader, whether `!vault` or `!!set`, the word stays a text.
pub(crate) fn tagged<'t>(tag: &str, word: Cow<'t, str>) -> Result<Content<'t>, String> {
    let short = short(tag);
    let value = match short {
        "!!int" | "!!float" | "!!bool" | "!!null" | "!!timestamp" => resolve(word.clone()),
        "!!binary" => return binary(&word).map(text),
        _ => return Ok(text(word)),
    };
    match (short, &value) {
        ("!!int", Content::Int(_))
        | ("!!float", Content::Float(_))
        | ("!!bool", Content::Bool(_))
        | ("!!null", Content::Null)
        | ("!!timestamp", Content::Date(_)) => Ok(value),
        #[expect(clippy::cast_precision_loss, reason = "the person asked for a float")]
        ("!!float", Content::Int(number)) => Ok(Content::Float(number.get() as f64)),
        _ => Err(format!("`{word}` cannot have the tag `{short}`")),
    }
}

/// `!!int` for `tag:yaml.org,2002:int`; other tags as they are.
pub(crate) fn short(tag: &str) -> &str {
    const CORE: [(&str, &str); 8] = [
        ("int", "!!int"),
        ("float", "!!float"),
        ("bool", "!!bool"),
        ("null", "!!null"),
        ("timestamp", "!!timestamp"),
        ("binary", "!!binary"),
        ("str", "!!str"),
        ("merge", "!!merge"),
    ];
    let known = tag
        .strip_prefix("tag:yaml.org,2002:")
        .and_then(|name| CORE.iter().find(|(known, _)| *known == name));
    known.map_or(tag, |(_, short)| short)
}

/// What a `!!binary` word decodes to.
fn binary(word: &str) -> Result<Cow<'static, str>, String> {
    let bytes = base64::decode(word).ok_or("a `!!binary` value must be base64")?;
    let text = String::from_utf8(bytes);
    text.map(Cow::Owned)
        .map_err(|_| "a `!!binary` value that is not UTF-8 text cannot be used here".to_owned())
}

/// Whether the first character already rules out everything but text.
pub(crate) fn is_surely_text(word: &str) -> bool {
    match word.as_bytes().first() {
        None => false,
        Some(first) => !matches!(
            first,
            b'0'..=b'9' | b'+' | b'-' | b'.' | b'~' | b'n' | b'N' | b't' | b'T' | b'f' | b'F'
        ),
    }
}

fn text(word: Cow<'_, str>) -> Content<'_> {
    let plain = if word.contains('\n') {
        Plain::Changed
    } else {
        Plain::AsIs
    };
    Content::Text(word, plain)
}

/// Parses integers in Go's notation: decimal, `0x`, `0o`, `0b`, a leading 0 for octal, underscores anywhere.
pub(crate) fn integer(word: &str) -> Option<i128> {
    let plain = word.replace('_', "");
    let (is_negative, digits) = signed(&plain);
    let lower = digits.to_ascii_lowercase();
    let (radix, digits) = match lower.as_bytes() {
        [b'0', b'x', ..] => (16, &lower[2..]),
        [b'0', b'o', ..] => (8, &lower[2..]),
        [b'0', b'b', ..] => (2, &lower[2..]),
        [b'0', _, ..] => (8, &lower[1..]),
        _ => (10, lower.as_str()),
    };
    whole(is_negative, digits, radix).or_else(|| signed_behind_prefix(&plain))
}

fn signed(word: &str) -> (bool, &str) {
    match word.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, word.strip_prefix('+').unwrap_or(word)),
    }
}

/// Digits as a number that fits Go's 64 bits: signed, or unsigned when positive.
fn whole(is_negative: bool, digits: &str, radix: u32) -> Option<i128> {
    if !digits.starts_with(|c: char| c.is_ascii_alphanumeric()) {
        return None;
    }
    let number = i128::from(u64::from_str_radix(digits, radix).ok()?);
    let number = if is_negative { -number } else { number };
    (number >= i128::from(i64::MIN)).then_some(number)
}

/// `0b-1` and `0o+7`: the reader accepts a sign after these two prefixes.
fn signed_behind_prefix(plain: &str) -> Option<i128> {
    let (radix, rest) = match plain.strip_prefix("0b") {
        Some(rest) => (2, rest),
        None => (8, plain.strip_prefix("0o")?),
    };
    let (is_negative, digits) = signed(rest);
    whole(is_negative, digits, radix)
}

/// `[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?`, with underscores: anywhere, or between digits after a leading
/// dot.
pub(crate) fn float(word: &str) -> Option<f64> {
    if word.starts_with('.') && !are_between_digits(word) {
        return None;
    }
    let plain = word.replace('_', "");
    let rest = plain.strip_prefix(['-', '+']).unwrap_or(&plain);
    let (mantissa, exponent) = match rest.find(['e', 'E']) {
        Some(at) => (&rest[..at], Some(&rest[at + 1..])),
        None => (rest, None),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let is_number = is_digits(whole) && is_digits(fraction) && !(whole.is_empty() && fraction.is_empty());
    let has_exponent = exponent.is_none_or(|exponent| {
        let digits = exponent.strip_prefix(['-', '+']).unwrap_or(exponent);
        !digits.is_empty() && is_digits(digits)
    });
    // To Go, a number too large for a float is a text.
    let number = (is_number && has_exponent).then(|| plain.parse().ok())?;
    number.filter(|number: &f64| number.is_finite())
}

/// Whether every underscore is between two digits.
fn are_between_digits(word: &str) -> bool {
    let bytes = word.as_bytes();
    let is_digit = |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_some_and(u8::is_ascii_digit);
    let mut underscores = word.match_indices('_');
    underscores.all(|(at, _)| is_digit(at.checked_sub(1)) && is_digit(Some(at + 1)))
}

/// A float as Go prints it with six decimals, or without any if it is an integer.
pub(crate) fn printed(number: f64) -> String {
    if number.is_infinite() {
        return if number > 0.0 { "+Inf" } else { "-Inf" }.to_owned();
    }
    let text = format!("{number:.6}");
    text.strip_suffix(".000000").map_or(text.clone(), str::to_owned)
}
