//! `backup`, `status` and `activity`.

use std::path::Path;

use mantrae_core::backup::{Backup, BackupLocation, ProblemKind};
use mantrae_core::engine::{Depth, LastGood, RestoreTested, VerificationResult};
use mantrae_core::{Engine, Error, words};
use serde_json::{Value, json};

use crate::Ended;
use crate::arguments::{ActivityCommand, BackupCommand};
use crate::output::{Output, in_terminal};

pub(crate) async fn backup(engine: &Engine, command: BackupCommand, output: Output) -> Result<Ended, Error> {
    match command {
        BackupCommand::Create { note } => {
            let backup = engine.backups().create(&note).await?;
            let (id, size) = (&backup.id, words::size(backup.size));
            let line = if in_bytes(&backup) {
                Output::message(
                    "The key could not be read, so only the bytes were verified; run `backup verify` to verify the contents",
                );
                format!("Backed up, bytes verified: {id} ({size})")
            } else {
                format!("Backed up and verified: {id} ({size})")
            };
            output.answer(&json!({ "backup": backup }), &[line]);
            tell_waiting(engine, &backup).await?;
            return Ok(missing(&backup));
        }
        BackupCommand::List => {
            engine.locations().refresh().await?;
            let silent = tell_silent(engine).await?;
            let backups = engine.backups().list().await?;
            let lines: Vec<String> = backups.iter().map(line).collect();
            output.answer(&json!({ "backups": backups, "not_listed": silent }), &lines);
        }
        BackupCommand::Show { id } => show(engine, &id, output).await?,
        BackupCommand::Verify {
            backup,
            all: _,
            key_file,
        } => {
            let engine = match &key_file {
                Some(file) => engine.with_key_file(file)?,
                None => engine.clone(),
            };
            return verify(&engine, backup, output).await;
        }
        BackupCommand::RestoreTest => return restore_test(engine, output).await,
        BackupCommand::Download { id, output: path } => {
            let backup = engine.backups().download(&id, &path).await?;
            let line = format!("Saved a copy of {} to `{}`", backup.id, path.display());
            output.answer(&json!({ "backup": backup, "output": path }), &[line]);
        }
        BackupCommand::Delete { ids, last } => {
            let last = if last { LastGood::Remove } else { LastGood::Keep };
            engine.removal().delete(&ids, last).await?;
            output.answer(
                &json!({ "deleted": ids }),
                &[format!("Removed {}", ids.join(", "))],
            );
        }
        BackupCommand::Pin { id } => pin(engine, &id, true, output).await?,
        BackupCommand::Unpin { id } => pin(engine, &id, false, output).await?,
        BackupCommand::Adopt { instance } => {
            let number = engine.backups().adopt(&instance).await?;
            output.answer(
                &json!({ "adopted": instance, "backups": number }),
                &[format!(
                    "Adopted {} of {instance}",
                    words::count(u64::from(number), "backup")
                )],
            );
        }
    }
    Ok(Ended::Done)
}

/// Names the locations that a new backup did not reach.
fn missing(backup: &Backup) -> Ended {
    let mut ended = Ended::Done;
    for at in &backup.locations {
        let Some(waiting) = &at.waiting else { continue };
        ended = Ended::InPart;
        let why = waiting.problem.as_ref();
        let why = why.map_or_else(String::new, |problem| format!(": {}", problem.message));
        Output::message(&format!("Not yet on {}{why}", at.name));
        if let Some(hint) = waiting.problem.as_ref().and_then(|problem| problem.hint.as_ref()) {
            Output::message(&format!("  {hint}"));
        }
    }
    if ended == Ended::InPart {
        Output::message("  It is uploaded with the next backup, or while the window or the tray is open");
    }
    ended
}

/// Says how many earlier backups are still waiting.
async fn tell_waiting(engine: &Engine, backup: &Backup) -> Result<(), Error> {
    let of_this = backup.locations.iter().filter(|at| at.waiting.is_some()).count();
    let waiting = engine.uploads().waiting().await?;
    let earlier = waiting.saturating_sub(u32::try_from(of_this).unwrap_or(u32::MAX));
    if earlier > 0 {
        let number = words::count(u64::from(earlier), "earlier upload");
        Output::message(&format!("Still waiting: {number}"));
    }
    Ok(())
}

