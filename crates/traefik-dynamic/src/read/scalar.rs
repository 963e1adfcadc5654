//! What a plain YAML word stands for, as Traefik's YAML reader takes it.

use std::borrow::Cow;

use crate::read::node::{Content, Plain, Whole};

/// The value of a plain word: null, boolean, number, date or text. `yes`, `no`, `on` and `off` are text.
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
    if is_date(&word) {
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

/// The value of a word with a tag such as `!!int`; the sentence says why it does not fit.
pub(crate) fn tagged<'t>(tag: &str, word: Cow<'t, str>) -> Result<Content<'t>, String> {
    let short = tag.strip_prefix("tag:yaml.org,2002:").unwrap_or(tag);
    let value = resolve(word.clone());
    let fits = match (short, &value) {
        ("str" | "binary", _) => return Ok(text(word)),
        ("int", Content::Int(_))
        | ("float", Content::Float(_))
        | ("bool", Content::Bool(_))
        | ("null", Content::Null)
        | ("timestamp", Content::Date(_)) => true,
        #[expect(clippy::cast_precision_loss, reason = "the person asked for a float")]
        ("float", Content::Int(number)) => return Ok(Content::Float(number.get() as f64)),
        _ => false,
    };
    if fits {
        Ok(value)
    } else {
        Err(format!(
            "`{word}` cannot carry the tag `!{}`",
            tag_for_people(tag, short)
        ))
    }
}

fn tag_for_people<'t>(tag: &'t str, short: &'t str) -> String {
    if tag == short {
        tag.trim_start_matches('!').to_owned()
    } else {
        format!("!{short}")
    }
}

/// Whether the first letter already rules out everything but text.
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

/// Whole numbers in Go's notation: decimal, `0x`, `0o`, `0b`, a leading 0 for octal, underscores anywhere.
pub(crate) fn integer(word: &str) -> Option<i128> {
    let plain = word.replace('_', "");
    let (sign, digits) = match plain.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, plain.strip_prefix('+').unwrap_or(&plain)),
    };
    if !digits.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let lower = digits.to_ascii_lowercase();
    let (radix, digits) = match lower.as_bytes() {
        [b'0', b'x', ..] => (16, &lower[2..]),
        [b'0', b'o', ..] => (8, &lower[2..]),
        [b'0', b'b', ..] => (2, &lower[2..]),
        [b'0', _, ..] => (8, &lower[1..]),
        _ => (10, lower.as_str()),
    };
    if !digits.starts_with(|c: char| c.is_ascii_alphanumeric()) {
        return None;
    }
    let number = i128::from(u64::from_str_radix(digits, radix).ok()?) * sign;
    // Go keeps 64 bits: signed, or unsigned when positive.
    (number >= i128::from(i64::MIN)).then_some(number)
}

/// `[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?`
pub(crate) fn float(word: &str) -> Option<f64> {
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
    if is_number && has_exponent {
        plain.parse().ok()
    } else {
        None
    }
}

/// `2020-1-2`, or with a time behind it.
pub(crate) fn is_date(word: &str) -> bool {
    let bytes = word.as_bytes();
    if bytes.len() < 8 || bytes[4] != b'-' || !bytes[..4].iter().all(u8::is_ascii_digit) {
        return false;
    }
    let day_end = word.find(['T', 't', ' ']).unwrap_or(word.len());
    let (day, time) = word.split_at(day_end);
    let mut parts = day.split('-');
    let (_, month, day) = (parts.next(), number(parts.next()), number(parts.next()));
    let is_day = matches!(month, Some(1..=12)) && matches!(day, Some(1..=31)) && parts.next().is_none();
    is_day && (time.is_empty() || is_time(&time[1..], time.starts_with(' ')))
}

/// `15:4:5.999`, with a zone when it stands behind a `T`.
fn is_time(time: &str, behind_space: bool) -> bool {
    let zone_at = time.find(['Z', '+', '-']);
    if behind_space == zone_at.is_some() {
        return false;
    }
    let clock = &time[..zone_at.unwrap_or(time.len())];
    let mut parts = clock.split(':');
    let (hour, minute) = (number(parts.next()), number(parts.next()));
    let second = parts
        .next()
        .map(|second| second.split('.').next().unwrap_or_default());
    matches!(hour, Some(0..=23))
        && matches!(minute, Some(0..=59))
        && matches!(number(second), Some(0..=59))
        && parts.next().is_none()
}

fn number(part: Option<&str>) -> Option<u32> {
    part.filter(|part| part.len() <= 2 && !part.starts_with('+'))?
        .parse()
        .ok()
}
