//! The window is a guest: closing it to the tray destroys it, opening creates a new one.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use mantrae_core::Engine;
use mantrae_core::folder::DataFolder;
use mantrae_core::settings::OnClose;
use tauri::plugin::TauriPlugin;
use tauri::{AppHandle, Manager as _, WebviewUrl, WebviewWindowBuilder, Window, WindowEvent, Wry};
use tauri_plugin_window_state::{AppHandleExt as _, StateFlags};

use crate::event::{self, Screen, WindowEvent as Told};

/// Its label, and the one the capabilities name.
pub(crate) const LABEL: &str = "main";

/// What the window restores the next time.
const REMEMBERED: StateFlags = StateFlags::SIZE
    .union(StateFlags::POSITION)
    .union(StateFlags::MAXIMIZED);

/// Whether the page was asked what closing means and has not said that it heard.
#[derive(Default)]
pub(crate) struct CloseQuestion(AtomicBool);

impl CloseQuestion {
    /// True when the page may be asked: a page that did not hear the last question will not hear the next one.
    fn ask(&self) -> bool {
        !self.0.swap(true, Ordering::Relaxed)
    }
    /// The page shows the question, or is a new one.
    pub(crate) fn heard(&self) {
        self.0.store(false, Ordering::Relaxed);
    }
}

/// When the window was closed; none while it exists or is being created, and if there never was one.
#[derive(Default)]
pub(crate) struct Gone(Mutex<Option<Instant>>);

impl Gone {
    fn set(&self, since: Option<Instant>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = since;
    }

    /// How long until it has been closed for that long; none while it is not closed.
    pub(crate) fn left(&self, long: Duration) -> Option<Duration> {
        let since = *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        since.map(|since| long.saturating_sub(since.elapsed()))
    }

    /// Runs it once if the window has been closed for that long. No window opens meanwhile.
    pub(crate) fn once_gone(&self, long: Duration, work: impl FnOnce()) {
        let mut since = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if since.is_some_and(|since| since.elapsed() >= long) {
            work();
            *since = None;
        }
    }
}

/// Remembers size and position in the data folder, and puts the window back on a screen that exists.
pub(crate) fn memory(folder: &DataFolder) -> TauriPlugin<Wry> {
    tauri_plugin_window_state::Builder::new()
        .with_state_flags(REMEMBERED)
        .with_filename(folder.window_memory().display().to_string())
        .build()
}

/// Shows the window, or creates it, on that screen.
pub(crate) fn open_at(app: &AppHandle, screen: Screen) {
    let is_there = app.get_webview_window(LABEL).is_some();
    show(app, Some(screen));
    // A new window starts there.
    if is_there {
        event::tell(app, &Told::GoAsked { to: screen });
    }
}

/// True when a window exists, visible or not.
pub(crate) fn is_there(app: &AppHandle) -> bool {
    app.get_webview_window(LABEL).is_some()
}

/// True when the person is looking at it: it has the focus.
pub(crate) fn is_in_front(app: &AppHandle) -> bool {
    let window = app.get_webview_window(LABEL);
    window.is_some_and(|window| window.is_focused().unwrap_or_default())
}

/// Shows the window, or creates it.
pub(crate) fn open(app: &AppHandle) {
    show(app, None);
}

fn show(app: &AppHandle, screen: Option<Screen>) {
    if let Some(window) = app.get_webview_window(LABEL) {
        let shown = window
            .unminimize()
            .and_then(|()| window.show())
            .and_then(|()| window.set_focus());
        if let Err(error) = shown {
            tracing::warn!(?error, "the window cannot be shown");
        }
        return;
    }
    app.state::<CloseQuestion>().heard();
    app.state::<Gone>().set(None);
    let made = WebviewWindowBuilder::new(app, LABEL, WebviewUrl::App("index.html".into()))
        .initialization_script(format!(
            "window.mantraeClock = {{ twelve: {} }}; window.mantraeOpening = {};",
            mantrae_core::words::has_twelve_hours(),
            serde_json::json!(screen)
        ))
        .title("Mantrae")
        .inner_size(1100.0, 740.0)
        .min_inner_size(760.0, 520.0)
        .center()
        .disable_drag_drop_handler()
        .build();
    if let Err(error) = made {
        tracing::error!(?error, "the window cannot be created");
    }
}

/// Closing: ask the first time, then keep to the answer.
pub(crate) fn heard(window: &Window, event: &WindowEvent) {
    let app = window.app_handle();
    let api = match event {
        WindowEvent::CloseRequested { api, .. } => api,
        WindowEvent::Destroyed => {
            app.state::<Gone>().set(Some(Instant::now()));
            return remember(app);
        }
        _ => return,
    };
    // Without an engine there is nothing to keep running for.
    let Some(engine) = app.try_state::<Engine>() else {
        return;
    };
    let settings = tauri::async_runtime::block_on(async {
        if let Err(error) = engine.settings().notice().await {
            tracing::warn!(?error, "the settings cannot be read");
        }
        engine.settings().get().await
    });
    match settings.on_close {
        OnClose::Ask if app.state::<CloseQuestion>().ask() => {
            api.prevent_close();
            event::tell(app, &Told::CloseAsked);
        }
        OnClose::Ask | OnClose::KeepRunning => {}
        OnClose::Quit => app.exit(0),
    }
}

/// Not only when the program ends: in the tray it may end because the computer is switched off.
fn remember(app: &AppHandle) {
    if let Err(error) = app.save_window_state(REMEMBERED) {
        tracing::warn!(?error, "size and position of the window are not remembered");
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::time::{Duration, Instant};

    use super::{CloseQuestion, Gone};

    #[test]
    fn a_page_that_does_not_answer_cannot_hold_the_window_open() {
        let question = CloseQuestion::default();
        assert!(question.ask(), "the first close asks");
        assert!(!question.ask(), "nobody heard: the second close goes through");
        question.heard();
        assert!(question.ask(), "the page lives: it is asked again");
    }

    #[test]
    fn a_window_that_came_back_is_not_gone() {
        let (gone, done) = (Gone::default(), Cell::new(0));
        let begin_anew = |long: u64| {
            gone.once_gone(Duration::from_secs(long), || done.set(done.get() + 1));
            done.get()
        };
        assert_eq!(begin_anew(0), 0, "there was none");
        gone.set(Some(Instant::now()));
        assert_eq!(begin_anew(60), 0, "it went just now");
        gone.set(None);
        assert_eq!(begin_anew(0), 0, "somebody opened it again");
        gone.set(Some(Instant::now()));
        assert_eq!(begin_anew(0), 1, "it went for good");
        assert_eq!(begin_anew(0), 1, "once");
    }
}
