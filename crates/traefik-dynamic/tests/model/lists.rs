//! One text where Traefik wants a list of texts.

use expect_test::{Expect, expect};
use traefik_dynamic::{Component, Format, read, write};

/// The component as it is written, from which it is read again.
fn written(component: &Component, format: Format) -> String {
    let text = write(std::slice::from_ref(component), format).unwrap();
    let again = read(text.as_bytes(), "export", Some(format));
    assert_eq!(&again.components[0].component, component, "{text}");
    text
}

/// One text for a list stays one where only Traefik knows what is in it: it splits the text at its commas once it
/// was run.
#[test]
fn one_text_for_a_list() {
    let check = |range: &str, expect: Expect| {
        let text = format!("http: {{middlewares: {{m: {{ipAllowList: {{sourceRange: {range}}}}}}}}}\n");
        let reading = read(text.as_bytes(), "a.yml", None);
        let component = reading.components[0].component.clone();
        let held = component.configuration()["ipAllowList"]["sourceRange"].clone();
        for format in [Format::Yaml, Format::Toml] {
            written(&component, format);
        }
        let stored = Component::from_configuration(component.kind, "m", component.configuration());
        assert_eq!(stored.with_braces(component.braces), component);
        expect.assert_eq(&format!("{} {held}", component.braces.as_str()));
    };
    check("'{{ env `L` }}'", expect![[r#"actions "{{ env `L` }}""#]]);
    check("['{{ env `L` }}']", expect![[r#"actions ["{{ env `L` }}"]"#]]);
    check(
        "'1.1.1.1, {{ env `L` }}'",
        expect![[r#"actions "1.1.1.1,{{ env `L` }}""#]],
    );
    check(
        "['1.1.1.1', '{{ env `L` }}']",
        expect![[r#"actions ["1.1.1.1","{{ env `L` }}"]"#]],
    );
    check(
        "'{{ join `,` (list `a` `b`) }} , 1.1.1.1'",
        expect![[r#"actions "{{ join `,` (list `a` `b`) }},1.1.1.1""#]],
    );
    check(
        "'{{ `1.1.1.1,2.2.2.2` }},3.3.3.3'",
        expect![[r#"text ["1.1.1.1","2.2.2.2","3.3.3.3"]"#]],
    );
    check("'1.1.1.1, 2.2.2.2'", expect![[r#"text ["1.1.1.1","2.2.2.2"]"#]]);
    check("'{{`{{`}} a, b }}'", expect![[r#"text "{{ a, b }}""#]]);
    check("1.1.1.1", expect![[r#"text ["1.1.1.1"]"#]]);
    // Over HTTP there are no actions, and Traefik splits the text as it is.
    let over_http = r#"{"http": {"middlewares": {"m": {"ipAllowList": {"sourceRange": "{{ a, b }}"}}}}}"#;
    let reading = read(over_http.as_bytes(), "a.json", None);
    let written = written(&reading.components[0].component, Format::Yaml);
    expect![[r#"
        http:
          middlewares:
            m:
              ipAllowList:
                sourceRange: "{{`{{`}} a, b }}"
    "#]]
    .assert_eq(&written);
}

/// What such a text names is found at its place.
#[test]
fn one_text_of_names() {
    let text = "http: {routers: {r: {rule: Path(`/`), service: s, middlewares: 'gone, {{ env `M` }}'}}}\n";
    let reading = read(text.as_bytes(), "a.yml", None);
    let names: Vec<String> = reading.components[0]
        .component
        .references()
        .into_iter()
        .map(|one| one.name)
        .collect();
    assert_eq!(names, ["gone", "{{ env `M` }}", "s"]);
    let problems = reading.check(&|_, _| false);
    let missing: Vec<String> = problems.iter().map(ToString::to_string).collect();
    expect![[r#"
        a.yml:1:48: warning: there is no HTTP service `s`, which `http.routers.r.service` names (DANGLING-SERVICE)
          Add it, or correct the name
        a.yml:1:64: warning: there is no HTTP middleware `gone`, which `http.routers.r.middlewares` names (DANGLING-MIDDLEWARE)
          Add it, or correct the name"#]].assert_eq(&missing.join("\n"));
}
