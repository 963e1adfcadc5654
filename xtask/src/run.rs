//! `cargo xtask run`: builds and opens the application.

use std::path::Path;
use std::process::{Child, Command, ExitStatus};
use std::thread::sleep;
use std::time::Duration;

use crate::desktop::{Desktop, Group};
use crate::failure::{Doing, Failure};
use crate::output::say;
use crate::program::program;
use crate::setup::{self, Purpose};
use crate::{Result, build, demo, tree};

/// A pattern for the title of the application's window.
pub(crate) const TITLE: &str = "^Mantrae";

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Options {
    pub(crate) demo: bool,
    pub(crate) dark: bool,
    pub(crate) once: bool,
}

/// Builds the application and opens it.
pub(crate) fn run(options: Options) -> Result {
    let path = build::application()?;
    let mut application = program(path);
    if options.demo {
        let folder = demo::data_folder()?;
        say("run", format!("the demo data is in {}", folder.display()));
        application.env("MANTRAE_DATA_DIR", folder);
    }
    if options.dark {
        // The same as choosing a dark theme in the settings of a GTK desktop; WebKit passes it on to the page.
        application.env("GTK_THEME", "Adwaita:dark");
    }
    if has_display() {
        on_the_display(application, options)
    } else {
        on_a_virtual_display(application, options)
    }
}

fn on_the_display(mut application: Command, options: Options) -> Result {
    let mut group = Group::start()?;
    let mut child = group.spawn(&mut application)?;
    say(
        "run",
        "the application is open: press Ctrl+C or use its menu to quit",
    );
    if options.once {
        sleep(Duration::from_secs(3));
        return still_alive(&mut child);
    }
    ended(child.wait().doing(|| "wait for the application".to_owned())?)
}

fn on_a_virtual_display(mut application: Command, options: Options) -> Result {
    say(
        "run",
        "there is no display (neither DISPLAY nor WAYLAND_DISPLAY is set): starting a virtual one",
    );
    setup::system(&[Purpose::Screen])?;
    let folder = tree::fresh("run")?;
    let mut desktop = Desktop::start(&folder, 1280, 800)?;
    let mut child = desktop.spawn(&mut application, "application")?;
    picture_of_the_window(&desktop, &folder.join("window.png"), "run")?;
    if options.once {
        return still_alive(&mut child);
    }
    let display = desktop.display();
    say(
        "run",
        format!("the application is open on display {display}: press Ctrl+C to quit"),
    );
    ended(child.wait().doing(|| "wait for the application".to_owned())?)
}

/// Waits until the application's window has opened and no longer changes, and saves a screenshot.
pub(crate) fn picture_of_the_window(desktop: &Desktop, picture: &Path, who: &str) -> Result {
    desktop.wait_for_window(TITLE)?;
    let mut seen = Vec::new();
    // A slow machine draws the window bit by bit. An endless animation must not keep us waiting.
    for _ in 0..10 {
        sleep(Duration::from_secs(2));
        desktop.picture(picture)?;
        let now = std::fs::read(picture).doing(|| format!("read {}", picture.display()))?;
        if std::mem::replace(&mut seen, now.clone()) == now {
            break;
        }
    }
    say(
        who,
        format!("saved a screenshot of the window to {}", picture.display()),
    );
    Ok(())
}

fn has_display() -> bool {
    let is_set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    !cfg!(target_os = "linux") || is_set("DISPLAY") || is_set("WAYLAND_DISPLAY")
}

fn still_alive(child: &mut Child) -> Result {
    match child.try_wait().doing(|| "check on the application".to_owned())? {
        None => Ok(()),
        Some(status) => Err(Failure::new(format!(
            "the application quit right after it started ({status})"
        ))),
    }
}

fn ended(status: ExitStatus) -> Result {
    if status.success() {
        return Ok(());
    }
    Err(Failure::new(format!("the application failed ({status})")))
}
