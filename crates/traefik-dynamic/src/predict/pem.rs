//! Certificates and keys, which may be a file's path or the content itself.

/// What a text that may be a path or content is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Material {
    /// Content that looks as it should.
    Sound,
    /// A path of Traefik's host, on which nobody here can look.
    Path,
    /// Neither.
    Broken,
}

/// What the text is; `label` is what a block of it must be: `CERTIFICATE`.
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

/// The blocks of a PEM text: label and content without line breaks.
fn blocks(text: &str) -> impl Iterator<Item = (&str, String)> {
    text.split("-----BEGIN ").skip(1).filter_map(|block| {
        let (label, rest) = block.split_once("-----")?;
        let (body, _) = rest.split_once("-----END ")?;
        Some((label, body.split_whitespace().collect()))
    })
}

/// Whether it is base64 of something that begins as all of these do.
fn is_der(body: &str) -> bool {
    let inside = body.trim_end_matches('=');
    let is_base64 = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/');
    body.len().is_multiple_of(4)
        && body.len() - inside.len() <= 2
        && inside.starts_with('M')
        && inside.bytes().all(is_base64)
}
