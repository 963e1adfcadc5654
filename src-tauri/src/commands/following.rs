//! A profile that follows Traefik's files: begin, look, decide, write, end.

use std::path::PathBuf;

use mantrae_core::Engine;
use mantrae_core::engine::{FollowPlan, FollowStatus, WritePlan};
use mantrae_core::follow::Decision;
use serde::Deserialize;
use tauri::State;
use traefik_dynamic::Kind;

use super::{Answer, log_failure};

/// Whose version of a component counts.
#[derive(Deserialize, specta::Type)]
pub(crate) struct DecidedComponent {
    kind: Kind,
    name: String,
    decision: Decision,
}

/// What would change in a profile if it followed these files.
#[tauri::command]
#[specta::specta]
pub(crate) async fn plan_following(
    engine: State<'_, Engine>,
    profile: String,
    path: PathBuf,
) -> Answer<FollowPlan> {
    engine.follow().plan(&profile, &path).await.map_err(log_failure)
}

/// Lets a profile follow these files, as it was planned.
#[tauri::command]
#[specta::specta]
pub(crate) async fn begin_following(
    engine: State<'_, Engine>,
    profile: String,
    path: PathBuf,
    plan: String,
) -> Answer<FollowPlan> {
    engine
        .follow()
        .begin(&profile, &path, Some(&plan))
        .await
        .map_err(log_failure)
}

/// Follows no longer; the path of what was followed, none if nothing was.
#[tauri::command]
#[specta::specta]
pub(crate) async fn end_following(engine: State<'_, Engine>, profile: String) -> Answer<Option<String>> {
    engine.follow().end(&profile).await.map_err(log_failure)
}

/// How a profile stands to its files; none if it follows none.
#[tauri::command]
#[specta::specta]
pub(crate) async fn follow_status(
    engine: State<'_, Engine>,
    profile: String,
) -> Answer<Option<FollowStatus>> {
    engine.follow().status(&profile).await.map_err(log_failure)
}

/// Looks at the files now, and takes in what was changed there.
#[tauri::command]
#[specta::specta]
pub(crate) async fn look_at_files(engine: State<'_, Engine>, profile: String) -> Answer<()> {
    engine.follow().look_at(&profile).await.map_err(log_failure)
}

/// Settles what was changed in the files and in the profile.
#[tauri::command]
#[specta::specta]
pub(crate) async fn decide_files(
    engine: State<'_, Engine>,
    profile: String,
    decisions: Vec<DecidedComponent>,
) -> Answer<()> {
    let decided = decisions.into_iter();
    let decided = decided.map(|one| ((one.kind, one.name), one.decision));
    engine
        .follow()
        .decide(&profile, &decided.collect())
        .await
        .map_err(log_failure)
}

/// What writing a profile to its files would do.
#[tauri::command]
#[specta::specta]
pub(crate) async fn plan_write(engine: State<'_, Engine>, profile: String) -> Answer<WritePlan> {
    engine.follow().plan_write(&profile).await.map_err(log_failure)
}

/// Writes a profile to its files, as it was planned.
#[tauri::command]
#[specta::specta]
pub(crate) async fn write_to_files(
    engine: State<'_, Engine>,
    profile: String,
    plan: String,
) -> Answer<WritePlan> {
    engine
        .follow()
        .write(&profile, Some(&plan))
        .await
        .map_err(log_failure)
}
