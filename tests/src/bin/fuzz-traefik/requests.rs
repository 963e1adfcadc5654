//! Requests that the rules of a unit may match.

use std::fmt::Write as _;

use serde_json::Value;
use tests::traefik::Random;
use traefik_dynamic::route::Request;

use crate::unit::Unit;
use crate::words::{HEADERS, HOSTS, METHODS, PATHS, QUERIES};

/// Some requests for each unit, made from the texts in its rules.
pub(crate) fn requests(unit: &Unit) -> Vec<Request> {
    let mut random = Random::new(unit.number ^ 0x5EED);
    let (hosts, paths) = named(&unit.config);
    let count = if hosts.is_empty() && paths.is_empty() {
        1
    } else {
        5
    };
    (0..count)
        .map(|_| request(&mut random, unit.slot, &hosts, &paths))
        .collect()
}

/// The texts in the rules of its routers: those that begin with a slash, and the others.
fn named(config: &Value) -> (Vec<String>, Vec<String>) {
    let routers = config["http"]["routers"].as_object().into_iter().flatten();
    let rules = routers.filter_map(|(_, router)| router["rule"].as_str());
    let texts = rules.flat_map(|rule| rule.split(['`', '"']).skip(1).step_by(2));
    let (mut hosts, mut paths) = (Vec::new(), Vec::new());
    for text in texts {
        if text.starts_with('/') {
            &mut paths
        } else {
            &mut hosts
        }
        .push(text.to_owned());
    }
    (hosts, paths)
}

fn request(random: &mut Random, slot: usize, hosts: &[String], paths: &[String]) -> Request {
    let mut host = if hosts.is_empty() || random.one_in(4) {
        random.of(HOSTS).to_owned()
    } else {
        random.of(hosts)
    };
    host = host.replace('*', random.of(&["x", "y.z", "*", ""]));
    match random.below(16) {
        0 => host.push('.'),
        1 => host.push_str(":8080"),
        2 => host = host.to_uppercase(),
        _ => {}
    }
    host.retain(|letter| letter.is_ascii_graphic());
    let mut target = if paths.is_empty() || random.one_in(4) {
        random.of(PATHS).to_owned()
    } else {
        random.of(paths)
    };
    match random.below(20) {
        0 => target.push_str("/more"),
        1 => target.push('x'),
        2 => target = target.replace("/a", "/%61"),
        3 => target.push_str("/../b"),
        4 => target.push_str("%2Fb"),
        5 => target.push_str("//"),
        6 => target.push_str("%zz"),
        7 => target.push('/'),
        _ => {}
    }
    target = written(&target);
    for sign in ["?", "&"].iter().take(random.below(3)) {
        let (key, value) = random.of(QUERIES);
        let _ = write!(target, "{sign}{key}={}", value.replace(' ', "+"));
    }
    let mut headers = vec![("Connection".to_owned(), "close".to_owned())];
    for _ in 0..random.below(3) {
        let (name, value) = random.of(HEADERS);
        if name != "Host" {
            headers.push((name.to_owned(), value.to_owned()));
        }
    }
    let method = if random.one_in(4) {
        random.of(&METHODS[..6])
    } else {
        "GET"
    };
    Request {
        method: method.to_owned(),
        host: (!random.one_in(40)).then_some(host),
        target,
        headers,
        entry_point: Some(if random.one_in(5) {
            format!("q{slot}")
        } else {
            format!("p{slot}")
        }),
        ..Request::default()
    }
}

/// As a client sends it: everything but visible ASCII is percent-encoded.
fn written(target: &str) -> String {
    let mut text = String::with_capacity(target.len());
    for byte in target.bytes() {
        if byte.is_ascii_graphic() && byte != b'#' {
            text.push(char::from(byte));
        } else {
            let _ = write!(text, "%{byte:02X}");
        }
    }
    text
}
