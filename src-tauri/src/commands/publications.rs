//! Publishing a profile to where its Traefik reads, keeping it, and taking it back.

use std::path::PathBuf;

use mantrae_core::Engine;
use mantrae_core::engine::{
    Connection, NewConnection, PublicationPlan, PublicationStatus, PublishOptions, Published, SeenPlan, Way,
};
use mantrae_core::gateway::Login;
use mantrae_core::publish::{Publication, Standing, TraefikSettings};
use serde::{Deserialize, Serialize};
use tauri::{State, WebviewWindow};

use super::{Answer, log_failure};
use crate::{dialogs, texts};

/// How a person wants Traefik to get a profile.
#[derive(Deserialize, specta::Type)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub(crate) enum WantedWay {
    /// It reads files.
    Files {
        /// The folder that Traefik reads, or a single file.
        path: PathBuf,
        /// The name of the file in the folder; if there is none, it is made from the profile's.
        file_name: Option<String>,
    },
    /// It asks Mantrae.
    Http {
        /// Where Mantrae listens.
        listen: String,
    },
}

impl From<WantedWay> for Way {
    fn from(wanted: WantedWay) -> Self {
        match wanted {
            WantedWay::Files { path, file_name } => Self::Files { path, file_name },
            WantedWay::Http { listen } => Self::http(listen),
        }
    }
}

/// Where a person wants a profile published.
#[derive(Deserialize, specta::Type)]
pub(crate) struct Wanted {
    /// How Traefik gets it.
    way: WantedWay,
    /// The address of Traefik's API; without it, publications are not confirmed.
    api: Option<String>,
    /// The login for it; empty if it asks for none.
    user: String,
    password: String,
}

/// Where a profile is published; none if it is not.
#[tauri::command]
#[specta::specta]
pub(crate) async fn connection(engine: State<'_, Engine>, profile: String) -> Answer<Option<Connection>> {
    engine
        .publications()
        .connection(&profile)
        .await
        .map_err(log_failure)
}

/// The folder that a person chooses in the system's dialog; none if they choose none.
#[tauri::command]
#[specta::specta]
pub(crate) async fn choose_traefik_folder(window: WebviewWindow) -> Answer<Option<PathBuf>> {
    Ok(dialogs::folder(&window, texts::dialogs::TRAEFIK_FOLDER).await)
}

/// Saves where a profile is published. Nothing is published.
#[tauri::command]
#[specta::specta]
pub(crate) async fn connect(
    engine: State<'_, Engine>,
    profile: String,
    wanted: Wanted,
) -> Answer<Connection> {
    let new = NewConnection {
        way: wanted.way.into(),
        api: wanted.api,
        login: Login::new(wanted.user.clone(), wanted.password.clone()),
    };
    let connection = engine
        .publications()
        .connect(&profile, new)
        .await
        .map_err(log_failure)?;
    // What it tells of itself is welcome; whether it answers, the standing says. A password that is only in the keyring
    // was used before.
    let is_known = !wanted.user.is_empty() && wanted.password.is_empty();
    if let Some(address) = connection.api.as_ref().filter(|_| !is_known) {
        let login = Login::new(wanted.user, wanted.password);
        if let Err(error) = engine.gateways().ask(&profile, address, login).await {
            tracing::info!(code = ?error.code, "a Traefik that was connected says nothing of itself yet");
        }
    }
    Ok(connection)
}

/// The lines that a Traefik needs to get what is published in this way. `with_token`: the token of the connected profile
/// is in them, for the clipboard alone.
#[tauri::command]
#[specta::specta]
pub(crate) async fn traefik_settings(
    engine: State<'_, Engine>,
    profile: String,
    way: WantedWay,
    with_token: bool,
) -> Answer<TraefikSettings> {
    engine
        .publications()
        .traefik_settings(&profile, Some(&way.into()), with_token)
        .await
        // Asked while a path is typed: one that is not whole yet is no failure to log.
        .map_err(|error| error.failure())
}

/// Makes a new token for the Traefik that asks for a profile.
#[tauri::command]
#[specta::specta]
pub(crate) async fn renew_token(engine: State<'_, Engine>, profile: String) -> Answer<()> {
    engine
        .publications()
        .renew_token(&profile)
        .await
        .map_err(log_failure)
}

