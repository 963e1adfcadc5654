//! What shows the notifications of a desktop. Here it is the test.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use zbus::zvariant::OwnedValue;
use zbus::{Connection, connection, interface};

const PATIENCE: Duration = Duration::from_secs(20);

/// What came, in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Told {
    Shown {
        id: u32,
        /// 0: it is a new one.
        replaces: u32,
        title: String,
        text: String,
    },
    Closed(u32),
}

/// A notification daemon that remembers.
pub(crate) struct Board {
    _bus: Connection,
    told: Arc<Mutex<Vec<Told>>>,
}

impl Board {
    /// One on this session bus.
    pub(crate) async fn on(bus: &str) -> Self {
        let told = Arc::default();
        let daemon = Daemon {
            told: Arc::clone(&told),
            last: 0,
        };
        let bus = async {
            connection::Builder::address(bus)?
                .serve_at("/org/freedesktop/Notifications", daemon)?
                .name("org.freedesktop.Notifications")?
                .build()
                .await
        };
        let bus = bus
            .await
            .unwrap_or_else(|why: zbus::Error| panic!("no notifications on this session bus: {why}"));
        Self { _bus: bus, told }
    }

    /// All that came so far.
    pub(crate) fn told(&self) -> Vec<Told> {
        self.told.lock().map(|told| told.clone()).unwrap_or_default()
    }

    /// Waits for a notification with that title; its text is the answer.
    pub(crate) async fn wait_for(&self, title: &str) -> String {
        let end = Instant::now() + PATIENCE;
        loop {
            let found = self.told().into_iter().find_map(|told| match told {
                Told::Shown { title: one, text, .. } if one == title => Some(text),
                _ => None,
            });
            if let Some(text) = found {
                return text;
            }
            assert!(
                Instant::now() < end,
                "waited in vain for \"{title}\": {:#?}",
                self.told()
            );
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
}

struct Daemon {
    told: Arc<Mutex<Vec<Told>>>,
    last: u32,
}

impl Daemon {
    fn note(&self, told: Told) {
        if let Ok(mut all) = self.told.lock() {
            all.push(told);
        }
    }
}

#[expect(
    clippy::too_many_arguments,
    clippy::unused_self,
    reason = "the form of the calls is that of the bus"
)]
#[interface(name = "org.freedesktop.Notifications")]
impl Daemon {
    fn get_capabilities(&self) -> Vec<String> {
        vec!["body".to_owned()]
    }

    fn get_server_information(&self) -> (String, String, String, String) {
        let [name, vendor, version, form] = ["board", "tests", "1", "1.2"].map(str::to_owned);
        (name, vendor, version, form)
    }

    fn notify(
        &mut self,
        program: String,
        replaces: u32,
        icon: String,
        title: String,
        text: String,
        actions: Vec<String>,
        hints: HashMap<String, OwnedValue>,
        timeout: i32,
    ) -> u32 {
        // How it looks is the board's own business.
        let _ = (program, icon, actions, hints, timeout);
        let id = if replaces == 0 {
            self.last += 1;
            self.last
        } else {
            replaces
        };
        self.note(Told::Shown {
            id,
            replaces,
            title,
            text,
        });
        id
    }

    fn close_notification(&self, id: u32) {
        self.note(Told::Closed(id));
    }
}
