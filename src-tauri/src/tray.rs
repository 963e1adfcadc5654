//! The tray: what the verdict is, and the way back to the window. Everything it does can also be done in the window.

mod face;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use mantrae_core::engine::{ForemostStanding, LocationStatus, PauseFor};
use mantrae_core::verdict::{Verdict, VerdictKind};
use mantrae_core::{Engine, Result};
use tauri::image::Image;
use tauri::menu::{Menu, MenuBuilder, MenuEvent, MenuItem, MenuItemBuilder, SubmenuBuilder};
use tauri::tray::TrayIconBuilder;
use tauri::{AppHandle, Manager as _, Wry};

use crate::event::Screen;
use crate::notifier::AskedInTray;
use crate::texts::tray as texts;
use crate::{dialogs, window};
use face::{Action, Face, Hold};

pub(crate) use face::done;

const ID: &str = "tray";
/// How long after login a panel may appear.
#[cfg(target_os = "linux")]
const PANEL_PATIENCE: Duration = Duration::from_secs(15);
/// How long it may take to notice that a backup has ended.
const TO_BE_HEARD: Duration = Duration::from_secs(2);

/// What the tray says now, and the rows whose words may change.
struct Shown(Mutex<(Face, Vec<MenuItem<Wry>>)>);

/// Makes the tray icon. A desktop without one is not a failure: the window does everything.
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

