//! `profile`, `import` and `export`.

use std::path::PathBuf;

use mantrae_core::import::apply::ImportOutcome;
use mantrae_core::import::{Choice, ComponentRef, Decision};
use mantrae_core::{Engine, Error};
use serde_json::json;
use traefik_dynamic::Format;

use crate::Ended;
use crate::arguments::{ImportCommand, ProfileCommand};
use crate::output::Output;

pub(crate) async fn profile(
    engine: &Engine,
    command: ProfileCommand,
    output: Output,
) -> Result<Ended, Error> {
    match command {
        ProfileCommand::List => {
            let profiles = engine.profiles().await?;
            let lines: Vec<String> = profiles
                .iter()
                .map(|one| format!("{}\t{} components", one.name, one.components))
                .collect();
            output.answer(&json!({ "profiles": profiles }), &lines);
        }
        ProfileCommand::Create { name, description } => {
            let profile = engine.create_profile(&name, &description).await?;
            output.answer(
                &json!({ "profile": profile }),
                &[format!("Made profile `{name}`")],
            );
        }
        ProfileCommand::Rename { name, new_name } => {
            let profile = engine.rename_profile(&name, &new_name).await?;
            output.answer(
                &json!({ "profile": profile }),
                &[format!("Renamed `{name}` to `{new_name}`")],
            );
        }
        ProfileCommand::Delete { name } => {
            let backup = engine.delete_profile(&name).await?;
            let line = format!("Removed profile `{name}`; safety backup {backup}, `undo` brings it back");
            output.answer(&json!({ "deleted": name, "safety_backup": backup }), &[line]);
        }
    }
    Ok(Ended::Done)
}

pub(crate) async fn import(engine: &Engine, command: ImportCommand, output: Output) -> Result<Ended, Error> {
    let id = engine
        .prepare_import(&command.profile, &command.files, command.format)
        .await?;
    let kept = command.keep.into_iter().map(|object| (object, Choice::Keep));
    let renamed = command.rename.into_iter().map(|one| {
        (
            one.object,
            Choice::Rename {
                new_name: one.new_name,
            },
        )
    });
    let decisions: Vec<Decision> = kept
        .chain(renamed)
        .map(|(object, choice)| Decision {
            kind: object.kind,
            name: object.name,
            choice,
        })
        .collect();
    let outcome = if command.dry_run {
        engine.dry_import(&id, &decisions).await?
    } else {
        engine.apply_import(&id, &decisions).await?
    };
    Output::problems(&outcome.problems);
    let document = serde_json::to_value(&outcome).unwrap_or_default();
    output.answer(&document, &import_lines(&outcome));
    Ok(Ended::Done)
}

fn import_lines(outcome: &ImportOutcome) -> Vec<String> {
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

pub(crate) async fn export(
    engine: &Engine,
    profile: &str,
    (format, path): (Format, Option<PathBuf>),
    output: Output,
) -> Result<Ended, Error> {
    let Some(path) = path else {
        let export = engine.export(profile, format).await?;
        if output.json {
            let document = json!({ "profile": profile, "text": export.text, "components": export.components,
                "left_out": export.left_out });
            output.answer(&document, &[]);
        } else {
            Output::text(&export.text);
        }
        return Ok(Ended::Done);
    };
    let export = engine.export_to(profile, format, &path).await?;
    let line = format!("Wrote {} components to `{}`", export.components, path.display());
    let document = json!({ "profile": profile, "output": path, "components": export.components,
        "left_out": export.left_out });
    output.answer(&document, &[line]);
    if export.left_out > 0 {
        Output::message(&format!("{} disabled components were left out", export.left_out));
    }
    Ok(Ended::Done)
}
