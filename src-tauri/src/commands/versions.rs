//! Each profile as a file in a folder, for a repository.

use std::path::PathBuf;

use mantrae_core::Engine;
use mantrae_core::engine::VersionFolder;
use tauri::{State, WebviewWindow};

use super::{Answer, log_failure};
use crate::{dialogs, texts};

/// The folder in which each profile is kept as a file; none if there is none.
#[tauri::command]
#[specta::specta]
pub(crate) async fn version_folder(engine: State<'_, Engine>) -> Answer<Option<VersionFolder>> {
    engine.versions().folder().await.map_err(log_failure)
}

/// The folder that a person chooses for it in the system's dialog; none if they choose none.
#[tauri::command]
#[specta::specta]
pub(crate) async fn choose_version_folder(window: WebviewWindow) -> Answer<Option<PathBuf>> {
    Ok(dialogs::folder(&window, texts::dialogs::VERSION_FOLDER).await)
}

/// Keeps each profile as a file there from now on; `commits`: commits each change with the installed git.
#[tauri::command]
#[specta::specta]
pub(crate) async fn keep_versions(
    engine: State<'_, Engine>,
    folder: PathBuf,
    commits: bool,
) -> Answer<Option<VersionFolder>> {
    engine
        .versions()
        .begin(&folder, commits)
        .await
        .map_err(log_failure)?;
    engine.versions().folder().await.map_err(log_failure)
}

/// Writes nothing there any more. The files stay as they are.
#[tauri::command]
#[specta::specta]
pub(crate) async fn end_versions(engine: State<'_, Engine>) -> Answer<()> {
    engine.versions().end().await.map(drop).map_err(log_failure)
}
