//! `storage`.

use mantrae_core::engine::{Ending, Trial};
use mantrae_core::settings::storage::{S3Location, SECRET_KEY};
use mantrae_core::{Engine, Error};
use serde_json::{Value, json};

use crate::Ended;
use crate::arguments::{NewPlace, StorageCommand};
use crate::output::Output;

pub(crate) async fn storage(
    engine: &Engine,
    command: StorageCommand,
    output: Output,
) -> Result<Ended, Error> {
    match command {
        StorageCommand::List => list(engine, output).await,
        StorageCommand::Test { name } => test(engine, name.as_deref(), output).await,
        StorageCommand::Add(place) => add(engine, *place, output).await,
        StorageCommand::Remove { name } => {
            let settings = engine.settings().await;
            let id = settings
                .places
                .find(&name)
                .map_or(name.as_str(), |place| place.id.as_str());
            engine.remove_place(id).await?;
            output.answer(
                &json!({ "removed": name }),
                &[format!(
                    "`{name}` is no longer in the list; what lies there stays there"
                )],
            );
            Ok(Ended::Done)
        }
        StorageCommand::Policy { name } => {
            let settings = engine.settings().await;
            let place = settings
                .places
                .find(&name)
                .ok_or_else(|| mantrae_core::settings::storage::missing(&name))?;
            let policy = Engine::minimal_policy(place);
            output.answer(&json!({ "policy": policy }), std::slice::from_ref(&policy));
            Ok(Ended::Done)
        }
    }
}

async fn list(engine: &Engine, output: Output) -> Result<Ended, Error> {
    let state = engine.places().await?;
    let settings = engine.settings().await;
    let places = &state.places;
    let mut documents = vec![json!({
        "name": "This computer", "kind": "local", "path": settings.backup_folder, "enabled": places.local,
    })];
    let on = |enabled: bool| if enabled { "on" } else { "off" };
    let mut lines = vec![format!(
        "This computer\t{}\t{}",
        on(places.local),
        settings.backup_folder.display()
    )];
    for place in &places.s3 {
        let secret = state.secrets.iter().find(|secret| secret.place == place.id);
        let locked = places.is_locked(&place.id);
        documents.push(document(
            place,
            locked,
            secret.map(|secret| json!(secret.whereabouts)),
        ));
        lines.push(format!(
            "{}\t{}\t{}/{}/{}\t{}",
            place.name,
            on(place.enabled),
            place.endpoint,
            place.bucket,
            place.path,
            if locked {
                "set by the environment"
            } else {
                place.id.as_str()
            },
        ));
        if let Some(problem) = secret.and_then(|secret| secret.problem.as_ref()) {
            Output::message(&problem.message);
        }
    }
    for place in &places.set_aside {
        lines.push(format!("{}\tset aside by the environment", place.name));
    }
    let set_aside: Vec<Value> = places
        .set_aside
        .iter()
        .map(|place| document(place, false, None))
        .collect();
    output.answer(
        &json!({ "locations": documents, "set_aside": set_aside, "set_by": places.variables }),
        &lines,
    );
    Ok(Ended::Done)
}

fn document(place: &S3Location, locked: bool, secret: Option<Value>) -> Value {
    let mut document = serde_json::to_value(place).unwrap_or_default();
    document["kind"] = json!("s3");
    document["set_by_environment"] = json!(locked);
    document["secret"] = secret.unwrap_or_default();
    document
}

async fn test(engine: &Engine, name: Option<&str>, output: Output) -> Result<Ended, Error> {
    let trials = engine.test_places(name).await?;
    let lines: Vec<String> = trials.iter().flat_map(lines_of).collect();
    output.answer(&json!({ "locations": trials }), &lines);
    let all = trials.iter().all(|trial| trial.ok);
    Ok(if all { Ended::Done } else { Ended::InPart })
}

fn lines_of(trial: &Trial) -> Vec<String> {
    let mut lines = vec![trial.name.clone()];
    for step in &trial.steps {
        let mark = match step.ending {
            Ending::Ok => "ok",
            Ending::Warning => "note",
            Ending::Failed => "FAILED",
            Ending::Skipped => continue,
        };
        lines.push(format!("  {mark}\t{}", step.message));
        if let Some(hint) = &step.hint {
            lines.push(format!("  \t  {hint}"));
        }
    }
    lines
}

async fn add(engine: &Engine, place: NewPlace, output: Output) -> Result<Ended, Error> {
    let typed = S3Location {
        id: String::new(),
        name: place.name,
        preset: place.provider,
        endpoint: place.endpoint,
        region: place.region,
        bucket: place.bucket,
        path: place.path,
        access_key_id: place.access_key,
        addressing: place.addressing,
        checksums: place.checksums,
        ca_file: place
            .ca_file
            .map(std::path::absolute)
            .transpose()
            .map_err(|error| {
                Error::new(mantrae_core::Code::InvalidInput, "The CA file has no path").because(error)
            })?,
        plain_http: place.plain_http,
        enabled: !place.off,
    };
    let saved = engine.save_place(&typed, None).await?;
    for change in &saved.changes {
        Output::message(change);
    }
    let name = &saved.location.name;
    let document = json!({ "location": saved.location, "changes": saved.changes });
    output.answer(&document, &[format!("Added `{name}`")]);
    Output::message(&format!(
        "Give its secret key on standard input: `mantraectl secret set \"s3-secret:{name}\"`; {SECRET_KEY} is for places of \
         the environment"
    ));
    Ok(Ended::Done)
}
