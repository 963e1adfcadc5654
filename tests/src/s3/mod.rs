//! An S3 server of our own, in this process: it checks signatures, and keeps its objects in a folder.

pub mod proxy;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use hyper_util::rt::{TokioExecutor, TokioIo};
use mantrae_core::secret::Secret;
use mantrae_core::settings::Environment;
use mantrae_core::settings::storage::S3Location;
use mantrae_core::storage::Storage;
use mantrae_core::storage::s3::{self, Addressing, Checksums, Patience, S3Options};
use tokio::net::TcpListener;

/// Public half of the key that the server knows.
pub const ACCESS_KEY: &str = "AKIDEXAMPLE";
/// Secret half of it.
pub const SECRET_KEY: &str = "wJalrXUtnFEMI/K7MDENG/canary+S3cr3t";
/// The bucket that is there.
pub const BUCKET: &str = "backups";

/// A running server with an empty bucket; it ends with the test's runtime.
#[derive(Debug)]
pub struct Server {
    /// Port on the loopback interface.
    pub port: u16,
    folder: tempfile::TempDir,
}

impl Server {
    /// A new one.
    pub async fn start() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        std::fs::create_dir(folder.path().join(BUCKET)).expect("the bucket is made");
        let files = s3s_fs::FileSystem::new(folder.path()).expect("the server has a folder");
        let mut builder = s3s::service::S3ServiceBuilder::new(files);
        builder.set_auth(s3s::auth::SimpleAuth::from_single(ACCESS_KEY, SECRET_KEY));
        let service = builder.build();
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
        let port = listener.local_addr().expect("its number").port();
        tokio::spawn(async move {
            let http = hyper_util::server::conn::auto::Builder::new(TokioExecutor::new());
            while let Ok((stream, _)) = listener.accept().await {
                let connection = http
                    .serve_connection(TokioIo::new(stream), service.clone())
                    .into_owned();
                tokio::spawn(async move {
                    // A client that goes away in the middle is what some tests are about.
                    let _ = connection.await;
                });
            }
        });
        Self { port, folder }
    }

    /// `http://127.0.0.1:port`.
    pub fn endpoint(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Where the objects of a folder of the bucket lie as files.
    pub fn files(&self, root: &str) -> PathBuf {
        self.folder.path().join(BUCKET).join(root)
    }

    /// What is needed to use it.
    pub fn options(&self) -> S3Options {
        options(&self.endpoint())
    }
}

/// What is needed to use a server at that address, in the folder `kept` of its bucket; less patient than the real one.
pub fn options(endpoint: &str) -> S3Options {
    S3Options {
        name: "S3".to_owned(),
        endpoint: endpoint.to_owned(),
        bucket: BUCKET.to_owned(),
        region: "us-east-1".to_owned(),
        root: "kept/".to_owned(),
        access_key_id: ACCESS_KEY.to_owned(),
        secret_access_key: Arc::new(Secret::new(SECRET_KEY.to_owned())),
        addressing: Addressing::Path,
        checksums: Checksums::WhenRequired,
        create_if_absent: true,
        ca_file: None,
        patience: hurried(),
    }
}

/// The folder `kept` of the server's bucket at that address, as a person would type it.
pub fn typed(endpoint: &str) -> S3Location {
    S3Location {
        name: "Bucket".to_owned(),
        endpoint: endpoint.to_owned(),
        bucket: BUCKET.to_owned(),
        region: "us-east-1".to_owned(),
        path: "kept/".to_owned(),
        access_key_id: ACCESS_KEY.to_owned(),
        plain_http: true,
        enabled: true,
        ..S3Location::default()
    }
}

/// The variables of the manual for the folder `kept` of the server's bucket at that address.
pub fn environment(kinds: &str, endpoint: &str) -> Environment {
    let set = [
        ("STORAGE_TYPE", kinds),
        ("STORAGE_S3_ENDPOINT", endpoint),
        ("STORAGE_S3_REGION", "us-east-1"),
        ("STORAGE_S3_BUCKET", BUCKET),
        ("STORAGE_S3_ACCESS_KEY", ACCESS_KEY),
        ("STORAGE_S3_SECRET_KEY", SECRET_KEY),
        ("STORAGE_S3_PATH", "kept/"),
    ];
    Environment::of(set.map(|(name, value)| (name, value.to_owned())))
}

/// Time-outs that a test can wait for.
pub fn hurried() -> Patience {
    Patience {
        connect: Duration::from_secs(1),
        answer: Duration::from_secs(3),
        slowest: 1024 * 1024,
        retries: 1,
        pause: Duration::from_millis(10),
    }
}

/// The server that `MANTRAE_TEST_S3` names (`http://host:port`), written by somebody else. Its key and its bucket, which
/// must be there, are those of this module, unless `MANTRAE_TEST_S3_ACCESS_KEY`, `…_SECRET_KEY` and `…_BUCKET` are set.
pub fn independent(root: &str) -> Option<Storage> {
    let endpoint = std::env::var("MANTRAE_TEST_S3").ok()?;
    let set = |name: &str| std::env::var(format!("MANTRAE_TEST_S3_{name}")).ok();
    let mut options = options(&endpoint);
    root.clone_into(&mut options.root);
    "independent S3".clone_into(&mut options.name);
    options.access_key_id = set("ACCESS_KEY").unwrap_or(options.access_key_id);
    options.bucket = set("BUCKET").unwrap_or(options.bucket);
    if let Some(secret) = set("SECRET_KEY") {
        options.secret_access_key = Arc::new(Secret::new(secret));
    }
    Some(s3::open(&options).expect("the address makes sense"))
}

/// The names of the files in a folder, whatever they are.
pub fn file_names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).map(|entries| {
        entries
            .flatten()
            .map(|entry| entry.file_name().to_string_lossy().into_owned())
            .collect()
    });
    let mut names: Vec<String> = entries.unwrap_or_default();
    names.sort();
    names
}
