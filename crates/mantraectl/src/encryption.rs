//! `encryption` and `secret`.

use std::io::Read as _;

use mantrae_core::encryption::EncryptionState;
use mantrae_core::secret::{KeyringState, Secret};
use mantrae_core::{Code, Engine, Error};
use serde_json::json;

use crate::Ended;
use crate::arguments::{EncryptionCommand, SecretCommand};
use crate::output::Output;

/// A longer text is not a secret.
const LIMIT: u64 = 64 * 1024;

pub(crate) async fn encryption(
    engine: &Engine,
    command: EncryptionCommand,
    output: Output,
) -> Result<Ended, Error> {
    let before = engine.encryption().state().await?;
    let is_switch = matches!(command, EncryptionCommand::On | EncryptionCommand::Off);
    let state = match command {
        EncryptionCommand::On => engine.encryption().turn_on().await?,
        EncryptionCommand::Off => engine.encryption().turn_off().await?,
        EncryptionCommand::NewKey => engine.encryption().new_key().await?,
        EncryptionCommand::Status => engine.encryption().state().await?,
        EncryptionCommand::Sheet { output: path } => return sheet(engine, path, output).await,
        EncryptionCommand::Rehearse => return rehearse(engine, output).await,
    };
    if is_switch {
        Output::unless_changed(&(before.on, before.key_id), &(state.on, state.key_id.clone()));
    }
    if let Some(problem) = &state.problem {
        Output::message(&problem.message);
    }
    output.answer(&json!({ "encryption": state }), &lines(&state));
    Ok(Ended::Done)
}

fn lines(state: &EncryptionState) -> Vec<String> {
    let switch = if state.on { "on" } else { "off" };
    let key = state.key_id.as_deref().unwrap_or("none");
    let mut lines = vec![
        format!("Encryption is {switch}"),
        format!("key: {key}"),
        format!("keyring: {}", word(state.keyring)),
    ];
    if !state.old_keys.is_empty() {
        lines.push(format!("older keys: {}", state.old_keys.join(", ")));
    }
    lines
}

fn word(keyring: KeyringState) -> &'static str {
    match keyring {
        KeyringState::Unlocked => "unlocked",
        KeyringState::Locked => "locked",
        KeyringState::Absent => "absent",
    }
}

async fn sheet(engine: &Engine, path: Option<std::path::PathBuf>, output: Output) -> Result<Ended, Error> {
    match path {
        Some(path) => {
            engine.encryption().save_recovery_sheet(&path).await?;
            let line = format!(
                "Saved the recovery sheet to `{}`; it contains the key",
                path.display()
            );
            output.answer(&json!({ "output": path }), &[line]);
        }
        // What programs read ends up in logs.
        None if output.json => {
            return Err(Error::new(
                Code::InvalidInput,
                "The recovery sheet contains the key, so it is not available as JSON",
            )
            .hint("Choose a file with `--output FILE`"));
        }
        None => Output::text(engine.encryption().recovery_sheet().await?.expose()),
    }
    Ok(Ended::Done)
}

async fn rehearse(engine: &Engine, output: Output) -> Result<Ended, Error> {
    let rehearsal = engine.encryption().rehearse(&standard_input()?).await?;
    let line = match &rehearsal.problem {
        None => format!("This key opens the backup {}", rehearsal.backup),
        Some(problem) => format!(
            "This key does not open the backup {}: {}",
            rehearsal.backup, problem.message
        ),
    };
    output.answer(&json!({ "rehearsal": rehearsal }), &[line]);
    Ok(if rehearsal.ok { Ended::Done } else { Ended::InPart })
}

pub(crate) async fn secret(engine: &Engine, command: SecretCommand, output: Output) -> Result<Ended, Error> {
    match command {
        SecretCommand::Status => {
            let (keyring, secrets) = engine.secrets().status().await?;
            let mut lines = vec![format!("keyring: {}", word(keyring))];
            lines.extend(secrets.iter().map(|one| {
                let state = one
                    .problem
                    .as_ref()
                    .map_or("can be read", |problem| problem.message.as_str());
                format!("{}\t{}\t{state}", one.name, one.saved_at)
            }));
            output.answer(&json!({ "keyring": keyring, "secrets": secrets }), &lines);
        }
        SecretCommand::Set { name } => {
            engine.secrets().set(&name, &standard_input()?).await?;
            output.answer(&json!({ "saved": name }), &[format!("Saved `{name}`")]);
        }
        SecretCommand::Delete { name } => {
            engine.secrets().delete(&name).await?;
            output.answer(&json!({ "deleted": name }), &[format!("Removed `{name}`")]);
        }
    }
    Ok(Ended::Done)
}

/// Secrets only come this way: arguments are visible to everybody on the computer.
fn standard_input() -> Result<Secret<String>, Error> {
    // Room for all of it at once: a growing text leaves old copies behind in memory.
    let mut text = String::with_capacity(usize::try_from(LIMIT).unwrap_or_default() + 1);
    let read = std::io::stdin().lock().take(LIMIT + 1).read_to_string(&mut text);
    let text = Secret::new(text);
    match read {
        Ok(length) if length as u64 <= LIMIT => Ok(text),
        Ok(_) => Err(Error::new(
            Code::InvalidInput,
            "Standard input is too long for a secret",
        )),
        Err(error) => {
            Err(Error::new(Code::InvalidInput, "Standard input cannot be read as text").because(error))
        }
    }
}
