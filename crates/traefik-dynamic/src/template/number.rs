//! Numbers as Go templates read them.

/// What a number is to Go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Number {
    Int,
    /// Beyond 63 bits: it can be parsed, but not used.
    TooLarge,
    Float,
    Complex,
}

/// Parses a number; `None` if Go cannot.
pub(super) fn read(word: &str) -> Option<Number> {
    if let Some(imaginary) = word.strip_suffix('i') {
        let parts = match second_sign(imaginary) {
            Some(sign) => vec![&imaginary[..sign], &imaginary[sign..]],
            None => vec![imaginary],
        };
        return parts.into_iter().all(is_float).then_some(Number::Complex);
    }
    if let Some(number) = integer(word) {
        return Some(number);
    }
    // What looks like an integer but is none is too large, or octal with an 8 in it.
    let is_float = word.contains(['.', 'e', 'E', 'p', 'P']) && is_float(word);
    is_float.then_some(Number::Float)
}

/// Where the second part of a complex number begins: at a sign that does not belong to an exponent.
fn second_sign(number: &str) -> Option<usize> {
    let unsigned = number.trim_start_matches(['+', '-']);
    let exponent = if has_prefix(unsigned, 'x') { "pP" } else { "eE" };
    let signs = number
        .match_indices(['+', '-'])
        .map(|(at, _)| at)
        .skip_while(|at| *at == 0);
    signs
        .into_iter()
        .find(|at| !number[..*at].ends_with(|c| exponent.contains(c)))
}

fn has_prefix(digits: &str, letter: char) -> bool {
    let mut chars = digits.chars();
    chars.next() == Some('0') && chars.next().is_some_and(|c| c.eq_ignore_ascii_case(&letter))
}

fn unsigned(word: &str) -> (bool, &str) {
    match word.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, word.strip_prefix('+').unwrap_or(word)),
    }
}

fn integer(word: &str) -> Option<Number> {
    let plain = without_underscores(word)?;
    let (is_negative, digits) = unsigned(&plain);
    let (radix, digits) = match digits.as_bytes() {
        [b'0', b'x' | b'X', ..] => (16, &digits[2..]),
        [b'0', b'o' | b'O', ..] => (8, &digits[2..]),
        [b'0', b'b' | b'B', ..] => (2, &digits[2..]),
        [b'0', _, ..] => (8, &digits[1..]),
        _ => (10, digits),
    };
    if digits.is_empty() || !digits.chars().all(|c| c.is_digit(radix)) {
        return None;
    }
    let magnitude = u64::from_str_radix(digits, radix).ok()?;
    match i64::try_from(magnitude) {
        Ok(_) => Some(Number::Int),
        Err(_) if is_negative => (magnitude == 1 << 63).then_some(Number::Int),
        // Go also parses a number without a sign as unsigned.
        Err(_) => (!word.starts_with('+')).then_some(Number::TooLarge),
    }
}

fn is_float(word: &str) -> bool {
    let Some(plain) = without_underscores(word) else {
        return false;
    };
    let (_, digits) = unsigned(&plain);
    let number = if has_prefix(digits, 'x') {
        hexadecimal(&digits[2..])
    } else {
        let is_decimal = |c: char| c.is_ascii_digit() || matches!(c, '.' | 'e' | 'E' | '+' | '-');
        let is_plain = digits.starts_with(|c: char| c.is_ascii_digit() || c == '.');
        digits
            .parse()
            .ok()
            .filter(|_| is_plain && digits.chars().all(is_decimal))
    };
    number.is_some_and(f64::is_finite)
}

/// `1.8p-3` after `0x`: the exponent is a power of two, and is required.
fn hexadecimal(digits: &str) -> Option<f64> {
    let (mantissa, exponent) = digits.split_once(['p', 'P'])?;
    let exponent: i32 = exponent.parse().ok()?;
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    if whole.len() + fraction.len() == 0 {
        return None;
    }
    let mut number = 0.0;
    for c in whole.chars().chain(fraction.chars()) {
        number = number * 16.0 + f64::from(c.to_digit(16)?);
    }
    let shift = exponent.checked_sub(i32::try_from(fraction.len()).ok()?.checked_mul(4)?)?;
    Some(number * f64::from(shift).exp2())
}

/// The word without its underscores; each of them must be between digits, or after a prefix.
fn without_underscores(word: &str) -> Option<String> {
    let (_, digits) = unsigned(word);
    let has_prefix = ['x', 'o', 'b'].iter().any(|letter| has_prefix(digits, *letter));
    let is_hexadecimal = digits.starts_with("0x") || digits.starts_with("0X");
    let is_digit = |c: char| c.is_ascii_digit() || is_hexadecimal && c.is_ascii_hexdigit();
    let mut before = if has_prefix { '0' } else { '^' };
    for c in digits.chars().skip(if has_prefix { 2 } else { 0 }) {
        match (before, c) {
            ('_', c) if !is_digit(c) => return None,
            (before, '_') if before != '0' => return None,
            _ => {}
        }
        before = if is_digit(c) { '0' } else { c };
    }
    (before != '_').then(|| word.replace('_', ""))
}
