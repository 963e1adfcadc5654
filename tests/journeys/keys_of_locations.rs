//! S3 locations and their secret keys: saved, tested, locked away, and never written anywhere else.

use mantrae_core::credentials::{Keep, Whereabouts};
use mantrae_core::engine::{Cure, Ending, Options};
use mantrae_core::secret::{KeyringState, MemoryKeyring, Ring, Secret};
use mantrae_core::settings::Environment;
use mantrae_core::settings::storage::{ENVIRONMENT_ID, S3Location};
use mantrae_core::{Code, Engine, Event};
use tests::s3::{ACCESS_KEY, BUCKET, SECRET_KEY, Server};
use tests::{Computer, refused};

fn secret(text: &str) -> Secret<String> {
    Secret::new(text.to_owned())
}

/// A location as it is typed, with a bucket pasted into the address.
fn typed(server: &Server) -> S3Location {
    S3Location {
        name: "NAS".to_owned(),
        endpoint: format!("{}/{BUCKET}/", server.endpoint()),
        access_key_id: format!("\"{ACCESS_KEY}\""),
        path: "kept".to_owned(),
        plain_http: true,
        enabled: true,
        ..S3Location::default()
    }
}

async fn whereabouts(engine: &Engine) -> Vec<Whereabouts> {
    let state = engine.storage().settings().await.unwrap();
    state.secrets.iter().map(|one| one.whereabouts).collect()
}

/// The whole data folder as bytes, to look for what must not be in it.
fn everything(folder: &std::path::Path) -> Vec<u8> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        if entry.path().is_dir() {
            all.extend(everything(&entry.path()));
        } else {
            all.extend(std::fs::read(entry.path()).unwrap());
        }
    }
    all
}

fn holds(all: &[u8], text: &str) -> bool {
    all.windows(text.len()).any(|window| window == text.as_bytes())
}

/// "I paste what my NAS shows me, test, save, and it works after a restart."
#[tokio::test]
async fn a_location_is_typed_tested_saved_and_found_again() {
    let server = Server::start().await;
    let computer = Computer::with_example().await;
    let engine = &computer.engine;
    let mut events = engine.events();
    let tried = engine
        .storage_tests()
        .one(&typed(&server), Some(&secret(SECRET_KEY)))
        .await
        .unwrap();
    assert!(tried.ok, "{tried:?}");
    let mut steps = 0;
    while let Ok(event) = events.try_recv() {
        if let Event::LocationTested { storage_test, .. } = event {
            steps = storage_test.steps.len();
        }
    }
    assert_eq!(steps, 9, "each step was told while it was done");
    assert!(
        engine.storage().settings().await.unwrap().locations.s3.is_empty(),
        "a test saves nothing"
    );

    let saved = engine
        .storage()
        .save(&typed(&server), Some((&secret(SECRET_KEY), Keep::Keyring)))
        .await
        .unwrap();
    assert_eq!(
        saved.changes,
        [
            "Removed the quotes around the access key",
            "Moved “backups” from the address to the bucket",
        ],
        "what was changed is told"
    );
    assert_eq!(saved.location.bucket, BUCKET);
    assert_eq!(whereabouts(engine).await, [Whereabouts::Keyring]);
    assert_eq!(
        computer.keyring.names(),
        [format!("s3-secret:{}", saved.location.id)],
        "the secret lies in the keyring, by the location's id"
    );
    let again = tests::open_with(&computer.data(), &computer.keyring)
        .await
        .unwrap();
    let storage_tests = again.storage_tests().all(Some("nas")).await.unwrap();
    assert!(
        storage_tests[0].ok,
        "saved location and kept secret work: {storage_tests:?}"
    );
    again.close().await;
    engine.backups().create("").await.unwrap();
    engine.close().await;
    assert!(
        !holds(&everything(&computer.data()), SECRET_KEY),
        "the secret is in no file of the data folder"
    );
}

