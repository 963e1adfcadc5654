//! What is around the components of a file: it comes back with them, byte for byte.

use std::collections::HashMap;

use expect_test::{Expect, expect};
use serde_json::json;
use traefik_dynamic::text::{fill, kept, with_new_name};
use traefik_dynamic::{Component, Format, Kind, Verdict, read};

use crate::corpus;

/// The components of a profile, with their lines.
type Profile = Vec<(Component, Option<String>)>;

/// What an import of the file stores.
fn imported(source: &str) -> (Option<String>, Profile) {
    let reading = read(source.as_bytes(), "dynamic.yml", Some(Format::Yaml));
    let kept = kept(source, &reading, true);
    let texts: HashMap<(Kind, String), String> = kept
        .fragments
        .into_iter()
        .map(|one| ((one.kind, one.name), one.text))
        .collect();
    let components = reading.components.into_iter().map(|found| {
        let component = found.component;
        let text = texts.get(&(component.kind, component.name.clone())).cloned();
        (component, text)
    });
    (kept.layout, components.collect())
}

fn filled(layout: &str, profile: &Profile) -> String {
    let components: Vec<_> = profile.iter().map(|(one, text)| (one, text.as_deref())).collect();
    fill(layout, &components).unwrap()
}

const FILE: &str = "\
# At home.

---
http:
  # The routers.
  routers:

    # the blog
    blog:
      rule: Host(`blog.example.com`)   # public
      service: blog

    wiki:
      rule: Host(`wiki.example.com`)
      service: blog
    # shop:
    #   service: shop

  services:
      blog:
          loadBalancer:
              servers:
                  - url: http://10.0.0.1

# Nothing below.
";

/// What a change of the profile makes of [`FILE`].
fn check(change: impl FnOnce(&mut Profile), expect: Expect) {
    let (layout, mut profile) = imported(FILE);
    change(&mut profile);
    expect.assert_eq(&filled(&layout.unwrap(), &profile));
}

fn component(kind: Kind, name: &str, configuration: serde_json::Value) -> (Component, Option<String>) {
    (Component::from_configuration(kind, name, configuration), None)
}

#[test]
fn comes_back() {
    for source in [
        FILE.to_owned(),
        FILE.replace('\n', "\r\n"),
        FILE.trim_end().to_owned(),
        format!("\u{feff}{FILE}"),
        "tls:\n  certificates:\n  - certFile: a.pem\n    keyFile: a.key\n\n  # old\n  - {certFile: b.pem, keyFile: b.key}"
            .to_owned(),
        // Blanks at the end of lines, an anchor that another component needs, a document that Traefik does not read.
        "http:\n  middlewares:\n    a:  \n      addPrefix: &p\n   \n        prefix: /a\n    b: {addPrefix: *p}\n---\nmore: 1\n"
            .to_owned(),
    ] {
        let (layout, profile) = imported(&source);
        assert_eq!(filled(&layout.unwrap(), &profile), source);
    }
}

#[test]
fn in_brackets_all_or_nothing() {
    let source = "http: {middlewares: {zip: {compress: {}}}}  # one line\n";
    let (layout, mut profile) = imported(source);
    let layout = layout.unwrap();
    assert_eq!(filled(&layout, &profile), source);
    profile.push(component(Kind::HttpMiddleware, "more", json!({ "compress": {} })));
    let components: Vec<_> = profile.iter().map(|(one, _)| (one, None)).collect();
    assert_eq!(fill(&layout, &components), None, "there is no line for it");
}

#[test]
fn what_is_left_out_has_no_layout() {
    let (layout, _) = imported("http: {middlewares: {zip: {compress: {}}, lost: {compres: {}}}}\n");
    assert_eq!(layout, None);
}

