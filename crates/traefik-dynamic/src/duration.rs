//! Durations in Go's notation.

use std::fmt;

/// A duration that remembers how it was written: `1m` and `60s` mean the same and are both kept as they are.
///
/// A bare integer means seconds and is stored with its unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Duration {
    text: String,
    nanoseconds: i64,
}

impl Duration {
    /// Parses whole seconds (`60`) or Go's notation (`1h30m`, `1.5s`, `-2ms`); `None` if it is neither.
    pub fn parse(text: &str) -> Option<Duration> {
        if let Ok(seconds) = text.parse::<i64>() {
            let nanoseconds = seconds.checked_mul(SECOND)?;
            return Some(Duration {
                text: format!("{seconds}s"),
                nanoseconds,
            });
        }
        Some(Duration {
            text: text.to_owned(),
            nanoseconds: parse_units(text)?,
        })
    }

    /// The text as written, always with a unit.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Its length in nanoseconds; may be negative.
    pub fn nanoseconds(&self) -> i64 {
        self.nanoseconds
    }
}

impl fmt::Display for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.text)
    }
}

const SECOND: i64 = 1_000_000_000;

fn parse_units(text: &str) -> Option<i64> {
    let (sign, mut rest) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text.strip_prefix('+').unwrap_or(text)),
    };
    if rest.is_empty() {
        return None;
    }
    let mut total = 0_i128;
    while !rest.is_empty() {
        let number_end = rest
            .find(|c: char| !c.is_ascii_digit() && c != '.')
            .unwrap_or(rest.len());
        let (number, tail) = rest.split_at(number_end);
        let unit_end = tail
            .find(|c: char| c.is_ascii_digit() || c == '.')
            .unwrap_or(tail.len());
        let (unit, tail) = tail.split_at(unit_end);
        total = total.checked_add(nanoseconds(number, unit)?)?;
        rest = tail;
    }
    i64::try_from(total * sign).ok()
}

fn nanoseconds(number: &str, unit: &str) -> Option<i128> {
    let unit: i128 = match unit {
        "ns" => 1,
        "us" | "µs" | "μs" => 1_000,
        "ms" => 1_000_000,
        "s" => 1_000_000_000,
        "m" => 60_000_000_000,
        "h" => 3_600_000_000_000,
        _ => return None,
    };
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    if (whole.is_empty() && fraction.is_empty()) || fraction.contains('.') || number.len() > 30 {
        return None;
    }
    let mut total = if whole.is_empty() {
        0
    } else {
        whole.parse::<i128>().ok()?.checked_mul(unit)?
    };
    let mut scale = unit;
    for digit in fraction.bytes() {
        scale /= 10;
        total += i128::from(digit - b'0') * scale;
    }
    Some(total)
}
