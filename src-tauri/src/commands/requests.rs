//! Which router takes a request, what is expected of it, and what is known about the Traefik that decides.

use std::path::PathBuf;

use mantrae_core::Engine;
use mantrae_core::expectation::{CheckedExpectation, Expectation, Tried, Try};
use mantrae_core::gateway::{self, Entered, Gateway, Login};
use tauri::{State, WebviewWindow};

use super::{Answer, log_failure};
use crate::dialogs;

/// Works out what becomes of a request; nothing is sent.
#[tauri::command]
#[specta::specta]
pub(crate) async fn try_request(engine: State<'_, Engine>, profile: String, tried: Try) -> Answer<Tried> {
    engine
        .expectations()
        .try_request(&profile, &tried)
        .await
        .map_err(log_failure)
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn expectations(
    engine: State<'_, Engine>,
    profile: String,
) -> Answer<Vec<CheckedExpectation>> {
    engine.expectations().check(&profile).await.map_err(log_failure)
}

/// Saves which router must take a request; none for no router at all.
#[tauri::command]
#[specta::specta]
pub(crate) async fn expect_router(
    engine: State<'_, Engine>,
    profile: String,
    tried: Try,
    router: Option<String>,
) -> Answer<CheckedExpectation> {
    let wanted = Expectation::new(tried.request().map_err(log_failure)?, router);
    engine
        .expectations()
        .add(&profile, wanted)
        .await
        .map_err(log_failure)
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn remove_expectation(
    engine: State<'_, Engine>,
    profile: String,
    number: u32,
) -> Answer<()> {
    let removed = engine.expectations().remove(&profile, number as usize).await;
    removed.map(|_| ()).map_err(log_failure)
}

/// What is known about the Traefik that runs a profile, in one line; none when nothing is.
#[tauri::command]
#[specta::specta]
pub(crate) async fn gateway(engine: State<'_, Engine>, profile: String) -> Answer<Option<String>> {
    let known = engine.gateways().get(&profile).await.map_err(log_failure)?;
    Ok(known.as_ref().map(Gateway::summary))
}

/// Asks for an install configuration and saves what it says; none when no file was chosen.
#[tauri::command]
#[specta::specta]
pub(crate) async fn learn_gateway_from_file(
    window: WebviewWindow,
    engine: State<'_, Engine>,
    profile: String,
) -> Answer<Option<String>> {
    let Some(path) = dialogs::install_file(&window).await else {
        return Ok(None);
    };
    let learned = gateway::read_file(&path).map_err(log_failure)?;
    let gateway = engine
        .gateways()
        .learn(&profile, learned)
        .await
        .map_err(log_failure)?;
    Ok(Some(gateway.summary()))
}

/// Saves what the first of these files that describes a Traefik says.
#[tauri::command]
#[specta::specta]
pub(crate) async fn learn_gateway_from_paths(
    engine: State<'_, Engine>,
    profile: String,
    paths: Vec<PathBuf>,
) -> Answer<String> {
    let known = engine.gateways().learn_files(&profile, &paths).await;
    known.map(|known| known.summary()).map_err(log_failure)
}

/// Asks a running Traefik and saves what it says. Name and password, where it requires them, are not saved.
#[tauri::command]
#[specta::specta]
pub(crate) async fn ask_gateway(
    engine: State<'_, Engine>,
    profile: String,
    address: String,
    user: String,
    password: String,
) -> Answer<String> {
    let login = Login::new(user, password);
    let known = engine.gateways().ask(&profile, &address, login).await;
    known.map(|known| known.summary()).map_err(log_failure)
}

/// What is known, for a person to correct.
#[tauri::command]
#[specta::specta]
pub(crate) async fn entered_gateway(engine: State<'_, Engine>, profile: String) -> Answer<Entered> {
    let known = engine.gateways().facts(&profile).await.map_err(log_failure)?;
    Ok(Entered::of(&known.unwrap_or_default()))
}

/// What was understood of what a person enters, in one line; nothing is saved.
#[tauri::command]
#[specta::specta]
pub(crate) async fn preview_gateway(entered: Entered) -> Answer<String> {
    let learned = entered.learned(None).map_err(|error| error.failure())?;
    Ok(learned.summary())
}

/// Saves what a person entered.
#[tauri::command]
#[specta::specta]
pub(crate) async fn enter_gateway(
    engine: State<'_, Engine>,
    profile: String,
    entered: Entered,
) -> Answer<String> {
    let known = engine.gateways().enter(&profile, &entered).await;
    known.map(|known| known.summary()).map_err(log_failure)
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn forget_gateway(engine: State<'_, Engine>, profile: String) -> Answer<()> {
    let known = engine.gateways().forget(&profile).await;
    known.map(|_| ()).map_err(log_failure)
}
