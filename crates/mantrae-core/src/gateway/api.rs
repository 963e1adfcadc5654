//! What a running Traefik says about itself: version, entry points, providers and its own services. It does not list
//! certificate resolvers and plugins.

use std::time::Duration;

use reqwest::{Client, StatusCode, Url};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use traefik_dynamic::{ENCODED_CHARACTERS, Facts};

use super::{Learned, install};
use crate::error::{Code, Error, Result};
use crate::secret::Secret;
use crate::storage::s3::Cause;

/// The timeout for each answer from Traefik.
const PATIENCE: Duration = Duration::from_secs(10);
/// A longer answer is not Traefik's: 5,000 routers take 4 MB.
const LIMIT: usize = 64 * 1024 * 1024;

#[derive(Deserialize)]
struct Version {
    #[serde(rename = "Version")]
    version: String,
}

#[derive(Deserialize)]
struct Overview {
    providers: Option<Vec<String>>,
}

#[derive(Deserialize)]
struct Service {
    name: String,
}

/// The login, where Traefik requires one; never saved.
#[derive(Debug)]
pub struct Login {
    /// The name.
    pub user: String,
    /// The password.
    pub password: Secret<String>,
}

impl Login {
    /// A login; `None` if the name is empty.
    pub fn new(user: String, password: String) -> Option<Self> {
        (!user.is_empty()).then(|| Self {
            user,
            password: Secret::new(password),
        })
    }
}

/// Asks the API at an address; the dashboard's address works too.
pub async fn ask(address: &str, login: Option<Login>) -> Result<Learned> {
    let api = Api::open(address, login)?;
    let version: Version = api.get("api/version").await?;
    let entry_points: Vec<Map<String, Value>> = api.get("api/entrypoints").await?;
    let overview: Overview = api.get("api/overview").await?;
    let services: Vec<Service> = api
        .get("api/http/services?search=@internal&per_page=1000")
        .await?;
    let facts = install::facts(json!({ "entryPoints": named(entry_points) }))?;
    let own = services
        .iter()
        .filter_map(|service| service.name.strip_suffix("@internal"));
    let mut built_in: Vec<String> = own.map(str::to_owned).collect();
    built_in.push("noop".to_owned());
    built_in.sort();
    built_in.dedup();
    let providers = overview.providers.unwrap_or_default();
    Ok(Learned {
        facts: Facts {
            version: Some(version.version),
            providers: providers.iter().map(|name| name.to_lowercase()).collect(),
            built_in_services: Some(built_in),
            ..facts
        },
        source: format!("the API at {}", api.address()),
        is_whole: false,
    })
}

/// Entry points by their names.
fn named(entry_points: Vec<Map<String, Value>>) -> Map<String, Value> {
    let mut all = Map::new();
    for mut entry_point in entry_points {
        let Some(Value::String(name)) = entry_point.remove("name") else {
            continue;
        };
        // The answer omits what is not allowed.
        let encoded = entry_point
            .get_mut("http")
            .and_then(|http| http.get_mut("encodedCharacters"))
            .and_then(Value::as_object_mut);
        if let Some(encoded) = encoded {
            for (character, _) in ENCODED_CHARACTERS {
                encoded.entry(character).or_insert(Value::Bool(false));
            }
        }
        all.insert(name, Value::Object(entry_point));
    }
    all
}

/// The base address of `api/`.
fn base(address: &str) -> Result<Url> {
    let with_scheme = if address.contains("://") {
        address.to_owned()
    } else {
        format!("http://{address}")
    };
    let wrong = || {
        Error::new(
            Code::InvalidInput,
            format!("`{}` is not a valid address of Traefik", without_login(address)),
        )
        .hint("Use an address such as `http://traefik.lan:8080`")
    };
    let mut url = Url::parse(&with_scheme).map_err(|_| wrong())?;
    if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none() {
        return Err(wrong());
    }
    if url.password().is_some() || !url.username().is_empty() {
        // It would be visible in the process list and in the profile.
        return Err(
            Error::new(Code::InvalidInput, "The address cannot contain a password")
                .hint("Leave name and password out of the address, and enter them separately"),
        );
    }
    let path = url.path().trim_end_matches('/');
    let path = path
        .strip_suffix("/dashboard")
        .or_else(|| path.strip_suffix("/api"))
        .unwrap_or(path);
    let path = format!("{path}/");
    url.set_path(&path);
    url.set_query(None);
    url.set_fragment(None);
    Ok(url)
}

/// The address without the part before `@`: an error must never show a password.
fn without_login(address: &str) -> String {
    match (address.split_once("://"), address.rsplit_once('@')) {
        (Some((scheme, _)), Some((_, rest))) => format!("{scheme}://{rest}"),
        (None, Some((_, rest))) => rest.to_owned(),
        _ => address.to_owned(),
    }
}

