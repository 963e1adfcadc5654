//! Whether a location makes sense by itself, before anything asks the network.

use serde::Serialize;

use super::{Preset, S3Location, address};

/// A field of the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum Field {
    /// Its name in lists.
    Name,
    /// The address.
    Endpoint,
    /// The region.
    Region,
    /// The bucket.
    Bucket,
    /// The folder in the bucket.
    Path,
    /// The public half of the key.
    AccessKeyId,
    /// The secret half.
    Secret,
    /// Certificates to trust.
    CaFile,
}

/// What must be corrected first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Wrong {
    /// Which field.
    pub field: Field,
    /// What is wrong, with the cure.
    pub message: String,
}

/// A location as it was typed, cleaned and looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Checked {
    /// As it will be used.
    pub location: S3Location,
    /// What was changed, a sentence each.
    pub changes: Vec<String>,
    /// What must be corrected first.
    pub wrong: Vec<Wrong>,
    /// True when the person must first agree that backups are sent unencrypted.
    pub plain: bool,
}

/// Cleans and checks a location.
pub fn check(typed: &S3Location) -> Checked {
    let address::Cleaned {
        mut location,
        changes,
    } = address::clean(typed);
    if location.name.is_empty() {
        location.name = name_for(&location);
    }
    let looked = [
        (Field::Name, name(&location.name)),
        (Field::Endpoint, endpoint(&location)),
        (Field::Bucket, bucket(&location.bucket)),
        (Field::Path, path(&location.path)),
        (Field::Region, region(&location.region)),
        (Field::AccessKeyId, access_key(&location.access_key_id)),
    ];
    let wrong = looked
        .into_iter()
        .filter_map(|(field, message)| {
            Some(Wrong {
                field,
                message: message?,
            })
        })
        .collect();
    let plain = location.is_plain() && !location.plain_http;
    // Agreed to for another address, or not needed any more.
    location.plain_http &= location.is_plain();
    Checked {
        location,
        changes,
        wrong,
        plain,
    }
}

/// The name of a location that nobody named.
fn name_for(location: &S3Location) -> String {
    match location.preset {
        Preset::Own => {
            let host = location.endpoint.split_once("://").map_or("", |(_, host)| host);
            let host = host.split([':', '/']).next().unwrap_or_default();
            if host.is_empty() {
                "S3".to_owned()
            } else {
                host.to_owned()
            }
        }
        preset => preset.facts().name.to_owned(),
    }
}

pub(super) fn name(name: &str) -> Option<String> {
    if name.chars().count() > 64 || name.chars().any(char::is_control) {
        return Some("A name can have up to 64 characters, on one line".to_owned());
    }
    name.eq_ignore_ascii_case("This computer")
        .then(|| "“This computer” is the name of the folder here: choose another one".to_owned())
}

fn endpoint(location: &S3Location) -> Option<String> {
    let endpoint = &location.endpoint;
    if endpoint.is_empty() {
        let host = location.preset.facts().host.unwrap_or("minio.example.com:9000");
        return Some(format!("Enter the address, like https://{host}"));
    }
    let Some((scheme, rest)) = endpoint.split_once("://") else {
        return Some("Enter the address, like https://minio.example.com:9000".to_owned());
    };
    if !matches!(scheme, "https" | "http") {
        return Some(format!("S3 addresses start with https://, not {scheme}://"));
    }
    if let Some((host, path)) = rest.split_once('/') {
        return Some(format!(
            "The address ends in “{path}”, but the bucket is “{}”: end it at {host}",
            location.bucket
        ));
    }
    if let Some(other) = Preset::of_host(rest).and_then(|found| found.bucket) {
        return Some(format!(
            "The address begins with the bucket “{other}”, but the bucket is “{}”: remove one of them",
            location.bucket
        ));
    }
    if WEB_PAGES.iter().any(|page| rest.ends_with(page)) {
        return Some("This is the address of a web page, not of the storage".to_owned());
    }
    let (host, port) = match rest.rsplit_once(':') {
        Some((host, port)) if !host.contains(':') || host.ends_with(']') => (host, Some(port)),
        _ => (rest, None),
    };
    if port.is_some_and(|port| port.parse::<u16>().map_or(true, |number| number == 0)) {
        return Some(format!("“{}” is not a valid port", port.unwrap_or_default()));
    }
    let is_address = host.starts_with('[') && host.ends_with(']');
    let fits = |character: char| character.is_alphanumeric() || matches!(character, '.' | '-' | '_');
    if host.is_empty() || !(is_address || host.chars().all(fits)) {
        return Some(format!("“{host}” is not a valid server name"));
    }
    None
}

/// Where people manage their buckets.
const WEB_PAGES: [&str; 4] = [
    "console.aws.amazon.com",
    "dash.cloudflare.com",
    "secure.backblaze.com",
    "console.hetzner.com",
];

fn bucket(bucket: &str) -> Option<String> {
    if bucket.is_empty() {
        return Some("Enter the name of the bucket".to_owned());
    }
    let fits = |character: char| character.is_ascii_alphanumeric() || matches!(character, '.' | '-' | '_');
    if bucket.chars().any(char::is_whitespace) {
        return Some("A bucket name cannot contain spaces".to_owned());
    }
    if let Some(wrong) = bucket.chars().find(|character| !fits(*character)) {
        return Some(format!("A bucket name cannot contain “{wrong}”"));
    }
    (!(3..=63).contains(&bucket.len())).then(|| "A bucket name has 3 to 63 characters".to_owned())
}

fn path(path: &str) -> Option<String> {
    if path.split('/').any(|part| part == "..") {
        return Some("A folder in a bucket cannot contain “..”".to_owned());
    }
    if path.chars().any(char::is_control) {
        return Some("The folder in a bucket must be on one line".to_owned());
    }
    (path.len() > 512).then(|| "The folder’s name is too long".to_owned())
}

fn region(region: &str) -> Option<String> {
    let fits = |character: char| character.is_ascii_alphanumeric() || matches!(character, '-' | '_');
    (!region.chars().all(fits)).then(|| format!("“{region}” is not a valid region"))
}

fn access_key(id: &str) -> Option<String> {
    if id.is_empty() {
        return Some("Enter the access key".to_owned());
    }
    id.chars()
        .any(|character| character.is_whitespace() || character.is_control())
        .then(|| "An access key cannot contain spaces".to_owned())
}