#[test]
fn adds() {
    check(
        |profile| {
            profile.push(component(Kind::HttpRouter, "new", json!({ "service": "blog" })));
            let users = json!({ "basicAuth": { "usersFile": "/users" } });
            profile.push(component(Kind::HttpMiddleware, "auth", users));
            let options = json!({ "minVersion": "VersionTLS12" });
            profile.push(component(Kind::TlsOptions, "modern", options));
        },
        expect![[r#"
            # At home.

            ---
            http:
              # The routers.
              routers:

                # the blog
                blog:
                  rule: Host(`blog.example.com`)   # public
                  service: blog

                wiki:
                  rule: Host(`wiki.example.com`)
                  service: blog
                # shop:
                #   service: shop

                new:
                  service: blog

              services:
                  blog:
                      loadBalancer:
                          servers:
                              - url: http://10.0.0.1
              middlewares:
                auth:
                  basicAuth:
                    usersFile: /users
            tls:
              options:
                modern:
                  minVersion: VersionTLS12

            # Nothing below.
        "#]],
    );
}

#[test]
fn removes() {
    check(
        |profile| profile.retain(|(one, _)| one.name != "wiki"),
        expect![[r#"
            # At home.

            ---
            http:
              # The routers.
              routers:

                # the blog
                blog:
                  rule: Host(`blog.example.com`)   # public
                  service: blog

                # shop:
                #   service: shop

              services:
                  blog:
                      loadBalancer:
                          servers:
                              - url: http://10.0.0.1

            # Nothing below.
        "#]],
    );
}

#[test]
fn removes_a_collection() {
    check(
        |profile| profile.retain(|(one, _)| one.kind == Kind::HttpService),
        expect![[r#"
            # At home.

            ---
            http:

              services:
                  blog:
                      loadBalancer:
                          servers:
                              - url: http://10.0.0.1

            # Nothing below.
        "#]],
    );
}

#[test]
fn removes_all() {
    check(
        Vec::clear,
        expect![[r#"
        # At home.

        ---

        # Nothing below.
    "#]],
    );
}

#[test]
fn changes_comments_only() {
    check(
        |profile| {
            let blog = profile.iter_mut().find(|(one, _)| one.name == "blog").unwrap();
            blog.1 = blog.1.as_deref().map(|text| text.replace("public", "for all"));
        },
        expect![[r#"
            # At home.

            ---
            http:
              # The routers.
              routers:

                # the blog
                blog:
                  rule: Host(`blog.example.com`)   # for all
                  service: blog

                wiki:
                  rule: Host(`wiki.example.com`)
                  service: blog
                # shop:
                #   service: shop

              services:
                  blog:
                      loadBalancer:
                          servers:
                              - url: http://10.0.0.1

            # Nothing below.
        "#]],
    );
}

#[test]
fn follows_a_new_name() {
    let (layout, mut profile) = imported(FILE);
    let layout = with_new_name(&layout.unwrap(), Kind::HttpRouter, ("wiki", "pages"));
    assert_eq!(filled(&layout, &profile), FILE, "not yet");
    for (one, text) in &mut profile {
        if one.name == "wiki" {
            one.name = "pages".to_owned();
            *text = None;
        }
    }
    assert_eq!(filled(&layout, &profile), FILE.replace("    wiki:", "    pages:"));
}

#[test]
fn lines_with_an_anchor_stay_until_the_component_changes() {
    let source =
        "http:\n  middlewares:\n    a:\n      addPrefix: &p\n        prefix: /a\n    b: {addPrefix: *p}\n";
    let (layout, mut profile) = imported(source);
    let layout = layout.unwrap();
    assert_eq!(filled(&layout, &profile), source);
    profile[1].0 = component(Kind::HttpMiddleware, "b", json!({ "compress": {} })).0;
    let expected = source.replace("    b: {addPrefix: *p}\n", "    b:\n      compress: {}\n");
    assert_eq!(filled(&layout, &profile), expected);
}

#[test]
fn corpus_comes_back() {
    let (mut same, mut settled, mut without) = (0, Vec::new(), Vec::new());
    for (name, source) in corpus::yaml_files() {
        let reading = read(source.as_bytes(), &name, None);
        if reading.verdict != Verdict::Accept || reading.components.is_empty() {
            continue;
        }
        let (layout, profile) = imported(&source);
        let Some(layout) = layout else {
            without.push(name);
            continue;
        };
        let text = filled(&layout, &profile);
        if text == source {
            same += 1;
            continue;
        }
        let again = read(text.as_bytes(), &name, None);
        let meanings = |reading: &traefik_dynamic::Reading| -> Vec<[u8; 32]> {
            reading
                .components
                .iter()
                .map(|one| one.component.meaning())
                .collect()
        };
        assert_eq!(meanings(&again), meanings(&reading), "{name}: {text}");
        settled.push(name);
    }
    assert_eq!(
        without, [""; 0],
        "each file that is taken as a whole has a layout"
    );
    println!("{same} files come back; with lists or numbers settled: {settled:?}");
}
