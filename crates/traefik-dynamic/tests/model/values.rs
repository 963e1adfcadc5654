//! Values that Traefik loads and then cannot build with: said of the component itself, whether anything uses it or not.

use traefik_dynamic::{Severity, Verdict, read};

/// The file loads; `place` (line and column) and the beginning of each warning that is no matter of references.
fn check(text: &str, expected: &[&str]) {
    let reading = read(text.as_bytes(), "a.yml", None);
    assert_eq!(reading.verdict, Verdict::Accept, "Traefik loads it: {text}");
    let found: Vec<String> = reading
        .problems
        .iter()
        .filter(|problem| problem.severity == Severity::Warning)
        .map(|problem| {
            format!(
                "{}:{} {}",
                problem.line.unwrap_or_default(),
                problem.column.unwrap_or_default(),
                problem.message
            )
        })
        .collect();
    assert_eq!(found.len(), expected.len(), "{text}\n{found:#?}");
    for (found, expected) in found.iter().zip(expected) {
        assert!(found.starts_with(expected), "{text}\n{found}\nis not\n{expected}");
    }
}

fn router(rule: &str) -> String {
    format!("http:\n  routers:\n    r:\n      entryPoints: [web]\n      service: s\n      rule: {rule}\n")
}

fn middleware(settings: &str) -> String {
    format!("http:\n  middlewares:\n    m:\n      {settings}\n")
}

fn tcp_server(address: &str) -> String {
    format!(
        "tcp:\n  services:\n    s:\n      loadBalancer:\n        servers:\n          - address: '{address}'\n"
    )
}

fn http_server(url: &str) -> String {
    format!("http:\n  services:\n    s:\n      loadBalancer:\n        servers:\n          - url: '{url}'\n")
}

#[test]
fn rules() {
    for rule in [
        "Host(`a.example.com`)",
        "Path(`/a`) && (Host(`b`) ||\n\n        Host(`c`))",
    ] {
        check(&router(rule), &[]);
    }
    // A folded line keeps the break before a line that is indented more.
    check(
        &router(">-\n        Host(`a`)\n          || Host(`b`)"),
        &["6:13 `http.routers.r.rule`: a line starts with an operator"],
    );
    for rule in [
        "Host(`bücher.example.com`)",
        "Path(`no-slash`)",
        "ClientIP(`10.0.0.0/99`)",
    ] {
        let reading = read(router(rule).as_bytes(), "a.yml", None);
        let found = reading.problems.iter().find(|problem| problem.line == Some(6));
        let found = found.unwrap_or_else(|| panic!("{rule} is not named"));
        assert!(found.severity != Severity::Info, "{found}");
    }
}

#[test]
fn middlewares() {
    for sound in [
        "basicAuth: {users: ['test:$apr1$H6uskkkW$IgXLP6ewTrSuBkTrqE8wj/']}",
        "digestAuth: {usersFile: /etc/users}",
        "errors: {status: ['404', '500-503'], service: s, query: /}",
        "ipAllowList: {sourceRange: [10.0.0.0/8, '2001:db8::1']}",
        "circuitBreaker: {expression: NetworkErrorRatio() > 0.30}",
        "redirectRegex: {regex: '^http://(.*)$', replacement: 'https://${1}'}",
    ] {
        check(&middleware(sound), &[]);
    }
    for (broken, expected) in [
        (
            "basicAuth: {users: [somebody]}",
            "`http.middlewares.m.basicAuth`: an entry of `users`",
        ),
        (
            "basicAuth: {users: ['']}",
            "`http.middlewares.m.basicAuth`: an entry of `users`",
        ),
        (
            "digestAuth: {users: ['a:b']}",
            "`http.middlewares.m.digestAuth`: an entry of `users`",
        ),
        (
            "errors: {status: ['400,404'], service: s, query: /}",
            "`http.middlewares.m.errors`: `400,404` is neither a status code",
        ),
        (
            "ipAllowList: {sourceRange: [10.0.0.0/33]}",
            "`http.middlewares.m.ipAllowList`: `10.0.0.0/33` is neither an address",
        ),
        (
            "redirectRegex: {regex: '(?=a)b', replacement: c}",
            "`http.middlewares.m.redirectRegex`: `(?=a)b` is not a regular expression",
        ),
    ] {
        let reading = read(middleware(broken).as_bytes(), "a.yml", None);
        let found = reading
            .problems
            .iter()
            .find(|problem| problem.message.starts_with(expected));
        let found = found.unwrap_or_else(|| panic!("{broken}: {:#?}", reading.problems));
        assert_eq!(
            (found.severity, found.line),
            (Severity::Warning, Some(4)),
            "{found}"
        );
        assert!(
            found.message.contains("no router that uses this will work"),
            "it says what comes of it: {found}"
        );
    }
}

#[test]
fn addresses_of_servers() {
    for url in ["http://10.0.0.1:80", "h2c://app", "https://[::1]:8443/base"] {
        check(&http_server(url), &[]);
    }
    check(
        &http_server("http://${1}.lan"),
        &["6:19 `http.services.s.loadBalancer.servers[0].url` is `http://${1}.lan`, which is not a URL"],
    );
    check(&http_server("http://:8080"), &[]);
    check(
        &http_server("http:///path"),
        &["6:19 `http.services.s.loadBalancer.servers[0].url` is `http:///path`, which has no host"],
    );
    for address in ["10.0.0.1:80", "[::1]:80", "db:5432"] {
        check(&tcp_server(address), &[]);
    }
    let path = "6:23 `tcp.services.s.loadBalancer.servers[0].address` is";
    check(&tcp_server("db"), &[&format!("{path} `db`, which has no port")]);
    check(
        &tcp_server("tcp://db:5432"),
        &[&format!(
            "{path} `tcp://db:5432`; a TCP or UDP server has no scheme"
        )],
    );
}

/// What an action comes to is not known before Traefik runs it.
#[test]
fn actions_are_not_judged() {
    let text = middleware("basicAuth: {users: ['{{ env \"USERS\" }}']}");
    let reading = read(text.as_bytes(), "a.yml", None);
    assert!(
        reading.problems.iter().all(|problem| problem.code != "USERS"),
        "{:#?}",
        reading.problems
    );
}
