//! What waits to be sent goes on waiting, and hinders nothing else.

use std::io::Write as _;

use mantrae_core::Engine;
use mantrae_core::backup::{Backup, BackupLocation, ProblemKind};
use mantrae_core::credentials::Keep;
use mantrae_core::secret::Secret;
use mantrae_core::settings::storage::S3Location;
use tests::s3::Server;
use tests::s3::proxy::{Asked, Fate, Identity, Proxy};
use tests::{Computer, EXAMPLE};

const STORE: &str = "S3 storage";

fn there(backup: &Backup) -> bool {
    let mut at = backup.locations.iter();
    at.any(|at| at.name == STORE && at.is_verified())
}

fn broken(asked: &Asked) -> Fate {
    if asked.is_write() {
        Fate::Reset
    } else {
        Fate::Passed
    }
}

async fn listed(engine: &Engine, backup: &Backup) -> Backup {
    let all = engine.backups().list().await.unwrap();
    all.into_iter().find(|one| one.id == backup.id).unwrap()
}

/// "The file with the certificates was away for a day: what waited goes once it is back."
#[tokio::test]
async fn a_file_of_certificates_that_is_gone_makes_nothing_be_forgotten() {
    let server = Server::start().await;
    let identity = Identity::until(2090);
    let computer = Computer::with_example().await;
    let engine = &computer.engine;
    let file = computer.file("ca.pem", &identity.authority);
    let authority = identity.authority.clone();
    let proxy = Proxy::secure(server.port, identity).await;
    let location = S3Location {
        ca_file: Some(file.clone()),
        plain_http: false,
        ..tests::s3::typed(&proxy.endpoint)
    };
    let secret = Secret::new(tests::s3::SECRET_KEY.to_owned());
    engine
        .storage()
        .save(&location, Some((&secret, Keep::Keyring)))
        .await
        .unwrap();
    std::fs::remove_file(&file).unwrap();
    let made = [computer.back_up().await, computer.back_up().await];
    for _ in 0..2 {
        engine.uploads().hurry().await.unwrap();
        engine.uploads().push().await.unwrap();
    }
    for one in &made {
        let seen = listed(engine, one).await;
        let waiting = seen.locations.iter().find_map(|at| at.waiting.clone());
        let problem = waiting.and_then(|waiting| waiting.problem);
        let told = problem.map(|problem| problem.message);
        // The second is not tried on its own while the first says that the location cannot be used.
        assert!(told.is_none_or(|told| told.contains("ca.pem")), "{seen:?}");
    }
    assert!(
        engine.uploads().waiting().await.unwrap() >= 2,
        "nothing is forgotten"
    );
    mantrae_core::fs::write_atomic(&file, authority.as_bytes()).unwrap();
    engine.uploads().hurry().await.unwrap();
    engine.uploads().push().await.unwrap();
    assert_eq!(engine.uploads().waiting().await.unwrap(), 0);
    for one in &made {
        let seen = listed(engine, one).await;
        assert!(seen.locations.len() == 2 && seen.locations.iter().all(BackupLocation::is_verified));
    }
}

/// "One of my backups rotted before it was sent: the others get there, and I am told of that one."
#[tokio::test]
async fn a_damaged_copy_does_not_hold_up_the_others() {
    let server = Server::start().await;
    let proxy = Proxy::before(server.port).await;
    let computer = Computer::with_locations("local,s3", &proxy.endpoint).await;
    computer.import(EXAMPLE).await;
    proxy.rule(broken);
    let (first, second) = (computer.back_up().await, computer.back_up().await);
    let path = computer.archive(&second);
    let held = path.metadata().unwrap();
    let mut bytes = std::fs::read(&path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] = !bytes[middle];
    let mut file = std::fs::File::options().write(true).open(&path).unwrap();
    file.write_all(&bytes).unwrap();
    file.set_modified(held.modified().unwrap()).unwrap();
    proxy.heal();
    let third = computer.back_up().await;
    assert!(there(&third));
    assert!(
        there(&listed(&computer.engine, &first).await),
        "the older one got there"
    );
    let seen = listed(&computer.engine, &second).await;
    let here = seen.locations.iter().find(|at| at.name != STORE).unwrap();
    assert_eq!(here.problem_kind, Some(ProblemKind::Damaged), "{seen:?}");
    assert!(!there(&seen));
    assert_eq!(
        computer.engine.uploads().waiting().await.unwrap(),
        1,
        "it is not forgotten"
    );
}

/// "I removed the file of a backup that waited: nothing waits for it any more, and the run that made it says why."
#[tokio::test]
async fn what_is_gone_from_this_computer_waits_no_longer() {
    let server = Server::start().await;
    let proxy = Proxy::before(server.port).await;
    let computer = Computer::with_locations("local,s3", &proxy.endpoint).await;
    computer.import(EXAMPLE).await;
    proxy.rule(broken);
    let (first, second) = (computer.back_up().await, computer.back_up().await);
    std::fs::remove_file(computer.archive(&second)).unwrap();
    proxy.heal();
    computer.engine.uploads().hurry().await.unwrap();
    computer.engine.uploads().push().await.unwrap();
    assert!(there(&listed(&computer.engine, &first).await));
    assert_eq!(computer.engine.uploads().waiting().await.unwrap(), 0);
    let entries = computer.engine.activity(10).await.unwrap();
    let told = entries.iter().flat_map(|entry| &entry.steps);
    let mut told = told.filter_map(|step| step.message.as_deref());
    assert!(
        told.any(|text| text.contains("is no longer on this computer")),
        "{entries:?}"
    );
}

/// "My disk of backups was not connected: what waited is still known, and goes once it is back."
#[tokio::test]
async fn a_folder_that_is_away_makes_nothing_be_forgotten() {
    let server = Server::start().await;
    let proxy = Proxy::before(server.port).await;
    let computer = Computer::with_locations("local,s3", &proxy.endpoint).await;
    computer.import(EXAMPLE).await;
    proxy.rule(broken);
    let backup = computer.back_up().await;
    proxy.heal();
    let (folder, away) = (computer.data().join("backups"), computer.beside("away"));
    std::fs::rename(&folder, &away).unwrap();
    std::fs::create_dir(&folder).unwrap();
    computer.engine.uploads().hurry().await.unwrap();
    computer.engine.uploads().push().await.unwrap();
    assert!(computer.engine.uploads().waiting().await.unwrap() > 0);
    std::fs::remove_dir_all(&folder).unwrap();
    std::fs::rename(&away, &folder).unwrap();
    computer.engine.uploads().hurry().await.unwrap();
    computer.engine.uploads().push().await.unwrap();
    assert!(there(&listed(&computer.engine, &backup).await));
}
