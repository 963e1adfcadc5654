//! What the command line can do while a database cannot be opened: name the backups, and restore one.

use std::path::Path;

use mantrae_core::Error;
use mantrae_core::engine::rescue::{Broken, Rescue};
use mantrae_core::engine::restores::From;
use serde_json::json;

use crate::arguments::{BackupCommand, Command};
use crate::output::Output;
use crate::{Ended, backups};

pub(crate) async fn rescue(rescue: &Rescue, command: Command, output: Output) -> Result<Ended, Error> {
    let trouble = rescue.trouble();
    match command {
        Command::Backup(BackupCommand::List) => {
            let listed = rescue.backups().await?;
            let lines: Vec<String> = listed.iter().map(backups::line).collect();
            Output::message(&trouble.failure.message);
            output.answer(&json!({ "backups": listed, "trouble": trouble }), &lines);
            Ok(Ended::Done)
        }
        Command::Restore(command)
            if trouble.which == Broken::Configuration && !command.dry_run && command.only.is_empty() =>
        {
            let path = Path::new(&command.backup);
            let from = if path.exists() {
                From::File(path)
            } else {
                From::Backup(&command.backup)
            };
            let engine = rescue.restore(from).await?;
            engine.close().await;
            let line = format!(
                "Restored. The file that could not be opened is kept beside `{}`",
                trouble.file.display()
            );
            let document = json!({ "plan": null, "applied": true, "safety_backup": null });
            output.answer(&document, &[line]);
            Ok(Ended::Done)
        }
        _ => {
            let error = Error::from(trouble.failure.clone());
            Err(match trouble.which {
                Broken::Configuration if !trouble.newer => {
                    error.hint("`backup list` names the backups, `restore ID` puts one in its place")
                }
                _ => error,
            })
        }
    }
}
