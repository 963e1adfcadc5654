//! `route`: which router takes a request, in a profile or from files alone.

use std::path::Path;

use mantrae_core::{Code, Engine, Error, expectation, import::source};
use serde_json::{Value, json};
use traefik_dynamic::route::{Answer, Request, Routes};
use traefik_dynamic::{Component, Facts};

use crate::Ended;
use crate::arguments::{RequestOptions, RouteCommand};
use crate::checks::{read_facts, read_files};
use crate::output::Output;

/// In files, for which no data folder is needed.
pub(crate) fn in_files(command: &RouteCommand, output: Output) -> Result<Ended, Error> {
    let readings = read_files(&command.files)?;
    for reading in readings.iter().filter(|reading| reading.is_refused()) {
        Output::message(&format!(
            "{}: Traefik refuses this file, so none of it applies",
            reading.file
        ));
    }
    let taken = readings.iter().filter(|reading| !reading.is_refused());
    let components: Vec<&Component> = taken.flat_map(|reading| reading.every_component()).collect();
    let facts = command.facts.as_deref().map(read_facts).transpose()?;
    answer(command, (&components, facts), output)
}

/// In a profile.
pub(crate) async fn in_profile(
    engine: &Engine,
    profile: &str,
    command: &RouteCommand,
    output: Output,
) -> Result<Ended, Error> {
    let components = engine.components().enabled(profile).await?;
    let facts = match &command.facts {
        Some(path) => Some(read_facts(path)?),
        None => engine.gateways().facts(profile).await?,
    };
    answer(command, (&components.iter().collect::<Vec<_>>(), facts), output)
}

fn answer(
    command: &RouteCommand,
    (components, facts): (&[&Component], Option<Facts>),
    output: Output,
) -> Result<Ended, Error> {
    let routes = Routes::of(components, facts.as_ref());
    let mut requests = Vec::new();
    for text in &command.requests_of {
        requests.push(of_line(text, &command.options)?);
    }
    if let Some(path) = &command.requests {
        requests.extend(of_file(path)?);
    }
    let answers: Vec<(Request, Answer)> = requests
        .into_iter()
        .map(|request| {
            let answer = routes.route(&request);
            (request, answer)
        })
        .collect();
    let lines: Vec<String> = answers
        .iter()
        .flat_map(|(request, answer)| describe(request, answer))
        .collect();
    let documents: Vec<Value> = answers
        .iter()
        .map(|(request, answer)| document(request, answer))
        .collect();
    output.answer(&json!({ "requests": documents }), &lines);
    Ok(Ended::Done)
}

/// An address or a curl command, with what the options add.
pub(crate) fn of_line(text: &str, options: &RequestOptions) -> Result<Request, Error> {
    let mut request = expectation::request(text)?;
    if let Some(method) = &options.method {
        request.method.clone_from(method);
    }
    for header in &options.headers {
        expectation::add_header(&mut request, header)?;
    }
    if let Some(client) = options.client_ip {
        request.client = client;
    }
    request.entry_point.clone_from(&options.entry_point);
    Ok(request)
}

fn of_file(path: &Path) -> Result<Vec<Request>, Error> {
    let bytes = source::read(path)?;
    let text = String::from_utf8_lossy(&bytes);
    let lines = text
        .lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty());
    lines
        .map(|(number, line)| {
            serde_json::from_str(line).map_err(|error| {
                let message = format!("{}:{}: not a request: {error}", path.display(), number + 1);
                Error::new(Code::InvalidInput, message)
                    .hint("Such as {\"method\":\"GET\",\"host\":\"a.example.com\",\"target\":\"/\"}")
            })
        })
        .collect()
}

fn document(request: &Request, answer: &Answer) -> Value {
    let mut document = json!(answer);
    document["url"] = json!(request.url());
    document["method"] = json!(request.method);
    for candidate in document["candidates"].as_array_mut().into_iter().flatten() {
        let priority = candidate["priority"]
            .as_str()
            .and_then(|text| text.parse::<i64>().ok());
        candidate["priority"] = json!(priority);
    }
    document
}

fn describe(request: &Request, answer: &Answer) -> Vec<String> {
    let mut lines = vec![format!(
        "{} {}: {}",
        request.method,
        request.url(),
        answer.sentence
    )];
    for candidate in &answer.candidates {
        let mark = if candidate.matches { "+" } else { "-" };
        lines.push(format!(
            "  {mark} {} ({}): {}",
            candidate.router, candidate.priority, candidate.why
        ));
    }
    for step in &answer.steps {
        lines.push(format!("  middleware {}: {}", step.name, step.effect));
    }
    for leaf in &answer.leaves {
        let server = leaf.server.as_deref().unwrap_or("no server");
        let when = if leaf.when.is_empty() {
            String::new()
        } else {
            format!(" ({})", leaf.when)
        };
        lines.push(format!("  service {}: {server}{when}", leaf.service));
    }
    lines
}
