//! Go templates: read as Go reads them, and braces that are text are text again after the template step.

use expect_test::{Expect, expect};
use proptest::prelude::*;
use serde_json::{Value, json};
use traefik_dynamic::{Braces, Component, Format, Kind, YamlStream, read, read_as, write};

/// A middleware that holds any text: as a value, in a list, and as a key.
fn holding(text: &str) -> Component {
    let body = json!({ "plugin": { "p": { "value": text, "list": [text, "b"], text: "key" } } });
    Component::from_configuration(Kind::HttpMiddleware, "m", body)
}

fn value(component: &Component) -> Value {
    component.configuration()["plugin"]["p"]["value"].clone()
}

fn written_and_read(component: &Component, format: Format) -> (String, Component) {
    let text = write(std::slice::from_ref(component), format).unwrap();
    let reading = read(text.as_bytes(), "export", Some(format));
    assert!(reading.rejected.is_empty(), "{text}\n{:?}", reading.problems);
    let found = reading.components.into_iter().next();
    (text, found.expect("the component is read again").component)
}

/// What makes trouble in templates, YAML and TOML.
fn piece() -> impl Strategy<Value = String> {
    let known = [
        "{{",
        "}}",
        "{",
        "}",
        "{{-",
        "-}}",
        " -}}",
        "{{- ",
        "{{/*",
        "*/}}",
        "{{ env \"A\" }}",
        "{{`{{`}}",
        "{{\"}}\"}}",
        "\"",
        "'",
        "`",
        "\\",
        "\\\"",
        "\\n",
        "\n",
        "\n\n",
        " ",
        "  ",
        "\t",
        "\r",
        "\r\n",
        "- ",
        ": ",
        " #",
        "$",
        "%",
        "é",
        "日本",
        "\u{85}",
        "\u{2028}",
        "\u{feff}",
        "\u{a0}",
        "\u{1}",
        "\u{7f}",
        "\u{F0000}",
        "\u{F0000}\u{F0101}",
        "\u{F0100}",
        "\u{1F600}",
        "null",
        "0",
        "'''",
        "\"\"\"",
        "|",
        ">",
        "&a",
        "*a",
        "?",
        "!",
        "a",
    ];
    prop_oneof![
        8 => proptest::sample::select(known.to_vec()).prop_map(str::to_owned),
        1 => any::<char>().prop_map(String::from),
    ]
}

fn text() -> impl Strategy<Value = String> {
    proptest::collection::vec(piece(), 0..12).prop_map(|pieces| pieces.concat())
}

