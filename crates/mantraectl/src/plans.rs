//! Change sets: shows what one would do, or makes it and says what to look at.

use mantrae_core::engine::{
    Change, ChangePlan, ChangeSet, FieldDifference, OutlookChange, PlannedChange, PlannedComponent,
};
use mantrae_core::{Code, Engine, Error, words};
use serde_json::{Value, json};

use crate::Ended;
use crate::arguments::{DryRun, Object};
use crate::output::{Output, in_terminal, problem_line};

/// A change set for a profile.
pub(crate) struct Request<'r> {
    pub(crate) profile: &'r str,
    pub(crate) set: ChangeSet,
    /// Whether to do it.
    pub(crate) dry: DryRun,
    /// Also remove what only the removed components use.
    pub(crate) with_unused: bool,
}

impl<'r> Request<'r> {
    pub(crate) fn of(profile: &'r str, change: Change, dry: DryRun) -> Self {
        let set = ChangeSet {
            title: None,
            changes: vec![change],
        };
        Request {
            profile,
            set,
            dry,
            with_unused: false,
        }
    }
}

/// Makes a change set, or shows what it would do. `done`: the component that it is about, and what is done to it.
pub(crate) async fn carry_out(
    engine: &Engine,
    request: Request<'_>,
    (object, done): (&Object, &str),
    output: Output,
) -> Result<Ended, Error> {
    let mut plan = engine
        .changes()
        .plan(request.profile, request.set.clone())
        .await?;
    if request.with_unused && !plan.unused.is_empty() {
        let mut set = request.set;
        let (kind, name, number) = (object.kind, &object.name, plan.unused.len());
        let more = words::count(number as u64, "component");
        set.title = Some(format!(
            "{} “{name}” removed, and {more} that only it used",
            kind.noun()
        ));
        set.changes.extend(plan.unused.iter().map(|one| Change::Remove {
            kind: one.kind,
            name: one.name.clone(),
        }));
        engine.changes().discard(&plan.id).await;
        plan = engine.changes().plan(request.profile, set).await?;
    }
    let (kind, name) = (object.kind, &object.name);
    if request.dry.dry_run {
        engine.changes().discard(&plan.id).await;
        let lines = lines(&plan);
        output.answer(&json!({ "applied": false, "plan": plan }), &lines);
        return Ok(foreseen(&plan, request.dry));
    }
    let line = apply(engine, &plan, request.dry).await?;
    let done = if line.is_some() { done } else { UNCHANGED };
    let said = said(object, done);
    let document =
        json!({ "kind": kind, "name": name, "done": done, "applied": line.is_some(), "plan": plan });
    let mut answer = vec![said];
    answer.extend(others(&plan, object));
    output.answer(&document, &answer);
    for note in notes(&plan) {
        Output::message(&note);
    }
    Ok(Ended::Done)
}

/// Does what a plan says. Returns the entry in the activity list. Fails if it breaks an expectation and nobody agreed
/// to that.
pub(crate) async fn apply(engine: &Engine, plan: &ChangePlan, dry: DryRun) -> Result<Option<String>, Error> {
    if let Some(error) = refusal(plan, dry) {
        engine.changes().discard(&plan.id).await;
        return Err(error);
    }
    engine.changes().apply(&plan.id).await
}

/// How a command ends that only showed a plan: as it would if it had carried it out.
pub(crate) fn foreseen(plan: &ChangePlan, dry: DryRun) -> Ended {
    match refusal(plan, dry) {
        Some(error) => {
            Output::message(&format!(
                "This would be refused. {}",
                error.hint.unwrap_or_default()
            ));
            Ended::InPart
        }
        None => Ended::Done,
    }
}

fn refusal(plan: &ChangePlan, dry: DryRun) -> Option<Error> {
    if dry.break_expectations || plan.newly_failing.is_empty() {
        return None;
    }
    let broken = plan.newly_failing.iter();
    let broken: Vec<String> = broken
        .map(|one| format!("{} {}: {}", one.method, one.url, one.sentence))
        .collect();
    let what = match broken.len() {
        1 => "an expectation".to_owned(),
        number => words::count(number as u64, "expectation"),
    };
    let message = format!(
        "Nothing was changed, because this breaks {what}: {}",
        broken.join("; ")
    );
    Some(
        Error::new(Code::BreaksExpectation, message).hint("Add `--break-expectations` to do it all the same"),
    )
}

const UNCHANGED: &str = "unchanged";

fn said(Object { kind, name }: &Object, done: &str) -> String {
    match done {
        UNCHANGED => format!("{kind}/{name}: nothing changed, already so"),
        _ => format!("{kind}/{name} {done}"),
    }
}

