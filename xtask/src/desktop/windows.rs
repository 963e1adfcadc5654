//! Finding windows on the virtual desktop, and taking screenshots of it.

use std::path::Path;
use std::process::Command;
use std::thread::sleep;
use std::time::{Duration, Instant};

use super::Desktop;
use crate::failure::Failure;
use crate::program::{read, succeeds};
use crate::{Result, tree};

const PATIENCE: Duration = Duration::from_secs(30);
const BREATH: Duration = Duration::from_millis(50);

/// A window, identified by its X number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Window(String);

impl Window {
    /// The number, as xdotool expects it.
    pub fn id(&self) -> &str {
        &self.0
    }
}

impl Desktop {
    /// A tool such as xdotool or wmctrl that works on this desktop.
    pub fn tool(&self, name: &str, words: &[&str]) -> Command {
        let mut command = Command::new(name);
        self.adopt(&mut command).args(words);
        command
    }

    /// The visible window whose title matches this regular expression.
    pub fn window(&self, title: &str) -> Option<Window> {
        let found = read(&mut self.tool("xdotool", &["search", "--onlyvisible", "--name", title])).ok()?;
        found.lines().last().map(|id| Window(id.to_owned()))
    }

    /// Waits until there is such a window.
    pub fn wait_for_window(&self, title: &str) -> Result<Window> {
        let mut seen = None;
        let folder = self.folder().display();
        self.wait_until(
            &format!("no window with a title like `{title}` opened: see the logs in {folder}"),
            || {
                seen = self.window(title);
                seen.is_some()
            },
        )?;
        seen.ok_or_else(|| Failure::new("the window closed right after it opened"))
    }

    /// Takes a screenshot of the whole screen.
    pub fn picture(&self, path: &Path) -> Result {
        if let Some(folder) = path.parent() {
            tree::create(folder)?;
        }
        read(self.tool("import", &["-window", "root"]).arg(path)).map(drop)
    }

    /// Without a window manager, windows can be neither focused nor closed.
    pub(super) fn wait_for_window_manager(&self) -> Result {
        let words = ["get_num_desktops"];
        let folder = self.folder().display();
        self.wait_until(
            &format!("openbox did not start: see {folder}/openbox.log"),
            || succeeds(&mut self.tool("xdotool", &words)),
        )
    }

    /// Waits until the condition holds. After half a minute, fails with the complaint.
    fn wait_until(&self, complaint: &str, mut holds: impl FnMut() -> bool) -> Result {
        let end = Instant::now() + PATIENCE;
        while !holds() {
            if Instant::now() > end {
                return Err(Failure::new(format!("display {}: {complaint}", self.display())));
            }
            sleep(BREATH);
        }
        Ok(())
    }
}
