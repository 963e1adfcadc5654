//! What can still be done when a database cannot be opened. Other commands need an engine, which does not exist yet.

use std::sync::{Arc, Mutex, PoisonError};

use mantrae_core::backup::Backup;
use mantrae_core::engine::recovery::{Recoverable, Recovery, StartupProblem};
use mantrae_core::secret::Secret;
use mantrae_core::{Code, Engine, Error};
use tauri::{AppHandle, State};

use super::encryption::GivenKey;
use super::restores::RestoreSource;
use super::{Answer, log_failure};
use crate::{begin, texts};

/// What waits for the person's word, if something does.
#[derive(Default)]
pub(crate) struct Waiting(Mutex<Option<Arc<Recovery>>>);

impl Waiting {
    pub(crate) fn wait(&self, recovery: Recovery) {
        self.put(Some(Arc::new(recovery)));
    }
    fn put(&self, recovery: Option<Arc<Recovery>>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = recovery;
    }
    fn recovery(&self) -> Option<Arc<Recovery>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
    fn needed(&self) -> Answer<Arc<Recovery>> {
        self.recovery()
            .ok_or_else(|| log_failure(Error::new(Code::NotFound, texts::failures::NOTHING_TO_RECOVER)))
    }
}

/// Why the engine could not start; none when all is well. Until that is solved only these commands answer, and the
/// dialogs that choose a file.
#[tauri::command]
#[specta::specta]
#[expect(
    clippy::needless_pass_by_value,
    reason = "Tauri hands arguments of commands over by value"
)]
pub(crate) fn startup_problem(waiting: State<'_, Waiting>) -> Option<StartupProblem> {
    waiting.recovery().map(|recovery| recovery.problem().clone())
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn recovery_backups(waiting: State<'_, Waiting>) -> Answer<Vec<Backup>> {
    waiting.needed()?.backups().await.map_err(log_failure)
}

/// Returns what was restored and what could not be done. Also restores the settings in the backup, if that is wanted.
#[tauri::command]
#[specta::specta]
pub(crate) async fn recovery_restore(
    app: AppHandle,
    waiting: State<'_, Waiting>,
    source: RestoreSource,
    key: Option<GivenKey>,
    with_settings: bool,
) -> Answer<Recoverable> {
    let waited = waiting.needed()?;
    let recovery = holding(&waited, key).map_err(log_failure)?;
    let recovered = recovery
        .restore(source.from(), with_settings)
        .await
        .map_err(log_failure)?;
    go_on(&app, &waiting, Ok(recovered.engine))?;
    Ok(recovered.restored)
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn start_anew(app: AppHandle, waiting: State<'_, Waiting>) -> Answer<()> {
    let answer = waiting.needed()?.start_anew().await;
    go_on(&app, &waiting, answer)
}

/// The same, opening encrypted backups with the key that was given.
fn holding(recovery: &Recovery, key: Option<GivenKey>) -> Result<Recovery, Error> {
    match key {
        None => Ok(recovery.clone()),
        Some(GivenKey::Text(text)) => recovery.with_key(&Secret::new(text)),
        Some(GivenKey::File(path)) => recovery.with_key_file(&path),
    }
}

fn go_on(app: &AppHandle, waiting: &Waiting, answer: Result<Engine, Error>) -> Answer<()> {
    let engine = answer.map_err(log_failure)?;
    begin(app, engine);
    waiting.put(None);
    Ok(())
}
