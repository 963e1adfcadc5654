//! The program itself: state, settings, activity, folders, closing.

use std::path::Path;

use mantrae_core::activity::Entry;
use mantrae_core::engine::{Overview, Profile};
use mantrae_core::settings::{Change, Settings, WantedChange};
use mantrae_core::verdict::Verdict;
use mantrae_core::{Code, Engine, Error};
use serde::Serialize;
use tauri::{AppHandle, State, WebviewWindow};
use tauri_plugin_autostart::ManagerExt as _;

use super::{Answer, log_failure};
use crate::window::CloseQuestion;
use crate::{dialogs, login, texts, tray};

/// What the window needs to start.
#[derive(Debug, Serialize, specta::Type)]
pub(crate) struct AppState {
    /// Version of the program.
    version: String,
    /// The data folder.
    data_dir: String,
    /// `linux`, `macos`, `windows`.
    platform: String,
    /// All profiles.
    profiles: Vec<Profile>,
    /// The settings in effect.
    settings: Settings,
    /// An import review that was open when the window closed.
    open_review: Option<String>,
    /// True when there is a tray icon.
    tray: bool,
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn app_state(app: AppHandle, engine: State<'_, Engine>) -> Answer<AppState> {
    Ok(AppState {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        data_dir: engine.folder().root().display().to_string(),
        platform: std::env::consts::OS.to_owned(),
        profiles: engine.profiles().list().await.map_err(log_failure)?,
        settings: engine.settings().get().await,
        open_review: engine.imports().newest().await,
        tray: tray::exists(&app),
    })
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn overview(engine: State<'_, Engine>, profile: Option<String>) -> Answer<Overview> {
    engine.overview(profile.as_deref()).await.map_err(log_failure)
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn verdict(engine: State<'_, Engine>) -> Answer<Verdict> {
    engine.verdict().await.map_err(log_failure)
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn activity(engine: State<'_, Engine>, limit: u32) -> Answer<Vec<Entry>> {
    engine.activity(limit).await.map_err(log_failure)
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn settings(engine: State<'_, Engine>) -> Answer<Settings> {
    engine.settings().reload().await.map_err(log_failure)?;
    Ok(engine.settings().get().await)
}

/// Changes one setting; returns all of them as they are then.
#[tauri::command]
#[specta::specta]
pub(crate) async fn change_setting(engine: State<'_, Engine>, change: WantedChange) -> Answer<Settings> {
    let change = change.read().map_err(log_failure)?;
    engine.settings().change(change).await.map_err(log_failure)
}

/// Whether the session starts the program, according to the system.
#[tauri::command]
#[specta::specta]
#[expect(
    clippy::needless_pass_by_value,
    reason = "Tauri hands arguments of commands over by value"
)]
pub(crate) fn starts_at_login(app: AppHandle) -> Answer<bool> {
    let is_there = app.autolaunch().is_enabled();
    is_there
        .map(|is_there| is_there && !login::is_switched_off(&app))
        .map_err(|error| log_failure(no_autostart(error)))
}

/// Returns what then applies, read back from the system.
#[tauri::command]
#[specta::specta]
pub(crate) fn start_at_login(app: AppHandle, wanted: bool) -> Answer<bool> {
    let launch = app.autolaunch();
    let changed = if wanted { launch.enable() } else { launch.disable() };
    changed.map_err(|error| log_failure(no_autostart(error)))?;
    starts_at_login(app)
}

fn no_autostart(error: tauri_plugin_autostart::Error) -> Error {
    Error::new(Code::Internal, texts::failures::system_refused(&error)).because(error)
}

/// Asks for a folder and checks that it can be written to; earlier backups stay where they are, and stay listed.
#[tauri::command]
#[specta::specta]
pub(crate) async fn choose_backup_folder(
    window: WebviewWindow,
    engine: State<'_, Engine>,
) -> Answer<Option<Settings>> {
    match dialogs::folder(&window, texts::dialogs::BACKUP_FOLDER).await {
        Some(folder) => engine
            .settings()
            .change(Change::BackupFolder(Some(folder)))
            .await
            .map(Some)
            .map_err(log_failure),
        None => Ok(None),
    }
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn use_default_backup_folder(engine: State<'_, Engine>) -> Answer<Settings> {
    engine
        .settings()
        .change(Change::BackupFolder(None))
        .await
        .map_err(log_failure)
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn open_folder(engine: State<'_, Engine>, path: String) -> Answer<()> {
    let path = Path::new(&path);
    // The window only names our own folders; anything else would let it start programs.
    let ours = path == engine.folder().root() || path == engine.settings().get().await.backup_folder;
    if ours {
        show(path)
    } else {
        Err(log_failure(Error::new(
            Code::InvalidInput,
            texts::failures::NOT_OUR_FOLDER,
        )))
    }
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn open_log_folder(engine: State<'_, Engine>) -> Answer<()> {
    show(&engine.folder().logs())
}

fn show(folder: &Path) -> Answer<()> {
    open::that_detached(folder).map_err(|error| {
        log_failure(Error::new(Code::NotFound, texts::failures::no_file_manager(folder)).because(error))
    })
}

/// Says that the question about closing is shown; otherwise the next close goes through.
#[tauri::command]
#[specta::specta]
#[expect(
    clippy::needless_pass_by_value,
    reason = "Tauri hands arguments of commands over by value"
)]
pub(crate) fn close_heard(question: State<'_, CloseQuestion>) {
    question.heard();
}

#[tauri::command]
#[specta::specta]
#[expect(
    clippy::needless_pass_by_value,
    reason = "Tauri hands arguments of commands over by value"
)]
pub(crate) fn close_window(window: WebviewWindow) -> Answer<()> {
    window
        .destroy()
        .map_err(|error| log_failure(Error::new(Code::Internal, "The window did not close").because(error)))
}

#[tauri::command]
#[specta::specta]
#[expect(
    clippy::needless_pass_by_value,
    reason = "Tauri hands arguments of commands over by value"
)]
pub(crate) fn quit(app: AppHandle) {
    app.exit(0);
}
