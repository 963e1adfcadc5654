//! Saved changes are published without a person, as long as nothing is wrong.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use mantrae_core::engine::{Change, ChangeSet, NewConnection, PublishOptions, Put};
use mantrae_core::expectation::{self, Expectation};
use mantrae_core::publish::StandingState;
use mantrae_core::{Code, Engine};
use tests::{Computer, PROFILE};
use traefik_dynamic::{Component, Kind};

/// A computer whose profile was published once, and is published automatically from now on.
async fn computer() -> (Computer, PathBuf) {
    let computer = Computer::new().await;
    let engine = &computer.engine;
    engine.profiles().create(PROFILE, "").await.unwrap();
    computer.import(&routers(&[("blog", "blog.example.com")])).await;
    let folder = computer.beside("traefik");
    std::fs::create_dir(&folder).unwrap();
    let publications = engine.publications();
    let connection = publications.connect(PROFILE, NewConnection::at(&folder)).await;
    assert!(
        !connection.unwrap().automatic,
        "it is off unless somebody wants it"
    );
    assert!(publications.set_automatic(PROFILE, true).await.unwrap());
    assert!(
        !publications.set_automatic(PROFILE, true).await.unwrap(),
        "it is on already"
    );
    (computer, folder.join("home.yml"))
}

fn routers(all: &[(&str, &str)]) -> String {
    let mut text = "http:\n  services:\n    web:\n      loadBalancer:\n        servers: [{url: http://10.0.0.2:80}]\n  routers:\n".to_owned();
    let routers = all.iter();
    let routers =
        routers.map(|(name, host)| format!("    {name}:\n      rule: Host(`{host}`)\n      service: web\n"));
    text.extend(routers);
    text
}

async fn publish(engine: &Engine) {
    let options = PublishOptions::default();
    let published = engine.publications().publish(PROFILE, &options).await;
    assert!(published.unwrap().publication.is_some());
}

/// How many publications there are, and why the last save was not published.
async fn after_a_look(engine: &Engine) -> (usize, Option<String>) {
    engine.publications().publish_saved().await.unwrap();
    let all = engine.publications().list(PROFILE).await.unwrap();
    let status = engine.publications().status(PROFILE).await.unwrap();
    if let Some(reason) = &status.held_back {
        let said = format!("Not published automatically. {reason}");
        assert!(status.standing.facts.contains(&said), "{:?}", status.standing);
    }
    (all.len(), status.held_back)
}

#[tokio::test]
async fn what_is_saved_is_published() {
    let (computer, file) = computer().await;
    let engine = &computer.engine;
    let first = Some("The first publication is yours to make".to_owned());
    assert_eq!(after_a_look(engine).await, (0, first));
    publish(engine).await;
    assert_eq!(after_a_look(engine).await, (1, None));

    computer.import(&routers(&[("wiki", "wiki.example.com")])).await;
    assert_eq!(after_a_look(engine).await, (2, None));
    assert!(
        std::fs::read_to_string(&file)
            .unwrap()
            .contains("wiki.example.com")
    );
    assert_eq!(after_a_look(engine).await, (2, None), "once");
    let newest = engine.activity(10).await.unwrap();
    assert!(
        newest
            .iter()
            .any(|one| one.sentence.contains("published automatically to")),
        "{newest:?}"
    );

    // Turned off, it waits.
    engine.publications().set_automatic(PROFILE, false).await.unwrap();
    computer.import(&routers(&[("shop", "shop.example.com")])).await;
    assert_eq!(after_a_look(engine).await, (2, None));
    assert!(
        !std::fs::read_to_string(&file)
            .unwrap()
            .contains("shop.example.com")
    );
    // Nor is it if somebody turned it off just before.
    let automatic = PublishOptions {
        automatic: true,
        ..PublishOptions::default()
    };
    let late = engine.publications().publish(PROFILE, &automatic).await;
    assert_eq!(late.unwrap_err().code, Code::StalePlan);
    // Turned on again, what waits is published.
    engine.publications().set_automatic(PROFILE, true).await.unwrap();
    assert_eq!(after_a_look(engine).await, (3, None));
}

