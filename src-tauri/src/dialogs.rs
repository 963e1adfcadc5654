//! The system's own dialogs for files and folders. `None`: the person cancelled.

use std::path::PathBuf;

use mantrae_core::Error;
use rfd::AsyncFileDialog;
use tauri::WebviewWindow;

use crate::texts::dialogs as texts;

fn dialog(window: &WebviewWindow, title: &str) -> AsyncFileDialog {
    AsyncFileDialog::new().set_parent(window).set_title(title)
}

/// Traefik files to import.
pub(crate) async fn traefik_files(window: &WebviewWindow) -> Option<Vec<PathBuf>> {
    let dialog = dialog(window, texts::IMPORT_FILES)
        .add_filter(texts::DYNAMIC_CONFIGURATION, &["yml", "yaml", "json", "toml"])
        .add_filter(texts::SERVER_DATABASE, &["db"])
        .add_filter(texts::ALL_FILES, &["*"]);
    let files = dialog.pick_files().await?;
    Some(files.iter().map(|file| file.path().to_owned()).collect())
}

/// The install configuration of a Traefik, or a compose file.
pub(crate) async fn install_file(window: &WebviewWindow) -> Option<PathBuf> {
    let dialog = dialog(window, texts::OPEN_INSTALL)
        .add_filter(
            texts::INSTALL_OR_COMPOSE,
            &["yml", "yaml", "json", "toml", "env", "txt"],
        )
        .add_filter(texts::ALL_FILES, &["*"]);
    Some(dialog.pick_file().await?.path().to_owned())
}

/// A backup file.
pub(crate) async fn backup_file(window: &WebviewWindow) -> Option<PathBuf> {
    let dialog = dialog(window, texts::OPEN_BACKUP)
        .add_filter(texts::BACKUPS, &["zip", "age", "db"])
        .add_filter(texts::ALL_FILES, &["*"]);
    Some(dialog.pick_file().await?.path().to_owned())
}

/// A recovery sheet.
pub(crate) async fn key_file(window: &WebviewWindow) -> Option<PathBuf> {
    let dialog = dialog(window, texts::OPEN_SHEET)
        .add_filter(texts::SHEETS_AND_KEYS, &["txt", "key"])
        .add_filter(texts::ALL_FILES, &["*"]);
    Some(dialog.pick_file().await?.path().to_owned())
}

/// A file with the certificate of an authority.
pub(crate) async fn certificate_file(window: &WebviewWindow) -> Option<PathBuf> {
    let dialog = dialog(window, texts::TRUST_CA)
        .add_filter(texts::CERTIFICATES, &["pem", "crt", "cer"])
        .add_filter(texts::ALL_FILES, &["*"]);
    Some(dialog.pick_file().await?.path().to_owned())
}

/// Where to save something.
pub(crate) async fn save(window: &WebviewWindow, title: &str, name: &str) -> Option<PathBuf> {
    Some(
        dialog(window, title)
            .set_file_name(name)
            .save_file()
            .await?
            .path()
            .to_owned(),
    )
}

/// A folder.
pub(crate) async fn folder(window: &WebviewWindow, title: &str) -> Option<PathBuf> {
    Some(dialog(window, title).pick_folder().await?.path().to_owned())
}

/// Whether the program is to end although a backup is in progress.
pub(crate) async fn quits_while_running() -> bool {
    let quit = texts::QUIT_ANYWAY;
    let answer = rfd::AsyncMessageDialog::new()
        .set_level(rfd::MessageLevel::Warning)
        .set_title(texts::BACKUP_RUNNING)
        .set_description(texts::QUIT_STOPS_IT)
        .set_buttons(rfd::MessageButtons::OkCancelCustom(
            quit.to_owned(),
            texts::KEEP_RUNNING.to_owned(),
        ))
        .show()
        .await;
    answer == rfd::MessageDialogResult::Ok || answer == rfd::MessageDialogResult::Custom(quit.to_owned())
}

/// The program cannot start, and none of our windows could say so.
pub(crate) fn cannot_start(error: &Error) {
    let hint = error
        .hint
        .as_deref()
        .map(|hint| format!("\n\n{hint}"))
        .unwrap_or_default();
    rfd::MessageDialog::new()
        .set_level(rfd::MessageLevel::Error)
        .set_title(texts::CANNOT_START)
        .set_description(format!("{}{hint}", error.message))
        .show();
}
