//! A profile that Traefik asks for over HTTP: what it gets, and what it never gets.

use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use mantrae_core::engine::{Change, ChangeSet, NewConnection, PublishOptions, Way};
use mantrae_core::publish::{Form, PublicationState, StandingState};
use mantrae_core::secret::Secret;
use mantrae_core::{Code, Engine};
use tests::asking::{Answer, free, get, one, raw, request, serving};
use tests::{Computer, PROFILE, SERVICE_NAMES};
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;
use traefik_dynamic::Kind;

/// A computer with the example, connected over HTTP at a free port, and the token.
async fn connected() -> (Computer, SocketAddr, String) {
    let computer = Computer::with_example().await;
    let address = free();
    let new = NewConnection::of(Way::http(address.to_string()));
    let connection = computer
        .engine
        .publications()
        .connect(PROFILE, new)
        .await
        .unwrap();
    assert_eq!(connection.form, Form::Http);
    assert_eq!(connection.file, format!("http://{address}/api/home"));
    let token = computer.engine.publications().token(PROFILE).await.unwrap();
    (computer, address, token.expose().clone())
}

async fn publish(engine: &Engine) -> i64 {
    let done = engine
        .publications()
        .publish(PROFILE, &PublishOptions::default())
        .await;
    done.unwrap().publication.unwrap().number
}

/// Renames the service of the example to the other of its two names.
async fn change(engine: &Engine, round: usize) {
    let rename = ChangeSet {
        title: None,
        changes: vec![Change::Rename {
            kind: Kind::HttpService,
            name: SERVICE_NAMES[round % 2].to_owned(),
            to: SERVICE_NAMES[(round + 1) % 2].to_owned(),
        }],
    };
    engine.changes().make(PROFILE, &rename).await.unwrap();
}

/// The service in an answer, which is whole and has the marker.
fn service(answer: &Answer) -> String {
    assert_eq!(answer.0, 200, "{answer:?}");
    let whole = answer.json();
    let middlewares = whole["http"]["middlewares"].as_object().unwrap();
    assert!(
        middlewares
            .keys()
            .any(|name| name.starts_with("mantrae-revision-")),
        "{whole}"
    );
    whole["http"]["routers"]["my-router"]["service"]
        .as_str()
        .unwrap()
        .to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn each_request_gets_the_answer_that_is_agreed() {
    let (computer, address, token) = connected().await;
    let served = serving(&computer.engine, address).await;
    assert_eq!(get(address, &token).await.0, 503, "nothing was ever published");
    publish(&computer.engine).await;
    let body = get(address, &token).await.2;

    let check = async |request: &str, expect: u16| {
        let answer = raw(address, request.as_bytes()).await.unwrap();
        assert_eq!(answer.0, expect, "{request:?}: {answer:?}");
        let length = format!("content-length: {}", body.len());
        assert_eq!(
            answer.1.contains(&length),
            expect == 200,
            "{request:?}: {answer:?}"
        );
        let is_head = request.starts_with("HEAD");
        let held: &[u8] = if expect == 200 && !is_head { &body } else { b"" };
        assert_eq!(answer.2, held, "{request:?}: no text but that of a publication");
    };
    let with = |method: &str, path: &str| request(method, path, &token);
    check(&with("GET", "/api/home"), 200).await;
    check(&with("HEAD", "/api/home"), 200).await;
    check(&with("GET", "/api/home?token=x"), 200).await;
    check(&with("GET", "http://x/api/home"), 200).await;
    check(&with("GET", "/api/home").replace("HTTP/1.1", "HTTP/1.0"), 200).await;
    let conditional = with("GET", "/api/home").replace("Connection", "If-None-Match: *\r\nConnection");
    check(&conditional, 200).await;
    for method in ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"] {
        check(&with(method, "/api/home"), 405).await;
    }
    for path in [
        "/",
        "/api/",
        "/api/home/",
        "//api/home",
        "/api/../api/home",
        "/api/%68ome",
        "/api/other",
        "/metrics",
    ] {
        check(&with("GET", path), 404).await;
    }
    check(&request("GET", "/api/home", "wrong"), 404).await;
    check(&request("GET", "/api/home", &token[1..]), 404).await;
    check(&request("GET", &format!("/api/home?token={token}"), ""), 404).await;
    let unknown = raw(address, with("GET", "/api/other").as_bytes()).await;
    let wrong = raw(address, request("GET", "/api/home", "wrong").as_bytes()).await;
    let undated = |answer: Option<Answer>| {
        let answer = answer.unwrap();
        let head: Vec<&str> = answer
            .1
            .lines()
            .filter(|line| !line.starts_with("date"))
            .collect();
        (answer.0, head.join("\n"), answer.2.clone())
    };
    assert_eq!(
        undated(unknown),
        undated(wrong),
        "who asks cannot tell which is wrong"
    );

    // What is no request, or too much of one.
    for (bytes, what) in [
        (vec![b'x'; 10_000_000], "no request"),
        (
            format!("GET /api/home HTTP/1.1\r\nX: {}\r\n\r\n", "x".repeat(10_000_000)).into_bytes(),
            "a long header",
        ),
        (
            format!("GET /api/home HTTP/1.1\r\n{}\r\n", "X: x\r\n".repeat(1000)).into_bytes(),
            "many headers",
        ),
        (
            format!("GET /{} HTTP/1.1\r\n\r\n", "x".repeat(100_000)).into_bytes(),
            "a long path",
        ),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01".to_vec(), "TLS"),
        (b"GET /api/home HTTP/9.9\r\n\r\n".to_vec(), "another version"),
    ] {
        let answer = raw(address, &bytes).await;
        assert!(
            answer.as_ref().is_none_or(|answer| answer.0 >= 400),
            "{what}: {answer:?}"
        );
        assert!(answer.is_none_or(|answer| answer.2.is_empty()), "{what}");
    }
    check(&with("GET", "/api/home"), 200).await;
    served.stop().await;
    assert!(
        TcpStream::connect(address).await.is_err(),
        "nobody listens any more"
    );
}

