//! One YAML file per profile, as Traefik's file provider reads it.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use traefik_dynamic::{Component, Kind, YamlStream};

use crate::archive;
use crate::db::component;
use crate::db::snapshot::Snapshot;
use crate::error::{Code, Error, Result, io};
use crate::export;
use crate::staging::Staging;

/// How many components are in memory at a time.
const PAGE: u32 = 1000;

/// Writes the files; returns their names in the archive and their paths.
pub(super) async fn files(held: &mut Snapshot, staging: &Staging) -> Result<Vec<(String, PathBuf)>> {
    let mut files: Vec<(String, PathBuf)> = Vec::new();
    for profile in held.profiles().await? {
        let path = staging.file(&format!("profile-{}.yaml", files.len()));
        write(held, (&profile.uid, &profile.name), &path).await?;
        files.push((free_name(&profile.name, &files), path));
    }
    Ok(files)
}

/// The most components that are held in memory, to be written into the file that they came from.
const LAID_OUT: usize = 5000;

/// A profile in the file that it came from, if it has one.
async fn laid_out(held: &mut Snapshot, uid: &str) -> Result<Option<String>> {
    let Some(layout) = held.layout(uid).await? else {
        return Ok(None);
    };
    let mut parts: Vec<(Component, Option<String>)> = Vec::new();
    for &kind in Kind::ALL {
        let mut after = String::new();
        loop {
            let page = held.enabled(uid, kind.as_str(), (&after, PAGE)).await?;
            let Some(last) = page.last() else { break };
            after.clone_from(&last.name);
            for one in page {
                let read = component::component(kind, &one.name, (&one.configuration, &one.braces));
                let Ok(component) = read else {
                    return Ok(None);
                };
                parts.push((component, one.text));
            }
            if parts.len() > LAID_OUT {
                return Ok(None);
            }
        }
    }
    let parts: Vec<_> = parts.iter().map(|(one, text)| (one, text.as_deref())).collect();
    Ok(export::laid_out(&layout, &parts).filter(|_| !parts.is_empty()))
}

async fn write(held: &mut Snapshot, (uid, profile): (&str, &str), path: &Path) -> Result<()> {
    let fail = |error| io("write the profile", path, error);
    let mut to = crate::fs::create_private(path)?;
    if let Some(text) = laid_out(held, uid).await? {
        return to.write_all(text.as_bytes()).map_err(fail);
    }
    let mut stream = YamlStream::default();
    for &kind in Kind::ALL {
        let mut after = String::new();
        loop {
            let page = held.enabled(uid, kind.as_str(), (&after, PAGE)).await?;
            let mut text = String::new();
            for one in &page {
                if let Some(lines) = &one.text {
                    stream.push_lines(kind, lines, &mut text);
                    continue;
                }
                // The copy comes from a database in which every row is decided.
                let braces = one.braces.parse().unwrap_or_default();
                stream
                    .push(kind, (&one.name, braces), &one.configuration, &mut text)
                    .map_err(|error| unwritten(profile, &one.name, error))?;
            }
            to.write_all(text.as_bytes()).map_err(fail)?;
            let Some(last) = page.into_iter().next_back() else {
                break;
            };
            after = last.name;
        }
    }
    Ok(())
}

fn unwritten(profile: &str, name: &str, error: serde_json::Error) -> Error {
    Error::new(
        Code::Database,
        format!("`{name}` of the profile `{profile}` is not stored as JSON, so nothing was backed up"),
    )
    .hint("Remove it or save it again, then back up again")
    .because(error)
}

/// A profile's name as a file name that is valid on every system; no two profiles get the same one.
fn free_name(profile: &str, taken: &[(String, PathBuf)]) -> String {
    let plain = |character: char| character.is_ascii_alphanumeric() || matches!(character, '-' | '_' | '.');
    let stem: String = profile
        .chars()
        .map(|character| if plain(character) { character } else { '-' })
        .collect();
    // A leading dot would hide the file.
    let stem = stem.trim_start_matches('.');
    let stem = if stem.is_empty() { "profile" } else { stem };
    let used = |name: &str| taken.iter().any(|(other, _)| other.eq_ignore_ascii_case(name));
    let first = format!("{}{stem}.yaml", archive::PROFILES);
    if !used(&first) {
        return first;
    }
    // There is one more number than there are names, so one of them is free.
    (2..taken.len() + 3)
        .map(|number| format!("{}{stem}-{number}.yaml", archive::PROFILES))
        .find(|name| !used(name))
        .unwrap_or(first)
}
