//! The text a person wrote: which lines belong to a component, and what a change leaves as it is.

use std::fmt::Write as _;

use expect_test::{Expect, expect};
use serde_json::json;
use traefik_dynamic::text::{Change, Spliced, fragments, splice, written};
use traefik_dynamic::{Braces, Component, Format, Kind, Verdict, read_as};

use crate::corpus;

/// A file as people keep it: comments in all places, blank lines, quotes, an anchor, a commented-out component.
const KEPT: &str = r#"# Home network. Ask before you change this.

http:
  routers:
    # the blog
    blog:  # public
      rule: "Host(`blog.example.com`)"
      entryPoints: [websecure]
      service: blog
      # tls: {}

    # wiki:
    #   rule: Host(`wiki.example.com`)

    'shop':
        rule: >-
          Host(`shop.example.com`)
          && PathPrefix(`/buy`)

        service: shop
  services:
    blog: {loadBalancer: {servers: [{url: http://10.0.0.1}]}}
    shop:
      loadBalancer: &balancer
        servers:
        - url: http://10.0.0.2  # second rack
    copy:
      loadBalancer: *balancer
tls:
  certificates:
    # until March
    - certFile: a.pem
      keyFile: a.key
    - certFile: b.pem
      keyFile: b.key
"#;

fn component(kind: Kind, name: &str, configuration: serde_json::Value) -> Component {
    Component::from_configuration(kind, name, configuration)
}

fn spliced(source: &str, changes: &[Change<'_>]) -> Spliced {
    splice(source, changes, Braces::Actions).unwrap()
}

fn put(component: &Component) -> Change<'_> {
    Change::Put {
        component,
        text: None,
        instead_of: None,
    }
}

/// What a change makes of [`KEPT`], as a diff without context.
fn check(changes: &[Change<'_>], expect: Expect) {
    let Spliced { text, is_rewritten } = spliced(KEPT, changes);
    assert!(!is_rewritten, "a small change keeps the rest: {text}");
    expect.assert_eq(&diff(KEPT, &text));
}

fn diff(old: &str, new: &str) -> String {
    let (old, new): (Vec<&str>, Vec<&str>) = (old.lines().collect(), new.lines().collect());
    let same = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let tail = old[same..]
        .iter()
        .rev()
        .zip(new[same..].iter().rev())
        .take_while(|(a, b)| a == b)
        .count();
    let removed = old[same..old.len() - tail]
        .iter()
        .flat_map(|line| ["-", line, "\n"]);
    let added = new[same..new.len() - tail]
        .iter()
        .flat_map(|line| ["+", line, "\n"]);
    removed.chain(added).collect()
}

#[test]
fn fragments_of_a_file() {
    let mut shown = String::new();
    for one in fragments(KEPT, Braces::Actions) {
        writeln!(shown, "--- {}/{} at {}", one.kind, one.name, one.line).unwrap();
        shown.push_str(&one.text);
    }
    expect![[r##"
        --- http-router/blog at 5
        # the blog
        blog:  # public
          rule: "Host(`blog.example.com`)"
          entryPoints: [websecure]
          service: blog
          # tls: {}
        --- http-router/shop at 15
        'shop':
            rule: >-
              Host(`shop.example.com`)
              && PathPrefix(`/buy`)

            service: shop
        --- http-service/blog at 22
        blog: {loadBalancer: {servers: [{url: http://10.0.0.1}]}}
        --- http-service/shop at 23
        shop:
          loadBalancer: &balancer
            servers:
            - url: http://10.0.0.2  # second rack
        --- tls-certificate/a.pem at 31
        # until March
        - certFile: a.pem
          keyFile: a.key
        --- tls-certificate/b.pem at 34
        - certFile: b.pem
          keyFile: b.key
    "##]]
    .assert_eq(&shown);
}

#[test]
fn nothing_changes() {
    assert_eq!(spliced(KEPT, &[]).text, KEPT);
}

#[test]
fn changes_one() {
    let blog = component(
        Kind::HttpRouter,
        "blog",
        json!({"rule": "Host(`blog.example.org`)", "service": "blog", "tls": {}}),
    );
    check(
        &[put(&blog)],
        expect![[r#"
            -    blog:  # public
            -      rule: "Host(`blog.example.com`)"
            -      entryPoints: [websecure]
            -      service: blog
            -      # tls: {}
            +    blog:
            +      rule: Host(`blog.example.org`)
            +      service: blog
            +      tls: {}
        "#]],
    );
}

#[test]
fn renames_in_place() {
    let text = "# the blog, renamed\njournal:\n  rule: \"Host(`blog.example.com`)\"\n  service: blog\n";
    let journal = component(
        Kind::HttpRouter,
        "journal",
        json!({"rule": "Host(`blog.example.com`)", "service": "blog"}),
    );
    let rename = Change::Put {
        component: &journal,
        text: Some(text),
        instead_of: Some("blog"),
    };
    check(
        &[rename],
        expect![[r#"
        -    # the blog
        -    blog:  # public
        -      rule: "Host(`blog.example.com`)"
        -      entryPoints: [websecure]
        -      service: blog
        -      # tls: {}
        +    # the blog, renamed
        +    journal:
        +      rule: "Host(`blog.example.com`)"
        +      service: blog
    "#]],
    );
}

#[test]
fn text_that_means_something_else_is_not_taken() {
    let blog = component(
        Kind::HttpRouter,
        "blog",
        json!({"rule": "Path(`/a`)", "service": "blog"}),
    );
    let change = Change::Put {
        component: &blog,
        text: Some("blog:\n  rule: Path(`/b`)\n  service: blog\n"),
        instead_of: None,
    };
    let text = spliced(KEPT, &[change]).text;
    assert!(
        text.contains("Path(`/a`)") && !text.contains("Path(`/b`)"),
        "{text}"
    );
}

#[test]
fn adds() {
    let new = component(
        Kind::HttpRouter,
        "new",
        json!({"rule": "Path(`/`)", "service": "blog"}),
    );
    check(
        &[put(&new)],
        expect![[r#"
        +
        +    new:
        +      rule: Path(`/`)
        +      service: blog
    "#]],
    );
    let zip = component(Kind::HttpMiddleware, "zip", json!({"compress": {}}));
    check(
        &[put(&zip)],
        expect![[r#"
        +  middlewares:
        +    zip:
        +      compress: {}
    "#]],
    );
    let udp = component(
        Kind::UdpService,
        "dns",
        json!({"loadBalancer": {"servers": [{"address": "10.0.0.1:53"}]}}),
    );
    let router = component(
        Kind::UdpRouter,
        "dns",
        json!({"entryPoints": ["dns"], "service": "dns"}),
    );
    check(
        &[put(&udp), put(&router)],
        expect![[r#"
        +udp:
        +  routers:
        +    dns:
        +      entryPoints:
        +        - dns
        +      service: dns
        +  services:
        +    dns:
        +      loadBalancer:
        +        servers:
        +          - address: "10.0.0.1:53"
    "#]],
    );
}

#[test]
fn removes() {
    let remove = |kind, name| Change::Remove { kind, name };
    check(
        &[remove(Kind::HttpRouter, "blog")],
        expect![[r#"
        -    # the blog
        -    blog:  # public
        -      rule: "Host(`blog.example.com`)"
        -      entryPoints: [websecure]
        -      service: blog
        -      # tls: {}
    "#]],
    );
    check(
        &[remove(Kind::HttpRouter, "shop")],
        expect![[r#"
        -    'shop':
        -        rule: >-
        -          Host(`shop.example.com`)
        -          && PathPrefix(`/buy`)
        -
        -        service: shop
    "#]],
    );
    check(
        &[remove(Kind::TlsCertificate, "a.pem")],
        expect![[r#"
        -    # until March
        -    - certFile: a.pem
        -      keyFile: a.key
    "#]],
    );
    check(
        &[remove(Kind::HttpRouter, "blog"), remove(Kind::HttpRouter, "shop")],
        expect![[r#"
            -  routers:
            -    # the blog
            -    blog:  # public
            -      rule: "Host(`blog.example.com`)"
            -      entryPoints: [websecure]
            -      service: blog
            -      # tls: {}
            -
            -    # wiki:
            -    #   rule: Host(`wiki.example.com`)
            -
            -    'shop':
            -        rule: >-
            -          Host(`shop.example.com`)
            -          && PathPrefix(`/buy`)
            -
            -        service: shop
        "#]],
    );
    check(
        &[
            remove(Kind::TlsCertificate, "a.pem"),
            remove(Kind::TlsCertificate, "b.pem"),
        ],
        expect![[r#"
            -tls:
            -  certificates:
            -    # until March
            -    - certFile: a.pem
            -      keyFile: a.key
            -    - certFile: b.pem
            -      keyFile: b.key
        "#]],
    );
}

#[test]
fn others_take_the_place_of_all() {
    let zip = component(
        Kind::TlsCertificate,
        "c.pem",
        json!({"certFile": "c.pem", "keyFile": "c.key"}),
    );
    let remove = |name| Change::Remove {
        kind: Kind::TlsCertificate,
        name,
    };
    check(
        &[remove("a.pem"), remove("b.pem"), put(&zip)],
        expect![[r#"
        -    # until March
        -    - certFile: a.pem
        -      keyFile: a.key
        -    - certFile: b.pem
        -      keyFile: b.key
        +    - certFile: c.pem
        +      keyFile: c.key
    "#]],
    );
}

/// Without the service that defines the anchor, its alias would mean nothing: the file is written anew.
#[test]
fn an_anchor_that_is_still_used() {
    let remove = Change::Remove {
        kind: Kind::HttpService,
        name: "shop",
    };
    let Spliced { text, is_rewritten } = spliced(KEPT, &[remove]);
    assert!(is_rewritten);
    assert!(
        text.starts_with("# Home network. Ask before you change this.\n\nhttp:\n"),
        "{text}"
    );
    assert!(
        text.contains("    copy:\n      loadBalancer:\n        servers:\n"),
        "{text}"
    );
}

#[test]
fn into_nothing() {
    let zip = component(Kind::HttpMiddleware, "zip", json!({"compress": {}}));
    let text = spliced("# mine\n", &[put(&zip)]).text;
    assert_eq!(
        text,
        "# mine\nhttp:\n  middlewares:\n    zip:\n      compress: {}\n"
    );
    let remove = Change::Remove {
        kind: Kind::HttpMiddleware,
        name: "zip",
    };
    assert_eq!(spliced(&text, &[remove]).text, "# mine\n");
}

#[test]
fn keeps_the_line_breaks_of_a_file() {
    let source = KEPT.replace('\n', "\r\n");
    let zip = component(Kind::HttpMiddleware, "zip", json!({"compress": {}}));
    let text = spliced(&source, &[put(&zip)]).text;
    assert_eq!(text.matches('\n').count(), text.matches("\r\n").count());
    assert!(
        text.contains("  middlewares:\r\n    zip:\r\n      compress: {}\r\n"),
        "{text}"
    );
}

#[test]
fn what_cannot_be_kept() {
    let zip = component(Kind::HttpMiddleware, "zip", json!({"compress": {}}));
    for source in [
        "http: [",
        "http:\n  routers:\n    a: {rule: 1x, servce: b}\n",
        "http:\n  routers:\n    a: {rule: 'Host(`{{ env \"HOST\" }}`)', service: b}\n",
    ] {
        assert_eq!(splice(source, &[put(&zip)], Braces::Actions), None, "{source}");
    }
}

/// Whether the new text consists of lines of the old one, in order.
fn is_part(new: &str, old: &str) -> bool {
    let (old, new) = (
        old.trim_start_matches('\u{feff}'),
        new.trim_start_matches('\u{feff}'),
    );
    let mut lines = old.lines();
    new.lines().all(|line| lines.any(|other| other == line))
}

/// Every change of one component leaves every byte outside it as it is.
fn check_file(name: &str, source: &str) -> (usize, usize) {
    let reading = read_as(source.as_bytes(), name, (Some(Format::Yaml), Braces::Actions));
    if reading.verdict != Verdict::Accept {
        return (0, 0);
    }
    assert_eq!(spliced(source, &[]).text, source, "{name}: nothing to change");
    let found = fragments(source, Braces::Actions);
    let lines: Vec<&str> = source.split_inclusive('\n').collect();
    for one in found.iter().take(40) {
        let is_it = |found: &&traefik_dynamic::Found| {
            found.component.kind == one.kind && found.component.name == one.name
        };
        let component = &reading.components.iter().find(is_it).unwrap().component;
        let same = Change::Put {
            component,
            text: Some(&one.text),
            instead_of: None,
        };
        let same = spliced(source, &[same]);
        assert!(!same.is_rewritten, "{name}: {}", one.name);
        assert_eq!(same.text.trim_end(), source.trim_end(), "{name}: {}", one.name);

        let before: String = lines[..one.line as usize - 1].concat();
        let after: String = lines[one.line as usize - 1 + one.text.lines().count()..].concat();
        let anew = spliced(source, &[put(component)]);
        // A component written from its meaning has no anchor, which others may need.
        if !(anew.is_rewritten && one.text.contains('&')) {
            assert!(!anew.is_rewritten, "{name}: {}", one.name);
            assert!(
                anew.text.starts_with(&before),
                "{name}: {}\n{}",
                one.name,
                anew.text
            );
            assert!(anew.text.ends_with(&after), "{name}: {}\n{}", one.name, anew.text);
        }

        let remove = Change::Remove {
            kind: one.kind,
            name: &one.name,
        };
        let removed = spliced(source, &[remove]);
        // Nor may a second document become the first.
        if !(removed.is_rewritten && (one.text.contains('&') || source.contains("\n---"))) {
            assert!(!removed.is_rewritten, "{name}: {}", one.name);
            assert!(
                is_part(&removed.text, source),
                "{name}: {}\n{}",
                one.name,
                removed.text
            );
        }
    }
    (found.len(), reading.components.len())
}

#[test]
fn every_fragment_of_the_corpus() {
    check_file("kept", KEPT);
    let (mut kept, mut all) = (0, 0);
    for (name, source) in corpus::yaml_files() {
        let (found, components) = check_file(&name, &source);
        if found < components {
            println!("{name}: {found} of {components}");
        }
        kept += found;
        all += components;
    }
    println!("{kept} of {all} components have a text of their own");
}

#[test]
fn what_nobody_wrote_reads_as_it_is_written() {
    let router = component(
        Kind::HttpRouter,
        "on",
        json!({"rule": "Path(`/`)", "service": "a", "tls": {}}),
    );
    expect![[r#"
        "on":
          rule: Path(`/`)
          service: a
          tls: {}
    "#]]
    .assert_eq(&written(&router));
    let certificate = component(
        Kind::TlsCertificate,
        "a.pem",
        json!({"certFile": "a.pem", "keyFile": "a.key"}),
    );
    expect![[r#"
        - certFile: a.pem
          keyFile: a.key
    "#]]
    .assert_eq(&written(&certificate));
}
