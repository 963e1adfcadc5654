//! A process that dies while it publishes over HTTP: what is served afterwards is what was acknowledged, and whole.

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

use crate::dying::{copied, dies_at};
use mantrae_core::engine::{NewConnection, PublishOptions, Way};
use mantrae_core::publish::{Publication, PublicationState};
use mantrae_core::secret::Secret;
use tests::asking::{free, get, serving};
use tests::{Computer, PROFILE, SERVICE_NAMES};

const TOKEN: &str = "a-token-of-the-test";

/// A computer that has published the example over HTTP.
async fn published() -> (Computer, SocketAddr) {
    let computer = Computer::with_example().await;
    let address = free();
    let publications = computer.engine.publications();
    let new = NewConnection::of(Way::Http {
        listen: address.to_string(),
        token: Some(Secret::new(TOKEN.to_owned())),
    });
    publications.connect(PROFILE, new).await.unwrap();
    let done = publications.publish(PROFILE, &PublishOptions::default()).await;
    assert!(done.unwrap().publication.is_some());
    computer.engine.close().await;
    (computer, address)
}

/// Serves from the folder of a process that died, and returns which of the two services Traefik gets.
async fn served(data: &Path, address: SocketAddr, when: &str) -> &'static str {
    let engine = tests::open(data).await.unwrap();
    let publications = engine.publications();
    let serving = serving(&engine, address).await;
    let answer = get(address, TOKEN).await;
    assert_eq!(answer.0, 200, "{when}");
    let text = answer.json().to_string();
    let held: Vec<&str> = SERVICE_NAMES
        .into_iter()
        .filter(|name| text.contains(&format!("\"service\":\"{name}\"")))
        .collect();
    assert_eq!(held.len(), 1, "{when}: {text}");

    // A trial that was open is over a second later, whoever looks.
    publications.look().await.unwrap();
    let is_open = |one: &Publication| one.deadline.is_some();
    if publications.list(PROFILE).await.unwrap().iter().any(is_open) {
        tokio::time::sleep(Duration::from_millis(1100)).await;
        publications.look().await.unwrap();
    }
    let all = publications.list(PROFILE).await.unwrap();
    let is_settled =
        |one: &Publication| !matches!(one.state, PublicationState::Begun | PublicationState::TakingBack);
    assert!(
        all.iter().all(is_settled) && !all.iter().any(is_open),
        "{when}: {all:#?}"
    );
    let current = all
        .iter()
        .find(|one| one.state == PublicationState::Written)
        .unwrap();
    let text = get(address, TOKEN).await.json().to_string();
    assert!(
        text.contains(&current.revision),
        "{when}: publication {} is the one that counts: {text}",
        current.number
    );
    let plan = publications.plan(PROFILE).await.unwrap();
    assert!(plan.is_allowed(), "{when}: {:?}", plan.problems);
    serving.stop().await;
    engine.close().await;
    held[0]
}

/// "The power went exactly between two steps", such as after it was stored and before it was served.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_acknowledged_is_served_after_a_crash() {
    let (computer, address) = published().await;
    let mut seen = BTreeSet::new();
    for number in 1.. {
        let copy = copied(&computer.data());
        let data = &copy.data;
        let is_done = dies_at(number, &["publish".as_ref(), data.as_os_str()]);
        seen.insert(served(data, address, &format!("step {number}")).await);
        if is_done {
            println!("killed at each of {} steps", number - 1);
            assert!(
                number > 12,
                "publishing, taking back and publishing have steps: {number}"
            );
            assert_eq!(seen.len(), 2, "before and after: {seen:?}");
            return;
        }
    }
}
