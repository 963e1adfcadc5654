//! Our own S3 server, in this process: it checks signatures, and keeps its objects in a folder.

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

/// The public half of the key that the server knows.
pub const ACCESS_KEY: &str = "AKIDEXAMPLE";
/// The secret half.
pub const SECRET_KEY: &str = "wJalrXUtnFEMI/K7MDENG/canary+S3cr3t";
/// The existing bucket.
pub const BUCKET: &str = "backups";

/// A running server with an empty bucket; one of our own stops with the test's runtime.
#[derive(Debug)]
pub struct Server {
    /// The port on the loopback interface.
    pub port: u16,
    /// Where our own server keeps its objects; `None` for a third-party server.
    folder: Option<tempfile::TempDir>,
}

/// The port of the server that replaces our own: `MANTRAE_TEST_S3_INSTEAD`. There is only one, so tests that use it run
/// one after the other.
fn instead() -> Option<u16> {
    std::env::var("MANTRAE_TEST_S3_INSTEAD").ok()?.parse().ok()
}

impl Server {
    /// A new server, or the one that replaces it, emptied.
    pub async fn start() -> Self {
        match instead() {
            Some(port) => {
                let server = Self { port, folder: None };
                server.empty().await;
                server
            }
            None => Self::own(),
        }
    }

    fn own() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        std::fs::create_dir(folder.path().join(BUCKET)).expect("the bucket is made");
        let files = s3s_fs::FileSystem::new(folder.path()).expect("the server has a folder");
        let mut builder = s3s::service::S3ServiceBuilder::new(files);
        builder.set_auth(s3s::auth::SimpleAuth::from_single(ACCESS_KEY, SECRET_KEY));
        let service = builder.build();
        let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
        listener.set_nonblocking(true).expect("a socket of the runtime");
        let listener = TcpListener::from_std(listener).expect("a socket of the runtime");
        let port = listener.local_addr().expect("its number").port();
        tokio::spawn(async move {
            let http = hyper_util::server::conn::auto::Builder::new(TokioExecutor::new());
            while let Ok((stream, _)) = listener.accept().await {
                let connection = http
                    .serve_connection(TokioIo::new(stream), service.clone())
                    .into_owned();
                tokio::spawn(async move {
                    // Some tests are about clients that disconnect midway.
                    let _ = connection.await;
                });
            }
        });
        let folder = Some(folder);
        Self { port, folder }
    }

    /// True for a third-party server.
    pub fn is_foreign(&self) -> bool {
        self.folder.is_none()
    }

    async fn empty(&self) {
        for root in ["", "kept"] {
            let storage = self.storage(root);
            for object in storage.list().await.expect("a listing") {
                storage.delete(&object.name).await.expect("it is removed");
            }
        }
    }

    fn storage(&self, root: &str) -> Storage {
        let mut options = self.options();
        root.clone_into(&mut options.root);
        s3::open(&options).expect("the address makes sense")
    }

    /// The content of an object in a folder of the bucket; `None` if it does not exist.
    pub async fn content(&self, root: &str, name: &str) -> Option<Vec<u8>> {
        if self.folder.is_some() {
            return std::fs::read(self.files(root).join(name)).ok();
        }
        let copy = tempfile::tempdir().expect("a temporary folder");
        let to = copy.path().join("copy");
        self.storage(root).fetch(name, &to).await.ok()?;
        std::fs::read(to).ok()
    }

    /// The names of the objects in a folder of the bucket.
    pub async fn names(&self, root: &str) -> Vec<String> {
        if self.folder.is_some() {
            return file_names(&self.files(root));
        }
        let listed = self.storage(root).list().await.expect("a listing");
        listed.into_iter().map(|object| object.name).collect()
    }

    /// Removes an object from a folder of the bucket.
    pub async fn remove(&self, root: &str, name: &str) {
        if self.folder.is_some() {
            std::fs::remove_file(self.files(root).join(name)).expect("it is there");
        } else {
            self.storage(root).delete(name).await.expect("it is removed");
        }
    }

    /// `http://127.0.0.1:port`.
    pub fn endpoint(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Where our own server stores the objects in a folder of the bucket as files.
    pub fn files(&self, root: &str) -> PathBuf {
        let folder = self.folder.as_ref().expect("a server of our own");
        folder.path().join(BUCKET).join(root)
    }

    /// What is needed to use it.
    pub fn options(&self) -> S3Options {
        options(&self.endpoint())
    }
}

/// What is needed to use a server at that address, in the folder `kept` of its bucket; with shorter time-outs than the
/// real one.
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

/// The folder `kept` of the server's bucket at that address, as a person would enter it.
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

/// The variables from the manual for the folder `kept` of the server's bucket at that address.
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

/// Time-outs short enough for a test.
pub fn hurried() -> Patience {
    Patience {
        connect: Duration::from_secs(1),
        answer: Duration::from_secs(3),
        slowest: 1024 * 1024,
        retries: 1,
        pause: Duration::from_millis(10),
    }
}

/// The third-party server that `MANTRAE_TEST_S3` names (`http://host:port`). Its key and its bucket, which must exist,
/// are those of this module, unless `MANTRAE_TEST_S3_ACCESS_KEY`, `…_SECRET_KEY` and `…_BUCKET` are set.
pub fn independent(root: &str, create_if_absent: bool) -> Option<Storage> {
    let endpoint = std::env::var("MANTRAE_TEST_S3").ok()?;
    let set = |name: &str| std::env::var(format!("MANTRAE_TEST_S3_{name}")).ok();
    let mut options = options(&endpoint);
    root.clone_into(&mut options.root);
    options.name = format!("independent S3, create only if absent: {create_if_absent}");
    options.create_if_absent = create_if_absent;
    options.access_key_id = set("ACCESS_KEY").unwrap_or(options.access_key_id);
    options.bucket = set("BUCKET").unwrap_or(options.bucket);
    if let Some(secret) = set("SECRET_KEY") {
        options.secret_access_key = Arc::new(Secret::new(secret));
    }
    Some(s3::open(&options).expect("the address makes sense"))
}

/// The names of all files in a folder.
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
