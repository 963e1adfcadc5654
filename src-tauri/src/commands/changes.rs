//! Change sets: planned, made, undone and made again.

use mantrae_core::Engine;
use mantrae_core::component_ref::ComponentRef;
use mantrae_core::engine::{
    BulkChange, BulkEdit, ChangePlan, ChangeSet, Duplicate, Duplicated, ExposeChoices, Exposed, Exposure,
};
use mantrae_core::password;
use mantrae_core::restore::{UndoStep, Undone};
use mantrae_core::secret::Secret;
use serde::Serialize;
use tauri::State;

use super::{Answer, log_failure};

/// How many steps a list of them shows.
const STEPS: i64 = 50;

/// What can be undone, and what can be done again.
#[derive(Debug, Serialize, specta::Type)]
pub(crate) struct UndoSteps {
    /// What can be undone, newest first.
    undoable: Vec<UndoStep>,
    /// What was undone and can be done again, the last undone first.
    redoable: Vec<UndoStep>,
}

/// What a change set would do; nothing is written.
#[tauri::command]
#[specta::specta]
pub(crate) async fn plan_changes(
    engine: State<'_, Engine>,
    profile: String,
    set: ChangeSet,
) -> Answer<ChangePlan> {
    engine.changes().plan(&profile, set).await.map_err(log_failure)
}

/// Does what a plan says. Returns the activity entry, for `undo`; none if everything was already so.
#[tauri::command]
#[specta::specta]
pub(crate) async fn apply_changes(engine: State<'_, Engine>, plan_id: String) -> Answer<Option<String>> {
    engine.changes().apply(&plan_id).await.map_err(log_failure)
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn discard_changes(engine: State<'_, Engine>, plan_id: String) -> Answer<()> {
    engine.changes().discard(&plan_id).await;
    Ok(())
}

/// The change set that copies a component, with a name and hosts that are free unless others are given.
#[tauri::command]
#[specta::specta]
pub(crate) async fn duplicate_component(
    engine: State<'_, Engine>,
    profile: String,
    wanted: Duplicate,
) -> Answer<Duplicated> {
    engine
        .changes()
        .duplicate(&profile, &wanted)
        .await
        .map_err(log_failure)
}

/// The change set that does the same to several components of one profile.
#[tauri::command]
#[specta::specta]
pub(crate) async fn change_several(
    engine: State<'_, Engine>,
    profile: String,
    selection: Vec<ComponentRef>,
    edit: BulkEdit,
) -> Answer<BulkChange> {
    let selection: Vec<_> = selection.into_iter().map(|one| (one.kind, one.name)).collect();
    engine
        .changes()
        .bulk(&profile, &selection, &edit)
        .await
        .map_err(log_failure)
}

/// What can be chosen when a service is exposed.
#[tauri::command]
#[specta::specta]
pub(crate) async fn expose_choices(engine: State<'_, Engine>, profile: String) -> Answer<ExposeChoices> {
    engine
        .changes()
        .expose_choices(&profile)
        .await
        .map_err(log_failure)
}

/// The plan that exposes a service; nothing is written.
#[tauri::command]
#[specta::specta]
pub(crate) async fn plan_exposure(
    engine: State<'_, Engine>,
    profile: String,
    wanted: Exposure,
) -> Answer<Exposed> {
    engine
        .changes()
        .expose(&profile, &wanted)
        .await
        .map_err(log_failure)
}

/// The entry of `basicAuth` for a name and a password; only its hash leaves this function.
#[tauri::command]
#[specta::specta]
pub(crate) async fn hash_password(
    engine: State<'_, Engine>,
    user: String,
    password: String,
) -> Answer<String> {
    engine
        .changes()
        .basic_entry(&user, Secret::new(password))
        .await
        .map_err(log_failure)
}

/// The entry of `digestAuth` for a name and a password; only its hash leaves this function.
#[tauri::command]
#[specta::specta]
pub(crate) async fn hash_digest_password(user: String, realm: String, password: String) -> Answer<String> {
    password::digest_entry(&user, &realm, &Secret::new(password)).map_err(log_failure)
}

/// Whether a password fits an entry of `basicAuth` or `digestAuth`.
#[tauri::command]
#[specta::specta]
pub(crate) async fn check_password(
    engine: State<'_, Engine>,
    entry: String,
    password: String,
) -> Answer<bool> {
    let fits = engine.changes().fits(&entry, Secret::new(password)).await;
    fits.map_err(log_failure)
}

/// A new password that nobody can guess.
#[tauri::command]
#[specta::specta]
pub(crate) async fn generate_password() -> Answer<String> {
    let password = password::generate().map_err(log_failure)?;
    Ok(password.expose().clone())
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn undo_steps(engine: State<'_, Engine>) -> Answer<UndoSteps> {
    let steps = engine.undo_steps(STEPS).await.map_err(log_failure);
    steps.map(|(undoable, redoable)| UndoSteps { undoable, redoable })
}

/// Does again what was undone; without an entry, what was undone last.
#[tauri::command]
#[specta::specta]
pub(crate) async fn redo(engine: State<'_, Engine>, entry: Option<String>, force: bool) -> Answer<Undone> {
    engine.redo(entry.as_deref(), force).await.map_err(log_failure)
}
