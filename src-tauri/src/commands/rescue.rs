//! The ways on when a database cannot be opened. All other commands need an engine, which is not there yet.

use std::sync::{Arc, Mutex, PoisonError};

use mantrae_core::backup::Backup;
use mantrae_core::engine::rescue::{Rescue, Trouble};
use mantrae_core::engine::restores::From;
use mantrae_core::{Code, Engine, Error};
use tauri::{AppHandle, State, WebviewWindow};

use super::{Answer, told};
use crate::{begin, dialogs};

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

#[tauri::command]
#[specta::specta]
pub(crate) async fn rescue_restore(app: AppHandle, waiting: State<'_, Waiting>, id: String) -> Answer<()> {
    let answer = waiting.needed()?.restore(From::Backup(&id)).await;
    go_on(&app, &waiting, answer)
}

/// False when the person chose no file.
#[tauri::command]
#[specta::specta]
pub(crate) async fn rescue_restore_file(
    app: AppHandle,
    window: WebviewWindow,
    waiting: State<'_, Waiting>,
) -> Answer<bool> {
    let rescue = waiting.needed()?;
    let Some(path) = dialogs::backup_file(&window).await else {
        return Ok(false);
    };
    let answer = rescue.restore(From::File(&path)).await;
    go_on(&app, &waiting, answer).map(|()| true)
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn start_anew(app: AppHandle, waiting: State<'_, Waiting>) -> Answer<()> {
    let answer = waiting.needed()?.start_anew().await;
    go_on(&app, &waiting, answer)
}

fn go_on(app: &AppHandle, waiting: &Waiting, answer: Result<Engine, Error>) -> Answer<()> {
    let engine = answer.map_err(told)?;
    begin(app, engine);
    waiting.put(None);
    Ok(())
}
