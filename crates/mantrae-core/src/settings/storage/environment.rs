//! The variables `STORAGE_…`: they determine the locations, and a store given there stands in for saved ones.

use super::sftp::{self, DEFAULT_FOLDER, SftpField, SftpLocation};
use super::{DEFAULT_PATH, Locations, S3Location, check};
use crate::error::{Code, Error, Failure};

/// The id of the store that the environment sets.
pub const ENVIRONMENT_ID: &str = "environment";

/// The id of the folder of another computer that the environment sets.
pub const ENVIRONMENT_SFTP_ID: &str = "environment-sftp";

/// The variable with the secret key.
pub const SECRET_KEY: &str = "STORAGE_S3_SECRET_KEY";

pub(in crate::settings) const TYPE: &str = "STORAGE_TYPE";
const ENDPOINT: &str = "STORAGE_S3_ENDPOINT";
const REGION: &str = "STORAGE_S3_REGION";
const BUCKET: &str = "STORAGE_S3_BUCKET";
const ACCESS_KEY: &str = "STORAGE_S3_ACCESS_KEY";
const PATH: &str = "STORAGE_S3_PATH";

const SFTP_HOST: &str = "STORAGE_SFTP_HOST";
const SFTP_PORT: &str = "STORAGE_SFTP_PORT";
const SFTP_USER: &str = "STORAGE_SFTP_USER";
const SFTP_PATH: &str = "STORAGE_SFTP_PATH";

/// Names of the variables that are no secret.
pub(in crate::settings) const NAMES: [&str; 10] = [
    TYPE, ENDPOINT, REGION, BUCKET, ACCESS_KEY, PATH, SFTP_HOST, SFTP_PORT, SFTP_USER, SFTP_PATH,
];

