//! Sources of components to import: files, folders of files, a database of the Mantrae server.

pub mod file;
pub mod folder;
mod notes;
mod server;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::{Path, PathBuf};

use serde::Serialize;
use traefik_dynamic::{Braces, Format, Kind, Problem, Reading, Severity, Verdict, at_once, text};

use file::Effect;
pub use file::{LIMIT, read, short_name};
pub use server::{ServerProfile, is_database, profiles as server_profiles};

use crate::error::{Code, Error, Failure, Result};

/// What to import, as the person specified it.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// Files, folders, or one database of the Mantrae server.
    pub paths: Vec<PathBuf>,
    /// Format of the files, if their names do not tell.
    pub format: Option<Format>,
    /// Which profile of the Mantrae server to import, if its database holds several.
    pub server_profile: Option<String>,
    /// What `{{` in the files means, if the person said so: template actions, which are kept as they are, or text.
    /// Otherwise a template is refused.
    pub braces: Option<Braces>,
}

impl Request {
    /// Files and folders whose formats are known from their names.
    pub fn files(paths: &[PathBuf]) -> Self {
        Self {
            paths: paths.to_vec(),
            ..Self::default()
        }
    }
}

/// A file from which nothing can be imported.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Refused {
    /// Its name.
    pub file: String,
    /// Its path.
    pub path: PathBuf,
    /// True if the person named it; false if it was found in a folder.
    pub named: bool,
    /// Why.
    pub failure: Failure,
}

/// A line that a finding is about, as it is in its file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Excerpt {
    /// Name of the file.
    pub file: String,
    /// From 1.
    pub line: u32,
    /// The line, truncated to 200 characters.
    pub text: String,
}

/// One file, read.
#[derive(Debug)]
pub(crate) struct Source {
    /// Its name for messages.
    pub(crate) file: String,
    /// Its content.
    pub(crate) reading: Reading,
    /// Components that are disabled in the source; Traefik's files cannot say that, the Mantrae server can.
    pub(crate) off: HashSet<(Kind, String)>,
    /// The lines its findings are about.
    pub(crate) excerpts: Vec<Excerpt>,
    /// The lines of its components, where a person may have written them.
    pub(crate) texts: HashMap<(Kind, String), String>,
    /// What is around them, if the file is YAML.
    pub(crate) layout: Option<String>,
    /// Whether everything in it can be imported, and all that it refers to is in it.
    pub(crate) lacks_nothing: bool,
}

/// All the sources, read as far as possible.
#[derive(Debug, Default)]
pub(crate) struct Sources {
    pub(crate) read: Vec<Source>,
    pub(crate) refused: Vec<Refused>,
    /// Findings about the folders.
    pub(crate) problems: Vec<Problem>,
    /// True if Traefik would refuse one of the files, or wait for it forever.
    pub(crate) is_refused: bool,
}

/// A file to read.
struct Listed {
    path: PathBuf,
    /// Its name for messages.
    file: String,
    /// The folder it was found in; `None` if the person named it.
    folder: Option<String>,
    /// Why it cannot be opened.
    blocked: Option<Error>,
}

/// Reads all sources. An error if nothing in them can be imported, whatever else is wrong.
pub(crate) async fn open(request: &Request, staging: &Path) -> Result<Sources> {
    let mut sources = Sources::default();
    let mut first = None;
    // By folder name, the files that would make Traefik refuse or wait.
    let mut culprits: BTreeMap<String, Culprits> = BTreeMap::new();
    for mut listed in listed(&request.paths, &mut sources.problems)? {
        let blocked = listed.blocked.take();
        let answer = match (blocked, &listed.folder) {
            (Some(error), _) => Read::failed(&listed.path, error),
            (None, None) if is_database(&listed.path) => Read {
                answer: server::read(&listed.path, request.server_profile.as_deref(), staging).await,
                effect: Effect::Unknown,
            },
            (None, _) => one(&listed, request).await,
        };
        sources.is_refused |= answer.effect != Effect::Unknown
            || answer
                .answer
                .as_ref()
                .is_ok_and(|source| source.reading.is_refused());
        if let Some(folder) = &listed.folder {
            let culprits = culprits.entry(folder.clone()).or_default();
            match answer.effect {
                Effect::Refused => culprits.refused.push(listed.file.clone()),
                Effect::Waits => culprits.waited_for.push(listed.file.clone()),
                Effect::Unknown => {}
            }
        }
        match answer.answer {
            Ok(source) => sources.read.push(source),
            Err(error) => {
                sources.refused.push(Refused {
                    file: listed.file,
                    path: listed.path,
                    named: listed.folder.is_none(),
                    failure: error.failure(),
                });
                first.get_or_insert(error);
            }
        }
    }
    for (folder, culprits) in &culprits {
        let refused = notes::refused(folder, &culprits.refused);
        let waited_for = notes::waited_for(folder, &culprits.waited_for);
        sources.problems.extend(refused.into_iter().chain(waited_for));
    }
    if sources
        .read
        .iter()
        .any(|source| !source.reading.components.is_empty())
    {
        return Ok(sources);
    }
    Err(first.unwrap_or_else(|| {
        Error::new(Code::Unreadable, "These files contain nothing to import")
            .hint("They should have a section `http`, `tcp`, `udp` or `tls` that is not empty")
    }))
}

