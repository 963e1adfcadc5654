//! The ways on when a database cannot be opened. All other commands need an engine, which is not there yet.

use std::sync::{Arc, Mutex, PoisonError};

use mantrae_core::backup::Backup;
use mantrae_core::engine::rescue::{Recoverable, Rescue, Trouble};
use mantrae_core::secret::Secret;
use mantrae_core::{Code, Engine, Error};
use tauri::{AppHandle, State};

use super::encryption::GivenKey;
use super::restores::RestoreSource;
use super::{Answer, told};
use crate::begin;

/// What waits for the person's word, if something does.
#[derive(Default)]
pub(crate) struct Waiting(Mutex<Option<Arc<Rescue>>>);

impl Waiting {
    pub(crate) fn wait(&self, rescue: Rescue) {
        self.put(Some(Arc::new(rescue)));
    }
    fn put(&self, rescue: Option<Arc<Rescue>>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = rescue;
    }
    fn rescue(&self) -> Option<Arc<Rescue>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
    fn needed(&self) -> Answer<Arc<Rescue>> {
        self.rescue().ok_or_else(|| {
            told(Error::new(
                Code::NotFound,
                "The database is open: there is nothing to mend",
            ))
        })
    }
}

#[tauri::command]
#[specta::specta]
#[expect(
    clippy::needless_pass_by_value,
    reason = "Tauri hands arguments of commands over by value"
)]
pub(crate) fn startup_trouble(waiting: State<'_, Waiting>) -> Option<Trouble> {
    waiting.rescue().map(|rescue| rescue.trouble().clone())
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn rescue_backups(waiting: State<'_, Waiting>) -> Answer<Vec<Backup>> {
    waiting.needed()?.backups().await.map_err(told)
}

/// Gives what was restored, and what was not done besides.
#[tauri::command]
#[specta::specta]
pub(crate) async fn rescue_restore(
    app: AppHandle,
    waiting: State<'_, Waiting>,
    source: RestoreSource,
    key: Option<GivenKey>,
    with_settings: bool,
) -> Answer<Recoverable> {
    let waited = waiting.needed()?;
    let rescue = holding(&waited, key).map_err(told)?;
    let recovered = rescue.restore(source.from(), with_settings).await.map_err(told)?;
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
fn holding(rescue: &Rescue, key: Option<GivenKey>) -> Result<Rescue, Error> {
    match key {
        None => Ok(rescue.clone()),
        Some(GivenKey::Text(text)) => rescue.with_key(&Secret::new(text)),
        Some(GivenKey::File(path)) => rescue.with_key_file(&path),
    }
}

fn go_on(app: &AppHandle, waiting: &Waiting, answer: Result<Engine, Error>) -> Answer<()> {
    let engine = answer.map_err(told)?;
    begin(app, engine);
    waiting.put(None);
    Ok(())
}
