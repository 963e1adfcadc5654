//! How a command line names a field of a component.

use std::str::FromStr;

use mantrae_core::engine::PathStep;
#[cfg(test)]
use traefik_dynamic::text::Step;

/// `loadBalancer.servers[0].url`; names with a dot or a bracket in quotes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FieldPath(Vec<Part>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Key(String),
    Index(usize),
}

impl FieldPath {
    /// In the engine's terms.
    pub(crate) fn owned(&self) -> Vec<PathStep> {
        let steps = self.0.iter().map(|part| match part {
            Part::Key(key) => PathStep::Key(key.clone()),
            Part::Index(index) => PathStep::from(*index),
        });
        steps.collect()
    }

    #[cfg(test)]
    fn steps(&self) -> Vec<Step<'_>> {
        let steps = self.0.iter().map(|part| match part {
            Part::Key(key) => Step::Key(key),
            Part::Index(index) => Step::Index(*index),
        });
        steps.collect()
    }
}

impl FromStr for FieldPath {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut parts = Vec::new();
        let mut rest = text;
        while !rest.is_empty() {
            let (part, after) = if let Some(inner) = rest.strip_prefix('[') {
                let (number, after) = inner.split_once(']').ok_or("a `]` is missing")?;
                let index = number
                    .parse()
                    .map_err(|_| format!("`{number}` is not the number of an item, counted from 0"))?;
                (Part::Index(index), after)
            } else if let Some(inner) = rest.strip_prefix('"') {
                let (key, after) = inner.split_once('"').ok_or("a quote is missing at the end")?;
                (Part::Key(key.to_owned()), after)
            } else {
                let end = rest.find(['.', '[']).unwrap_or(rest.len());
                let (key, after) = rest.split_at(end);
                if key.is_empty() {
                    return Err("a name is missing".to_owned());
                }
                (Part::Key(key.to_owned()), after)
            };
            parts.push(part);
            rest = match after.strip_prefix('.') {
                Some("") => return Err("a name is missing after the last dot".to_owned()),
                Some(rest) => rest,
                None if after.is_empty() || after.starts_with('[') => after,
                None => return Err(format!("a dot is missing before `{after}`")),
            };
        }
        if parts.is_empty() {
            return Err("write the name of a field, for example rule".to_owned());
        }
        Ok(Self(parts))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Result<&[Step<'_>], &str>) {
        let path: Result<FieldPath, String> = text.parse();
        let steps = path.as_ref().map(FieldPath::steps);
        let steps = steps.as_ref().map(Vec::as_slice).map_err(|error| error.as_str());
        assert_eq!(steps, expected, "{text}");
    }

    #[test]
    fn paths() {
        use Step::{Index, Key};
        check("rule", Ok(&[Key("rule")]));
        check(
            "loadBalancer.servers[0].url",
            Ok(&[Key("loadBalancer"), Key("servers"), Index(0), Key("url")]),
        );
        check(
            "headers.customRequestHeaders.\"X.Y\"",
            Ok(&[Key("headers"), Key("customRequestHeaders"), Key("X.Y")]),
        );
        check("a[1][2]", Ok(&[Key("a"), Index(1), Index(2)]));
        check("\"a b\"[0]", Ok(&[Key("a b"), Index(0)]));
    }

    #[test]
    fn no_paths() {
        check("", Err("write the name of a field, for example rule"));
        check("a.", Err("a name is missing after the last dot"));
        check(".a", Err("a name is missing"));
        check("a..b", Err("a name is missing"));
        check("a[x]", Err("`x` is not the number of an item, counted from 0"));
        check("a[0", Err("a `]` is missing"));
        check("a[0]b", Err("a dot is missing before `b`"));
        check("\"a", Err("a quote is missing at the end"));
    }
}
