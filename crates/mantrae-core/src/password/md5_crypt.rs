//! MD5 in a thousand rounds with a salt: `$apr1$` of Apache, and `$1$` of old systems.

use md5::{Digest, Md5};
use zeroize::Zeroizing;

const LETTERS: &[u8; 64] = b"./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/// More of a salt is not read.
const MOST_SALT: usize = 8;

/// Whether a password has this hash, such as `$apr1$salt$hash`.
pub(super) fn verify(password: &str, hash: &str) -> bool {
    let mut parts = hash.splitn(4, '$').skip(1);
    let (Some(magic), Some(salt), Some(_)) = (parts.next(), parts.next(), parts.next()) else {
        return false;
    };
    crypt(password.as_bytes(), &format!("${magic}$"), salt) == hash
}

fn crypt(password: &[u8], magic: &str, salt: &str) -> String {
    let salt = salt.as_bytes().get(..MOST_SALT).unwrap_or(salt.as_bytes());
    let inner = Md5::new()
        .chain_update(password)
        .chain_update(salt)
        .chain_update(password)
        .finalize();
    let mut first = Md5::new()
        .chain_update(password)
        .chain_update(magic)
        .chain_update(salt);
    for part in password.chunks(inner.len()) {
        first.update(&inner[..part.len()]);
    }
    let mut length = password.len();
    while length > 0 {
        let byte = if length & 1 == 1 {
            &[0][..]
        } else {
            password.get(..1).unwrap_or_default()
        };
        first.update(byte);
        length >>= 1;
    }
    let mut digest = Zeroizing::new(first.finalize().to_vec());
    for round in 0..1000_u16 {
        digest = Zeroizing::new(rounded(password, salt, &digest, round));
    }
    let salt = String::from_utf8_lossy(salt);
    format!("{magic}{salt}${}", letters(&digest))
}

fn rounded(password: &[u8], salt: &[u8], digest: &[u8], round: u16) -> Vec<u8> {
    let is_odd = round & 1 == 1;
    let mut next = Md5::new();
    next.update(if is_odd { password } else { digest });
    if !round.is_multiple_of(3) {
        next.update(salt);
    }
    if !round.is_multiple_of(7) {
        next.update(password);
    }
    next.update(if is_odd { digest } else { password });
    next.finalize().to_vec()
}

/// 16 bytes in letters, in the order that this hash has always had.
fn letters(digest: &[u8]) -> String {
    const ORDER: [[usize; 3]; 5] = [[0, 6, 12], [1, 7, 13], [2, 8, 14], [3, 9, 15], [4, 10, 5]];
    let mut text = String::with_capacity(22);
    let mut put = |mut value: usize, count: usize| {
        for _ in 0..count {
            text.push(char::from(LETTERS[value & 0x3f]));
            value >>= 6;
        }
    };
    for [a, b, c] in ORDER {
        put(
            usize::from(digest[a]) << 16 | usize::from(digest[b]) << 8 | usize::from(digest[c]),
            4,
        );
    }
    put(usize::from(digest[11]), 2);
    text
}
