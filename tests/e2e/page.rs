//! What the window shows, and pressing things in it.

use std::time::{Duration, Instant};

use fantoccini::Client;
use fantoccini::elements::{Element, ElementRef};
use fantoccini::error::CmdError;
use serde_json::{Value, json};

const PATIENCE: Duration = Duration::from_secs(30);
const BREATH: Duration = Duration::from_millis(50);

/// WebDriver's name for "this value is an element".
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// Finds what a person would take for `name`: shown, in the topmost dialog if one is open, and called so by its
/// text, its label or its `aria-label`. What can be pressed or filled goes before plain text.
/// The element where something would be pressed, and where that is.
const OVER: &str = "const box = arguments[0].getBoundingClientRect();
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    const over = document.elementFromPoint(x, y);
    return `${over?.outerHTML.slice(0, 200)} at ${x}, ${y} of ${innerWidth} × ${innerHeight}`";
const FIND: &str = include_str!("find.js");

/// Something in the window.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Target<'a> {
    /// By the words a person reads on it.
    Named(&'a str),
    Css(&'a str),
}

impl<'a> From<&'a str> for Target<'a> {
    fn from(name: &'a str) -> Self {
        Self::Named(name)
    }
}

/// Something in the window by its CSS selector, for what has no words of its own.
pub(crate) fn css(selector: &str) -> Target<'_> {
    Target::Css(selector)
}

/// The page in the application's window.
pub(crate) struct Page {
    client: Client,
}

impl Page {
    pub(crate) fn of(client: Client) -> Self {
        Self { client }
    }

    /// The WebDriver client, for what has no word here.
    pub(crate) fn client(&self) -> &Client {
        &self.client
    }

    /// Waits for something and presses it.
    pub(crate) async fn click(&self, target: impl Into<Target<'_>>) {
        let target = target.into();
        let mut last = None;
        let end = Instant::now() + PATIENCE;
        while Instant::now() < end {
            match self.try_click(target).await {
                Ok(true) => return,
                Ok(false) => {}
                // It moved, or something lies over it for a moment: a person would try again too.
                Err(why) => {
                    last = Some(why);
                    self.scroll_to(target).await;
                }
            }
            tokio::time::sleep(BREATH).await;
        }
        let why = last.map_or_else(|| "it is not there".to_owned(), |why| format!("{why:?}"));
        let over = self.over(target).await;
        panic!(
            "cannot press {target:?}: {why}; there is: {over}\n{}",
            self.shown().await
        );
    }

    /// Waits for a field, empties it and types.
    pub(crate) async fn fill(&self, target: impl Into<Target<'_>>, text: &str) {
        let field = self.element(target.into()).await;
        let filled = async {
            field.clear().await?;
            field.send_keys(text).await
        };
        filled.await.unwrap_or_else(|why| panic!("cannot type: {why}"));
    }

    /// Presses keys where the focus is, such as `"\u{e00c}"` for Escape.
    pub(crate) async fn press(&self, keys: &str) {
        let focused = self
            .client
            .active_element()
            .await
            .expect("something has the focus");
        focused
            .send_keys(keys)
            .await
            .unwrap_or_else(|why| panic!("cannot press keys: {why}"));
    }

    /// Waits for something and reads it.
    pub(crate) async fn text(&self, target: impl Into<Target<'_>>) -> String {
        let element = self.element(target.into()).await;
        element
            .text()
            .await
            .unwrap_or_else(|why| panic!("cannot read: {why}"))
    }

    /// Waits until these words are to be read anywhere in the window.
    pub(crate) async fn wait_for(&self, words: &str) {
        self.wait_until_shown(words, true).await;
    }

    /// Waits until these words are nowhere to be read.
    pub(crate) async fn wait_until_gone(&self, words: &str) {
        self.wait_until_shown(words, false).await;
    }

    /// All words that the window shows.
    pub(crate) async fn shown(&self) -> String {
        let text = self.run("return document.body.innerText", vec![]).await;
        text.as_str().unwrap_or_default().to_owned()
    }

    /// Runs JavaScript in the page.
    pub(crate) async fn run(&self, script: &str, words: Vec<Value>) -> Value {
        self.client
            .execute(script, words)
            .await
            .unwrap_or_else(|why| panic!("the page did not answer: {why}"))
    }

    /// A picture of the page without the window's frame.
    pub(crate) async fn picture(&self) -> Vec<u8> {
        self.client
            .screenshot()
            .await
            .unwrap_or_else(|why| panic!("no picture: {why}"))
    }

    async fn wait_until_shown(&self, words: &str, wanted: bool) {
        let end = Instant::now() + PATIENCE;
        loop {
            let shown = self.shown().await;
            if shown.contains(words) == wanted {
                return;
            }
            let complaint = if wanted { "did not come" } else { "did not go" };
            assert!(
                Instant::now() < end,
                "\"{words}\" {complaint}; the window shows:\n{shown}"
            );
            tokio::time::sleep(BREATH).await;
        }
    }

    async fn try_click(&self, target: Target<'_>) -> Result<bool, CmdError> {
        let Some(element) = self.find(target).await else {
            return Ok(false);
        };
        element.click().await.map(|()| true)
    }

    /// Scrolls something to the middle, as a person does who sees only a part of it.
    async fn scroll_to(&self, target: Target<'_>) {
        let Some(element) = self.find(target).await else {
            return;
        };
        let script = "arguments[0].scrollIntoView({block: 'center'})";
        // It may be gone meanwhile: the next try finds out.
        let argument = json!({ ELEMENT: element.element_id().to_string() });
        let _ = self.client.execute(script, vec![argument]).await;
    }

    /// What lies where something would be pressed.
    async fn over(&self, target: Target<'_>) -> Value {
        let Some(element) = self.find(target).await else {
            return Value::Null;
        };
        let element = json!({ ELEMENT: element.element_id().to_string() });
        self.run(OVER, vec![element]).await
    }

    async fn element(&self, target: Target<'_>) -> Element {
        let end = Instant::now() + PATIENCE;
        loop {
            if let Some(element) = self.find(target).await {
                return element;
            }
            let shown = self.shown().await;
            assert!(
                Instant::now() < end,
                "{target:?} is not there; the window shows:\n{shown}"
            );
            tokio::time::sleep(BREATH).await;
        }
    }

    async fn find(&self, target: Target<'_>) -> Option<Element> {
        let (way, what) = match target {
            Target::Named(name) => ("name", name),
            Target::Css(selector) => ("css", selector),
        };
        let found = self.run(FIND, vec![json!(way), json!(what)]).await;
        let id = found.get(ELEMENT)?.as_str()?.to_owned();
        Some(Element::from_element_id(
            self.client.clone(),
            ElementRef::from(id),
        ))
    }
}
