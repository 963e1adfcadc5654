//! The program.

#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

#[cfg(debug_assertions)]
use std::io::Write as _;
use std::process::ExitCode;

fn main() -> ExitCode {
    #[cfg(debug_assertions)]
    if let Some(path) = bindings_asked_for() {
        return match mantrae_app::export_bindings(&path) {
            Ok(()) => ExitCode::SUCCESS,
            Err(why) => {
                // Nothing listens to the log yet.
                let _ = writeln!(std::io::stderr(), "{why}");
                ExitCode::FAILURE
            }
        };
    }
    mantrae_app::run()
}

/// `--export-bindings PATH` writes the window's types instead of opening it.
#[cfg(debug_assertions)]
fn bindings_asked_for() -> Option<std::path::PathBuf> {
    let mut arguments = std::env::args_os().skip(1);
    (arguments.next()? == "--export-bindings").then(|| arguments.next().map(Into::into))?
}
