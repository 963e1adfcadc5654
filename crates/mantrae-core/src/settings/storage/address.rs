//! Turns what people paste into what a store understands. Every change is reported in a sentence.

use super::{DEFAULT_PATH, Preset, RegionRule, S3Location};

/// The result of cleaning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cleaned {
    /// The location as it will be used.
    pub location: S3Location,
    /// What was changed, a sentence each, in the order of the form.
    pub changes: Vec<String>,
}

/// Cleans what was typed. What makes no sense stays as it is: reporting that is up to [`super::check`].
pub fn clean(typed: &S3Location) -> Cleaned {
    let mut cleaning = Cleaning {
        location: typed.clone(),
        changes: Vec::new(),
    };
    cleaning.texts();
    cleaning.bucket();
    cleaning.endpoint();
    cleaning.provider();
    cleaning.region();
    cleaning.path();
    Cleaned {
        location: cleaning.location,
        changes: cleaning.changes,
    }
}

/// The secret as it was meant: without spaces, line ends and quotes around it. True when something was removed.
pub fn clean_secret(typed: &str) -> (&str, bool) {
    let bare = unquoted(typed);
    (bare, bare.len() != typed.len())
}

struct Cleaning {
    location: S3Location,
    changes: Vec<String>,
}

impl Cleaning {
    fn say(&mut self, sentence: impl Into<String>) {
        self.changes.push(sentence.into());
    }

    /// Spaces and quotes around each text.
    fn texts(&mut self) {
        let mut said = Vec::new();
        let location = &mut self.location;
        let fields = [
            (&mut location.name, "name"),
            (&mut location.endpoint, "address"),
            (&mut location.bucket, "bucket"),
            (&mut location.path, "folder"),
            (&mut location.region, "region"),
            (&mut location.access_key_id, "access key"),
        ];
        for (text, what) in fields {
            let bare = unquoted(text);
            if bare.len() == text.len() {
                continue;
            }
            let quoted = text.trim().starts_with(QUOTES);
            let taken = if quoted { "quotes" } else { "spaces" };
            // Nobody needs to hear about it in a name.
            if what != "name" && !bare.is_empty() {
                said.push(format!("Removed the {taken} around the {what}"));
            }
            *text = bare.to_owned();
        }
        self.changes.append(&mut said);
        if let Some((_, id)) = self.location.access_key_id.split_once('=') {
            self.location.access_key_id = unquoted(id).to_owned();
            self.say("Removed the variable name from the access key");
        }
    }

    /// `s3://bucket/folder`, an ARN, or a bucket with its folder behind it.
    fn bucket(&mut self) {
        if let Some(rest) = strip_scheme(&self.location.endpoint, "s3") {
            let (bucket, path) = rest.split_once('/').unwrap_or((rest, ""));
            let (bucket, path) = (bucket.to_owned(), path.to_owned());
            self.location.endpoint.clear();
            self.take_bucket(&bucket, &path);
        }
        let bucket = self.location.bucket.clone();
        let bare = strip_scheme(&bucket, "s3")
            .or_else(|| bucket.strip_prefix("arn:aws:s3:::"))
            .unwrap_or(&bucket)
            .trim_matches('/');
        let (bare, path) = bare.split_once('/').unwrap_or((bare, ""));
        if bare != bucket && !bare.is_empty() {
            bare.clone_into(&mut self.location.bucket);
            self.say(format!("Changed the bucket to “{bare}”"));
        }
        if !path.is_empty() {
            self.take_path(path, "bucket");
        }
    }

    /// Scheme, user, port, path, query, slashes.
    fn endpoint(&mut self) {
        if self.location.endpoint.is_empty() {
            return;
        }
        let endpoint = self.location.endpoint.clone();
        let (scheme, rest) = if let Some((scheme, rest)) = endpoint.split_once("://") {
            (scheme.to_ascii_lowercase(), rest)
        } else {
            self.say("Added https:// in front of the address");
            ("https".to_owned(), endpoint.trim_start_matches('/'))
        };
        let rest = match rest.split_once(['?', '#']) {
            Some((rest, _)) => {
                self.say("Removed the part after the address");
                rest
            }
            None => rest,
        };
        let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
        if rest.ends_with('/') && path.trim_matches('/').is_empty() {
            self.say("Removed the slash at the end of the address");
        }
        let host = match host.rsplit_once('@') {
            Some((_, host)) => {
                self.say("Removed the user name from the address: keys have fields of their own");
                host
            }
            None => host,
        };
        let usual = if scheme == "https" { ":443" } else { ":80" };
        let host = match host.strip_suffix(usual) {
            Some(host) => {
                self.say(format!("Removed “{usual}” from the address: it is the default"));
                host
            }
            None => host,
        };
        let host = host.to_ascii_lowercase();
        self.location.endpoint = format!("{scheme}://{host}");
        let path = path.trim_matches('/').to_owned();
        if !path.is_empty() {
            let (bucket, folder) = path.split_once('/').unwrap_or((&path, ""));
            self.take_bucket(bucket, folder);
        }
        self.bucket_in_host(&scheme, &host);
    }