/// What prevents Traefik from reading a folder.
#[derive(Default)]
struct Culprits {
    refused: Vec<String>,
    waited_for: Vec<String>,
}

/// The result of reading a file, and its effect on how Traefik reads the folder.
struct Read {
    answer: Result<Source>,
    effect: Effect,
}

impl Read {
    /// A file that could not even be opened.
    fn failed(path: &Path, error: Error) -> Self {
        Self {
            answer: Err(error),
            effect: file::effect(path),
        }
    }
}

/// All the files to read: each one that was named, and those in folders in Traefik's order.
fn listed(paths: &[PathBuf], problems: &mut Vec<Problem>) -> Result<Vec<Listed>> {
    let mut files = Vec::new();
    for path in paths {
        if path.is_dir() {
            let folder = folder::list(path)?;
            problems.extend(folder.notes);
            files.extend(folder.files.into_iter().map(|file| Listed {
                path: file.path,
                file: file.name,
                folder: Some(short_name(path)),
                blocked: file.blocked,
            }));
        } else {
            files.push(Listed {
                path: path.clone(),
                file: short_name(path),
                folder: None,
                blocked: None,
            });
        }
    }
    Ok(files)
}

/// Traefik silently accepts a file in a folder with nothing for it. True for such a file; its finding becomes a note.
fn is_nothing_in_a_folder(reading: &mut Reading) -> bool {
    let mut errors = reading
        .problems
        .iter()
        .filter(|one| one.severity == Severity::Error);
    let is_nothing = reading.verdict != Verdict::Template && errors.all(|one| one.code == "NOTHING");
    if is_nothing {
        for problem in reading.problems.iter_mut().filter(|one| one.code == "NOTHING") {
            problem.severity = Severity::Info;
        }
    }
    is_nothing
}

async fn one(listed: &Listed, request: &Request) -> Read {
    match read(&listed.path) {
        Ok(content) => of_content(content, listed, request).await,
        Err(error) => Read::failed(&listed.path, error),
    }
}

async fn of_content(content: Vec<u8>, listed: &Listed, request: &Request) -> Read {
    let (path, file) = (listed.path.as_path(), listed.file.as_str());
    let format = request.format.or_else(|| Format::from_path(path));
    let name = file.to_owned();
    let takes_actions = request.braces == Some(Braces::Actions);
    let braces = request.braces.unwrap_or(Braces::Actions);
    let work = move || {
        let source = std::str::from_utf8(&content).unwrap_or_default();
        let (outlined, mut reading) = at_once(
            || text::Outlined::of(source),
            || traefik_dynamic::read_as(&content, &name, (format, braces)),
        );
        if takes_actions {
            accept_actions(&mut reading);
        }
        let (open, (texts, layout)) = at_once(
            || reading.check(&|_, _| false),
            || written_by_person(&outlined, &reading, format),
        );
        let excerpts = excerpts(&content, &name, (&reading, &open));
        let lacks_nothing = open.is_empty() && reading.rejected.is_empty();
        (reading, excerpts, (texts, layout), lacks_nothing)
    };
    let (mut reading, excerpts, (texts, layout), lacks_nothing) =
        match tokio::task::spawn_blocking(work).await {
            Ok(done) => done,
            Err(error) => {
                let sentence = format!("Reading `{}` was interrupted", path.display());
                return Read {
                    answer: Err(Error::new(Code::Internal, sentence).because(error)),
                    effect: Effect::Unknown,
                };
            }
        };
    let effect = if reading.is_refused() {
        Effect::Refused
    } else {
        Effect::Unknown
    };
    let nothing = reading.components.is_empty();
    let may_be_nothing = nothing && listed.folder.is_some() && is_nothing_in_a_folder(&mut reading);
    let refused = match reading.verdict {
        _ if may_be_nothing => None,
        Verdict::Accept | Verdict::Reject if !nothing => None,
        Verdict::Template if !nothing && takes_actions => None,
        // A component left out because of an action may still be imported as text.
        Verdict::Template if !takes_actions && (!nothing || has_fault(&reading)) => Some(Code::Template),
        _ => Some(Code::Unreadable),
    };
    let answer = match refused {
        Some(code) => Err(refusal(path, &reading, code)),
        None => Ok(Source {
            file: file.to_owned(),
            reading,
            off: HashSet::new(),
            excerpts,
            texts,
            layout,
            lacks_nothing,
        }),
    };
    Read { answer, effect }
}

