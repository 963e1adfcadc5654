//! The tray: what the verdict is, and the way back to the window. Everything it does is in the window too.

use std::panic::{AssertUnwindSafe, catch_unwind};

use mantrae_core::Engine;
use mantrae_core::verdict::{Verdict, VerdictKind};
use tauri::image::Image;
use tauri::menu::{Menu, MenuBuilder, MenuEvent, MenuItem, MenuItemBuilder};
use tauri::tray::TrayIconBuilder;
use tauri::{AppHandle, Manager as _, Wry};

use crate::window;

const ID: &str = "tray";

/// The rows whose text changes.
struct Rows {
    state: MenuItem<Wry>,
}

/// Makes the tray icon. A desktop without one is no failure: the window does everything.
pub(crate) fn build(app: &AppHandle) {
    // Where the indicator library is missing, its loader panics.
    let made = catch_unwind(AssertUnwindSafe(|| make(app)));
    match made {
        Ok(Ok(())) => {}
        Ok(Err(error)) => tracing::warn!(?error, "no tray icon"),
        Err(_) => tracing::warn!("no tray icon: the indicator library is missing"),
    }
}

/// True when there is an icon.
pub(crate) fn exists(app: &AppHandle) -> bool {
    app.tray_by_id(ID).is_some()
}

fn make(app: &AppHandle) -> tauri::Result<()> {
    let state = MenuItemBuilder::with_id("state", "Mantrae")
        .enabled(false)
        .build(app)?;
    let menu = menu(app, &state)?;
    TrayIconBuilder::with_id(ID)
        .icon(icon(VerdictKind::Never)?)
        .icon_as_template(true)
        .tooltip("Mantrae")
        .menu(&menu)
        .show_menu_on_left_click(cfg!(target_os = "macos"))
        .on_menu_event(clicked)
        .build(app)?;
    app.manage(Rows { state });
    Ok(())
}

fn menu(app: &AppHandle, state: &MenuItem<Wry>) -> tauri::Result<Menu<Wry>> {
    let item = |id: &str, text: &str| MenuItemBuilder::with_id(id, text).build(app);
    let quit = if cfg!(target_os = "windows") {
        "Exit"
    } else {
        "Quit Mantrae"
    };
    MenuBuilder::new(app)
        .item(state)
        .separator()
        .item(&item("back-up", "Back Up Now")?)
        .separator()
        .item(&item("open", "Open Mantrae")?)
        .separator()
        .item(&item("quit", quit)?)
        .build()
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "the menu's handler gets its event by value"
)]
fn clicked(app: &AppHandle, event: MenuEvent) {
    match event.id().as_ref() {
        "back-up" => {
            let engine = app.state::<Engine>().inner().clone();
            tauri::async_runtime::spawn(async move {
                if let Err(error) = engine.back_up("").await {
                    tracing::error!(?error, "the backup from the tray failed");
                }
            });
        }
        "open" => window::open(app),
        "quit" => app.exit(0),
        _ => {}
    }
}

/// Shows the verdict as shape and words.
pub(crate) fn show(app: &AppHandle, verdict: &Verdict) {
    let Some(tray) = app.tray_by_id(ID) else { return };
    let rows = app.state::<Rows>();
    let shown = rows
        .state
        .set_text(&verdict.sentence)
        .and_then(|()| tray.set_tooltip(Some(&verdict.sentence)))
        .and_then(|()| tray.set_icon(Some(icon(verdict.kind)?)));
    if let Err(error) = shown {
        tracing::warn!(?error, "the tray cannot be changed");
    }
}

macro_rules! shape {
    ($name:literal) => {
        (
            include_bytes!(concat!("../../icons/tray/", $name, "-light.png")).as_slice(),
            include_bytes!(concat!("../../icons/tray/", $name, "-dark.png")).as_slice(),
        )
    };
}

fn icon(kind: VerdictKind) -> tauri::Result<Image<'static>> {
    let (light, dark) = match kind {
        VerdictKind::Safe => shape!("safe"),
        VerdictKind::Running => shape!("running"),
        VerdictKind::Failed => shape!("failed"),
        VerdictKind::Overdue | VerdictKind::Waiting | VerdictKind::OnePlaceMissing => shape!("attention"),
        VerdictKind::Never => shape!("never"),
        VerdictKind::Paused | VerdictKind::Off => shape!("paused"),
    };
    Image::from_bytes(if dark_panel() { light } else { dark })
}

/// Panels are dark everywhere but on KDE's and macOS's defaults; macOS colours a template itself.
fn dark_panel() -> bool {
    let desktop = std::env::var("XDG_CURRENT_DESKTOP").unwrap_or_default();
    cfg!(not(target_os = "macos")) && !desktop.to_uppercase().contains("KDE")
}
