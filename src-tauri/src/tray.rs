//! The tray: what the verdict is, and the way back to the window. Everything it does is in the window too.

use std::panic::{AssertUnwindSafe, catch_unwind};

use mantrae_core::engine::PauseFor;
use mantrae_core::verdict::{Verdict, VerdictKind};
use mantrae_core::{Engine, Result, words};
use tauri::image::Image;
use tauri::menu::{Menu, MenuBuilder, MenuEvent, MenuItem, MenuItemBuilder, Submenu, SubmenuBuilder};
use tauri::tray::TrayIconBuilder;
use tauri::{AppHandle, Manager as _, Wry};

use crate::{dialogs, window};

const ID: &str = "tray";
/// In the place of the time when the next backup comes by itself.
const NOTHING_DUE: &str = "No Backup Planned";

/// The rows whose text changes.
struct Rows {
    state: MenuItem<Wry>,
    next: MenuItem<Wry>,
    pause: Submenu<Wry>,
    resume: MenuItem<Wry>,
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
    let rows = Rows {
        state: text(app, "state", "Mantrae")?,
        next: text(app, "next", NOTHING_DUE)?,
        pause: SubmenuBuilder::new(app, "Pause Backups")
            .text("pause-hour", "For 1 Hour")
            .text("pause-tomorrow", "Until Tomorrow 08:00")
            .text("pause-resumed", "Until I Resume")
            .build()?,
        resume: text(app, "resume", "Resume Backups")?,
    };
    let menu = menu(app, &rows)?;
    TrayIconBuilder::with_id(ID)
        .icon(icon(VerdictKind::Never)?)
        .icon_as_template(true)
        .tooltip("Mantrae")
        .menu(&menu)
        .show_menu_on_left_click(cfg!(target_os = "macos"))
        .on_menu_event(clicked)
        .build(app)?;
    app.manage(rows);
    Ok(())
}

/// A row that cannot be chosen, for now.
fn text(app: &AppHandle, id: &str, words: &str) -> tauri::Result<MenuItem<Wry>> {
    MenuItemBuilder::with_id(id, words).enabled(false).build(app)
}

fn menu(app: &AppHandle, rows: &Rows) -> tauri::Result<Menu<Wry>> {
    let item = |id: &str, text: &str| MenuItemBuilder::with_id(id, text).build(app);
    let quit = if cfg!(target_os = "windows") {
        "Exit"
    } else {
        "Quit Mantrae"
    };
    MenuBuilder::new(app)
        .item(&rows.state)
        .item(&rows.next)
        .separator()
        .item(&item("back-up", "Back Up Now")?)
        .item(&rows.pause)
        .item(&rows.resume)
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
        "back-up" => carry_out(app, async |engine| engine.back_up("").await.map(drop)),
        "pause-hour" => carry_out(app, async |engine| engine.pause(PauseFor::Hour).await),
        "pause-tomorrow" => carry_out(app, async |engine| engine.pause(PauseFor::Tomorrow).await),
        "pause-resumed" => carry_out(app, async |engine| engine.pause(PauseFor::Resumed).await),
        "resume" => carry_out(app, async |engine| engine.resume().await),
        "open" => window::open(app),
        "quit" => quit(app),
        _ => {}
    }
}

/// What was clicked goes its way; what goes wrong stands in the activity list and in the verdict.
fn carry_out<F>(app: &AppHandle, work: impl FnOnce(Engine) -> F)
where
    F: Future<Output = Result<()>> + Send + 'static,
{
    let work = work(app.state::<Engine>().inner().clone());
    tauri::async_runtime::spawn(async move {
        if let Err(error) = work.await {
            tracing::error!(?error, "what the tray was asked for failed");
        }
    });
}

/// Ends the program. A backup that is being made would be broken off: its person is asked.
fn quit(app: &AppHandle) {
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        let engine = app.state::<Engine>().inner().clone();
        let verdict = engine.verdict().await;
        let is_running = verdict.is_ok_and(|verdict| verdict.kind == VerdictKind::Running);
        if !is_running || dialogs::quits_while_running().await {
            app.exit(0);
        }
    });
}

/// Shows the verdict as shape and words.
pub(crate) fn show(app: &AppHandle, verdict: &Verdict) {
    let Some(tray) = app.tray_by_id(ID) else { return };
    let rows = app.state::<Rows>();
    let next = verdict.next_due.as_deref().and_then(words::time);
    let next = next.map_or_else(
        || NOTHING_DUE.to_owned(),
        |at| format!("Next: {}", words::ahead(at, chrono::Utc::now())),
    );
    let is_paused = verdict.kind == VerdictKind::Paused;
    let shown = rows
        .state
        .set_text(&verdict.sentence)
        .and_then(|()| rows.next.set_text(next))
        .and_then(|()| {
            rows.pause
                .set_enabled(!is_paused && verdict.kind != VerdictKind::Off)
        })
        .and_then(|()| rows.resume.set_enabled(is_paused))
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
