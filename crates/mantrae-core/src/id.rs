//! Random names.

/// Letters and digits that are hard to mix up, safe in file names on every system.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// 8 characters, 40 random bits: for names that need only differ within one folder or list.
pub fn short() -> String {
    random(8)
}

/// 16 characters, 80 random bits: for names that must never collide, on any computer.
pub fn long() -> String {
    random(16)
}

fn random(length: usize) -> String {
    let mut bytes = [0_u8; 16];
    if getrandom::fill(&mut bytes).is_err() {
        // No source of randomness: the clock keeps names apart, and nothing here needs to be secret.
        let now = std::time::SystemTime::now()
            .duration_since(std::time::UNIX_EPOCH)
            .unwrap_or_default();
        bytes = now.as_nanos().to_le_bytes();
    }
    bytes
        .iter()
        .take(length)
        .map(|byte| char::from(ALPHABET[usize::from(byte % 32)]))
        .collect()
}

/// Lower-case hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes
        .iter()
        .fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
}
