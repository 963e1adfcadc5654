//! `component edit`: opens a component in the editor of the person, again and again until it can be read.

use std::ffi::OsString;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use mantrae_core::engine::{Change, Put};
use mantrae_core::{Code, Engine, Error, fs};
use traefik_dynamic::{Braces, Component, Kind, Problem, Severity, text};

use crate::Ended;
use crate::arguments::{DryRun, Object, One};
use crate::output::Output;
use crate::plans::{self, Request};

/// Lines that begin so are no part of the component.
const NOTE: &str = "#:";

pub(crate) async fn edit(
    engine: &Engine,
    One { profile, object }: &One,
    (dry, output): (DryRun, Output),
) -> Result<Ended, Error> {
    let before = engine.changes().lines(profile, object.kind, &object.name).await?;
    let file = File::new(object)?;
    let edited = file.edited(&before, (profile, object))?;
    let Some((component, lines)) = edited else {
        file.remove();
        plans::unchanged(object, output);
        return Ok(Ended::Done);
    };
    let now = engine.changes().lines(profile, object.kind, &object.name).await;
    if now.as_ref().ok() != Some(&before) {
        return Err(Error::new(
            Code::StalePlan,
            format!(
                "{}/{} was changed meanwhile, so nothing was written",
                object.kind, object.name
            ),
        )
        .hint(format!("What you wrote is in `{}`", file.path.display())));
    }
    let change = Change::Put(Put::new(&component, Some(lines)));
    let request = Request::of(profile, change, dry);
    let done = plans::carry_out(engine, request, (object, "changed"), output).await;
    match done {
        Ok(ended) => {
            file.remove();
            Ok(ended)
        }
        Err(error) => Err(file.kept(error)),
    }
}

/// The file that the person edits; only they can read it.
struct File {
    path: PathBuf,
}

impl File {
    fn new(object: &Object) -> Result<Self, Error> {
        let is_plain = |one: char| one.is_ascii_alphanumeric() || matches!(one, '-' | '_');
        let name: String = object
            .name
            .chars()
            .map(|one| if is_plain(one) { one } else { '_' })
            .take(40)
            .collect();
        let folder = std::env::temp_dir().join(format!("mantraectl-{}", mantrae_core::id::long()));
        fs::private_dir(&folder)?;
        let path = folder.join(format!("{}-{name}.yml", object.kind));
        Ok(Self { path })
    }

    /// What the person made of the lines; `None` if they changed nothing.
    fn edited(
        &self,
        before: &str,
        (profile, object): (&str, &Object),
    ) -> Result<Option<(Component, String)>, Error> {
        let head = head(profile, object);
        let mut shown = format!("{head}{before}");
        let mut last = None;
        loop {
            fs::write_atomic(&self.path, shown.as_bytes())?;
            open(&self.path).map_err(|error| self.kept(error))?;
            let text = std::fs::read_to_string(&self.path).map_err(|error| {
                self.kept(Error::new(Code::Unreadable, "The edited file cannot be read").because(error))
            })?;
            let lines = without_notes(&text);
            if lines.trim().is_empty() || lines == before {
                return Ok(None);
            }
            // Lines are kept as they are in a file for Traefik.
            let (found, mut problems) = text::read(object.kind, &lines, Braces::Actions);
            problems.retain(|problem| problem.severity == Severity::Error);
            match found {
                Some(component) if problems.is_empty() && component.name == object.name => {
                    return Ok(Some((component, lines)));
                }
                Some(component) if problems.is_empty() => problems.push(renamed(&component, object)),
                None if problems.is_empty() => problems.push(nothing(object)),
                _ => {}
            }
            if last.as_ref() == Some(&lines) {
                let first = problems.swap_remove(0);
                let error = Error::new(
                    Code::Unreadable,
                    format!("Nothing was written: {}", first.message),
                );
                return Err(self.kept(error));
            }
            shown = format!("{}{head}{lines}", reasons(&problems, &head));
            last = Some(lines);
        }
    }

