//! What somebody agreed to is what is done: a change that breaks an expectation is asked about, and an answer covers
//! what was seen and nothing that came since.

use mantrae_core::Code;
use mantrae_core::engine::{
    Access, BulkEdit, Change, ChangePlan, ChangeSet, Exposure, Https, Put, SingleChange,
};
use mantrae_core::expectation::{self, Expectation};
use serde_json::json;
use tests::{Computer, PROFILE, refused};
use traefik_dynamic::{Component, Format, Kind};

const WRITTEN: &str = "http:
  routers:
    blog: {rule: Host(`blog.example.com`), middlewares: [auth], service: web, priority: 20}
    rest: {rule: 'HostRegexp(`.+`)', service: web, priority: 5}
    greedy: {rule: 'HostRegexp(`.+`)', service: web, priority: 90}
  middlewares:
    auth: {basicAuth: {users: ['a:$apr1$X$Y']}}
  services:
    web: {loadBalancer: {servers: [{url: 'http://192.0.2.10'}]}}
";

/// A profile whose greedy router is switched off.
async fn computer() -> Computer {
    let computer = Computer::new().await;
    computer.engine.profiles().create(PROFILE, "").await.unwrap();
    computer.import(WRITTEN).await;
    let off = computer
        .engine
        .components()
        .enable(PROFILE, Kind::HttpRouter, "greedy", false);
    off.await.unwrap();
    computer
}

async fn expects(computer: &Computer, url: &str, router: Option<&str>) {
    let wanted = Expectation::new(expectation::request(url).unwrap(), router.map(str::to_owned));
    computer.engine.expectations().add(PROFILE, wanted).await.unwrap();
}

async fn export(computer: &Computer) -> String {
    let text = computer.engine.profiles().export(PROFILE, Format::Yaml).await;
    text.unwrap().text
}

fn sentences(made: &SingleChange) -> Vec<&str> {
    made.breaks.iter().map(|one| one.sentence.as_str()).collect()
}

/// "I switched one off and the shop went to another router: I was told, and asked, before."
#[tokio::test]
async fn a_switch_and_a_deletion_that_break_an_expectation_wait_until_somebody_agrees() {
    let off = (Kind::HttpRouter, "blog", false);
    let on = (Kind::HttpRouter, "greedy", true);
    for (switched, said) in [
        (Some(off), "expected `blog`, but reaches `rest`"),
        (Some(on), "expected `blog`, but reaches `greedy`"),
        (None, "expected `blog`, but reaches `rest`"),
    ] {
        let computer = computer().await;
        let components = computer.engine.components();
        let change = async |agreed: &[_]| {
            let made = if let Some(switched) = switched {
                components.enable_anyway(PROFILE, switched, agreed).await
            } else {
                let blog = (Kind::HttpRouter, "blog");
                components.remove_anyway(PROFILE, blog, agreed).await
            };
            made.unwrap()
        };
        expects(&computer, "http://blog.example.com/about", Some("blog")).await;
        let before = export(&computer).await;
        let asked = change(&[]).await;
        assert_eq!((sentences(&asked), &asked.entry), (vec![said], &None));
        assert_eq!(export(&computer).await, before, "nothing was changed");

        // Agreeing covers what was seen, and nothing that came since.
        expects(&computer, "http://blog.example.com/archive", Some("blog")).await;
        let again = change(&asked.breaks).await;
        assert_eq!((again.breaks.len(), &again.entry), (2, &None));
        assert_eq!(export(&computer).await, before, "nothing was changed");
        let made = change(&again.breaks).await;
        assert!(made.breaks.is_empty());
        assert_ne!(export(&computer).await, before);
        computer.engine.undo(made.entry.as_deref(), false).await.unwrap();
        assert_eq!(export(&computer).await, before);
    }
}

/// "What breaks nothing, or is broken anyway, is done at once."
#[tokio::test]
async fn nothing_is_asked_where_no_expectation_breaks() {
    let computer = computer().await;
    let components = computer.engine.components();
    let turn = async |name: &str, on: bool| {
        let made = components.enable_anyway(PROFILE, (Kind::HttpRouter, name, on), &[]);
        let made = made.await.unwrap();
        (made.entry.is_some(), made.breaks.len())
    };
    assert_eq!(turn("blog", false).await, (true, 0), "nothing is expected");
    assert_eq!(turn("blog", false).await, (false, 0), "it is off already");
    expects(&computer, "http://blog.example.com/", Some("blog")).await;
    assert_eq!(turn("rest", false).await, (true, 0), "it fails already");
    assert_eq!(turn("blog", true).await, (true, 0), "this mends it");
    assert_eq!(turn("blog", false).await, (false, 1));
    let missing = components.remove_anyway(PROFILE, (Kind::HttpRouter, "none"), &[]);
    assert_eq!(refused(missing.await).0, Code::NotFound);
}

