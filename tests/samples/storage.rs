//! Locations: what becomes of what was typed, and what a storage test finds.

use std::path::Path;

use mantrae_core::Engine;
use mantrae_core::certificate;
use mantrae_core::engine::Options;
use mantrae_core::secret::{MemoryKeyring, Ring, Secret};
use mantrae_core::settings::Environment;
use mantrae_core::settings::storage::check::check;
use mantrae_core::settings::storage::{Addressing, Preset, S3Location, SftpLocation, sftp};
use tests::s3::proxy::{Asked, Fate, Identity, Proxy};
use tests::s3::{self, SECRET_KEY, Server};
use tests::sshd::Sshd;

use crate::recording::Recording;
use crate::stable::Names;

/// What the server of the samples is called.
const SERVER: &str = "minio.home:9000";

pub(crate) async fn record() {
    let folder = tempfile::tempdir().unwrap();
    let mut options = Options::new(folder.path().join("data"));
    options.environment = Environment::of([]);
    options.keyring = Ring::new(MemoryKeyring::new());
    let engine = Engine::open(options).await.unwrap();
    let mut names = Names::default();
    let mut recording = Recording::default();
    recording.add("locations", [(); 0], engine.storage().settings().await);
    recording.add(
        "useThisComputer",
        [false],
        engine.storage().use_this_computer(false).await,
    );
    for typed in typed() {
        let checked = check(&typed);
        recording.answer(
            "minimalPolicy",
            [&typed],
            mantrae_core::engine::minimal_policy(&checked.location),
        );
        recording.answer("checkLocation", [&typed], checked);
    }
    let authority = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/cellar-ca.pem");
    recording.add("chooseCaFile", [(); 0], certificate::read(&authority));
    names.put(&authority.display().to_string(), "/etc/ssl/cellar-ca.pem");
    tests_of(&engine, folder.path(), &mut recording, &mut names).await;
    for typed in typed_computers() {
        recording.answer("checkSftpLocation", [&typed], sftp::check(&typed));
    }
    tests_of_sftp(&engine, &mut recording, &mut names).await;
    recording.check("storage", &names);
}

/// A new one, as the form begins with it.
fn blank() -> S3Location {
    S3Location {
        path: "backups/".to_owned(),
        enabled: true,
        ..S3Location::default()
    }
}

/// Every provider, and what a person types, pastes or forgets.
fn typed() -> Vec<S3Location> {
    let own = |endpoint: &str, bucket: &str, access_key_id: &str| S3Location {
        endpoint: endpoint.to_owned(),
        bucket: bucket.to_owned(),
        access_key_id: access_key_id.to_owned(),
        ..blank()
    };
    let providers = Preset::ALL.iter().map(|&preset| S3Location { preset, ..blank() });
    let own_servers = [
        own("minio.home:9000/backups", "", ""),
        own("https://minio.home:9000", "backups", "AKIA4HOMELAB"),
        own("https://minio.home", "", ""),
        own("https://minio.home", "backups", ""),
        own("https://minio.home", "backups", "AKIA"),
        own("http://minio.home", "", ""),
        own("http://minio.home", "backups", ""),
        own("http://minio.home", "backups", "AKIA"),
        own("", "backups", ""),
        own(" https://minio.home/ ", " my backups ", " AKIA "),
    ];
    // Once one field was left, the region stands there.
    let with_region = own_servers.clone().map(|typed| S3Location {
        region: "us-east-1".to_owned(),
        ..typed
    });
    providers
        .into_iter()
        .chain(own_servers)
        .chain(with_region)
        .collect()
}

fn denied() -> Fate {
    Fate::Answered {
        status: 403,
        code: "AccessDenied",
        header: None,
    }
}

/// A storage test that goes well, and one for each failure that has a button of its own in the window.
async fn tests_of(engine: &Engine, folder: &Path, recording: &mut Recording, names: &mut Names) {
    let server = Server::start().await;
    let identity = Identity::until(2040);
    let authority = folder.join("authority.pem");
    mantrae_core::fs::write_atomic(&authority, identity.authority.as_bytes()).unwrap();
    let proxy = Proxy::secure(server.port, identity).await;
    let address = proxy.endpoint.trim_start_matches("https://").to_owned();
    names.put(&address, SERVER);
    let trusted = S3Location {
        name: "Cellar".to_owned(),
        ca_file: Some(authority),
        plain_http: false,
        ..s3::typed(&proxy.endpoint)
    };
    let mut add = async |name: &'static str, location: &S3Location, secret: &str| {
        let tested = engine
            .storage_tests()
            .one(location, Some(&Secret::new(secret.to_owned())))
            .await;
        recording.add("testLocation", [name], tested);
    };
    add("ok", &trusted, SECRET_KEY).await;
    let untrusted = S3Location {
        ca_file: None,
        ..trusted.clone()
    };
    add("certificate", &untrusted, SECRET_KEY).await;
    add("secret", &trusted, "another").await;
    let no_bucket = S3Location {
        bucket: "elsewhere".to_owned(),
        ..trusted.clone()
    };
    add("bucket", &no_bucket, SECRET_KEY).await;
    let in_host = S3Location {
        addressing: Some(Addressing::VirtualHost),
        ..trusted.clone()
    };
    add("path-style", &in_host, SECRET_KEY).await;
    proxy.rule(|asked: &Asked| if asked.is_delete() { denied() } else { Fate::Passed });
    add("append-only", &trusted, SECRET_KEY).await;
}

/// What a person types, pastes or forgets of another computer.
fn typed_computers() -> Vec<SftpLocation> {
    let typed = |host: &str, path: &str| SftpLocation {
        host: host.to_owned(),
        path: path.to_owned(),
        enabled: true,
        ..SftpLocation::default()
    };
    vec![
        typed("", "backups"),
        typed("nas.home", "backups"),
        typed("anna@nas.home:2222", "backups"),
        typed("sftp://anna@nas.home/srv/backups", "backups"),
        typed("nas home", "backups"),
    ]
}

/// A storage test of another computer that goes well, and one for each failure that the window shows in its own way.
async fn tests_of_sftp(engine: &Engine, recording: &mut Recording, names: &mut Names) {
    let mut server = Sshd::stranger();
    let typed = SftpLocation {
        host: "nas.home".to_owned(),
        ..server.typed()
    };
    names.put(&format!(" -F {}", server.ssh_config().display()), "");
    names.put(&server.known_hosts().display().to_string(), "~/.ssh/known_hosts");
    for end in ["/none", ""] {
        names.put(&format!("{}{end}", server.files().display()), "backups/traefik");
    }
    names.put(
        &server.fingerprint(),
        "SHA256:MltvxCatMEoQEe1YgctMAhPbIUOFAECgoM31NCpGKmg",
    );
    let mut add = async |name: &'static str, location: &SftpLocation| {
        recording.add(
            "testSftpLocation",
            [name],
            engine.storage_tests().sftp(location).await,
        );
    };
    add("host-key", &typed).await;
    server.make_known();
    add("ok", &typed).await;
    let folder = SftpLocation {
        path: format!("{}/none", typed.path),
        ..typed.clone()
    };
    add("folder", &folder).await;
    server.change_host_key();
    names.put(
        &server.fingerprint(),
        "SHA256:9sNqfZtnqvSgSHYSOzNyVRJZ2k8Yz0GxWhr0dNYcLUE",
    );
    add("host-key-changed", &typed).await;
    server.make_known();
    server.forget_key();
    add("login", &typed).await;
}
