//! The window is a guest: closed to the tray it is destroyed, opening makes a new one.

use mantrae_core::Engine;
use mantrae_core::settings::OnClose;
use tauri::{AppHandle, Manager as _, WebviewUrl, WebviewWindowBuilder, Window, WindowEvent};

use crate::relay::{self, WindowEvent as Told};

/// Its label, and the one the capabilities name.
pub(crate) const LABEL: &str = "main";

/// Shows the window, or makes it.
pub(crate) fn open(app: &AppHandle) {
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
    let made = WebviewWindowBuilder::new(app, LABEL, WebviewUrl::App("index.html".into()))
        .title("Mantrae")
        .inner_size(1100.0, 740.0)
        .min_inner_size(760.0, 520.0)
        .center()
        .disable_drag_drop_handler()
        .build();
    if let Err(error) = made {
        tracing::error!(?error, "the window cannot be made");
    }
}

/// Closing: ask the first time, then keep to the answer.
pub(crate) fn heard(window: &Window, event: &WindowEvent) {
    let WindowEvent::CloseRequested { api, .. } = event else {
        return;
    };
    let app = window.app_handle();
    let engine = app.state::<Engine>();
    match tauri::async_runtime::block_on(engine.settings()).on_close {
        OnClose::Ask => {
            api.prevent_close();
            relay::tell(app, &Told::CloseAsked);
        }
        OnClose::KeepRunning => {}
        OnClose::Quit => app.exit(0),
    }
}