/// Names the locations that did not do what was last asked of them: what is shown for them is what was known before.
async fn tell_silent(engine: &Engine) -> Result<Vec<Value>, Error> {
    let mut silent = Vec::new();
    for location in engine.locations().statuses().await? {
        if let (false, Some(failure)) = (location.ok, location.failure) {
            Output::message(&failure.message);
            if let Some(hint) = &failure.hint {
                Output::message(&format!("  {hint}"));
            }
            silent.push(json!({ "location": location.name, "problem": failure }));
        }
    }
    Ok(silent)
}

async fn restore_test(engine: &Engine, output: Output) -> Result<Ended, Error> {
    let results = engine.restore_tests().run().await?;
    let line = |one: &RestoreTested| match (one.components, &one.problem) {
        (Some(components), _) => format!(
            "{}\t{}\t{} restored as backed up",
            one.location,
            one.backup,
            words::count(components, "component")
        ),
        (None, problem) => format!(
            "{}\t{}\t{}{}",
            one.location,
            one.backup,
            if one.tried { "" } else { "could not be tested: " },
            problem.as_ref().map_or("", |problem| problem.message.as_str())
        ),
    };
    let lines: Vec<String> = results.iter().map(line).collect();
    output.answer(&json!({ "results": results }), &lines);
    if results.is_empty() {
        Output::message("There is no backup yet to test");
    }
    Ok(if results.iter().all(|one| one.problem.is_none()) {
        Ended::Done
    } else {
        Ended::InPart
    })
}

async fn pin(engine: &Engine, id: &str, pinned: bool, output: Output) -> Result<(), Error> {
    let listed = engine.backups().list().await?;
    let backup = engine.backups().pin(id, pinned).await?;
    let was_so = listed
        .iter()
        .any(|one| one.id == backup.id && one.pinned == pinned);
    let verb = match (pinned, was_so) {
        (true, false) => "Pinned",
        (false, false) => "Unpinned",
        (true, true) => "Nothing changed: already pinned:",
        (false, true) => "Nothing changed: not pinned:",
    };
    output.answer(&json!({ "backup": backup }), &[format!("{verb} {}", backup.id)]);
    Ok(())
}

pub(crate) fn line(backup: &Backup) -> String {
    let there = || backup.locations.iter().filter(|at| at.waiting.is_none());
    let verified = there().all(BackupLocation::is_verified);
    let waits = backup.locations.iter().any(|at| at.waiting.is_some());
    let problem = backup.locations.iter().find_map(|at| at.problem_kind);
    let state = match (problem, verified) {
        (Some(kind), _) => bad(kind),
        (_, true) if in_bytes(backup) => "bytes verified",
        (_, true) => "verified",
        _ => "not verified",
    };
    let waits = if waits { "\tnot in every location yet" } else { "" };
    let from = if backup.own {
        String::new()
    } else {
        format!("\tfrom another computer, {}", backup.instance)
    };
    let key = backup
        .key_id
        .as_ref()
        .map_or_else(String::new, |id| format!("\tkey {id}"));
    let pin = if backup.pinned { "\tpinned" } else { "" };
    let (id, at, trigger, size) = (
        &backup.id,
        &backup.created_at,
        backup.trigger.as_str(),
        words::size(backup.size),
    );
    format!(
        "{id}\t{at}\t{trigger}\t{size}\t{state}{waits}{key}{pin}{from}\t{}",
        backup.note
    )
}

fn bad(kind: ProblemKind) -> &'static str {
    match kind {
        ProblemKind::Damaged => "damaged",
        ProblemKind::Changed => "changed since it was verified",
        ProblemKind::NotAFile => "not a file",
    }
}

/// Only the bytes were verified: nobody had the key to look inside.
fn in_bytes(backup: &Backup) -> bool {
    backup
        .locations
        .iter()
        .any(|at| at.verification == Some(Depth::Bytes))
}

