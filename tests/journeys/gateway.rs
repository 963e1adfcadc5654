//! What is known of a profile's Traefik, and what is expected of its routers, belong to the profile: backups hold both.

use mantrae_core::engine::restores::From;
use mantrae_core::expectation::{self, Expectation};
use mantrae_core::gateway::read;
use mantrae_core::import::{Choice, Decision, Request};
use tests::{Computer, PROFILE};
use traefik_dynamic::Kind;
use traefik_dynamic::predict::Status;

const INSTALL: &str = "entryPoints: {web: {address: ':80'}}\nproviders: {file: {directory: /etc/traefik}}\n";
const FILE: &str = r"
http:
  routers:
    shop: {rule: Host(`shop.lan`), entryPoints: [web], service: app}
    lost: {rule: Host(`lost.lan`), entryPoints: [websecure], service: app}
  services:
    app: {loadBalancer: {servers: [{url: http://10.0.0.1}]}}
";

async fn computer() -> Computer {
    let computer = Computer::new().await;
    computer.engine.profiles().create(PROFILE, "").await.unwrap();
    computer.import(FILE).await;
    let learned = read(INSTALL, "traefik.yml").unwrap();
    computer.engine.gateways().learn(PROFILE, learned).await.unwrap();
    let wanted = Expectation::new(
        expectation::request("http://shop.lan/cart").unwrap(),
        Some("shop".to_owned()),
    );
    let checked = computer.engine.expectations().add(PROFILE, wanted).await.unwrap();
    assert!(checked.met, "{}", checked.sentence);
    computer
}

#[tokio::test]
async fn facts_and_expectations_come_back_with_a_restore_and_go_with_its_undo() {
    let computer = computer().await;
    let engine = &computer.engine;
    let (known, expected) = (
        engine.gateways().get(PROFILE).await.unwrap(),
        engine.expectations().list(PROFILE).await.unwrap(),
    );
    let backup = computer.back_up().await;
    engine.gateways().forget(PROFILE).await.unwrap();
    engine.expectations().remove(PROFILE, 1).await.unwrap();
    assert_eq!(engine.gateways().get(PROFILE).await.unwrap(), None);

    computer.restore(From::Backup(&backup.id), &[]).await;
    assert_eq!(engine.gateways().get(PROFILE).await.unwrap(), known);
    assert_eq!(engine.expectations().list(PROFILE).await.unwrap(), expected);

    engine.undo(None, false).await.unwrap();
    assert_eq!(engine.gateways().get(PROFILE).await.unwrap(), None);
    assert!(engine.expectations().list(PROFILE).await.unwrap().is_empty());
}

#[tokio::test]
async fn what_is_in_no_backup_is_told_of_facts_too() {
    let computer = computer().await;
    computer.back_up().await;
    let changes = || async { computer.engine.verdict().await.unwrap().changes_since };
    assert_eq!(changes().await, Some(0));
    computer.engine.gateways().forget(PROFILE).await.unwrap();
    assert_eq!(changes().await, Some(1), "the profile is not as its backup");
}

#[tokio::test]
async fn the_facts_decide_what_works() {
    let computer = computer().await;
    let status = |name: &'static str| {
        let engine = &computer.engine;
        async move {
            let states = engine.gateways().predicted(PROFILE).await.unwrap();
            states
                .iter()
                .find(|state| state.component == name)
                .unwrap()
                .status
        }
    };
    assert_eq!(status("shop").await, Status::Enabled);
    assert_eq!(
        status("lost").await,
        Status::Disabled,
        "there is no entry point websecure"
    );
    computer.engine.gateways().forget(PROFILE).await.unwrap();
    assert_eq!(
        status("lost").await,
        Status::Unknown,
        "nobody knows the entry points"
    );
}

#[tokio::test]
async fn an_expectation_fails_before_the_import_that_breaks_it() {
    let computer = computer().await;
    let engine = &computer.engine;
    let text = "http: {routers: {cart: {rule: 'Host(`shop.lan`) && Path(`/cart`)', entryPoints: [web], service: app}}}";
    let request = Request {
        paths: vec![computer.file("cart.yml", text)],
        format: None,
        server_profile: None,
        braces: None,
    };
    let id = engine.imports().prepare(PROFILE, &request).await.unwrap();
    let foreseen = engine.foresight().of_import(&id, &[]).await.unwrap().expectations;
    assert!(!foreseen[0].met);
    assert_eq!(foreseen[0].reached.as_deref(), Some("cart"));
    assert_eq!(foreseen[0].sentence, "expected `shop`, but reaches `cart`");

    let kept = [Decision::new(Kind::HttpRouter, "cart", Choice::Keep)];
    let without = engine.foresight().of_import(&id, &kept).await.unwrap();
    assert!(without.expectations[0].met, "what is left out changes nothing");
    let now = engine.expectations().check(PROFILE).await.unwrap();
    assert!(now[0].met, "nothing was written");

    engine.imports().apply(&id, &[]).await.unwrap();
    let after = engine.expectations().check(PROFILE).await.unwrap();
    assert_eq!(after, foreseen);
}

#[tokio::test]
async fn no_secret_of_a_request_is_kept() {
    let computer = computer().await;
    let line = "curl -H 'Authorization: Bearer abc123' -b 'session=abc123' -u me:abc123 -H 'X-Api-Key: abc123' \
                -H 'X-Env: a' 'http://shop.lan/?page=2&access_token=abc123'";
    let wanted = Expectation::new(expectation::request(line).unwrap(), Some("shop".to_owned()));
    computer.engine.expectations().add(PROFILE, wanted).await.unwrap();
    let kept = serde_json::to_string(&computer.engine.expectations().list(PROFILE).await.unwrap()).unwrap();
    assert!(!kept.contains("abc123"), "{kept}");
    assert!(kept.contains("X-Env") && kept.contains("page=2"), "{kept}");
    let listed = computer.engine.activity(10).await.unwrap();
    let told: Vec<&str> = listed.iter().map(|entry| entry.sentence.as_str()).collect();
    assert!(!told.join("\n").contains("abc123"), "{told:?}");
}
