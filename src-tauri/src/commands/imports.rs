//! Imports.

use std::path::PathBuf;

use mantrae_core::Engine;
use mantrae_core::engine::ForeseenImport;
use mantrae_core::import::apply::ImportOutcome;
use mantrae_core::import::source::ServerProfile;
use mantrae_core::import::{Decision, ImportReview, Request};
use tauri::{State, WebviewWindow};
use traefik_dynamic::Braces;

use super::{Answer, log_failure};
use crate::{dialogs, texts};

#[tauri::command]
#[specta::specta]
pub(crate) async fn choose_import_files(window: WebviewWindow) -> Answer<Option<Vec<PathBuf>>> {
    Ok(dialogs::traefik_files(&window).await)
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn choose_import_folder(window: WebviewWindow) -> Answer<Option<PathBuf>> {
    Ok(dialogs::folder(&window, texts::dialogs::IMPORT_FOLDER).await)
}

/// The profiles in a database of the Mantrae server.
#[tauri::command]
#[specta::specta]
pub(crate) async fn server_profiles(engine: State<'_, Engine>, path: PathBuf) -> Answer<Vec<ServerProfile>> {
    engine.imports().server_profiles(&path).await.map_err(log_failure)
}

/// `server_profile`: which one is meant when the database of a Mantrae server holds several. `braces`: what `{{` in
/// the files is, once the person has said so; a template is refused until then.
#[tauri::command]
#[specta::specta]
pub(crate) async fn prepare_import(
    engine: State<'_, Engine>,
    profile: String,
    paths: Vec<PathBuf>,
    server_profile: Option<String>,
    braces: Option<Braces>,
) -> Answer<ImportReview> {
    let request = Request {
        paths,
        format: None,
        server_profile,
        braces,
    };
    let id = engine
        .imports()
        .prepare(&profile, &request)
        .await
        .map_err(log_failure)?;
    engine.imports().review(&id).await.map_err(log_failure)
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn import_review(engine: State<'_, Engine>, id: String) -> Answer<ImportReview> {
    engine.imports().review(&id).await.map_err(log_failure)
}

/// What these decisions would do to the profile: to its expectations, and what would not work in Traefik.
#[tauri::command]
#[specta::specta]
pub(crate) async fn foresee_import(
    engine: State<'_, Engine>,
    id: String,
    decisions: Vec<Decision>,
) -> Answer<ForeseenImport> {
    engine
        .foresight()
        .of_import(&id, &decisions)
        .await
        .map_err(log_failure)
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn apply_import(
    engine: State<'_, Engine>,
    id: String,
    decisions: Vec<Decision>,
) -> Answer<ImportOutcome> {
    engine.imports().apply(&id, &decisions).await.map_err(log_failure)
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn discard_import(engine: State<'_, Engine>, id: String) -> Answer<()> {
    engine.imports().discard(&id).await;
    Ok(())
}