fn client() -> Result<Client> {
    // Something else in this process may have chosen one already: any will do.
    let _ = rustls::crypto::ring::default_provider().install_default();
    Client::builder()
        .timeout(PATIENCE)
        .redirect(reqwest::redirect::Policy::none())
        .user_agent(concat!("mantrae-desktop/", env!("CARGO_PKG_VERSION")))
        .build()
        .map_err(|error| Error::new(Code::Internal, "The network cannot be used").because(error))
}

/// The API of a running Traefik.
#[derive(Debug)]
pub struct Api {
    client: Client,
    base: Url,
    login: Option<Login>,
}

impl Api {
    /// The API at an address; the dashboard's address works too. Nothing is sent yet.
    pub fn open(address: &str, login: Option<Login>) -> Result<Self> {
        Ok(Self {
            client: client()?,
            base: base(address)?,
            login,
        })
    }

    /// The address, without `/api`.
    pub fn address(&self) -> &str {
        self.base.as_str().trim_end_matches('/')
    }

    /// Everything that Traefik runs.
    pub async fn raw_data(&self) -> Result<Value> {
        self.get("api/rawdata").await
    }

    /// Its entry points.
    pub async fn entry_points(&self) -> Result<Vec<Value>> {
        self.get("api/entrypoints").await
    }

    /// The providers that are enabled, such as `File`.
    pub async fn providers(&self) -> Result<Vec<String>> {
        let overview: Overview = self.get("api/overview").await?;
        Ok(overview.providers.unwrap_or_default())
    }

    /// One HTTP middleware by its name with the provider; `None` if Traefik has none of that name.
    pub async fn middleware(&self, name: &str) -> Result<Option<Value>> {
        let answer = self.send(&format!("api/http/middlewares/{name}")).await?;
        if answer.status() == StatusCode::NOT_FOUND {
            // An unknown path is answered in plain words, an unknown middleware with an object, whatever its type.
            let bytes = self.body(answer).await?;
            let said: Option<Map<String, Value>> = serde_json::from_slice(&bytes).ok();
            return said.map(|_| None).ok_or_else(|| self.not_traefik());
        }
        self.read(answer).await.map(Some)
    }

    async fn get<T: serde::de::DeserializeOwned>(&self, path: &str) -> Result<T> {
        let answer = self.send(path).await?;
        self.read(answer).await
    }

    async fn send(&self, path: &str) -> Result<reqwest::Response> {
        let url = self.base.join(path).map_err(|error| {
            Error::new(Code::InvalidInput, format!("`{}` cannot be queried", self.base)).because(error)
        })?;
        let mut question = self.client.get(url);
        if let Some(login) = &self.login {
            question = question.basic_auth(&login.user, Some(login.password.expose()));
        }
        question.send().await.map_err(|error| self.unreachable(error))
    }

    async fn read<T: serde::de::DeserializeOwned>(&self, answer: reqwest::Response) -> Result<T> {
        let status = answer.status();
        if !status.is_success() {
            return Err(self.refused(status));
        }
        let bytes = self.body(answer).await?;
        serde_json::from_slice(&bytes).map_err(|error| self.not_traefik().because(error))
    }

    async fn body(&self, mut answer: reqwest::Response) -> Result<Vec<u8>> {
        let mut bytes = Vec::new();
        while let Some(chunk) = answer.chunk().await.map_err(|error| self.unreachable(error))? {
            if bytes.len() + chunk.len() > LIMIT {
                return Err(self.not_traefik());
            }
            bytes.extend_from_slice(&chunk);
        }
        Ok(bytes)
    }

    fn host(&self) -> &str {
        self.base.host_str().unwrap_or_default()
    }

    fn unreachable(&self, error: reqwest::Error) -> Error {
        let (sentence, _) = Cause::of_request(&error).words(self.host(), "");
        Error::new(
            Code::Gateway,
            format!("Cannot query Traefik at {}: {sentence}", self.base),
        )
        .hint("Check the address, and whether Traefik is running")
        .retryable()
        .because(error)
    }

    fn refused(&self, status: StatusCode) -> Error {
        let error = |sentence: &str, hint: &str| {
            Error::new(Code::Gateway, format!("Traefik at {} {sentence}", self.base)).hint(hint)
        };
        match status {
            StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => {
                let (sentence, hint) = match &self.login {
                    None => (
                        "requires a name and a password",
                        "Enter those of a user who may see its dashboard",
                    ),
                    Some(_) => (
                        "does not accept this name and password",
                        "Check both: they are the ones for its dashboard",
                    ),
                };
                let at = format!("Traefik at {} {sentence}", self.base);
                Error::new(Code::GatewayLogin, at).hint(hint)
            }
            status if status.is_redirection() => error(
                "redirects the request",
                "Use the address that the browser shows, often one with https://",
            ),
            StatusCode::NOT_FOUND => self.not_traefik(),
            status => error(&format!("answers {status}"), "Check its log"),
        }
    }

    fn not_traefik(&self) -> Error {
        Error::new(
            Code::Gateway,
            format!("The server at {} is not a Traefik API", self.base),
        )
        .hint("The API is enabled by `api: {insecure: true}`, on port 8080, or by a router with the service `api@internal`")
    }
}
