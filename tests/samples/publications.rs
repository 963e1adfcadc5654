//! How a published profile stands in each of its states, what publishing would do, and what was published.

use std::path::Path;

use chrono::TimeDelta;
use mantrae_core::Engine;
use mantrae_core::engine::{
    Change, ChangeSet, FieldEdit, NewConnection, PathStep, PublicationPlan, PublicationStatus,
    PublishOptions, Way,
};
use mantrae_core::publish::{
    Asking, Automatic, ComponentOutcome, Form, Known, Outcome, OutcomeState, StandingState,
};
use mantrae_core::serving::Poll;
use mantrae_core::timestamp::Timestamp;
use serde_json::{Value, json};
use traefik_dynamic::Kind;

use crate::clock::{self, moment};
use crate::home::{HOME, Home};
use crate::recording::Recording;
use crate::stable::Names;

/// The address that Traefik's API has in the samples.
const API: &str = "http://127.0.0.1:8080";

pub(crate) async fn record(home: &Home) {
    let engine = &home.engine;
    let folder = home.folder.path().canonicalize().unwrap().join("dynamic");
    std::fs::create_dir(&folder).unwrap();
    let mut names = Names::of(engine).await;
    names.put(&folder.display().to_string(), "/srv/traefik/dynamic");
    let mut recording = Recording::default();
    let files = Way::Files {
        path: folder.clone(),
        file_name: None,
    };
    let lines = engine
        .publications()
        .traefik_settings(HOME, Some(&files), false)
        .await;
    recording.add("traefikSettings", ["files"], lines);
    let http = Way::http("");
    let lines = engine
        .publications()
        .traefik_settings(HOME, Some(&http), false)
        .await;
    recording.add("traefikSettings", ["http"], lines);
    connect(engine, &folder).await;
    let chance = plan(engine).await;
    assert!(chance.refusal().is_some(), "Traefik would choose at random");
    recording.answer("planPublication", ["refused"], chance);
    change(home, "api", "priority", json!(30)).await;

    clock::set(12, 11, 9, 14);
    recording.answer("planPublication", ["first"], plan(engine).await);
    publish(engine).await;
    clock::set(12, 11, 14, 2);
    change(home, "grafana", "priority", json!(20)).await;
    publish(engine).await;
    let recorded = status(engine).await;
    let rows = engine.components().list(HOME).await.unwrap();
    let routers = rows
        .iter()
        .filter(|row| row.enabled && row.kind.is_router())
        .count();
    let routers = u32::try_from(routers).unwrap();
    for (state, outcome) in outcomes() {
        let said = situation(&recorded, outcome, (None, routers));
        assert_eq!(said.standing.state, state);
        recording.answer("publicationStatus", [state], said);
    }
    let live = outcomes().swap_remove(0).1;
    let deadline = Timestamp::from(moment(12, 11, 14, 6));
    let on_trial = situation(&recorded, live.clone(), (Some(deadline), routers));
    recording.answer("publicationStatus", ["on-trial"], on_trial);

    for (name, asking) in askings() {
        let live = outcomes().swap_remove(0).1;
        let said = over_http(situation(&recorded, live, (None, routers)), &asking, routers);
        recording.answer("publicationStatus", [name], said);
    }

    clock::set(12, 11, 14, 4);
    change(
        home,
        "grafana",
        "rule",
        json!("Host(`grafana.example.com`) && PathPrefix(`/d`)"),
    )
    .await;
    change(home, "jellyfin", "priority", json!(5)).await;
    let not_live = situation(&status(engine).await, live, (None, routers));
    assert_eq!(not_live.standing.state, StandingState::NotLive);
    recording.answer("publicationStatus", ["not-live"], not_live);
    recording.answer(
        "publicationStatus",
        ["held-back"],
        held_back(engine, routers).await,
    );
    let changes = plan(engine).await;
    // The file names the profile by its uid, which differs from run to run.
    names.put(&changes.held, &"a".repeat(64));
    recording.answer("planPublication", ["changes"], changes);
    let publications = engine.publications().list(HOME).await.unwrap();
    recording.answer("publications", [HOME], publications);

    let file = folder.join("home-lab.yml");
    let text = std::fs::read_to_string(&file).unwrap();
    let by_hand = text.replace("priority: 20", "priority: 99");
    assert_ne!(text, by_hand, "the sample does not change the file");
    mantrae_core::fs::write_atomic(&file, by_hand.as_bytes()).unwrap();
    recording.answer("publicationStatus", ["changed-outside"], status(engine).await);
    let outside = plan(engine).await;
    names.put(&outside.held, &"b".repeat(64));
    recording.answer("planPublication", ["changed-outside"], outside);
    recording.check("publications", &names);
}

/// The same, published automatically: it waits, because requests would go elsewhere.
async fn held_back(engine: &Engine, routers: u32) -> PublicationStatus {
    let publications = engine.publications();
    publications.set_automatic(HOME, true).await.unwrap();
    publications.publish_saved().await.unwrap();
    let live = outcomes().swap_remove(0).1;
    let said = situation(&status(engine).await, live, (None, routers));
    assert!(said.held_back.is_some(), "an expectation fails");
    publications.set_automatic(HOME, false).await.unwrap();
    said
}

async fn connect(engine: &Engine, folder: &Path) {
    let new = NewConnection::at(folder);
    engine.publications().connect(HOME, new).await.unwrap();
}

