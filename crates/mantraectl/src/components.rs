//! `component`: single components.

use std::collections::HashMap;
use std::io::Read as _;
use std::path::PathBuf;

use mantrae_core::engine::{Change, ComponentRow, Duplicate, FieldEdit, Put};
use mantrae_core::{Code, Engine, Error, import::source};
use serde_json::{Value, json};
use traefik_dynamic::predict::{State, Status};
use traefik_dynamic::text;
use traefik_dynamic::{Braces, Component, Format, Kind, Severity};

use crate::arguments::{ComponentCommand, DryRun, Object, One};
use crate::output::Output;
use crate::plans::{self, Request};
use crate::{Ended, bulk, editor};

pub(crate) async fn component(
    engine: &Engine,
    command: ComponentCommand,
    output: Output,
) -> Result<Ended, Error> {
    match command {
        ComponentCommand::List(location) => {
            let rows = engine.components().list(&location.profile).await?;
            let states = engine.gateways().predicted(&location.profile).await?;
            list(&rows, &states, output);
        }
        ComponentCommand::Show(One { profile, object }) => {
            let detail = engine
                .components()
                .show(&profile, object.kind, &object.name)
                .await?;
            let lines = [detail.yaml.trim_end().to_owned()];
            output.answer(&json!({ "component": detail }), &lines);
        }
        ComponentCommand::Put {
            one: One { profile, object },
            file,
            braces,
            dry,
        } => {
            let says_nothing = braces.said().is_none();
            let braces = match braces.said() {
                Some(braces) => braces,
                None => braces_there(engine, &profile, &object).await?,
            };
            let Written {
                component,
                lines,
                holds_braces,
            } = body(&object, file, braces)?;
            let change = Change::Put(Put::new(&component, lines));
            let request = Request::of(&profile, change, dry);
            let ended = plans::carry_out(engine, request, (&object, "written"), output).await?;
            if says_nothing && holds_braces {
                Output::message(words_for(braces));
            }
            return Ok(ended);
        }
        ComponentCommand::Set {
            one,
            path,
            value,
            dry,
        } => {
            let edit = FieldEdit::Set {
                path: path.owned(),
                value: field_value(value),
            };
            return change(engine, &one, edit, (dry, output)).await;
        }
        ComponentCommand::Unset { one, path, dry } => {
            let edit = FieldEdit::Unset { path: path.owned() };
            return change(engine, &one, edit, (dry, output)).await;
        }
        ComponentCommand::Edit { one, dry } => return editor::edit(engine, &one, (dry, output)).await,
        ComponentCommand::Duplicate {
            one: One { profile, object },
            new_name,
            host,
            with_service,
            dry,
        } => {
            let wanted = Duplicate {
                kind: object.kind,
                name: object.name.clone(),
                new_name,
                host,
                with_service,
            };
            return duplicate(engine, (&profile, &object), &wanted, (dry, output)).await;
        }
        ComponentCommand::Bulk {
            profile,
            components,
            edit,
            dry,
        } => return bulk::change(engine, (&profile, &components), &edit.edit(), (dry, output)).await,
        ComponentCommand::Rename { one, new_name, dry } => {
            return rename(engine, &one, new_name, (dry, output)).await;
        }
        ComponentCommand::Remove {
            one: One { profile, object },
            with_unused,
            dry,
        } => {
            let (kind, name) = (object.kind, object.name.clone());
            let mut request = Request::of(&profile, Change::Remove { kind, name }, dry);
            request.with_unused = with_unused;
            return plans::carry_out(engine, request, (&object, "removed"), output).await;
        }
        ComponentCommand::Enable { one, dry } => return switch(engine, &one, true, (dry, output)).await,
        ComponentCommand::Disable { one, dry } => return switch(engine, &one, false, (dry, output)).await,
    }
    Ok(Ended::Done)
}

