//! `storage`.

use mantrae_core::engine::{Cure, Ending, StorageTest};
use mantrae_core::settings::storage::{self, RemoteLocation, S3Location, SECRET_KEY, SftpLocation};
use mantrae_core::{Engine, Error};
use serde_json::{Value, json};

use crate::Ended;
use crate::arguments::{NewLocation, NewSftpLocation, StorageCommand};
use crate::output::Output;

pub(crate) async fn storage(
    engine: &Engine,
    command: StorageCommand,
    output: Output,
) -> Result<Ended, Error> {
    match command {
        StorageCommand::List => list(engine, output).await,
        StorageCommand::Test { name } => test(engine, name.as_deref(), output).await,
        StorageCommand::Add(location) => add(engine, *location, output).await,
        StorageCommand::Remove { name } => {
            let settings = engine.settings().get().await;
            let id = settings
                .locations
                .find(&name)
                .map_or_else(|| name.clone(), |location| location.id().to_owned());
            engine.storage().remove(&id).await?;
            output.answer(
                &json!({ "removed": name }),
                &[format!(
                    "`{name}` is no longer in the list; the backups there are kept"
                )],
            );
            Ok(Ended::Done)
        }
        StorageCommand::AddSftp(location) => add_sftp(engine, location, output).await,
        StorageCommand::Trust { name, fingerprint } => {
            let location = sftp(engine, &name).await?;
            let file = engine.storage_tests().trust_host(&location, &fingerprint).await?;
            let told = format!("The host key of `{}` is in {}", location.host, file.display());
            output.answer(
                &json!({ "trusted": fingerprint.trim(), "known_hosts": file }),
                &[told],
            );
            Ok(Ended::Done)
        }
        StorageCommand::SetUp { name } => {
            let location = sftp(engine, &name).await?;
            engine.storage_tests().set_up_folder(&location).await?;
            let told = format!("`{}` on `{}` is set up for backups", location.path, location.host);
            output.answer(&json!({ "set_up": location.path }), &[told]);
            Ok(Ended::Done)
        }
        StorageCommand::Policy { name } => {
            let location = match find(engine, &name).await? {
                RemoteLocation::S3(location) => location,
                RemoteLocation::Sftp(location) => {
                    return Err(Error::new(
                        mantrae_core::Code::InvalidInput,
                        format!(
                            "`{}` needs no policy: it is a folder of another computer",
                            location.name
                        ),
                    ));
                }
            };
            let policy = mantrae_core::engine::minimal_policy(&location);
            output.answer(&json!({ "policy": policy }), std::slice::from_ref(&policy));
            Ok(Ended::Done)
        }
    }
}

async fn find(engine: &Engine, name: &str) -> Result<RemoteLocation, Error> {
    let settings = engine.settings().get().await;
    settings
        .locations
        .find(name)
        .ok_or_else(|| storage::missing(name))
}

async fn sftp(engine: &Engine, name: &str) -> Result<SftpLocation, Error> {
    match find(engine, name).await? {
        RemoteLocation::Sftp(location) => Ok(location),
        RemoteLocation::S3(location) => Err(Error::new(
            mantrae_core::Code::InvalidInput,
            format!(
                "`{}` is a bucket, not a folder of another computer",
                location.name
            ),
        )),
    }
}

async fn list(engine: &Engine, output: Output) -> Result<Ended, Error> {
    let state = engine.storage().settings().await?;
    let settings = engine.settings().get().await;
    let locations = &state.locations;
    let mut documents = vec![json!({
        "name": "This computer", "kind": "local", "path": settings.backup_folder, "enabled": locations.local,
    })];
    let on = |enabled: bool| if enabled { "on" } else { "off" };
    let mut lines = vec![format!(
        "This computer\t{}\t{}",
        on(locations.local),
        settings.backup_folder.display()
    )];
    for location in &locations.s3 {
        let secret = state.secrets.iter().find(|secret| secret.location == location.id);
        let locked = locations.is_locked(&location.id);
        documents.push(document(
            location,
            locked,
            secret.map(|secret| json!(secret.whereabouts)),
        ));
        lines.push(format!(
            "{}\t{}\t{}/{}/{}\t{}",
            location.name,
            on(location.enabled),
            location.endpoint,
            location.bucket,
            location.path,
            if locked {
                "set by the environment"
            } else {
                location.id.as_str()
            },
        ));
        if let Some(problem) = secret.and_then(|secret| secret.problem.as_ref()) {
            Output::message(&problem.message);
        }
    }
    for location in &locations.sftp {
        let locked = locations.is_locked(&location.id);
        documents.push(sftp_document(location, locked));
        lines.push(format!(
            "{}\t{}\t{}\t{}",
            location.name,
            on(location.enabled),
            RemoteLocation::Sftp(location.clone()).address(),
            if locked {
                "set by the environment"
            } else {
                location.id.as_str()
            },
        ));
    }
    let unused = locations.set_aside.iter().map(|one| &one.name);
    for name in unused.chain(locations.sftp_set_aside.iter().map(|one| &one.name)) {
        lines.push(format!("{name}\tnot used while the environment sets the storage"));
    }
    let set_aside: Vec<Value> = locations
        .set_aside
        .iter()
        .map(|location| document(location, false, None))
        .chain(
            locations
                .sftp_set_aside
                .iter()
                .map(|one| sftp_document(one, false)),
        )
        .collect();
    output.answer(
        &json!({ "locations": documents, "set_aside": set_aside, "set_by": locations.variables }),
        &lines,
    );
    Ok(Ended::Done)
}