async fn plan(engine: &Engine) -> PublicationPlan {
    engine.publications().plan(HOME).await.unwrap()
}

async fn status(engine: &Engine) -> PublicationStatus {
    engine.publications().status(HOME).await.unwrap()
}

async fn publish(engine: &Engine) {
    let options = PublishOptions::default();
    engine.publications().publish(HOME, &options).await.unwrap();
}

async fn change(home: &Home, router: &str, field: &str, value: Value) {
    let change = Change::Fields {
        kind: Kind::HttpRouter,
        name: router.to_owned(),
        edits: vec![FieldEdit::Set {
            path: vec![PathStep::Key(field.to_owned())],
            value,
        }],
    };
    let set = ChangeSet {
        title: None,
        changes: vec![change],
    };
    home.engine.changes().make(HOME, &set).await.unwrap();
}

/// What Traefik may say of the same publication, and how it stands then.
fn outcomes() -> Vec<(StandingState, Outcome)> {
    let of = |state, sentence: &str, hint: Option<&str>, components| Outcome {
        state,
        sentence: sentence.to_owned(),
        hint: hint.map(str::to_owned),
        components,
    };
    let one = |kind, name: &str, traefik: &str, ours: &str| ComponentOutcome {
        kind,
        name: name.to_owned(),
        status: "disabled".to_owned(),
        traefik: vec![traefik.to_owned()],
        ours: Some(ours.to_owned()),
    };
    vec![
        (
            StandingState::Live,
            of(
                OutcomeState::Live,
                "Live: Traefik runs exactly what was published",
                None,
                Vec::new(),
            ),
        ),
        (
            StandingState::SomeFail,
            of(
                OutcomeState::LiveWithProblems,
                "Live, but 1 router does not work",
                None,
                vec![one(
                    Kind::HttpRouter,
                    "grafana",
                    "middleware \"auth@file\" does not exist",
                    "No file in this folder defines “auth”",
                )],
            ),
        ),
        (
            StandingState::Differs,
            of(
                OutcomeState::LiveButDifferent,
                "Live, but “secure-headers” comes from another file: “00-base.yml” defines it first",
                Some("Remove it from one of the two files"),
                Vec::new(),
            ),
        ),
        (
            StandingState::NotPickedUp,
            of(
                OutcomeState::NotPickedUp,
                "Written, but Traefik has not taken it over: it refuses `20-media.yml`",
                Some(
                    "It may still go live later, when that is mended or Traefik restarts; take it back if it must not",
                ),
                Vec::new(),
            ),
        ),
        (
            StandingState::NotAnswering,
            of(
                OutcomeState::NotConfirmed,
                "Published, not confirmed: nothing answers at 127.0.0.1:8080",
                Some("Ask again later"),
                Vec::new(),
            ),
        ),
    ]
}

/// The same publication, with another answer of Traefik.
fn situation(
    recorded: &PublicationStatus,
    outcome: Outcome,
    (deadline, routers): (Option<Timestamp>, u32),
) -> PublicationStatus {
    let mut status = recorded.clone();
    status.connection.api = Some(API.to_owned());
    let publication = status.publication.as_mut().unwrap();
    publication.outcome = Some(outcome.clone());
    publication.deadline = deadline;
    if outcome.is_live() {
        publication.seen_at = Some(Timestamp::from(moment(12, 11, 14, 2)));
    }
    let known = Known {
        publication: status.publication.as_ref(),
        outcome: Some(&outcome),
        file: status.file,
        name: "home-lab.yml",
        asking: None,
        has_api: true,
        unpublished: status.standing.unpublished,
        routers,
        automatic: status.connection.automatic.then_some(Automatic {
            held_back: status.held_back.as_deref(),
        }),
        now: clock::now(),
    };
    status.standing = known.standing();
    status.outcome = Some(outcome);
    status
}

/// Who may ask for the same over HTTP.
fn askings() -> Vec<(&'static str, Asking)> {
    let poll = |second| Poll {
        peer: "127.0.0.1".to_owned(),
        agent: "Go-http-client/1.1".to_owned(),
        at: Timestamp::from(clock::now() - TimeDelta::seconds(second)),
        number: Some(2),
        pause: Some(5),
    };
    vec![
        ("http", Asking::Asked(vec![poll(3)])),
        (
            "http-silent",
            Asking::Silent(Some(poll(140)), Timestamp::from(clock::now())),
        ),
        ("http-not-served", Asking::NotServed),
    ]
}

/// The same, served instead of written.
fn over_http(mut status: PublicationStatus, asking: &Asking, routers: u32) -> PublicationStatus {
    let listen = "127.0.0.1:8422".to_owned();
    status.connection.file = format!("http://{listen}/api/home-lab");
    status.connection.form = Form::Http;
    status.connection.listen = Some(listen);
    if let Asking::Asked(polls) = asking {
        status.polls.clone_from(polls);
    }
    let known = Known {
        publication: status.publication.as_ref(),
        outcome: status.outcome.as_ref(),
        file: status.file,
        name: "/api/home-lab",
        asking: Some(asking),
        has_api: true,
        unpublished: status.standing.unpublished,
        routers,
        automatic: status.connection.automatic.then_some(Automatic {
            held_back: status.held_back.as_deref(),
        }),
        now: clock::now(),
    };
    status.standing = known.standing();
    status
}
