//! `check`: would Traefik take these files?

use std::collections::HashSet;
use std::path::PathBuf;

use mantrae_core::{Error, import::source};
use serde_json::json;
use traefik_dynamic::{Format, Kind, Problem, Reading, Severity, Verdict};

use crate::Ended;
use crate::output::Output;

pub(crate) fn check(files: &[PathBuf], output: Output) -> Result<Ended, Error> {
    let mut readings = Vec::new();
    for path in files {
        let file = path.display().to_string();
        readings.push(traefik_dynamic::read(
            &source::read(path)?,
            &file,
            Format::from_path(path),
        ));
    }
    let mut ended = Ended::Done;
    let mut answers = Vec::new();
    let mut lines = Vec::new();
    for (number, reading) in readings.iter().enumerate() {
        if reading.verdict != Verdict::Accept {
            ended = Ended::InPart;
        }
        let mut problems = reading.problems.clone();
        problems.extend(references(&readings, number));
        problems.sort_by_key(|problem| (problem.line, problem.column));
        lines.push(format!("{}: {}", reading.file, sentence(reading)));
        Output::problems(&problems);
        let components = reading.components.iter().map(|found| &found.component);
        let names = components.map(|one| json!({ "kind": one.kind, "name": one.name }));
        answers.push(json!({
            "file": reading.file,
            "verdict": reading.verdict,
            "components": names.collect::<Vec<_>>(),
            "problems": problems,
        }));
    }
    output.answer(&json!({ "files": answers }), &lines);
    Ok(ended)
}

/// What the file names and does not hold. A name that one of the other files holds is worth a note only: a folder is read whole.
fn references(readings: &[Reading], number: usize) -> Vec<Problem> {
    let others = readings.iter().enumerate().filter(|(other, _)| *other != number);
    let others: HashSet<(Kind, &str)> = others
        .flat_map(|(_, reading)| &reading.components)
        .map(|found| (found.component.kind, found.component.name.as_str()))
        .collect();
    let alone = readings[number].check(&|_, _| false);
    let together = readings[number].check(&|kind, name| others.contains(&(kind, name)));
    let lost: HashSet<&str> = together.iter().filter_map(|one| one.path.as_deref()).collect();
    let note = |problem: Problem| match problem.path.as_deref() {
        Some(path) if !lost.contains(path) => Problem {
            severity: Severity::Info,
            message: format!("`{path}` names what is in another of these files"),
            hint: Some("Traefik needs both".to_owned()),
            ..problem
        },
        _ => problem,
    };
    alone.into_iter().map(note).collect()
}

fn sentence(reading: &Reading) -> String {
    match reading.verdict {
        Verdict::Accept => match reading.components.len() {
            1 => "Traefik takes it, 1 component".to_owned(),
            many => format!("Traefik takes it, {many} components"),
        },
        Verdict::Reject => "Traefik refuses it".to_owned(),
        Verdict::Template => "a template: only Traefik itself can render it".to_owned(),
        Verdict::StaticConfigNotDynamic => {
            "Traefik's install (static) configuration, not the dynamic one".to_owned()
        }
    }
}
