//! What Traefik will make of a profile is said before it is given to Traefik: in the list, before an import, at an
//! export; each thing once.

use mantrae_core::Code;
use mantrae_core::engine::ComponentRow;
use mantrae_core::expectation::Try;
use mantrae_core::gateway::{Entered, read};
use mantrae_core::import::{Choice, Decision, Request};
use tests::{Computer, PROFILE};
use traefik_dynamic::predict::Status;
use traefik_dynamic::{Kind, Severity};

const INSTALL: &str = "entryPoints: {web: {address: ':80'}}\nproviders: {file: {directory: /etc/traefik}}\n";
const FILE: &str = r"
http:
  routers:
    shop: {rule: Host(`shop.lan`), entryPoints: [web], middlewares: [auth], service: app}
    lost: {rule: Host(`lost.lan`), entryPoints: [websecure], service: app}
    nowhere: {rule: Host(`nowhere.lan`), entryPoints: [web], service: gone}
    torn: {rule: Host(`torn.lan`) and Path(`/`), entryPoints: [web], service: app}
    open: {rule: Host(`open.lan`), entryPoints: [web]}
    round: {rule: Host(`round.lan`), entryPoints: [web], service: ring}
  middlewares:
    auth: {basicAuth: {users: ['a:$apr1$abc$def']}}
  services:
    app: {loadBalancer: {servers: [{url: http://10.0.0.1}]}}
    ring: {weighted: {services: [{name: ring}]}}
    idle: {loadBalancer: {servers: []}}
";

async fn computer() -> Computer {
    let computer = Computer::new().await;
    computer.engine.profiles().create(PROFILE, "").await.unwrap();
    computer.import(FILE).await;
    computer
}

async fn learn(computer: &Computer) {
    let learned = read(INSTALL, "traefik.yml").unwrap();
    computer.engine.gateways().learn(PROFILE, learned).await.unwrap();
}

async fn row(computer: &Computer, name: &str) -> ComponentRow {
    let rows = computer.engine.components().list(PROFILE).await.unwrap();
    rows.into_iter().find(|row| row.name == name).unwrap()
}

fn told(row: &ComponentRow) -> Vec<(&str, Severity)> {
    let problems = row.problems.iter();
    problems.map(|one| (one.code.as_str(), one.severity)).collect()
}

#[tokio::test]
async fn the_list_tells_each_thing_once() {
    let computer = computer().await;
    learn(&computer).await;
    let check = async |name: &str, status: Status, expect: &[(&str, Severity)]| {
        let row = row(&computer, name).await;
        assert_eq!(
            (row.status, told(&row)),
            (Some(status), expect.to_vec()),
            "{name}"
        );
    };
    check("shop", Status::Enabled, &[]).await;
    check(
        "lost",
        Status::Disabled,
        &[("ENTRY-POINT-MISSING", Severity::Error)],
    )
    .await;
    check(
        "nowhere",
        Status::Disabled,
        &[("SERVICE-MISSING", Severity::Error)],
    )
    .await;
    check("torn", Status::Disabled, &[("RULE-SYNTAX", Severity::Error)]).await;
    check("open", Status::Disabled, &[("NO-SERVICE", Severity::Error)]).await;
    check("ring", Status::Disabled, &[("RING", Severity::Error)]).await;
    check("idle", Status::Enabled, &[("NO-SERVERS", Severity::Warning)]).await;

    let detail = computer
        .engine
        .components()
        .show(PROFILE, Kind::HttpRouter, "nowhere")
        .await
        .unwrap();
    let problem = &detail.row.problems[0];
    assert_eq!(
        problem.message,
        "Traefik will load the file, but this router will not work: there is no service `gone`"
    );
    assert_eq!(problem.path.as_deref(), Some("http.routers.nowhere.service"));
    assert_eq!(
        detail.reasons[0].traefik.as_deref(),
        Some("the service \"gone@file\" does not exist")
    );
    let overview = computer.engine.overview(Some(PROFILE)).await.unwrap();
    let counted = overview
        .problems
        .iter()
        .filter(|one| one.component.name == "nowhere");
    assert_eq!(counted.count(), 1, "the first screen counts like the list");
}

#[tokio::test]
async fn what_depends_on_unknown_facts_is_no_problem() {
    let computer = computer().await;
    let row = row(&computer, "lost").await;
    assert_eq!((row.status, told(&row)), (Some(Status::Unknown), Vec::new()));
}

#[tokio::test]
async fn what_is_only_switched_off_is_named_so() {
    let computer = computer().await;
    learn(&computer).await;
    let components = computer.engine.components();
    components
        .enable(PROFILE, Kind::HttpMiddleware, "auth", false)
        .await
        .unwrap();
    let shop = row(&computer, "shop").await;
    assert_eq!(told(&shop), [("MIDDLEWARE-MISSING", Severity::Error)]);
    assert_eq!(
        shop.problems[0].hint.as_deref(),
        Some("`auth` is switched off: switch it on, or name another")
    );
    assert_eq!(row(&computer, "auth").await.status, None);
}

#[tokio::test]
async fn a_change_counts_at_once() {
    let computer = computer().await;
    learn(&computer).await;
    let engine = &computer.engine;
    let tried = Try {
        text: "http://shop.lan/".to_owned(),
        ..Try::default()
    };
    let reaches = async || {
        engine
            .expectations()
            .try_request(PROFILE, &tried)
            .await
            .unwrap()
            .answer
            .router
    };
    assert_eq!(reaches().await.as_deref(), Some("shop"));
    assert_eq!(reaches().await.as_deref(), Some("shop"));
    engine
        .components()
        .enable(PROFILE, Kind::HttpRouter, "shop", false)
        .await
        .unwrap();
    assert_eq!(reaches().await, None, "it was switched off");
    engine
        .components()
        .enable(PROFILE, Kind::HttpRouter, "shop", true)
        .await
        .unwrap();
    let other = Entered::Hand {
        version: String::new(),
        entry_points: vec!["other=:80".to_owned()],
    };
    engine.gateways().enter(PROFILE, &other).await.unwrap();
    assert_eq!(reaches().await, None, "its entry point is gone");
    engine.gateways().forget(PROFILE).await.unwrap();
    assert_eq!(
        reaches().await.as_deref(),
        Some("shop"),
        "nothing is known any more"
    );
}

#[tokio::test]
async fn a_review_says_what_will_not_work_before_the_import() {
    let computer = computer().await;
    learn(&computer).await;
    let engine = &computer.engine;
    let file = computer.file(
        "more.yml",
        r"
http:
  routers:
    cart: {rule: Host(`cart.lan`), entryPoints: [https], service: app}
    blog: {rule: Host(`blog.lan`), entryPoints: [web], service: blog}
    wiki: {rule: Host(`wiki.lan`), entryPoints: [web], service: app}
  middlewares:
    auth: {chain: {middlewares: [none]}}
",
    );
    let request = Request {
        paths: vec![file],
        ..Request::default()
    };
    let id = engine.imports().prepare(PROFILE, &request).await.unwrap();
    let foreseen = engine.foresight().of_import(&id, &[]).await.unwrap();
    let brought: Vec<_> = foreseen
        .brought
        .iter()
        .map(|one| (one.name.as_str(), one.status))
        .collect();
    assert_eq!(
        brought,
        [
            ("cart", Status::Disabled),
            ("blog", Status::Disabled),
            ("auth", Status::Disabled)
        ]
    );
    let blog = &foreseen.brought[1].problems;
    assert_eq!(blog.len(), 1, "the missing service is told once: {blog:?}");
    assert_eq!(
        (blog[0].code.as_str(), blog[0].line),
        ("SERVICE-MISSING", Some(5))
    );
    let broken: Vec<_> = foreseen.broken.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(
        broken,
        ["shop"],
        "its middleware would name one that is not there"
    );

    let kept = [
        Decision::new(Kind::HttpMiddleware, "auth", Choice::Keep),
        Decision::new(
            Kind::HttpRouter,
            "blog",
            Choice::Rename {
                new_name: "diary".to_owned(),
            },
        ),
    ];
    let foreseen = engine.foresight().of_import(&id, &kept).await.unwrap();
    let brought: Vec<_> = foreseen.brought.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(brought, ["cart", "blog"], "by the names in the file");
    assert!(foreseen.broken.is_empty(), "{:?}", foreseen.broken);
    assert!(foreseen.expectations.is_empty());

    engine.imports().apply(&id, &kept).await.unwrap();
    let outlook = engine.components().outlook(PROFILE).await.unwrap();
    let named: Vec<_> = outlook.iter().map(|one| one.name.as_str()).collect();
    for name in ["cart", "diary", "lost", "nowhere"] {
        assert!(named.contains(&name), "{name}: {named:?}");
    }
    assert!(!named.contains(&"wiki") && !named.contains(&"shop"), "{named:?}");
}

#[tokio::test]
async fn the_file_that_starts_traefik_can_be_kept_as_facts() {
    let computer = computer().await;
    let engine = &computer.engine;
    let compose =
        "services:\n  traefik:\n    image: traefik:v3.6\n    command: [--entryPoints.web.address=:80]\n";
    for (name, text, summary) in [
        ("traefik.yml", INSTALL, "entry point web"),
        (
            "traefik.toml",
            "[entryPoints.web]\naddress = ':80'\n[certificatesResolvers.le.acme]\n",
            "entry point web · resolver le",
        ),
        ("compose.yml", compose, "Traefik 3.6 · entry point web"),
    ] {
        let path = computer.file(name, text);
        let request = Request {
            paths: vec![path.clone()],
            ..Request::default()
        };
        let error = engine.imports().prepare(PROFILE, &request).await.unwrap_err();
        assert_eq!(error.code, Code::InstallConfiguration, "{name}: {error}");
        assert!(
            error
                .message
                .ends_with(&format!("how Traefik is started: {summary}")),
            "{error}"
        );

        // Beside one that can be imported it is only set aside.
        let routers = "http: {routers: {a: {rule: Host(`a.lan`), service: app}}}";
        let both = Request {
            paths: vec![computer.file("routers.yml", routers), path.clone()],
            ..Request::default()
        };
        let id = engine.imports().prepare(PROFILE, &both).await.unwrap();
        let refused = engine.imports().refused(&id).await.unwrap();
        assert_eq!(refused[0].failure.code, Code::InstallConfiguration, "{name}");
        let known = engine
            .gateways()
            .learn_files(PROFILE, &[refused[0].path.clone()])
            .await
            .unwrap();
        assert!(
            known.summary().contains("entry point web"),
            "{name}: {}",
            known.summary()
        );
        engine.gateways().forget(PROFILE).await.unwrap();
    }
    let nothing = Request {
        paths: vec![computer.file("values.yml", "replicas: 2\n")],
        ..Request::default()
    };
    let error = engine.imports().prepare(PROFILE, &nothing).await.unwrap_err();
    assert_eq!(error.code, Code::Unreadable, "it says nothing of a Traefik");
}
