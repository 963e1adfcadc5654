//! What only Traefik knows: it is said, and nothing false of it.

use expect_test::{Expect, expect};
use traefik_dynamic::read;

fn check(body: &str, expect: Expect) {
    let text = format!("http: {{middlewares: {{m: {{{body}}}}}}}\n");
    check_text(&text, false, expect);
}

fn check_text(text: &str, is_refused: bool, expect: Expect) {
    let reading = read(text.as_bytes(), "a.yml", None);
    assert_eq!(reading.is_refused(), is_refused, "{:?}", reading.problems);
    let told = reading.problems.iter().filter(|one| one.code != "TEMPLATE");
    let told: Vec<String> = told.map(ToString::to_string).collect();
    expect.assert_eq(&told.join("\n"));
}

/// A number, a switch and a duration that an action writes cannot be kept, and Traefik may take them.
#[test]
fn values_that_are_no_text() {
    check(
        "rateLimit: {average: '{{ env `A` }}'}",
        expect![[r#"
        a.yml:1:47: error: `http.middlewares.m.rateLimit.average` must be a whole number, but only Traefik knows what its template action produces (TYPE-MISMATCH)
          Import the rendered file"#]],
    );
    check(
        "rateLimit: {average: '1{{ env `A` }}', period: '{{ env `P` }}s'}",
        expect![[r#"
            a.yml:1:47: error: `http.middlewares.m.rateLimit.average` must be a whole number, but only Traefik knows what its template action produces (TYPE-MISMATCH)
              Import the rendered file
            a.yml:1:73: error: `http.middlewares.m.rateLimit.period` must be a duration, but only Traefik knows what its template action produces (TYPE-MISMATCH)
              Import the rendered file"#]],
    );
    check(
        "headers: {frameDeny: '{{ env `B` }}'}",
        expect![[r#"
        a.yml:1:47: error: `http.middlewares.m.headers.frameDeny` must be true or false, but only Traefik knows what its template action produces (TYPE-MISMATCH)
          Import the rendered file"#]],
    );
    check(
        "errors: {status: ['500'], service: s, query: /, statusRewrites: {'418': '{{ env `S` }}'}}",
        expect![[r#"
            a.yml:1:98: error: `http.middlewares.m.errors.statusRewrites.418` must be a whole number, but only Traefik knows what its template action produces (TYPE-MISMATCH)
              Import the rendered file"#]],
    );
}

/// Likewise a name.
#[test]
fn names_that_an_action_writes() {
    check(
        "'{{ env `A` }}addPrefix': {prefix: /a}",
        expect![[r#"
            a.yml:1:26: error: only Traefik knows the name of `{{ env `A` }}addPrefix`, so it cannot be imported (UNKNOWN-FIELD)
              Import the rendered file"#]],
    );
    check(
        "addPrefix: {'{{ env `A` }}': /a}",
        expect![[r#"
            a.yml:1:38: error: only Traefik knows the name of `{{ env `A` }}`, so it cannot be imported (UNKNOWN-FIELD)
              Import the rendered file"#]],
    );
    check_text(
        "http: {'{{ env `A` }}': {m: {compress: {}}}}\n",
        false,
        expect![[r#"
            a.yml:1:8: error: only Traefik knows the name of `{{ env `A` }}`, so it cannot be imported (UNKNOWN-FIELD)
              Import the rendered file"#]],
    );
    check_text(
        "'{{ env `A` }}': {middlewares: {m: {compress: {}}}}\nhttp: {middlewares: {n: {compress: {}}}}\n",
        false,
        expect![[r#"
            a.yml:1:1: error: only Traefik knows the name of `{{ env `A` }}`, so it cannot be imported (UNKNOWN-FIELD)
              Import the rendered file"#]],
    );
}

/// What one value needs of another is there in the file, and gone in an export.
#[test]
fn values_that_need_one_another() {
    let two = |a: &str, b: &str| {
        format!(
            "http: {{middlewares: {{a: {{addPrefix: {{prefix: '/{a}'}}}}, b: {{addPrefix: {{prefix: '/{b}'}}}}}}}}\n"
        )
    };
    check_text(
        &two("{{ $x := env `A` }}", "{{ $x }}"),
        false,
        expect![[r#"
        a.yml:1:97: error: `{{ $x }}` needs another part of the file, but components are kept separately: `$x` is not defined (TEMPLATE-ACTION)
          Import the rendered file"#]],
    );
    check_text(
        &two("{{ if env `A` }}", "{{ end }}"),
        false,
        expect![[r#"
        a.yml:1:47: error: `{{ if env `A` }}` needs another part of the file, but components are kept separately: it is not closed with `{{ end }}` (TEMPLATE-ACTION)
          Import the rendered file
        a.yml:1:94: error: `{{ end }}` needs another part of the file, but components are kept separately: there is nothing for it to end (TEMPLATE-ACTION)
          Import the rendered file"#]],
    );
    check_text(
        &two("{{ define `t` }}a{{ end }}", "{{ template `t` }}"),
        false,
        expect![[r#"
            a.yml:1:104: error: `{{ template `t` }}` needs another part of the file, but components are kept separately: no template `t` is defined (TEMPLATE-ACTION)
              Import the rendered file"#]],
    );
    check_text(
        &two("{{ define `t` }}a{{ end }}", "{{ define `t` }}b{{ end }}"),
        true,
        expect![[r#"
            a.yml:1:105: error: Traefik cannot run `{{ define `t` }}`: a template `t` that is not empty is already defined (TEMPLATE-ACTION)
              Fix the action. If the braces are text, import them as text"#]],
    );
    check_text(
        &two("{{ $x }}", "{{ $x := 1 }}"),
        true,
        expect![[r#"
        a.yml:1:47: error: Traefik cannot run `{{ $x }}`: `$x` is not defined (TEMPLATE-ACTION)
          Fix the action. If the braces are text, import them as text"#]],
    );
}
