//! `import`, and `restore` of a database of the Mantrae server, which is an import of all its profiles.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use mantrae_core::expectation::CheckedExpectation;
use mantrae_core::import::apply::ImportOutcome;
use mantrae_core::import::source::{self, ServerProfile};
use mantrae_core::import::{Choice, ComponentRef, Decision, Request};
use mantrae_core::{Code, Engine, Error};
use serde_json::json;

use crate::arguments::ImportCommand;
use crate::output::Output;
use crate::{Ended, backups};

pub(crate) async fn import(engine: &Engine, command: ImportCommand, output: Output) -> Result<Ended, Error> {
    refuse_what_is_ignored(&command)?;
    let request = Request {
        paths: command.files.clone(),
        format: command.format,
        server_profile: command.from.clone(),
        braces: command.braces.said(),
    };
    let id = engine
        .imports()
        .prepare(&command.profile, &request)
        .await
        .map_err(with_the_word)?;
    let outcome = carry_out(engine, &id, &command).await;
    engine.imports().discard(&id).await;
    let (outcome, expectations) = outcome?;
    Output::problems(&outcome.problems);
    for refused in &outcome.refused {
        Output::message(&format!("{}: {}", refused.file, refused.failure.message));
    }
    for broken in expectations.iter().filter(|one| !one.met) {
        let (method, url) = (&broken.method, &broken.url);
        Output::message(&format!(
            "warning: expectation: {method} {url}: {}",
            broken.sentence
        ));
    }
    let mut document = serde_json::to_value(&outcome).unwrap_or_default();
    document["expectations"] = json!(expectations);
    let mut lines = lines(&outcome);
    if outcome.safety_backup.is_some() {
        lines.extend(backups::advice(engine).await);
    }
    output.answer(&document, &lines);
    Ok(if outcome.refused.is_empty() {
        Ended::Done
    } else {
        Ended::InPart
    })
}

/// Options that would say nothing about any of the files.
fn refuse_what_is_ignored(command: &ImportCommand) -> Result<(), Error> {
    let databases = command
        .files
        .iter()
        .filter(|file| source::is_database(file))
        .count();
    let (none, all) = (databases == 0, databases == command.files.len());
    let ignored = [
        (
            "--from",
            none && command.from.is_some(),
            "none of the files is the database of a Mantrae server",
        ),
        (
            "--format",
            all && command.format.is_some(),
            "a database of a Mantrae server has a format of its own",
        ),
    ];
    match ignored.iter().find(|(_, given, _)| *given) {
        Some((option, _, why)) => Err(Error::new(
            Code::InvalidInput,
            format!("`{option}` cannot be used here: {why}"),
        )
        .hint("Leave it out; nothing was imported")),
        None => Ok(()),
    }
}

/// Imports, or only says what would be; with what becomes of the profile's expectations.
async fn carry_out(
    engine: &Engine,
    id: &str,
    command: &ImportCommand,
) -> Result<(ImportOutcome, Vec<CheckedExpectation>), Error> {
    // Nobody looks at a review here: a file that was named and cannot be taken stops the whole.
    if let Some(refused) = engine.imports().refused(id).await?.iter().find(|file| file.named) {
        return Err(with_the_word(
            Error::from(refused.failure.clone()).hint("Nothing was imported: fix the file, or leave it out"),
        ));
    }
    let decisions = decisions(engine, id, command).await?;
    let expectations = engine.expectations().foresee(id, &decisions).await?;
    let outcome = if command.dry_run {
        engine.imports().dry_run(id, &decisions).await?
    } else {
        engine.imports().apply(id, &decisions).await?
    };
    Ok((outcome, expectations))
}

/// Says how a template is taken all the same.
fn with_the_word(error: Error) -> Error {
    match error.code {
        Code::Template => {
            let first = error.hint.clone().unwrap_or_default();
            let words =
                "Use `--with-actions` to import it as it is, or `--braces-are-text` if nothing is to be run";
            let hint = if first.ends_with("as text") {
                format!("{first}: `--braces-are-text`")
            } else if first.contains("Ansible") {
                // What it renders to is all there is of a template of another program.
                format!("{first}. If it is Traefik's: {words}")
            } else {
                format!("Import what the template renders to. {words}")
            };
            error.hint(hint)
        }
        _ => error,
    }
}

