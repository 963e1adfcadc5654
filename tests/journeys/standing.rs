//! How a published profile stands, and that nobody acts on what was true at an earlier look.

use std::path::{Path, PathBuf};

use mantrae_core::engine::{
    Change, ChangeSet, NewConnection, PublicationPlan, PublishOptions, SeenPlan, Way,
};
use mantrae_core::import::Request;
use mantrae_core::publish::StandingState;
use mantrae_core::{Code, Engine};
use tests::{Computer, PROFILE};
use traefik_dynamic::{Format, Kind};

const FILE: &str = "# Ours since 2019.
http:
  routers:
    shop: {rule: Host(`shop.lan`), service: app, priority: 7} # the shop
  services:
    app: {loadBalancer: {servers: [{url: http://127.0.0.1:9}]}}
";

async fn published() -> (Computer, PathBuf) {
    let computer = Computer::new().await;
    computer.engine.profiles().create(PROFILE, "").await.unwrap();
    computer.import(FILE).await;
    let folder = computer.beside("traefik");
    std::fs::create_dir(&folder).unwrap();
    let new = NewConnection::of(Way::Files {
        path: folder.clone(),
        file_name: Some("home.yml".to_owned()),
    });
    computer
        .engine
        .publications()
        .connect(PROFILE, new)
        .await
        .unwrap();
    publish(&computer.engine, PublishOptions::default())
        .await
        .unwrap();
    (computer, folder.join("home.yml"))
}

async fn publish(engine: &Engine, options: PublishOptions) -> Result<(), mantrae_core::Error> {
    engine.publications().publish(PROFILE, &options).await.map(drop)
}

/// What is recorded, and what a look says: the same.
async fn standing(engine: &Engine) -> (StandingState, u32) {
    let recorded = engine.publications().standing(PROFILE).await.unwrap().unwrap();
    let looked = engine.publications().status(PROFILE).await.unwrap().standing;
    assert_eq!(recorded, looked);
    (recorded.state, recorded.unpublished)
}

async fn plan(engine: &Engine) -> PublicationPlan {
    engine.publications().plan(PROFILE).await.unwrap()
}

async fn rename(engine: &Engine, from: &str, to: &str) {
    let change = Change::Rename {
        kind: Kind::HttpService,
        name: from.to_owned(),
        to: to.to_owned(),
    };
    let set = ChangeSet {
        title: None,
        changes: vec![change],
    };
    engine.changes().make(PROFILE, &set).await.unwrap();
}

fn write(file: &Path, text: &str) {
    mantrae_core::fs::write_atomic(file, text.as_bytes()).unwrap();
}

#[tokio::test]
async fn the_sentence_follows_profile_and_file() {
    let (computer, file) = published().await;
    let engine = &computer.engine;
    assert_eq!(standing(engine).await, (StandingState::NotConfirmed, 0));
    rename(engine, "app", "web").await;
    // The service of both names, and the router that follows.
    assert_eq!(standing(engine).await, (StandingState::NotLive, 3));
    rename(engine, "web", "app").await;
    assert_eq!(standing(engine).await, (StandingState::NotConfirmed, 0));
    let ours = std::fs::read_to_string(&file).unwrap();
    write(&file, &ours.replace("priority: 7", "priority: 70"));
    assert_eq!(standing(engine).await, (StandingState::ChangedOutside, 1));
    write(&file, &ours);
    assert_eq!(standing(engine).await, (StandingState::NotConfirmed, 0));
    std::fs::remove_file(&file).unwrap();
    assert_eq!(standing(engine).await, (StandingState::ChangedOutside, 2));
    engine.publications().disconnect(PROFILE).await.unwrap();
    assert!(engine.publications().standing(PROFILE).await.unwrap().is_none());
}

#[tokio::test]
async fn what_others_wrote_is_taken_in_without_what_is_ours() {
    let (computer, file) = published().await;
    let engine = &computer.engine;
    let theirs = std::fs::read_to_string(&file)
        .unwrap()
        .replace("priority: 7", "priority: 70")
        .replace("# the shop", "# the shop, first");
    write(&file, &theirs);
    let refused = publish(engine, PublishOptions::default()).await;
    assert!(refused.is_err(), "their change would be lost");

    let request = Request {
        paths: vec![file.clone()],
        ..Request::default()
    };
    let review = engine.imports().prepare(PROFILE, &request).await.unwrap();
    let shown = engine.imports().review(&review).await.unwrap();
    let names: Vec<&str> = shown.items.iter().map(|item| item.name.as_str()).collect();
    assert_eq!(names, ["shop", "app"], "the marker is no component of a profile");
    engine.imports().apply(&review, &[]).await.unwrap();
    let text = engine
        .profiles()
        .export(PROFILE, Format::Yaml)
        .await
        .unwrap()
        .text;
    assert!(
        text.starts_with("# Ours since 2019.") && text.contains("priority: 70} # the shop, first"),
        "{text}"
    );
    // Nothing of theirs would be lost any more, and nothing is published yet that Traefik could confirm.
    assert_eq!(standing(engine).await, (StandingState::NotLive, 0));
    publish(engine, PublishOptions::default()).await.unwrap();
    assert_eq!(standing(engine).await, (StandingState::NotConfirmed, 0));
    let now = std::fs::read_to_string(&file).unwrap();
    assert!(now.contains("priority: 70} # the shop, first"), "{now}");
}

#[tokio::test]
async fn nothing_that_others_wrote_is_replaced_unasked_whatever_it_means() {
    let (computer, file) = published().await;
    let ours = std::fs::read_to_string(&file).unwrap();
    let check = async |theirs: String| {
        assert_ne!(theirs, ours, "nothing was changed");
        write(&file, &theirs);
        assert_eq!(
            standing(&computer.engine).await.0,
            StandingState::ChangedOutside,
            "{theirs}"
        );
        let refused = publish(&computer.engine, PublishOptions::default()).await;
        assert!(refused.is_err(), "{theirs}");
        assert_eq!(std::fs::read_to_string(&file).unwrap(), theirs);
    };
    check(format!("{ours}# Ask me before you touch this.\n")).await;
    check(ours.replace("# the shop", "# the shop, and mine")).await;
    check(ours.replace("service: app, priority: 7}", "service: app, priority: 7 }")).await;
    check(ours.replace("http://127.0.0.1:9", "'http://127.0.0.1:9'")).await;
}

#[tokio::test]
async fn only_the_plan_that_was_looked_at_is_published() {
    let (computer, file) = published().await;
    let engine = &computer.engine;
    rename(engine, "app", "web").await;
    let plan_of = |plan: PublicationPlan| PublishOptions {
        seen: Some(SeenPlan {
            revision: plan.revision,
            held: plan.held,
        }),
        overwrite: true,
        ..PublishOptions::default()
    };
    let before = std::fs::read_to_string(&file).unwrap();

    let seen = plan(engine).await;
    rename(engine, "web", "site").await;
    let refused = publish(engine, plan_of(seen)).await.unwrap_err();
    assert_eq!(
        refused.code,
        Code::StalePlan,
        "the profile changed after the look"
    );
    assert_eq!(std::fs::read_to_string(&file).unwrap(), before);

    let seen = plan(engine).await;
    let theirs = before.replace("priority: 7", "priority: 8");
    write(&file, &theirs);
    let refused = publish(engine, plan_of(seen)).await.unwrap_err();
    assert_eq!(refused.code, Code::StalePlan, "the file changed after the look");
    assert_eq!(std::fs::read_to_string(&file).unwrap(), theirs);

    let seen = plan(engine).await;
    publish(engine, plan_of(seen)).await.unwrap();
    assert!(std::fs::read_to_string(&file).unwrap().contains("site:"));
}

#[tokio::test]
async fn a_trial_gets_more_time_only_while_it_goes_on() {
    let (computer, file) = published().await;
    let engine = &computer.engine;
    assert_eq!(engine.publications().next_end().await.unwrap(), None);
    let refused = engine.publications().prolong(PROFILE, 60).await.unwrap_err();
    assert_eq!(refused.code, Code::NotFound);

    let before = std::fs::read_to_string(&file).unwrap();
    rename(engine, "app", "web").await;
    let trial = PublishOptions {
        trial: Some(60),
        ..PublishOptions::default()
    };
    publish(engine, trial).await.unwrap();
    assert_eq!(standing(engine).await.0, StandingState::OnTrial);
    let first = engine.publications().next_end().await.unwrap().unwrap();
    assert!((50..=60).contains(&first.as_secs()), "{first:?}");
    engine.publications().prolong(PROFILE, 60).await.unwrap();
    let second = engine.publications().next_end().await.unwrap().unwrap();
    assert!((110..=120).contains(&second.as_secs()), "{second:?}");
    engine.publications().take_back(PROFILE, None).await.unwrap();
    assert_eq!(std::fs::read_to_string(&file).unwrap(), before);
    assert_eq!(engine.publications().next_end().await.unwrap(), None);
}

#[tokio::test]
async fn a_trial_that_is_over_is_not_waited_for() {
    let (computer, file) = published().await;
    let publications = computer.engine.publications();
    let before = std::fs::read_to_string(&file).unwrap();
    rename(&computer.engine, "app", "web").await;
    let trial = PublishOptions {
        trial: Some(1),
        ..PublishOptions::default()
    };
    publish(&computer.engine, trial).await.unwrap();
    tokio::time::sleep(std::time::Duration::from_millis(1_100)).await;
    // Whoever sleeps until then would not sleep at all, as long as it cannot be taken back.
    assert_eq!(publications.next_end().await.unwrap(), None);
    assert_eq!(publications.look().await.unwrap().len(), 1);
    assert_eq!(std::fs::read_to_string(&file).unwrap(), before);
}