/// Whether something shows tray icons here. At login it may come later than this program: it is waited for.
#[cfg(target_os = "linux")]
pub(crate) async fn has_panel() -> bool {
    let until = tokio::time::Instant::now() + PANEL_PATIENCE;
    loop {
        if has_watcher().await.unwrap_or_default() {
            return true;
        }
        if tokio::time::Instant::now() >= until {
            return false;
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
}

#[cfg(target_os = "linux")]
async fn has_watcher() -> zbus::Result<bool> {
    let bus = zbus::Connection::session().await?;
    let bus = zbus::fdo::DBusProxy::new(&bus).await?;
    let watcher = "org.kde.StatusNotifierWatcher".try_into()?;
    Ok(bus.name_has_owner(watcher).await?)
}

/// The other systems always have room for them.
#[cfg(not(target_os = "linux"))]
pub(crate) async fn has_panel() -> bool {
    true
}

fn make(app: &AppHandle) -> tauri::Result<()> {
    // What is true of every verdict, until the first one is known.
    let face = Face {
        kind: VerdictKind::Never,
        rows: vec![texts::NAME.to_owned()],
        actions: vec![Action::BackUp],
        hold: None,
    };
    let (menu, rows) = menu(app, &face)?;
    TrayIconBuilder::with_id(ID)
        .icon(icon(face.kind)?)
        .icon_as_template(true)
        .tooltip(texts::NAME)
        .menu(&menu)
        .show_menu_on_left_click(cfg!(target_os = "macos"))
        .on_menu_event(clicked)
        .build(app)?;
    app.manage(Shown(Mutex::new((face, rows))));
    Ok(())
}

fn menu(app: &AppHandle, face: &Face) -> tauri::Result<(Menu<Wry>, Vec<MenuItem<Wry>>)> {
    let item = |id: &str, text: &str| MenuItemBuilder::with_id(id, text).build(app);
    let mut menu = MenuBuilder::new(app);
    let mut rows = Vec::new();
    for row in &face.rows {
        // To be read, not to be chosen.
        rows.push(MenuItemBuilder::new(row).enabled(false).build(app)?);
    }
    for action in &face.actions {
        let row = MenuItemBuilder::with_id(action.id(), action.label());
        rows.push(row.enabled(*action != Action::Wait).build(app)?);
    }
    for (index, row) in rows.iter().enumerate() {
        if index == face.rows.len() {
            menu = menu.separator();
        }
        menu = menu.item(row);
    }
    menu = match face.hold {
        Some(Hold::Pause) => {
            let pause = SubmenuBuilder::new(app, texts::PAUSE)
                .text("pause-hour", texts::FOR_AN_HOUR)
                .text("pause-tomorrow", texts::UNTIL_TOMORROW)
                .text("pause-resumed", texts::UNTIL_RESUMED);
            menu.item(&pause.build()?)
        }
        Some(Hold::Resume) => menu.item(&item("resume", texts::RESUME)?),
        None => menu,
    };
    let menu = menu
        .separator()
        .item(&item("open", texts::OPEN)?)
        .item(&item("backups", texts::BACKUPS)?)
        .item(&item("settings", texts::SETTINGS)?)
        .separator()
        .item(&item("quit", texts::QUIT)?)
        .build()?;
    Ok((menu, rows))
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "the menu's handler gets its event by value"
)]
fn clicked(app: &AppHandle, event: MenuEvent) {
    match event.id().as_ref() {
        "back-up" => back_up(app),
        "stop" => app.state::<Engine>().stop(),
        "pause-hour" => carry_out(app, async |engine| engine.schedule().pause(PauseFor::Hour).await),
        "pause-tomorrow" => carry_out(app, async |engine| {
            engine.schedule().pause(PauseFor::Tomorrow).await
        }),
        "pause-resumed" => carry_out(app, async |engine| {
            engine.schedule().pause(PauseFor::Resumed).await
        }),
        "resume" => carry_out(app, async |engine| engine.schedule().resume().await),
        "open" => window::open(app),
        "backups" => window::open_at(app, Screen::Backups),
        "settings" => window::open_at(app, Screen::Settings),
        "show-failure" => window::open_at(app, Screen::Activity),
        "quit" => quit(app),
        _ => {}
    }
}

/// Nothing here shows how it went, so a notification does.
fn back_up(app: &AppHandle) {
    app.state::<AskedInTray>().set(true);
    let asked = app.clone();
    carry_out(app, async move |engine| {
        let made = engine.backups().create("").await;
        tokio::time::sleep(TO_BE_HEARD).await;
        asked.state::<AskedInTray>().set(false);
        made.map(drop)
    });
}

/// Runs what was clicked; failures are in the activity list and in the verdict.
fn carry_out<F>(app: &AppHandle, work: impl FnOnce(Engine) -> F)
where
    F: Future<Output = Result<()>> + Send + 'static,
{
    let work = work(app.state::<Engine>().inner().clone());
    tauri::async_runtime::spawn(async move {
        if let Err(error) = work.await {
            tracing::error!(?error, "an action of the tray failed");
        }
    });
}

/// Ends the program. A backup in progress would be aborted, so the person is asked.
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

/// Shows the verdict as shape and words. `done`: how far a backup of this program is, in percent.
pub(crate) fn show(
    app: &AppHandle,
    verdict: &Verdict,
    locations: &[LocationStatus],
    (traefik, done): (Option<&ForemostStanding>, Option<usize>),
) {
    let Some(tray) = app.tray_by_id(ID) else { return };
    let face = Face::of(verdict, locations, (traefik, done), chrono::Utc::now());
    let shown = app.state::<Shown>();
    let mut shown = shown.0.lock().unwrap_or_else(PoisonError::into_inner);
    if shown.0 == face {
        return;
    }
    let words = if shown.0.has_form_of(&face) {
        let labels = face
            .rows
            .iter()
            .cloned()
            .chain(face.actions.iter().map(|action| action.label()));
        shown
            .1
            .iter()
            .zip(labels)
            .try_for_each(|(row, label)| row.set_text(label))
    } else {
        // An open menu closes when it is replaced.
        menu(app, &face).and_then(|(menu, rows)| {
            shown.1 = rows;
            tray.set_menu(Some(menu))
        })
    };
    let told = words
        .and_then(|()| tray.set_tooltip(face.rows.first()))
        .and_then(|()| tray.set_icon(Some(icon(face.kind)?)));
    match told {
        Ok(()) => shown.0 = face,
        Err(error) => tracing::warn!(?error, "the tray cannot be updated"),
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
        VerdictKind::Overdue
        | VerdictKind::Waiting
        | VerdictKind::NotBackedUp
        | VerdictKind::OneLocationMissing => shape!("attention"),
        VerdictKind::Never => shape!("never"),
        VerdictKind::Paused | VerdictKind::Off => shape!("paused"),
    };
    Image::from_bytes(if dark_panel() { light } else { dark })
}

/// Panels are dark except by default on KDE and macOS; macOS colours a template itself.
fn dark_panel() -> bool {
    let desktop = std::env::var("XDG_CURRENT_DESKTOP").unwrap_or_default();
    cfg!(not(target_os = "macos")) && !desktop.to_uppercase().contains("KDE")
}
