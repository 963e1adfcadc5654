//! `route`: which router takes a request, in a profile or from files alone.

use std::path::Path;

use mantrae_core::{Code, Engine, Error, import::source};
use serde_json::{Value, json};
use traefik_dynamic::Component;
use traefik_dynamic::route::{Answer, BadRequest, Request, Routes, from_curl};

use crate::Ended;
use crate::arguments::RouteCommand;
use crate::checks::{read_facts, read_files};
use crate::output::Output;

/// Of files, for which no data folder is needed.
pub(crate) fn in_files(command: &RouteCommand, output: Output) -> Result<Ended, Error> {
    let readings = read_files(&command.files)?;
    for reading in readings.iter().filter(|reading| reading.is_refused()) {
        Output::message(&format!(
            "{}: Traefik refuses this file, so nothing of it counts",
            reading.file
        ));
    }
    let taken = readings.iter().filter(|reading| !reading.is_refused());
    let components: Vec<&Component> = taken.flat_map(|reading| reading.every_component()).collect();
    answer(command, &components, output)
}

/// Of a profile.
pub(crate) async fn in_profile(
    engine: &Engine,
    profile: &str,
    command: &RouteCommand,
    output: Output,
) -> Result<Ended, Error> {
    let components = engine.components().enabled(profile).await?;
    answer(command, &components.iter().collect::<Vec<_>>(), output)
}

fn answer(command: &RouteCommand, components: &[&Component], output: Output) -> Result<Ended, Error> {
    let facts = command.facts.as_deref().map(read_facts).transpose()?;
    let routes = Routes::of(components, facts.as_ref());
    let mut requests = Vec::new();
    for text in &command.requests_of {
        requests.push(of_line(text, command)?);
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

/// An address or a line of curl, with what the options add.
fn of_line(text: &str, command: &RouteCommand) -> Result<Request, Error> {
    let is_curl = text.trim_start().starts_with("curl ");
    let request = if is_curl {
        from_curl(text)
    } else {
        Request::from_url(text)
    };
    let mut request = request.map_err(bad)?;
    if let Some(method) = &command.method {
        request.method.clone_from(method);
    }
    for header in &command.headers {
        request.add_header(header).map_err(bad)?;
    }
    if let Some(client) = command.client_ip {
        request.client = client;
    }
    request.entry_point.clone_from(&command.entry_point);
    Ok(request)
}

fn bad(error: BadRequest) -> Error {
    Error::new(Code::InvalidInput, error.message).hint(error.hint)
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
                let message = format!("{}:{}: no request: {error}", path.display(), number + 1);
                Error::new(Code::InvalidInput, message)
                    .hint("Such as {\"method\":\"GET\",\"host\":\"a.example.com\",\"target\":\"/\"}")
            })
        })
        .collect()
}

fn url(request: &Request) -> String {
    let scheme = if request.tls.is_some() { "https" } else { "http" };
    if request.target.contains("://") {
        return request.target.clone();
    }
    format!(
        "{scheme}://{}{}",
        request.host.as_deref().unwrap_or_default(),
        request.target
    )
}

fn document(request: &Request, answer: &Answer) -> Value {
    let mut document = json!(answer);
    document["url"] = json!(url(request));
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
        url(request),
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
