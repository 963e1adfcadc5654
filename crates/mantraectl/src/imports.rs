//! `import`, and `restore` of a database of the Mantrae server, which is an import of all its profiles.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use mantrae_core::engine::ForeseenImport;
use mantrae_core::gateway;
use mantrae_core::import::apply::ImportOutcome;
use mantrae_core::import::source::{self, ServerProfile};
use mantrae_core::import::{Choice, ComponentRef, Decision, Request};
use mantrae_core::{Code, Engine, Error};
use serde_json::json;
use traefik_dynamic::Problem;

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
        .map_err(|error| with_the_word(error, &command))?;
    let outcome = carry_out(engine, &id, &command).await;
    engine.imports().discard(&id).await;
    let (outcome, foreseen) = outcome?;
    let told: Vec<_> = foreseen.brought.iter().flat_map(|one| &one.problems).collect();
    let rest = outcome.problems.iter().filter(|one| !is_told(one, &told));
    Output::problems(&rest.cloned().collect::<Vec<_>>());
    Output::outlook(&foreseen.brought);
    Output::outlook(&foreseen.broken);
    let expectations = &foreseen.expectations;
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
    let advice = match outcome.safety_backup {
        Some(_) => backups::advice(engine).await,
        None => None,
    };
    output.answer_with(
        || {
            let mut document = serde_json::to_value(&outcome).unwrap_or_default();
            document["expectations"] = json!(expectations);
            document["outlook"] = json!({ "brought": foreseen.brought, "broken": foreseen.broken });
            document
        },
        || {
            let mut lines = lines(&outcome);
            lines.extend(advice);
            lines
        },
    );
    Ok(if outcome.refused.is_empty() {
        Ended::Done
    } else {
        Ended::InPart
    })
}

/// Whether a problem is already reported with what Traefik will make of its component.
fn is_told(problem: &Problem, told: &[&Problem]) -> bool {
    let is_same = |one: &&&Problem| {
        (&one.file, one.line, one.column) == (&problem.file, problem.line, problem.column)
            && (one.path == problem.path || one.code == problem.code)
    };
    problem.line.is_some() && told.iter().any(|one| is_same(&one))
}

/// Refuses options that would not affect any of the files.
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
            "none of the files is a Mantrae server database",
        ),
        (
            "--format",
            all && command.format.is_some(),
            "a Mantrae server database has its own format",
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

/// Imports, or only says what would happen, including the effect on the profile's expectations.
async fn carry_out(
    engine: &Engine,
    id: &str,
    command: &ImportCommand,
) -> Result<(ImportOutcome, ForeseenImport), Error> {
    // Nobody sees a review here: a named file that cannot be imported stops everything.
    if let Some(refused) = engine.imports().refused(id).await?.iter().find(|file| file.named) {
        let error = Error::from(refused.failure.clone());
        return Err(with_the_word(
            error.hint("Nothing was imported: fix the file, or leave it out"),
            command,
        ));
    }
    let decisions = decisions(engine, id, command).await?;
    let foreseen = engine.foresight().of_import(id, &decisions).await?;
    let outcome = if command.dry_run {
        engine.imports().dry_run(id, &decisions).await?
    } else {
        engine.imports().apply(id, &decisions).await?
    };
    Ok((outcome, foreseen))
}

/// Says how to import a template anyway, and what else an install configuration is good for.
fn with_the_word(error: Error, command: &ImportCommand) -> Error {
    match error.code {
        Code::InstallConfiguration => {
            let files = command.files.iter();
            let mut learned = files.filter(|path| gateway::read_file(path).is_ok());
            let file = learned
                .next()
                .map_or_else(String::new, |path| path.display().to_string());
            let profile = &command.profile;
            error.hint(format!(
                "`mantraectl gateway learn {} --profile {}` keeps it as facts about the profile’s Traefik",
                quoted(&file),
                quoted(profile)
            ))
        }
        Code::Template => {
            let first = error.hint.clone().unwrap_or_default();
            let words = "Use `--with-actions` to import it as it is, or `--braces-are-text` to import the braces as text";
            let hint = if first.ends_with("as text") {
                format!("{first}: `--braces-are-text`")
            } else if first.contains("Ansible") {
                // If another program renders the template, only its output is of use.
                format!("{first}. If it is Traefik’s: {words}")
            } else {
                format!("Import the rendered file. {words}")
            };
            error.hint(hint)
        }
        _ => error,
    }
}

/// Quoted for a shell.
fn quoted(word: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_./:".contains(c);
    if !word.is_empty() && word.chars().all(is_plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
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

/// Profiles that the server keeps apart but that would have one name here are told apart by their ids.
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
        "{verb} into `{}`: {added} new, {changed} replaced, {same} the same",
        outcome.profile
    );
    let way_back = outcome
        .safety_backup
        .as_ref()
        .map(|backup| format!("; safety backup {backup}"));
    lines.push(summary + way_back.as_deref().unwrap_or_default());
    lines
}
