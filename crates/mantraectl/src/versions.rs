//! `versions`: each profile as a file in a folder, for a repository.

use mantrae_core::engine::VersionsWritten;
use mantrae_core::{Engine, Error};
use serde_json::json;

use crate::Ended;
use crate::arguments::VersionsCommand;
use crate::output::{Output, in_terminal};

pub(crate) async fn versions(
    engine: &Engine,
    command: VersionsCommand,
    output: Output,
) -> Result<Ended, Error> {
    let versions = engine.versions();
    match command {
        VersionsCommand::Begin { folder, commit } => {
            let written = versions.begin(&folder, commit).await?;
            answer(&written, output);
        }
        VersionsCommand::Write => answer(&versions.write().await?, output),
        VersionsCommand::End => {
            let path = versions.end().await?;
            let line = path.as_ref().map_or_else(
                || "No folder was chosen".to_owned(),
                |path| format!("Nothing is written to {path} any more; its files stay as they are"),
            );
            output.answer(&json!({ "ended": path }), &[line]);
        }
        VersionsCommand::Status => {
            let folder = versions.folder().await?;
            let lines = folder.as_ref().map_or_else(
                || vec!["No folder is chosen: `versions begin FOLDER`".to_owned()],
                |folder| {
                    let how = if folder.commits {
                        ", committed with git"
                    } else {
                        ""
                    };
                    let mut lines = vec![format!("{}{how}", folder.path)];
                    lines.extend(folder.files.iter().map(|name| format!("  {name}")));
                    if let Some(failure) = &folder.failure {
                        lines.push(in_terminal(&failure.message));
                        lines.extend(failure.hint.iter().map(|hint| format!("  {}", in_terminal(hint))));
                    }
                    lines
                },
            );
            output.answer(&json!({ "folder": folder }), &lines);
            if folder.is_some_and(|folder| folder.failure.is_some()) {
                return Ok(Ended::InPart);
            }
        }
    }
    Ok(Ended::Done)
}

fn answer(written: &VersionsWritten, output: Output) {
    let mut lines: Vec<String> = written
        .files
        .iter()
        .map(|name| format!("Written: {name}"))
        .collect();
    if lines.is_empty() {
        lines.push("Nothing to write: the files say this already".to_owned());
    }
    if written.committed {
        lines.push("Committed".to_owned());
    }
    output.answer(&json!({ "written": written }), &lines);
}