fn document(location: &S3Location, locked: bool, secret: Option<Value>) -> Value {
    let mut document = serde_json::to_value(location).unwrap_or_default();
    document["kind"] = json!("s3");
    document["set_by_environment"] = json!(locked);
    document["secret"] = secret.unwrap_or_default();
    document
}

fn sftp_document(location: &SftpLocation, locked: bool) -> Value {
    let mut document = serde_json::to_value(location).unwrap_or_default();
    document["kind"] = json!("sftp");
    document["set_by_environment"] = json!(locked);
    document
}

async fn test(engine: &Engine, name: Option<&str>, output: Output) -> Result<Ended, Error> {
    let storage_tests = engine.storage_tests().all(name).await?;
    let lines: Vec<String> = storage_tests.iter().flat_map(lines_of).collect();
    output.answer(&json!({ "locations": storage_tests }), &lines);
    let all = storage_tests.iter().all(|storage_test| storage_test.ok);
    Ok(if all { Ended::Done } else { Ended::InPart })
}

fn lines_of(storage_test: &StorageTest) -> Vec<String> {
    let mut lines = vec![storage_test.name.clone()];
    for step in &storage_test.steps {
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
        let name = &storage_test.name;
        match &step.cure {
            Some(Cure::TrustHost { key }) => lines.push(format!(
                "  \t  `mantraectl storage trust \"{name}\" {}`",
                key.fingerprint
            )),
            Some(Cure::SetUpFolder) => lines.push(format!("  \t  `mantraectl storage set-up \"{name}\"`")),
            _ => {}
        }
    }
    lines
}

async fn add(engine: &Engine, location: NewLocation, output: Output) -> Result<Ended, Error> {
    let typed = S3Location {
        id: String::new(),
        name: location.name,
        preset: location.provider,
        endpoint: location.endpoint,
        region: location.region,
        bucket: location.bucket,
        path: location.path,
        access_key_id: location.access_key,
        addressing: location.addressing,
        checksums: location.checksums,
        ca_file: location
            .ca_file
            .map(std::path::absolute)
            .transpose()
            .map_err(|error| {
                Error::new(mantrae_core::Code::InvalidInput, "The CA file has no path").because(error)
            })?,
        plain_http: location.plain_http,
        enabled: !location.off,
    };
    let saved = engine.storage().save(&typed, None).await?;
    for change in &saved.changes {
        Output::message(change);
    }
    let name = &saved.location.name;
    let document = json!({ "location": saved.location, "changes": saved.changes });
    output.answer(&document, &[format!("Added `{name}`")]);
    Output::message(&format!(
        "Enter its secret key on standard input: `mantraectl secret set \"s3-secret:{name}\"`; {SECRET_KEY} is for locations of \
         the environment"
    ));
    Ok(Ended::Done)
}

async fn add_sftp(engine: &Engine, location: NewSftpLocation, output: Output) -> Result<Ended, Error> {
    let config_file = location.ssh_config.map(std::path::absolute).transpose();
    let config_file = config_file.map_err(|error| {
        Error::new(
            mantrae_core::Code::InvalidInput,
            "The configuration of ssh has no path",
        )
        .because(error)
    })?;
    let typed = SftpLocation {
        id: String::new(),
        name: location.name,
        host: location.host,
        port: location.port,
        user: location.user,
        path: location.path,
        config_file,
        enabled: !location.off,
    };
    let saved = engine.storage().save_sftp(&typed).await?;
    for change in &saved.changes {
        Output::message(change);
    }
    let name = &saved.location.name;
    let document = json!({ "location": saved.location, "changes": saved.changes });
    output.answer(&document, &[format!("Added `{name}`")]);
    Output::message(&format!("Test it: `mantraectl storage test \"{name}\"`"));
    Ok(Ended::Done)
}