/// The components, each with what Traefik's API will say about it.
fn list(rows: &[ComponentRow], states: &[State], output: Output) {
    let mut by_component: HashMap<(Kind, &str), Vec<&State>> = HashMap::new();
    for state in states {
        by_component
            .entry((state.kind, state.component.as_str()))
            .or_default()
            .push(state);
    }
    let rows = rows.iter().map(|row| {
        let states = by_component.get(&(row.kind, row.name.as_str()));
        (row, states.map(Vec::as_slice).unwrap_or_default())
    });
    let rows: Vec<(&ComponentRow, &[&State])> = rows.collect();
    output.answer_with(
        || {
            let documents = rows.iter().map(|(row, states)| document(row, states));
            json!({ "components": documents.collect::<Vec<_>>() })
        },
        || rows.iter().map(|(row, states)| describe(row, states)).collect(),
    );
}

fn document(row: &ComponentRow, states: &[&State]) -> Value {
    let mut document = json!(row);
    document["status"] = json!(worst(states).map(|state| state.status));
    let reasons: Vec<_> = states.iter().flat_map(|state| &state.reasons).collect();
    document["reasons"] = json!(reasons);
    document
}

fn describe(row: &ComponentRow, states: &[&State]) -> String {
    let finding = match worst(states) {
        None if !row.enabled => "\t(off)".to_owned(),
        Some(state) if state.status == Status::Disabled => match state.reasons.first() {
            Some(reason) => format!("\t({})", reason.message),
            None => "\t(will not work)".to_owned(),
        },
        Some(state) if state.status == Status::Warning => match state.reasons.first() {
            Some(reason) => format!("\t(warning: {})", reason.message),
            None => "\t(warning)".to_owned(),
        },
        _ => String::new(),
    };
    format!("{}/{}\t{}{finding}", row.kind, row.name, row.summary)
}

/// For a router that Traefik splits, the worst part.
fn worst<'s>(states: &[&'s State]) -> Option<&'s State> {
    let order = [
        Status::Disabled,
        Status::Warning,
        Status::Unknown,
        Status::Enabled,
    ];
    let mut found = order
        .iter()
        .filter_map(|status| states.iter().find(|state| state.status == *status));
    found.next().copied()
}

/// JSON, or else a text.
fn field_value(text: String) -> Value {
    match serde_json::from_str(&text) {
        Ok(Value::Null) | Err(_) => Value::String(text),
        Ok(value) => value,
    }
}

/// Changes a field, or shows what that would do.
async fn change(
    engine: &Engine,
    One { profile, object }: &One,
    edit: FieldEdit,
    (dry, output): (DryRun, Output),
) -> Result<Ended, Error> {
    let change = Change::Fields {
        kind: object.kind,
        name: object.name.clone(),
        edits: vec![edit],
    };
    let request = Request::of(profile, change, dry);
    plans::carry_out(engine, request, (object, "changed"), output).await
}

async fn rename(
    engine: &Engine,
    One { profile, object }: &One,
    to: String,
    (dry, output): (DryRun, Output),
) -> Result<Ended, Error> {
    let done = format!("renamed to {}/{to}", object.kind);
    let change = Change::Rename {
        kind: object.kind,
        name: object.name.clone(),
        to,
    };
    let request = Request::of(profile, change, dry);
    plans::carry_out(engine, request, (object, &done), output).await
}

async fn duplicate(
    engine: &Engine,
    (profile, object): (&str, &Object),
    wanted: &Duplicate,
    (dry, output): (DryRun, Output),
) -> Result<Ended, Error> {
    let copy = engine.changes().duplicate(profile, wanted).await?;
    let done = format!("copied to {}/{}", object.kind, copy.name);
    let request = Request {
        profile,
        set: copy.set,
        dry,
        with_unused: false,
    };
    let ended = plans::carry_out(engine, request, (object, &done), output).await?;
    for (old, new) in &copy.hosts {
        Output::message(&format!("In the copy, the host `{old}` becomes `{new}`"));
    }
    Ok(ended)
}

async fn switch(
    engine: &Engine,
    One { profile, object }: &One,
    enabled: bool,
    (dry, output): (DryRun, Output),
) -> Result<Ended, Error> {
    let change = Change::SetEnabled {
        kind: object.kind,
        name: object.name.clone(),
        enabled,
    };
    let done = if enabled { "enabled" } else { "disabled" };
    let request = Request::of(profile, change, dry);
    plans::carry_out(engine, request, (object, done), output).await
}

