//! Addresses between the brackets of a host, and Go's messages for invalid ones.

use crate::go::quote::quote;

/// What is wrong, and the rest of the text from there; empty where Go does not show it.
type Wrong<'t> = (&'static str, &'t str);

/// Go's message for the text between the brackets of a host; `None` for an IPv6 address.
pub(crate) fn fault(text: &str) -> Option<String> {
    let found = match text.find(['.', ':', '%']).map(|at| text.as_bytes()[at]) {
        Some(b'.') if version_4(text).is_ok() => return Some("invalid IP-literal".to_owned()),
        Some(b'.') => version_4(text).err(),
        Some(b':') => version_6(text).err(),
        Some(_) => Some(("missing IPv6 address", "")),
        None => Some(("unable to parse IP", "")),
    };
    let (what, rest) = found?;
    let at = if rest.is_empty() {
        String::new()
    } else {
        format!(" (at {})", quote(rest))
    };
    Some(format!("invalid host: ParseAddr({}): {what}{at}", quote(text)))
}

fn version_4(text: &str) -> Result<(), Wrong<'_>> {
    let (mut value, mut digits, mut fields) = (0_u32, 0, 0);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'0'..=b'9' => {
                if digits == 1 && value == 0 {
                    return Err(("IPv4 field has octet with leading zero", ""));
                }
                value = value * 10 + u32::from(byte - b'0');
                digits += 1;
                if value > 255 {
                    return Err(("IPv4 field has value >255", ""));
                }
            }
            b'.' => {
                if digits == 0 || at + 1 == text.len() {
                    return Err(("IPv4 field must have at least one digit", &text[at..]));
                }
                if fields == 3 {
                    return Err(("IPv4 address too long", ""));
                }
                (value, digits, fields) = (0, 0, fields + 1);
            }
            _ => return Err(("unexpected character", text.get(at..).unwrap_or(text))),
        }
    }
    if fields < 3 {
        return Err(("IPv4 address too short", ""));
    }
    Ok(())
}

fn version_6(text: &str) -> Result<(), Wrong<'_>> {
    let mut rest = match text.split_once('%') {
        Some((_, "")) => return Err(("zone must be a non-empty string", "")),
        Some((address, _)) => address,
        None => text,
    };
    let mut gap = false;
    if let Some(behind) = rest.strip_prefix("::") {
        (gap, rest) = (true, behind);
    }
    let mut bytes = 0;
    while bytes < 16 && !(gap && bytes == 0 && rest.is_empty()) {
        let digits = group(rest)?;
        if rest[digits..].starts_with('.') {
            if !gap && bytes != 12 {
                return Err((
                    "embedded IPv4 address must replace the final 2 fields of the address",
                    rest,
                ));
            }
            if bytes + 4 > 16 {
                return Err((
                    "too many hex fields to fit an embedded IPv4 at the end of the address",
                    rest,
                ));
            }
            version_4(rest)?;
            (bytes, rest) = (bytes + 4, "");
            break;
        }
        bytes += 2;
        rest = &rest[digits..];
        if rest.is_empty() {
            break;
        }
        let Some(behind) = rest.strip_prefix(':') else {
            return Err(("unexpected character, want colon", rest));
        };
        if behind.is_empty() {
            return Err(("colon must be followed by more characters", rest));
        }
        rest = behind;
        if let Some(behind) = rest.strip_prefix(':') {
            if gap {
                return Err(("multiple :: in address", rest));
            }
            (gap, rest) = (true, behind);
            if rest.is_empty() {
                break;
            }
        }
    }
    match (rest, bytes, gap) {
        ("", 16, true) => Err(("the :: must expand to at least one field of zeros", "")),
        ("", 16, false) | ("", _, true) => Ok(()),
        ("", ..) => Err(("address string too short", "")),
        (rest, ..) => Err(("trailing garbage after address", rest)),
    }
}

/// How many hexadecimal digits the text begins with.
fn group(text: &str) -> Result<usize, Wrong<'_>> {
    let digits = text.bytes().take_while(u8::is_ascii_hexdigit).count();
    match digits {
        0 => Err(("each colon-separated field must have at least one digit", text)),
        1..=4 => Ok(digits),
        _ => Err(("each group must have 4 or less digits", text)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expect: Option<&str>) {
        let expect = expect.map(|what| format!("invalid host: ParseAddr({}): {what}", quote(text)));
        assert_eq!(fault(text), expect, "{text}");
    }

    /// As reported by a real Traefik for a server's address.
    #[test]
    fn go_says_what_is_no_address() {
        check("::1", None);
        check("::", None);
        check("::1%lo", None);
        check("::ffff:1.2.3.4", None);
        check("1:2:3:4:5:6:7:8", None);
        check("a", Some("unable to parse IP"));
        check("", Some("unable to parse IP"));
        check("::1%", Some("zone must be a non-empty string"));
        check("%lo", Some("missing IPv6 address"));
        check(
            "::g",
            Some("each colon-separated field must have at least one digit (at \"g\")"),
        );
        check(
            "12345::",
            Some("each group must have 4 or less digits (at \"12345::\")"),
        );
        check("1:2:3", Some("address string too short"));
        check("::1::2", Some("multiple :: in address (at \":2\")"));
        check("1.2.3", Some("IPv4 address too short"));
        check("::01.2.3.4", Some("IPv4 field has octet with leading zero"));
        check("v1.a", Some("unexpected character (at \"v1.a\")"));
        assert_eq!(fault("127.0.0.1").as_deref(), Some("invalid IP-literal"));
    }
}
