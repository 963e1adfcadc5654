//! Backups.

use mantrae_core::Engine;
use mantrae_core::backup::Backup;
use mantrae_core::engine::{BackupDetail, DeletionPreview, LastGood, VerificationResult};
use tauri::{State, WebviewWindow};

use super::{Answer, log_failure};
use crate::{dialogs, texts};

#[tauri::command]
#[specta::specta]
pub(crate) async fn backups(engine: State<'_, Engine>) -> Answer<Vec<Backup>> {
    engine.backups().list().await.map_err(log_failure)
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn backup(engine: State<'_, Engine>, id: String) -> Answer<BackupDetail> {
    engine.backups().show(&id).await.map_err(log_failure)
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn back_up_now(engine: State<'_, Engine>, note: String) -> Answer<Backup> {
    engine.backups().create(&note).await.map_err(log_failure)
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn verify_backup(engine: State<'_, Engine>, id: String) -> Answer<Vec<VerificationResult>> {
    engine.verification().verify_each(&id).await.map_err(log_failure)
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn preview_deletion(engine: State<'_, Engine>, ids: Vec<String>) -> Answer<DeletionPreview> {
    engine.removal().preview(&ids).await.map_err(log_failure)
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn delete_backups(
    engine: State<'_, Engine>,
    ids: Vec<String>,
    last: LastGood,
) -> Answer<()> {
    engine.removal().delete(&ids, last).await.map_err(log_failure)
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn pin_backup(engine: State<'_, Engine>, id: String, pinned: bool) -> Answer<Backup> {
    engine.backups().pin(&id, pinned).await.map_err(log_failure)
}

/// A running backup stops before its next step and changes nothing; past its last boundary it runs to the end.
#[tauri::command]
#[specta::specta]
#[expect(
    clippy::needless_pass_by_value,
    reason = "Tauri hands arguments of commands over by value"
)]
pub(crate) fn stop_run(engine: State<'_, Engine>) {
    engine.stop();
}

/// Adopts the backups of an old computer; returns how many there are.
#[tauri::command]
#[specta::specta]
pub(crate) async fn adopt_backups(engine: State<'_, Engine>, instance: String) -> Answer<u32> {
    engine.backups().adopt(&instance).await.map_err(log_failure)
}

/// Asks for a file name; returns the path of the copy, or none when the dialog was cancelled.
#[tauri::command]
#[specta::specta]
pub(crate) async fn save_backup_copy(
    window: WebviewWindow,
    engine: State<'_, Engine>,
    id: String,
) -> Answer<Option<String>> {
    let file = engine.backups().file(&id).await.map_err(log_failure)?;
    match dialogs::save(&window, texts::dialogs::SAVE_COPY, &file).await {
        Some(path) => engine
            .backups()
            .download(&id, &path)
            .await
            .map(|_| Some(path.display().to_string()))
            .map_err(log_failure),
        None => Ok(None),
    }
}
