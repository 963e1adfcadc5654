//! The panel that shows tray icons, and clicking in their menu.
//!
//! On Linux the tray is a conversation over the session bus: the application announces its icon to a watcher and
//! offers its menu as an object. Here the watcher is the test.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use zbus::message::Header;
use zbus::zvariant::{OwnedValue, Structure, Value};
use zbus::{Connection, Proxy, connection, interface};

const PATIENCE: Duration = Duration::from_secs(20);
const ITEM: &str = "org.kde.StatusNotifierItem";
const MENU: &str = "com.canonical.dbusmenu";

/// A row of a tray menu.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Row {
    id: i32,
    pub(crate) label: String,
    pub(crate) enabled: bool,
    /// A line, not a row with words.
    pub(crate) separator: bool,
    /// How deep it lies in submenus.
    pub(crate) depth: usize,
}

/// A tray with the icons that were announced to it.
pub(crate) struct Tray {
    bus: Connection,
    items: Items,
}

/// Bus name and object path of each announced icon.
type Items = Arc<Mutex<Vec<(String, String)>>>;

impl Tray {
    /// A tray on this session bus.
    pub(crate) async fn on(bus: &str) -> Self {
        let items = Items::default();
        let watcher = Watcher(Arc::clone(&items));
        let bus = async {
            connection::Builder::address(bus)?
                .serve_at("/StatusNotifierWatcher", watcher)?
                .name("org.kde.StatusNotifierWatcher")?
                .build()
                .await
        };
        let bus = bus
            .await
            .unwrap_or_else(|why: zbus::Error| panic!("no tray on this session bus: {why}"));
        Self { bus, items }
    }

    /// How many icons were announced so far: a program that begins anew announces another one.
    pub(crate) fn announced(&self) -> usize {
        self.items.lock().map_or(0, |items| items.len())
    }

    /// Waits for the icon; its name as the panel would look it up.
    pub(crate) async fn icon(&self) -> String {
        self.property("IconName").await
    }

    /// A text property of the icon, such as `Title` or `Status`.
    pub(crate) async fn property(&self, name: &str) -> String {
        let item = self.item().await;
        item.get_property(name)
            .await
            .unwrap_or_else(|why| panic!("the tray icon does not tell its {name}: {why}"))
    }

    /// The rows of the icon's menu.
    pub(crate) async fn rows(&self) -> Vec<Row> {
        self.read()
            .await
            .unwrap_or_else(|why| panic!("the tray menu does not tell its rows: {why}"))
    }

    async fn read(&self) -> zbus::Result<Vec<Row>> {
        let nothing: [&str; 0] = [];
        let answer = self
            .menu()
            .await?
            .call_method("GetLayout", &(0_i32, -1_i32, nothing.as_slice()))
            .await?;
        let (_, root) = answer.body().deserialize::<(u32, Node)>()?;
        let mut rows = Vec::new();
        collect(root, 0, &mut rows);
        Ok(rows)
    }

    /// Waits for a row with this label that can be chosen, and clicks it.
    ///
    /// A menu that is exchanged between the look and the click takes back the numbers of its rows, and a program that
    /// begins anew its whole icon; a panel then looks again, and so does this.
    pub(crate) async fn click(&self, label: &str) {
        let end = Instant::now() + PATIENCE;
        loop {
            let row = self
                .row_that(label, |row| row.label == label && row.enabled)
                .await;
            let clicked = async {
                let nothing = Value::from("");
                self.menu()
                    .await?
                    .call_method("Event", &(row.id, "clicked", nothing, 0_u32))
                    .await
            };
            match clicked.await {
                Ok(_) => return,
                Err(_) if Instant::now() < end => tokio::time::sleep(Duration::from_millis(50)).await,
                Err(why) => panic!("the tray menu did not take the click on \"{label}\": {why}"),
            }
        }
    }

    /// Waits for a row with this label.
    pub(crate) async fn row(&self, label: &str) -> Row {
        self.row_that(label, |row| row.label == label).await
    }