/// Publishes saved changes of a profile automatically from now on, or leaves that to a person again.
#[tauri::command]
#[specta::specta]
pub(crate) async fn set_automatic(engine: State<'_, Engine>, profile: String, is_on: bool) -> Answer<bool> {
    engine
        .publications()
        .set_automatic(&profile, is_on)
        .await
        .map_err(log_failure)
}

/// Forgets where a profile is published. The file stays as it is.
#[tauri::command]
#[specta::specta]
pub(crate) async fn disconnect(engine: State<'_, Engine>, profile: String) -> Answer<()> {
    let forgotten = engine.publications().disconnect(&profile).await;
    forgotten.map(|_| ()).map_err(log_failure)
}

/// What publishing would do now.
#[tauri::command]
#[specta::specta]
pub(crate) async fn plan_publication(engine: State<'_, Engine>, profile: String) -> Answer<PublicationPlan> {
    engine.publications().plan(&profile).await.map_err(log_failure)
}

/// What a person agreed to.
#[derive(Debug, Deserialize, specta::Type)]
pub(crate) struct Agreed {
    /// The revision of the plan that was shown.
    revision: String,
    /// What the file held when it was shown.
    held: String,
    /// Taken back after so many seconds unless it is kept.
    trial: Option<u32>,
    /// So many routers are taken away, where that is asked for.
    removes: Option<u32>,
    /// The file is replaced although others changed it.
    overwrite: bool,
}

/// Publishes a profile as it was agreed to.
#[tauri::command]
#[specta::specta]
pub(crate) async fn publish(engine: State<'_, Engine>, profile: String, agreed: Agreed) -> Answer<Published> {
    let options = PublishOptions {
        seen: Some(SeenPlan {
            revision: agreed.revision,
            held: agreed.held,
        }),
        trial: agreed.trial.map(i64::from),
        removes: agreed.removes.map(|count| count as usize),
        overwrite: agreed.overwrite,
        readable: false,
        automatic: false,
    };
    engine
        .publications()
        .publish(&profile, &options)
        .await
        .map_err(log_failure)
}

/// Ends a trial: what was published stays.
#[tauri::command]
#[specta::specta]
pub(crate) async fn keep_publication(engine: State<'_, Engine>, profile: String) -> Answer<Publication> {
    engine.publications().keep(&profile).await.map_err(log_failure)
}

/// Gives a publication that is on trial more seconds.
#[tauri::command]
#[specta::specta]
pub(crate) async fn prolong_trial(
    engine: State<'_, Engine>,
    profile: String,
    seconds: u32,
) -> Answer<Publication> {
    engine
        .publications()
        .prolong(&profile, seconds)
        .await
        .map_err(log_failure)
}

/// Takes back every publication whose trial is over.
#[tauri::command]
#[specta::specta]
pub(crate) async fn end_trials(engine: State<'_, Engine>) -> Answer<()> {
    engine.publications().look().await.map(drop).map_err(log_failure)
}

/// What became of a publication that was taken back.
#[derive(Debug, Serialize, specta::Type)]
pub(crate) struct TakenBack {
    publication: Publication,
    /// Whether Traefik was seen to follow; none if its API is not known.
    is_followed: Option<bool>,
}

/// Puts back what was in the file before a publication; before the latest one if none is named.
#[tauri::command]
#[specta::specta]
pub(crate) async fn take_back(
    engine: State<'_, Engine>,
    profile: String,
    number: Option<u32>,
) -> Answer<TakenBack> {
    let taken = engine
        .publications()
        .take_back(&profile, number.map(i64::from))
        .await;
    taken
        .map(|(publication, is_followed)| TakenBack {
            publication,
            is_followed,
        })
        .map_err(log_failure)
}

/// How a profile stands, by what is recorded: Traefik is not asked. None if it neither is published nor follows files.
#[tauri::command]
#[specta::specta]
pub(crate) async fn standing(engine: State<'_, Engine>, profile: String) -> Answer<Option<Standing>> {
    engine.standing(&profile).await.map_err(log_failure)
}

/// How a published profile is doing; asks Traefik.
#[tauri::command]
#[specta::specta]
pub(crate) async fn publication_status(
    engine: State<'_, Engine>,
    profile: String,
) -> Answer<PublicationStatus> {
    engine.publications().status(&profile).await.map_err(log_failure)
}

/// The publications of a profile, newest first.
#[tauri::command]
#[specta::specta]
pub(crate) async fn publications(engine: State<'_, Engine>, profile: String) -> Answer<Vec<Publication>> {
    engine.publications().list(&profile).await.map_err(log_failure)
}
