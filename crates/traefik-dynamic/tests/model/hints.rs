//! What to do about a mistake, in the language of the file.

use expect_test::{Expect, expect};
use traefik_dynamic::{Format, read};

fn check(text: &str, format: Format, expect: Expect) {
    let reading = read(text.as_bytes(), "a", Some(format));
    let told: Vec<String> = reading.problems.iter().map(ToString::to_string).collect();
    expect.assert_eq(&told.join("\n"));
}

#[test]
fn of_toml() {
    let service = "[http.services.s.loadBalancer";
    check(
        &format!("{service}.servers]\nurl = \"http://a\"\n"),
        Format::Toml,
        expect![[r#"
            a:1:1: error: `http.services.s.loadBalancer.servers` must be a list of objects, not an object (NOT-LIST)
              In TOML each object of a list starts with `[[http.services.s.loadBalancer.servers]]`"#]],
    );
    check(
        "[http.middlewares.m.headers.customResponseHeaders]\nServer =\nX = \"y\"\n",
        Format::Toml,
        expect![[r#"
            a:2:9: error: cannot read TOML: string values must be quoted, expected literal string (SYNTAX)
              Write a value after the `=`, or remove the line"#]],
    );
    check(
        "[http.middlewares.m.headers.customResponseHeaders]\nServer=",
        Format::Toml,
        expect![[r#"
            a:2:8: error: cannot read TOML: string values must be quoted, expected literal string (SYNTAX)
              Write a value after the `=`, or remove the line"#]],
    );
    check(
        "x = 1e400\n",
        Format::Toml,
        expect!["a:1:5: error: cannot read TOML: the number is too large (SYNTAX)"],
    );
    check(
        "x = -1e400\n",
        Format::Toml,
        expect!["a:1:5: error: cannot read TOML: the number is too large (SYNTAX)"],
    );
    check(
        "x = -inf\n[http.middlewares.m.compress]\n",
        Format::Toml,
        expect!["a:1:1: warning: `x` is not part of a dynamic configuration and is left out (IGNORED-ROOT)"],
    );
}

#[test]
fn of_yaml() {
    check(
        "http: {services: {s: {loadBalancer: {servers: {url: http://a}}}}}\n",
        Format::Yaml,
        expect![[r#"
            a:1:47: error: `http.services.s.loadBalancer.servers` must be a list of objects, not an object (NOT-LIST)
              Start each object with `- `"#]],
    );
}
