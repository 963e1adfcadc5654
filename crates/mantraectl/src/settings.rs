//! `settings`.

use mantrae_core::{Code, Engine, Error};
use serde_json::{Value, json};

use crate::Ended;
use crate::arguments::SettingsCommand;
use crate::output::Output;

/// A longer file is not a settings file.
const LIMIT: u64 = 4 * 1024 * 1024;

pub(crate) async fn settings(
    engine: &Engine,
    command: SettingsCommand,
    output: Output,
) -> Result<Ended, Error> {
    match command {
        SettingsCommand::List => {
            let named = engine.settings().named().await;
            let lines: Vec<String> = named
                .iter()
                .map(|one| {
                    let locked = if one.locked {
                        "\tset by the environment"
                    } else {
                        ""
                    };
                    format!("{}\t{}{locked}", one.key, shown(&one.value))
                })
                .collect();
            output.answer(&json!({ "settings": named }), &lines);
        }
        SettingsCommand::Get { key } => {
            let key = mantrae_core::settings::document::name_today(&key);
            let named = engine.settings().named().await;
            let one = named.into_iter().find(|one| one.key == key);
            let one = one.ok_or_else(|| mantrae_core::settings::document::unknown(key))?;
            output.answer(&json!(one), &[shown(&one.value)]);
        }
        SettingsCommand::Set { key, value } => {
            // An object or a list is JSON, anything else a word.
            let value = match serde_json::from_str(&value) {
                Ok(json @ (Value::Object(_) | Value::Array(_) | Value::Bool(_))) => json,
                _ => Value::String(value),
            };
            let before = engine.settings().get().await;
            let now = engine.settings().set(&key, &value).await?;
            Output::unless_changed(&before, &engine.settings().get().await);
            output.answer(&json!(now), &[shown(&now.value)]);
        }
        SettingsCommand::Export => {
            let document = engine.settings().export().await;
            let text = serde_json::to_string_pretty(&document).unwrap_or_default();
            // The same with `--json`: it is JSON in any case.
            Output::text(&format!("{text}\n"));
        }
        SettingsCommand::Import { file } => {
            let changed = engine.settings().import(&read(&file)?).await?;
            let lines: Vec<String> = changed.iter().map(|key| format!("~ {key}")).collect();
            output.answer(&json!({ "changed": changed }), &lines);
        }
    }
    Ok(Ended::Done)
}

fn shown(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn read(file: &std::path::Path) -> Result<Value, Error> {
    let unreadable = || {
        Error::new(
            Code::Unreadable,
            format!("`{}` contains no settings", file.display()),
        )
        .hint("Choose a file written by `settings export`")
    };
    let told = |error| mantrae_core::error::io("read the settings", file, error);
    if std::fs::metadata(file).map_err(told)?.len() > LIMIT {
        return Err(unreadable());
    }
    let text = std::fs::read_to_string(file).map_err(told)?;
    serde_json::from_str(&text).map_err(|error| unreadable().because(error))
}
