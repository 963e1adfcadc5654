//! Server URLs as Go reads them.

use crate::go::literal;
use crate::go::quote::quote;

/// The parts of a URL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Url {
    pub(crate) scheme: String,
    /// Host and port as written.
    pub(crate) host: String,
}

/// Parses a URL; the error is in Go's words: `parse "10.0.0.1:80": first path segment in URL cannot contain colon`.
pub(crate) fn parse(text: &str) -> Result<Url, String> {
    read(text).map_err(|error| {
        let shown = match text.split_once('#') {
            Some((shown, _)) if error.1 => shown,
            _ => text,
        };
        format!("parse {}: {}", quote(shown), error.0)
    })
}

/// A fault, and whether it is about the part before `#`.
type Fault = (String, bool);

fn read(text: &str) -> Result<Url, Fault> {
    let (rest, fragment) = text.split_once('#').unwrap_or((text, ""));
    let before = |fault: &str| (fault.to_owned(), true);
    if rest.bytes().any(|byte| byte < 0x20 || byte == 0x7f) {
        return Err(before("net/url: invalid control character in URL"));
    }
    if rest == "*" || rest.is_empty() {
        escapes(fragment, is_anywhere).map_err(|fault| (fault, false))?;
        return Ok(Url {
            scheme: String::new(),
            host: String::new(),
        });
    }
    let (scheme, rest) = scheme(rest).map_err(|fault| before(&fault))?;
    let rest = rest.split_once('?').map_or(rest, |(rest, _)| rest);
    if !rest.starts_with('/') {
        if !scheme.is_empty() {
            // The rest is opaque: `mailto:joe`.
            return Ok(Url {
                scheme,
                host: String::new(),
            });
        }
        let segment = rest.split('/').next().unwrap_or(rest);
        if segment.contains(':') {
            return Err(before("first path segment in URL cannot contain colon"));
        }
    }
    let mut host = String::new();
    let mut path = rest;
    let has_authority = rest.starts_with("//") && (!scheme.is_empty() || !rest.starts_with("///"));
    if has_authority {
        let authority = &rest[2..];
        let end = authority.find('/').unwrap_or(authority.len());
        host = self::authority(&authority[..end]).map_err(|fault| before(&fault))?;
        path = &authority[end..];
    }
    escapes(path, is_anywhere).map_err(|fault| before(&fault))?;
    escapes(fragment, is_anywhere).map_err(|fault| (fault, false))?;
    Ok(Url { scheme, host })
}

fn scheme(text: &str) -> Result<(String, &str), String> {
    for (at, c) in text.char_indices() {
        match c {
            'a'..='z' | 'A'..='Z' => {}
            '0'..='9' | '+' | '-' | '.' if at > 0 => {}
            ':' if at == 0 => return Err("missing protocol scheme".to_owned()),
            ':' => return Ok((text[..at].to_ascii_lowercase(), &text[at + 1..])),
            _ => break,
        }
    }
    Ok((String::new(), text))
}

fn authority(text: &str) -> Result<String, String> {
    let Some((user, host)) = text.rsplit_once('@') else {
        return host(text);
    };
    let host = self::host(host)?;
    let is_user = |c: char| c.is_ascii_alphanumeric() || "-._:~!$&'()*+,;=%@".contains(c);
    if !user.chars().all(is_user) {
        return Err("net/url: invalid userinfo".to_owned());
    }
    escapes(user, is_anywhere)?;
    Ok(host)
}

fn host(text: &str) -> Result<String, String> {
    if let Some(open) = text.find('[') {
        if open > 0 {
            return Err("invalid IP-literal".to_owned());
        }
        let Some(close) = text.rfind(']') else {
            return Err("missing ']' in host".to_owned());
        };
        port(&text[close + 1..])?;
        let inside = &text[1..close];
        let (address, zone) = inside.split_at(inside.find("%25").unwrap_or(inside.len()));
        escapes(address, is_in_host)?;
        in_zone(zone)?;
        let plain = decoded(address) + &zone.replacen("%25", "%", 1);
        return literal::fault(&plain).map_or_else(|| Ok(text.to_owned()), Err);
    }
    if let Some(colon) = text.find(':') {
        port(&text[colon..])?;
    }
    escapes(text, is_in_host)?;
    Ok(text.to_owned())
}

/// Whether the percent-encoding in the zone of an address is valid; any character may be encoded there.
fn in_zone(text: &str) -> Result<(), String> {
    escapes(text, is_anywhere)?;
    match text.chars().find(|c| !is_in_host(*c)) {
        Some(c) => Err(format!(
            "invalid character {} in host name",
            quote(&c.to_string())
        )),
        None => Ok(()),
    }
}

/// Decodes a text with valid percent-encoding.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, behind)) = rest.split_first() {
        let code = behind
            .get(..2)
            .and_then(|code| u8::from_str_radix(std::str::from_utf8(code).ok()?, 16).ok());
        if let Some(code) = code.filter(|_| *first == b'%') {
            bytes.push(code);
            rest = &behind[2..];
        } else {
            bytes.push(*first);
            rest = behind;
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn port(text: &str) -> Result<(), String> {
    let is_sound = text.is_empty()
        || text
            .strip_prefix(':')
            .is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()));
    if is_sound {
        return Ok(());
    }
    Err(format!("invalid port {} after host", quote(text)))
}

fn is_anywhere(_: char) -> bool {
    true
}

fn is_in_host(c: char) -> bool {
    !c.is_ascii() || c.is_ascii_alphanumeric() || "-_.~!$&'()*+,;=:[]<>\"%".contains(c)
}

/// Whether the percent-encoding is valid, and all characters are allowed there.
fn escapes(text: &str, is_allowed: fn(char) -> bool) -> Result<(), String> {
    let is_host = !is_allowed(' ');
    for (at, c) in text.char_indices() {
        if c == '%' {
            let code: String = text[at..].chars().take(3).collect();
            let is_code = code.len() == 3 && code.bytes().skip(1).all(|byte| byte.is_ascii_hexdigit());
            // In a host, only non-ASCII characters may be encoded.
            let is_plain = is_host
                && code
                    .as_bytes()
                    .get(1)
                    .is_some_and(|byte| matches!(byte, b'0'..=b'7'));
            if !is_code || (is_plain && code != "%25") {
                return Err(format!("invalid URL escape {}", quote(&code)));
            }
        } else if !is_allowed(c) {
            let letter = c.to_string();
            return Err(format!("invalid character {} in host name", quote(&letter)));
        }
    }
    Ok(())
}
