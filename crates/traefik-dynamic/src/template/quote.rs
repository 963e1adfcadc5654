//! Go's quoted constants.

/// The value of a constant in double quotes or backticks; `None` if it means nothing to Go.
pub(super) fn unquoted(quoted: &str) -> Option<String> {
    if let Some(raw) = inside(quoted, '`') {
        // Go removes carriage returns from raw strings.
        return Some(raw.replace('\r', ""));
    }
    let mut bytes = Vec::with_capacity(quoted.len());
    let mut rest = inside(quoted, '"')?.chars();
    while let Some(c) = rest.next() {
        match c {
            '"' | '\n' => return None,
            '\\' => unescape(&mut rest, '"', &mut bytes)?,
            c => push(c, &mut bytes),
        }
    }
    // Bytes that are not UTF-8 could not be in a file that Traefik reads.
    String::from_utf8(bytes).ok()
}

/// Whether a constant in single quotes is one character.
pub(super) fn is_character(quoted: &str) -> bool {
    let Some(inner) = inside(quoted, '\'') else {
        return false;
    };
    let (mut rest, mut bytes) = (inner.chars(), Vec::new());
    let is_one = match rest.next() {
        None | Some('\'' | '\n') => false,
        Some('\\') => unescape(&mut rest, '\'', &mut bytes).is_some(),
        Some(_) => true,
    };
    is_one && rest.next().is_none()
}

fn inside(quoted: &str, quote: char) -> Option<&str> {
    quoted.strip_prefix(quote)?.strip_suffix(quote)
}

fn push(c: char, bytes: &mut Vec<u8>) {
    bytes.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
}

/// Reads what follows a backslash.
fn unescape(rest: &mut std::str::Chars<'_>, quote: char, bytes: &mut Vec<u8>) -> Option<()> {
    let plain = |c: char| u8::try_from(u32::from(c)).ok();
    match rest.next()? {
        'a' => bytes.push(7),
        'b' => bytes.push(8),
        'f' => bytes.push(12),
        'n' => bytes.push(b'\n'),
        'r' => bytes.push(b'\r'),
        't' => bytes.push(b'\t'),
        'v' => bytes.push(11),
        '\\' => bytes.push(b'\\'),
        c if c == quote => bytes.push(plain(c)?),
        'x' => bytes.push(u8::try_from(number(rest, 2, 16)?).ok()?),
        'u' => push(char::from_u32(number(rest, 4, 16)?)?, bytes),
        'U' => push(char::from_u32(number(rest, 8, 16)?)?, bytes),
        first @ '0'..='7' => {
            let high = first.to_digit(8)?;
            bytes.push(u8::try_from(high * 64 + number(rest, 2, 8)?).ok()?);
        }
        _ => return None,
    }
    Some(())
}

fn number(rest: &mut std::str::Chars<'_>, digits: usize, radix: u32) -> Option<u32> {
    (0..digits).try_fold(0_u32, |number, _| {
        number
            .checked_mul(radix)?
            .checked_add(rest.next()?.to_digit(radix)?)
    })
}
