//! The database of the Mantrae server. A copy is read, nothing in it is executed; users, tokens and settings of the
//! server are not looked at.

use std::collections::HashSet;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde_json::{Map, Value};
use traefik_dynamic::{Format, Kind, Problem, Severity};

use super::{Source, short_name};
use crate::db::mantrae_server::{Row, Server};
use crate::error::{Code, Error, Result, io};
use crate::staging::Staging;

/// Larger databases are refused: 256 MiB. The server's own holds some hundred KiB.
const LIMIT: u64 = 256 * 1024 * 1024;

/// A profile of the Mantrae server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ServerProfile {
    /// Its name.
    pub name: String,
    /// How many components it has.
    pub components: u32,
}

/// Whether the file is an SQLite database, by its first bytes.
pub fn is_database(path: &Path) -> bool {
    let mut head = [0; 16];
    path.is_file()
        && std::fs::File::open(path).is_ok_and(|mut file| file.read_exact(&mut head).is_ok())
        && head == *b"SQLite format 3\0"
}

/// The profiles in a database of the Mantrae server.
pub async fn profiles(path: &Path, staging: &Path) -> Result<Vec<ServerProfile>> {
    if !is_database(path) {
        return Err(Error::new(
            Code::Unreadable,
            format!("`{}` is not a database of the Mantrae server", path.display()),
        ));
    }
    let (_staging, server) = open(path, staging).await?;
    let listed = server.profiles().await?;
    server.close().await;
    let known = listed.into_iter().map(|(_, name, components)| ServerProfile {
        name,
        components: u32::try_from(components).unwrap_or(u32::MAX),
    });
    Ok(known.collect())
}

/// Reads one profile of it.
pub(super) async fn read(path: &Path, profile: Option<&str>, staging: &Path) -> Result<Source> {
    let (_staging, server) = open(path, staging).await?;
    let file = short_name(path);
    let id = choose(server.profiles().await?, profile, path)?;
    let rows = server.components(&id).await?;
    server.close().await;
    if rows.is_empty() {
        return Err(Error::new(
            Code::Unreadable,
            format!("There is nothing to import in `{}`", path.display()),
        ));
    }
    Ok(source(&file, &rows))
}

/// A private copy, opened; the files of the server are only read.
async fn open(path: &Path, parent: &Path) -> Result<(Staging, Server)> {
    let size = std::fs::metadata(path).map_err(|error| io("read the file", path, error))?;
    if size.len() > LIMIT {
        return Err(Error::new(
            Code::Unreadable,
            format!("`{}` is larger than 256 MiB", path.display()),
        )
        .hint("A database of the Mantrae server is small: check that this is the right file"));
    }
    let staging = Staging::new(parent)?;
    let copy = staging.file("server.db");
    crate::fs::copy_atomic(path, &copy)?;
    // What the server wrote last may still stand in its log beside the file.
    let log = beside(path, "-wal");
    if log.is_file() {
        crate::fs::copy_atomic(&log, &beside(&copy, "-wal"))?;
    }
    let server = Server::open(&copy)
        .await
        .map_err(|error| error.reworded(|text| format!("`{}`: {text}", path.display())))?;
    Ok((staging, server))
}

fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

fn choose(profiles: Vec<(String, String, i64)>, wanted: Option<&str>, path: &Path) -> Result<String> {
    let names: Vec<String> = profiles.iter().map(|(_, name, _)| format!("`{name}`")).collect();
    let all = names.join(", ");
    let mut fitting = profiles
        .into_iter()
        .filter(|(_, name, _)| wanted.is_none_or(|wanted| wanted == name));
    match (fitting.next(), fitting.next()) {
        (Some((id, ..)), None) => Ok(id),
        (Some(_), Some(_)) => Err(Error::new(
            Code::InvalidInput,
            format!("`{}` holds several profiles: {all}", path.display()),
        )
        .hint("Say which one is meant")),
        (None, _) if names.is_empty() => Err(Error::new(
            Code::Unreadable,
            format!("`{}` holds no profile", path.display()),
        )),
        (None, _) => Err(Error::new(
            Code::NotFound,
            format!(
                "`{}` holds no profile `{}`",
                path.display(),
                wanted.unwrap_or_default()
            ),
        )
        .hint(format!("It holds {all}"))),
    }
}

/// The rows as one JSON document of Traefik's, so that they pass the same checks as a file.
fn source(file: &str, rows: &[Row]) -> Source {
    let mut document: Map<String, Value> = Map::new();
    let mut broken = Vec::new();
    let mut off = HashSet::new();
    for row in rows {
        let Ok(Value::Object(configuration)) = serde_json::from_str(&row.configuration) else {
            broken.push((row.kind, row.name.clone()));
            continue;
        };
        if !row.enabled {
            off.insert((row.kind, row.name.clone()));
        }
        let (section, collection) = row.kind.section();
        let section = document.entry(section).or_insert_with(|| Map::new().into());
        let objects = section
            .as_object_mut()
            .map(|section| section.entry(collection).or_insert_with(|| Map::new().into()));
        if let Some(Value::Object(objects)) = objects {
            objects.insert(row.name.clone(), Value::Object(configuration));
        }
    }
    let text = Value::Object(document).to_string();
    let mut reading = traefik_dynamic::read(text.as_bytes(), file, Some(Format::Json));
    // Places in a text that nobody can open would mislead.
    for problem in &mut reading.problems {
        (problem.line, problem.column) = (None, None);
    }
    for found in &mut reading.components {
        (found.line, found.column) = (0, 0);
    }
    for (kind, name) in broken {
        reading.problems.push(no_json(file, kind, &name));
        reading.rejected.push((kind, name));
    }
    Source {
        file: file.to_owned(),
        reading,
        off,
        excerpts: Vec::new(),
    }
}

fn no_json(file: &str, kind: Kind, name: &str) -> Problem {
    let (section, collection) = kind.section();
    Problem {
        code: "TYPE".to_owned(),
        severity: Severity::Error,
        message: format!("what the server holds for {kind} `{name}` is no JSON object"),
        hint: None,
        file: Some(file.to_owned()),
        line: None,
        column: None,
        path: Some(format!("{section}.{collection}.{name}")),
    }
}
