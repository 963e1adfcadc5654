//! Which answer a request gets (pure).

use std::net::SocketAddr;
use std::sync::{Arc, LazyLock};

use hyper::header::AUTHORIZATION;
use hyper::{HeaderMap, Method};
use subtle::ConstantTimeEq as _;

use super::{Site, Sites, token_hash};

/// What a request is answered with.
#[derive(Debug)]
pub(super) enum Answer {
    /// The text of this site.
    Site(Arc<Site>),
    /// Only `GET` and `HEAD` are known.
    WrongMethod,
    /// Nothing is served there, or not to somebody with this token: who asks cannot tell which.
    NotFound,
}

/// Compared with where there is no site, so that it takes as long.
static NOBODY: LazyLock<[u8; 32]> = LazyLock::new(|| {
    let mut bytes = [0_u8; 32];
    // Without randomness it is the hash of no token all the same.
    let _ = getrandom::fill(&mut bytes);
    bytes
});

/// The answer to a request that arrived at an address.
pub(super) fn answer(
    sites: &Sites,
    listen: SocketAddr,
    (method, path): (&Method, &str),
    headers: &HeaderMap,
) -> Answer {
    if !matches!(*method, Method::GET | Method::HEAD) {
        return Answer::WrongMethod;
    }
    let site = sites.at(path, listen);
    let shown = token_hash(token(headers).unwrap_or_default());
    let wanted = site.map_or(&*NOBODY, |site| &site.token);
    let is_shown = bool::from(shown.ct_eq(wanted));
    match site {
        Some(site) if is_shown => Answer::Site(Arc::clone(site)),
        _ => Answer::NotFound,
    }
}

/// The token of the one `Authorization` header; none if there are several.
fn token(headers: &HeaderMap) -> Option<&[u8]> {
    let mut all = headers.get_all(AUTHORIZATION).iter();
    let (Some(value), None) = (all.next(), all.next()) else {
        return None;
    };
    let (scheme, token) = value.as_bytes().split_at_checked("Bearer ".len())?;
    scheme.eq_ignore_ascii_case(b"Bearer ").then_some(token)
}

#[cfg(test)]
mod tests {
    use hyper::header::HeaderValue;

    use super::*;

    const LISTEN: &str = "127.0.0.1:8422";

    fn sites() -> Sites {
        Sites::new([Site {
            profile: "uid1".to_owned(),
            path: "/api/home".to_owned(),
            listen: LISTEN.parse().unwrap(),
            token: token_hash(b"right"),
            number: Some(1),
            body: None,
        }])
    }

    /// `site`, `404` or `405`.
    fn check(method: &str, path: &str, authorization: &[&str], expect: &str) {
        check_at(LISTEN, (method, path), authorization, expect);
    }

    fn check_at(listen: &str, (method, path): (&str, &str), authorization: &[&str], expect: &str) {
        let mut headers = HeaderMap::new();
        for one in authorization {
            headers.append(AUTHORIZATION, HeaderValue::from_str(one).unwrap());
        }
        let method = Method::from_bytes(method.as_bytes()).unwrap();
        let found = match answer(&sites(), listen.parse().unwrap(), (&method, path), &headers) {
            Answer::Site(_) => "site",
            Answer::NotFound => "404",
            Answer::WrongMethod => "405",
        };
        assert_eq!(found, expect, "{method} {path} {authorization:?}");
    }

    #[test]
    fn only_the_right_token_at_the_right_path_is_answered() {
        let right = &["Bearer right"][..];
        check("GET", "/api/home", right, "site");
        check("HEAD", "/api/home", right, "site");
        check("GET", "/api/uid1", right, "site");
        check("GET", "/api/home", &["bearer right"], "site");
        for method in ["POST", "PUT", "DELETE", "OPTIONS", "CONNECT", "TRACE", "BREW"] {
            check(method, "/api/home", right, "405");
        }
        for authorization in [
            &[][..],
            &[""],
            &["Bearer"],
            &["Bearer "],
            &["Bearer wrong"],
            &["Bearer right "],
            &["Bearer  right"],
            &["right"],
            &["Basic right"],
            &["Bearer right", "Bearer right"],
            &["Bearer wrong", "Bearer right"],
        ] {
            check("GET", "/api/home", authorization, "404");
        }
        for path in [
            "/",
            "/api",
            "/api/",
            "/api/Home",
            "/api/home/",
            "//api/home",
            "/api//home",
            "/api/./home",
            "/api/x/../home",
            "/api/%68ome",
            "/api/home%00",
            "/api/unknown",
            "/home",
        ] {
            check("GET", path, right, "404");
        }
        check_at("127.0.0.1:9000", ("GET", "/api/home"), right, "404");
    }
}