async fn show(engine: &Engine, id: &str, output: Output) -> Result<(), Error> {
    let detail = engine.backups().show(id).await?;
    let mut lines = vec![line(&detail.backup), format!("file: {}", detail.backup.file)];
    lines.push(format!("sha256: {}", detail.sha256));
    lines.extend(detail.profiles.iter().map(|one| {
        format!(
            "profile `{}`: {}",
            one.name,
            words::count(one.components, "component")
        )
    }));
    lines.extend(
        detail
            .members
            .iter()
            .map(|one| format!("{}\t{} bytes", one.path, one.size)),
    );
    if let Some(now) = &detail.against_now {
        lines.push(format!(
            "against now: a restore adds {}, changes {}, removes {}",
            now.added, now.changed, now.removed
        ));
    }
    lines.extend(detail.problem.iter().map(|problem| problem.message.clone()));
    output.answer(&serde_json::to_value(&detail).unwrap_or_default(), &lines);
    Ok(())
}

async fn verify(engine: &Engine, backup: Option<String>, output: Output) -> Result<Ended, Error> {
    let mut results: Vec<VerificationResult> = Vec::new();
    match backup {
        Some(file) if Path::new(&file).exists() => {
            results.push(engine.verification().verify_file(Path::new(&file)).await?);
        }
        Some(id) => results.extend(engine.verification().verify_each(&id).await?),
        None => {
            for backup in engine.backups().list().await? {
                results.extend(engine.verification().verify_each(&backup.id).await?);
            }
        }
    }
    let lines: Vec<String> = results
        .iter()
        .map(|one| match (&one.problem, one.verification) {
            (None, _) if one.repacked => format!("{}\t{}\tverified, repacked", one.id, one.location),
            (None, _) => format!("{}\t{}\tchecked", one.id, one.location),
            (Some(problem), Some(_)) => format!(
                "{}\t{}\tbytes verified; contents not verified: {}",
                one.id, one.location, problem.message
            ),
            (Some(problem), None) => format!("{}\t{}\t{}", one.id, one.location, problem.message),
        })
        .collect();
    output.answer(&json!({ "results": results }), &lines);
    Ok(if results.iter().all(|one| one.problem.is_none()) {
        Ended::Done
    } else {
        Ended::InPart
    })
}

/// Lists the locations first: what was intact when they were last looked at may be gone since.
pub(crate) async fn status(engine: &Engine, output: Output) -> Result<Ended, Error> {
    engine.locations().refresh().await?;
    let verdict = engine.verdict().await?;
    let silent = tell_silent(engine).await?;
    let document = json!({ "verdict": verdict.kind, "sentence": verdict.sentence, "facts": verdict.facts,
        "last_verified": verdict.last_verified, "next_due": verdict.next_due,
        "changes_since": verdict.changes_since, "in_no_backup": verdict.in_no_backup, "not_listed": silent });
    output.answer(&document, &[in_terminal(&verdict.sentence)]);
    Ok(Ended::Done)
}

/// After a change: what is not backed up yet, and how to make a backup; `None` if everything is in one.
pub(crate) async fn advice(engine: &Engine) -> Option<String> {
    // The change is already made, whether or not this can be said.
    let lacking = engine.verdict().await.ok()?.lacking()?;
    Some(format!("{lacking}: run `mantraectl backup create`"))
}

pub(crate) async fn activity(
    engine: &Engine,
    command: ActivityCommand,
    output: Output,
) -> Result<Ended, Error> {
    let ActivityCommand::List { limit } = command;
    let entries = engine.activity(limit).await?;
    let lines: Vec<String> = entries
        .iter()
        .map(|entry| {
            let why = entry
                .failure
                .as_ref()
                .map_or_else(String::new, |failure| format!(": {}", failure.message));
            format!("{}\t{}{why}", entry.started_at, in_terminal(&entry.sentence))
        })
        .collect();
    output.answer(&json!({ "activity": entries }), &lines);
    Ok(Ended::Done)
}
