//! The system's own file dialogs. They are outside the page, so the keyboard drives them.

use std::path::Path;
use std::thread::sleep;
use std::time::Duration;

use crate::desktop::Desktop;

impl Desktop {
    /// Waits for a dialog that opens a file or folder, and chooses `path` in it.
    pub(crate) fn drive_open_dialog(&self, title: &str, path: &Path) {
        // GTK shows the field for a typed path only on demand.
        self.drive_dialog(title, "ctrl+l", path);
    }

    /// Waits for a dialog that saves a file, and saves as `path`.
    pub(crate) fn drive_save_dialog(&self, title: &str, path: &Path) {
        // The field for the name is there, with a proposal in it.
        self.drive_dialog(title, "ctrl+a", path);
    }

    /// Waits for a dialog and turns it away.
    pub(crate) fn cancel_dialog(&self, title: &str) {
        self.focus(title);
        self.run("xdotool", &["key", "Escape"]);
        self.wait_for_no_window(&exactly(title));
    }

    fn drive_dialog(&self, title: &str, first: &str, path: &Path) {
        self.focus(title);
        self.run("xdotool", &["key", first]);
        sleep(Duration::from_millis(200));
        self.run("xdotool", &["type", "--delay", "8", &path.to_string_lossy()]);
        // The list of completions pops up and would take the Return for itself.
        sleep(Duration::from_millis(400));
        self.run("xdotool", &["key", "Return"]);
        self.wait_for_no_window(&exactly(title));
    }

    fn focus(&self, title: &str) {
        let window = self.wait_for_window(&exactly(title));
        // Mapped is not yet ready: keys sent before its first frame are lost.
        sleep(Duration::from_millis(400));
        self.run("xdotool", &["windowfocus", "--sync", &window]);
    }
}

fn exactly(title: &str) -> String {
    format!("^{title}$")
}