    /// Waits for a row that holds; `what` says which, where none comes.
    pub(crate) async fn row_that(&self, what: &str, holds: impl Fn(&Row) -> bool) -> Row {
        let end = Instant::now() + PATIENCE;
        loop {
            let rows = self.read().await;
            let found = rows
                .as_ref()
                .ok()
                .and_then(|rows| rows.iter().find(|row| holds(row)));
            if let Some(row) = found {
                return row.clone();
            }
            assert!(
                Instant::now() < end,
                "waited in vain for \"{what}\" in the tray menu: {rows:#?}"
            );
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    async fn menu(&self) -> zbus::Result<Proxy<'_>> {
        let item = self.item().await;
        let path: zbus::zvariant::OwnedObjectPath = item.get_property("Menu").await?;
        Proxy::new(&self.bus, item.destination().to_owned(), path, MENU).await
    }

    async fn item(&self) -> Proxy<'_> {
        let end = Instant::now() + PATIENCE;
        loop {
            let item = self.items.lock().ok().and_then(|items| items.last().cloned());
            if let Some((name, path)) = item {
                return Proxy::new(&self.bus, name, path, ITEM)
                    .await
                    .expect("a valid name and path");
            }
            assert!(Instant::now() < end, "no tray icon was announced");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
}

/// Number, properties and children of a menu row, as they come over the bus.
type Node = (i32, HashMap<String, OwnedValue>, Vec<OwnedValue>);

fn collect((_, _, children): Node, depth: usize, rows: &mut Vec<Row>) {
    for child in children {
        let Some((id, properties, children)) = node(child) else {
            continue;
        };
        let text = |name: &str| {
            properties
                .get(name)
                .and_then(|value| String::try_from(value.clone()).ok())
        };
        rows.push(Row {
            id,
            label: without_mnemonic(&text("label").unwrap_or_default()),
            enabled: properties
                .get("enabled")
                .is_none_or(|value| bool::try_from(value) != Ok(false)),
            separator: text("type").as_deref() == Some("separator"),
            depth,
        });
        collect((id, properties, children), depth + 1, rows);
    }
}

fn node(value: OwnedValue) -> Option<Node> {
    let mut fields = Structure::try_from(value).ok()?.into_fields().into_iter();
    let id = i32::try_from(fields.next()?).ok()?;
    let properties = HashMap::try_from(fields.next()?).ok()?;
    let children = Vec::try_from(fields.next()?).ok()?;
    Some((id, properties, children))
}

/// `_Quit` is shown as "Quit", `a__b` as "a_b".
fn without_mnemonic(label: &str) -> String {
    label
        .replace("__", "\u{0}")
        .replace('_', "")
        .replace('\u{0}', "_")
}

struct Watcher(Items);

#[expect(
    clippy::needless_pass_by_value,
    clippy::unused_self,
    reason = "the bus calls methods with what it has"
)]
#[interface(name = "org.kde.StatusNotifierWatcher")]
impl Watcher {
    fn register_status_notifier_item(&self, service: &str, #[zbus(header)] header: Header<'_>) {
        let sender = header.sender().map(ToString::to_string).unwrap_or_default();
        // Some announce their path, some their bus name.
        let item = if service.starts_with('/') {
            (sender, service.to_owned())
        } else {
            (service.to_owned(), "/StatusNotifierItem".to_owned())
        };
        if let Ok(mut items) = self.0.lock() {
            items.push(item);
        }
    }

    fn register_status_notifier_host(&self, service: &str) {
        let _ = service;
    }

    #[zbus(property)]
    fn is_status_notifier_host_registered(&self) -> bool {
        true
    }

    #[zbus(property)]
    fn protocol_version(&self) -> i32 {
        0
    }

    #[zbus(property)]
    fn registered_status_notifier_items(&self) -> Vec<String> {
        let items = self.0.lock().map(|items| items.clone()).unwrap_or_default();
        items.iter().map(|(name, path)| format!("{name}{path}")).collect()
    }
}