/// "I published, looked, and took it back": what is served is what was published last, and never what is being edited.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_served_is_what_was_published_last() {
    let (computer, address, token) = connected().await;
    let engine = &computer.engine;
    let served = serving(engine, address).await;
    publish(engine).await;
    let first = get(address, &token).await;
    assert_eq!(service(&first), SERVICE_NAMES[0]);
    change(engine, 0).await;
    assert_eq!(get(address, &token).await, first, "an edit is not published");
    publish(engine).await;
    let second = get(address, &token).await;
    assert_eq!(service(&second), SERVICE_NAMES[1]);

    let publications = engine.publications();
    publications.take_back(PROFILE, None).await.unwrap();
    assert_eq!(get(address, &token).await.2, first.2, "to the letter");
    publications.take_back(PROFILE, None).await.unwrap();
    let nothing = get(address, &token).await;
    assert_eq!(
        (nothing.0, nothing.2.as_slice()),
        (200, &b"{}"[..]),
        "no routes, as before"
    );

    // Another program publishes, as the command line does.
    let other = tests::open_with(&computer.data(), &computer.keyring)
        .await
        .unwrap();
    publish(&other).await;
    tokio::time::sleep(Duration::from_millis(150)).await;
    assert_eq!(get(address, &token).await.2, second.2);
    served.stop().await;
    // It serves now, and knows what was acknowledged.
    let served = serving(&other, address).await;
    assert_eq!(get(address, &token).await.2, second.2);
    let trial = PublishOptions {
        trial: Some(1),
        ..PublishOptions::default()
    };
    change(&other, 1).await;
    let on_trial = other.publications().publish(PROFILE, &trial).await.unwrap();
    assert_eq!(service(&get(address, &token).await), SERVICE_NAMES[0]);
    let number = on_trial.publication.unwrap().number;
    let over = other
        .publications()
        .wait_for_trial(PROFILE, number)
        .await
        .unwrap();
    assert_eq!(over.state, PublicationState::TakenBack);
    assert_eq!(get(address, &token).await.2, second.2);
    // An earlier one, with those after it.
    publish(&other).await;
    let all = other.publications().list(PROFILE).await.unwrap();
    assert_eq!(service(&get(address, &token).await), SERVICE_NAMES[0]);
    other
        .publications()
        .take_back(PROFILE, Some(all[2].number))
        .await
        .unwrap();
    assert_eq!(
        get(address, &token).await.2,
        b"{}",
        "what was there before that one"
    );
    other.publications().disconnect(PROFILE).await.unwrap();
    served.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_asks_is_known() {
    let (computer, address, token) = connected().await;
    let engine = &computer.engine;
    let publications = engine.publications();
    let standing = async || publications.standing(PROFILE).await.unwrap().unwrap();
    publish(engine).await;
    let now = standing().await;
    assert_eq!(now.state, StandingState::NotAsking);
    assert_eq!(now.sentence, "Mantrae does not serve this profile now");
    let served = serving(engine, address).await;
    assert_eq!(standing().await.state, StandingState::NotConfirmed);
    get(address, "wrong").await;
    assert!(
        publications.status(PROFILE).await.unwrap().polls.is_empty(),
        "that was no Traefik"
    );
    get(address, &token).await;
    tokio::time::sleep(Duration::from_millis(200)).await;
    let facts = standing().await.facts;
    let last = facts.last().unwrap();
    assert!(
        last.starts_with("Traefik asked ") && last.ends_with(" s ago and got publication 1"),
        "{facts:?}"
    );
    // Another program knows it too.
    let other = tests::open_with(&computer.data(), &computer.keyring)
        .await
        .unwrap();
    let polls = other.publications().status(PROFILE).await.unwrap().polls;
    assert_eq!(polls.len(), 1);
    assert_eq!(
        (polls[0].peer.as_str(), polls[0].agent.as_str()),
        ("127.0.0.1", "Go-http-client/1.1")
    );
    // And only one of them serves.
    let second = other.publications().serve();
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert_eq!(get(address, &token).await.0, 200);
    second.stop().await;
    assert_eq!(get(address, &token).await.0, 200, "the other one had never begun");
    served.stop().await;
    assert_eq!(standing().await.state, StandingState::NotAsking);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_in_use_is_said_and_tried_again() {
    let (computer, address, token) = connected().await;
    let engine = &computer.engine;
    publish(engine).await;
    let occupied = TcpListener::bind(address).unwrap();
    let served = engine.publications().serve();
    tokio::time::sleep(Duration::from_millis(200)).await;
    let standing = engine.publications().standing(PROFILE).await.unwrap().unwrap();
    assert_eq!(standing.state, StandingState::NotAsking);
    assert_eq!(
        standing.sentence,
        format!("Another program already listens at `{address}`")
    );
    let who = engine.publications().who_serves().unwrap();
    assert_eq!(who.listening[0].problem.as_ref().unwrap().code, Code::Listen);
    drop(occupied);
    // Elsewhere at once, and then nowhere else.
    let elsewhere = free();
    let new = NewConnection::of(Way::http(elsewhere.to_string()));
    engine.publications().connect(PROFILE, new).await.unwrap();
    for _ in 0..100 {
        if TcpStream::connect(elsewhere).await.is_ok() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert_eq!(
        get(elsewhere, &token).await.0,
        200,
        "the token stays, as does what was published"
    );
    assert!(TcpStream::connect(address).await.is_err());
    served.stop().await;
}

/// The token is in the keyring, and nowhere on the disk; what knows it is a hash.
#[tokio::test(flavor = "multi_thread")]
async fn the_token_is_nowhere_on_the_disk() {
    let (computer, address, token) = connected().await;
    let engine = &computer.engine;
    let publications = engine.publications();
    let served = serving(engine, address).await;
    publish(engine).await;
    get(address, &token).await;
    let way = Way::http(address.to_string());
    let hidden = publications
        .traefik_settings(PROFILE, Some(&way), false)
        .await
        .unwrap();
    let shown = publications.traefik_settings(PROFILE, None, true).await.unwrap();
    assert!(!format!("{hidden:?}").contains(&token));
    for text in [&shown.yaml, &shown.toml, &shown.flags, &shown.compose] {
        assert!(text.contains(&format!("Bearer {token}")), "{text}");
    }
    engine.backups().create("").await.unwrap();
    let status = publications.status(PROFILE).await.unwrap();
    assert!(!format!("{status:?}").contains(&token));
    let search = |token: &str| {
        let mut files = 0;
        let mut folders = vec![computer.data()];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                    continue;
                }
                files += 1;
                let bytes = std::fs::read(&path).unwrap();
                let is_there = bytes.windows(token.len()).any(|some| some == token.as_bytes());
                assert!(!is_there, "{}", path.display());
            }
        }
        assert!(files > 4, "the databases at least");
    };
    search(&token);

    publications.renew_token(PROFILE).await.unwrap();
    let new = publications.token(PROFILE).await.unwrap().expose().clone();
    assert_ne!(new, token);
    assert_eq!(get(address, &token).await.0, 404, "the old one is worth nothing");
    assert_eq!(get(address, &new).await.0, 200);
    search(&new);

    let own = NewConnection::of(Way::Http {
        listen: address.to_string(),
        token: Some(Secret::new("of-my-own-making-17".to_owned())),
    });
    publications.connect(PROFILE, own).await.unwrap();
    assert_eq!(get(address, "of-my-own-making-17").await.0, 200);
    assert_eq!(get(address, &new).await.0, 404);
    search("of-my-own-making-17");
    let error = publications.token(PROFILE).await.unwrap_err();
    assert_eq!(error.code, Code::KeyNeeded, "only a hash of it is known");
    for short in ["", "short", "with blanks in between it"] {
        let own = NewConnection::of(Way::Http {
            listen: address.to_string(),
            token: Some(Secret::new(short.to_owned())),
        });
        let refused = publications.connect(PROFILE, own).await.unwrap_err();
        assert_eq!(refused.code, Code::InvalidInput);
    }
    served.stop().await;
}

