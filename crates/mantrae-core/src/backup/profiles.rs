//! One YAML a profile, as Traefik's file provider takes it.

use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};

use traefik_dynamic::{Body, Component, Format, Kind};

use crate::archive;
use crate::db::snapshot::Snapshot;
use crate::error::{Code, Error, Result, io};
use crate::staging::Staging;

/// Components that are in memory at once.
const PAGE: u32 = 1000;

/// Writes the files; gives their names in the archive with where they lie.
pub(super) async fn files(held: &mut Snapshot, staging: &Staging) -> Result<Vec<(String, PathBuf)>> {
    let mut files: Vec<(String, PathBuf)> = Vec::new();
    for profile in held.profiles().await? {
        let path = staging.file(&format!("profile-{}.yaml", files.len()));
        write(held, (&profile.uid, &profile.name), &path).await?;
        files.push((free_name(&profile.name, &files), path));
    }
    Ok(files)
}

async fn write(held: &mut Snapshot, (uid, profile): (&str, &str), path: &Path) -> Result<()> {
    let fail = |error| io("write the profile", path, error);
    let mut to = BufWriter::new(crate::fs::create_private(path)?);
    let mut heads = (String::new(), String::new());
    for kind in Kind::ALL {
        let mut after: Option<String> = None;
        loop {
            let page = held.enabled(uid, kind.as_str(), (after.as_deref(), PAGE)).await?;
            let Some((last, _)) = page.last() else { break };
            after = Some(last.clone());
            let text = text(kind, page, profile)?;
            to.write_all(without_heads(&text, &mut heads).as_bytes())
                .map_err(fail)?;
        }
    }
    to.flush().map_err(fail)
}

fn text(kind: Kind, page: Vec<(String, String)>, profile: &str) -> Result<String> {
    let unwritten = |error: &dyn std::fmt::Display| {
        Error::new(
            Code::Internal,
            format!("Profile `{profile}` cannot be written as YAML: {error}"),
        )
    };
    let mut components = Vec::with_capacity(page.len());
    for (name, configuration) in page {
        let value = serde_json::from_str(&configuration).map_err(|error| unwritten(&error))?;
        // What is stored is normalised already: the model would only make the same of it, slowly.
        let body = Body::Unchecked(value);
        components.push(Component { kind, name, body });
    }
    traefik_dynamic::write(&components, Format::Yaml).map_err(|error| unwritten(&error))
}

/// The text of one page without the names of section and collection where they stand in the file already.
fn without_heads<'t>(text: &'t str, heads: &mut (String, String)) -> &'t str {
    let Some((section, below)) = text.split_once('\n') else {
        return text;
    };
    let Some((collection, objects)) = below.split_once('\n') else {
        return text;
    };
    if section != heads.0 {
        *heads = (section.to_owned(), collection.to_owned());
        text
    } else if collection != heads.1 {
        collection.clone_into(&mut heads.1);
        below
    } else {
        objects
    }
}

/// A profile's name as a file name on every system; two profiles never get the same.
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
    // One more number than there are names: one of them is free.
    (2..taken.len() + 3)
        .map(|number| format!("{}{stem}-{number}.yaml", archive::PROFILES))
        .find(|name| !used(name))
        .unwrap_or(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is written page by page is what is written at once.
    #[test]
    fn pages_join_to_the_whole() {
        let component = |kind: Kind, name: &str| {
            let body = match kind {
                Kind::TlsCertificate => serde_json::json!({ "certFile": name, "keyFile": "key" }),
                Kind::HttpRouter | Kind::TcpRouter | Kind::UdpRouter => {
                    serde_json::json!({ "service": name })
                }
                Kind::TlsOptions | Kind::TlsStore => serde_json::json!({}),
                _ => serde_json::json!({ "plugin": { "some": { "text": name } } }),
            };
            (name.to_owned(), body)
        };
        let mut all = Vec::new();
        let mut pages = String::new();
        let mut heads = (String::new(), String::new());
        for kind in Kind::ALL {
            for names in [["a", "b"], ["c: d", "{{e}}"]] {
                let page: Vec<_> = names.iter().map(|name| component(kind, name)).collect();
                all.extend(
                    page.iter()
                        .map(|(name, body)| Component::from_configuration(kind, name.as_str(), body.clone())),
                );
                let page = page.into_iter().map(|(name, body)| (name, body.to_string()));
                let text = text(kind, page.collect(), "test").unwrap();
                pages.push_str(without_heads(&text, &mut heads));
            }
        }
        assert_eq!(pages, traefik_dynamic::write(&all, Format::Yaml).unwrap());
    }
}