/// A keyring that is locked or gone: nothing half is saved, and the secret can be kept for this session alone.
#[tokio::test]
async fn without_a_keyring_the_secret_stays_in_memory() {
    let server = Server::start().await;
    let computer = Computer::with_example().await;
    let engine = &computer.engine;
    for (state, code) in [
        (KeyringState::Locked, Code::Locked),
        (KeyringState::Absent, Code::Keyring),
    ] {
        computer.keyring.put_into(state);
        let answer = engine
            .storage()
            .save(&typed(&server), Some((&secret(SECRET_KEY), Keep::Keyring)))
            .await;
        assert_eq!(refused(answer).0, code);
        assert!(
            engine.storage().settings().await.unwrap().locations.s3.is_empty(),
            "nothing half is saved"
        );
    }
    engine
        .storage()
        .save(&typed(&server), Some((&secret(SECRET_KEY), Keep::Session)))
        .await
        .unwrap();
    assert_eq!(whereabouts(engine).await, [Whereabouts::Session]);
    assert!(engine.storage_tests().all(Some("NAS")).await.unwrap()[0].ok);
    let next_start = tests::open_with(&computer.data(), &computer.keyring)
        .await
        .unwrap();
    assert_eq!(
        whereabouts(&next_start).await,
        [Whereabouts::Missing],
        "the next start asks for it: it was kept nowhere"
    );
    let storage_test = &next_start.storage_tests().all(None).await.unwrap()[1];
    assert!(
        !storage_test.ok && storage_test.steps[0].cure == Some(Cure::EnterKey),
        "{storage_test:?}"
    );
    next_start.close().await;
}

/// A locked keyring is told apart from a secret that was never given, and one click opens it.
#[tokio::test]
async fn a_locked_keyring_waits_for_one_click() {
    let server = Server::start().await;
    let computer = Computer::with_example().await;
    let engine = &computer.engine;
    engine
        .storage()
        .save(&typed(&server), Some((&secret(SECRET_KEY), Keep::Keyring)))
        .await
        .unwrap();
    computer.keyring.put_into(KeyringState::Locked);
    assert_eq!(whereabouts(engine).await, [Whereabouts::Locked]);
    let storage_tests = engine.storage_tests().all(None).await.unwrap();
    assert!(storage_tests[0].ok, "this computer goes on");
    assert_eq!(storage_tests[1].steps[0].cure, Some(Cure::UnlockKeyring));
    assert_eq!(
        storage_tests[1].steps[0].message,
        "The secret key of `NAS` cannot be read: the keyring is locked"
    );
    engine.encryption().unlock_keyring().await.unwrap();
    assert_eq!(whereabouts(engine).await, [Whereabouts::Keyring]);
    computer.keyring.put_into(KeyringState::Absent);
    assert_eq!(whereabouts(engine).await, [Whereabouts::NoKeyring]);
}

#[tokio::test]
async fn a_keyring_that_forgets_is_not_believed() {
    let server = Server::start().await;
    let computer = Computer::new().await;
    computer.keyring.become_forgetful();
    let answer = computer
        .engine
        .storage()
        .save(&typed(&server), Some((&secret(SECRET_KEY), Keep::Keyring)))
        .await;
    assert_eq!(refused(answer).0, Code::Keyring);
    assert!(
        computer
            .engine
            .storage()
            .settings()
            .await
            .unwrap()
            .locations
            .s3
            .is_empty()
    );
}

/// What makes no sense is refused with the sentence of its field; `http://` needs somebody who agrees.
#[tokio::test]
async fn what_cannot_work_is_not_saved() {
    let server = Server::start().await;
    let computer = Computer::new().await;
    let engine = &computer.engine;
    let mut plain = typed(&server);
    plain.plain_http = false;
    let answer = engine.storage().save(&plain, None).await;
    assert_eq!(
        refused(answer).1,
        "Over http://, each request is signed with your key, but the backup is sent unencrypted"
    );
    let mut nowhere = typed(&server);
    nowhere.bucket = "my backups".to_owned();
    assert_eq!(
        refused(engine.storage().save(&nowhere, None).await).0,
        Code::InvalidInput
    );
    engine.storage().save(&typed(&server), None).await.unwrap();
    let mut twin = typed(&server);
    twin.name = "nas".to_owned();
    assert_eq!(refused(engine.storage().save(&twin, None).await).0, Code::Exists);
}

/// Off, on, changed, removed; but never without any location.
#[tokio::test]
async fn there_is_always_a_location() {
    let server = Server::start().await;
    let computer = Computer::with_example().await;
    let engine = &computer.engine;
    assert_eq!(
        refused(engine.storage().use_this_computer(false).await).0,
        Code::InvalidInput
    );
    let saved = engine
        .storage()
        .save(&typed(&server), Some((&secret(SECRET_KEY), Keep::Keyring)))
        .await
        .unwrap();
    let id = saved.location.id.clone();
    engine.storage().use_this_computer(false).await.unwrap();
    assert_eq!(
        refused(engine.storage().use_location(&id, false).await).0,
        Code::InvalidInput
    );
    assert_eq!(refused(engine.storage().remove(&id).await).0, Code::InvalidInput);
    engine.storage().use_this_computer(true).await.unwrap();
    let mut renamed = saved.location.clone();
    renamed.name = "Cellar".to_owned();
    let renamed = engine.storage().save(&renamed, None).await.unwrap().location;
    assert_eq!(
        (renamed.id.as_str(), renamed.name.as_str()),
        (id.as_str(), "Cellar")
    );
    assert_eq!(
        whereabouts(engine).await,
        [Whereabouts::Keyring],
        "the secret stays"
    );
    engine.storage().remove(&id).await.unwrap();
    assert!(computer.keyring.names().is_empty(), "its secret went with it");
    assert_eq!(refused(engine.storage().remove(&id).await).0, Code::NotFound);
    let sentences: Vec<String> = engine
        .activity(20)
        .await
        .unwrap()
        .into_iter()
        .map(|entry| entry.sentence)
        .collect();
    assert!(
        sentences.contains(&"Storage “Cellar” removed from the list".to_owned()),
        "each change stands in the activity list: {sentences:?}"
    );
}

