//! From a connection to the routers that are tried: TCP or HTTP, plain or TLS.

use crate::predict::{HttpRouter, TcpRouter};
use crate::route::arrival::{Arrival, effective};
use crate::route::request::{Hello, Request};
use crate::route::{Answer, Candidate, Miss, Routes, describe, http, service};
use crate::rule::holds::is_server_name;
use crate::rule::test::Subject;
use crate::{EntryPoint, Transport};

/// The protocols that TLS offers unless its options specify them.
const PROTOCOLS: [&str; 3] = ["h2", "http/1.1", "acme-tls/1"];

pub(super) fn route(table: &Routes<'_>, request: &Request) -> Answer {
    let arrival = arrive(table, request);
    let mut answer = Answer {
        entry_point: arrival.name.map(str::to_owned),
        tls: request.tls.is_some(),
        ..Answer::default()
    };
    if let (Some(name), true) = (arrival.name, arrival.is_known)
        && !table.world.index.facts.has(name, Transport::Tcp)
    {
        answer.sentence = format!("This gateway has no entry point `{name}` for it");
        return answer;
    }
    let Some(hello) = &request.tls else {
        if !take_tcp(table, &arrival, request, None, &mut answer) {
            http::route(table, &arrival, request, None, &mut answer);
        }
        return answer;
    };
    over_tls(table, &arrival, request, hello, &mut answer);
    answer
}

/// Finds the entry point: by name, or by port.
fn arrive<'r>(table: &'r Routes<'_>, request: &'r Request) -> Arrival<'r> {
    let index = &table.world.index;
    let of = |name: &'r str| Arrival {
        name: Some(name),
        entry_point: index.facts.entry_points.get(name).cloned().unwrap_or_default(),
        is_known: index.is_informed,
    };
    if let Some(name) = &request.entry_point {
        return of(name);
    }
    let mut tcp = index
        .facts
        .entry_points
        .iter()
        .filter(|(_, one)| one.protocol == Transport::Tcp);
    let port = request.port.map(|port| format!(":{port}"));
    let has_port = |one: &EntryPoint| {
        port.as_ref()
            .is_some_and(|port| one.address.ends_with(port.as_str()))
    };
    if index.is_informed {
        if let Some((name, _)) = tcp.clone().find(|(_, one)| has_port(one)) {
            return of(name);
        }
        if let (Some((name, _)), None) = (tcp.next(), tcp.next()) {
            return of(name);
        }
    }
    Arrival {
        name: None,
        entry_point: EntryPoint::default(),
        is_known: false,
    }
}

fn tls_of<'w>(router: &TcpRouter<'w>) -> Option<&'w crate::tcp::RouterTls> {
    router.router.tls.as_deref()
}

/// Whether a TCP router takes a plain connection (without `hello`), or a TLS one that is passed unchanged to a plain
/// router.
fn take_tcp(
    table: &Routes<'_>,
    arrival: &Arrival<'_>,
    request: &Request,
    hello: Option<&Hello>,
    answer: &mut Answer,
) -> bool {
    let subject = connection_subject(request, None);
    let best = best(table, arrival, &subject, false, answer);
    if best.is_empty() {
        return false;
    }
    finish_tcp(table, &best, hello.is_some(), answer);
    true
}

fn connection_subject(request: &Request, hello: Option<&Hello>) -> Subject {
    Subject {
        client: Some(request.client),
        server_name: hello
            .map(|hello| hello.sni.to_ascii_lowercase())
            .unwrap_or_default(),
        protocols: hello.map(|hello| hello.alpn.clone()).unwrap_or_default(),
        ..Subject::default()
    }
}