    /// `bucket.host`: for the bucket that was named, or for a provider whose hosts are known.
    fn bucket_in_host(&mut self, scheme: &str, host: &str) {
        let bucket = self.location.bucket.clone();
        let known = Preset::of_host(host).and_then(|found| found.bucket);
        let front = match known {
            Some(front) if bucket.is_empty() || front == bucket => front.to_owned(),
            _ if !bucket.is_empty() && host.starts_with(&format!("{bucket}.")) => {
                // `backups.example.org` may well be a server with a bucket of that very name.
                if known.is_none() && !is_store(&host[bucket.len() + 1..]) {
                    return;
                }
                bucket.clone()
            }
            _ => return,
        };
        self.location.endpoint = format!("{scheme}://{}", &host[front.len() + 1..]);
        if bucket.is_empty() {
            self.take_bucket(&front, "");
        } else {
            self.say(format!("Removed the bucket “{front}” from the address"));
        }
    }

    fn take_bucket(&mut self, bucket: &str, folder: &str) {
        if self.location.bucket.is_empty() {
            bucket.clone_into(&mut self.location.bucket);
            self.say(format!("Moved “{bucket}” from the address to the bucket"));
        } else if self.location.bucket == bucket {
            self.say(format!("Removed the bucket “{bucket}” from the address"));
        } else {
            // Left where it is, for the person to decide.
            let rest = if folder.is_empty() {
                String::new()
            } else {
                format!("/{folder}")
            };
            self.location.endpoint = format!("{}/{bucket}{rest}", self.location.endpoint);
            return;
        }
        if !folder.is_empty() {
            self.take_path(folder, "address");
        }
    }

    fn take_path(&mut self, folder: &str, from: &str) {
        if self.location.path.is_empty() || self.location.path == DEFAULT_PATH {
            folder.clone_into(&mut self.location.path);
            self.say(format!("Moved “{folder}” from the {from} to the folder"));
        }
    }

    /// The provider of the address.
    fn provider(&mut self) {
        let host = self.location.endpoint.split_once("://").map(|(_, host)| host);
        let Some(found) = host.and_then(Preset::of_host) else {
            return self.fill_in_address();
        };
        let (preset, region) = (found.preset, found.region.map(str::to_owned));
        if self.location.preset != preset {
            self.location.preset = preset;
            self.say(format!("This address belongs to {}", preset.facts().name));
        }
        let Some(region) = region.filter(|region| *region != self.location.region) else {
            return;
        };
        let fixed = preset.facts().region_rule == RegionRule::Fixed;
        self.say(if fixed {
            format!("The region of {} is “{region}”", preset.facts().name)
        } else {
            format!("Took the region “{region}” from the address")
        });
        self.location.region = region;
    }

    /// Derives the address from the region where nothing else is needed.
    fn fill_in_address(&mut self) {
        let facts = self.location.preset.facts();
        let Some(host) = facts.host.filter(|host| !host.contains("{account}")) else {
            return;
        };
        if !self.location.endpoint.is_empty() {
            return;
        }
        if self.location.region.is_empty() || facts.region_rule == RegionRule::Fixed {
            facts.region.clone_into(&mut self.location.region);
        }
        let region = self.location.region.to_ascii_lowercase();
        self.location.endpoint = format!("https://{}", host.replace("{region}", &region));
        self.say(format!("Filled in the address of {}", facts.name));
    }

    fn region(&mut self) {
        if self.location.region.is_empty() {
            self.location
                .preset
                .facts()
                .region
                .clone_into(&mut self.location.region);
        }
        let small = self.location.region.to_ascii_lowercase();
        let own = self.location.preset == Preset::Own;
        if small != self.location.region && !own {
            self.location.region = small;
            self.say("Changed the region to lower case");
        }
    }

    fn path(&mut self) {
        let path = self.location.path.replace('\\', "/");
        let parts: Vec<&str> = path
            .split('/')
            .map(str::trim)
            .filter(|part| !part.is_empty() && *part != ".")
            .collect();
        let clean = parts.iter().fold(String::new(), |path, part| path + part + "/");
        // Adding a slash at the end is up to us; anything else is reported.
        if clean.trim_end_matches('/') != self.location.path.trim_end_matches('/') {
            self.say(format!("Changed the folder to “{clean}”"));
        }
        self.location.path = clean;
    }
}

/// A host whose name alone shows that it is a store, so that what precedes it is a bucket.
fn is_store(host: &str) -> bool {
    let first = host.split(['.', ':']).next().unwrap_or_default();
    first.starts_with("s3") || matches!(first, "minio" | "garage" | "ceph" | "rgw" | "objects" | "storage")
}

const QUOTES: [char; 7] = ['"', '\'', '`', '“', '”', '‘', '’'];

/// Without what was not meant: spaces of every kind, invisible characters, and paired quotes around a text.
pub(super) fn unquoted(text: &str) -> &str {
    let unseen = |character: char| {
        character.is_whitespace() || matches!(character, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
    };
    let bare = text.trim_matches(unseen);
    let inner = bare
        .strip_prefix(QUOTES)
        .and_then(|rest| rest.strip_suffix(QUOTES));
    match inner {
        Some(inner) => unquoted(inner),
        None => bare,
    }
}

fn strip_scheme<'t>(text: &'t str, scheme: &str) -> Option<&'t str> {
    let (found, rest) = text.split_once("://")?;
    found.eq_ignore_ascii_case(scheme).then_some(rest)
}
