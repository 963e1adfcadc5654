//! When automatic backups are made.

use mantrae_core::Engine;
use mantrae_core::engine::{PauseFor, ScheduleState};
use tauri::State;

use super::{Answer, log_failure};

#[tauri::command]
#[specta::specta]
pub(crate) async fn schedule(engine: State<'_, Engine>) -> Answer<ScheduleState> {
    engine.schedule().state().await.map_err(log_failure)
}

/// What a schedule that is being edited would be; its times as if it were on.
#[tauri::command]
#[specta::specta]
pub(crate) async fn preview_schedule(engine: State<'_, Engine>, cron: String) -> Answer<ScheduleState> {
    engine.schedule().preview(&cron).await.map_err(log_failure)
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn pause_backups(engine: State<'_, Engine>, length: PauseFor) -> Answer<()> {
    engine.schedule().pause(length).await.map_err(log_failure)
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn resume_backups(engine: State<'_, Engine>) -> Answer<()> {
    engine.schedule().resume().await.map_err(log_failure)
}