/// The matching TCP routers with the highest priority. All that were tried are added to the answer.
fn best<'r, 'c>(
    table: &'r Routes<'c>,
    arrival: &Arrival<'_>,
    subject: &Subject,
    has_tls: bool,
    answer: &mut Answer,
) -> Vec<(&'c str, &'r TcpRouter<'c>)> {
    let mut found: Vec<(&'c str, &'r TcpRouter<'c>)> = Vec::new();
    for (name, router) in &table.world.tcp.routers {
        if !arrival.serves(&router.using) || tls_of(router).is_some() != has_tls {
            continue;
        }
        let Some(program) = table.tcp_programs.get(name) else {
            answer.candidates.push(Candidate {
                router: format!("tcp/{name}"),
                matches: false,
                miss: Some(Miss::NotBuilt),
                why: "Traefik does not build it".to_owned(),
                priority: router.priority().to_string(),
            });
            continue;
        };
        let (miss, why) = describe::verdict(program, subject);
        answer.candidates.push(Candidate {
            router: format!("tcp/{name}"),
            matches: miss.is_none(),
            miss,
            why,
            priority: router.priority().to_string(),
        });
        if miss.is_none() {
            found.push((name, router));
        }
    }
    let highest = found.iter().map(|(_, router)| router.priority()).max();
    describe::outrank(&mut answer.candidates, highest);
    found.retain(|(_, router)| Some(router.priority()) == highest);
    found
}

fn finish_tcp(table: &Routes<'_>, best: &[(&str, &TcpRouter<'_>)], is_tls: bool, answer: &mut Answer) {
    let Some((name, router)) = best.first() else {
        return;
    };
    answer.candidates.sort_by_key(|one| {
        (
            !one.matches,
            std::cmp::Reverse(one.priority.parse::<i64>().unwrap_or(0)),
        )
    });
    answer.router = Some(format!("tcp/{name}"));
    answer.ambiguous = best.len() > 1;
    if answer.ambiguous {
        answer.winners = best.iter().map(|(name, _)| Some(format!("tcp/{name}"))).collect();
    }
    answer.passthrough = is_tls && tls_of(router).is_none_or(|tls| tls.passthrough == Some(true));
    answer.sentence = format!("The TCP router `{name}` takes the connection");
    answer.middlewares = router.router.middlewares.as_deref().unwrap_or_default().to_vec();
    let service = router.router.service.clone().unwrap_or_default();
    answer.leaves = service::tcp_leaves(table, &service);
    answer.service = Some(service);
}

/// HTTP routers with TLS at an entry point, built or not, if their rule can be read: they affect the handshake.
fn https<'r, 'c>(
    table: &'r Routes<'c>,
    arrival: &'r Arrival<'_>,
) -> impl Iterator<Item = &'r HttpRouter<'c>> {
    let all = table.world.http.routers.values();
    all.filter(move |router| router.has_tls && router.is_readable && arrival.serves(&router.using))
}

fn over_tls(
    table: &Routes<'_>,
    arrival: &Arrival<'_>,
    request: &Request,
    hello: &Hello,
    answer: &mut Answer,
) {
    let has_https = https(table, arrival).next().is_some();
    let has_tcp_tls = table.world.tcp.routers.iter().any(|(name, router)| {
        arrival.serves(&router.using) && tls_of(router).is_some() && table.tcp_programs.contains_key(name)
    });
    if !has_https && !has_tcp_tls && take_tcp(table, arrival, request, Some(hello), answer) {
        return;
    }
    let name = hello.sni.to_ascii_lowercase();
    let named = options_of(table, arrival, &name);
    if !named.is_empty() {
        return end_tls(table, arrival, request, hello, &named, answer);
    }
    let subject = connection_subject(request, Some(hello));
    let best = best(table, arrival, &subject, true, answer);
    let is_catch_all = best
        .iter()
        .all(|(_, router)| crate::predict::is_catch_all(router.rule()));
    let has_open = https(table, arrival)
        .any(|router| router.hosts.is_empty() || router.hosts.iter().any(|host| host == "*"));
    if best.is_empty() || (is_catch_all && has_open) {
        let open: Vec<String> = open_options(table, arrival);
        return end_tls(table, arrival, request, hello, &open, answer);
    }
    let closes = best.iter().any(|(_, router)| is_broken(table, router));
    if closes {
        answer.closed = true;
        answer.sentence =
            String::from("Traefik closes the connection: the TLS options of its TCP router cannot be used");
        return;
    }
    let ends_here = best
        .iter()
        .all(|(_, router)| tls_of(router).is_some_and(|tls| tls.passthrough != Some(true)));
    if ends_here {
        let options = best
            .first()
            .map(|(name, router)| tcp_options(name, router))
            .unwrap_or_default();
        if refuses_protocols(table, &options, hello, answer) {
            return;
        }
    }
    finish_tcp(table, &best, true, answer);
}