async fn planned(computer: &Computer, changes: Vec<Change>) -> ChangePlan {
    let set = ChangeSet { title: None, changes };
    computer.engine.changes().plan(PROFILE, set).await.unwrap()
}

async fn several(computer: &Computer, edit: BulkEdit) -> ChangePlan {
    let changes = computer.engine.changes();
    let all = [(Kind::HttpRouter, "blog".to_owned())];
    let set = changes.bulk(PROFILE, &all, &edit).await.unwrap().set;
    changes.plan(PROFILE, set).await.unwrap()
}

async fn exposed(computer: &Computer, access: Access) -> ChangePlan {
    let wanted = Exposure {
        address: "photos.example.com".to_owned(),
        server: "http://192.0.2.20:2283".to_owned(),
        self_signed: false,
        access,
        https: Https::Suggested,
        wildcard: false,
        entry_points: Vec::new(),
        security_headers: false,
        redirect: false,
        name: None,
    };
    let exposed = computer.engine.changes().expose(PROFILE, &wanted).await;
    exposed.unwrap().plan
}

fn remove(kind: Kind, name: &str) -> Change {
    let name = name.to_owned();
    Change::Remove { kind, name }
}

fn router(name: &str, body: &serde_json::Value) -> Component {
    Component::from_configuration(Kind::HttpRouter, name, body.clone())
}

/// "The plan lay open while an expectation was added: I would have agreed to something that I never saw."
#[tokio::test]
async fn a_plan_that_would_break_an_expectation_by_now_is_refused() {
    for case in ["bulk", "exposure", "duplicate", "deletion"] {
        let computer = computer().await;
        let plan = async || match case {
            "bulk" => several(&computer, BulkEdit::Priority { priority: Some(1) }).await,
            "exposure" => exposed(&computer, Access::Anyone).await,
            "duplicate" => {
                let body = json!({ "rule": "HostRegexp(`.+`)", "service": "web", "priority": 99 });
                let put = Put::new(&router("copy", &body), None);
                planned(&computer, vec![Change::Put(put)]).await
            }
            _ => planned(&computer, vec![remove(Kind::HttpRouter, "blog")]).await,
        };
        let lying = plan().await;
        assert_eq!(lying.newly_failing, [], "{case}");
        let (url, router) = match case {
            "exposure" => ("http://photos.example.com/", "rest"),
            _ => ("http://blog.example.com/", "blog"),
        };
        expects(&computer, url, Some(router)).await;
        let standing = computer.standing().await;
        let changes = computer.engine.changes();
        let (code, _) = refused(changes.apply(&lying.id).await);
        assert_eq!(code, Code::StalePlan, "{case}");
        assert_eq!(computer.standing().await, standing, "{case}: nothing was changed");

        // Seen anew, it can be agreed to, whatever else is changed meanwhile.
        let anew = plan().await;
        assert_eq!(anew.newly_failing.len(), 1, "{case}");
        let service = json!({ "loadBalancer": { "servers": [{ "url": "http://192.0.2.30" }] } });
        let service = Component::from_configuration(Kind::HttpService, "other", service);
        computer.engine.components().put(PROFILE, service).await.unwrap();
        assert!(changes.apply(&anew.id).await.unwrap().is_some(), "{case}");
    }
}

/// "Nothing used it when I looked. By now something does."
#[tokio::test]
async fn a_plan_after_which_something_would_not_work_by_now_is_refused() {
    let computer = computer().await;
    let (changes, components) = (computer.engine.changes(), computer.engine.components());
    let lying = planned(
        &computer,
        vec![
            remove(Kind::HttpRouter, "blog"),
            remove(Kind::HttpMiddleware, "auth"),
        ],
    )
    .await;
    assert_eq!((&lying.left[..], &lying.outlook[..]), (&[][..], &[][..]));
    let reused = exposed(
        &computer,
        Access::Middleware {
            name: "auth".to_owned(),
        },
    )
    .await;
    let body = json!({ "rule": "Host(`wiki.example.com`)", "service": "web", "middlewares": ["auth"] });
    components.put(PROFILE, router("wiki", &body)).await.unwrap();
    let (code, _) = refused(changes.apply(&lying.id).await);
    assert_eq!(code, Code::StalePlan, "another router uses it");

    for (kind, name) in [
        (Kind::HttpRouter, "wiki"),
        (Kind::HttpRouter, "blog"),
        (Kind::HttpMiddleware, "auth"),
    ] {
        components.remove(PROFILE, kind, name).await.unwrap();
    }
    let (code, _) = refused(changes.apply(&reused.id).await);
    assert_eq!(code, Code::StalePlan, "what it would use is gone");
}