async fn decisions(engine: &Engine, id: &str, command: &ImportCommand) -> Result<Vec<Decision>, Error> {
    let mut decisions: BTreeMap<(traefik_dynamic::Kind, String), Decision> = BTreeMap::new();
    let mut about = |kind, name: &str, change: &dyn Fn(&mut Decision)| {
        let decision = decisions
            .entry((kind, name.to_owned()))
            .or_insert_with(|| Decision::new(kind, name, Choice::Take));
        change(decision);
    };
    for one in &command.keep {
        about(one.kind, &one.name, &|decision| decision.choice = Choice::Keep);
    }
    for one in &command.rename {
        about(one.object.kind, &one.object.name, &|decision| {
            decision.choice = Choice::Rename {
                new_name: one.new_name.clone(),
            };
        });
    }
    for one in &command.off {
        about(one.kind, &one.name, &|decision| decision.switched_off = true);
    }
    if command.convert {
        let items = engine.imports().review(id).await?.items;
        for item in items.iter().filter(|item| item.modern.is_some()) {
            about(item.kind, &item.name, &|decision| decision.convert = true);
        }
    }
    Ok(decisions.into_values().collect())
}

/// Merges every profile of the Mantrae server into the profile of the same name, which is made when it is missing.
pub(crate) async fn take_over(
    engine: &Engine,
    path: &Path,
    dry_run: bool,
    output: Output,
) -> Result<Ended, Error> {
    let (mut added, mut changed, mut shown) = (Vec::new(), Vec::new(), Vec::new());
    let (mut safety_backup, mut ended) = (None, Ended::Done);
    let all = engine.imports().server_profiles(path).await?;
    for profile in all.iter().filter(|profile| profile.components > 0) {
        let name = name_here(profile, &all);
        let there = engine
            .profiles()
            .list()
            .await?
            .into_iter()
            .find(|one| same_name(&one.name, &name));
        if there.is_none() && dry_run {
            shown.push(format!("+ profile {name}: {} components", profile.components));
            continue;
        }
        let into = match there {
            Some(there) => there.name,
            None => {
                engine
                    .profiles()
                    .create(&name, "From the Mantrae server")
                    .await?
                    .name
            }
        };
        let outcome = merge(engine, path, &profile.choice, &into, dry_run).await?;
        Output::problems(&outcome.problems);
        shown.extend(lines(&outcome));
        if !outcome.left_out.is_empty() {
            ended = Ended::InPart;
        }
        safety_backup = safety_backup.or(outcome.safety_backup);
        added.extend(outcome.added);
        changed.extend(outcome.changed);
    }
    let document = json!({
        "plan": { "added": added, "changed": changed, "removed": [] },
        "applied": !dry_run,
        "safety_backup": safety_backup,
    });
    if document["safety_backup"].is_string() {
        shown.extend(backups::advice(engine).await);
    }
    output.answer(&document, &shown);
    Ok(ended)
}

/// Names of profiles are compared without regard to case.
fn same_name(one: &str, other: &str) -> bool {
    one.to_lowercase() == other.to_lowercase()
}

/// Profiles that the server keeps apart and that would be one here are told apart by their ids.
fn name_here(profile: &ServerProfile, all: &[ServerProfile]) -> String {
    let twins = all.iter().filter(|one| same_name(&one.name, &profile.name));
    if twins.count() > 1 {
        format!("{}-{}", profile.name, profile.id)
    } else {
        profile.name.clone()
    }
}

async fn merge(
    engine: &Engine,
    path: &Path,
    choice: &str,
    profile: &str,
    dry_run: bool,
) -> Result<ImportOutcome, Error> {
    let request = Request {
        paths: vec![PathBuf::from(path)],
        format: None,
        server_profile: Some(choice.to_owned()),
        braces: None,
    };
    let id = engine.imports().prepare(profile, &request).await?;
    let outcome = if dry_run {
        engine.imports().dry_run(&id, &[]).await
    } else {
        engine.imports().apply(&id, &[]).await
    };
    engine.imports().discard(&id).await;
    outcome
}

fn lines(outcome: &ImportOutcome) -> Vec<String> {
    let list = |mark: &str, components: &[ComponentRef]| {
        components
            .iter()
            .map(|one| format!("{mark} {}/{}", one.kind, one.name))
            .collect::<Vec<_>>()
    };
    let mut lines = list("+", &outcome.added);
    lines.extend(list("~", &outcome.changed));
    lines.extend(list("=", &outcome.same));
    lines.extend(list("-", &outcome.left_out));
    let (added, changed, same) = (outcome.added.len(), outcome.changed.len(), outcome.same.len());
    let verb = if outcome.applied {
        "Imported"
    } else {
        "Would import"
    };
    let summary = format!(
        "{verb} into `{}`: {added} new, {changed} replaced, {same} unchanged",
        outcome.profile
    );
    let way_back = outcome
        .safety_backup
        .as_ref()
        .map(|backup| format!("; safety backup {backup}"));
    lines.push(summary + way_back.as_deref().unwrap_or_default());
    lines
}