    /// A failure after which what was written is still there.
    fn kept(&self, error: Error) -> Error {
        if !self.path.exists() {
            return error;
        }
        let hint = error
            .hint
            .clone()
            .map(|hint| format!("{hint}. "))
            .unwrap_or_default();
        let path = self.path.display();
        error.hint(format!("{hint}What you wrote is in `{path}`"))
    }

    fn remove(&self) {
        let folder = self.path.parent();
        if let Err(error) = folder.map_or(Ok(()), std::fs::remove_dir_all) {
            tracing::warn!(?error, "the edited file stays behind");
        }
    }
}

fn head(profile: &str, object: &Object) -> String {
    let (kind, name) = (object.kind, &object.name);
    format!(
        "{NOTE} {kind}/{name} in the profile {profile}.\n\
         {NOTE} Save the file and close the editor to write it. Lines with {NOTE} are left out;\n\
         {NOTE} an empty file changes nothing.\n"
    )
}

fn reasons(problems: &[Problem], head: &str) -> String {
    let one_line = |text: &str| text.replace('\n', " ");
    let hints = problems.iter().filter(|problem| problem.hint.is_some()).count();
    // The component begins below these lines and the head.
    let above = 1 + problems.len() + hints + head.lines().count();
    let mut text =
        format!("{NOTE} This cannot be written yet. Close the editor without changes to give up.\n");
    for problem in problems {
        let line = problem.line.and_then(|line| usize::try_from(line).ok());
        let line = line.map_or_else(String::new, |line| format!("line {}: ", line + above));
        let _ = writeln!(text, "{NOTE}   {line}{}", one_line(&problem.message));
        if let Some(hint) = &problem.hint {
            let _ = writeln!(text, "{NOTE}     {}", one_line(hint));
        }
    }
    text
}

fn without_notes(text: &str) -> String {
    let lines = text.split_inclusive('\n');
    let mut kept: String = lines.filter(|line| !line.starts_with(NOTE)).collect();
    if !kept.is_empty() && !kept.ends_with('\n') {
        kept.push('\n');
    }
    kept
}

fn problem(message: String, hint: &str) -> Problem {
    Problem {
        code: String::new(),
        severity: Severity::Error,
        message,
        hint: Some(hint.to_owned()),
        file: None,
        line: None,
        column: None,
        path: None,
    }
}

fn renamed(component: &Component, object: &Object) -> Problem {
    let hint = match object.kind {
        Kind::TlsCertificate => "A certificate is named after its file: put a new one and remove this one",
        _ => "Rename it with `component rename`: references follow",
    };
    problem(
        format!("This is `{}`, not `{}`", component.name, object.name),
        hint,
    )
}

fn nothing(object: &Object) -> Problem {
    problem(
        format!("This is not one component of the kind {}", object.kind),
        "Keep the line with the name, and only this component",
    )
}

/// Opens the editor and waits until it is closed.
fn open(path: &Path) -> Result<(), Error> {
    let chosen = ["VISUAL", "EDITOR"]
        .iter()
        .filter_map(std::env::var_os)
        .find(|editor| !editor.is_empty());
    let editor = chosen.unwrap_or_else(|| OsString::from(if cfg!(windows) { "notepad" } else { "vi" }));
    let shown = editor.to_string_lossy().into_owned();
    let failed = || {
        Error::new(
            Code::InvalidInput,
            format!("The editor `{shown}` failed, so nothing was written"),
        )
        .hint("Set VISUAL or EDITOR to the command that opens your editor and waits")
    };
    let status = command(&editor, path)
        .status()
        .map_err(|error| failed().because(error))?;
    if status.success() { Ok(()) } else { Err(failed()) }
}

/// The command may have arguments, as in `code --wait`.
#[cfg(unix)]
fn command(editor: &std::ffi::OsStr, path: &Path) -> Command {
    let mut script = editor.to_owned();
    script.push(" \"$1\"");
    let mut command = Command::new("sh");
    command.arg("-c").arg(script).arg("editor").arg(path);
    command
}

#[cfg(not(unix))]
fn command(editor: &std::ffi::OsStr, path: &Path) -> Command {
    let text = editor.to_string_lossy();
    let mut words = text.split_whitespace();
    let mut command = Command::new(words.next().unwrap_or("notepad"));
    command.args(words).arg(path);
    command
}
