//! Facts of the engine, carried to the window and the tray.

use std::time::Duration;

use mantrae_core::Engine;
use mantrae_core::activity::Kind;
use mantrae_core::engine::{ForemostStanding, Traces};
use mantrae_core::verdict::{Verdict, VerdictKind};
use tauri::{AppHandle, Manager as _};

use crate::event::{WindowEvent, tell};
use crate::notifier::Notifier;
use crate::window::{self, Gone};
use crate::{process, tray};

/// How often to check the databases for what another program did, while somebody looks at the window.
const PULSE: Duration = Duration::from_secs(1);
/// The same while only the tray shows it.
const QUIET_PULSE: Duration = Duration::from_secs(5);
/// How long after its window was closed an idle program restarts: who closed it by mistake meets the same program.
const REST: Duration = Duration::from_secs(5);
/// "3 h ago" becomes untrue on its own: the sentence is renewed at least this often.
const WORDS_AGE: Duration = Duration::from_mins(1);

/// Revision of the configuration, and what differs with the rest.
type Pulse = (i64, String);

/// Listens for as long as the program runs.
pub(crate) fn start(app: &AppHandle, engine: Engine) {
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        let mut events = engine.events();
        // Taken before the window reads anything: what changes from here on is reported.
        let (mut traces, mut seen) = (None, engine.pulse().await.ok());
        let mut shown = None;
        // How far a backup of this program is, and how the profile that needs a person most stands.
        let mut told = Told::default();
        let mut notifier = Notifier::default();
        told.look(&engine).await;
        show_verdict(&app, &engine, (&mut shown, &told), &mut notifier).await;
        let mut last_look = tokio::time::Instant::now();
        loop {
            let is_open = window::is_there(&app);
            let every = match app.state::<Gone>().left(REST) {
                _ if is_open => PULSE,
                Some(left) if left > Duration::ZERO => left,
                _ => QUIET_PULSE,
            };
            let heard = tokio::select! {
                event = events.recv() => event.ok().map_or_else(everything, |event| vec![event.into()]),
                () = tokio::time::sleep(every) => Vec::new(),
            };
            if is_open && !notifier.is_silent() && window::is_in_front(&app) {
                notifier.give_way().await;
            }
            // After a restart, nothing could withdraw what the program notified before.
            let is_long_gone = app.state::<Gone>().left(REST) == Some(Duration::ZERO);
            if is_long_gone && notifier.is_silent() && engine.is_at_rest().await {
                app.state::<Gone>().once_gone(REST, process::begin_anew);
            }
            let news = if heard.is_empty() {
                foreign(&engine, (&mut traces, &mut seen)).await
            } else {
                // What another program did at the same moment is found by the next look.
                heard
            };
            for event in &news {
                if let WindowEvent::RunProgressed { entry } = event
                    && entry.kind == Kind::Backup
                {
                    told.done = tray::done(entry);
                }
                tell(&app, event);
            }
            let is_old = last_look.elapsed() >= WORDS_AGE;
            if is_old || news.iter().any(concerns_traefik) {
                told.look(&engine).await;
            }
            if !news.is_empty() || is_old {
                show_verdict(&app, &engine, (&mut shown, &told), &mut notifier).await;
                last_look = tokio::time::Instant::now();
            }
        }
    });
}

/// What somebody did since the last look, another program or this one: reporting the latter twice does no harm.
async fn foreign(
    engine: &Engine,
    (traces, seen): (&mut Option<Traces>, &mut Option<Pulse>),
) -> Vec<WindowEvent> {
    let left = engine.traces();
    if left.is_some() && left == *traces {
        return Vec::new();
    }
    let Ok(now) = engine.pulse().await else {
        return Vec::new();
    };
    *traces = left;
    let Some(before) = seen.replace(now.clone()) else {
        return everything();
    };
    if before == now {
        return Vec::new();
    }
    if let Err(error) = engine.settings().notice().await {
        tracing::warn!(?error, "the settings cannot be read");
    }
    let mut news = everything();
    if before.0 == now.0 {
        news.retain(|event| !matches!(event, WindowEvent::ConfigurationChanged));
    }
    news
}

/// What the tray shows beside the verdict.
#[derive(Default)]
struct Told {
    /// How far a backup of this program is, in percent.
    done: Option<usize>,
    /// How the profile that needs a person most stands to its Traefik.
    traefik: Option<ForemostStanding>,
}

impl Told {
    async fn look(&mut self, engine: &Engine) {
        match engine.foremost_standing().await {
            Ok(foremost) => self.traefik = foremost,
            Err(error) => tracing::warn!(?error, "how the profiles stand cannot be read"),
        }
    }
}

/// Whether something happened that may change how a profile stands.
fn concerns_traefik(event: &WindowEvent) -> bool {
    matches!(
        event,
        WindowEvent::ConfigurationChanged | WindowEvent::SettingsChanged
    )
}

fn everything() -> Vec<WindowEvent> {
    vec![
        WindowEvent::ConfigurationChanged,
        WindowEvent::BackupsChanged,
        WindowEvent::ActivityChanged,
        WindowEvent::SettingsChanged,
    ]
}

/// Shows the verdict in the tray, in the window if its words changed, and in a notification what of it is news.
async fn show_verdict(
    app: &AppHandle,
    engine: &Engine,
    (shown, told): (&mut Option<Verdict>, &Told),
    notifier: &mut Notifier,
) {
    match engine.verdict().await {
        Ok(verdict) => {
            let locations = engine.locations().statuses().await.unwrap_or_default();
            // A run that ended without a last word is not running.
            let done = told.done.filter(|_| verdict.kind == VerdictKind::Running);
            tray::show(app, &verdict, &locations, (told.traefik.as_ref(), done));
            if shown.as_ref() != Some(&verdict) {
                tell(
                    app,
                    &WindowEvent::VerdictChanged {
                        verdict: verdict.clone(),
                    },
                );
                *shown = Some(verdict.clone());
            }
            notifier.look(app, engine, &verdict, &locations).await;
        }
        Err(error) => tracing::warn!(?error, "the verdict cannot be read"),
    }
}
