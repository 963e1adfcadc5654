//! Single characters of a pattern, escaped or not, and errors about them.

/// The flags that `(?i)` and the like have set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools, reason = "they are the flags of a pattern")]
pub(super) struct Flags {
    pub(super) folds: bool,
    pub(super) by_lines: bool,
    pub(super) dot_takes_all: bool,
    pub(super) is_lazy: bool,
}

/// Go's message for an error: its kind and the piece of the pattern.
pub(super) fn error(kind: &str, piece: &str) -> String {
    format!("error parsing regexp: {kind}: `{piece}`")
}

/// The first character, and what follows it.
pub(super) fn next(text: &str) -> Option<(char, &str)> {
    let letter = text.chars().next()?;
    Some((letter, &text[letter.len_utf8()..]))
}

/// Takes the escape of a single character off the front.
pub(super) fn escape(text: &str) -> Result<(char, &str), String> {
    let inside = &text[1..];
    let Some((letter, mut rest)) = next(inside) else {
        return Err("error parsing regexp: trailing backslash at end of expression: ``".to_owned());
    };
    let wrong = |rest: &str| Err(error("invalid escape sequence", &text[..text.len() - rest.len()]));
    let is_octal = |text: &str| text.starts_with(|c| matches!(c, '0'..='7'));
    match letter {
        '1'..='7' if !is_octal(rest) => wrong(rest),
        '0'..='7' => {
            let length = rest
                .chars()
                .take(2)
                .take_while(|c| matches!(c, '0'..='7'))
                .count();
            let value = u32::from_str_radix(&inside[..=length], 8).unwrap_or_default();
            Ok((char::from_u32(value).unwrap_or('\u{fffd}'), &rest[length..]))
        }
        'x' => {
            if let Some(braced) = rest.strip_prefix('{') {
                return braces(text, braced);
            }
            let mut value = 0;
            let mut is_sound = !rest.is_empty();
            for _ in 0..if rest.is_empty() { 0 } else { 2 } {
                let Some((digit, after)) = next(rest) else {
                    is_sound = false;
                    break;
                };
                rest = after;
                match digit.to_digit(16) {
                    Some(digit) => value = value * 16 + digit,
                    None => is_sound = false,
                }
            }
            match char::from_u32(value).filter(|_| is_sound) {
                Some(letter) => Ok((letter, rest)),
                None => wrong(rest),
            }
        }
        'a' => Ok(('\u{7}', rest)),
        'f' => Ok(('\u{c}', rest)),
        'n' => Ok(('\n', rest)),
        'r' => Ok(('\r', rest)),
        't' => Ok(('\t', rest)),
        'v' => Ok(('\u{b}', rest)),
        letter if letter.is_ascii() && !letter.is_ascii_alphanumeric() => Ok((letter, rest)),
        _ => wrong(rest),
    }
}

/// The `10FFFF}` of `\x{10FFFF}`, after the opening brace.
fn braces<'t>(text: &str, braced: &'t str) -> Result<(char, &'t str), String> {
    let (mut rest, mut value, mut digits) = (braced, 0_u32, 0);
    while let Some((letter, after)) = next(rest) {
        rest = after;
        match letter.to_digit(16) {
            Some(digit) if value * 16 + digit <= 0x0010_ffff => {
                value = value * 16 + digit;
                digits += 1;
            }
            None if letter == '}' && digits > 0 => {
                return Ok((char::from_u32(value).unwrap_or('\u{fffd}'), rest));
            }
            _ => break,
        }
    }
    Err(error("invalid escape sequence", &text[..text.len() - rest.len()]))
}
