//! A secret stays where it belongs.

use std::io::Write;
use std::path::Path;
use std::sync::{Arc, Mutex};

use mantrae_core::backup::BackupLocation;
use mantrae_core::credentials::Keep;
use mantrae_core::engine::restores::From;
use mantrae_core::secret::Secret;
use mantrae_core::settings::{Change, document};
use tests::s3::proxy::{Fate, Proxy};
use tests::s3::{SECRET_KEY, Server, typed};
use tests::{Computer, EXAMPLE, PROFILE};

/// What is looked for: the secret key of the bucket as it is, as it would stand in an address, and a stretch of it in
/// base64, for each of the three ways it may lie in a longer text.
fn canaries() -> [String; 6] {
    let quoted = SECRET_KEY.replace('/', "%2F").replace('+', "%2B");
    let texts = [
        SECRET_KEY,
        &quoted,
        // Its second half alone would be too much.
        "canary+S3cr3t",
        "bHJYVXRuRkVNSS9LN01ERU5H",
        "clhVdG5GRU1JL0s3TURFTkcv",
        "WFV0bkZFTUkvSzdNREVORy9j",
    ];
    texts.map(str::to_owned)
}

/// The first of them that is in there.
fn found(bytes: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(bytes);
    canaries()
        .into_iter()
        .find(|canary| text.contains(canary.as_str()))
}

fn check(what: &str, bytes: &[u8]) {
    assert_eq!(found(bytes), None, "{what} holds the secret");
}

/// Every file below a folder; of archives every member too. Gives how many files were looked at.
fn check_folder(folder: &Path) -> usize {
    let mut looked = 0;
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            looked += check_folder(&path);
            continue;
        }
        let bytes = std::fs::read(&path).unwrap();
        check(&path.display().to_string(), &bytes);
        looked += 1;
        if path.extension().is_some_and(|extension| extension == "zip") {
            let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
            for index in 0..archive.len() {
                let mut member = archive.by_index(index).unwrap();
                let mut content = Vec::new();
                std::io::copy(&mut member, &mut content).unwrap();
                check(&format!("{}: {}", path.display(), member.name()), &content);
            }
        }
    }
    looked
}

/// A log that is kept in memory.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// "I used everything there is, with the log at its finest: the key of my bucket is in none of what was written."
#[tokio::test]
async fn the_key_of_a_bucket_is_written_nowhere() {
    for sample in [
        format!("key={SECRET_KEY};"),
        "a2V5PXdKYWxyWFV0bkZFTUkvSzdNREVORy9jYW5hcnkrUzNjcjN0Ow==".to_owned(),
    ] {
        assert!(
            found(sample.as_bytes()).is_some(),
            "it would be found in `{sample}`"
        );
    }
    let log = Log::default();
    let writer = log.clone();
    tracing_subscriber::fmt()
        .with_max_level(tracing_subscriber::filter::LevelFilter::TRACE)
        .with_writer(move || writer.clone())
        .init();
    let server = Server::start().await;
    let proxy = Proxy::before(server.port).await;
    let computer = Computer::with_example().await;
    let engine = &computer.engine;
    let typed = typed(&proxy.endpoint);
    let secret = Secret::new(SECRET_KEY.to_owned());
    engine
        .storage()
        .save(&typed, Some((&secret, Keep::Keyring)))
        .await
        .unwrap();

    let mut told = Vec::new();
    let backup = engine.backups().create("a note").await.unwrap();
    assert!(
        backup.locations.iter().all(BackupLocation::is_verified),
        "{backup:?}"
    );
    told.push(format!("{:?}", engine.storage_tests().all(None).await));
    told.push(format!("{:?}", engine.storage().settings().await));
    told.push(format!("{:?}", engine.secrets().status().await));
    told.push(format!(
        "{:?}",
        engine.verification().verify_each(&backup.id).await
    ));
    told.push(format!("{:?}", engine.backups().show(&backup.id).await));
    engine.backups().pin(&backup.id, true).await.unwrap();
    engine.profiles().delete(PROFILE).await.unwrap();
    computer.restore(From::Backup(&backup.id), &[]).await;
    told.push(format!("{:?}", engine.undo(None, false).await));
    computer.restore(From::Backup(&backup.id), &[]).await;
    computer.import(EXAMPLE).await;
    engine
        .backups()
        .download(&backup.id, &computer.beside("copy.zip"))
        .await
        .unwrap();
    // Failures, with their causes as a log would have them.
    for fate in [
        Fate::Reset,
        Fate::Answered {
            status: 403,
            code: "SignatureDoesNotMatch",
            header: None,
        },
        Fate::Answered {
            status: 500,
            code: "InternalError",
            header: None,
        },
    ] {
        proxy.rule(move |_| fate.clone());
        told.push(format!("{:?}", engine.backups().create("").await));
        told.push(format!("{:?}", engine.storage_tests().all(None).await));
        told.push(format!("{:?}", engine.locations().refresh().await));
        let location = engine.settings().get().await.locations.used().next().unwrap();
        let storage = engine.locations().open(&location).await.unwrap();
        told.push(format!("{storage:?} {:?}", storage.list().await));
    }
    proxy.heal();
    engine.encryption().turn_on().await.unwrap();
    told.push(format!("{:?}", engine.backups().create("encrypted").await));
    engine.uploads().hurry().await.unwrap();
    told.push(format!("{:?}", engine.uploads().push().await));
    told.push(format!("{:?}", engine.retention().apply().await));
    let rule = mantrae_core::retention::Rule::days(3).unwrap();
    told.push(format!(
        "{:?}",
        engine.settings().change(Change::Retention(rule)).await
    ));
    let settings = engine.settings().get().await;
    told.push(serde_json::to_string(&settings).unwrap());
    told.push(serde_json::to_string(&document::for_backup(&settings)).unwrap());
    told.push(serde_json::to_string(&engine.overview(None).await.unwrap()).unwrap());
    told.push(serde_json::to_string(&engine.activity(1000).await.unwrap()).unwrap());
    told.push(format!("{engine:?} {settings:?}"));

    check("what was told", told.join("\n").as_bytes());
    let log = log.0.lock().unwrap().clone();
    assert!(log.len() > 1_000, "the log was kept: {} bytes", log.len());
    check("the log", &log);
    assert!(check_folder(&computer.data()) > 10, "files were looked at");
    engine.close().await;
    check_folder(&computer.data());
    check_folder(&server.files(""));
    check("the copy", &std::fs::read(computer.beside("copy.zip")).unwrap());
}
