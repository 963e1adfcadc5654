//! What the command line can do while a database cannot be opened: name the backups, and restore one.

use std::path::Path;

use mantrae_core::engine::recovery::{Broken, Recoverable, Recovery};
use mantrae_core::engine::restores::From;
use mantrae_core::{Code, Error, words};
use serde_json::json;

use crate::arguments::{BackupCommand, Command, RestoreCommand};
use crate::output::Output;
use crate::{Ended, backups};

pub(crate) async fn recovery(recovery: &Recovery, command: Command, output: Output) -> Result<Ended, Error> {
    let problem = recovery.problem();
    match command {
        Command::Backup(BackupCommand::List) => {
            let listed = recovery.backups().await?;
            let lines: Vec<String> = listed.iter().map(backups::line).collect();
            Output::message(&problem.failure.message);
            output.answer(&json!({ "backups": listed, "problem": problem }), &lines);
            Ok(Ended::Done)
        }
        Command::Restore(command) if problem.which == Broken::Configuration && !problem.newer => {
            restore(recovery, &command, output).await
        }
        _ => {
            let error = Error::from(problem.failure.clone());
            Err(match problem.which {
                Broken::Configuration if !problem.newer => {
                    error.hint(
                        "`backup list` names the backups, `restore ID` puts one in its place; an encrypted one with \
                         `--key-file FILE` where the keyring does not hold its key",
                    )
                }
                _ => error,
            })
        }
    }
}

async fn restore(recovery: &Recovery, command: &RestoreCommand, output: Output) -> Result<Ended, Error> {
    if !command.only.is_empty() {
        return Err(Error::new(
            Code::InvalidInput,
            "`--only` cannot be used now: the configuration cannot be opened, so it can only be replaced by a whole backup",
        )
        .hint("Leave `--only` out; the file that cannot be opened is kept"));
    }
    let recovery = &match &command.key_file {
        Some(file) => recovery.with_key_file(file)?,
        None => recovery.clone(),
    };
    let path = Path::new(&command.backup);
    let from = if path.exists() {
        From::File(path)
    } else {
        From::Backup(&command.backup)
    };
    let (restored, applied) = if command.dry_run {
        (recovery.look(from).await?, false)
    } else {
        let done = recovery.restore(from, command.with_settings).await?;
        done.engine.close().await;
        (done.restored, true)
    };
    if command.with_settings && !restored.has_settings {
        // A restore with an engine refuses this before it starts.
        return Err(Error::new(
            Code::NotFound,
            "The backup contains no settings that can be restored",
        ));
    }
    restored
        .warnings
        .iter()
        .for_each(|warning| Output::message(warning));
    let document = json!({
        "plan": null,
        "applied": applied,
        "safety_backup": null,
        "restored": restored,
        "warnings": restored.warnings,
    });
    output.answer(&document, &[line(recovery, &restored, applied)]);
    Ok(Ended::Done)
}

fn line(recovery: &Recovery, restored: &Recoverable, applied: bool) -> String {
    let what = format!(
        "the backup of {}: {}",
        restored.created_at,
        words::count(restored.components, "component")
    );
    let file = recovery.problem().file.display();
    if applied {
        format!("Restored {what}. The file that could not be opened is kept next to `{file}`")
    } else {
        format!("Would restore {what}, and keep the file that cannot be opened next to `{file}`")
    }
}
