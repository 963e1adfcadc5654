//! The database of the Mantrae server. Only a copy is read, and nothing in it is executed; the server's users, tokens
//! and settings are not read.

use std::collections::{HashMap, HashSet};
use std::io::Read as _;
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};
use traefik_dynamic::{Format, Kind, Problem, Reading, Severity};

use super::{Source, refusal, short_name};
use crate::db::mantrae_server::{Row, Server};
use crate::error::{Code, Error, Result, io};
use crate::staging::Staging;
use crate::words;

/// Larger databases are refused: 256 MiB. The server's own is a few hundred KiB.
const LIMIT: u64 = 256 * 1024 * 1024;

/// A profile of the Mantrae server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ServerProfile {
    /// Its id in the server's database.
    pub id: String,
    /// Its name; the server allows duplicates.
    pub name: String,
    /// The text that selects it: its name, or `NAME#ID` if several share it.
    pub choice: String,
    /// How many components it has.
    pub components: u32,
}

/// True if the file is an SQLite database, judging by its first bytes.
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
            format!("`{}` is not a Mantrae server database", path.display()),
        ));
    }
    let (_staging, server) = open(path, staging).await?;
    let listed = server.profiles().await?;
    server.close().await;
    Ok(with_choices(listed))
}

fn with_choices(listed: Vec<(String, String, i64)>) -> Vec<ServerProfile> {
    let mut times: HashMap<String, u32> = HashMap::new();
    for (_, name, _) in &listed {
        *times.entry(name.clone()).or_default() += 1;
    }
    let profile = |(id, name, components): (String, String, i64)| ServerProfile {
        choice: if times.get(&name) > Some(&1) {
            format!("{name}#{id}")
        } else {
            name.clone()
        },
        components: u32::try_from(components).unwrap_or(u32::MAX),
        id,
        name,
    };
    listed.into_iter().map(profile).collect()
}

/// Reads one profile from the database.
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
    let source = source(&file, &rows);
    if source.reading.components.is_empty() {
        return Err(refusal(path, &source.reading, Code::Unreadable));
    }
    Ok(source)
}

/// Opens a private copy; the server's own files are only read.
async fn open(path: &Path, parent: &Path) -> Result<(Staging, Server)> {
    let size = std::fs::metadata(path).map_err(|error| io("read the file", path, error))?;
    if size.len() > LIMIT {
        return Err(Error::new(
            Code::Unreadable,
            format!("`{}` is larger than 256 MiB", path.display()),
        )
        .hint("Mantrae server databases are small: check that this is the right file"));
    }
    let staging = Staging::new(parent)?;
    let copy = staging.file("server.db");
    crate::fs::copy_atomic(path, &copy)?;
    // The server's latest writes may still be in the log beside the file.
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

/// The id of the selected profile: by its name, by `NAME#ID`, or the only one there is.
fn choose(profiles: Vec<(String, String, i64)>, wanted: Option<&str>, path: &Path) -> Result<String> {
    let profiles = with_choices(profiles);
    let path = path.display();
    let is_it = |one: &&ServerProfile| match wanted {
        None => true,
        Some(wanted) => wanted == one.choice || wanted == one.name,
    };
    let by_id =
        |one: &&ServerProfile| wanted.is_some_and(|wanted| wanted == format!("{}#{}", one.name, one.id));
    let mut fitting: Vec<&ServerProfile> = profiles.iter().filter(is_it).collect();
    if fitting.is_empty() {
        fitting.extend(profiles.iter().filter(by_id));
    }
    match (fitting.as_slice(), wanted) {
        ([one], _) => Ok(one.id.clone()),
        ([], _) if profiles.is_empty() => Err(Error::new(
            Code::Unreadable,
            format!("`{path}` contains no profile"),
        )),
        ([], wanted) => Err(Error::new(
            Code::NotFound,
            format!("`{path}` contains no profile `{}`", wanted.unwrap_or_default()),
        )
        .hint(format!("It contains {}", choices(profiles.iter())))),
        ([first, ..], wanted) => {
            let several = choices(fitting.iter().copied());
            let message = match wanted {
                Some(name) => format!("`{path}` contains several profiles with the name `{name}`: {several}"),
                None => format!("`{path}` contains several profiles: {several}"),
            };
            let hint = format!(
                "Choose one, for example `{}` (`--from '{}'` on the command line)",
                first.choice, first.choice
            );
            Err(Error::new(Code::InvalidInput, message).hint(hint))
        }
    }
}

/// The choices as a sentence: "`home` (36 components), `twin#2` (1 component)".
fn choices<'a>(profiles: impl Iterator<Item = &'a ServerProfile>) -> String {
    let one = |profile: &ServerProfile| {
        let components = words::count(u64::from(profile.components), "component");
        format!("`{}` ({components})", profile.choice)
    };
    profiles.map(one).collect::<Vec<_>>().join(", ")
}

