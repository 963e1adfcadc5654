//! How a profile that follows files stands in each of its states, and what beginning and writing would do.

use std::path::Path;

use mantrae_core::Engine;
use mantrae_core::engine::{Change, ChangeSet, FieldEdit, FollowStatus, Options, PathStep};
use mantrae_core::publish::StandingState;
use mantrae_core::secret::{MemoryKeyring, Ring};
use mantrae_core::settings::Environment;
use mantrae_core::surroundings::Surroundings;
use serde_json::{Value, json};
use traefik_dynamic::Kind;

use crate::clock;
use crate::home::HOME;
use crate::recording::Recording;
use crate::stable::Names;

const WEB: &str = "\
# What faces the internet
http:
  routers:
    wiki:
      rule: Host(`wiki.example.com`) # not www
      service: wiki
    tv:
      rule: Host(`tv.example.com`)
      service: tv
  services:
    wiki: {loadBalancer: {servers: [{url: 'http://10.0.0.7:3000'}]}}
    tv: {loadBalancer: {servers: [{url: 'http://10.0.0.8:8096'}]}}
";
const LABS: &str = "\
# Things to try
http:
  routers:
    wiki:
      rule: Host(`wiki.example.com`)
      service: wiki
    lab:
      rule: Host(`lab.example.com`)
      service: wiki
";

pub(crate) async fn record() {
    clock::set(12, 11, 12, 40);
    let home = tempfile::tempdir().unwrap();
    let mut options = Options::new(home.path().join("data"));
    options.clock = clock::now;
    options.environment = Environment::of([]);
    options.keyring = Ring::new(MemoryKeyring::new());
    options.surroundings = Surroundings::default;
    let engine = Engine::open(options).await.unwrap();
    engine.profiles().create(HOME, "").await.unwrap();
    let folder = home.path().canonicalize().unwrap().join("dynamic");
    std::fs::create_dir(&folder).unwrap();
    write(&folder, "10-web.yml", WEB);
    write(&folder, "90-labs.yml", LABS);
    let mut names = Names::of(&engine).await;
    names.put(&folder.display().to_string(), "/srv/traefik/dynamic");
    let mut recording = Recording::default();
    let follow = engine.follow();

    let plan = follow.plan(HOME, &folder).await.unwrap();
    recording.answer("planFollowing", ["empty"], &plan);
    recording.answer("followStatus", ["none"], follow.status(HOME).await.unwrap());
    follow.begin(HOME, &folder, Some(&plan.id)).await.unwrap();
    state(&engine, &mut recording, StandingState::Following).await;

    write(
        &folder,
        "20-media.yml",
        "http:\n  middlewares:\n    zip: {compress: {levels: 3}}\n",
    );
    follow.look_at(HOME).await.unwrap();
    state(&engine, &mut recording, StandingState::FilesBroken).await;
    write(
        &folder,
        "20-media.yml",
        "http:\n  middlewares:\n    zip: {compress: {}}\n",
    );
    follow.look_at(HOME).await.unwrap();

    change(&engine, "tv", "priority", json!(5)).await;
    change(
        &engine,
        "wiki",
        "rule",
        json!("Host(`wiki.example.com`, `docs.example.com`)"),
    )
    .await;
    state(&engine, &mut recording, StandingState::NotWritten).await;
    recording.answer("planWrite", ["changes"], follow.plan_write(HOME).await.unwrap());
    let edited = WEB
        .replace("10.0.0.8:8096", "10.0.0.9:8096")
        .replace("# not www", "# not www, see notes");
    write(&folder, "10-web.yml", &edited);
    state(&engine, &mut recording, StandingState::ChangedOnBothSides).await;

    follow.end(HOME).await.unwrap();
    let plan = follow.plan(HOME, &folder).await.unwrap();
    assert!(plan.loses());
    recording.answer("planFollowing", ["filled"], plan);
    recording.check("following", &names);
    engine.close().await;
}

async fn state(engine: &Engine, recording: &mut Recording, expected: StandingState) {
    let status: FollowStatus = engine.follow().status(HOME).await.unwrap().unwrap();
    assert_eq!(status.standing.state, expected);
    recording.answer("followStatus", [expected], status);
}

fn write(folder: &Path, name: &str, text: &str) {
    mantrae_core::fs::write_atomic(&folder.join(name), text.as_bytes()).unwrap();
}

async fn change(engine: &Engine, router: &str, field: &str, value: Value) {
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
    engine.changes().make(HOME, &set).await.unwrap();
}
