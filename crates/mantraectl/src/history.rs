//! `history`: what a component was over time, and how it is brought back.

use mantrae_core::component_ref::ComponentRef;
use mantrae_core::engine::{ComponentHistory, Version, VersionCause};
use mantrae_core::{Code, Engine, Error, words};
use serde_json::json;

use crate::Ended;
use crate::arguments::{HistoryOptions, Object};
use crate::output::{Output, in_terminal};
use crate::plans::{self, Request};

/// So many characters of an id are enough to tell versions apart.
const SHORT: usize = 8;

pub(crate) async fn history(
    engine: &Engine,
    options: HistoryOptions,
    output: Output,
) -> Result<Ended, Error> {
    let Some(object) = &options.object else {
        deleted(engine, &options.profile, output).await?;
        return Ok(Ended::Done);
    };
    let component = ComponentRef {
        profile: options.profile.clone(),
        kind: object.kind,
        name: object.name.clone(),
    };
    let history = engine.history().of(&component, options.backups).await?;
    if let Some(id) = &options.show {
        let version = found(&history, id)?;
        let text = version.lines.clone().ok_or_else(|| not_known(id))?;
        output.answer(&json!({ "version": version }), &[text.trim_end().to_owned()]);
    } else if let Some([older, newer]) = options.diff.as_deref() {
        let (older, newer) = (found(&history, older)?, found(&history, newer)?);
        compare(engine, (&component, older, newer), output).await?;
    } else if let Some(id) = &options.bring_back {
        let version = found(&history, id)?;
        return bring_back(engine, (&component, object), (version, &options), output).await;
    } else {
        list(&history, output);
    }
    Ok(Ended::Done)
}

async fn bring_back(
    engine: &Engine,
    (component, object): (&ComponentRef, &Object),
    (version, options): (&Version, &HistoryOptions),
    output: Output,
) -> Result<Ended, Error> {
    let set = engine.history().bring_back(component, &version.id).await?;
    let request = Request {
        profile: &component.profile,
        set,
        dry: options.dry,
        with_unused: false,
    };
    let done = format!("brought back as of {}", version.at);
    plans::carry_out(engine, request, (object, &done), output).await
}

async fn compare(
    engine: &Engine,
    (component, older, newer): (&ComponentRef, &Version, &Version),
    output: Output,
) -> Result<(), Error> {
    let differences = engine
        .history()
        .compare(component, (&older.id, &newer.id))
        .await?;
    let mut lines: Vec<String> = differences.iter().map(plans::field).collect();
    if lines.is_empty() {
        let same = older.lines == newer.lines;
        let word = if same {
            "Both are the same"
        } else {
            "Only comments or layout differ"
        };
        lines.push(word.to_owned());
    }
    output.answer(&json!({ "differences": differences }), &lines);
    Ok(())
}

async fn deleted(engine: &Engine, profile: &str, output: Output) -> Result<(), Error> {
    let deleted = engine.history().deleted(profile).await?;
    let mut lines: Vec<String> = deleted
        .iter()
        .map(|one| {
            let ComponentRef { kind, name, .. } = &one.component;
            format!("{kind}/{name}\t{}\t{}", one.at, in_terminal(&one.sentence))
        })
        .collect();
    if lines.is_empty() {
        lines.push("No deletion is recorded".to_owned());
    }
    output.answer(&json!({ "deleted": deleted }), &lines);
    Ok(())
}

fn list(history: &ComponentHistory, output: Output) {
    let lines: Vec<String> = history.versions.iter().flat_map(version).collect();
    output.answer(&json!(history), &lines);
    match history.backups {
        Some(number) => Output::message(&format!("{} searched", words::count(number.into(), "backup"))),
        None => Output::message("Older versions may be in backups: `--backups` searches them"),
    }
    for one in &history.unread {
        Output::message(&format!("Could not be searched: {one}"));
    }
}

fn version(one: &Version) -> Vec<String> {
    let id: String = one.id.chars().take(SHORT).collect();
    let what = match one.cause {
        VersionCause::Earlier => "As it was before anything was recorded".to_owned(),
        VersionCause::Outside => "Written by another program".to_owned(),
        _ => in_terminal(&one.sentence),
    };
    let mut notes = Vec::new();
    if one.undone {
        notes.push("undone");
    }
    if !one.existed {
        notes.push("not there");
    } else if one.lines.is_none() {
        notes.push("only a backup can tell what it was");
    }
    if one.enabled == Some(false) {
        notes.push("off");
    }
    let notes = if notes.is_empty() {
        String::new()
    } else {
        format!(" ({})", notes.join(", "))
    };
    let mut lines = vec![format!("{id}\t{}\t{what}{notes}", one.at)];
    lines.extend(one.fields.iter().map(plans::field));
    lines
}

/// The version whose id begins with this text.
fn found<'h>(history: &'h ComponentHistory, id: &str) -> Result<&'h Version, Error> {
    let mut fitting = history.versions.iter().filter(|one| one.id.starts_with(id));
    match (fitting.next(), fitting.next()) {
        (Some(one), None) => Ok(one),
        (Some(_), Some(_)) => {
            let sentence = format!("More than one version has an id that begins with `{id}`");
            Err(Error::new(Code::InvalidInput, sentence).hint("Write more of the id"))
        }
        (None, _) => {
            let error = Error::new(Code::NotFound, format!("There is no such version: `{id}`"));
            Err(match history.backups {
                Some(_) => error.hint("`history KIND/NAME` lists them"),
                None => error.hint("`history KIND/NAME` lists them; with `--backups`, also those in backups"),
            })
        }
    }
}

fn not_known(id: &str) -> Error {
    Error::new(
        Code::NotFound,
        format!("What the component was in `{id}` is not recorded"),
    )
    .hint("`--backups` looks for it in the backups")
}
