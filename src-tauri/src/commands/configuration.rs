//! Profiles and their components.

use mantrae_core::Engine;
use mantrae_core::engine::{ComponentDetail, ComponentRow, Profile, SingleChange};
use mantrae_core::expectation::CheckedExpectation;
use mantrae_core::prediction::ComponentOutlook;
use mantrae_core::route_map::{MapQuery, RouteMap};
use serde::Serialize;
use tauri::{State, WebviewWindow};
use traefik_dynamic::{Format, Kind};

use super::{Answer, log_failure};
use crate::{dialogs, texts};

/// The result of an export.
#[derive(Debug, Serialize, specta::Type)]
pub(crate) struct Exported {
    /// The file.
    path: String,
    /// Components in it.
    components: u32,
    /// Disabled ones, which are not in it.
    left_out: u32,
    /// Those whose template actions nothing runs in this format.
    not_run: u32,
    /// Those that Traefik will not build or will warn about.
    outlook: Vec<ComponentOutlook>,
}

/// What a deletion left behind.
#[derive(Debug, Serialize, specta::Type)]
pub(crate) struct Deleted {
    /// The backup to go back to.
    safety_backup: String,
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn create_profile(
    engine: State<'_, Engine>,
    name: String,
    description: String,
) -> Answer<Profile> {
    engine
        .profiles()
        .create(&name, &description)
        .await
        .map_err(log_failure)
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn rename_profile(
    engine: State<'_, Engine>,
    name: String,
    new_name: String,
) -> Answer<Profile> {
    engine
        .profiles()
        .rename(&name, &new_name)
        .await
        .map_err(log_failure)
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn delete_profile(engine: State<'_, Engine>, name: String) -> Answer<Deleted> {
    engine
        .profiles()
        .delete(&name)
        .await
        .map(|safety_backup| Deleted { safety_backup })
        .map_err(log_failure)
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn components(engine: State<'_, Engine>, profile: String) -> Answer<Vec<ComponentRow>> {
    engine.components().list(&profile).await.map_err(log_failure)
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn route_map(
    engine: State<'_, Engine>,
    profile: String,
    query: MapQuery,
) -> Answer<RouteMap> {
    engine
        .components()
        .map(&profile, &query)
        .await
        .map_err(log_failure)
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn component(
    engine: State<'_, Engine>,
    profile: String,
    kind: Kind,
    name: String,
) -> Answer<ComponentDetail> {
    engine
        .components()
        .show(&profile, kind, &name)
        .await
        .map_err(log_failure)
}

/// Switches a component on or off, also if these expectations break.
#[tauri::command]
#[specta::specta]
pub(crate) async fn set_component_enabled(
    engine: State<'_, Engine>,
    profile: String,
    kind: Kind,
    name: String,
    enabled: bool,
    agreed: Vec<CheckedExpectation>,
) -> Answer<SingleChange> {
    engine
        .components()
        .enable_anyway(&profile, (kind, &name, enabled), &agreed)
        .await
        .map_err(log_failure)
}

/// Removes a component, also if these expectations break.
#[tauri::command]
#[specta::specta]
pub(crate) async fn remove_component(
    engine: State<'_, Engine>,
    profile: String,
    kind: Kind,
    name: String,
    agreed: Vec<CheckedExpectation>,
) -> Answer<SingleChange> {
    engine
        .components()
        .remove_anyway(&profile, (kind, &name), &agreed)
        .await
        .map_err(log_failure)
}

/// Asks for a file name and writes the profile; none when the dialog was cancelled.
#[tauri::command]
#[specta::specta]
pub(crate) async fn export_profile(
    window: WebviewWindow,
    engine: State<'_, Engine>,
    profile: String,
    format: Format,
) -> Answer<Option<Exported>> {
    // Made and read back first: what cannot be exported asks for no file name.
    engine
        .profiles()
        .export(&profile, format)
        .await
        .map_err(log_failure)?;
    let ending = match format {
        Format::Yaml => "yml",
        Format::Json => "json",
        Format::Toml => "toml",
    };
    let Some(path) = dialogs::save(
        &window,
        texts::dialogs::EXPORT_PROFILE,
        &format!("{profile}.{ending}"),
    )
    .await
    else {
        return Ok(None);
    };
    let export = engine
        .profiles()
        .export_to(&profile, format, &path)
        .await
        .map_err(log_failure)?;
    let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    Ok(Some(Exported {
        path: path.display().to_string(),
        components: number(export.components),
        left_out: number(export.left_out),
        not_run: number(export.not_run),
        outlook: engine.components().outlook(&profile).await.map_err(log_failure)?,
    }))
}
