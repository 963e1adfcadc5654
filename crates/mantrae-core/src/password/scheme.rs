//! How an entry stores its password.

/// An entry of `users`, taken apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry<'e> {
    /// The name.
    pub name: &'e str,
    /// The realm of an entry of `digestAuth`.
    pub realm: Option<&'e str>,
    /// How the password is stored.
    pub scheme: Scheme,
    pub(super) hash: &'e str,
}

/// How a password is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scheme {
    /// bcrypt, which Traefik checks at every request: the higher its cost, the longer each of them takes.
    Bcrypt {
        /// The number of rounds as a power of two.
        cost: u8,
    },
    /// MD5 in rounds with a salt, as Apache (`$apr1$`) and old systems (`$1$`) have it.
    Md5Crypt,
    /// SHA-1 without a salt.
    Sha1,
    /// An entry of `digestAuth`.
    Digest,
    /// Something that Traefik cannot check: every login fails.
    Unknown,
}

impl<'e> Entry<'e> {
    /// Takes an entry apart; whatever it is, it has a name.
    pub fn of(entry: &'e str) -> Entry<'e> {
        let (name, rest) = entry.split_once(':').unwrap_or((entry, ""));
        let (realm, hash) = match rest.split_once(':') {
            Some((realm, hash)) => (Some(realm), hash),
            None => (None, rest),
        };
        let scheme = match realm {
            Some(_) if is_digest(hash) => Scheme::Digest,
            Some(_) => Scheme::Unknown,
            None => scheme_of(hash),
        };
        Entry {
            name,
            realm,
            scheme,
            hash,
        }
    }
}

fn is_digest(hash: &str) -> bool {
    hash.len() == 32
        && hash
            .bytes()
            .all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
}

fn scheme_of(hash: &str) -> Scheme {
    if let Some(cost) = bcrypt_cost(hash) {
        return Scheme::Bcrypt { cost };
    }
    let has_md5 = |prefix: &str| {
        let rest = hash.strip_prefix(prefix)?.split_once('$')?;
        (rest.1.len() == 22).then_some(())
    };
    if has_md5("$apr1$").or_else(|| has_md5("$1$")).is_some() {
        return Scheme::Md5Crypt;
    }
    match hash.strip_prefix("{SHA}") {
        Some(rest) if rest.len() == 28 => Scheme::Sha1,
        _ => Scheme::Unknown,
    }
}

fn bcrypt_cost(hash: &str) -> Option<u8> {
    let rest = ["$2a$", "$2b$", "$2x$", "$2y$"]
        .iter()
        .find_map(|prefix| hash.strip_prefix(prefix))?;
    let (cost, rest) = rest.split_once('$')?;
    let cost: u8 = cost.parse().ok().filter(|_| cost.len() == 2)?;
    ((4..=31).contains(&cost) && rest.len() == 53).then_some(cost)
}
