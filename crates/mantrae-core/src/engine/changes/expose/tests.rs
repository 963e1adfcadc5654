//! What is made of two addresses, as Traefik's file would have it.

mod recipes;

use expect_test::{Expect, expect};
use serde_json::{Value, json};
use traefik_dynamic::{Component, Facts, Format, Kind, write};

use super::building::{Built, of};
use super::{Access, Exposure, Https, Known, LoginProduct, choices};
use crate::engine::changes::set::Change;
use crate::error::Error;

fn wanted() -> Exposure {
    Exposure {
        address: "photos.example.com".to_owned(),
        server: "http://192.0.2.20:2283".to_owned(),
        self_signed: false,
        access: Access::Anyone,
        https: Https::Suggested,
        wildcard: false,
        entry_points: Vec::new(),
        security_headers: false,
        redirect: false,
        name: None,
    }
}

fn facts() -> Facts {
    serde_json::from_value(json!({
        "entry_points": {
            "web": { "address": ":80" },
            "websecure": { "address": ":443" },
            "alt": { "address": ":8443" },
            "dns": { "address": ":53/udp" },
        },
        "resolvers": ["le"],
    }))
    .unwrap()
}

fn components(all: &[(Kind, &str, Value)]) -> Vec<Component> {
    let all = all.iter();
    all.map(|(kind, name, value)| Component::from_configuration(*kind, *name, value.clone()))
        .collect()
}

fn router(rule: &str) -> Value {
    json!({
        "rule": rule, "service": "wiki", "entryPoints": ["websecure"], "middlewares": ["login"],
        "tls": { "certResolver": "le" },
    })
}

fn home() -> Vec<Component> {
    components(&[
        (Kind::HttpRouter, "wiki", router("Host(`wiki.example.com`)")),
        (
            Kind::HttpRouter,
            "notes",
            router("Host(`example.com`) && PathPrefix(`/notes`)"),
        ),
        (
            Kind::HttpService,
            "wiki",
            json!({ "loadBalancer": { "servers": [{ "url": "http://192.0.2.9" }] } }),
        ),
        (
            Kind::HttpMiddleware,
            "login",
            json!({ "forwardAuth": { "address": "http://auth:9091/api/authz/forward-auth" } }),
        ),
        (
            Kind::HttpMiddleware,
            "https",
            json!({ "redirectScheme": { "permanent": true, "scheme": "https" } }),
        ),
        (
            Kind::HttpServersTransport,
            "any",
            json!({ "insecureSkipVerify": true }),
        ),
    ])
}

fn built(components: &[Component], facts: Option<&Facts>, wanted: &Exposure) -> Result<Built, Error> {
    let known = Known::new("home", components.iter().map(|one| (one, true)), facts);
    of(&known, wanted)
}

/// The file that is made, with what is reused and noted.
fn shown(built: &Built) -> String {
    use std::fmt::Write as _;
    let mut made = Vec::new();
    for change in &built.set.changes {
        let Change::Put(put) = change else {
            panic!("only new components: {change:?}");
        };
        made.push(put.component());
    }
    let mut text = write(&made, Format::Yaml).unwrap();
    for one in &built.reused {
        let _ = writeln!(text, "uses {}/{}", one.kind, one.name);
    }
    for note in &built.notes {
        let _ = writeln!(text, "note: {note}");
    }
    text
}

fn check(wanted: &Exposure, expected: &Expect) {
    let facts = facts();
    let built = built(&home(), Some(&facts), wanted).unwrap();
    expected.assert_eq(&shown(&built));
}

