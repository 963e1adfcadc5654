//! A service is exposed: planned, made as one, undone as one, and never against what was changed meanwhile.

use mantrae_core::Code;
use mantrae_core::engine::{Access, Exposure, Https, LoginProduct};
use mantrae_core::secret::Secret;
use tests::{Computer, PROFILE};
use traefik_dynamic::{Format, Kind};

const WRITTEN: &str = "http:
  routers:
    # mine
    wiki: {rule: Host(`wiki.example.com`), service: wiki}  # public
  services:
    wiki: {loadBalancer: {servers: [{url: http://192.0.2.9}]}}
";

fn photos() -> Exposure {
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

/// "I exposed my photos with a password. It was one change, and one undo took all of it back."
#[tokio::test]
async fn one_change_and_one_undo() {
    let computer = computer().await;
    let changes = computer.engine.changes();
    let entry = changes
        .basic_entry("family", Secret::new("harbor-17-kite".to_owned()))
        .await
        .unwrap();
    let wanted = Exposure {
        access: Access::Password { entry },
        security_headers: true,
        ..photos()
    };
    let before = text(&computer).await;
    let exposed = changes.expose(PROFILE, &wanted).await.unwrap();
    assert_eq!(text(&computer).await, before, "a plan writes nothing");
    assert_eq!(exposed.plan.components.len(), 4, "{:?}", exposed.made);
    let entry = changes.apply(&exposed.plan.id).await.unwrap().unwrap();
    let after = text(&computer).await;
    assert!(
        after.contains("# mine\n") && after.contains("photos-auth:"),
        "{after}"
    );
    let answer = computer.engine.undo(Some(&entry), false).await.unwrap();
    assert!(answer.left_alone.is_empty());
    assert_eq!(text(&computer).await, before);
}

/// "Somebody took the name while I was reading the plan."
#[tokio::test]
async fn a_plan_that_is_no_longer_true_is_not_made() {
    let computer = computer().await;
    let changes = computer.engine.changes();
    let first = changes.expose(PROFILE, &photos()).await.unwrap();
    let second = changes
        .expose(
            PROFILE,
            &Exposure {
                server: "http://192.0.2.77".to_owned(),
                ..photos()
            },
        )
        .await
        .unwrap();
    changes.apply(&first.plan.id).await.unwrap();
    let before = text(&computer).await;
    let error = changes.apply(&second.plan.id).await.unwrap_err();
    assert_eq!(error.code, Code::StalePlan);
    assert_eq!(text(&computer).await, before);
    let error = changes.expose(PROFILE, &photos()).await.unwrap_err();
    assert_eq!(error.code, Code::Exists, "{error}");
}

/// "What Traefik would refuse was not even planned."
#[tokio::test]
async fn what_would_not_work_is_refused() {
    let computer = computer().await;
    let changes = computer.engine.changes();
    let networks = vec!["not a network".to_owned()];
    let access = Access::Networks { networks };
    let error = changes
        .expose(PROFILE, &Exposure { access, ..photos() })
        .await
        .unwrap_err();
    assert_eq!(error.code, Code::InvalidInput);
    assert!(error.message.contains("would not work"), "{error}");
}

/// "Every product that people sign in to works on this Traefik, and two services share what they can."
#[tokio::test]
async fn what_can_be_shared_is_shared() {
    for product in [
        LoginProduct::Authelia,
        LoginProduct::Authentik,
        LoginProduct::Oauth2Proxy,
    ] {
        let computer = computer().await;
        let changes = computer.engine.changes();
        let login = |host: &str| Exposure {
            address: format!("{host}.example.com"),
            access: Access::Login {
                product,
                address: None,
            },
            self_signed: true,
            server: "https://192.168.1.5".to_owned(),
            security_headers: true,
            ..photos()
        };
        for host in ["photos", "music"] {
            let exposed = changes.expose(PROFILE, &login(host)).await.unwrap();
            let broken: Vec<_> = exposed
                .plan
                .outlook
                .iter()
                .filter(|one| !one.appeared.is_empty())
                .collect();
            assert!(broken.is_empty(), "{product:?}: {broken:?}");
            changes.apply(&exposed.plan.id).await.unwrap();
        }
        let rows = computer.engine.components().list(PROFILE).await.unwrap();
        let count = |kind| rows.iter().filter(|row| row.kind == kind).count();
        assert_eq!(
            count(Kind::HttpMiddleware),
            2,
            "{product:?}: one login, one set of headers"
        );
        assert_eq!(count(Kind::HttpServersTransport), 1, "{product:?}");
        let answering = usize::from(product != LoginProduct::Authelia);
        assert_eq!(count(Kind::HttpService), 3 + answering, "{product:?}");
        assert_eq!(count(Kind::HttpRouter), 3 + 2 * answering, "{product:?}");
    }
}

/// The window asks from tasks of its own.
#[tokio::test]
async fn all_of_it_can_be_asked_from_a_task() {
    let computer = computer().await;
    let engine = computer.engine.clone();
    let asked = tokio::spawn(async move {
        let choices = engine.changes().expose_choices(PROFILE).await.unwrap();
        let password = Secret::new("harbor-17-kite".to_owned());
        engine.changes().basic_entry("family", password).await.unwrap();
        engine.changes().expose(PROFILE, &photos()).await.unwrap();
        choices
    });
    assert_eq!(asked.await.unwrap().domains, ["example.com"]);
}
