//! `restore` and `undo`.

use std::path::Path;

use mantrae_core::engine::restores::{From, RestoreOutcome};
use mantrae_core::import::{ComponentRef, source};
use mantrae_core::restore::RestorePlan;
use mantrae_core::restore::plan::{Change, Part};
use mantrae_core::{Code, Engine, Error};
use serde_json::json;

use crate::arguments::{Object, RestoreCommand};
use crate::output::Output;
use crate::{Ended, backups, imports};

pub(crate) async fn restore(
    engine: &Engine,
    command: RestoreCommand,
    output: Output,
) -> Result<Ended, Error> {
    let parts = command
        .only
        .iter()
        .map(|text| part(text))
        .collect::<Result<Vec<_>, _>>()?;
    let path = Path::new(&command.backup);
    if source::is_database(path) {
        // Not an archive: its contents are imported.
        refuse_for_server(&command)?;
        return imports::take_over(engine, path, command.dry_run, output).await;
    }
    let engine = &match &command.key_file {
        Some(file) => engine.with_key_file(file)?,
        None => engine.clone(),
    };
    let from = if path.exists() {
        From::File(path)
    } else {
        From::Backup(&command.backup)
    };
    let plan = engine.restores().prepare(from, &parts).await?;
    let mut warnings = plan.warnings.clone();
    let outcome = if command.dry_run {
        engine.restores().discard(&plan.id).await;
        if command.with_settings && !plan.has_settings {
            return Err(Error::new(
                Code::NotFound,
                "The backup contains no settings that can be restored",
            ));
        }
        None
    } else {
        let done = engine
            .restores()
            .apply_with(&plan.id, &[], command.with_settings)
            .await?;
        warnings.extend(done.warnings.iter().cloned());
        Some(done)
    };
    for warning in &warnings {
        Output::message(warning);
    }
    let list = |change: Change| {
        plan.changes
            .iter()
            .filter(|one| {
                one.change == change || (one.change == Change::Comments && change == Change::Changed)
            })
            .map(|one| &one.component)
            .collect::<Vec<_>>()
    };
    let document = json!({
        "plan": { "added": list(Change::Added), "changed": list(Change::Changed), "removed": list(Change::Removed) },
        "applied": outcome.is_some(),
        "safety_backup": outcome.as_ref().and_then(|outcome| outcome.safety_backup.as_ref()),
        "warnings": warnings,
    });
    let mut lines = lines(&plan, outcome.as_ref());
    if outcome.is_some_and(|outcome| outcome.safety_backup.is_some()) {
        lines.extend(backups::advice(engine).await);
    }
    output.answer(&document, &lines);
    Ok(Ended::Done)
}

/// Refuses the options that only apply to a backup.
fn refuse_for_server(command: &RestoreCommand) -> Result<(), Error> {
    let given = [
        ("--only", !command.only.is_empty()),
        ("--key-file", command.key_file.is_some()),
        ("--with-settings", command.with_settings),
    ];
    match given.iter().find(|(_, given)| *given) {
        Some((option, _)) => Err(Error::new(
            Code::InvalidInput,
            format!(
                "`{option}` is for backups, but `{}` is a Mantrae server database",
                command.backup
            ),
        )
        .hint("Leave it out, or import one profile with `import FILE --from PROFILE --profile NAME`")),
        None => Ok(()),
    }
}

/// `PROFILE` or `PROFILE:KIND/NAME`; names of profiles contain no colon.
fn part(text: &str) -> Result<Part, Error> {
    let Some((profile, object)) = text.split_once(':') else {
        return Ok(Part {
            profile: text.to_owned(),
            component: None,
        });
    };
    let object: Object = object.parse().map_err(|why| {
        Error::new(
            Code::InvalidInput,
            format!("`--only {text}` cannot be understood: {why}"),
        )
    })?;
    Ok(Part {
        profile: profile.to_owned(),
        component: Some((object.kind.as_str().to_owned(), object.name)),
    })
}

fn lines(plan: &RestorePlan, outcome: Option<&RestoreOutcome>) -> Vec<String> {
    let mut lines: Vec<String> = plan
        .changes
        .iter()
        .map(|one| {
            let mark = match one.change {
                Change::Added => '+',
                Change::Changed | Change::Comments => '~',
                Change::Removed => '-',
            };
            let ComponentRef { profile, kind, name } = &one.component;
            format!("{mark} {profile}: {kind}/{name}")
        })
        .collect();
    let counts = format!(
        "adds {}, changes {}, removes {}",
        plan.added, plan.changed, plan.removed
    );
    let when = &plan.created_at;
    lines.push(match outcome.map(|outcome| &outcome.safety_backup) {
        Some(Some(backup)) => format!("Restored the backup of {when}: {counts}; safety backup {backup}"),
        Some(None) => format!("Nothing changed: the configuration already matches the backup of {when}"),
        None if plan.added + plan.changed + plan.removed == 0 => {
            format!("Nothing would change: the configuration already matches the backup of {when}")
        }
        None => format!("Would restore the backup of {when}: {counts}"),
    });
    lines
}