/// Applies the variables over what is saved. What makes no sense is reported, and the saved locations stay.
pub(in crate::settings) fn lay_over<'e>(
    locations: &mut Locations,
    problems: &mut Vec<Failure>,
    (get, has_secret): (impl Fn(&str) -> Option<&'e str>, bool),
) {
    let mut lay = || -> Result<(), Error> {
        let kinds = get(TYPE).map(read_kinds).transpose()?;
        let given = match store(&get, has_secret) {
            // Irrelevant if S3 is not wanted.
            Err(_) if kinds.is_some_and(|kinds| !kinds.s3) => None,
            other => other?,
        };
        let computer = match computer(&get) {
            Err(_) if kinds.is_some_and(|kinds| !kinds.sftp) => None,
            other => other?,
        };
        let wanted = kinds.unwrap_or_default();
        if wanted.s3 && given.is_none() && locations.s3.is_empty() {
            return Err(Error::new(
                Code::InvalidInput,
                format!("{TYPE} asks for S3, but there is no S3 storage: {BUCKET} is not set"),
            )
            .hint(format!("Set {BUCKET}, {ENDPOINT}, {ACCESS_KEY} and {SECRET_KEY}")));
        }
        if wanted.sftp && computer.is_none() && locations.sftp.is_empty() {
            return Err(Error::new(
                Code::InvalidInput,
                format!("{TYPE} asks for SFTP, but there is no such location: {SFTP_HOST} is not set"),
            )
            .hint(format!("Set {SFTP_HOST} and {SFTP_PATH}")));
        }
        if kinds.is_none() && given.is_none() && computer.is_none() {
            return Ok(());
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
        if let Some(computer) = computer {
            locations.sftp_set_aside = std::mem::replace(&mut locations.sftp, vec![computer]);
        }
        if let Some(kinds) = kinds {
            choose(locations, kinds);
        }
        Ok(())
    };
    if let Err(error) = lay() {
        problems.push(error.failure());
    }
}

/// Uses the kinds of locations that were named, and no others.
fn choose(locations: &mut Locations, kinds: Kinds) {
    locations.kinds_locked = true;
    locations.local = kinds.local;
    if !kinds.s3 {
        // The store of the environment is not wanted; the saved ones are set aside.
        let given = std::mem::take(&mut locations.s3);
        let saved = given.into_iter().filter(|one| one.id != ENVIRONMENT_ID);
        locations.set_aside.extend(saved);
    } else if !locations.s3.iter().any(|one| one.enabled) {
        for location in &mut locations.s3 {
            location.enabled = true;
        }
    }
    if !kinds.sftp {
        let given = std::mem::take(&mut locations.sftp);
        let saved = given.into_iter().filter(|one| one.id != ENVIRONMENT_SFTP_ID);
        locations.sftp_set_aside.extend(saved);
    } else if !locations.sftp.iter().any(|one| one.enabled) {
        for location in &mut locations.sftp {
            location.enabled = true;
        }
    }
}

#[derive(Debug, Clone, Copy, Default)]
struct Kinds {
    local: bool,
    s3: bool,
    sftp: bool,
}

/// `local`, `s3`, `sftp`, or several with a comma.
fn read_kinds(text: &str) -> Result<Kinds, Error> {
    let mut kinds = Kinds::default();
    for word in text.split(',').map(str::trim).filter(|word| !word.is_empty()) {
        match word.to_ascii_lowercase().as_str() {
            "local" => kinds.local = true,
            "s3" => kinds.s3 = true,
            "sftp" => kinds.sftp = true,
            _ => {
                return Err(Error::new(
                    Code::InvalidInput,
                    format!("{TYPE} is not used: `{word}` is not a kind of storage"),
                )
                .hint("Use `local`, `s3`, `sftp`, or several separated by commas"));
            }
        }
    }
    if kinds.local || kinds.s3 || kinds.sftp {
        Ok(kinds)
    } else {
        Err(Error::new(
            Code::InvalidInput,
            format!("{TYPE} is not used: it names no storage"),
        )
        .hint("Use `local`, `s3`, `sftp`, or several separated by commas"))
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

/// The folder of another computer in the variables; `None` if they do not describe one.
fn computer<'e>(get: impl Fn(&str) -> Option<&'e str>) -> Result<Option<SftpLocation>, Error> {
    let hint = "Change or unset the variable and restart Mantrae";
    let Some(host) = get(SFTP_HOST) else {
        let begun = [SFTP_PORT, SFTP_USER, SFTP_PATH]
            .into_iter()
            .find(|name| get(name).is_some());
        return match begun {
            Some(begun) => Err(Error::new(
                Code::InvalidInput,
                format!("{begun} is not used: {SFTP_HOST} is not set"),
            )
            .hint("Set it too, or unset the others that begin with STORAGE_SFTP_")),
            None => Ok(None),
        };
    };
    let port = get(SFTP_PORT).map(|port| match port.trim().parse() {
        Ok(port @ 1_u16..) => Ok(port),
        _ => Err(Error::new(
            Code::InvalidInput,
            format!("{SFTP_PORT} is not used: “{port}” is not a valid port"),
        )
        .hint(hint)),
    });
    let checked = sftp::check(&SftpLocation {
        id: ENVIRONMENT_SFTP_ID.to_owned(),
        name: "SFTP storage".to_owned(),
        host: host.to_owned(),
        port: port.transpose()?,
        user: get(SFTP_USER).unwrap_or_default().to_owned(),
        path: get(SFTP_PATH).unwrap_or(DEFAULT_FOLDER).to_owned(),
        config_file: None,
        enabled: true,
    });
    match checked.wrong.into_iter().next() {
        None => Ok(Some(checked.location)),
        Some(wrong) => {
            let variable = match wrong.field {
                SftpField::User => SFTP_USER,
                SftpField::Path => SFTP_PATH,
                SftpField::Name | SftpField::Host => SFTP_HOST,
            };
            Err(Error::new(
                Code::InvalidInput,
                format!("{variable} is not used: {}", wrong.message),
            )
            .hint(hint))
        }
    }
}
