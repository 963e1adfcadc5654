//! `profile` and `export`.

use std::path::PathBuf;

use mantrae_core::{Engine, Error};
use serde_json::json;
use traefik_dynamic::Format;

use crate::Ended;
use crate::arguments::ProfileCommand;
use crate::output::Output;

pub(crate) async fn profile(
    engine: &Engine,
    command: ProfileCommand,
    output: Output,
) -> Result<Ended, Error> {
    match command {
        ProfileCommand::List => {
            let profiles = engine.profiles().list().await?;
            let lines: Vec<String> = profiles
                .iter()
                .map(|one| format!("{}\t{} components", one.name, one.components))
                .collect();
            output.answer(&json!({ "profiles": profiles }), &lines);
        }
        ProfileCommand::Create { name, description } => {
            let profile = engine.profiles().create(&name, &description).await?;
            output.answer(
                &json!({ "profile": profile }),
                &[format!("Created profile `{name}`")],
            );
        }
        ProfileCommand::Rename { name, new_name } => {
            let profile = engine.profiles().rename(&name, &new_name).await?;
            output.answer(
                &json!({ "profile": profile }),
                &[if name == new_name {
                    format!("Nothing changed: the name is already `{name}`")
                } else {
                    format!("Renamed `{name}` to `{new_name}`")
                }],
            );
        }
        ProfileCommand::Delete { name } => {
            let backup = engine.profiles().delete(&name).await?;
            let line = format!("Removed profile `{name}`; safety backup {backup}; `undo` restores it");
            output.answer(&json!({ "deleted": name, "safety_backup": backup }), &[line]);
        }
    }
    Ok(Ended::Done)
}

pub(crate) async fn export(
    engine: &Engine,
    profile: &str,
    (format, path): (Format, Option<PathBuf>),
    output: Output,
) -> Result<Ended, Error> {
    let (components, profiles) = (engine.components(), engine.profiles());
    let (export, outlook) = components.export_with_outlook(profile, format).await?;
    let Some(path) = path else {
        if output.json {
            let document = json!({ "profile": profile, "text": export.text, "components": export.components,
                "left_out": export.left_out, "not_run": export.not_run, "outlook": outlook });
            output.answer(&document, &[]);
        } else {
            Output::text(&export.text);
        }
        not_run(export.not_run);
        Output::outlook(&outlook);
        return Ok(Ended::Done);
    };
    profiles.write_export(profile, &export, &path).await?;
    let line = format!("Wrote {} components to `{}`", export.components, path.display());
    let document = json!({ "profile": profile, "output": path, "components": export.components,
        "left_out": export.left_out, "not_run": export.not_run, "outlook": outlook });
    output.answer(&document, &[line]);
    not_run(export.not_run);
    Output::outlook(&outlook);
    if export.left_out > 0 {
        Output::message(&format!("{} disabled components were left out", export.left_out));
    }
    Ok(Ended::Done)
}

/// Says how many components hold actions that nothing will run.
fn not_run(components: usize) {
    if components > 0 {
        let hold = if components == 1 {
            "1 component contains".to_owned()
        } else {
            format!("{components} components contain")
        };
        Output::message(&format!(
            "warning: {hold} template actions, which only Traefik’s file provider runs: for its HTTP \
             provider, which reads JSON, they are text"
        ));
    }
}
