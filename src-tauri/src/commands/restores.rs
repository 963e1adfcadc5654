//! Restore and undo.

use std::path::PathBuf;

use mantrae_core::Engine;
use mantrae_core::engine::restores::{From, RestoreOutcome};
use mantrae_core::import::ComponentRef;
use mantrae_core::restore::plan::Part;
use mantrae_core::restore::{RestorePlan, Undone};
use serde::Deserialize;
use tauri::{State, WebviewWindow};

use super::encryption::GivenKey;
use super::{Answer, log_failure};
use crate::asked::Asked;
use crate::dialogs;

/// Where the backup comes from.
#[derive(Debug, Deserialize, specta::Type)]
#[serde(rename_all = "lowercase")]
pub(crate) enum RestoreSource {
    /// The list.
    Backup(String),
    /// A file.
    File(PathBuf),
}

impl RestoreSource {
    /// In the engine's terms.
    pub(super) fn from(&self) -> From<'_> {
        match self {
            Self::Backup(id) => From::Backup(id),
            Self::File(path) => From::File(path),
        }
    }
}

/// What to restore from a backup, if not everything.
#[derive(Debug, Deserialize, specta::Type)]
pub(crate) struct RestoreChoice {
    /// Whole profiles, by name.
    profiles: Vec<String>,
    /// Single components of others.
    components: Vec<ComponentRef>,
}

impl RestoreChoice {
    fn parts(self) -> Vec<Part> {
        let whole = self.profiles.into_iter().map(|profile| Part {
            profile,
            component: None,
        });
        let single = self.components.into_iter().map(|one| Part {
            profile: one.profile,
            component: Some((one.kind.as_str().to_owned(), one.name)),
        });
        whole.chain(single).collect()
    }
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn choose_backup_file(window: WebviewWindow) -> Answer<Option<PathBuf>> {
    Ok(dialogs::backup_file(&window).await)
}

/// The file that somebody opened with the program; it is told once.
#[tauri::command]
#[specta::specta]
#[expect(
    clippy::needless_pass_by_value,
    reason = "Tauri hands arguments of commands over by value"
)]
pub(crate) fn asked_file(asked: State<'_, Asked>) -> Option<PathBuf> {
    asked.take()
}

/// `key`: for an encrypted backup whose key is not in the keyring of this computer.
#[tauri::command]
#[specta::specta]
pub(crate) async fn prepare_restore(
    engine: State<'_, Engine>,
    source: RestoreSource,
    key: Option<GivenKey>,
) -> Answer<RestorePlan> {
    let engine = match key {
        Some(key) => key.held_by(&engine).map_err(log_failure)?,
        None => Engine::clone(&engine),
    };
    engine
        .restores()
        .prepare(source.from(), &[])
        .await
        .map_err(log_failure)
}

/// `only`: what to restore, when it is not everything.
#[tauri::command]
#[specta::specta]
pub(crate) async fn apply_restore(
    engine: State<'_, Engine>,
    plan_id: String,
    only: Option<RestoreChoice>,
    with_settings: bool,
) -> Answer<RestoreOutcome> {
    let parts = only.map(RestoreChoice::parts).unwrap_or_default();
    engine
        .restores()
        .apply_with(&plan_id, &parts, with_settings)
        .await
        .map_err(log_failure)
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn discard_restore(engine: State<'_, Engine>, plan_id: String) -> Answer<()> {
    engine.restores().discard(&plan_id).await;
    Ok(())
}

/// Undoes what an activity entry did; without one, the latest change.
#[tauri::command]
#[specta::specta]
pub(crate) async fn undo(engine: State<'_, Engine>, entry: Option<String>, force: bool) -> Answer<Undone> {
    engine.undo(entry.as_deref(), force).await.map_err(log_failure)
}
