//! Change sets: what they would do is said before, and all of it is undone as one.

use expect_test::{Expect, expect};
use mantrae_core::Code;
use mantrae_core::component_ref::ComponentRef;
use mantrae_core::engine::{Change, ChangePlan, ChangeSet, FieldEdit, PathStep, PlannedChange, Put};
use mantrae_core::expectation::{self, Expectation};
use serde_json::json;
use tests::{Computer, PROFILE, refused};
use traefik_dynamic::{Component, Format, Kind};

const WRITTEN: &str = r#"http:
  routers:
    # the blog
    blog:  # public
      rule: "Host(`blog.example.com`)"
      middlewares: [zip, 'auth@file']  # in this order
      service: blog
    wiki:
      rule: Host(`wiki.example.com`)
      # nobody else may read it
      middlewares:
        - inner   # first of all
      service: wiki
      tls: {options: strict}
    wiki-api:
      rule: PathPrefix(`/api`)
      parentRefs:
        - wiki
      service: wiki
  middlewares:
    auth:  # family
      basicAuth:
        users:
          - a:$apr1$X$Y
    inner: {chain: {middlewares: [auth, sorry]}}
    sorry:
      errors: {status: ["500"], service: wiki, query: /sorry.html}
    zip: {compress: {}}
  services:
    blog:
      loadBalancer:
        serversTransport: inside  # no certificate
        servers:
          - url: https://192.0.2.10
    wiki:
      weighted:
        services:
          - name: wiki-1  # rack 1
          - {name: wiki-2}
    wiki-1: {loadBalancer: {servers: [{url: http://192.0.2.11}]}}
    wiki-2: {loadBalancer: {servers: [{url: http://192.0.2.12}]}}
  serversTransports:
    inside: {insecureSkipVerify: true}
tls:
  options:
    strict: {minVersion: VersionTLS13}
"#;

async fn computer() -> Computer {
    let computer = Computer::new().await;
    computer.engine.profiles().create(PROFILE, "").await.unwrap();
    computer.import(WRITTEN).await;
    computer
}

async fn text(computer: &Computer) -> String {
    let profiles = computer.engine.profiles();
    profiles.export(PROFILE, Format::Yaml).await.unwrap().text
}

fn set(changes: Vec<Change>) -> ChangeSet {
    ChangeSet { title: None, changes }
}

fn rename(kind: Kind, name: &str, to: &str) -> Change {
    Change::Rename {
        kind,
        name: name.to_owned(),
        to: to.to_owned(),
    }
}

fn remove(kind: Kind, name: &str) -> Change {
    Change::Remove {
        kind,
        name: name.to_owned(),
    }
}

async fn plan(computer: &Computer, changes: Vec<Change>) -> ChangePlan {
    computer
        .engine
        .changes()
        .plan(PROFILE, set(changes))
        .await
        .unwrap()
}

/// What a plan says about connections.
fn shown(plan: &ChangePlan) -> String {
    let mut lines = vec![plan.title.clone()];
    for one in &plan.follows {
        lines.push(format!(
            "{}/{} {}: {} -> {}",
            one.kind, one.name, one.path, one.before, one.after
        ));
    }
    for one in &plan.left {
        lines.push(format!("left: {}/{} {}", one.kind, one.name, one.path));
    }
    lines.extend(
        plan.unused
            .iter()
            .map(|one| format!("unused: {}/{}", one.kind, one.name)),
    );
    for one in &plan.outlook {
        let problems = one.appeared.iter().map(|problem| problem.code.as_str());
        let problems = problems.collect::<Vec<_>>().join(" ");
        let (before, after) = (one.before, one.after);
        lines.push(format!(
            "outlook: {}/{} {before:?} -> {after:?}: {problems}",
            one.kind, one.name
        ));
    }
    lines.join("\n") + "\n"
}

/// The lines of two texts that differ.
fn difference(old: &str, new: &str) -> String {
    use std::fmt::Write as _;
    let (old, new): (Vec<&str>, Vec<&str>) = (old.lines().collect(), new.lines().collect());
    let mut text = String::new();
    for line in old.iter().filter(|line| !new.contains(line)) {
        let _ = writeln!(text, "-{line}");
    }
    for line in new.iter().filter(|line| !old.contains(line)) {
        let _ = writeln!(text, "+{line}");
    }
    text
}

async fn check_rename((kind, name, to): (Kind, &str, &str), said: &Expect, changed: &Expect) {
    let computer = computer().await;
    let before = text(&computer).await;
    let plan = plan(&computer, vec![rename(kind, name, to)]).await;
    said.assert_eq(&shown(&plan));
    computer.engine.changes().apply(&plan.id).await.unwrap();
    let after = text(&computer).await;
    changed.assert_eq(&difference(&before, &after));
    computer.engine.undo(None, false).await.unwrap();
    assert_eq!(text(&computer).await, before, "undone, to the letter");
    computer.engine.redo(None, false).await.unwrap();
    assert_eq!(text(&computer).await, after, "redone, to the letter");
    computer.engine.undo(None, false).await.unwrap();
    assert_eq!(text(&computer).await, before, "and undone again");
}

/// "I renamed a middleware: whoever uses it follows, and every comment stays where it was."
#[tokio::test]
async fn references_follow_a_renamed_middleware() {
    check_rename(
        (Kind::HttpMiddleware, "auth", "family"),
        &expect![[r#"
            HTTP middleware “auth” renamed to “family”, 2 references updated
            http-router/blog middlewares[1]: "auth@file" -> "family@file"
            http-middleware/inner chain.middlewares[0]: "auth" -> "family"
        "#]],
        &expect![[r"
            -      middlewares: [zip, 'auth@file']  # in this order
            -    auth:  # family
            -    inner: {chain: {middlewares: [auth, sorry]}}
            +      middlewares: [zip, 'family@file']  # in this order
            +    family:  # family
            +    inner: {chain: {middlewares: [family, sorry]}}
        "]],
    )
    .await;
}

#[tokio::test]
async fn references_follow_a_renamed_service() {
    check_rename(
        (Kind::HttpService, "wiki", "pages"),
        &expect![[r#"
            HTTP service “wiki” renamed to “pages”, 3 references updated
            http-router/wiki service: "wiki" -> "pages"
            http-router/wiki-api service: "wiki" -> "pages"
            http-middleware/sorry errors.service: "wiki" -> "pages"
        "#]],
        &expect![[r#"
            -      service: wiki
            -      service: wiki
            -      errors: {status: ["500"], service: wiki, query: /sorry.html}
            +      service: pages
            +      service: pages
            +      errors: {status: ["500"], service: pages, query: /sorry.html}
            +    pages:
        "#]],
    )
    .await;
    check_rename(
        (Kind::HttpService, "wiki-1", "wiki-3"),
        &expect![[r#"
            HTTP service “wiki-1” renamed to “wiki-3”, 1 reference updated
            http-service/wiki weighted.services[0].name: "wiki-1" -> "wiki-3"
        "#]],
        &expect![[r"
            -          - name: wiki-1  # rack 1
            -    wiki-1: {loadBalancer: {servers: [{url: http://192.0.2.11}]}}
            +          - name: wiki-3  # rack 1
            +    wiki-3: {loadBalancer: {servers: [{url: http://192.0.2.11}]}}
        "]],
    )
    .await;
}

#[tokio::test]
async fn references_follow_everything_else() {
    check_rename(
        (Kind::HttpRouter, "wiki", "pages"),
        &expect![[r#"
            HTTP router “wiki” renamed to “pages”, 1 reference updated
            http-router/wiki-api parentRefs[0]: "wiki" -> "pages"
        "#]],
        &expect![[r"
            -        - wiki
            +    pages:
            +        - pages
        "]],
    )
    .await;
    check_rename(
        (Kind::TlsOptions, "strict", "modern"),
        &expect![[r#"
            TLS options “strict” renamed to “modern”, 1 reference updated
            http-router/wiki tls.options: "strict" -> "modern"
        "#]],
        &expect![[r"
            -      tls: {options: strict}
            -    strict: {minVersion: VersionTLS13}
            +      tls: {options: modern}
            +    modern: {minVersion: VersionTLS13}
        "]],
    )
    .await;
    check_rename(
        (Kind::HttpServersTransport, "inside", "home"),
        &expect![[r#"
            HTTP servers transport “inside” renamed to “home”, 1 reference updated
            http-service/blog loadBalancer.serversTransport: "inside" -> "home"
        "#]],
        &expect![[r"
            -        serversTransport: inside  # no certificate
            -    inside: {insecureSkipVerify: true}
            +        serversTransport: home  # no certificate
            +    home: {insecureSkipVerify: true}
        "]],
    )
    .await;
}

/// "The name is taken, or it cannot be one: I am told, and nothing happens."
#[tokio::test]
async fn names_that_cannot_be_are_refused() {
    let computer = computer().await;
    let standing = computer.standing().await;
    for (change, code, words) in [
        (
            rename(Kind::HttpMiddleware, "auth", "zip"),
            Code::Exists,
            "already has the HTTP middleware `zip`",
        ),
        (
            rename(Kind::HttpMiddleware, "auth", ""),
            Code::InvalidInput,
            "cannot be the name",
        ),
        (
            rename(Kind::HttpMiddleware, "auth", " a"),
            Code::InvalidInput,
            "cannot be the name",
        ),
        (
            rename(Kind::HttpMiddleware, "auth", "a@docker"),
            Code::InvalidInput,
            "cannot be the name",
        ),
        (
            rename(Kind::HttpMiddleware, "auth", "{{ env }}"),
            Code::InvalidInput,
            "cannot be the name",
        ),
        (
            rename(Kind::HttpMiddleware, "none", "a"),
            Code::NotFound,
            "no http-middleware `none`",
        ),
        (
            remove(Kind::HttpService, "none"),
            Code::NotFound,
            "no http-service `none`",
        ),
    ] {
        let (found, message) = refused(computer.engine.changes().plan(PROFILE, set(vec![change])).await);
        assert_eq!(found, code, "{message}");
        assert!(message.contains(words), "{message}");
    }
    let taken = vec![rename(Kind::HttpService, "wiki-1", "wiki-2")];
    let error = computer
        .engine
        .changes()
        .plan(PROFILE, set(taken))
        .await
        .unwrap_err();
    assert_eq!(
        error.hint.as_deref(),
        Some("Choose another name, for example `wiki-3`")
    );
    assert_eq!(computer.standing().await, standing);
}

/// "I swapped two names in one go."
#[tokio::test]
async fn names_are_swapped() {
    let computer = computer().await;
    let before = text(&computer).await;
    let service = Kind::HttpService;
    let changes = vec![
        rename(service, "wiki-1", "spare"),
        rename(service, "wiki-2", "wiki-1"),
        rename(service, "spare", "wiki-2"),
    ];
    let plan = plan(&computer, changes).await;
    let components = plan
        .components
        .iter()
        .map(|one| (one.name.as_str(), one.renamed_from.as_deref(), one.change));
    let components: Vec<_> = components.collect();
    assert_eq!(
        components,
        [
            ("wiki", None, PlannedChange::Changed),
            ("wiki-1", Some("wiki-2"), PlannedChange::Renamed),
            ("wiki-2", Some("wiki-1"), PlannedChange::Renamed)
        ]
    );
    assert_eq!(plan.outlook, [], "nothing else changes");
    computer.engine.changes().apply(&plan.id).await.unwrap();
    let after = text(&computer).await;
    assert!(
        after.contains("wiki-1: {loadBalancer: {servers: [{url: http://192.0.2.12}]}}"),
        "{after}"
    );
    assert!(after.contains("- name: wiki-2  # rack 1"), "{after}");
    computer.engine.undo(None, false).await.unwrap();
    assert_eq!(text(&computer).await, before);
}

/// "My expectations name a router: they follow it, and come back with an undo."
#[tokio::test]
async fn expectations_follow_a_renamed_router() {
    let computer = computer().await;
    let request = expectation::request("https://blog.example.com/").unwrap();
    let expected = Expectation::new(request, Some("blog".to_owned()));
    computer
        .engine
        .expectations()
        .add(PROFILE, expected)
        .await
        .unwrap();
    let router = async || {
        let checked = computer.engine.expectations().check(PROFILE).await.unwrap();
        (checked[0].expected.clone().unwrap(), checked[0].met)
    };
    let plan = plan(&computer, vec![rename(Kind::HttpRouter, "blog", "journal")]).await;
    assert_eq!(plan.newly_failing, []);
    assert_eq!(plan.expectations_follow[0].after, "journal");
    computer.engine.changes().apply(&plan.id).await.unwrap();
    assert_eq!(router().await, ("journal".to_owned(), true));
    computer.engine.undo(None, false).await.unwrap();
    assert_eq!(router().await, ("blog".to_owned(), true));
    computer.engine.redo(None, false).await.unwrap();
    assert_eq!(router().await, ("journal".to_owned(), true));
}

/// "Before I remove or redirect something I am told which requests would go elsewhere."
#[tokio::test]
async fn a_plan_says_which_expectations_would_fail() {
    let computer = computer().await;
    let request = expectation::request("https://blog.example.com/").unwrap();
    let expected = Expectation::new(request, Some("blog".to_owned()));
    computer
        .engine
        .expectations()
        .add(PROFILE, expected)
        .await
        .unwrap();
    let plan = plan(&computer, vec![remove(Kind::HttpRouter, "blog")]).await;
    assert_eq!(
        plan.newly_failing[0].sentence,
        "expected `blog`, but reaches no router"
    );
}

/// "What still uses it, and what only it uses: I see both before I remove it."
#[tokio::test]
async fn a_removal_says_what_it_leaves_behind() {
    let computer = computer().await;
    let before = text(&computer).await;
    let router = plan(&computer, vec![remove(Kind::HttpRouter, "blog")]).await;
    expect![[r"
        HTTP router “blog” removed
        unused: http-service/blog
        unused: http-middleware/zip
        unused: http-servers-transport/inside
    "]]
    .assert_eq(&shown(&router));
    let middleware = plan(&computer, vec![remove(Kind::HttpMiddleware, "auth")]).await;
    expect![[r"
        HTTP middleware “auth” removed
        left: http-router/blog middlewares[1]
        left: http-middleware/inner chain.middlewares[0]
        outlook: http-middleware/inner Some(Enabled) -> Some(Enabled): DANGLING-MIDDLEWARE
        outlook: http-router/blog Some(Unknown) -> Some(Disabled): MIDDLEWARE-MISSING
    "]]
    .assert_eq(&shown(&middleware));
    // With all that only it uses, and back again.
    let mut changes = vec![remove(Kind::HttpRouter, "blog")];
    changes.extend(router.unused.iter().map(|one| remove(one.kind, &one.name)));
    let all = plan(&computer, changes).await;
    assert_eq!(all.unused, [], "nothing is left behind");
    computer.engine.changes().apply(&all.id).await.unwrap();
    assert_eq!(computer.names().await.len(), 9);
    computer.engine.undo(None, false).await.unwrap();
    assert_eq!(text(&computer).await, before);
}

/// "Somebody changed something else meanwhile: my plan still holds. Had they changed the same, I would be asked again."
#[tokio::test]
async fn a_plan_holds_as_long_as_what_it_touches_is_unchanged() {
    let computer = computer().await;
    let components = computer.engine.components();
    let made = async || plan(&computer, vec![rename(Kind::HttpMiddleware, "auth", "family")]).await;
    let first = made().await;
    components
        .enable(PROFILE, Kind::HttpRouter, "wiki", false)
        .await
        .unwrap();
    computer.engine.changes().apply(&first.id).await.unwrap();
    computer.engine.undo(None, false).await.unwrap();

    // One that uses it was changed.
    let second = made().await;
    components
        .enable(PROFILE, Kind::HttpRouter, "blog", false)
        .await
        .unwrap();
    let standing = computer.standing().await;
    let (code, _) = refused(computer.engine.changes().apply(&second.id).await);
    assert_eq!(code, Code::StalePlan);
    assert_eq!(computer.standing().await, standing, "nothing was changed");

    // One that uses it came.
    let third = made().await;
    let body = json!({ "chain": { "middlewares": ["auth"] } });
    let chain = Component::from_configuration(Kind::HttpMiddleware, "more", body);
    components.put(PROFILE, chain).await.unwrap();
    let (code, _) = refused(computer.engine.changes().apply(&third.id).await);
    assert_eq!(code, Code::StalePlan);

    // It is gone.
    let fourth = made().await;
    components
        .remove(PROFILE, Kind::HttpMiddleware, "auth")
        .await
        .unwrap();
    let (code, _) = refused(computer.engine.changes().apply(&fourth.id).await);
    assert_eq!(code, Code::StalePlan);
}

/// "I undid one thing after the other, whatever kinds they were, and made them again."
#[tokio::test]
async fn the_latest_change_is_undone_whatever_its_kind() {
    let computer = computer().await;
    let mut states = vec![text(&computer).await];
    let components = computer.engine.components();
    components
        .remove(PROFILE, Kind::HttpRouter, "blog")
        .await
        .unwrap();
    states.push(text(&computer).await);
    computer
        .import(&WRITTEN.replace("192.0.2.10", "192.0.2.99"))
        .await;
    states.push(text(&computer).await);
    let rename = set(vec![rename(Kind::HttpService, "wiki", "pages")]);
    computer.engine.changes().make(PROFILE, &rename).await.unwrap();
    states.push(text(&computer).await);
    computer.engine.profiles().delete(PROFILE).await.unwrap();

    let sentences = async || {
        let (undoable, _) = computer.engine.undo_steps(10).await.unwrap();
        undoable.into_iter().map(|step| step.sentence).collect::<Vec<_>>()
    };
    expect![[r#"
        [
            "Profile “Home” removed",
            "HTTP service “wiki” renamed to “pages”, 3 references updated",
            "Imported 2 components into “Home”",
            "HTTP router “blog” removed",
            "Imported 13 components into “Home”",
        ]
    "#]]
    .assert_debug_eq(&sentences().await);
    let mut undone = Vec::new();
    for state in states.iter().rev() {
        undone.push(computer.engine.undo(None, false).await.unwrap().sentence);
        assert_eq!(text(&computer).await, *state, "undone: {undone:?}");
    }
    assert_eq!(sentences().await, ["Imported 13 components into “Home”"]);
    let mut redone = Vec::new();
    for state in &states[1..] {
        redone.push(computer.engine.redo(None, false).await.unwrap().sentence);
        assert_eq!(text(&computer).await, *state, "redone: {redone:?}");
    }
    redone.push(computer.engine.redo(None, false).await.unwrap().sentence);
    assert!(computer.content().await.is_empty(), "the profile is gone again");
    redone.reverse();
    assert_eq!(redone, undone, "the last undone first");
    let (code, _) = refused(computer.engine.redo(None, false).await);
    assert_eq!(code, Code::NothingToUndo);
    computer.engine.undo(None, false).await.unwrap();
    assert_eq!(text(&computer).await, states[3], "and undone again");
}

/// "What I changed after an undo is mine: a redo leaves it alone and names it."
#[tokio::test]
async fn a_redo_leaves_alone_what_was_changed_since() {
    let computer = computer().await;
    let rename = set(vec![rename(Kind::HttpMiddleware, "auth", "family")]);
    computer.engine.changes().make(PROFILE, &rename).await.unwrap();
    computer.engine.undo(None, false).await.unwrap();
    let components = computer.engine.components();
    components
        .enable(PROFILE, Kind::HttpRouter, "blog", false)
        .await
        .unwrap();
    let redone = computer.engine.redo(None, false).await.unwrap();
    let left: Vec<&str> = redone.left_alone.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(left, ["blog"]);
    let text = text(&computer).await;
    assert!(text.contains("    family:  # family"), "{text}");
}

/// "I undid a rename after I had gone on working: whoever names it by the new name follows, and my work stays."
#[tokio::test]
async fn what_came_after_a_rename_follows_its_undo() {
    let computer = computer().await;
    let before = text(&computer).await;
    let rename = set(vec![rename(Kind::HttpMiddleware, "auth", "family")]);
    let changes = computer.engine.changes();
    let renamed = changes.make(PROFILE, &rename).await.unwrap().unwrap();
    let components = computer.engine.components();
    // One that follows is changed, and another one comes.
    let priority = FieldEdit::Set {
        path: vec![PathStep::Key("priority".to_owned())],
        value: json!(7),
    };
    let blog = (Kind::HttpRouter, "blog");
    components.change(PROFILE, blog, vec![priority]).await.unwrap();
    let body = json!({ "chain": { "middlewares": ["family"] } });
    let chain = Component::from_configuration(Kind::HttpMiddleware, "more", body);
    components.put(PROFILE, chain).await.unwrap();

    let undone = computer.engine.undo(Some(&renamed), false).await.unwrap();
    let names = |list: &[ComponentRef]| list.iter().map(|one| one.name.clone()).collect::<Vec<_>>();
    assert_eq!(names(&undone.left_alone), ["blog"]);
    assert_eq!(names(&undone.followed), ["more", "blog"]);
    let after = text(&computer).await;
    expect![[r"
        +      priority: 7
        +    more:
        +      chain:
        +        middlewares:
        +          - auth
    "]]
    .assert_eq(&difference(&before, &after));

    computer.engine.redo(None, false).await.unwrap();
    let text = text(&computer).await;
    assert!(!text.contains("auth"), "all of them follow again: {text}");
    assert!(text.contains("priority: 7"), "{text}");
}

/// "I changed only a comment: that is a change like any other."
#[tokio::test]
async fn a_change_of_comments_is_undone_too() {
    let computer = computer().await;
    let before = text(&computer).await;
    let zip = Component::from_configuration(Kind::HttpMiddleware, "zip", json!({ "compress": {} }));
    let put = Put::new(&zip, Some("# saves a third\nzip: {compress: {}}\n".to_owned()));
    let plan = plan(&computer, vec![Change::Put(put)]).await;
    assert_eq!(plan.components[0].fields, []);
    computer.engine.changes().apply(&plan.id).await.unwrap().unwrap();
    let after = text(&computer).await;
    assert!(after.contains("    # saves a third\n    zip:"), "{after}");
    computer.engine.undo(None, false).await.unwrap();
    assert_eq!(text(&computer).await, before);
    computer.engine.redo(None, false).await.unwrap();
    assert_eq!(text(&computer).await, after);
}

/// "A password I changed is not shown in the plan."
#[tokio::test]
async fn secrets_are_left_out_of_differences() {
    let computer = computer().await;
    let body = json!({ "basicAuth": { "users": ["a:$apr1$new$hash"] } });
    let auth = Component::from_configuration(Kind::HttpMiddleware, "auth", body);
    let plan = plan(&computer, vec![Change::Put(Put::new(&auth, None))]).await;
    let field = &plan.components[0].fields[0];
    assert_eq!((field.path.as_str(), field.secret), ("basicAuth.users", true));
    assert_eq!((&field.before, &field.after), (&None, &None));
}