/// How the braces of a body are read if nothing was said about them, and how to say otherwise.
fn words_for(braces: Braces) -> &'static str {
    match braces {
        Braces::Text => {
            "The braces are text. Use `--with-actions` to make them template actions that Traefik’s file provider runs"
        }
        Braces::Actions => {
            "The braces are template actions, as before. Use `--braces-are-text` to make them text"
        }
    }
}

/// What braces are in the existing component: an edit of it does not turn its actions into text.
async fn braces_there(engine: &Engine, profile: &str, object: &Object) -> Result<Braces, Error> {
    match engine.components().show(profile, object.kind, &object.name).await {
        Ok(detail) => Ok(detail.row.braces),
        Err(error) if error.code == Code::NotFound => Ok(Braces::Text),
        Err(error) => Err(error),
    }
}

/// Lines and columns that precede a body when it is embedded in a whole file.
const HEAD_LINES: u32 = 3;
const INDENT: u32 = 6;

/// A component as a person wrote it.
struct Written {
    component: Component,
    /// Its lines, if they mean the same on their own.
    lines: Option<String>,
    holds_braces: bool,
}

/// The body of one component, read by the same reader as a whole file: in the place where it belongs.
fn body(object: &Object, file: Option<PathBuf>, braces: Braces) -> Result<Written, Error> {
    let (content, name) = content(file)?;
    let content = String::from_utf8(content)
        .map_err(|error| Error::new(Code::Unreadable, format!("`{name}` is not UTF-8")).because(error))?;
    let holds_braces = content.contains("{{");
    let (section, collection) = object.kind.section();
    let quoted = Value::String(object.name.clone());
    let list = collection == "certificates";
    let head = if list {
        format!("{section}:\n  {collection}:\n    -\n")
    } else {
        format!("{section}:\n  {collection}:\n    {quoted}:\n")
    };
    let indented: Vec<String> = content.lines().map(|line| format!("      {line}")).collect();
    let source = format!("{head}{}\n", indented.join("\n"));
    let reading = traefik_dynamic::read_as(source.as_bytes(), &name, (Some(Format::Yaml), braces));
    let lines = text::of_reading(&source, &reading, Braces::Actions).pop();
    let mut problems = reading.problems;
    // That there are actions was already said; each of them is reported by its field.
    problems.retain(|problem| problem.code != "TEMPLATE" || problem.path.is_some());
    for problem in &mut problems {
        problem.line = problem.line.map(|line| line.saturating_sub(HEAD_LINES).max(1));
        problem.column = problem.column.map(|column| column.saturating_sub(INDENT).max(1));
    }
    let first = problems
        .iter()
        .find(|problem| problem.severity == Severity::Error)
        .cloned();
    Output::problems(&problems);
    let found = reading.components.into_iter().next().map(|found| found.component);
    match (found, first) {
        (Some(component), None) if component.name == object.name && component.kind == object.kind => {
            // In the source the name is in quotes, which it may not need.
            let usual = text::written(&component);
            let key = usual.lines().next().filter(|line| line.ends_with(':'));
            let named = |lines: String| match key {
                Some(key) => lines.replacen(&format!("{quoted}:"), key, 1),
                None => lines,
            };
            Ok(Written {
                component,
                lines: lines.map(|fragment| named(fragment.text)),
                holds_braces,
            })
        }
        (Some(component), None) => Err(Error::new(
            Code::InvalidInput,
            format!(
                "`{name}` contains {}/{}, not {}/{}",
                component.kind, component.name, object.kind, object.name
            ),
        )),
        (_, Some(problem)) => Err(Error::new(
            Code::Unreadable,
            format!("`{name}` cannot be accepted: {}", problem.message),
        )),
        (None, None) => Err(Error::new(Code::Unreadable, format!("`{name}` is empty"))),
    }
}

/// The text and its name for messages.
fn content(file: Option<PathBuf>) -> Result<(Vec<u8>, String), Error> {
    if let Some(path) = file {
        return Ok((source::read(&path)?, source::short_name(&path)));
    }
    let mut content = Vec::new();
    let read = std::io::stdin()
        .lock()
        .take(source::LIMIT)
        .read_to_end(&mut content);
    read.map_err(|error| Error::new(Code::Unreadable, "Standard input cannot be read").because(error))?;
    Ok((content, "standard input".to_owned()))
}