#[tokio::test]
async fn a_served_profile_keeps_its_address() {
    let (computer, address, _) = connected().await;
    let engine = &computer.engine;
    engine.profiles().rename(PROFILE, "Lab").await.unwrap();
    let new = NewConnection::of(Way::http(address.to_string()));
    let same = engine.publications().connect("Lab", new).await.unwrap();
    assert_eq!(
        same.file,
        format!("http://{address}/api/home"),
        "Traefik knows it"
    );
    engine.profiles().create("home", "").await.unwrap();
    let new = NewConnection::of(Way::http(address.to_string()));
    let other = engine.publications().connect("home", new).await.unwrap();
    assert_ne!(other.file, same.file, "two profiles share a port, and no address");
    let plan = engine.publications().plan("home").await.unwrap();
    assert!(plan.is_allowed(), "{:?}", plan.problems);
}

/// 200 clients, and a publication every few moments: each answer is one whole publication.
#[tokio::test(flavor = "multi_thread")]
async fn each_of_many_clients_gets_one_whole_publication() {
    let (computer, address, token) = connected().await;
    let engine = &computer.engine;
    let served = serving(engine, address).await;
    publish(engine).await;
    let (stop, answers) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)));
    let mut clients = Vec::new();
    for _ in 0..200 {
        let (stop, answers, token) = (Arc::clone(&stop), Arc::clone(&answers), token.clone());
        clients.push(tokio::spawn(async move {
            let request = request("GET", "/api/home", &token).replace("Connection: close\r\n", "");
            let mut stream = TcpStream::connect(address).await.unwrap();
            let mut seen = [false; 2];
            while !stop.load(Ordering::Relaxed) {
                stream.write_all(request.as_bytes()).await.unwrap();
                let answer = one(&mut stream).await;
                let name = service(&answer);
                seen[SERVICE_NAMES.iter().position(|one| *one == name).unwrap()] = true;
                answers.fetch_add(1, Ordering::Relaxed);
            }
            seen
        }));
    }
    let start = Instant::now();
    let span = Duration::from_millis(tests::times(3000, 30_000));
    let mut rounds = 0;
    while start.elapsed() < span {
        change(engine, rounds).await;
        publish(engine).await;
        rounds += 1;
    }
    stop.store(true, Ordering::Relaxed);
    let mut seen = [false; 2];
    for client in clients {
        let its = client.await.unwrap();
        seen = [seen[0] || its[0], seen[1] || its[1]];
    }
    println!(
        "{} answers over {rounds} publications",
        answers.load(Ordering::Relaxed)
    );
    assert!(rounds > 3 && answers.load(Ordering::Relaxed) > 1000);
    assert_eq!(seen, [true; 2], "both were served");
    served.stop().await;
}