#[test]
fn as_other_routers_have_it() {
    check(
        &wanted(),
        &expect![[r"
        http:
          routers:
            photos:
              rule: Host(`photos.example.com`)
              entryPoints:
                - websecure
              service: photos
              tls:
                certResolver: le
          services:
            photos:
              loadBalancer:
                servers:
                  - url: http://192.0.2.20:2283
    "]],
    );
}

#[test]
fn nothing_is_known() {
    let built = built(&[], None, &wanted()).unwrap();
    expect![[r"
        http:
          routers:
            photos:
              rule: Host(`photos.example.com`)
              service: photos
          services:
            photos:
              loadBalancer:
                servers:
                  - url: http://192.0.2.20:2283
    "]]
    .assert_eq(&shown(&built));
    assert_eq!(built.url, "http://photos.example.com/");
}

#[test]
fn only_the_facts_are_known() {
    let facts = facts();
    let built = built(
        &[],
        Some(&facts),
        &Exposure {
            redirect: true,
            ..wanted()
        },
    )
    .unwrap();
    expect![[r"
        http:
          routers:
            photos:
              rule: Host(`photos.example.com`)
              entryPoints:
                - websecure
              service: photos
              tls:
                certResolver: le
            photos-http:
              rule: Host(`photos.example.com`)
              entryPoints:
                - web
              middlewares:
                - redirect-to-https
              service: photos
          services:
            photos:
              loadBalancer:
                servers:
                  - url: http://192.0.2.20:2283
          middlewares:
            redirect-to-https:
              redirectScheme:
                scheme: https
                permanent: true
    "]]
    .assert_eq(&shown(&built));
    assert_eq!(built.url, "https://photos.example.com/");
}

fn with(access: Access) -> Exposure {
    Exposure { access, ..wanted() }
}

fn login(product: LoginProduct, address: Option<&str>) -> Exposure {
    let address = address.map(str::to_owned);
    with(Access::Login { product, address })
}

#[test]
fn headers_wildcard_and_redirect() {
    let all = Exposure {
        wildcard: true,
        security_headers: true,
        redirect: true,
        address: "photos.example.com/albums".to_owned(),
        ..wanted()
    };
    check(
        &all,
        &expect![[r#"
        http:
          routers:
            albums:
              rule: Host(`photos.example.com`) && PathPrefix(`/albums`)
              entryPoints:
                - websecure
              middlewares:
                - security-headers
              service: albums
              tls:
                certResolver: le
                domains:
                  - main: "*.example.com"
            albums-http:
              rule: Host(`photos.example.com`) && PathPrefix(`/albums`)
              entryPoints:
                - web
              middlewares:
                - https
              service: albums
          services:
            albums:
              loadBalancer:
                servers:
                  - url: http://192.0.2.20:2283
          middlewares:
            security-headers:
              headers:
                stsSeconds: 31536000
                customFrameOptionsValue: SAMEORIGIN
                contentTypeNosniff: true
                referrerPolicy: strict-origin-when-cross-origin
        uses http-middleware/https
    "#]],
    );
}

#[test]
fn the_certificate_that_another_router_asks_for() {
    let mut all = home();
    let mut other = router("Host(`git.example.com`)");
    other["tls"]["domains"] = json!([{ "main": "example.com", "sans": ["*.example.com"] }]);
    all.extend(components(&[(Kind::HttpRouter, "git", other)]));
    let wanted = Exposure {
        wildcard: true,
        ..wanted()
    };
    let text = shown(&built(&all, None, &wanted).unwrap());
    assert!(text.contains("- main: example.com\n"), "{text}");
    assert!(text.contains("- \"*.example.com\"\n"), "{text}");
}

#[test]
fn names_that_are_free() {
    let check = |address: &str, name: Option<&str>, expected: &str| {
        let wanted = Exposure {
            address: address.to_owned(),
            name: name.map(str::to_owned),
            ..wanted()
        };
        let found = match built(&home(), None, &wanted) {
            Ok(built) => built.name,
            Err(error) => format!("{}: {}", error.message, error.hint.unwrap_or_default()),
        };
        assert_eq!(found, expected, "{address} {name:?}");
    };
    check("photos.example.com", None, "photos");
    check("photos.example.com", Some(" pictures "), "pictures");
    check("wiki.example.org", None, "wiki-2");
    check(
        "photos.example.com",
        Some("wiki"),
        "The profile `home` already has the HTTP router `wiki`: Choose another name, for example `wiki-2`",
    );
    check(
        "photos.example.com",
        Some("a@b"),
        "`a@b` cannot be the name of an HTTP router: Traefik takes what follows an `@` for a provider, and `{{` for a template action",
    );
    let hint = "Use another host or another path, or change that router";
    check(
        "wiki.example.com",
        None,
        &format!("`wiki.example.com` already goes to `wiki`: {hint}"),
    );
    check(
        "example.com/notes/",
        None,
        &format!("`example.com/notes` already goes to `notes`: {hint}"),
    );
    check("example.com/other", None, "other");
}

#[test]
fn what_cannot_be_exposed() {
    let facts = facts();
    let check = |wanted: Exposure, expected: &str| {
        let error = built(&home(), Some(&facts), &wanted).expect_err(expected);
        assert_eq!(error.message, expected);
        assert!(error.hint.is_some(), "{expected}");
    };
    let name = "none".to_owned();
    check(
        with(Access::Middleware { name }),
        "The profile `home` has no middleware `none` that is switched on",
    );
    for entry in [
        "",
        "family",
        "family:",
        "family:{SHA}x",
        ":$2b$10$abcdefghijklmnopqrstuuABCDEFGHIJKLMNOPQRSTUVWXYZ01234",
    ] {
        let entry = entry.to_owned();
        check(
            with(Access::Password { entry }),
            "A name and a password are needed",
        );
    }
    check(
        Exposure {
            https: Https::Resolver {
                name: "le2".to_owned(),
            },
            ..wanted()
        },
        "This Traefik has no certificate resolver `le2`: browsers would see a self-signed one",
    );
    check(
        Exposure {
            https: Https::Own,
            wildcard: true,
            ..wanted()
        },
        "Only a certificate resolver obtains a certificate for all names",
    );
    check(
        Exposure {
            address: "example.com".to_owned(),
            wildcard: true,
            ..wanted()
        },
        "There is no wildcard certificate for `example.com`",
    );
    check(
        Exposure {
            https: Https::None,
            redirect: true,
            ..wanted()
        },
        "There is no HTTPS that HTTP could be redirected to",
    );
    check(
        Exposure {
            entry_points: vec!["dns".to_owned()],
            ..wanted()
        },
        "This Traefik has no entry point `dns` for HTTP",
    );
    check(
        Exposure {
            server: "http://nas/app/".to_owned(),
            ..wanted()
        },
        "Leave out `/app`: Traefik ignores the path of a server",
    );
    check(
        Exposure {
            self_signed: true,
            ..wanted()
        },
        "`http://192.0.2.20:2283` has no certificate that could be accepted",
    );
    check(
        login(LoginProduct::Authelia, Some("h2c://auth")),
        "The address of authelia cannot begin with `h2c`",
    );
    let none = built(
        &[],
        None,
        &Exposure {
            https: Https::Own,
            redirect: true,
            ..wanted()
        },
    );
    assert_eq!(
        none.unwrap_err().message,
        "No entry point for plain HTTP is known"
    );
}

#[test]
fn entry_points_of_the_port_that_people_open() {
    let facts = facts();
    let wanted = Exposure {
        address: "https://photos.example.com:8443".to_owned(),
        ..wanted()
    };
    let built = built(&home(), Some(&facts), &wanted).unwrap();
    assert!(shown(&built).contains("- alt\n"), "{}", shown(&built));
    assert_eq!(built.url, "https://photos.example.com:8443/");
}

#[test]
fn what_is_switched_off_is_not_used_and_keeps_its_name() {
    let all = home();
    let known = Known::new("home", all.iter().map(|one| (one, false)), None);
    let wanted = Exposure {
        address: "wiki.example.com".to_owned(),
        ..wanted()
    };
    let built = of(&known, &wanted).unwrap();
    assert_eq!(built.name, "wiki-2");
    assert!(built.reused.is_empty());
}

#[test]
fn what_can_be_chosen() {
    let (all, facts) = (home(), facts());
    let known = Known::new("home", all.iter().map(|one| (one, true)), Some(&facts));
    let found = choices(&known);
    assert_eq!(found.domains, ["example.com"]);
    assert_eq!(found.resolvers, ["le"]);
    assert_eq!(
        found.https,
        Https::Resolver {
            name: "le".to_owned()
        }
    );
    let names: Vec<_> = found
        .middlewares
        .iter()
        .map(|one| (one.name.as_str(), one.used_by))
        .collect();
    assert_eq!(names, [("login", 2)], "a redirect protects nothing");
    assert!(found.can_redirect);
}
