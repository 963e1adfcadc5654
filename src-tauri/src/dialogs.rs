//! The system's own dialogs for files and folders. `None`: the person cancelled.

use std::path::PathBuf;

use mantrae_core::Error;
use rfd::AsyncFileDialog;
use tauri::WebviewWindow;

fn dialog(window: &WebviewWindow, title: &str) -> AsyncFileDialog {
    AsyncFileDialog::new().set_parent(window).set_title(title)
}

/// Traefik files to import.
pub(crate) async fn traefik_files(window: &WebviewWindow) -> Option<Vec<PathBuf>> {
    let dialog = dialog(window, "Import Traefik files")
        .add_filter("Traefik dynamic configuration", &["yml", "yaml", "json", "toml"])
        .add_filter("Database of the Mantrae server", &["db"])
        .add_filter("All files", &["*"]);
    let files = dialog.pick_files().await?;
    Some(files.iter().map(|file| file.path().to_owned()).collect())
}

/// The install configuration of a Traefik, or a compose file.
pub(crate) async fn install_file(window: &WebviewWindow) -> Option<PathBuf> {
    let dialog = dialog(window, "Open Traefik's install configuration")
        .add_filter(
            "Install configuration or compose file",
            &["yml", "yaml", "json", "toml", "env", "txt"],
        )
        .add_filter("All files", &["*"]);
    Some(dialog.pick_file().await?.path().to_owned())
}

/// A backup file.
pub(crate) async fn backup_file(window: &WebviewWindow) -> Option<PathBuf> {
    let dialog = dialog(window, "Open a backup")
        .add_filter("Backups", &["zip", "age", "db"])
        .add_filter("All files", &["*"]);
    Some(dialog.pick_file().await?.path().to_owned())
}

/// A recovery sheet.
pub(crate) async fn key_file(window: &WebviewWindow) -> Option<PathBuf> {
    let dialog = dialog(window, "Open the recovery sheet")
        .add_filter("Recovery sheets and keys", &["txt", "key"])
        .add_filter("All files", &["*"]);
    Some(dialog.pick_file().await?.path().to_owned())
}

/// A file with the certificate of an authority.
pub(crate) async fn certificate_file(window: &WebviewWindow) -> Option<PathBuf> {
    let dialog = dialog(window, "Trust a CA file")
        .add_filter("Certificates", &["pem", "crt", "cer"])
        .add_filter("All files", &["*"]);
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

/// Whether the program is to end although a backup is being made.
pub(crate) async fn quits_while_running() -> bool {
    let quit = "Quit Anyway";
    let answer = rfd::AsyncMessageDialog::new()
        .set_level(rfd::MessageLevel::Warning)
        .set_title("A backup is being made")
        .set_description("If Mantrae quits now, this backup is broken off. Those before it stay as they are.")
        .set_buttons(rfd::MessageButtons::OkCancelCustom(
            quit.to_owned(),
            "Keep Running".to_owned(),
        ))
        .show()
        .await;
    answer == rfd::MessageDialogResult::Ok || answer == rfd::MessageDialogResult::Custom(quit.to_owned())
}

/// The program cannot start: no window of ours could say so.
pub(crate) fn cannot_start(error: &Error) {
    let hint = error
        .hint
        .as_deref()
        .map(|hint| format!("\n\n{hint}"))
        .unwrap_or_default();
    rfd::MessageDialog::new()
        .set_level(rfd::MessageLevel::Error)
        .set_title("Mantrae cannot start")
        .set_description(format!("{}{hint}", error.message))
        .show();
}
