//! `undo` and `redo`: takes changes back, and makes them again.

use mantrae_core::component_ref::ComponentRef;
use mantrae_core::restore::{UndoStep, Undone};
use mantrae_core::{Code, Engine, Error, words};
use serde_json::json;

use crate::arguments::UndoOptions;
use crate::output::{Output, in_terminal};
use crate::{Ended, backups};

/// How many steps are searched for an id, and listed.
const MOST: i64 = 1000;
const LISTED: usize = 20;
/// So many characters of an id are enough to tell steps apart.
const SHORT: usize = 8;

pub(crate) async fn undo(engine: &Engine, options: UndoOptions, output: Output) -> Result<Ended, Error> {
    let (undoable, undone) = engine.undo_steps(MOST).await?;
    if options.list {
        list(&undoable, &undone, output);
        return Ok(Ended::Done);
    }
    let id = options.id.map(|id| found(&undoable, &id)).transpose()?;
    let done = engine.undo(id.as_deref(), options.force).await?;
    Ok(tell(engine, ("Undone", '<'), &done, output).await)
}

pub(crate) async fn redo(engine: &Engine, options: UndoOptions, output: Output) -> Result<Ended, Error> {
    let (undoable, undone) = engine.undo_steps(MOST).await?;
    if options.list {
        list(&undoable, &undone, output);
        return Ok(Ended::Done);
    }
    let id = options.id.map(|id| found(&undone, &id)).transpose()?;
    let done = engine.redo(id.as_deref(), options.force).await?;
    Ok(tell(engine, ("Redone", '>'), &done, output).await)
}

/// The step whose id begins with this text.
fn found(steps: &[UndoStep], id: &str) -> Result<String, Error> {
    let mut fitting = steps.iter().filter(|step| step.id.starts_with(id));
    match (fitting.next(), fitting.next()) {
        (Some(step), None) => Ok(step.id.clone()),
        (Some(_), Some(_)) => Err(Error::new(
            Code::InvalidInput,
            format!("More than one change has an id that begins with `{id}`"),
        )
        .hint("Write more of the id")),
        (None, _) => Err(
            Error::new(Code::NotFound, format!("There is no such change: `{id}`"))
                .hint("`undo --list` shows what can be undone and redone"),
        ),
    }
}

fn list(undoable: &[UndoStep], undone: &[UndoStep], output: Output) {
    let line = |step: &UndoStep| {
        let id: String = step.id.chars().take(SHORT).collect();
        format!("{id}\t{}\t{}", step.at, in_terminal(&step.sentence))
    };
    let mut lines: Vec<String> = undoable.iter().take(LISTED).map(line).collect();
    if lines.is_empty() {
        lines.push("There is nothing to undo".to_owned());
    }
    if !undone.is_empty() {
        lines.push(String::new());
        lines.push("Undone, and can be redone:".to_owned());
        lines.extend(undone.iter().take(LISTED).map(line));
    }
    output.answer(&json!({ "undo": undoable, "redo": undone }), &lines);
}

async fn tell(engine: &Engine, (word, mark): (&str, char), done: &Undone, output: Output) -> Ended {
    let name = |one: &ComponentRef| format!("{}: {}/{}", one.profile, one.kind, one.name);
    let mut lines: Vec<String> = done
        .put_back
        .iter()
        .map(|one| format!("{mark} {}", name(one)))
        .collect();
    let followed = done.followed.iter();
    lines.extend(followed.map(|one| format!("~ {} follows", name(one))));
    let number = u64::try_from(done.put_back.len()).unwrap_or(u64::MAX);
    lines.push(format!(
        "{word}: {}; {} restored",
        in_terminal(&done.sentence),
        words::count(number, "component")
    ));
    for one in &done.left_alone {
        Output::message(&format!("changed since, left as is: {}", name(one)));
    }
    lines.extend(backups::advice(engine).await);
    output.answer(&serde_json::to_value(done).unwrap_or_default(), &lines);
    if done.left_alone.is_empty() {
        Ended::Done
    } else {
        Ended::InPart
    }
}
