//! The three file formats.

use std::fmt;
use std::path::Path;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// How a configuration is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// `.yml` or `.yaml`.
    Yaml,
    /// `.json`; Traefik's file provider does not read this extension, but its HTTP provider accepts the content.
    Json,
    /// `.toml`.
    Toml,
}

impl Format {
    /// The format as text: `yaml`, `json` or `toml`.
    pub fn as_str(self) -> &'static str {
        match self {
            Format::Yaml => "yaml",
            Format::Json => "json",
            Format::Toml => "toml",
        }
    }

    /// The format for a file extension, in any case; a further `.example`, `.sample`, `.tpl` and the like is ignored.
    pub fn from_path(path: &Path) -> Option<Format> {
        let name = path.file_name()?.to_str()?.to_ascii_lowercase();
        let mut extensions = name.split('.').skip(1).collect::<Vec<_>>();
        while matches!(
            extensions.last(),
            Some(&("example" | "sample" | "tpl" | "tmpl" | "dist" | "bak"))
        ) {
            extensions.pop();
        }
        match *extensions.last()? {
            "yml" | "yaml" => Some(Format::Yaml),
            "json" => Some(Format::Json),
            "toml" => Some(Format::Toml),
            _ => None,
        }
    }

    /// Guesses the format from the content: `{` means JSON, `[table]` or `key =` means TOML, anything else YAML.
    pub fn sniff(text: &str) -> Format {
        let text = text.trim_start_matches('\u{feff}');
        let mut lines = text
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty() && !line.starts_with('#'));
        let Some(first) = lines.next() else {
            return Format::Yaml;
        };
        if first.starts_with('{') && !first.starts_with("{{") {
            return Format::Json;
        }
        if first.starts_with('[') && first.trim_end_matches(']').len() < first.len() && !first.contains(", ")
        {
            return Format::Toml;
        }
        let key = first.split('=').next().unwrap_or_default().trim();
        let is_bare = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '"');
        if first.contains('=') && !key.is_empty() && key.chars().all(is_bare) {
            return Format::Toml;
        }
        Format::Yaml
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// The text names no format.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownFormat {
    /// The text as it was given.
    pub given: String,
}

impl fmt::Display for UnknownFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "`{}` is not a known format; use one of: yaml, json, toml",
            self.given
        )
    }
}

impl std::error::Error for UnknownFormat {}

impl FromStr for Format {
    type Err = UnknownFormat;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.to_ascii_lowercase().as_str() {
            "yaml" | "yml" => Ok(Format::Yaml),
            "json" => Ok(Format::Json),
            "toml" => Ok(Format::Toml),
            _ => Err(UnknownFormat {
                given: text.to_owned(),
            }),
        }
    }
}
