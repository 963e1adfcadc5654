//! The path that rules match against.

use std::borrow::Cow;
use std::fmt::Write;

/// Reserved characters, which stay percent-encoded.
const RESERVED: &[u8] = b":/?#[]@!$&'()*+,;=%";

/// The path as it is sent to servers, or `None` if its percent-encoding is invalid.
pub(super) fn ordered(raw: &str, sanitizes: bool) -> Option<String> {
    let normal = normal(&escaped(raw)?)?;
    Some(if sanitizes { clean(&normal) } else { normal })
}

/// The path that rules match against, from a normalised one.
pub(super) fn routing_path(ordered: &str) -> Vec<u8> {
    decoded(ordered, |byte| !RESERVED.contains(&byte))
}

/// The path as Go writes it: as it is, or with everything encoded anew if it contains a character that should have
/// been.
fn escaped(raw: &str) -> Option<Cow<'_, str>> {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~$&+,/:;=@".contains(&byte);
    if raw
        .bytes()
        .all(|byte| is_plain(byte) || b"!'()*[]%".contains(&byte))
    {
        return Some(Cow::Borrowed(raw));
    }
    let mut text = String::with_capacity(raw.len());
    let mut rest = raw.as_bytes();
    while let Some((byte, after)) = rest.split_first() {
        rest = after;
        let byte = if *byte == b'%' {
            let code = code(rest)?;
            rest = &rest[2..];
            code
        } else {
            *byte
        };
        if is_plain(byte) {
            text.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(text, "%{byte:02X}");
        }
    }
    Some(Cow::Owned(text))
}

/// Decodes percent-encoded unreserved characters, and puts all other codes in upper case. Writing to a string cannot
/// fail.
fn normal(raw: &str) -> Option<String> {
    let mut text = String::with_capacity(raw.len());
    let mut rest = raw.as_bytes();
    while let Some((byte, after)) = rest.split_first() {
        rest = after;
        if *byte != b'%' {
            // A non-ASCII character consists of several bytes, each kept as it is.
            if byte.is_ascii() {
                text.push(char::from(*byte));
            } else {
                let _ = write!(text, "%{byte:02X}");
            }
            continue;
        }
        let code = code(rest)?;
        rest = &rest[2..];
        if code.is_ascii_alphanumeric() || b"-._~".contains(&code) {
            text.push(char::from(code));
        } else {
            let _ = write!(text, "%{code:02X}");
        }
    }
    Some(text)
}

fn code(rest: &[u8]) -> Option<u8> {
    let digits = std::str::from_utf8(rest.get(..2)?).ok()?;
    if !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    u8::from_str_radix(digits, 16).ok()
}

/// Without `.`, `..` and double slashes; a trailing slash is kept.
fn clean(path: &str) -> String {
    let is_rooted = path.starts_with('/');
    if !is_rooted {
        return path.to_owned();
    }
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    let mut text = format!("/{}", parts.join("/"));
    if path.ends_with('/') && !text.ends_with('/') {
        text.push('/');
    }
    text
}

fn decoded(text: &str, is_decoded: impl Fn(u8) -> bool) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((byte, after)) = rest.split_first() {
        rest = after;
        match code(rest).filter(|_| *byte == b'%') {
            Some(code) if is_decoded(code) => {
                bytes.push(code);
                rest = &rest[2..];
            }
            _ => bytes.push(*byte),
        }
    }
    bytes
}

/// The pairs of a query, decoded; pairs with invalid percent-encoding are left out.
pub(super) fn pairs(query: &str, keeps_semicolons: bool) -> Vec<(Vec<u8>, Vec<u8>)> {
    let is_end = |c: char| c == '&' || (c == ';' && !keeps_semicolons);
    let mut pairs = Vec::new();
    for pair in query.split(is_end).filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        if let (Some(name), Some(value)) = (component(name), component(value)) {
            pairs.push((name, value));
        }
    }
    pairs
}

fn component(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((byte, after)) = rest.split_first() {
        rest = after;
        match byte {
            b'%' => {
                bytes.push(code(rest)?);
                rest = &rest[2..];
            }
            b'+' => bytes.push(b' '),
            byte => bytes.push(*byte),
        }
    }
    Some(bytes)
}

/// The first of these characters that is percent-encoded in the path.
pub(super) fn holds_encoded(raw: &str, characters: &[char]) -> Option<char> {
    let upper = raw.to_ascii_uppercase();
    let is_there = |c: &&char| upper.contains(&format!("%{:02X}", u32::from(**c)));
    characters.iter().find(is_there).copied()
}