/// The environment decides: its location cannot be changed here, and its secret goes nowhere.
#[tokio::test]
async fn a_location_of_the_environment() {
    let server = Server::start().await;
    let folder = tempfile::tempdir().unwrap();
    let keyring = MemoryKeyring::new();
    let mut options = Options::new(folder.path().join("data"));
    options.keyring = Ring::new(keyring.clone());
    options.environment = Environment::of([
        ("STORAGE_TYPE", "local,s3".to_owned()),
        ("STORAGE_S3_ENDPOINT", server.endpoint()),
        ("STORAGE_S3_BUCKET", BUCKET.to_owned()),
        ("STORAGE_S3_ACCESS_KEY", ACCESS_KEY.to_owned()),
        ("STORAGE_S3_SECRET_KEY", SECRET_KEY.to_owned()),
    ]);
    let engine = Engine::open(options).await.unwrap();
    assert_eq!(whereabouts(&engine).await, [Whereabouts::Environment]);
    let storage_tests = engine.storage_tests().all(None).await.unwrap();
    assert!(
        storage_tests.iter().all(|storage_test| storage_test.ok),
        "{storage_tests:?}"
    );
    assert_eq!(storage_tests.len(), 2);
    let plain = storage_tests[1]
        .steps
        .iter()
        .find(|step| step.ending == Ending::Warning);
    assert!(plain.is_some(), "http is warned of, whoever chose it");
    let location = engine.settings().get().await.locations.s3[0].clone();
    for answer in [
        engine.storage().save(&location, None).await.map(drop),
        engine.storage().use_location(ENVIRONMENT_ID, false).await,
        engine.storage().remove(ENVIRONMENT_ID).await,
        engine.storage().use_this_computer(false).await,
        engine
            .storage()
            .set_secret(ENVIRONMENT_ID, &secret("other"), Keep::Keyring)
            .await,
    ] {
        assert_eq!(
            refused(answer).0,
            Code::InvalidInput,
            "it is set by the environment"
        );
    }
    engine.profiles().create("Home", "").await.unwrap();
    engine.backups().create("").await.unwrap();
    engine.close().await;
    assert!(keyring.names().is_empty(), "not even in the keyring");
    assert!(!holds(&everything(&folder.path().join("data")), SECRET_KEY));
}

/// `secret set|status|delete` know the keys of locations, by id and by name.
#[tokio::test]
async fn secrets_are_named_by_their_location() {
    let server = Server::start().await;
    let computer = Computer::new().await;
    let engine = &computer.engine;
    let location = engine
        .storage()
        .save(&typed(&server), None)
        .await
        .unwrap()
        .location;
    assert_eq!(whereabouts(engine).await, [Whereabouts::Missing]);
    engine
        .secrets()
        .set("s3-secret:NAS", &secret(&format!(" \"{SECRET_KEY}\"\n")))
        .await
        .unwrap();
    assert!(
        engine.storage_tests().all(Some("NAS")).await.unwrap()[0].ok,
        "quotes and line ends are not meant"
    );
    let (_, secrets) = engine.secrets().status().await.unwrap();
    assert_eq!(secrets[0].name, format!("s3-secret:{}", location.id));
    assert!(secrets[0].readable);
    let empty = engine.secrets().set("s3-secret:NAS", &secret(" \n")).await;
    assert_eq!(refused(empty).0, Code::InvalidInput);
    let nobody = engine.secrets().set("s3-secret:nobody", &secret("x")).await;
    assert_eq!(refused(nobody).0, Code::NotFound);
    engine.secrets().delete("s3-secret:NAS").await.unwrap();
    assert_eq!(
        refused(engine.secrets().delete("s3-secret:NAS").await).0,
        Code::NotFound
    );
    assert_eq!(whereabouts(engine).await, [Whereabouts::Missing]);
}
