//! The variables `STORAGE_…`: they determine the locations, and a store given there stands in for saved ones.

use super::{DEFAULT_PATH, Locations, S3Location, check};
use crate::error::{Code, Error, Failure};

/// The id of the store that the environment sets.
pub const ENVIRONMENT_ID: &str = "environment";

/// The variable with the secret key.
pub const SECRET_KEY: &str = "STORAGE_S3_SECRET_KEY";

pub(in crate::settings) const TYPE: &str = "STORAGE_TYPE";
const ENDPOINT: &str = "STORAGE_S3_ENDPOINT";
const REGION: &str = "STORAGE_S3_REGION";
const BUCKET: &str = "STORAGE_S3_BUCKET";
const ACCESS_KEY: &str = "STORAGE_S3_ACCESS_KEY";
const PATH: &str = "STORAGE_S3_PATH";

/// Names of the variables that are no secret.
pub(in crate::settings) const NAMES: [&str; 6] = [TYPE, ENDPOINT, REGION, BUCKET, ACCESS_KEY, PATH];

/// Applies the variables over what is saved. What makes no sense is reported, and the saved locations stay.
pub(in crate::settings) fn lay_over<'e>(
    locations: &mut Locations,
    problems: &mut Vec<Failure>,
    (get, has_secret): (impl Fn(&str) -> Option<&'e str>, bool),
) {
    let kinds = match get(TYPE).map(read_kinds).transpose() {
        Ok(kinds) => kinds,
        Err(error) => return problems.push(error.failure()),
    };
    let given = match store(&get, has_secret) {
        Ok(given) => given,
        // Irrelevant if S3 is not wanted.
        Err(_) if kinds.is_some_and(|kinds| !kinds.s3) => None,
        Err(error) => return problems.push(error.failure()),
    };
    let wanted = kinds.is_some_and(|kinds| kinds.s3);
    if wanted && given.is_none() && locations.s3.is_empty() {
        return problems.push(
            Error::new(
                Code::InvalidInput,
                format!("{TYPE} asks for S3, but there is no S3 storage: {BUCKET} is not set"),
            )
            .hint(format!("Set {BUCKET}, {ENDPOINT}, {ACCESS_KEY} and {SECRET_KEY}"))
            .failure(),
        );
    }
    if kinds.is_none() && given.is_none() {
        return;
    }
    locations.variables = NAMES
        .iter()
        .filter(|name| get(name).is_some())
        .map(|name| (*name).to_owned())
        .collect();
    if has_secret {
        locations.variables.push(SECRET_KEY.to_owned());
    }
    if let Some(given) = given {
        locations.set_aside = std::mem::replace(&mut locations.s3, vec![given]);
    }
    let Some(kinds) = kinds else { return };
    locations.kinds_locked = true;
    locations.local = kinds.local;
    if kinds.s3 && locations.used().next().is_none() {
        for location in &mut locations.s3 {
            location.enabled = true;
        }
    }
    if !kinds.s3 {
        // The store of the environment is not wanted; the saved ones are set aside.
        let given = std::mem::take(&mut locations.s3);
        let saved = given.into_iter().filter(|one| one.id != ENVIRONMENT_ID);
        locations.set_aside.extend(saved);
    }
}

#[derive(Debug, Clone, Copy, Default)]
struct Kinds {
    local: bool,
    s3: bool,
}

/// `local`, `s3`, or both with a comma.
fn read_kinds(text: &str) -> Result<Kinds, Error> {
    let mut kinds = Kinds::default();
    for word in text.split(',').map(str::trim).filter(|word| !word.is_empty()) {
        match word.to_ascii_lowercase().as_str() {
            "local" => kinds.local = true,
            "s3" => kinds.s3 = true,
            _ => {
                return Err(Error::new(
                    Code::InvalidInput,
                    format!("{TYPE} is not used: `{word}` is not a kind of storage"),
                )
                .hint("Use `local`, `s3`, or both separated by a comma"));
            }
        }
    }
    if kinds.local || kinds.s3 {
        Ok(kinds)
    } else {
        Err(Error::new(
            Code::InvalidInput,
            format!("{TYPE} is not used: it names no storage"),
        )
        .hint("Use `local`, `s3`, or both separated by a comma"))
    }
}

/// The store in the variables; `None` if they do not describe one.
fn store<'e>(get: impl Fn(&str) -> Option<&'e str>, has_secret: bool) -> Result<Option<S3Location>, Error> {
    let begun = [ENDPOINT, BUCKET, ACCESS_KEY]
        .into_iter()
        .find(|name| get(name).is_some());
    let Some(begun) = begun.or(has_secret.then_some(SECRET_KEY)) else {
        return Ok(None);
    };
    let text = |name: &str| get(name).unwrap_or_default().to_owned();
    for needed in [BUCKET, ACCESS_KEY] {
        if get(needed).is_none() {
            return Err(Error::new(
                Code::InvalidInput,
                format!("{begun} is not used: {needed} is not set"),
            )
            .hint("Set it too, or unset the others that begin with STORAGE_S3_"));
        }
    }
    let mut typed = S3Location {
        id: ENVIRONMENT_ID.to_owned(),
        name: "S3 storage".to_owned(),
        endpoint: text(ENDPOINT),
        region: text(REGION),
        bucket: text(BUCKET),
        path: get(PATH).unwrap_or(DEFAULT_PATH).to_owned(),
        access_key_id: text(ACCESS_KEY),
        // Whoever writes `http://` into a unit file agrees to it.
        plain_http: true,
        enabled: true,
        ..S3Location::default()
    };
    if typed.endpoint.is_empty() {
        typed.preset = super::Preset::Aws;
    }
    let checked = check::check(&typed);
    match checked.wrong.into_iter().next() {
        None => Ok(Some(checked.location)),
        Some(wrong) => Err(Error::new(
            Code::InvalidInput,
            format!("{} is not used: {}", variable(wrong.field), wrong.message),
        )
        .hint("Change or unset the variable and restart Mantrae")),
    }
}

fn variable(field: check::Field) -> &'static str {
    match field {
        check::Field::Bucket => BUCKET,
        check::Field::Path => PATH,
        check::Field::Region => REGION,
        check::Field::AccessKeyId => ACCESS_KEY,
        check::Field::Secret => SECRET_KEY,
        _ => ENDPOINT,
    }
}
