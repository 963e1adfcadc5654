//! The Traefik of a compose file: its image names the version, its command and environment the rest.

use serde_json::{Map, Value};
use traefik_dynamic::route::shell_words;

use super::arguments::Arguments;
use crate::error::{Code, Error, Result};

/// What a compose file says about its Traefik.
#[derive(Debug)]
pub(super) struct Service {
    pub(super) arguments: Arguments,
    pub(super) version: Option<String>,
}

/// Whether a document is a compose file: it has services with images.
pub(super) fn is_compose(document: &Value) -> bool {
    services(document).is_some_and(|all| all.values().any(|service| service.get("image").is_some()))
}

fn services(document: &Value) -> Option<&Map<String, Value>> {
    document.get("services")?.as_object()
}

/// The Traefik in it.
pub(super) fn service(document: &Value) -> Result<Service> {
    let all = services(document).into_iter().flatten();
    let found: Vec<(&String, &Value, Image<'_>)> = all
        .filter_map(|(name, service)| {
            let image = Image::of(service.get("image")?.as_str()?);
            image.is_traefik().then_some((name, service, image))
        })
        .collect();
    let [(_, service, image)] = found.as_slice() else {
        return Err(not_one(
            &found.iter().map(|(name, ..)| name.as_str()).collect::<Vec<_>>(),
        ));
    };
    let mut arguments = Arguments::default();
    match service.get("command") {
        Some(Value::String(line)) => {
            shell_words(line)
                .iter()
                .flatten()
                .for_each(|word| arguments.word(word));
        }
        Some(Value::Array(items)) => {
            items
                .iter()
                .filter_map(Value::as_str)
                .for_each(|word| arguments.word(word));
        }
        _ => {}
    }
    match service.get("environment") {
        Some(Value::Array(items)) => {
            let pairs = items.iter().filter_map(|item| item.as_str()?.split_once('='));
            pairs.for_each(|(name, value)| arguments.variable(name, value));
        }
        Some(Value::Object(pairs)) => {
            for (name, value) in pairs {
                let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                arguments.variable(name, &text);
            }
        }
        _ => {}
    }
    Ok(Service {
        arguments,
        version: image.version(),
    })
}

fn not_one(names: &[&str]) -> Error {
    match names {
        [] => Error::new(
            Code::NotFound,
            "No service in this compose file uses a Traefik image",
        )
        .hint("Choose Traefik’s install configuration, or paste its flags"),
        many => Error::new(
            Code::InvalidInput,
            format!("More than one service uses a Traefik image: {}", many.join(", ")),
        )
        .hint("Paste the flags of the one you mean"),
    }
}

/// The name of an image, such as `docker.io/library/traefik:v3.3@sha256:…`.
struct Image<'t> {
    name: &'t str,
    tag: Option<&'t str>,
}

impl<'t> Image<'t> {
    fn of(text: &'t str) -> Image<'t> {
        let text = text.split_once('@').map_or(text, |(text, _)| text);
        let last = text.rsplit_once('/').map_or(text, |(_, last)| last);
        match last.split_once(':') {
            Some((name, tag)) => Image { name, tag: Some(tag) },
            None => Image {
                name: last,
                tag: None,
            },
        }
    }

    fn is_traefik(&self) -> bool {
        self.name == "traefik"
    }

    /// The version in the tag, if it names one with a minor.
    fn version(&self) -> Option<String> {
        let tag = self.tag?;
        let tag = tag.strip_prefix('v').unwrap_or(tag);
        let version = tag.split_once('-').map_or(tag, |(version, _)| version);
        let numbers: Vec<&str> = version.split('.').collect();
        let is_version =
            (2..=3).contains(&numbers.len()) && numbers.iter().all(|number| number.parse::<u32>().is_ok());
        is_version.then(|| version.to_owned())
    }
}
