//! What is published is live, and what the API says of it is understood.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use mantrae_core::engine::{Change, ChangeSet, NewConnection, PublishOptions};
use mantrae_core::publish::{OutcomeState, Publication, PublicationState, build, marker_name};
use serde_json::{Value, json};
use tests::traefik::{Feed, Judge, Launch, Random, Traefik, Verdict as Judged};
use tests::{Computer, PROFILE};
use traefik_dynamic::running::{Report, differences};
use traefik_dynamic::{Component, Format, Kind, Verdict, check, read};

use crate::texts;

/// A configuration that works on the entry point `web`.
const FILE: &str = r"
http:
  routers:
    shop: {rule: Host(`shop.lan`), entryPoints: [web], service: app, middlewares: [zip]}
    blog: {rule: Host(`blog.lan`), service: app}
  services:
    app: {loadBalancer: {servers: [{url: http://127.0.0.1:9}], sticky: {cookie: {}}}}
  middlewares:
    zip: {compress: {}}
tcp:
  routers:
    mail: {rule: HostSNI(`*`), entryPoints: [mail], service: mail}
  services:
    mail: {loadBalancer: {servers: [{address: 127.0.0.1:9}]}}
";

/// How many publications are timed.
const TIMES: usize = 20;

fn launch(feed: Feed) -> Launch {
    // The default of Traefik, instead of that of the tests.
    Launch::new(feed)
        .entry_point("web")
        .entry_point("mail")
        .argument("--providers.providersthrottleduration=2s")
}

async fn computer() -> (Computer, PathBuf) {
    let computer = Computer::new().await;
    computer.engine.profiles().create(PROFILE, "").await.unwrap();
    computer.import(FILE).await;
    let folder = computer.beside("traefik");
    std::fs::create_dir(&folder).unwrap();
    (computer, folder)
}

async fn connect(computer: &Computer, path: &Path, traefik: &Traefik) {
    let new = NewConnection {
        api: Some(format!("http://{}", traefik.address("traefik"))),
        ..NewConnection::at(path)
    };
    computer
        .engine
        .publications()
        .connect(PROFILE, new)
        .await
        .unwrap();
}

async fn publish(computer: &Computer, options: &PublishOptions) -> Publication {
    let published = computer
        .engine
        .publications()
        .publish(PROFILE, options)
        .await
        .unwrap();
    published.publication.unwrap()
}

async fn set_priority(computer: &Computer, priority: usize) {
    let yaml = format!(
        "http:\n  routers:\n    shop: {{rule: Host(`shop.lan`), entryPoints: [web], service: app, priority: {priority}}}\n"
    );
    computer.import(&yaml).await;
}

fn put(path: &Path, text: &str) {
    mantrae_core::fs::write_atomic(path, text.as_bytes()).unwrap();
}

fn sentence(publication: &Publication) -> &str {
    &publication.outcome.as_ref().unwrap().sentence
}

/// The middle of the times, and the longest, in milliseconds.
fn middle(mut times: Vec<u128>) -> (u128, u128) {
    times.sort_unstable();
    (times[times.len() / 2], times[times.len() - 1])
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a real Traefik: run `cargo xtask traefik`"]
async fn what_is_published_is_live_and_what_is_taken_back_is_not() {
    for alone in [false, true] {
        let (computer, folder) = computer().await;
        let file = folder.join("home.yml");
        put(&folder.join(if alone { "home.yml" } else { "other.yml" }), "");
        let (feed, path) = if alone {
            (Feed::File(file.clone()), file)
        } else {
            (Feed::Folder(folder.clone()), folder)
        };
        let traefik = launch(feed).start();
        connect(&computer, &path, &traefik).await;
        let overwrite = PublishOptions {
            overwrite: alone,
            ..PublishOptions::default()
        };
        let first = publish(&computer, &overwrite).await;
        assert_eq!(sentence(&first), "Live: Traefik runs exactly what was published");
        assert!(first.seen_at.is_some());

        let mut times = Vec::new();
        for number in 0..TIMES {
            set_priority(&computer, 100 + number).await;
            // A publication within two seconds of the one before waits for Traefik's own pause.
            tokio::time::sleep(Duration::from_millis(2100)).await;
            let start = Instant::now();
            let one = publish(&computer, &PublishOptions::default()).await;
            times.push(start.elapsed().as_millis());
            assert_eq!(one.outcome.as_ref().unwrap().state, OutcomeState::Live, "{one:?}");
        }
        let (median, longest) = middle(times);
        println!("single file: {alone}; from publish to confirmed: median {median} ms, at most {longest} ms");

        let (taken_back, followed) = computer
            .engine
            .publications()
            .take_back(PROFILE, None)
            .await
            .unwrap();
        assert_eq!(followed, Some(true));
        assert_eq!(taken_back.state, PublicationState::TakenBack);
        let raw = traefik.raw_data();
        assert_eq!(raw["routers"]["shop@file"]["priority"], json!(100 + TIMES - 2));
        let status = computer.engine.publications().status(PROFILE).await.unwrap();
        assert_eq!(
            status.outcome.unwrap().state,
            OutcomeState::Live,
            "the one before is live"
        );
        assert_eq!(status.unpublished.len(), 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a real Traefik: run `cargo xtask traefik`"]
async fn each_outcome_has_its_sentence() {
    let check = async |feed: &dyn Fn(&Path) -> Feed,
                       argument: &str,
                       beside: &[(&str, &str)],
                       more: &str,
                       expect: &str| {
        let (computer, folder) = computer().await;
        if !more.is_empty() {
            computer.import(more).await;
        }
        for (name, text) in beside {
            put(&folder.join(name), text);
        }
        let mut start = launch(feed(&folder));
        if !argument.is_empty() {
            start = start.argument(argument);
        }
        let traefik = start.start();
        connect(&computer, &folder, &traefik).await;
        let one = publish(&computer, &PublishOptions::default()).await;
        let told = sentence(&one).replace(&folder.display().to_string(), "FOLDER");
        assert_eq!(told, expect, "{one:#?}");
        one
    };
    let watched = |folder: &Path| Feed::Folder(folder.to_owned());
    let first = (
        "00-base.yml",
        "http: {middlewares: {zip: {compress: {minResponseBodyBytes: 9}}}}\n",
    );
    check(
        &watched,
        "",
        &[first],
        "",
        "Live, but “zip” comes from another file: “00-base.yml” defines it first",
    )
    .await;
    let broken = "http: {routers: {lost: {rule: Host(`lost.lan`), service: nowhere}}}\n";
    let one = check(&watched, "", &[], broken, "Live, but 1 router does not work").await;
    let lost = &one.outcome.as_ref().unwrap().components[0];
    assert_eq!((lost.name.as_str(), lost.status.as_str()), ("lost", "disabled"));
    assert!(
        lost.traefik[0].contains("nowhere@file"),
        "Traefik's own words: {lost:?}"
    );
    assert!(lost.ours.is_some(), "and ours beside them: {lost:?}");
    check(
        &watched,
        "--providers.file.watch=false",
        &[("other.yml", "http: {middlewares: {other: {compress: {}}}}\n")],
        "",
        "Written, but Traefik has not taken it over",
    )
    .await;
    let elsewhere = tempfile::tempdir().unwrap();
    let unwatched = |_: &Path| Feed::Folder(elsewhere.path().to_owned());
    check(
        &unwatched,
        "",
        &[],
        "",
        "Traefik does not read the folder “FOLDER”",
    )
    .await;
    check(
        &|_| Feed::None,
        "",
        &[],
        "",
        "Traefik does not read the folder “FOLDER”",
    )
    .await;
}

/// "Ansible wrote over the file at night, and I was told once."
#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a real Traefik: run `cargo xtask traefik`"]
async fn what_changes_outside_is_told_once() {
    let (computer, folder) = computer().await;
    let launch = Launch::new(Feed::Folder(folder.clone()));
    let traefik = launch.entry_point("web").entry_point("mail").start();
    connect(&computer, &folder, &traefik).await;
    publish(&computer, &PublishOptions::default()).await;
    let publications = computer.engine.publications();
    let told = async || {
        let all = computer.engine.activity(50).await.unwrap();
        let is_told =
            |one: &&mantrae_core::activity::Entry| one.sentence.starts_with("Traefik no longer runs");
        all.iter().filter(is_told).count()
    };
    let looks = async |count: usize| {
        for _ in 0..count {
            // Longer than Traefik needs to take a file over.
            tokio::time::sleep(Duration::from_secs(1)).await;
            publications.watch().await.unwrap();
        }
    };
    looks(2).await;
    assert_eq!(told().await, 0, "all is as it was published");

    let file = folder.join("home.yml");
    let ours = std::fs::read_to_string(&file).unwrap();
    // With the marker, so that Traefik's API alone would not tell.
    put(&file, &ours.replace("blog.lan", "other.lan"));
    looks(1).await;
    assert_eq!(told().await, 0, "once may be a coincidence");
    looks(3).await;
    assert_eq!(told().await, 1, "told, and only once");
    let all = publications.list(PROFILE).await.unwrap();
    assert_eq!(
        all[0].outcome.as_ref().unwrap().state,
        OutcomeState::LiveButDifferent
    );

    put(&file, &ours);
    looks(2).await;
    let all = publications.list(PROFILE).await.unwrap();
    assert_eq!(all[0].outcome.as_ref().unwrap().state, OutcomeState::Live);
    // Without the marker.
    put(&file, "http: {middlewares: {zip: {compress: {}}}}\n");
    looks(3).await;
    assert_eq!(told().await, 2, "told again, after it had been well");
    // Ours again, but another file defines a component first: asked about once, and not in each look.
    put(
        &folder.join("00.yml"),
        "http: {middlewares: {zip: {compress: {minResponseBodyBytes: 9}}}}\n",
    );
    put(&file, &ours);
    looks(2).await;
    let all = publications.list(PROFILE).await.unwrap();
    let outcome = all[0].outcome.as_ref().unwrap();
    assert_eq!(outcome.state, OutcomeState::LiveButDifferent, "{outcome:?}");
    let mut events = computer.engine.events();
    looks(2).await;
    assert!(events.try_recv().is_err(), "nothing new is recorded");
    assert_eq!(told().await, 2, "it was not well in between");
    drop(traefik);
    looks(2).await;
    assert_eq!(told().await, 2, "who does not answer has changed nothing");
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a real Traefik: run `cargo xtask traefik`"]
async fn a_traefik_that_does_not_answer_is_no_success() {
    let (computer, folder) = computer().await;
    let traefik = launch(Feed::Folder(folder.clone())).start();
    connect(&computer, &folder, &traefik).await;
    drop(traefik);
    let one = publish(&computer, &PublishOptions::default()).await;
    assert_eq!(one.outcome.as_ref().unwrap().state, OutcomeState::NotConfirmed);
    assert!(sentence(&one).starts_with("Published, not confirmed: cannot query Traefik at "));
}

/// The time of a trial begins when Traefik shows it, and at its end the former configuration runs again.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a real Traefik: run `cargo xtask traefik`"]
async fn a_trial_ends_with_the_former_configuration() {
    let (computer, folder) = computer().await;
    let traefik = launch(Feed::Folder(folder.clone())).start();
    connect(&computer, &folder, &traefik).await;
    publish(&computer, &PublishOptions::default()).await;
    set_priority(&computer, 77).await;
    let trial = PublishOptions {
        trial: Some(3),
        ..PublishOptions::default()
    };
    let one = publish(&computer, &trial).await;
    let (seen, deadline) = (one.seen_at.unwrap(), one.deadline.unwrap());
    assert_eq!((*deadline - *seen).num_milliseconds(), 3000);
    assert_eq!(traefik.raw_data()["routers"]["shop@file"]["priority"], json!(77));
    let over = computer
        .engine
        .publications()
        .wait_for_trial(PROFILE, one.number)
        .await
        .unwrap();
    assert_eq!(over.state, PublicationState::TakenBack);
    let length = "Host(`shop.lan`)".len();
    traefik.raw_data_when(|raw| raw["routers"]["shop@file"]["priority"] == json!(length));
}

/// What every accepted file becomes in Traefik is what we expect of it, whatever its entry points add; and one changed
/// value is noticed.
#[test]
#[ignore = "needs a real Traefik: run `cargo xtask traefik`"]
fn what_traefik_runs_is_what_was_published() {
    let plain: fn(Launch) -> Launch = |launch| launch;
    let adding: fn(Launch) -> Launch = |launch| {
        launch
            .argument("--entrypoints.web.http.middlewares=zip@file,auth@docker")
            .argument("--entrypoints.websecure.http.tls.options=strict@file")
            .argument("--entrypoints.websecure.observability.accesslogs=false")
    };
    let default: fn(Launch) -> Launch = |launch| {
        launch
            .argument("--entrypoints.websecure.asdefault=true")
            .argument("--entrypoints.websecure.http.tls.certresolver=le")
            .argument("--entrypoints.websecure.http.encodedcharacters.allowencodedslash=false")
    };
    for (name, more) in [("plain", plain), ("adding", adding), ("default", default)] {
        let mut judge = Judge::of_files_with(|feed| {
            more(
                Launch::new(feed)
                    .entry_point("web")
                    .entry_point("websecure")
                    .udp_entry_point("dns"),
            )
        });
        let mut dice = Random::new(7);
        let (mut files, mut changes, mut unnoticed, mut wrong) = (0, 0, Vec::new(), Vec::new());
        for text in texts::all() {
            let Some(components) = sound(&text) else { continue };
            let parts: Vec<_> = components.iter().map(|one| (one, None)).collect();
            let built = build(("corpus", "Corpus"), &parts, None, Format::Yaml).unwrap();
            let Judged::Accepted(_) = judge.judge(built.text.as_bytes(), Format::Yaml) else {
                continue;
            };
            let Some(raw) = shown(&judge, &built.marker) else {
                wrong.push(format!("{}: the marker was never shown", text.name));
                continue;
            };
            files += 1;
            let own = read(built.text.as_bytes(), &text.name, Some(Format::Yaml));
            let own: Vec<Component> = own.components.into_iter().map(|one| one.component).collect();
            let all: Vec<&Component> = own.iter().collect();
            let entry_points = judge.traefik().api("/api/entrypoints");
            let entry_points = entry_points.as_array().unwrap();
            let found = differences(&all, &Report::read(&raw, "file"), entry_points);
            if !found.is_empty() {
                wrong.push(format!("{}: {found:?}", text.name));
                continue;
            }
            for _ in 0..16 {
                let Some((path, other)) = with_one_leaf_changed(&raw, &mut dice) else {
                    continue;
                };
                changes += 1;
                if differences(&all, &Report::read(&other, "file"), entry_points).is_empty() {
                    unnoticed.push(format!("{}: {path}", text.name));
                }
            }
        }
        println!(
            "{name}: {files} files run as published; {} of {changes} changes were not noticed, such as {:?}",
            unnoticed.len(),
            unnoticed.iter().take(20).collect::<Vec<_>>()
        );
        assert!(
            wrong.is_empty(),
            "{name}: {} of {files}:\n{}",
            wrong.len(),
            wrong.join("\n")
        );
        assert!(files > 8, "the project's own files at least");
        assert!(
            unnoticed.len() * 50 <= changes,
            "at most one in fifty, of equal meaning: {unnoticed:#?}"
        );
    }
}

/// The components of a file that may be published: nothing in it is a template, or ends Traefik.
fn sound(text: &texts::Text) -> Option<Vec<Component>> {
    let reading = read(&text.bytes, &text.name, Some(text.format));
    if reading.verdict != Verdict::Accept || !reading.rejected.is_empty() {
        return None;
    }
    let all: Vec<Component> = reading.components.into_iter().map(|one| one.component).collect();
    let has_circle = check(&all, &|_, _| true).iter().any(|one| one.code == "CYCLE");
    let is_plain = all.iter().all(|one| !one.name.contains('@') && one.is_checked());
    (!has_circle && is_plain).then_some(all)
}

/// Everything that Traefik runs once it shows the marker.
fn shown(judge: &Judge, marker: &str) -> Option<Value> {
    let name = format!("{}@file", marker_name("corpus"));
    let start = Instant::now();
    while start.elapsed() < Duration::from_secs(10) {
        let raw = judge.traefik().raw_data();
        if raw["middlewares"][&name].to_string().contains(marker) {
            return Some(raw);
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    None
}

/// The answer with one changed value in one of our components, and where it is.
fn with_one_leaf_changed(raw: &Value, dice: &mut Random) -> Option<(String, Value)> {
    let mut leaves = Vec::new();
    for (section, all) in raw.as_object()? {
        for (name, fields) in all.as_object()? {
            if !name.ends_with("@file") {
                continue;
            }
            for (field, value) in fields.as_object()? {
                if !["status", "error", "usedBy", "using", "serverStatus"].contains(&field.as_str()) {
                    collect(
                        &mut leaves,
                        vec![section.clone(), name.clone(), field.clone()],
                        value,
                    );
                }
            }
        }
    }
    let path = (!leaves.is_empty()).then(|| dice.of(&leaves))?;
    let mut changed = raw.clone();
    let mut at = &mut changed;
    for step in &path {
        at = match at {
            Value::Array(items) => &mut items[step.parse::<usize>().ok()?],
            other => other.get_mut(step)?,
        };
    }
    *at = match &*at {
        Value::Bool(flag) => json!(!flag),
        Value::Number(number) => json!(number.as_i64().unwrap_or_default().wrapping_add(1)),
        Value::String(text) => json!(format!("{text}x")),
        _ => return None,
    };
    Some((path.join("."), changed))
}

fn collect(leaves: &mut Vec<Vec<String>>, path: Vec<String>, value: &Value) {
    let deeper = |step: String| path.iter().cloned().chain([step]).collect::<Vec<_>>();
    match value {
        Value::Object(fields) => fields
            .iter()
            .for_each(|(key, value)| collect(leaves, deeper(key.clone()), value)),
        Value::Array(items) => {
            for (index, value) in items.iter().enumerate() {
                collect(leaves, deeper(index.to_string()), value);
            }
        }
        Value::Null => {}
        _ => leaves.push(path),
    }
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a real Traefik: run `cargo xtask traefik`"]
async fn a_router_that_is_removed_is_gone() {
    let (computer, folder) = computer().await;
    let traefik = launch(Feed::Folder(folder.clone())).start();
    connect(&computer, &folder, &traefik).await;
    publish(&computer, &PublishOptions::default()).await;
    let remove = ChangeSet {
        title: None,
        changes: vec![Change::Remove {
            kind: Kind::HttpRouter,
            name: "blog".to_owned(),
        }],
    };
    computer.engine.changes().make(PROFILE, &remove).await.unwrap();
    let one = publish(&computer, &PublishOptions::default()).await;
    assert_eq!(one.outcome.unwrap().state, OutcomeState::Live);
    assert!(traefik.raw_data()["routers"].get("blog@file").is_none());
}