/// The lines of the components of a file.
type Texts = HashMap<(Kind, String), String>;

/// The lines of each component that a person wrote, and what is around them.
fn written_by_person(
    file: &text::Outlined<'_>,
    reading: &Reading,
    format: Option<Format>,
) -> (Texts, Option<String>) {
    let kept = file.kept(reading, format == Some(Format::Yaml));
    let texts = kept
        .fragments
        .into_iter()
        .map(|one| ((one.kind, one.name), one.text));
    (texts.collect(), kept.layout)
}

/// The code of an action that Traefik cannot run.
const FAULT: &str = "TEMPLATE-ACTION";

/// True if a component is left out because Traefik cannot run an action in it.
fn has_fault(reading: &Reading) -> bool {
    let mut problems = reading.problems.iter();
    problems.any(|problem| problem.code == FAULT && problem.path.is_some())
}

/// The person chose to keep the actions, so their presence is no longer an error.
fn accept_actions(reading: &mut Reading) {
    for problem in &mut reading.problems {
        if problem.code == "TEMPLATE" {
            problem.severity = problem.severity.max(Severity::Warning);
            // It advised against what the person chose.
            if problem.path.is_none() {
                problem.hint = None;
            }
        }
    }
}

/// The lines that findings are about, including the `open` references that only another file or the profile may resolve.
fn excerpts(content: &[u8], file: &str, (reading, open): (&Reading, &[Problem])) -> Vec<Excerpt> {
    const WIDTH: usize = 200;
    let all = reading.problems.iter().chain(open);
    let wanted: HashSet<u32> = all.filter_map(|one| one.line).collect();
    if wanted.is_empty() {
        return Vec::new();
    }
    let numbered = String::from_utf8_lossy(content);
    let numbered = numbered.lines().zip(1_u32..);
    numbered
        .filter(|(_, line)| wanted.contains(line))
        .map(|(text, line)| Excerpt {
            file: file.to_owned(),
            line,
            text: text.chars().take(WIDTH).collect(),
        })
        .collect()
}

/// Why nothing in a file can be imported: its first error, with the place.
fn refusal(path: &Path, reading: &Reading, code: Code) -> Error {
    let wanted: &[&str] = match code {
        Code::Template if !reading.components.is_empty() => &["TEMPLATE"],
        _ => &[FAULT, "TEMPLATE", "SYNTAX"],
    };
    let errors = || {
        let problems = reading.problems.iter();
        problems.filter(|problem| problem.severity == Severity::Error)
    };
    let worst = wanted
        .iter()
        .find_map(|code| errors().find(|problem| problem.code == *code))
        .or_else(|| errors().next());
    let Some(problem) = worst.or(reading.problems.first()) else {
        return Error::new(
            Code::Unreadable,
            format!("There is nothing to import in `{}`", path.display()),
        );
    };
    let place = match (problem.line, problem.column) {
        (Some(line), Some(column)) => format!(":{line}:{column}"),
        (Some(line), None) => format!(":{line}"),
        _ => String::new(),
    };
    let error = Error::new(
        code,
        format!(
            "`{}{place}` cannot be imported: {}",
            path.display(),
            problem.message
        ),
    );
    match &problem.hint {
        Some(hint) => error.hint(hint),
        None => error,
    }
}
