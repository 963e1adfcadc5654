//! Desktop notifications. The core decides what is worth one; a desktop that shows none is not a failure.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use mantrae_core::Engine;
use mantrae_core::engine::{Attention, LocationStatus};
use mantrae_core::notification::{Class, News, Watch};
use mantrae_core::verdict::Verdict;
use notify_rust::{Notification, NotificationHandle};
use tauri::{AppHandle, Manager as _};

use crate::window;

/// How long to wait for a desktop that does not answer.
const PATIENCE: Duration = Duration::from_secs(5);

/// The last backup was requested from the tray, where only a notification can answer.
#[derive(Default)]
pub(crate) struct AskedInTray(AtomicBool);

impl AskedInTray {
    pub(crate) fn set(&self, asked: bool) {
        self.0.store(asked, Ordering::Relaxed);
    }
}

/// What was notified, and what of it is still on the screen.
#[derive(Default)]
pub(crate) struct Notifier {
    watch: Watch,
    shown: HashMap<Class, NotificationHandle>,
}

impl Notifier {
    /// Notifies what is new, with the verdict and the locations as they are now.
    pub(crate) async fn look(
        &mut self,
        app: &AppHandle,
        engine: &Engine,
        verdict: &Verdict,
        locations: &[LocationStatus],
    ) {
        let attention = Attention {
            in_front: window::is_in_front(app),
            asked_in_tray: app.state::<AskedInTray>().0.load(Ordering::Relaxed),
        };
        let news = engine.news(&mut self.watch, verdict, locations, attention);
        match news.await {
            Ok(news) => {
                for one in news {
                    self.tell(one).await;
                }
            }
            Err(error) => tracing::warn!(?error, "the notifications cannot be read"),
        }
    }

    /// True when nothing on the screen would have to be withdrawn.
    pub(crate) fn is_silent(&self) -> bool {
        self.shown.is_empty()
    }

    /// The window is in front of the person: what it says need not be repeated.
    pub(crate) async fn give_way(&mut self) {
        let classes: Vec<Class> = self.shown.keys().copied().collect();
        for class in classes {
            self.tell(News::Withdraw(class)).await;
        }
    }

    async fn tell(&mut self, news: News) {
        let class = match &news {
            News::Show { class, .. } | News::Withdraw(class) => *class,
        };
        let before = self.shown.remove(&class);
        // The desktop is asked on a thread of its own: it may take its time.
        let asked = tokio::task::spawn_blocking(move || match news {
            News::Show { title, text, .. } => show(class, &title, &text, before),
            News::Withdraw(_) => {
                if let Some(handle) = before {
                    withdraw(handle);
                }
                None
            }
        });
        if let Ok(Ok(Some(handle))) = tokio::time::timeout(PATIENCE, asked).await {
            self.shown.insert(class, handle);
        }
    }
}

/// Shows it in place of the previous one.
#[cfg_attr(
    target_os = "macos",
    expect(unused_variables, reason = "macOS knows no urgency")
)]
fn show(
    class: Class,
    title: &str,
    text: &str,
    before: Option<NotificationHandle>,
) -> Option<NotificationHandle> {
    let mut notification = Notification::new();
    notification
        .appname("Mantrae")
        .summary(title)
        .body(text)
        .icon("mantrae");
    #[cfg(not(target_os = "macos"))]
    notification.urgency(match class {
        Class::Done | Class::Rehearsal => notify_rust::Urgency::Low,
        Class::Failed | Class::Overdue | Class::NotBackedUp | Class::LocationMissing | Class::Damaged => {
            notify_rust::Urgency::Normal
        }
    });
    #[cfg(target_os = "linux")]
    if let Some(before) = before {
        notification.id(before.id());
    }
    #[cfg(not(target_os = "linux"))]
    drop(before);
    notification
        .show()
        .inspect_err(|error| tracing::info!(?error, "the desktop could not show a notification"))
        .ok()
}

#[cfg(target_os = "linux")]
fn withdraw(handle: NotificationHandle) {
    handle.close();
}

/// The other systems withdraw none.
#[cfg(not(target_os = "linux"))]
fn withdraw(_: NotificationHandle) {}
