//! `follow`: Traefik's files lead, and a profile follows them.

use mantrae_core::engine::{Decisions, FollowPlan, FollowStatus, WritePlan};
use mantrae_core::follow::{Decision, Difference, DifferenceKind, FileSummary};
use mantrae_core::publish::StandingState;
use mantrae_core::{Engine, Error, words};
use serde_json::json;

use crate::Ended;
use crate::arguments::{Beginning, Deciding, FollowCommand};
use crate::output::Output;

pub(crate) async fn follow(engine: &Engine, command: FollowCommand, output: Output) -> Result<Ended, Error> {
    let follow = engine.follow();
    match command {
        FollowCommand::Begin(how) => begin(engine, &how, output).await,
        FollowCommand::End { profile } => {
            let path = follow.end(&profile).await?;
            let line = path.as_ref().map_or_else(
                || "It followed no files".to_owned(),
                |path| format!("No longer followed; {path} stays as it is"),
            );
            output.answer(&json!({ "ended": path }), &[line]);
            Ok(Ended::Done)
        }
        FollowCommand::Status { profile } => status(engine, &profile, output).await,
        FollowCommand::Look { profile } => {
            follow.look_at(&profile).await?;
            status(engine, &profile, output).await
        }
        FollowCommand::Decide(how) => {
            follow.decide(&how.profile, &decisions(&how)).await?;
            status(engine, &how.profile, output).await
        }
        FollowCommand::Write {
            profile,
            dry_run,
            lose_comments,
        } => {
            let plan = follow.plan_write(&profile).await?;
            if dry_run {
                output.answer(&json!({ "plan": plan }), &plan_lines(&plan));
                Output::problems(&plan.problems);
                return Ok(match plan.refusal() {
                    Some(_) => Ended::InPart,
                    None => Ended::Done,
                });
            }
            let agreed = lose_comments.then_some(plan.id.as_str());
            let written = follow.write(&profile, agreed).await?;
            Output::problems(&written.problems);
            let lines = match written.files.as_slice() {
                [] => vec!["Nothing to write: the files say this already".to_owned()],
                _ => plan_lines(&written),
            };
            output.answer(&json!({ "written": written }), &lines);
            Ok(Ended::Done)
        }
    }
}

async fn begin(engine: &Engine, how: &Beginning, output: Output) -> Result<Ended, Error> {
    let follow = engine.follow();
    if how.dry_run {
        let plan = follow.plan(&how.profile, &how.path).await?;
        output.answer(&json!({ "plan": plan }), &begun_lines(&plan));
        return Ok(Ended::Done);
    }
    let begun = if how.replace {
        let plan = follow.plan(&how.profile, &how.path).await?;
        follow.begin(&how.profile, &how.path, Some(&plan.id)).await?
    } else {
        follow.begin(&how.profile, &how.path, None).await?
    };
    let mut lines = begun_lines(&begun);
    lines.push(format!("`{}` follows {}", begun.profile, begun.path));
    output.answer(&json!({ "followed": begun }), &lines);
    Ok(Ended::Done)
}

async fn status(engine: &Engine, profile: &str, output: Output) -> Result<Ended, Error> {
    let Some(status) = engine.follow().status(profile).await? else {
        let line = "It follows no files: `follow begin PATH` names them".to_owned();
        output.answer(&json!({ "follow": null }), &[line]);
        return Ok(Ended::Done);
    };
    output.answer(&json!({ "follow": status }), &status_lines(&status));
    let is_well = matches!(
        status.standing.state,
        StandingState::Following | StandingState::FilesAhead
    );
    Ok(if is_well { Ended::Done } else { Ended::InPart })
}

fn decisions(how: &Deciding) -> Decisions {
    let each = |all: &[crate::arguments::Object], decision: Decision| -> Decisions {
        all.iter()
            .map(|one| ((one.kind, one.name.clone()), decision))
            .collect()
    };
    let mut decisions = each(&how.files, Decision::Files);
    decisions.extend(each(&how.mine, Decision::Profile));
    decisions
}

fn status_lines(status: &FollowStatus) -> Vec<String> {
    let mut lines = vec![status.standing.sentence.clone()];
    lines.extend(status.standing.facts.iter().map(|fact| format!("  {fact}")));
    if let Some(hint) = status.broken.as_ref().and_then(|broken| broken.hint.as_ref()) {
        lines.push(format!("  {hint}"));
    }
    lines.extend(status.differences.iter().map(difference));
    lines.push(status.path.clone());
    lines.extend(status.files.iter().flat_map(file));
    lines
}

fn begun_lines(plan: &FollowPlan) -> Vec<String> {
    let files = plan.files.iter().flat_map(file);
    files.chain(plan.differences.iter().map(difference)).collect()
}

fn plan_lines(plan: &WritePlan) -> Vec<String> {
    let files = plan.files.iter().map(|file| {
        let new = if file.is_new { ", new" } else { "" };
        let loses = if file.loses_comments {
            ", its comments are lost"
        } else {
            ""
        };
        format!("{}{new}{loses}", file.name)
    });
    files.chain(plan.differences.iter().map(difference)).collect()
}

fn file(file: &FileSummary) -> Vec<String> {
    let components = words::count(u64::from(file.components), "component");
    let mut lines = vec![format!("  {}: {components}", file.name)];
    lines.extend(file.hidden.iter().map(|hidden| {
        let (kind, name, by) = (hidden.kind, &hidden.name, &hidden.by);
        format!("    {kind}/{name} is ignored: {by} defines it first")
    }));
    lines
}

fn difference(one: &Difference) -> String {
    let word = |kind: DifferenceKind| match kind {
        DifferenceKind::Added => "added",
        DifferenceKind::Changed => "changed",
        DifferenceKind::Reworded => "written otherwise",
        DifferenceKind::Removed => "removed",
    };
    let said = match (one.in_files, one.in_profile) {
        (Some(files), Some(profile)) => {
            format!("{} in the files, {} in the profile", word(files), word(profile))
        }
        (Some(files), None) => format!("{} in the files", word(files)),
        (None, Some(profile)) => format!("{} in the profile", word(profile)),
        (None, None) => "the same".to_owned(),
    };
    let file = one
        .file
        .as_ref()
        .map(|file| format!(" ({file})"))
        .unwrap_or_default();
    format!("{}/{}{file}: {said}", one.kind, one.name)
}