/// Text between actions that Traefik can run.
fn template() -> impl Strategy<Value = String> {
    let actions = [
        "{{ env \"A\" }}",
        "{{- env `A` -}}",
        "{{ env \"A\" -}}",
        "{{- env \"A\" | upper }}",
        "{{ \"{{\" }}",
        "{{`}}`}}",
        "{{/* a comment }} */}}",
        "{{- /* another */ -}}",
        "{{ print \"a\" `b` }}",
        "{{ if eq (env \"A\") \"b\" }}c{{ else }}d{{ end }}",
        "{{ range until 2 }}{{ . }}{{ end }}",
        "{{ env\n\"A\" }}",
    ];
    let around = piece().prop_filter("no braces", |text| !text.contains(['{', '}']));
    let part = prop_oneof![
        proptest::sample::select(actions.to_vec()).prop_map(str::to_owned),
        around
    ];
    proptest::collection::vec(part, 1..8).prop_map(|parts| parts.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    /// Any text is the same after an export and the template step; JSON goes without the step.
    #[test]
    fn any_text_stays_what_it_is(text in text()) {
        let component = holding(&text);
        for format in [Format::Yaml, Format::Toml, Format::Json] {
            let (written, again) = written_and_read(&component, format);
            prop_assert_eq!(&again, &component, "{}", written);
            prop_assert_eq!(again.meaning(), component.meaning());
        }
        let mut streamed = String::new();
        let configuration = component.configuration().to_string();
        YamlStream::default()
            .push(component.kind, ("m", component.braces), &configuration, &mut streamed)
            .unwrap();
        prop_assert_eq!(streamed, write(&[component], Format::Yaml).unwrap());
    }

    /// Names too.
    #[test]
    fn any_name_stays_what_it_is(name in text().prop_filter("a name", |name| !name.is_empty())) {
        let component = Component::from_configuration(Kind::HttpRouter, name, json!({ "rule": "r", "service": "s" }));
        for format in [Format::Yaml, Format::Toml, Format::Json] {
            let (written, again) = written_and_read(&component, format);
            prop_assert_eq!(&again, &component, "{}", written);
        }
    }

    /// The body for an editor is what `component put` takes.
    #[test]
    fn a_body_can_be_put_back(text in text()) {
        let component = holding(&text);
        let body: Vec<String> = component.to_yaml().lines().map(|line| format!("      {line}")).collect();
        let body = body.join("\n") + "\n";
        let whole = format!("http:\n  middlewares:\n    m:\n{body}");
        let again = read_as(whole.as_bytes(), "body", (Some(Format::Yaml), Braces::Text));
        // Lines are indented by hand here, which only a text on one line bears.
        if !component.to_yaml().contains(['|', '\r', '\u{85}', '\u{2028}', '\u{2029}']) {
            prop_assert_eq!(&again.components[0].component, &component, "{}", whole);
        }
    }

    /// Actions are what they were, and what is text beside them too.
    #[test]
    fn actions_stay_what_they_are(template in template(), text in text()) {
        let body = json!({ "plugin": { "p": { "value": template } } });
        let component = Component::from_configuration(Kind::HttpMiddleware, "m", body).with_braces(Braces::Actions);
        if component.braces == Braces::Actions {
            let again = component.clone().with_braces(Braces::Text).with_braces(Braces::Actions);
            prop_assert_eq!(&again, &component);
        }
        let beside = holding(&text);
        let beside = Component { name: "n".to_owned(), ..beside };
        for format in [Format::Yaml, Format::Toml] {
            let written = write(&[component.clone(), beside.clone()], format).unwrap();
            let reading = read(written.as_bytes(), "export", Some(format));
            let found: Vec<_> = reading.components.iter().map(|one| &one.component).collect();
            prop_assert_eq!(found, vec![&component, &beside], "{}\n{:?}", written, reading.problems);
        }
    }
}

/// What Traefik runs, although it looks as if it could not.
#[test]
fn actions_that_traefik_can_run() {
    for template in [
        "{{ if $x := env `A` }}a{{ else }}{{ $x }}{{ end }}",
        "{{ if false }}{{ template `gone` }}{{ end }}",
        "{{ define \"t\\x41\" }}a{{ end }}{{ template `tA` }}",
        "{{ now }}{{ list }}{{ hello }}{{ add 1 2 3 }}",
        "{{ `a` | replace `a` `b` }}",
        "{{ define `t` }} {{/* empty */}} {{ end }}{{ define `t` }}b{{ end }}{{ template `t` }}",
        "{{ define `t` }}a{{ end }}{{ block `t` 1 }} {{ end }}",
    ] {
        let told = stepped(template);
        assert!(told.starts_with("actions"), "{template}: {told}");
    }
}

/// What an action writes is text, whatever signs are in it.
#[test]
fn values_with_actions_stand_in_blocks() {
    let body = json!({ "addPrefix": { "prefix": "/it's {{ env `A` }}" } });
    let component =
        Component::from_configuration(Kind::HttpMiddleware, "m", body).with_braces(Braces::Actions);
    let written = |format| write(std::slice::from_ref(&component), format).unwrap();
    expect![[r#"
        http:
          middlewares:
            m:
              addPrefix:
                prefix: |-
                  /it's {{ env `A` }}
    "#]]
    .assert_eq(&written(Format::Yaml));
    expect![[r#"
        [http.middlewares.m.addPrefix]
        prefix = '''/it's {{ env `A` }}'''
    "#]]
    .assert_eq(&written(Format::Toml));
}

/// Whether Traefik certainly refuses a file, as it does.
#[test]
fn refuses_what_traefik_refuses() {
    let middleware = |body: &str| format!("http: {{middlewares: {{m: {{{body}}}}}}}\n");
    let prefix = |value: &str| middleware(&format!("addPrefix: {{prefix: {value}}}"));
    let loaded = [
        middleware("addPrefix: {prefix: /a}, compress: {}"),
        middleware(""),
        prefix("[a]"),
        prefix("[a, b]"),
        middleware("addPrefix: {prefix: /a, Prefix: /b}"),
        "http: {middlewares: {m: {compress: {}}}, Middlewares: {n: {compress: {}}}}\n".to_owned(),
        "http: {middlewares: {\"\": {compress: {}}}}\n".to_owned(),
        "http: {services: {s: {loadBalancer: {servers: {a: {url: http://a}}}}}}\n".to_owned(),
        "# nothing\n".to_owned(),
        "entryPoints: {web: {address: ':80'}}\n".to_owned(),
        "{{ if true }}\n{{ end }}\n".to_owned() + &prefix("/a"),
        "{{ define `t` }} {{ end }}{{ define `t` }}b{{ end }}\n".to_owned() + &prefix("/a"),
        prefix("'{{ env `A` }}'"),
        format!("x: {}1{}\n", "[".repeat(200), "]".repeat(200)) + &prefix("/a"),
    ];
    let refused = [
        prefix("[[a]]"),
        prefix("{a: b}"),
        prefix("'{{ foo }}'"),
        prefix("'/{{ \"a\n  b\" }}'"),
        prefix("/a") + "# {{ foo }}\n",
        middleware("addPrefix: {prefix: /a}, foo: {}"),
        middleware("addPrefix: {prefix: '{{ env `A` }}'}, foo: {}"),
        "- a\n".to_owned(),
        "http: [\n".to_owned(),
        "\u{0}".to_owned(),
    ];
    for (texts, expected) in [(&loaded[..], false), (&refused[..], true)] {
        for text in texts {
            let reading = read(text.as_bytes(), "a.yml", None);
            assert_eq!(reading.is_refused(), expected, "{text}\n{:?}", reading.problems);
        }
    }
}

/// An action that a format folds to something sound is none to Traefik, which looks first.
#[test]
fn an_action_is_read_before_the_file_is() {
    let text = "http: {middlewares: {m: {addPrefix: {prefix: '/{{ \"a\n  b\" }}'}}}}\n";
    let reading = read(text.as_bytes(), "a.yml", None);
    assert_eq!((reading.components.len(), reading.is_refused()), (0, true));
}

/// Traefik runs the bytes of a file as a template: between those of UTF-16 it finds no action.
#[test]
fn no_actions_in_utf_16() {
    let text = "\u{feff}http: {middlewares: {m: {addPrefix: {prefix: '/{{ foo }}'}}}}\n";
    let bytes: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let reading = read(&bytes, "a.yml", None);
    let component = &reading.components[0].component;
    let held = json!({ "addPrefix": { "prefix": "/{{ foo }}" } });
    assert_eq!(
        (component.configuration(), component.braces),
        (held, Braces::Text)
    );
}

/// A value of a YAML file between double quotes that stand outside of any escape: what it is after the template step.
fn step(template: &str, expect: Expect) {
    expect.assert_eq(&stepped(template));
}

fn stepped(template: &str) -> String {
    let text = format!(
        "http:\n  middlewares:\n    m:\n      plugin:\n        p:\n          value: >-\n            {template}\n"
    );
    let reading = read(text.as_bytes(), "a.yml", None);
    let of = |found: &Component| match found.braces {
        Braces::Text => format!("text {}", value(found)),
        Braces::Actions => format!("actions {}", value(found)),
    };
    let mut told: Vec<String> = reading
        .components
        .iter()
        .map(|found| of(&found.component))
        .collect();
    let problems = reading
        .problems
        .iter()
        .filter(|problem| problem.code == "TEMPLATE-ACTION");
    told.extend(problems.map(|problem| format!("{}: {}", problem.line.unwrap_or(0), problem.message)));
    told.join("\n")
}

/// An action ends at the `}}` outside of quotes; constants are what they stand for.
#[test]
fn actions_are_read_as_go_reads_them() {
    step(
        r#"Bearer {{"{{.AccessToken}}"}}"#,
        expect![[r#"text "Bearer {{.AccessToken}}""#]],
    );
    step(
        r#"Bearer {{"{{"}}.AccessToken{{"}}"}}"#,
        expect![[r#"text "Bearer {{.AccessToken}}""#]],
    );
    step(
        "Bearer {{`{{`}}.AccessToken{{`}}`}}",
        expect![[r#"text "Bearer {{.AccessToken}}""#]],
    );
    step(r#"{{ print "a}}" }} b"#, expect![[r#"text "a}} b""#]]);
    step(r#"{{ "a" | print `b` ("c") }}"#, expect![[r#"text "bca""#]]);
    step(r#"{{ "\x41\u00e9\101\t\"" }}"#, expect![[r#"text "AéA\t\"""#]]);
    step("a {{- `b` -}} c", expect![[r#"text "abc""#]]);
    step("a{{/* }} \" */}}b {{- /* c */ -}} d", expect![[r#"text "abd""#]]);
    step("a {{`b\n            c`}}", expect![[r#"text "a b c""#]]);
    step(
        r#"{{ env "A" }} {{ "{{" }}"#,
        expect![[r#"actions "{{ env \"A\" }} {{`{{`}}""#]],
    );
    step(r#"a {{- env "A" }}"#, expect![[r#"actions "a{{- env \"A\" }}""#]]);
    step(
        r#"{{ "}}" | env }} b"#,
        expect![[r#"actions "{{ \"}}\" | env }} b""#]],
    );
    step(
        "{{ `{` }}{{ env `A` }}",
        expect![[r#"actions "{{`{`}}{{ env `A` }}""#]],
    );
    step(
        r#"{{ if env "A" }}a{{ else if env "B" }}b{{ else }}c{{ end }}"#,
        expect![[r#"actions "{{ if env \"A\" }}a{{ else if env \"B\" }}b{{ else }}c{{ end }}""#]],
    );
    step(
        r#"{{ $x := env "A" }}{{ $x }}{{ $x = "b" }}"#,
        expect![[r#"actions "{{ $x := env \"A\" }}{{ $x }}{{ $x = \"b\" }}""#]],
    );
    step(
        r#"{{ range $i, $e := list "a" 1 1.5 0x1F -2 true nil 'c' }}{{ $i }}{{ .Any }}{{ break }}{{ end }}"#,
        expect![[
            r#"actions "{{ range $i, $e := list \"a\" 1 1.5 0x1F -2 true nil 'c' }}{{ $i }}{{ .Any }}{{ break }}{{ end }}""#
        ]],
    );
    step(
        r#"{{ (dict "a" "b").a | default "c" | quote }}"#,
        expect![[r#"actions "{{ (dict \"a\" \"b\").a | default \"c\" | quote }}""#]],
    );
}

/// What Traefik cannot run is named, and stops its component.
#[test]
fn actions_that_traefik_cannot_run() {
    let templates = [
        "{{ domain }}",
        "{{ item.host }}",
        "{{ .AccessToken }}",
        "{{ $.AccessToken }}",
        r#"{{ env \"DOMAIN\" }}"#,
        "{{ env 'DOMAIN' }}",
        "{{ domain | default('a') }}",
        "{{ my-var }}",
        "{{ vars['a'] }}",
        "{{}}",
        "{{ env }}",
        r#"{{ env "A" "B" }}"#,
        r#"{{ "a" "b" }}"#,
        r#"{{ env "A" | "b" }}"#,
        r#"{{ (env "A" }}"#,
        "{{ $x }}",
        r#"{{ if env "A" }}a"#,
        "a{{ end }}",
        "{{ else }}",
        r#"{{ template "a" }}"#,
        "{{ break }}",
        "{{ /* comment */ }}",
        "{{/* comment */ }}",
        r#"{{ "\z" }}"#,
        "{{ 1x }}",
        r#"{{ env "A }}"#,
        "{{ nil }}",
        "{{ lookup \"env\" \"A\" }}",
        "{{ upper }}",
        "{{ and }}",
        "{{ printf }}",
        "{{ replace `a` `b` }}",
        "{{ env 5 }}",
        "{{ fail `x` }}",
        "{{ $x := `a` }}{{ define `t` }}{{ $x }}{{ end }}",
        "{{ range list 1 }}a{{ else }}{{ break }}{{ end }}",
        "{{ define `t` }}a{{ end }}{{ define `t` }}b{{ end }}",
        "{{ block `t` 1 }}a{{ end }}{{ define `t` }}{{ $x := 1 }}{{ end }}",
        "{{ define `` }}a{{ end }}",
    ];
    let told = templates.map(stepped).join("\n") + "\n";
    expect![[r#"
        6: Traefik cannot run `{{ domain }}`: there is no function `domain`
        6: Traefik cannot run `{{ item.host }}`: there is no function `item`
        6: Traefik cannot run `{{ .AccessToken }}`: it has no `.AccessToken`, because Traefik runs templates without any data
        6: Traefik cannot run `{{ $.AccessToken }}`: it has no `.AccessToken`, because Traefik runs templates without any data
        6: Traefik cannot run `{{ env \"DOMAIN\" }}`: it cannot contain a backslash, because templates are run before the file is read
        6: Traefik cannot run `{{ env 'DOMAIN' }}`: `'DOMAIN'` is not one character; put text in double quotes
        6: Traefik cannot run `{{ domain | default('a') }}`: there is no function `domain`
        6: Traefik cannot run `{{ my-var }}`: `-` is not allowed after `my`
        6: Traefik cannot run `{{ vars['a'] }}`: `[` is not allowed after `vars`
        6: Traefik cannot run `{{}}`: it is empty
        6: Traefik cannot run `{{ env }}`: `env` takes one name, but 0 are given
        6: Traefik cannot run `{{ env "A" "B" }}`: `env` takes one name, but 2 are given
        6: Traefik cannot run `{{ "a" "b" }}`: `"a"` is not a function
        6: Traefik cannot run `{{ env "A" | "b" }}`: `"b"` takes no arguments: it is not a function
        6: Traefik cannot run `{{ (env "A" }}`: a parenthesis is not closed
        6: Traefik cannot run `{{ $x }}`: `$x` is not defined
        6: Traefik cannot run `{{ if env "A" }}`: it is not closed with `{{ end }}`
        6: Traefik cannot run `{{ end }}`: there is nothing for it to end
        6: Traefik cannot run `{{ else }}`: there is no `if`, `range` or `with` for it
        6: Traefik cannot run `{{ template "a" }}`: no template `a` is defined
        6: Traefik cannot run `{{ break }}`: `break` is outside a `range`
        6: Traefik cannot run `{{ /* comment */ }}`: `/` is unexpected
        6: Traefik cannot run `{{/* comment */ }}`: `}}` must come right after the end of its comment
        6: Traefik cannot run `{{ "\z" }}`: `"\z"` has an escape unknown to Go
        6: Traefik cannot run `{{ 1x }}`: `1x` is not a number
        6: Traefik cannot run `{{ env "A }}`: a quoted string is not closed on its line
        6: Traefik cannot run `{{ nil }}`: `nil` cannot be written
        6: Traefik cannot run `{{ lookup "env" "A" }}`: there is no function `lookup`
        6: Traefik cannot run `{{ upper }}`: `upper` takes 1 argument, but 0 are given
        6: Traefik cannot run `{{ and }}`: `and` takes at least 1, but 0 are given
        6: Traefik cannot run `{{ printf }}`: `printf` takes at least 1, but 0 are given
        6: Traefik cannot run `{{ replace `a` `b` }}`: `replace` takes 3 arguments, but 2 are given
        6: Traefik cannot run `{{ env 5 }}`: `env` takes a string, not `5`
        6: Traefik cannot run `{{ fail `x` }}`: `fail` always fails
        6: Traefik cannot run `{{ $x }}`: `$x` is not defined
        6: Traefik cannot run `{{ break }}`: `break` is outside a `range`
        6: Traefik cannot run `{{ define `t` }}`: a template `t` that is not empty is already defined
        6: Traefik cannot run `{{ define `t` }}`: a template `t` that is not empty is already defined
        6: Traefik cannot run `{{ define `` }}`: a template `` that is not empty is already defined
    "#]].assert_eq(&told);
}
