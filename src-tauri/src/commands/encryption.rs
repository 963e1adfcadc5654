//! Who can read backups: encryption, its key, the recovery sheet and the keyring.

use std::path::PathBuf;

use mantrae_core::Engine;
use mantrae_core::encryption::EncryptionState;
use mantrae_core::engine::Rehearsal;
use mantrae_core::error::Result;
use mantrae_core::secret::Secret;
use serde::Deserialize;
use tauri::{State, WebviewWindow};

use super::{Answer, log_failure};
use crate::dialogs;
use crate::texts::dialogs as texts;

/// A key that a person enters, as on a computer whose keyring does not hold it.
#[derive(Deserialize, specta::Type)]
#[serde(rename_all = "lowercase")]
pub(crate) enum GivenKey {
    /// The line of the key, or the text of the recovery sheet.
    Text(String),
    /// The recovery sheet.
    File(PathBuf),
}

impl GivenKey {
    /// The engine, opening encrypted backups with this key.
    pub(super) fn held_by(self, engine: &Engine) -> Result<Engine> {
        match self {
            Self::Text(text) => engine.with_key(&Secret::new(text)),
            Self::File(path) => engine.with_key_file(&path),
        }
    }
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn encryption(engine: State<'_, Engine>) -> Answer<EncryptionState> {
    engine.encryption().state().await.map_err(log_failure)
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn turn_on_encryption(engine: State<'_, Engine>) -> Answer<EncryptionState> {
    engine.encryption().turn_on().await.map_err(log_failure)
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn turn_off_encryption(engine: State<'_, Engine>) -> Answer<EncryptionState> {
    engine.encryption().turn_off().await.map_err(log_failure)
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn new_key(engine: State<'_, Engine>) -> Answer<EncryptionState> {
    engine.encryption().new_key().await.map_err(log_failure)
}

/// Returns where it was saved; none when the dialog was cancelled. The key never passes through the window.
#[tauri::command]
#[specta::specta]
pub(crate) async fn save_recovery_sheet(
    window: WebviewWindow,
    engine: State<'_, Engine>,
) -> Answer<Option<PathBuf>> {
    let Some(path) = dialogs::save(&window, texts::SAVE_SHEET, texts::SHEET_FILE).await else {
        return Ok(None);
    };
    let saved = engine.encryption().save_recovery_sheet(&path).await;
    saved.map(|()| Some(path)).map_err(log_failure)
}

/// A recovery sheet, or none when the dialog was cancelled.
#[tauri::command]
#[specta::specta]
pub(crate) async fn choose_key_file(window: WebviewWindow) -> Answer<Option<PathBuf>> {
    Ok(dialogs::key_file(&window).await)
}

/// Whether this key opens the newest encrypted backup, as on a new computer.
#[tauri::command]
#[specta::specta]
pub(crate) async fn rehearse(engine: State<'_, Engine>, key: GivenKey) -> Answer<Rehearsal> {
    let tried = match key {
        GivenKey::Text(text) => engine.encryption().rehearse(&Secret::new(text)).await,
        GivenKey::File(path) => engine.encryption().rehearse_file(&path).await,
    };
    tried.map_err(log_failure)
}