fn tcp_options(name: &str, router: &TcpRouter<'_>) -> String {
    let options = tls_of(router).and_then(|tls| tls.options.as_deref());
    crate::predict::options_named(&format!("{name}@file"), options)
}

fn is_broken(table: &Routes<'_>, router: &TcpRouter<'_>) -> bool {
    let name = table
        .world
        .tcp
        .routers
        .iter()
        .find(|(_, own)| std::ptr::eq(*own, router))
        .map(|(name, _)| *name);
    let ends_here = tls_of(router).is_some_and(|tls| tls.passthrough != Some(true));
    ends_here && name.is_some_and(|name| is_unusable(table, &tcp_options(name, router)))
}

fn is_unusable(table: &Routes<'_>, options: &str) -> bool {
    !matches!(table.world.index.options.get(options), Some(Ok(_)))
}

/// The TLS options of the routers with the longest host that matches a server name; empty if there are none.
fn options_of(table: &Routes<'_>, arrival: &Arrival<'_>, name: &str) -> Vec<String> {
    let mut longest = 0;
    let mut options: Vec<String> = Vec::new();
    for router in https(table, arrival) {
        for host in router
            .hosts
            .iter()
            .filter(|host| *host != "*" && is_server_name(host, name))
        {
            if host.len() > longest {
                longest = host.len();
                options.clear();
            }
            let own = effective(router);
            if host.len() == longest && !options.contains(&own) {
                options.push(own);
            }
        }
    }
    options
}

/// The TLS options for server names that no router names.
fn open_options(table: &Routes<'_>, arrival: &Arrival<'_>) -> Vec<String> {
    let mut options: Vec<String> = Vec::new();
    for router in https(table, arrival) {
        let is_open = router.hosts.is_empty() || router.hosts.iter().any(|host| host == "*");
        let own = effective(router);
        if is_open && !options.contains(&own) {
            options.push(own);
        }
    }
    if options.is_empty() {
        options.push("default".to_owned());
    }
    options
}

/// Traefik terminates TLS, and continues with HTTP.
fn end_tls(
    table: &Routes<'_>,
    arrival: &Arrival<'_>,
    request: &Request,
    hello: &Hello,
    options: &[String],
    answer: &mut Answer,
) {
    answer.candidates.clear();
    let own = options.first().map_or("default", String::as_str);
    if is_unusable(table, own) {
        answer.closed = true;
        answer.sentence = format!("Traefik closes the connection: the TLS options `{own}` cannot be used");
        return;
    }
    if refuses_protocols(table, own, hello, answer) {
        return;
    }
    http::route(table, arrival, request, Some(own), answer);
    answer.ambiguous |= options.len() > 1;
}

/// Whether the client offers only protocols that the options do not.
fn refuses_protocols(table: &Routes<'_>, options: &str, hello: &Hello, answer: &mut Answer) -> bool {
    let own = options.strip_suffix("@file").unwrap_or(options);
    let body = table.world.index.bodies.get(&(crate::Kind::TlsOptions, own));
    let wanted = match body {
        Some(crate::Body::TlsOptions(body)) => body.alpn_protocols.clone().filter(|own| !own.is_empty()),
        _ => None,
    };
    let wanted = wanted.unwrap_or_else(|| PROTOCOLS.map(str::to_owned).to_vec().into());
    let is_refused =
        !hello.alpn.is_empty() && !wanted.is_empty() && !hello.alpn.iter().any(|one| wanted.contains(one));
    if is_refused {
        answer.closed = true;
        answer.sentence =
            String::from("Traefik refuses the handshake: the client offers none of its protocols (ALPN)");
    }
    is_refused
}