/// The rows as one JSON document in Traefik's format, so that they pass the same checks as a file. Their braces are
/// text, because the server passes them to Traefik's HTTP provider. An error that would reject a whole file rejects
/// only its row.
fn source(file: &str, rows: &[Row]) -> Source {
    let mut document: Map<String, Value> = Map::new();
    let mut broken = Vec::new();
    let mut off = HashSet::new();
    for row in rows {
        let configuration = match sound(file, row) {
            Ok(configuration) => configuration,
            Err(problems) => {
                broken.push(((row.kind, row.name.clone()), problems));
                continue;
            }
        };
        if !put(&mut document, row, configuration) {
            broken.push(((row.kind, row.name.clone()), vec![twice(file, row)]));
        } else if !row.enabled {
            off.insert((row.kind, row.name.clone()));
        }
    }
    let mut reading = read_rows(file, document);
    // If an object appears twice, neither one is used.
    let is_broken = |kind: Kind, name: &str| broken.iter().any(|((k, n), _)| *k == kind && n == name);
    reading
        .components
        .retain(|found| !is_broken(found.component.kind, &found.component.name));
    for (object, problems) in broken {
        reading.problems.extend(problems);
        reading.rejected.push(object);
    }
    Source {
        file: file.to_owned(),
        reading,
        off,
        excerpts: Vec::new(),
        texts: HashMap::new(),
        layout: None,
        lacks_nothing: false,
    }
}

/// Reads a document and drops the places of its findings: the document is not a file that anyone can open.
fn read_rows(file: &str, document: Map<String, Value>) -> Reading {
    let text = Value::Object(document).to_string();
    let mut reading = traefik_dynamic::read(text.as_bytes(), file, Some(Format::Json));
    for problem in &mut reading.problems {
        (problem.line, problem.column) = (None, None);
    }
    for found in &mut reading.components {
        (found.line, found.column) = (0, 0);
    }
    reading
}

/// Adds a row to a document; false if it already has one of that kind and name.
fn put(document: &mut Map<String, Value>, row: &Row, configuration: Value) -> bool {
    let (section, collection) = row.kind.section();
    let section = document.entry(section).or_insert_with(|| Map::new().into());
    let objects = section
        .as_object_mut()
        .map(|section| section.entry(collection).or_insert_with(|| Map::new().into()));
    match objects {
        Some(Value::Object(objects)) => objects.insert(row.name.clone(), configuration).is_none(),
        _ => false,
    }
}

/// The configuration of a row that can be combined with others in a document; otherwise what is wrong with it.
fn sound(file: &str, row: &Row) -> Result<Value, Vec<Problem>> {
    let strict: Result<Strict, _> = serde_json::from_str(&row.configuration);
    let configuration = match strict {
        Ok(Strict(value)) if value.is_object() => value,
        Ok(_) => return Err(vec![no_json(file, row, None)]),
        Err(error) => {
            return Err(vec![no_json(
                file,
                row,
                Some(&error).filter(|error| error.is_data()),
            )]);
        }
    };
    let mut alone = Map::new();
    put(&mut alone, row, configuration.clone());
    let reading = read_rows(file, alone);
    let is_named = !reading.components.is_empty() || !reading.rejected.is_empty();
    let has_error = reading.problems.iter().any(|one| one.severity == Severity::Error);
    if is_named || !has_error {
        return Ok(configuration);
    }
    let path = path_of(row);
    let problems = reading.problems.into_iter().map(|problem| Problem {
        path: Some(path.clone()),
        ..problem
    });
    Err(problems.collect())
}

/// JSON in which no field appears twice.
struct Strict(Value);

impl<'de> Deserialize<'de> for Strict {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(StrictVisitor).map(Strict)
    }
}

struct StrictVisitor;

impl<'de> Visitor<'de> for StrictVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, flag: bool) -> Result<Value, E> {
        Ok(flag.into())
    }

    fn visit_i64<E>(self, number: i64) -> Result<Value, E> {
        Ok(number.into())
    }

    fn visit_u64<E>(self, number: u64) -> Result<Value, E> {
        Ok(number.into())
    }

    fn visit_f64<E>(self, number: f64) -> Result<Value, E> {
        Ok(number.into())
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(text.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(Strict(item)) = items.next_element()? {
            list.push(item);
        }
        Ok(list.into())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        while let Some((name, Strict(value))) = fields.next_entry::<String, Strict>()? {
            if object.contains_key(&name) {
                return Err(A::Error::custom(format!("`{name}` occurs twice")));
            }
            object.insert(name, value);
        }
        Ok(object.into())
    }
}

fn path_of(row: &Row) -> String {
    let (section, collection) = row.kind.section();
    format!("{section}.{collection}.{}", row.name)
}

fn twice(file: &str, row: &Row) -> Problem {
    let message = format!("the server has two {}s `{}`", row.kind.noun(), row.name);
    problem(file, row, ("DUPLICATE-KEY", message))
}

fn no_json(file: &str, row: &Row, why: Option<&serde_json::Error>) -> Problem {
    let (kind, name) = (row.kind, &row.name);
    let why = why.map(|error| format!(": {error}")).unwrap_or_default();
    let message = format!("the {kind} `{name}` on the server is not a JSON object{why}");
    problem(file, row, ("TYPE", message))
}

fn problem(file: &str, row: &Row, (code, message): (&str, String)) -> Problem {
    Problem {
        code: code.to_owned(),
        severity: Severity::Error,
        message,
        hint: None,
        file: Some(file.to_owned()),
        line: None,
        column: None,
        path: Some(path_of(row)),
    }
}
