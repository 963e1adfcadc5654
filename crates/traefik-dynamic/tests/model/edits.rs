//! Single fields changed in the text a person wrote: the meaning is the one wanted, and the comments stay.

use expect_test::{Expect, expect};
use proptest::prelude::*;
use serde_json::{Value, json};
use traefik_dynamic::text::{Edit, Edited, Step, edit, fragments, reads_as};
use traefik_dynamic::{Braces, Component, Format, Kind, Verdict, read_as};

use crate::corpus;

const ROUTER: &str = r#"# the blog
blog:  # public
  # ask before you change it
  rule: "Host(`a.example.com`)"  # two names soon
  entryPoints: [web, websecure]
  middlewares:
    # first of all
    - auth
    - zip  # then
  service: blog
  # the end
"#;

fn the(kind: Kind, text: &str) -> Component {
    let (section, collection) = kind.section();
    let lines: String = text.lines().flat_map(|line| ["    ", line, "\n"]).collect();
    let source = format!("{section}:\n  {collection}:\n{lines}");
    let mut reading = read_as(source.as_bytes(), "", (Some(Format::Yaml), Braces::Actions));
    reading.components.pop().expect("one component").component
}

/// `a.b[0]` as a path.
fn path(text: &str) -> Vec<Step<'_>> {
    let steps = text.split(['.', ']']).flat_map(|part| part.split('['));
    let step = |step: &'_ str| match step.parse() {
        Ok(index) => Some(Step::Index(index)),
        Err(_) if step.is_empty() => None,
        Err(_) => Some(Step::Key(Box::leak(step.to_owned().into_boxed_str()))),
    };
    steps.filter_map(step).collect()
}

