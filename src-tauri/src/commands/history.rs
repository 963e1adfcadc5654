//! What components were over time.

use mantrae_core::Engine;
use mantrae_core::component_ref::ComponentRef;
use mantrae_core::engine::{ComponentHistory, DeletedComponent, FieldDifference};
use tauri::State;

use super::{Answer, log_failure};

/// What a component was, the latest first. With `backups`, each backup is read as well.
#[tauri::command]
#[specta::specta]
pub(crate) async fn component_history(
    engine: State<'_, Engine>,
    component: ComponentRef,
    backups: bool,
) -> Answer<ComponentHistory> {
    engine
        .history()
        .of(&component, backups)
        .await
        .map_err(log_failure)
}

/// The fields in which two versions differ in meaning.
#[tauri::command]
#[specta::specta]
pub(crate) async fn compare_versions(
    engine: State<'_, Engine>,
    component: ComponentRef,
    older: String,
    newer: String,
) -> Answer<Vec<FieldDifference>> {
    let differences = engine.history().compare(&component, (&older, &newer)).await;
    differences.map_err(log_failure)
}

/// The lines of a version, with the present name of the component.
#[tauri::command]
#[specta::specta]
pub(crate) async fn lines_of_version(
    engine: State<'_, Engine>,
    component: ComponentRef,
    version: String,
) -> Answer<String> {
    engine
        .history()
        .lines(&component, &version)
        .await
        .map_err(log_failure)
}

/// The components of a profile that are not there any more, the last removed first.
#[tauri::command]
#[specta::specta]
pub(crate) async fn deleted_components(
    engine: State<'_, Engine>,
    profile: String,
) -> Answer<Vec<DeletedComponent>> {
    engine.history().deleted(&profile).await.map_err(log_failure)
}
