//! What is published over HTTP is live, and what is taken back is not, while requests go on.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use mantrae_core::engine::{NewConnection, PublishOptions, Serving, Way};
use mantrae_core::publish::{Outcome, OutcomeState, Publication, PublicationState, StandingState};
use serde_json::json;
use tests::traefik::{Feed, Launch, Traefik};
use tests::{Computer, PROFILE};

/// A router that is changed, one that is not, and braces that mean nothing over HTTP.
const FILE: &str = r#"
http:
  routers:
    shop: {rule: Host(`shop.lan`), entryPoints: [web], service: app, middlewares: [zip]}
    still: {rule: Host(`still.lan`), entryPoints: [web], service: noop@internal}
  services:
    app: {loadBalancer: {servers: [{url: http://127.0.0.1:9}], sticky: {cookie: {}}}}
  middlewares:
    zip: {compress: {}}
    braces: {headers: {customRequestHeaders: {X-A: '{{ "{{" }} now }}'}}}
tcp:
  routers:
    mail: {rule: HostSNI(`*`), entryPoints: [mail], service: mail}
  services:
    mail: {loadBalancer: {servers: [{address: 127.0.0.1:9}]}}
"#;
/// How often Traefik asks.
const PAUSE: Duration = Duration::from_secs(5);

/// A computer that serves, and where.
struct Served {
    computer: Computer,
    address: SocketAddr,
    serving: Option<Serving>,
}

impl Served {
    async fn new() -> Self {
        let computer = Computer::new().await;
        computer.engine.profiles().create(PROFILE, "").await.unwrap();
        computer.import(FILE).await;
        let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let mut served = Self {
            computer,
            address,
            serving: None,
        };
        served.connect(None).await;
        served.serving = Some(served.computer.engine.publications().serve());
        while TcpStream::connect(address).is_err() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        served
    }

    async fn connect(&self, api: Option<String>) {
        let new = NewConnection {
            api,
            ..NewConnection::of(Way::http(self.address.to_string()))
        };
        let publications = self.computer.engine.publications();
        publications.connect(PROFILE, new).await.unwrap();
    }

    /// A Traefik that is started with the lines that we tell people, and shows its API.
    async fn traefik(&self, token: Option<&str>) -> Traefik {
        let publications = self.computer.engine.publications();
        let settings = publications
            .traefik_settings(PROFILE, None, token.is_none())
            .await
            .unwrap();
        let words = traefik_dynamic::route::shell_words(&settings.flags).unwrap();
        let mut launch = Launch::new(Feed::Http(format!("http://{}/api/home", self.address)))
            .entry_point("web")
            .entry_point("mail")
            .argument("--providers.providersthrottleduration=2s");
        for word in words.iter().filter(|word| word.starts_with("--providers.http.")) {
            launch = launch.argument(match token {
                Some(token) => word.replace("TOKEN", token),
                None => word.clone(),
            });
        }
        let traefik = launch.start();
        self.connect(Some(format!("http://{}", traefik.address("traefik"))))
            .await;
        traefik
    }

    async fn publish(&self, trial: Option<i64>) -> Publication {
        let options = PublishOptions {
            trial,
            ..PublishOptions::default()
        };
        let published = self
            .computer
            .engine
            .publications()
            .publish(PROFILE, &options)
            .await;
        published.unwrap().publication.unwrap()
    }

    async fn set_priority(&self, priority: usize) {
        let yaml = format!(
            "http:\n  routers:\n    shop: {{rule: Host(`shop.lan`), entryPoints: [web], service: app, middlewares: [zip], priority: {priority}}}\n"
        );
        self.computer.import(&yaml).await;
    }
}

fn outcome(publication: &Publication) -> &Outcome {
    publication.outcome.as_ref().unwrap()
}

/// Asks for the router that nobody changes, 50 times a second, until it is stopped.
struct Requests {
    stop: Arc<AtomicBool>,
    failed: Arc<AtomicUsize>,
    asked: Arc<AtomicUsize>,
    work: std::thread::JoinHandle<()>,
}

impl Requests {
    fn start(web: String) -> Self {
        let (stop, failed, asked): (Arc<AtomicBool>, Arc<AtomicUsize>, Arc<AtomicUsize>) = Default::default();
        let (stopped, failures, all) = (Arc::clone(&stop), Arc::clone(&failed), Arc::clone(&asked));
        let work = std::thread::spawn(move || {
            while !stopped.load(Ordering::Relaxed) {
                all.fetch_add(1, Ordering::Relaxed);
                // What answers is built into Traefik.
                if !matches!(status(&web), Ok(418)) {
                    failures.fetch_add(1, Ordering::Relaxed);
                }
                std::thread::sleep(Duration::from_millis(20));
            }
        });
        Self {
            stop,
            failed,
            asked,
            work,
        }
    }

    fn stop(self) -> (usize, usize) {
        self.stop.store(true, Ordering::Relaxed);
        self.work.join().unwrap();
        (
            self.failed.load(Ordering::Relaxed),
            self.asked.load(Ordering::Relaxed),
        )
    }
}

fn status(web: &str) -> std::io::Result<u16> {
    let mut stream = TcpStream::connect(web)?;
    stream.set_read_timeout(Some(Duration::from_secs(5)))?;
    stream.write_all(b"GET / HTTP/1.1\r\nHost: still.lan\r\nConnection: close\r\n\r\n")?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    Ok(answer
        .get(9..12)
        .and_then(|code| code.parse().ok())
        .unwrap_or_default())
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a real Traefik: run `cargo xtask traefik`"]
async fn what_is_published_over_http_is_live_and_what_is_taken_back_is_not() {
    let served = Served::new().await;
    served.publish(None).await;
    let traefik = served.traefik(None).await;
    traefik.raw_data_when(|raw| raw["routers"].get("shop@http").is_some());
    let publications = served.computer.engine.publications();
    let status = publications.status(PROFILE).await.unwrap();
    assert_eq!(
        status.outcome.as_ref().unwrap().state,
        OutcomeState::Live,
        "{status:#?}"
    );
    assert_eq!(status.polls.len(), 1);
    assert_eq!(status.polls[0].number, Some(1));
    let raw = traefik.raw_data();
    assert_eq!(
        raw["middlewares"]["braces@http"]["headers"]["customRequestHeaders"]["X-A"],
        json!("{{ now }}"),
        "no template over HTTP, and no escapes"
    );

    let requests = Requests::start(traefik.address("web").to_string());
    let mut times = Vec::new();
    for number in 0..tests::times(4, 20) {
        served.set_priority(100 + usize::try_from(number).unwrap()).await;
        // At any moment between two times that Traefik asks.
        tokio::time::sleep(PAUSE * u32::try_from(number % 7).unwrap() / 7).await;
        let start = Instant::now();
        let one = served.publish(None).await;
        times.push(start.elapsed());
        assert_eq!(outcome(&one).state, OutcomeState::Live, "{one:#?}");
    }
    times.sort_unstable();
    let (median, longest) = (times[times.len() / 2], times[times.len() - 1]);
    println!(
        "over HTTP, asked each {PAUSE:?}: from publish to confirmed in {} tries: median {median:?}, at most {longest:?}",
        times.len()
    );
    // It asks once in that time, and builds what it gets at once.
    assert!(median <= PAUSE + Duration::from_millis(300), "{times:?}");
    assert!(longest < PAUSE + Duration::from_secs(1), "{times:?}");

    let (taken_back, followed) = publications.take_back(PROFILE, None).await.unwrap();
    assert_eq!(
        (followed, taken_back.state),
        (Some(true), PublicationState::TakenBack)
    );
    served.set_priority(7).await;
    let trial = served.publish(Some(2)).await;
    assert!(trial.seen_at.is_some(), "{trial:#?}");
    assert_eq!(traefik.raw_data()["routers"]["shop@http"]["priority"], json!(7));
    let over = publications.wait_for_trial(PROFILE, trial.number).await.unwrap();
    assert_eq!(over.state, PublicationState::TakenBack);
    traefik.raw_data_when(|raw| raw["routers"]["shop@http"]["priority"] != json!(7));
    let (failed, asked) = requests.stop();
    println!("{failed} of {asked} requests failed");
    assert_eq!(failed, 0, "of {asked}");

    // All of them: no routes, as before the first.
    let (_, followed) = publications.take_back(PROFILE, Some(1)).await.unwrap();
    assert_eq!(followed, Some(true));
    traefik.raw_data_when(|raw| raw["routers"].get("shop@http").is_none());
    served.serving.unwrap().stop().await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a real Traefik: run `cargo xtask traefik`"]
async fn a_traefik_that_does_not_get_it_is_said() {
    let mut served = Served::new().await;
    served.publish(None).await;
    // A wrong token.
    let wrong = served.traefik(Some("wrong")).await;
    served.set_priority(8).await;
    let one = served.publish(None).await;
    assert_eq!(
        outcome(&one).sentence,
        "Published, but not picked up: Traefik has not asked yet",
        "{one:#?}"
    );
    drop(wrong);
    // None that asks over HTTP at all.
    let other = Launch::new(Feed::None).entry_point("web").start();
    // Until it has built its own routers, it is no API either.
    other.raw_data();
    served
        .connect(Some(format!("http://{}", other.address("traefik"))))
        .await;
    let publications = served.computer.engine.publications();
    let status = publications.status(PROFILE).await.unwrap();
    assert_eq!(
        status.outcome.unwrap().sentence,
        "Traefik does not read anything over HTTP"
    );
    drop(other);
    // Mantrae ends: Traefik goes on with what it has, and that is said.
    let traefik = served.traefik(None).await;
    traefik.raw_data_when(|raw| raw["routers"].get("shop@http").is_some());
    served.serving.take().unwrap().stop().await;
    served.set_priority(9).await;
    let start = Instant::now();
    let one = served.publish(None).await;
    assert_eq!(
        outcome(&one).sentence,
        "Published, but not picked up: Mantrae does not serve this profile now"
    );
    assert!(start.elapsed() < Duration::from_secs(2), "nothing to wait for");
    let publications = served.computer.engine.publications();
    let standing = publications.standing(PROFILE).await.unwrap().unwrap();
    assert_eq!(standing.state, StandingState::NotAsking);
    assert!(
        traefik.raw_data()["routers"].get("shop@http").is_some(),
        "the last answer stays"
    );
    // And back again: it is picked up without anybody doing anything.
    let serving = served.computer.engine.publications().serve();
    traefik.raw_data_when(|raw| raw["routers"]["shop@http"]["priority"] == json!(9));
    serving.stop().await;
}
