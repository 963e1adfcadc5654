//! How long backups are kept.

use mantrae_core::Engine;
use mantrae_core::engine::retention::CleanUp;
use mantrae_core::retention::{Comparison, Preview, Rule};
use tauri::State;

use super::{Answer, log_failure};

/// What a rule would do now; without one, the rule in force.
#[tauri::command]
#[specta::specta]
pub(crate) async fn preview_retention(engine: State<'_, Engine>, rule: Option<Rule>) -> Answer<Preview> {
    engine.retention().preview(rule).await.map_err(log_failure)
}

/// What a new rule removes and the one in force keeps.
#[tauri::command]
#[specta::specta]
pub(crate) async fn compare_retention(engine: State<'_, Engine>, rule: Rule) -> Answer<Comparison> {
    engine.retention().compare(rule).await.map_err(log_failure)
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn apply_retention(engine: State<'_, Engine>) -> Answer<CleanUp> {
    engine.retention().apply().await.map_err(log_failure)
}