/// Nothing was changed, because nothing was asked for.
pub(crate) fn unchanged(object: &Object, output: Output) {
    let document = json!({ "kind": object.kind, "name": object.name, "done": UNCHANGED, "applied": false });
    output.answer(&document, &[said(object, UNCHANGED)]);
}

/// The components that change besides the one that the command names.
fn others(plan: &ChangePlan, object: &Object) -> Vec<String> {
    let is_other = |one: &&PlannedComponent| {
        let names = [Some(&one.name), one.renamed_from.as_ref()];
        one.kind != object.kind || !names.contains(&Some(&object.name))
    };
    let others = plan.components.iter().filter(is_other);
    others.flat_map(|one| component(one, plan)).collect()
}

/// A plan as lines.
pub(crate) fn lines(plan: &ChangePlan) -> Vec<String> {
    if plan.components.is_empty() {
        return vec!["Nothing would change: already so".to_owned()];
    }
    let mut lines = changed(plan);
    lines.extend(notes(plan));
    lines.push(format!("Would do: {}", in_terminal(&plan.title)));
    lines
}

/// The components that change, as lines.
pub(crate) fn changed(plan: &ChangePlan) -> Vec<String> {
    let all = plan.components.iter();
    all.flat_map(|one| component(one, plan)).collect()
}

fn component(one: &PlannedComponent, plan: &ChangePlan) -> Vec<String> {
    let mark = match one.change {
        PlannedChange::Added => '+',
        PlannedChange::Removed => '-',
        PlannedChange::Renamed => '>',
        _ => '~',
    };
    let (kind, name) = (one.kind, &one.name);
    let what = match (&one.renamed_from, one.enabled) {
        (Some(from), _) => format!("{mark} {kind}/{from} becomes {kind}/{name}"),
        (None, Some(true)) => format!("{mark} {kind}/{name} (switched on)"),
        (None, Some(false)) => format!("{mark} {kind}/{name} (switched off)"),
        (None, None) if one.change == PlannedChange::Changed && one.fields.is_empty() => {
            format!("{mark} {kind}/{name} (only comments or layout)")
        }
        (None, None) => format!("{mark} {kind}/{name}"),
    };
    let mut lines = vec![what];
    let follows: Vec<_> = plan
        .follows
        .iter()
        .filter(|follow| (follow.kind, &follow.name) == (kind, name))
        .collect();
    for follow in &follows {
        let (before, after) = (value(Some(&follow.before)), value(Some(&follow.after)));
        lines.push(format!("    {}: {before} -> {after}", follow.path));
    }
    let is_told = |path: &str| {
        follows.iter().any(|follow| {
            let rest = follow.path.strip_prefix(path);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['[', '.']))
        })
    };
    let fields = one.fields.iter().filter(|field| !is_told(&field.path));
    lines.extend(fields.map(field));
    lines
}

/// A field that differs, as a line.
pub(crate) fn field(one: &FieldDifference) -> String {
    if one.secret {
        return format!("    {}: changed (secret)", one.path);
    }
    let (before, after) = (value(one.before.as_ref()), value(one.after.as_ref()));
    format!("    {}: {before} -> {after}", one.path)
}

fn value(value: Option<&Value>) -> String {
    match value {
        None => "(not set)".to_owned(),
        Some(Value::String(text)) if !text.is_empty() && !text.contains('\n') => text.clone(),
        Some(value) => value.to_string(),
    }
}

/// What a person should look at, before the change or after it.
pub(crate) fn notes(plan: &ChangePlan) -> Vec<String> {
    let mut notes: Vec<String> = Vec::new();
    for one in &plan.expectations_follow {
        notes.push(format!(
            "The expectation for {} follows: `{}` -> `{}`",
            one.url, one.before, one.after
        ));
    }
    notes.extend(plan.cannot_follow.iter().cloned());
    for one in &plan.left {
        notes.push(format!(
            "{}/{} still refers to {}/{} (`{}`)",
            one.kind, one.name, one.to_kind, one.to_name, one.path
        ));
    }
    for one in &plan.unused {
        notes.push(format!("Nothing else uses {}/{}", one.kind, one.name));
    }
    notes.extend(plan.outlook.iter().flat_map(outlook));
    for one in &plan.newly_failing {
        notes.push(format!("{} {}: {}", one.method, one.url, one.sentence));
    }
    for one in &plan.newly_met {
        notes.push(format!("{} {}: {}", one.method, one.url, one.sentence));
    }
    notes
}

fn outlook(one: &OutlookChange) -> Vec<String> {
    let problems = one.appeared.iter().map(|problem| {
        let message = format!("{}/{}: {}", one.kind, one.name, problem.message);
        let mut problem = problem.clone();
        problem.message = message;
        (problem.file, problem.line, problem.column) = (None, None, None);
        problem_line(&problem)
    });
    problems.collect()
}
