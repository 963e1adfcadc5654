//! When backups are made by themselves.

use mantrae_core::Engine;
use mantrae_core::engine::{PauseFor, ScheduleState};
use mantrae_core::schedule::{RestoreTest, Schedule};
use mantrae_core::settings::{Change, Settings};
use tauri::State;

use super::{Answer, log_failure};

#[tauri::command]
#[specta::specta]
pub(crate) async fn schedule(engine: State<'_, Engine>) -> Answer<ScheduleState> {
    engine.schedule().await.map_err(log_failure)
}

/// What a schedule that is being written would be; its times as if it were on.
#[tauri::command]
#[specta::specta]
pub(crate) async fn preview_schedule(engine: State<'_, Engine>, cron: String) -> Answer<ScheduleState> {
    engine.preview_schedule(&cron).await.map_err(log_failure)
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn set_schedule(
    engine: State<'_, Engine>,
    cron: String,
    automatic: bool,
) -> Answer<Settings> {
    let cron = cron.parse().map_err(log_failure)?;
    engine
        .change_setting(Change::Schedule(Schedule { cron, automatic }))
        .await
        .map_err(log_failure)
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn set_after_changes(engine: State<'_, Engine>, on: bool) -> Answer<Settings> {
    engine
        .change_setting(Change::AfterChanges(on))
        .await
        .map_err(log_failure)
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn set_skip_unchanged(engine: State<'_, Engine>, on: bool) -> Answer<Settings> {
    engine
        .change_setting(Change::SkipUnchanged(on))
        .await
        .map_err(log_failure)
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn set_wait_battery(engine: State<'_, Engine>, on: bool) -> Answer<Settings> {
    engine
        .change_setting(Change::WaitBattery(on))
        .await
        .map_err(log_failure)
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn set_wait_metered(engine: State<'_, Engine>, on: bool) -> Answer<Settings> {
    engine
        .change_setting(Change::WaitMetered(on))
        .await
        .map_err(log_failure)
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn set_restore_test(engine: State<'_, Engine>, often: RestoreTest) -> Answer<Settings> {
    engine
        .change_setting(Change::RestoreTest(often))
        .await
        .map_err(log_failure)
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn pause_backups(engine: State<'_, Engine>, length: PauseFor) -> Answer<()> {
    engine.pause(length).await.map_err(log_failure)
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn resume_backups(engine: State<'_, Engine>) -> Answer<()> {
    engine.resume().await.map_err(log_failure)
}
