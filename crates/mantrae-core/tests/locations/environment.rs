//! The variables of the manual: they decide, are shown as such, and a secret among them goes nowhere.

use std::path::Path;

use mantrae_core::db;
use mantrae_core::settings::storage::{self, ENVIRONMENT_ID, Preset, S3Location, Saved};
use mantrae_core::settings::{self, Environment, Settings};

const CANARY: &str = "canary/secret+of-the-environment";

/// A store that a person saved.
fn saved() -> Saved {
    let location = S3Location {
        name: "NAS".to_owned(),
        endpoint: "https://nas.home:9000".to_owned(),
        bucket: "kept".to_owned(),
        access_key_id: "AKIASAVED".to_owned(),
        enabled: true,
        ..S3Location::default()
    };
    let mut saved = Saved::default();
    saved.put(location).unwrap();
    saved
}

async fn with(saved: Option<&Saved>, variables: &[(&'static str, &str)]) -> Settings {
    let folder = tempfile::tempdir().unwrap();
    let pool = db::open_state(&folder.path().join("state.db")).await.unwrap();
    if let Some(saved) = saved {
        storage::save(&pool, saved).await.unwrap();
    }
    let values = variables.iter().map(|(name, value)| (*name, (*value).to_owned()));
    let environment = Environment::of(values);
    assert!(
        !format!("{environment:?}").contains(CANARY),
        "the environment can be printed"
    );
    let settings = settings::load(&pool, Path::new("/backups"), &environment)
        .await
        .unwrap();
    let told = serde_json::to_string(&settings).unwrap();
    assert!(!told.contains(CANARY), "the window never sees it: {told}");
    pool.close().await;
    settings
}

fn used(settings: &Settings) -> (bool, Vec<&str>) {
    let s3 = settings.locations.s3.iter().filter(|one| one.enabled);
    let s3 = s3.map(|one| one.bucket.as_str());
    (settings.locations.local, s3.collect())
}

const STORE: [(&str, &str); 4] = [
    ("STORAGE_S3_ENDPOINT", "minio.home:9000/"),
    ("STORAGE_S3_BUCKET", "given"),
    ("STORAGE_S3_ACCESS_KEY", "AKIAGIVEN"),
    ("STORAGE_S3_SECRET_KEY", CANARY),
];

#[tokio::test]
async fn without_variables_the_person_decides() {
    let nothing = with(None, &[]).await;
    assert_eq!(used(&nothing), (true, vec![]), "this computer alone");
    let saved = with(Some(&saved()), &[("STORAGE_TYPE", " ")]).await;
    assert_eq!(
        used(&saved),
        (true, vec!["kept"]),
        "an empty variable counts as not set"
    );
    assert!(saved.locations.variables.is_empty() && saved.locked.is_empty());
}

#[tokio::test]
async fn the_type_decides_the_locations() {
    let local = with(Some(&saved()), &[("STORAGE_TYPE", "local")]).await;
    assert_eq!(used(&local), (true, vec![]));
    assert_eq!(local.locations.set_aside[0].name, "NAS", "it rests, and is shown");
    let both = with(Some(&saved()), &[("STORAGE_TYPE", "local, S3")]).await;
    assert_eq!(
        used(&both),
        (true, vec!["kept"]),
        "the saved one is an S3 storage too"
    );
    let mut off = saved();
    off.s3[0].enabled = false;
    let s3 = with(Some(&off), &[("STORAGE_TYPE", "s3")]).await;
    assert_eq!(used(&s3), (false, vec!["kept"]), "whoever wants S3 gets it");
    for settings in [local, both, s3] {
        assert!(settings.locations.kinds_locked);
        assert_eq!(settings.locations.variables, ["STORAGE_TYPE"]);
        assert_eq!(settings.locked, ["storage"]);
    }
}

#[tokio::test]
async fn a_store_of_the_environment_stands_in_for_saved_ones() {
    let mut variables = STORE.to_vec();
    variables.push(("STORAGE_TYPE", "s3"));
    let settings = with(Some(&saved()), &variables).await;
    assert!(settings.problems.is_empty(), "{:?}", settings.problems);
    assert_eq!(used(&settings), (false, vec!["given"]));
    assert_eq!(settings.locations.set_aside[0].bucket, "kept");
    let given = &settings.locations.s3[0];
    assert_eq!(given.id, ENVIRONMENT_ID);
    assert_eq!(
        given.endpoint, "https://minio.home:9000",
        "it is cleaned as what is typed"
    );
    assert_eq!(
        (&*given.path, &*given.region),
        ("backups/", "us-east-1"),
        "as the manual says"
    );
    assert!(settings.locations.is_locked(&given.id));
    assert!(
        settings
            .locations
            .variables
            .contains(&"STORAGE_S3_SECRET_KEY".to_owned())
    );

    let without_type = with(Some(&saved()), &STORE).await;
    assert_eq!(
        used(&without_type),
        (true, vec!["given"]),
        "the folder here stays as it was"
    );
    assert!(!without_type.locations.kinds_locked);

    let local = with(
        Some(&saved()),
        &[&STORE[..], &[("STORAGE_TYPE", "local")]].concat(),
    )
    .await;
    assert_eq!(used(&local), (true, vec![]), "given, but not wanted");
}

#[tokio::test]
async fn without_an_address_it_is_amazons() {
    let settings = with(
        None,
        &[
            ("STORAGE_S3_BUCKET", "given"),
            ("STORAGE_S3_REGION", "eu-west-1"),
            ("STORAGE_S3_ACCESS_KEY", "AKIA"),
            ("STORAGE_S3_PATH", "/traefik"),
        ],
    )
    .await;
    let given = &settings.locations.s3[0];
    assert_eq!(given.preset, Preset::Aws);
    assert_eq!(given.endpoint, "https://s3.eu-west-1.amazonaws.com");
    assert_eq!(given.path, "traefik/");
}

/// The window keeps the saved locations and says so; the command line refuses, as for every such problem.
#[tokio::test]
async fn what_makes_no_sense_leaves_the_saved_locations() {
    let check = async |variables: &[(&'static str, &str)], message: &str| {
        let settings = with(Some(&saved()), variables).await;
        assert_eq!(used(&settings), (true, vec!["kept"]), "{message}");
        let told: Vec<&str> = settings.problems.iter().map(|one| one.message.as_str()).collect();
        assert_eq!(told, [message]);
        assert!(settings.locked.is_empty(), "nothing is set by what is not used");
    };
    check(
        &[("STORAGE_TYPE", "ftp")],
        "STORAGE_TYPE is not used: `ftp` is not a kind of storage",
    )
    .await;
    check(
        &[("STORAGE_TYPE", ",")],
        "STORAGE_TYPE is not used: it names no storage",
    )
    .await;
    check(
        &[("STORAGE_S3_BUCKET", "given")],
        "STORAGE_S3_BUCKET is not used: STORAGE_S3_ACCESS_KEY is not set",
    )
    .await;
    check(
        &[("STORAGE_S3_SECRET_KEY", CANARY)],
        "STORAGE_S3_SECRET_KEY is not used: STORAGE_S3_BUCKET is not set",
    )
    .await;
    check(
        &[("STORAGE_S3_BUCKET", "a b c"), ("STORAGE_S3_ACCESS_KEY", "AKIA")],
        "STORAGE_S3_BUCKET is not used: A bucket name cannot contain spaces",
    )
    .await;
    let alone = with(None, &[("STORAGE_TYPE", "s3")]).await;
    assert_eq!(used(&alone), (true, vec![]), "never without any location");
    assert_eq!(
        alone.problems[0].message,
        "STORAGE_TYPE asks for S3, but there is no S3 storage: STORAGE_S3_BUCKET is not set"
    );
}

#[tokio::test]
async fn a_newer_versions_list_is_not_wiped_out() {
    let folder = tempfile::tempdir().unwrap();
    let pool = db::open_state(&folder.path().join("state.db")).await.unwrap();
    db::settings::put(&pool, "storage", Some("[\"of the future\"]"))
        .await
        .unwrap();
    let settings = settings::load(&pool, Path::new("/backups"), &Environment::default())
        .await
        .unwrap();
    assert_eq!(used(&settings), (true, vec![]));
    assert_eq!(settings.problems.len(), 1, "it is told");
    assert!(
        storage::load(&pool).await.is_err(),
        "nobody adds to what cannot be read"
    );
    pool.close().await;
}
