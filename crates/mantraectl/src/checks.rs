//! `check`: would Traefik take these files?

use std::path::PathBuf;

use mantrae_core::{Error, import::source};
use serde_json::json;
use traefik_dynamic::{Component, Format, Reading, Verdict};

use crate::Ended;
use crate::output::Output;

pub(crate) fn check(files: &[PathBuf], output: Output) -> Result<Ended, Error> {
    let mut answers = Vec::new();
    let mut lines = Vec::new();
    let mut ended = Ended::Done;
    for path in files {
        let file = path.display().to_string();
        let mut reading = traefik_dynamic::read(&source::read(path)?, &file, Format::from_path(path));
        let components: Vec<Component> = reading
            .components
            .iter()
            .map(|found| found.component.clone())
            .collect();
        if reading.verdict == Verdict::Accept {
            reading
                .problems
                .extend(traefik_dynamic::check(&components, &|_, _| false));
        } else {
            ended = Ended::InPart;
        }
        lines.push(format!("{file}: {}", sentence(&reading)));
        Output::problems(&reading.problems);
        let names = components
            .iter()
            .map(|one| json!({ "kind": one.kind, "name": one.name }));
        answers.push(json!({
            "file": file,
            "verdict": reading.verdict,
            "components": names.collect::<Vec<_>>(),
            "problems": reading.problems,
        }));
    }
    output.answer(&json!({ "files": answers }), &lines);
    Ok(ended)
}

fn sentence(reading: &Reading) -> String {
    match reading.verdict {
        Verdict::Accept => format!("Traefik takes it, {} components", reading.components.len()),
        Verdict::Reject => "Traefik refuses it".to_owned(),
        Verdict::Template => "a template: only Traefik itself can render it".to_owned(),
        Verdict::StaticConfigNotDynamic => {
            "Traefik's install (static) configuration, not the dynamic one".to_owned()
        }
    }
}
