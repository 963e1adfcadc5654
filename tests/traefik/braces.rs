//! Braces: what is text is the same to Traefik after an export, and what we say that it cannot run, it does not run.

use serde_json::json;
use tests::traefik::{Judge, Verdict};
use traefik_dynamic::{Component, Format, Kind, Severity, read, write};

/// How many texts one file holds.
const TEXTS: usize = 400;

/// What makes trouble in templates, YAML, TOML and JSON.
const PIECES: &[&str] = &[
    "{{",
    "}}",
    "{",
    "}",
    "{{-",
    " -}}",
    "{{/*",
    "*/}}",
    "{{ env \"A\" }}",
    "{{`{{`}}",
    "{{\"}}\"}}",
    "{%",
    "\"",
    "'",
    "`",
    "\\",
    "\\\"",
    "\\n",
    "\n",
    " ",
    "\t",
    "\r",
    ": ",
    " #",
    "$",
    "é",
    "日本",
    "\u{85}",
    "\u{2028}",
    "\u{feff}",
    "\u{F0000}",
    "\u{1F600}",
    "'''",
    "\"\"\"",
    "|",
    "&a",
    "*a",
    "?",
    "!",
    "a",
];

/// Texts of up to nine pieces, the same ones at each run.
fn texts() -> Vec<String> {
    let mut seed = 1_u64;
    let mut below = |limit: usize| {
        seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(seed >> 33).unwrap_or(0) % limit
    };
    (0..TEXTS)
        .map(|_| {
            let count = below(10);
            (0..count).map(|_| PIECES[below(PIECES.len())]).collect()
        })
        .collect()
}

/// Any text comes to Traefik as what it is: YAML and TOML through its template step, JSON without it.
#[test]
#[ignore = "needs a real Traefik: run `cargo xtask traefik`"]
fn any_text_is_the_same_to_traefik() {
    let texts = texts();
    let components: Vec<Component> = texts
        .iter()
        .enumerate()
        .map(|(number, text)| {
            let body = json!({ "addPrefix": { "prefix": format!("/{text}") } });
            Component::from_configuration(Kind::HttpMiddleware, format!("m{number}"), body)
        })
        .collect();
    for format in [Format::Yaml, Format::Toml, Format::Json] {
        let mut judge = match format {
            Format::Json => Judge::of_answers(),
            Format::Yaml | Format::Toml => Judge::of_files(),
        };
        let written = write(&components, format).unwrap();
        let Verdict::Accepted(held) = judge.judge(written.as_bytes(), format) else {
            panic!("the {format} of any text is taken");
        };
        for (number, text) in texts.iter().enumerate() {
            let prefix = &held["http"]["middlewares"][format!("m{number}")]["addPrefix"]["prefix"];
            assert_eq!(prefix, &json!(format!("/{text}")), "{format}");
        }
    }
}

/// What we say of an action is what Traefik says of it.
#[test]
#[ignore = "needs a real Traefik: run `cargo xtask traefik`"]
fn traefik_runs_what_we_say_it_runs() {
    let runs = [
        "{{ env `A` }}",
        "{{- env `A` -}}",
        "{{ `}}` | env }}",
        "{{/* a }} comment */}}",
        "{{- /* a comment */ -}}",
        "{{ if env `A` }}a{{ else if env `B` }}b{{ else }}c{{ end }}",
        "{{ range $i, $e := list 1 2 }}{{ $i }}{{ end }}",
        "{{ with env `A` }}{{ .Any }}{{ end }}",
        "{{ (dict `a` `b`).a | default `c` | quote | trunc 1 }}",
        "{{ $x := `a` }}{{ $x = `b` }}{{ $x }}",
        "{{ print `a` | upper }}",
        "{{ and false .Any }}",
        "{{ split `a,b` `,` | join `.` }}{{ normalize `a b` }}",
        "{{ define `t` }}a{{ end }}{{ template `t` }}",
        "{{ . }}{{ 1.5 }}{{ true }}",
        "{{ if $x := env `A` }}a{{ else }}{{ $x }}{{ end }}",
        "{{ if false }}{{ template `gone` }}{{ end }}",
        "{{ define \"t\\x41\" }}a{{ end }}{{ template `tA` }}",
        "{{ list }}{{ hello }}{{ add 1 2 3 }}",
    ];
    let fails = [
        "{{ domain }}",
        "{{ item.host }}",
        "{{ .AccessToken }}",
        "{{ $.AccessToken }}",
        "{{ if .Values.a }}a{{ end }}",
        "{{ env \\\"A\\\" }}",
        "{{ env ''A'' }}",
        "{{ my-var }}",
        "{{ vars[0] }}",
        "{{}}",
        "{{ env }}",
        "{{ env `A` `B` }}",
        "{{ `a` `b` }}",
        "{{ env `A` | `b` }}",
        "{{ (env `A` }}",
        "{{ $x }}",
        "{{ if env `A` }}a",
        "a{{ end }}",
        "{{ else }}",
        "{{ template `a` }}",
        "{{ break }}",
        "{{ /* comment */ }}",
        "{{/* comment */ }}",
        "{{ \"\\z\" }}",
        "{{ 1x }}",
        "{{ nil }}",
        "{{ sha512sum `a` }}",
        "{{ upper }}",
        "{{ and }}",
        "{{ printf }}",
        "{{ replace `a` `b` }}",
        "{{ env 5 }}",
        "{{ fail `x` }}",
        "{{ $x := `a` }}{{ define `t` }}{{ $x }}{{ end }}",
        "{{ range list 1 }}a{{ else }}{{ break }}{{ end }}",
    ];
    let mut judge = Judge::of_files();
    let cases = runs
        .iter()
        .map(|text| (text, true))
        .chain(fails.iter().map(|text| (text, false)));
    for (number, (template, runs)) in cases.enumerate() {
        let text =
            format!("http: {{middlewares: {{m{number}: {{addPrefix: {{prefix: 'a{template}'}}}}}}}}\n");
        let told = read(text.as_bytes(), "a.yml", None).problems;
        let fault = told
            .iter()
            .find(|one| one.severity == Severity::Error && one.code == "TEMPLATE-ACTION");
        assert_eq!(fault.is_none(), runs, "{template}: {fault:?}");
        let verdict = judge.judge(text.as_bytes(), Format::Yaml);
        assert_eq!(
            matches!(verdict, Verdict::Accepted(_)),
            runs,
            "{template}: {verdict:?}"
        );
    }
}