fn edited(kind: Kind, text: &str, edits: &[Edit<'_>]) -> Edited {
    let edited = edit(text, &the(kind, text), edits).expect("the change is possible");
    assert!(
        reads_as(&edited.text, &edited.component, Braces::Actions),
        "{}",
        edited.text
    );
    edited
}

fn check(text: &str, edits: &[Edit<'_>], expect: Expect) {
    let edited = edited(Kind::HttpRouter, text, edits);
    assert!(!edited.is_rewritten, "a small change keeps the rest");
    expect.assert_eq(&edited.text);
}

fn set<'e>(path: &'e [Step<'e>], value: &'e Value) -> Edit<'e> {
    Edit::Set { path, value }
}

#[test]
fn sets_words() {
    check(
        ROUTER,
        &[
            set(&path("rule"), &json!("Host(`b.example.com`)")),
            set(&path("service"), &json!("blog@docker")),
            set(&path("entryPoints[1]"), &json!("other")),
            set(&path("middlewares[1]"), &json!("compress")),
        ],
        expect![[r##"
            # the blog
            blog:  # public
              # ask before you change it
              rule: "Host(`b.example.com`)"  # two names soon
              entryPoints: [web, other]
              middlewares:
                # first of all
                - auth
                - compress  # then
              service: blog@docker
              # the end
        "##]],
    );
}

#[test]
fn sets_what_is_not_there() {
    check(
        ROUTER,
        &[
            set(&path("priority"), &json!(7)),
            set(&path("tls.certResolver"), &json!("le")),
            set(&path("tls.domains[0].main"), &json!("example.com")),
            set(&path("entryPoints[2]"), &json!("third")),
            set(&path("middlewares[2]"), &json!("last")),
        ],
        expect![[r##"
            # the blog
            blog:  # public
              # ask before you change it
              rule: "Host(`a.example.com`)"  # two names soon
              entryPoints: [web, websecure, third]
              middlewares:
                # first of all
                - auth
                - zip  # then
                - last
              service: blog
              priority: 7
              tls:
                certResolver: le
                domains:
                  - main: example.com
              # the end
        "##]],
    );
}

#[test]
fn sets_lists_and_objects() {
    check(
        ROUTER,
        &[
            set(&path("middlewares"), &json!(["one"])),
            set(&path("entryPoints"), &json!(["one", "two"])),
            set(&path("service"), &json!("other")),
        ],
        expect![[r##"
            # the blog
            blog:  # public
              # ask before you change it
              rule: "Host(`a.example.com`)"  # two names soon
              entryPoints: [one, two]
              middlewares:
                - one
              service: other
              # the end
        "##]],
    );
}

#[test]
fn unsets() {
    let unset = |path: &'static str| -> &'static [Step<'static>] { Box::leak(path_of(path)) };
    check(
        ROUTER,
        &[
            Edit::Unset { path: unset("rule") },
            Edit::Unset {
                path: unset("entryPoints[0]"),
            },
            Edit::Unset {
                path: unset("middlewares[0]"),
            },
        ],
        expect![[r#"
            # the blog
            blog:  # public
              entryPoints: [websecure]
              middlewares:
                - zip  # then
              service: blog
              # the end
        "#]],
    );
    check(
        ROUTER,
        &[
            Edit::Unset {
                path: unset("entryPoints[0]"),
            },
            Edit::Unset {
                path: unset("entryPoints[0]"),
            },
            Edit::Unset {
                path: unset("middlewares"),
            },
        ],
        expect![[r##"
            # the blog
            blog:  # public
              # ask before you change it
              rule: "Host(`a.example.com`)"  # two names soon
              entryPoints: []
              service: blog
              # the end
        "##]],
    );
}

fn path_of(text: &'static str) -> Box<[Step<'static>]> {
    path(text).into_boxed_slice()
}

#[test]
fn inserts_and_moves() {
    check(
        ROUTER,
        &[
            Edit::Insert {
                path: &path("middlewares"),
                index: 1,
                value: &json!("between"),
            },
            Edit::Insert {
                path: &path("entryPoints"),
                index: 0,
                value: &json!("zero"),
            },
            Edit::Move {
                path: &path("middlewares"),
                from: 2,
                to: 0,
            },
            Edit::Move {
                path: &path("entryPoints"),
                from: 0,
                to: 2,
            },
        ],
        expect![[r##"
            # the blog
            blog:  # public
              # ask before you change it
              rule: "Host(`a.example.com`)"  # two names soon
              entryPoints: [web, websecure, zero]
              middlewares:
                - zip  # then
                # first of all
                - auth
                - between
              service: blog
              # the end
        "##]],
    );
}

/// A list written as a text with commas becomes a list when one of its items changes.
#[test]
fn a_text_with_commas() {
    let text = "blog:\n  rule: Path(`/`)\n  service: blog\n  entryPoints: web, websecure  # both\n";
    check(
        text,
        &[set(&path("entryPoints[1]"), &json!("other"))],
        expect![[r#"
            blog:
              rule: Path(`/`)
              service: blog
              entryPoints:
                - web
                - other
        "#]],
    );
}

#[test]
fn names_in_another_case() {
    let text = "blog:\n  Rule: Path(`/`)\n  SERVICE: blog\n";
    check(
        text,
        &[set(&path("service"), &json!("other"))],
        expect![[r#"
        blog:
          Rule: Path(`/`)
          SERVICE: other
    "#]],
    );
}

/// Braces that are text stay text for Traefik, which runs the file as a template.
#[test]
fn braces() {
    let text = "blog:\n  rule: Path(`/`)\n  service: blog\n";
    check(
        text,
        &[set(&path("rule"), &json!("Path(`/{{x}}`)"))],
        expect![[r#"
            blog:
              rule: "Path(`/{{`{{`}}x}}`)"
              service: blog
        "#]],
    );
}

#[test]
fn certificates() {
    let text = "# until March\n- certFile: a.pem\n  keyFile: a.key  # beside it\n";
    let edited = edited(
        Kind::TlsCertificate,
        text,
        &[
            set(&path("certFile"), &json!("b.pem")),
            set(&path("stores[0]"), &json!("other")),
        ],
    );
    expect![[r#"
        # until March
        - certFile: b.pem
          keyFile: a.key  # beside it
          stores:
            - other
    "#]]
    .assert_eq(&edited.text);
    assert_eq!(
        edited.component.name, "b.pem",
        "a certificate is named after its file"
    );
}

#[test]
fn what_is_not_there_cannot_be_changed() {
    let router = the(Kind::HttpRouter, ROUTER);
    for edit_of in [
        Edit::Unset { path: &path("tls") },
        Edit::Unset {
            path: &path("middlewares[2]"),
        },
        Edit::Move {
            path: &path("middlewares"),
            from: 0,
            to: 2,
        },
        Edit::Insert {
            path: &path("service"),
            index: 0,
            value: &json!("a"),
        },
    ] {
        assert_eq!(edit(ROUTER, &router, &[edit_of]), None, "{edit_of:?}");
    }
}

/// All the fields and items of a configuration.
fn places<'v>(value: &'v Value, at: &[Step<'v>], found: &mut Vec<Vec<Step<'v>>>) {
    let mut add = |step: Step<'v>, value: &'v Value| {
        let at = [at, &[step]].concat();
        places(value, &at, found);
        found.push(at);
    };
    match value {
        Value::Object(fields) => fields.iter().for_each(|(key, value)| add(Step::Key(key), value)),
        Value::Array(items) => {
            let items = items.iter().enumerate();
            items.for_each(|(index, value)| add(Step::Index(index), value));
        }
        _ => {}
    }
}

fn at<'v>(value: &'v Value, path: &[Step<'_>]) -> Option<&'v Value> {
    path.iter().try_fold(value, |value, step| match step {
        Step::Key(key) => value.get(*key),
        Step::Index(index) => value.get(*index),
    })
}

/// Another value of the same type.
fn other(value: &Value) -> Value {
    match value {
        Value::Bool(flag) => json!(!flag),
        Value::Number(number) => json!(number.as_i64().unwrap_or(0) + 1),
        Value::String(text) if text.ends_with('s') && text.starts_with(|c: char| c.is_ascii_digit()) => {
            json!("77s")
        }
        Value::String(text) => json!(format!("{text} 2")),
        other => other.clone(),
    }
}

/// Every sort of change at every place of a component, each on its own.
fn check_component(name: &str, text: &str, component: &Component) -> (usize, usize) {
    let configuration = component.configuration();
    let mut all = Vec::new();
    places(&configuration, &[], &mut all);
    let (mut tried, mut rewritten) = (0, 0);
    for path in all {
        let value = at(&configuration, &path).unwrap();
        let changed = other(value);
        let mut edits = vec![Edit::Unset { path: &path }];
        match value {
            Value::Array(items) if items.is_empty() => {}
            Value::Array(items) => edits.extend([
                Edit::Insert {
                    path: &path,
                    index: 0,
                    value: &items[0],
                },
                Edit::Move {
                    path: &path,
                    from: items.len() - 1,
                    to: 0,
                },
            ]),
            Value::Object(_) => {}
            _ => edits.push(set(&path, &changed)),
        }
        for change in edits {
            tried += 1;
            let edited = edit(text, component, &[change]).unwrap();
            let is_readable = reads_as(&edited.text, &edited.component, Braces::Actions);
            if edited.is_rewritten {
                if is_readable {
                    println!("{name} {change:?}: written anew\n{text}{}", edited.text);
                    rewritten += 1;
                }
                continue;
            }
            assert!(
                is_readable,
                "{name} {change:?}: what is kept means what is wanted"
            );
            if !matches!(change, Edit::Unset { .. }) {
                let comments = |text: &str| {
                    let lines = text.lines().map(str::trim).filter(|line| line.starts_with('#'));
                    let mut lines: Vec<String> = lines.map(str::to_owned).collect();
                    lines.sort();
                    lines
                };
                let is_block_text = text.contains(['|', '>']);
                assert!(
                    is_block_text || comments(text) == comments(&edited.text),
                    "{name} {change:?}: comments stay\n{}",
                    edited.text
                );
            }
        }
    }
    (tried, rewritten)
}

#[test]
fn every_field_of_the_corpus() {
    let (mut tried, mut rewritten) = (0, 0);
    for (name, source) in corpus::yaml_files() {
        let reading = read_as(source.as_bytes(), &name, (Some(Format::Yaml), Braces::Actions));
        if reading.verdict != Verdict::Accept {
            continue;
        }
        for one in fragments(&source, Braces::Actions) {
            let mut found = reading.components.iter().map(|found| &found.component);
            let component = found
                .find(|it| it.kind == one.kind && it.name == one.name)
                .unwrap();
            let (more, anew) = check_component(&name, &one.text, component);
            if anew > 0 {
                println!("{name} {}: {anew} of {more} written anew", one.name);
            }
            tried += more;
            rewritten += anew;
        }
    }
    println!("{tried} changes, {rewritten} of them written anew");
    assert!(rewritten * 50 <= tried, "nearly all changes keep the text");
}

/// A field of a router, in one of the ways in which people write it.
fn field() -> impl Strategy<Value = (&'static str, String)> {
    let name = "[a-z]{1,6}";
    prop_oneof![
        (name, 0..3_u8).prop_map(|(name, way)| (
            "service",
            match way {
                0 => format!("service: {name}"),
                1 => format!("service: \"{name}\"  # {name}"),
                _ => format!("# {name}\nservice: '{name}'"),
            }
        )),
        prop::collection::vec(name, 1..4).prop_map(|names| (
            "entryPoints",
            format!("entryPoints: [{}] # where", names.join(", "))
        )),
        prop::collection::vec(name, 1..4).prop_map(|names| (
            "middlewares",
            names.iter().fold("middlewares:  # in order".to_owned(), |text, name| {
                text + &format!("\n  # {name}\n  - {name}x")
            })
        )),
        Just((
            "rule",
            "rule: >-\n  Host(`a.example.com`)\n  && Path(`/`)".to_owned()
        )),
        Just(("tls", "tls: {certResolver: le, domains: [{main: a.example.com}]}".to_owned())),
        Just((
            "tls",
            "tls:\n  # one\n  domains:\n  - main: a.example.com # this\n    sans:\n    - b\n  certResolver: le".to_owned()
        )),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever the layout, each change means what is wanted, and keeps the comments.
    #[test]
    fn every_layout(fields in prop::collection::vec(field(), 1..6)) {
        let mut text = "web:\n".to_owned();
        let mut seen: Vec<&str> = Vec::new();
        for (name, lines) in &fields {
            if !seen.contains(name) {
                seen.push(name);
                text.extend(lines.lines().flat_map(|line| ["  ", line, "\n"]));
            }
        }
        let component = the(Kind::HttpRouter, &text);
        let (_, rewritten) = check_component("", &text, &component);
        prop_assert_eq!(rewritten, 0, "{}", text);
    }
}
