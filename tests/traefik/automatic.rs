//! Saved changes that a real Traefik runs, without anybody publishing them.

use std::time::{Duration, Instant};

use mantrae_core::engine::{NewConnection, PublishOptions};
use mantrae_core::publish::{OutcomeState, StandingState};
use tests::traefik::{Feed, Launch};
use tests::{Computer, PROFILE};

fn file(routers: &[(&str, &str)]) -> String {
    let mut text = "http:\n  services:\n    app: {loadBalancer: {servers: [{url: http://127.0.0.1:9}]}}\n  \
                    routers:\n"
        .to_owned();
    text.extend(routers.iter().map(|(name, service)| {
        format!("    {name}: {{rule: Host(`{name}.lan`), entryPoints: [web], service: {service}}}\n")
    }));
    text
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a real Traefik: run `cargo xtask traefik`"]
async fn what_is_saved_goes_live_and_what_would_not_work_does_not() {
    let computer = Computer::new().await;
    let engine = &computer.engine;
    engine.profiles().create(PROFILE, "").await.unwrap();
    computer.import(&file(&[("shop", "app")])).await;
    let folder = computer.beside("traefik");
    std::fs::create_dir(&folder).unwrap();
    let traefik = Launch::new(Feed::Folder(folder.clone()))
        .entry_point("web")
        .start();
    let publications = engine.publications();
    let new = NewConnection {
        api: Some(format!("http://{}", traefik.address("traefik"))),
        ..NewConnection::at(&folder)
    };
    publications.connect(PROFILE, new).await.unwrap();
    publications.set_automatic(PROFILE, true).await.unwrap();
    publications
        .publish(PROFILE, &PublishOptions::default())
        .await
        .unwrap();
    let keeper = engine.keep_schedule(|error| println!("{error:?}")).await.unwrap();

    let mut times = Vec::new();
    for number in 2..=6 {
        let name = format!("shop{number}");
        let patience = Instant::now() + Duration::from_secs(30);
        computer.import(&file(&[(&name, "app")])).await;
        let saved = Instant::now();
        loop {
            let all = publications.list(PROFILE).await.unwrap();
            let outcome = all[0].outcome.as_ref().map(|outcome| outcome.state);
            if all[0].number == number && outcome == Some(OutcomeState::Live) {
                break;
            }
            assert!(Instant::now() < patience, "{name}: {:?}", all[0]);
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        times.push(saved.elapsed().as_millis());
    }
    println!("from the save to what Traefik confirms, in ms: {times:?}");
    let least = times.iter().min().unwrap();
    assert!(*least >= 1500, "another save might have followed: {times:?}");

    computer.import(&file(&[("broken", "gone")])).await;
    let patience = Instant::now() + Duration::from_secs(30);
    loop {
        let standing = publications.standing(PROFILE).await.unwrap().unwrap();
        let why = "Not published automatically. The HTTP router “broken” would not work";
        if standing.facts.iter().any(|fact| fact == why) {
            assert_eq!(standing.state, StandingState::NotLive);
            break;
        }
        assert!(Instant::now() < patience, "{standing:?}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    keeper.stop();
    assert_eq!(publications.list(PROFILE).await.unwrap().len(), 6);
}
