//! The shell: joins the engine to a window, a tray and native dialogs. It decides nothing about backups.

mod asked;
mod commands;
mod dialogs;
mod event;
mod log;
mod login;
mod notifier;
mod process;
mod relay;
mod texts;
mod tray;
mod window;

use std::process::ExitCode;

use mantrae_core::engine::Options;
use mantrae_core::engine::recovery::Started;
use mantrae_core::folder::DataFolder;
use mantrae_core::{Engine, Error};
use tauri::{AppHandle, Manager as _, RunEvent, Wry};
use tauri_plugin_autostart::MacosLauncher;

use commands::recovery::Waiting;

/// Opens the data folder, then the tray and the window, and runs until somebody quits.
pub fn run() -> ExitCode {
    heap::keep_small();
    mantrae_core::fs::private_by_default();
    process::without_graphics();
    match start() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!(?error, "the program cannot start");
            dialogs::cannot_start(&error);
            ExitCode::FAILURE
        }
    }
}

fn start() -> Result<(), Error> {
    let root = DataFolder::default_root()?;
    let folder = DataFolder::open(&root)?;
    log::start(&folder.logs());
    let started = tauri::async_runtime::block_on(Engine::start(Options::new(&root)))?;
    let hidden = process::is_hidden();
    let builder = commands::builder();
    let handler = builder.invoke_handler();
    let app = tauri::Builder::default()
        .plugin(single_instance(&folder))
        .plugin(window::memory(&folder))
        .plugin(tauri_plugin_autostart::init(
            MacosLauncher::LaunchAgent,
            Some(vec![process::HIDDEN]),
        ))
        .manage(window::CloseQuestion::default())
        .manage(window::Gone::default())
        .manage(Waiting::default())
        .manage(asked::Asked::default())
        .invoke_handler(handler)
        .setup(move |app| {
            builder.mount_events(app);
            asked::remember(app.handle());
            match started {
                Started::Ready(engine) => begin(app.handle(), engine),
                Started::Broken(recovery) => app.state::<Waiting>().wait(*recovery),
            }
            if !hidden || app.try_state::<Engine>().is_none() {
                window::open(app.handle());
            } else if !process::was_closed() {
                open_without_tray(app.handle());
            }
            Ok(())
        })
        .on_window_event(window::heard)
        .build(tauri::generate_context!())
        .map_err(|error| {
            Error::new(
                mantrae_core::Code::Internal,
                texts::failures::no_window_system(&error),
            )
            .because(error)
        })?;
    app.run(|app, event| {
        // Without a window the program lives on in the tray; `exit` with a code is intended.
        if let RunEvent::ExitRequested { code: None, api, .. } = event
            && app.try_state::<Engine>().is_some()
        {
            api.prevent_exit();
        }
    });
    Ok(())
}

/// How often to check whether something is due for a location.
const SEND_AGAIN: std::time::Duration = std::time::Duration::from_secs(30);

/// Called once there is an engine: at the start, or as soon as a broken database was replaced.
fn begin(app: &AppHandle, engine: Engine) {
    app.manage(engine.clone());
    app.manage(notifier::AskedInTray::default());
    tray::build(app);
    relay::start(app, engine.clone());
    let scheduled = engine.clone();
    tauri::async_runtime::spawn(async move { keep_schedule(scheduled).await });
    let serving = engine.clone();
    tauri::async_runtime::spawn(async move {
        // Never stopped: what is published is served until the program ends.
        std::mem::forget(serving.publications().serve());
    });
    tauri::async_runtime::spawn(async move { engine.uploads().tend(SEND_AGAIN).await });
}

/// Started hidden on a desktop that shows no tray icons, the program would be unreachable: its window opens after all.
fn open_without_tray(app: &AppHandle) {
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        if !tray::has_panel().await {
            tracing::info!("this desktop has no tray, so the window is opened");
            window::open(&app);
        }
    });
}

/// Makes automatic backups for as long as the program runs.
async fn keep_schedule(engine: Engine) {
    let failed = |error: &Error| tracing::error!(?error, "an automatic backup failed");
    match engine.keep_schedule(failed).await {
        // Never stopped: what looks at the schedule ends with the program.
        Ok(keeper) => std::mem::forget(keeper),
        Err(error) => tracing::error!(?error, "automatic backups are not running"),
    }
}

/// A second start on the same data folder shows the window of the first, with the file it was asked to open.
fn single_instance(folder: &DataFolder) -> tauri::plugin::TauriPlugin<Wry> {
    use std::hash::{DefaultHasher, Hash as _, Hasher as _};
    let mut hasher = DefaultHasher::new();
    folder.root().hash(&mut hasher);
    tauri_plugin_single_instance::Builder::new()
        .dbus_id(format!("dev.mantrae.desktop.d{:016x}", hasher.finish()))
        .callback(|app, arguments, folder| asked::again(app, arguments, &folder))
        .build()
}

/// Writes the types and commands of the window as TypeScript.
#[cfg(debug_assertions)]
pub fn export_bindings(path: &std::path::Path) -> Result<(), String> {
    commands::builder()
        .export(specta_typescript::Typescript::default(), path)
        .map_err(|error| format!("The bindings cannot be written: {error}"))
}

#[cfg(test)]
mod tests {
    /// What the window assumes about the engine is what the engine says.
    #[test]
    fn bindings_are_fresh() {
        let folder = std::env::temp_dir().join(format!("mantrae-bindings-{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder for the new bindings");
        let new = folder.join("bindings.ts");
        super::export_bindings(&new).expect("the bindings can be written");
        let written = std::fs::read_to_string(&new).expect("the new bindings");
        std::fs::remove_dir_all(&folder).expect("the folder goes again");
        let committed = include_str!("../../ui/src/lib/backend/bindings.ts");
        assert!(
            written == committed,
            "ui/src/lib/backend/bindings.ts is stale: run `cargo xtask bindings`"
        );
    }
}
