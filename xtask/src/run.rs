//! `cargo xtask run`: the application, built and opened.

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

/// How the title of the application's window begins.
pub(crate) const TITLE: &str = "^Mantrae";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
        say("run", format!("the demo's data lies in {}", folder.display()));
        application.env("MANTRAE_DATA_DIR", folder);
    }
    if options.dark {
        // What a person chooses in the settings of a GTK desktop; WebKit hands it to the page.
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
    say("run", "the application is open: Ctrl+C or its own menu ends it");
    if options.once {
        sleep(Duration::from_secs(3));
        return still_alive(&mut child);
    }
    ended(child.wait().doing(|| "wait for the application".to_owned())?)
}

fn on_a_virtual_display(mut application: Command, options: Options) -> Result {
    say(
        "run",
        "there is no display (neither DISPLAY nor WAYLAND_DISPLAY is set): opening a virtual one",
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
        format!("the application is open on display {display}: Ctrl+C ends it"),
    );
    ended(child.wait().doing(|| "wait for the application".to_owned())?)
}

/// Waits for the application's window and until it stands still, and keeps a picture.
pub(crate) fn picture_of_the_window(desktop: &Desktop, picture: &Path, who: &str) -> Result {
    desktop.wait_for_window(TITLE)?;
    let mut seen = Vec::new();
    // A slow machine fills the window piece by piece; something that moves for ever is no reason to wait for ever.
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
        format!("a picture of the window lies in {}", picture.display()),
    );
    Ok(())
}

fn has_display() -> bool {
    let is_set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    !cfg!(target_os = "linux") || is_set("DISPLAY") || is_set("WAYLAND_DISPLAY")
}

fn still_alive(child: &mut Child) -> Result {
    match child
        .try_wait()
        .doing(|| "ask after the application".to_owned())?
    {
        None => Ok(()),
        Some(status) => Err(Failure::new(format!("the application ended at once ({status})"))),
    }
}

fn ended(status: ExitStatus) -> Result {
    if status.success() {
        return Ok(());
    }
    Err(Failure::new(format!("the application ended with {status}")))
}
