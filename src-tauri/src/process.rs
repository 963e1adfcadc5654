//! The program as a process: light while nobody looks at it, and restarted when its window was opened and closed.

/// GTK reads from it whether to draw with the graphics card.
const GRAPHICS: &str = "GDK_GL";

/// The session starts the program with this: in the tray, without a window.
pub(crate) const HIDDEN: &str = "--hidden";

/// Its window was closed by a person who knows that it keeps running, and how to reach it.
const CLOSED: &str = "--closed";

/// True when it was started without a window.
pub(crate) fn is_hidden() -> bool {
    std::env::args().any(|argument| argument == HIDDEN)
}

/// True when it was restarted after its window was closed.
pub(crate) fn was_closed() -> bool {
    std::env::args().any(|argument| argument == CLOSED)
}

/// Started hidden, nothing is drawn but an icon: GTK need not load the driver of the graphics card, which takes a
/// third of the memory. It reads that from its environment, which a process cannot change safely once it runs.
pub(crate) fn without_graphics() {
    if is_hidden() && std::env::var_os(GRAPHICS).is_none() {
        begin(&[HIDDEN]);
    }
}

/// A window that existed leaves the libraries of its web view in memory, and only a new process frees them. Returns
/// only if the restart failed.
pub(crate) fn begin_anew() {
    begin(&[HIDDEN, CLOSED]);
}

#[cfg(target_os = "linux")]
fn begin(arguments: &[&str]) {
    use std::os::unix::process::CommandExt as _;
    let Ok(program) = std::env::current_exe() else {
        return;
    };
    // The same process continues with the new program: whoever waits for its end keeps waiting.
    let error = std::process::Command::new(program)
        .args(arguments)
        .env(GRAPHICS, "disable")
        .exec();
    tracing::warn!(?error, "Mantrae could not be restarted");
}

/// The other systems free the memory of a web view when it is closed.
#[cfg(not(target_os = "linux"))]
fn begin(_: &[&str]) {}