#[tokio::test]
async fn what_needs_a_person_waits_for_one() {
    let (computer, file) = computer().await;
    let engine = &computer.engine;
    publish(engine).await;
    let names: Vec<String> = (0..5).map(|number| format!("r{number}")).collect();
    let hosts: Vec<String> = names.iter().map(|name| format!("{name}.example.com")).collect();
    let many: Vec<(&str, &str)> = names
        .iter()
        .map(String::as_str)
        .zip(hosts.iter().map(String::as_str))
        .collect();
    computer.import(&routers(&many)).await;
    let why = "5 routers would change, and at most 4 may without you".to_owned();
    assert_eq!(after_a_look(engine).await, (1, Some(why)));
    let standing = engine.publications().standing(PROFILE).await.unwrap().unwrap();
    assert_eq!(standing.state, StandingState::NotLive);
    publish(engine).await;
    assert_eq!(after_a_look(engine).await, (2, None), "the reason is gone");

    // An expectation that breaks.
    let request = expectation::request("https://blog.example.com/").unwrap();
    let expected = Expectation::new(request, Some("blog".to_owned()));
    engine.expectations().add(PROFILE, expected).await.unwrap();
    computer.import(&routers(&[("blog", "moved.example.com")])).await;
    let (count, why) = after_a_look(engine).await;
    assert_eq!(count, 2);
    assert!(why.as_ref().unwrap().starts_with("Expectation 1: "), "{why:?}");
    engine.expectations().remove(PROFILE, 1).await.unwrap();
    assert_eq!(after_a_look(engine).await, (3, None));

    // Somebody else's change of the file.
    let by_hand = std::fs::read_to_string(&file)
        .unwrap()
        .replace("moved", "by-hand");
    mantrae_core::fs::write_atomic(&file, by_hand.as_bytes()).unwrap();
    computer.import(&routers(&[("blog", "again.example.com")])).await;
    let (count, why) = after_a_look(engine).await;
    assert_eq!(count, 3);
    assert!(
        why.as_ref().unwrap().contains("was changed by somebody else"),
        "{why:?}"
    );
    assert_eq!(std::fs::read_to_string(&file).unwrap(), by_hand);
}

/// "I took it back, so it must not come again by itself."
#[tokio::test]
async fn what_was_taken_back_does_not_come_back() {
    let (computer, file) = computer().await;
    let engine = &computer.engine;
    publish(engine).await;
    computer.import(&routers(&[("wiki", "wiki.example.com")])).await;
    assert_eq!(after_a_look(engine).await, (2, None));
    engine.publications().take_back(PROFILE, None).await.unwrap();
    let without = std::fs::read_to_string(&file).unwrap();
    assert!(!without.contains("wiki.example.com"));
    let why = "Publication 2 was taken back, so the next one is yours to make".to_owned();
    assert_eq!(after_a_look(engine).await, (2, Some(why.clone())));
    computer.import(&routers(&[("shop", "shop.example.com")])).await;
    assert_eq!(after_a_look(engine).await, (2, Some(why)));
    assert_eq!(std::fs::read_to_string(&file).unwrap(), without);
    publish(engine).await;
    computer.import(&routers(&[("news", "news.example.com")])).await;
    assert_eq!(after_a_look(engine).await, (4, None));
}

/// Saves another host of the router `blog`, as soon as the program is not busy with something else.
async fn save(engine: &Engine, host: &str) {
    let value = serde_json::json!({ "rule": format!("Host(`{host}`)"), "service": "web" });
    let put = Put::new(
        &Component::from_configuration(Kind::HttpRouter, "blog", value),
        None,
    );
    let set = ChangeSet {
        title: None,
        changes: vec![Change::Put(put)],
    };
    loop {
        match engine.changes().make(PROFILE, &set).await {
            Err(error) if error.code == Code::Busy => tokio::time::sleep(Duration::from_millis(20)).await,
            done => return drop(done.unwrap()),
        }
    }
}

/// "Two seconds after I stop, it is there; while I go on, it is not."
#[tokio::test(flavor = "multi_thread")]
async fn the_running_program_waits_for_the_end_of_saving() {
    let (computer, file) = computer().await;
    let engine = &computer.engine;
    publish(engine).await;
    let keeper = engine.keep_schedule(|error| println!("{error:?}")).await.unwrap();
    let holds = |host: &str| std::fs::read_to_string(&file).unwrap().contains(host);
    let (begun, mut saved, mut longest) = (Instant::now(), Instant::now(), Duration::ZERO);
    for number in 0_u32.. {
        save(engine, &format!("h{number}.example.com")).await;
        longest = longest.max(saved.elapsed());
        saved = Instant::now();
        if begun.elapsed() > Duration::from_secs(5) {
            break;
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    // On a machine that stands still for seconds, a pause is a pause.
    if longest < Duration::from_millis(1800) {
        let count = engine.publications().list(PROFILE).await.unwrap().len();
        assert_eq!(count, 1, "nobody had stopped saving");
    }
    save(engine, "last.example.com").await;
    let patience = Instant::now() + Duration::from_secs(30);
    while !holds("last.example.com") {
        assert!(Instant::now() < patience, "the last save is not published");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    keeper.stop();
}
