//! Certificates and keys, given as the path of a file or as the content itself.

/// What a text is that may be a path or content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Material {
    /// Content that looks valid.
    Sound,
    /// A path on Traefik's host, which cannot be checked here.
    Path,
    /// Neither.
    Broken,
}

/// Classifies the text; `label` is the required label of a PEM block: `CERTIFICATE`.
pub(super) fn look(text: &str, label: &str) -> Material {
    if text.contains("-----BEGIN") {
        let is_sound = blocks(text).any(|(own, body)| own.ends_with(label) && is_der(&body));
        return if is_sound {
            Material::Sound
        } else {
            Material::Broken
        };
    }
    let is_file = [".pem", ".crt", ".cer", ".key", ".cert", ".ca"]
        .iter()
        .any(|end| text.to_ascii_lowercase().ends_with(end));
    if !text.contains('\n') && (is_file || text.contains(['/', '\\'])) {
        return Material::Path;
    }
    Material::Broken
}

/// The blocks of a PEM text: label, and content without line breaks.
fn blocks(text: &str) -> impl Iterator<Item = (&str, String)> {
    text.split("-----BEGIN ").skip(1).filter_map(|block| {
        let (label, rest) = block.split_once("-----")?;
        let (body, _) = rest.split_once("-----END ")?;
        Some((label, body.split_whitespace().collect()))
    })
}

/// Whether it is base64 of a single DER sequence, as all of these are.
fn is_der(body: &str) -> bool {
    let Some(bytes) = decoded(body) else { return false };
    let Some([0x30, first, rest @ ..]) = bytes.get(..) else {
        return false;
    };
    let (length, rest) = if *first < 0x80 {
        (usize::from(*first), rest)
    } else {
        let count = usize::from(first & 0x7f);
        let Some(digits) = rest.get(..count).filter(|_| (1..=4).contains(&count)) else {
            return false;
        };
        let length = digits
            .iter()
            .fold(0, |sum, digit| sum * 256 + usize::from(*digit));
        (length, &rest[count..])
    };
    rest.len() == length
}

/// Decodes base64.
fn decoded(text: &str) -> Option<Vec<u8>> {
    let inside = text.trim_end_matches('=');
    if !text.len().is_multiple_of(4) || text.len() - inside.len() > 2 {
        return None;
    }
    let (mut bytes, mut bits, mut count) = (Vec::new(), 0_u32, 0);
    for letter in inside.bytes() {
        let value = match letter {
            b'A'..=b'Z' => letter - b'A',
            b'a'..=b'z' => letter - b'a' + 26,
            b'0'..=b'9' => letter - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        };
        bits = (bits << 6) | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push(u8::try_from((bits >> count) & 0xff).ok()?);
        }
    }
    Some(bytes)
}
