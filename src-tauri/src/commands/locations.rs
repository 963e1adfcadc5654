//! Where backups go: locations, their secrets, and trying them out.

use mantrae_core::Engine;
use mantrae_core::certificate::CaFile;
use mantrae_core::credentials::Keep;
use mantrae_core::engine::StorageTest;
use mantrae_core::engine::storage_settings::{LocationSettings, SavedLocation, SavedSftpLocation};
use mantrae_core::secret::{KeyringState, Secret};
use mantrae_core::settings::storage::check::{self, Checked};
use mantrae_core::settings::storage::sftp::{self, SftpChecked};
use mantrae_core::settings::storage::{S3Location, SftpLocation};
use tauri::{State, WebviewWindow};

use super::{Answer, log_failure};
use crate::dialogs;

#[tauri::command]
#[specta::specta]
pub(crate) async fn locations(engine: State<'_, Engine>) -> Answer<LocationSettings> {
    engine.storage().settings().await.map_err(log_failure)
}

/// Cleans up and checks what was typed, before anything asks the network.
#[tauri::command]
#[specta::specta]
#[expect(
    clippy::needless_pass_by_value,
    reason = "Tauri hands arguments of commands over by value"
)]
pub(crate) fn check_location(location: S3Location) -> Checked {
    check::check(&location)
}

/// Tests it as typed, step by step (each is an event `location-tested`); without a secret, with the one that is stored.
#[tauri::command]
#[specta::specta]
pub(crate) async fn test_location(
    engine: State<'_, Engine>,
    location: S3Location,
    secret: Option<String>,
) -> Answer<StorageTest> {
    let secret = secret.map(Secret::new);
    engine
        .storage_tests()
        .one(&location, secret.as_ref())
        .await
        .map_err(log_failure)
}

/// Creates its bucket, if the key is allowed to.
#[tauri::command]
#[specta::specta]
pub(crate) async fn create_bucket(
    engine: State<'_, Engine>,
    location: S3Location,
    secret: Option<String>,
) -> Answer<()> {
    let secret = secret.map(Secret::new);
    engine
        .storage_tests()
        .create_bucket(&location, secret.as_ref())
        .await
        .map_err(log_failure)
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn save_location(
    engine: State<'_, Engine>,
    location: S3Location,
    secret: Option<String>,
    keep: Keep,
) -> Answer<SavedLocation> {
    let secret = secret.map(Secret::new);
    engine
        .storage()
        .save(&location, secret.as_ref().map(|secret| (secret, keep)))
        .await
        .map_err(log_failure)
}

/// Cleans up and checks the folder of another computer, before anything asks the network.
#[tauri::command]
#[specta::specta]
#[expect(
    clippy::needless_pass_by_value,
    reason = "Tauri hands arguments of commands over by value"
)]
pub(crate) fn check_sftp_location(location: SftpLocation) -> SftpChecked {
    sftp::check(&location)
}

/// Tests it as typed, step by step (each is an event `location-tested`).
#[tauri::command]
#[specta::specta]
pub(crate) async fn test_sftp_location(
    engine: State<'_, Engine>,
    location: SftpLocation,
) -> Answer<StorageTest> {
    engine.storage_tests().sftp(&location).await.map_err(log_failure)
}

/// Adds the host key with that fingerprint to the person's known hosts.
#[tauri::command]
#[specta::specta]
pub(crate) async fn trust_host(
    engine: State<'_, Engine>,
    location: SftpLocation,
    fingerprint: String,
) -> Answer<()> {
    let trusted = engine.storage_tests().trust_host(&location, &fingerprint).await;
    trusted.map(drop).map_err(log_failure)
}

/// Makes its folder, and marks it as the one for backups.
#[tauri::command]
#[specta::specta]
pub(crate) async fn set_up_folder(engine: State<'_, Engine>, location: SftpLocation) -> Answer<()> {
    engine
        .storage_tests()
        .set_up_folder(&location)
        .await
        .map_err(log_failure)
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn save_sftp_location(
    engine: State<'_, Engine>,
    location: SftpLocation,
) -> Answer<SavedSftpLocation> {
    engine.storage().save_sftp(&location).await.map_err(log_failure)
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn remove_location(engine: State<'_, Engine>, id: String) -> Answer<()> {
    engine.storage().remove(&id).await.map_err(log_failure)
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn use_location(engine: State<'_, Engine>, id: String, enabled: bool) -> Answer<()> {
    engine
        .storage()
        .use_location(&id, enabled)
        .await
        .map_err(log_failure)
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn use_this_computer(engine: State<'_, Engine>, local: bool) -> Answer<()> {
    engine
        .storage()
        .use_this_computer(local)
        .await
        .map_err(log_failure)
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn set_location_secret(
    engine: State<'_, Engine>,
    id: String,
    secret: String,
    keep: Keep,
) -> Answer<()> {
    engine
        .storage()
        .set_secret(&id, &Secret::new(secret), keep)
        .await
        .map_err(log_failure)
}

/// The desktop may ask for the password of the keyring.
#[tauri::command]
#[specta::specta]
pub(crate) async fn unlock_keyring(engine: State<'_, Engine>) -> Answer<KeyringState> {
    engine.encryption().unlock_keyring().await.map_err(log_failure)
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn choose_ca_file(window: WebviewWindow) -> Answer<Option<CaFile>> {
    match dialogs::certificate_file(&window).await {
        Some(path) => mantrae_core::certificate::read(&path)
            .map(Some)
            .map_err(log_failure),
        None => Ok(None),
    }
}

/// The fewest rights a key needs, to copy.
#[tauri::command]
#[specta::specta]
#[expect(
    clippy::needless_pass_by_value,
    reason = "Tauri hands arguments of commands over by value"
)]
pub(crate) fn minimal_policy(location: S3Location) -> String {
    mantrae_core::engine::minimal_policy(&location)
}
