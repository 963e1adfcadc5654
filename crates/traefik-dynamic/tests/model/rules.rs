//! Rules: what they match, what is wrong with them, and how they read in Traefik 3.

use expect_test::{Expect, expect};
use traefik_dynamic::rule::{self, Protocol};

fn check(rule: &str, expect: Expect) {
    let lines = rule::judge(rule, Protocol::Http).into_iter().map(|found| {
        let hint = found.hint.map_or(String::new(), |hint| format!("\n  {hint}"));
        format!("{} at {}: {}{hint}", found.code, found.at, found.message)
    });
    let lines: Vec<String> = lines.collect();
    expect.assert_eq(&lines.join("\n"));
}

#[test]
fn sound() {
    check("Host(`example.com`)", expect![[r""]]);
    check(
        "Host(`a`) && (PathPrefix(`/a`) || !Path(`/b`)) && Query(`a`, `b`) && Query(`c`)",
        expect![[r""]],
    );
    check(
        "host(\"a\") || HOSTREGEXP(`^[a-z]{1,3}$`) && Header(`X-A`, `b`)",
        expect![[r""]],
    );
    check("PathRegexp(`^/[0-9]{1,3}/[a-z]{2}`)", expect![[r""]]);
}

#[test]
fn broken() {
    check(
        "Host(`a`",
        expect!["BAD-RULE at 8: the rule cannot be read: expected `,` or `)` after an argument"],
    );
    check(
        "Host(`a",
        expect!["BAD-RULE at 5: the rule cannot be read: a backtick is not closed"],
    );
    check(
        "Host('a')",
        expect![
            "BAD-RULE at 5: the rule cannot be read: arguments must be in backticks or double quotes, not in single quotes"
        ],
    );
    check(
        "Host(a)",
        expect!["BAD-RULE at 5: the rule cannot be read: an argument must be in backticks"],
    );
    check(
        "Host(`a`) & Path(`/`)",
        expect!["BAD-RULE at 10: the rule cannot be read: expected `&&` or `||` between two matchers"],
    );
    check(
        "Host(`a`) Path(`/`)",
        expect!["BAD-RULE at 10: the rule cannot be read: expected `&&` or `||` between two matchers"],
    );
    check(
        "Host(`a`))",
        expect!["BAD-RULE at 9: the rule cannot be read: a closing parenthesis has no opening one"],
    );
    check(
        "(Host(`a`)",
        expect!["BAD-RULE at 10: the rule cannot be read: a parenthesis is not closed"],
    );
    check(
        "Host",
        expect!["BAD-RULE at 0: the rule cannot be read: `Host` has no arguments in parentheses"],
    );
    check(
        "Host(`a`) &&",
        expect!["BAD-RULE at 12: the rule cannot be read: the rule ends where a matcher is expected"],
    );
    check(
        "Hots(`a`)",
        expect![[r#"
            BAD-RULE at 0: `Hots` is not a matcher; Traefik disables the router
              Did you mean `Host`?"#]],
    );
    check(
        "hOST(`a`)",
        expect![[r#"
            BAD-RULE at 0: `hOST` is not a matcher; Traefik disables the router
              Did you mean `Host`?"#]],
    );
    check(
        "Header(`a`)",
        expect!["BAD-RULE at 0: `Header` takes 2 arguments, not 1; Traefik disables the router"],
    );
    check(
        "Frobnicate(`a`)",
        expect![[r#"
            BAD-RULE at 0: `Frobnicate` is not a matcher; Traefik disables the router
              Use one of: ClientIP, Method, Host, HostRegexp, Path, PathRegexp, PathPrefix, Header, HeaderRegexp, Query, QueryRegexp"#]],
    );
    check(
        &format!("{}Host(`a`)", "!".repeat(1000)),
        expect!["BAD-RULE at 100: the rule cannot be read: the parentheses are nested too deep"],
    );
}

#[test]
fn of_traefik_2() {
    check(
        "Host(`a`, `b`)",
        expect![[r"
        V2-MULTIARG at 0: `Host` takes one argument, not 2, in Traefik 3, which disables the router
          Write: Host(`a`) || Host(`b`)"]],
    );
    check(
        "Host(`a`, `b`) && Path(`/x`)",
        expect![[r"
        V2-MULTIARG at 0: `Host` takes one argument, not 2, in Traefik 3, which disables the router
          Write: (Host(`a`) || Host(`b`)) && Path(`/x`)"]],
    );
    check(
        "!Host(`a`, `b`)",
        expect![[r"
        V2-MULTIARG at 1: `Host` takes one argument, not 2, in Traefik 3, which disables the router
          Write: !(Host(`a`) || Host(`b`))"]],
    );
    check(
        "Headers(`X-A`, `b`) || HeadersRegexp(`X-A`, `b.*`)",
        expect![[r"
        V2-MATCHER at 0: `Headers` is a matcher of Traefik 2; Traefik 3 disables the router
          Write: Header(`X-A`, `b`) || HeaderRegexp(`X-A`, `b.*`)
        V2-MATCHER at 23: `HeadersRegexp` is a matcher of Traefik 2; Traefik 3 disables the router
          Write: Header(`X-A`, `b`) || HeaderRegexp(`X-A`, `b.*`)"]],
    );
    check(
        "HostHeader(`a`)",
        expect![[r"
        V2-MATCHER at 0: `HostHeader` is a matcher of Traefik 2; Traefik 3 disables the router
          Write: Host(`a`)"]],
    );
    check(
        "Query(`a=b`, `c=d`)",
        expect![[r"
        V2-MATCHER at 0: `Query` with `=` in its argument is Traefik 2 syntax and never matches
          Write: Query(`a`, `b`) && Query(`c`, `d`)"]],
    );
    check(
        "HostRegexp(`{sub:[a-z]+}.example.com`)",
        expect![[r"
        V2-BRACES at 11: `{sub:[a-z]+}.example.com` in `HostRegexp` is a placeholder of Traefik 2 and never matches in Traefik 3
          Write: HostRegexp(`^[a-z]+\.example\.com$`)"]],
    );
    check(
        "Path(`/users/{id}`) && PathPrefix(`/a/{b:x|y}/`)",
        expect![[r"
        V2-BRACES at 5: `/users/{id}` in `Path` is a placeholder of Traefik 2 and never matches in Traefik 3
          Write: PathRegexp(`^/users/[^/]+$`) && PathRegexp(`^/a/(?:x|y)/`)
        V2-BRACES at 34: `/a/{b:x|y}/` in `PathPrefix` is a placeholder of Traefik 2 and never matches in Traefik 3
          Write: PathRegexp(`^/users/[^/]+$`) && PathRegexp(`^/a/(?:x|y)/`)"]],
    );
    check(
        "HostRegexp(`example.com`, `{subdomain:[a-z]{1,3}}.example.com`)",
        expect![[r"
            V2-MULTIARG at 0: `HostRegexp` takes one argument, not 2, in Traefik 3, which disables the router
              Write: HostRegexp(`^example\.com$`) || HostRegexp(`^[a-z]{1,3}\.example\.com$`)"]],
    );
}

#[test]
fn hosts() {
    assert_eq!(
        rule::hosts("Host(`a`) || (Host(`b`) && !Path(`/`)) || HOST(`a`)"),
        ["a", "b"]
    );
    assert_eq!(rule::hosts("HostSNI(`*`)"), ["*"]);
    assert!(rule::hosts("Host(`a").is_empty());
}
