//! `check`: would Traefik accept these files?

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use mantrae_core::{Error, import::source};
use serde_json::{Map, Value, json};
use traefik_dynamic::predict::{State, Status, predict_all};
use traefik_dynamic::{Component, Facts, Format, Kind, Problem, Reading, Severity, Verdict, at_once};

use crate::Ended;
use crate::output::Output;

pub(crate) fn check(files: &[PathBuf], facts: Option<&Path>, output: Output) -> Result<Ended, Error> {
    let facts = facts.map(read_facts).transpose()?;
    let readings = read_files(files)?;
    let mut ended = Ended::Done;
    let mut answers = Vec::new();
    let mut lines = Vec::new();
    for (number, reading) in readings.iter().enumerate() {
        let too_new = too_new(reading, facts.as_ref());
        let is_too_new = !too_new.is_empty();
        let verdict = match reading.verdict {
            Verdict::Accept if is_too_new => Verdict::Reject,
            verdict => verdict,
        };
        if verdict != Verdict::Accept {
            ended = Ended::InPart;
        }
        let (references, states) = at_once(
            || references(&readings, number),
            || {
                if is_too_new {
                    return Vec::new();
                }
                states(&readings, number, facts.as_ref())
            },
        );
        let mut problems = reading.problems.clone();
        problems.extend(too_new);
        problems.extend(references);
        problems.sort_by_key(|problem| (problem.line, problem.column));
        let said = match facts.as_ref().and_then(|facts| facts.version.as_deref()) {
            Some(version) if is_too_new => format!("Traefik {version} refuses it"),
            _ => sentence(reading),
        };
        lines.push(format!("{}: {said}", reading.file));
        Output::problems(&problems);
        tell(&reading.file, &states);
        if output.json {
            answers.push(answer(reading, (verdict, &problems, &states)));
        }
    }
    output.answer(&json!({ "files": answers }), &lines);
    Ok(ended)
}

/// What is found about a file, for programs.
fn answer(reading: &Reading, (verdict, problems, states): (Verdict, &[Problem], &[State])) -> Value {
    let components = reading.components.iter().map(|found| &found.component);
    let names = components.map(|one| json!({ "kind": one.kind, "name": one.name }));
    json!({
        "file": reading.file,
        "verdict": verdict,
        "components": names.collect::<Vec<_>>(),
        "problems": problems,
        "status": statuses(states),
    })
}

/// The fields that are newer than the version in the facts.
fn too_new(reading: &Reading, facts: Option<&Facts>) -> Vec<Problem> {
    facts
        .and_then(|facts| facts.version.as_deref())
        .map(|version| reading.too_new_for(version))
        .unwrap_or_default()
}

/// Reads Traefik files.
pub(crate) fn read_files(files: &[PathBuf]) -> Result<Vec<Reading>, Error> {
    let mut readings = Vec::new();
    for path in files {
        let file = path.display().to_string();
        readings.push(traefik_dynamic::read(
            &source::read(path)?,
            &file,
            Format::from_path(path),
        ));
    }
    Ok(readings)
}

/// Reads what is known about a gateway.
pub(crate) fn read_facts(path: &Path) -> Result<Facts, Error> {
    Ok(mantrae_core::gateway::read_file(path)?.facts)
}

/// What Traefik's API will say about the components of a file. The other files count: a folder is read as a whole.
fn states(readings: &[Reading], number: usize, facts: Option<&Facts>) -> Vec<State> {
    let reading = &readings[number];
    if reading.is_refused() || reading.verdict == Verdict::Template {
        // Traefik accepts nothing of it, or nobody knows what.
        return Vec::new();
    }
    let own = reading.every_component();
    if readings.len() == 1 {
        return predict_all(&own, facts);
    }
    let names: HashSet<(Kind, &str)> = own.iter().map(|one| (one.kind, one.name.as_str())).collect();
    let others = readings.iter().enumerate().filter(|(other, _)| *other != number);
    let others = others.flat_map(|(_, reading)| reading.every_component());
    let all: Vec<&Component> = own.iter().copied().chain(others).collect();
    let mut states = predict_all(&all, facts);
    states.retain(|state| names.contains(&(state.kind, state.component.as_str())));
    states
}

/// By kind and name. A router that Traefik splits is listed under each of its names, one that it drops under its own.
fn statuses(states: &[State]) -> Map<String, Value> {
    let mut all = Map::new();
    for state in states {
        let name = state.name.as_deref().unwrap_or(&state.component);
        let value = json!({
            "status": state.status,
            "component": state.component,
            "reasons": state.reasons,
            "notes": state.notes,
            "priority": state.priority.as_ref().and_then(|text| text.parse::<i64>().ok()),
            "entry_points": state.entry_points,
        });
        all.insert(format!("{}/{name}", state.kind), value);
    }
    all
}

/// Says what will not work, or not as meant.
fn tell(file: &str, states: &[State]) {
    for state in states {
        let component = format!("{}/{}", state.kind, state.component);
        let reasons = state.reasons.iter().filter(|_| state.status != Status::Unknown);
        let severity = if state.status == Status::Disabled {
            "error"
        } else {
            "warning"
        };
        for reason in reasons {
            Output::message(&format!("{file}: {severity}: `{component}`: {}", reason.message));
            if let Some(hint) = &reason.hint {
                Output::message(&format!("  {hint}"));
            }
        }
        for note in &state.notes {
            Output::message(&format!("{file}: note: `{component}`: {}", note.message));
        }
    }
}

/// What the file refers to but lacks. A name in another file is only worth a note: a folder is read as a whole.
fn references(readings: &[Reading], number: usize) -> Vec<Problem> {
    let others = readings.iter().enumerate().filter(|(other, _)| *other != number);
    let others: HashSet<(Kind, &str)> = others
        .flat_map(|(_, reading)| &reading.components)
        .map(|found| (found.component.kind, found.component.name.as_str()))
        .collect();
    let alone = readings[number].check(&|_, _| false);
    if others.is_empty() {
        return alone;
    }
    let together = readings[number].check(&|kind, name| others.contains(&(kind, name)));
    let lost: HashSet<&str> = together.iter().filter_map(|one| one.path.as_deref()).collect();
    let note = |problem: Problem| match problem.path.as_deref() {
        Some(path) if !lost.contains(path) => Problem {
            severity: Severity::Info,
            message: format!("`{path}` is also defined in another of these files"),
            hint: Some("Traefik needs both".to_owned()),
            ..problem
        },
        _ => problem,
    };
    alone.into_iter().map(note).collect()
}

fn sentence(reading: &Reading) -> String {
    let has = |code: &str| reading.problems.iter().any(|problem| problem.code == code);
    match reading.verdict {
        Verdict::Accept => match reading.components.len() {
            1 => "Traefik accepts it: 1 component".to_owned(),
            many => format!("Traefik accepts it: {many} components"),
        },
        Verdict::Reject | Verdict::Template if reading.is_refused() => "Traefik refuses it".to_owned(),
        Verdict::Reject if has("SYNTAX") || has("TOO-LARGE") => "not read: it is too large".to_owned(),
        Verdict::Reject if has("NOTHING") => "Traefik accepts it as an empty configuration".to_owned(),
        Verdict::Reject => "Traefik loads it, but not everything in it works".to_owned(),
        Verdict::Template => "a template: only Traefik itself can render it".to_owned(),
        Verdict::StaticConfigNotDynamic => {
            "Traefik’s install (static) configuration, not the dynamic one".to_owned()
        }
    }
}
