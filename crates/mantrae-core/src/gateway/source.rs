//! Recognizes which kind of text describes a Traefik, and reads it.

use std::path::Path;

use serde_json::Value;
use traefik_dynamic::Facts;

use super::arguments::Arguments;
use super::{Learned, compose, install};
use crate::error::{Code, Error, Result};

/// Reads what a text says about a Traefik: its install configuration in YAML, JSON or TOML, a compose file, flags or
/// variables, or facts in JSON as this program writes them. `name` is that of the file, or what the text is called.
pub fn read(text: &str, name: &str) -> Result<Learned> {
    let facts = if is_arguments(text) {
        of_arguments(Arguments::of_text(text), None)?
    } else {
        of_document(document(text, name)?, text)?
    };
    Ok(Learned {
        facts,
        source: name.to_owned(),
        is_whole: true,
    })
}

/// Reads a file that describes a Traefik.
pub fn read_file(path: &Path) -> Result<Learned> {
    let bytes = crate::import::source::read(path)?;
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
    read(&String::from_utf8_lossy(&bytes), &name.unwrap_or_default())
}

/// Whether the first line shows that these are flags or variables.
fn is_arguments(text: &str) -> bool {
    let mut lines = text.lines().map(|line| line.trim().trim_start_matches("- "));
    let first = lines.find(|line| !line.is_empty() && !line.starts_with('#') && *line != "---");
    let first = first
        .map(|line| line.trim_start_matches(['"', '\'']))
        .unwrap_or_default();
    let is_command = first.starts_with("traefik ") || first.starts_with("--");
    let is_variable = first
        .get(..8)
        .is_some_and(|start| start.eq_ignore_ascii_case("traefik_"));
    is_command || is_variable
}

fn document(text: &str, name: &str) -> Result<Value> {
    let is_toml = Path::new(name)
        .extension()
        .is_some_and(|extension| extension.eq_ignore_ascii_case("toml"));
    let unreadable = |error: String| {
        Error::new(Code::InvalidInput, format!("{name} cannot be read: {error}"))
            .hint("Nothing was changed; correct the file, then try again")
    };
    if is_toml {
        return toml::from_str(text).map_err(|error| unreadable(error.to_string().trim_end().to_owned()));
    }
    let mut value: serde_yaml::Value =
        serde_yaml::from_str(text).map_err(|error| unreadable(error.to_string()))?;
    value
        .apply_merge()
        .map_err(|error| unreadable(error.to_string()))?;
    serde_json::to_value(value).map_err(|error| unreadable(error.to_string()))
}

fn of_document(document: Value, text: &str) -> Result<Facts> {
    if let Some(facts) = as_facts(&document) {
        return Ok(facts);
    }
    if compose::is_compose(&document) && !install::is_install(&document) {
        let service = compose::service(&document)?;
        return of_arguments(service.arguments, service.version);
    }
    if install::is_install(&document) {
        return install::facts(document);
    }
    let is_dynamic = ["http", "tcp", "udp", "tls"]
        .iter()
        .any(|section| document.get(section).is_some());
    let message = if is_dynamic {
        "This is a dynamic configuration, with routers and services: it does not describe entry points or versions"
    } else if text.trim().is_empty() {
        "It is empty"
    } else {
        "It contains nothing from a Traefik install configuration"
    };
    Err(Error::new(Code::InvalidInput, message).hint(
        "Choose the file that Traefik starts with, often `traefik.yml`, a compose file, or text with its flags",
    ))
}

/// Facts as this program writes them.
fn as_facts(document: &Value) -> Option<Facts> {
    let has = |name: &str| document.get(name).is_some();
    let is_own = ["entry_points", "built_in_services", "resolvers"]
        .into_iter()
        .any(has);
    // A compose file has a version too, and services.
    let is_version = document.get("version").is_some_and(Value::is_string) && !has("services");
    if !is_own && !is_version {
        return None;
    }
    serde_json::from_value(document.clone()).ok()
}

fn of_arguments(arguments: Arguments, version: Option<String>) -> Result<Facts> {
    if let Some(file) = arguments.file {
        return Err(Error::new(
            Code::InvalidInput,
            format!("This Traefik reads `{file}` and ignores everything else"),
        )
        .hint("Choose that file"));
    }
    let document = arguments.document().unwrap_or(Value::Null);
    if version.is_none() && !install::is_install(&document) {
        return Err(
            Error::new(Code::InvalidInput, "It contains no flag or variable of Traefik").hint(
                "Use text such as `--entryPoints.web.address=:80` or `TRAEFIK_ENTRYPOINTS_WEB_ADDRESS=:80`",
            ),
        );
    }
    let facts = install::facts(document)?;
    Ok(Facts { version, ..facts })
}
