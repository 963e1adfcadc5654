//! Locations that are reached over a network, whatever their kind; adding them to the list and removing them.

use super::{S3Location, Saved, SftpLocation, missing};
use crate::error::{Code, Error, Result};
use crate::id;

/// A location that is reached over a network.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RemoteLocation {
    /// A bucket.
    S3(S3Location),
    /// A folder of another computer.
    Sftp(SftpLocation),
}

impl RemoteLocation {
    /// Identifies it permanently.
    pub fn id(&self) -> &str {
        match self {
            Self::S3(location) => &location.id,
            Self::Sftp(location) => &location.id,
        }
    }

    /// Its name in lists.
    pub fn name(&self) -> &str {
        match self {
            Self::S3(location) => &location.name,
            Self::Sftp(location) => &location.name,
        }
    }

    /// `bucket@host` or `folder@host`, as people distinguish them.
    pub fn address(&self) -> String {
        match self {
            Self::S3(location) => {
                let host = location.endpoint.split_once("://");
                let host = host.map_or(location.endpoint.as_str(), |(_, host)| host);
                format!("{}@{host}", location.bucket)
            }
            Self::Sftp(location) => {
                let user = if location.user.is_empty() {
                    String::new()
                } else {
                    format!("{}@", location.user)
                };
                format!("{user}{}:{}", location.host, location.path)
            }
        }
    }
}

impl Saved {
    /// Adds a cleaned and checked store, or replaces the one with its id. Returns it with its id.
    pub fn put(&mut self, mut location: S3Location) -> Result<S3Location> {
        self.check_name(&location.id, &location.name)?;
        if location.id.is_empty() {
            location.id = id::short();
            self.s3.push(location.clone());
            return Ok(location);
        }
        let old = self.s3.iter_mut().find(|one| one.id == location.id);
        *old.ok_or_else(|| missing(&location.name))? = location.clone();
        Ok(location)
    }

    /// Adds a cleaned and checked folder of another computer, or replaces the one with its id. Returns it with its id.
    pub fn put_sftp(&mut self, mut location: SftpLocation) -> Result<SftpLocation> {
        self.check_name(&location.id, &location.name)?;
        if location.id.is_empty() {
            location.id = id::short();
            self.sftp.push(location.clone());
            return Ok(location);
        }
        let old = self.sftp.iter_mut().find(|one| one.id == location.id);
        *old.ok_or_else(|| missing(&location.name))? = location.clone();
        Ok(location)
    }

    /// Removes a location from the list. What is stored there is kept.
    pub fn remove(&mut self, id: &str) -> Result<RemoteLocation> {
        if let Some(at) = self.s3.iter().position(|one| one.id == id) {
            return Ok(RemoteLocation::S3(self.s3.remove(at)));
        }
        let at = self.sftp.iter().position(|one| one.id == id);
        at.map(|at| RemoteLocation::Sftp(self.sftp.remove(at)))
            .ok_or_else(|| missing(id))
    }

    /// Turns a location on or off; returns its name.
    pub fn turn(&mut self, id: &str, enabled: bool) -> Result<String> {
        if let Some(location) = self.s3.iter_mut().find(|one| one.id == id) {
            location.enabled = enabled;
            return Ok(location.name.clone());
        }
        let location = self.sftp.iter_mut().find(|one| one.id == id);
        let location = location.ok_or_else(|| missing(id))?;
        location.enabled = enabled;
        Ok(location.name.clone())
    }

    /// True if a location reached over a network is on.
    pub fn uses_remote(&self) -> bool {
        self.s3.iter().any(|one| one.enabled) || self.sftp.iter().any(|one| one.enabled)
    }

    fn check_name(&self, id: &str, name: &str) -> Result<()> {
        let s3 = self.s3.iter().map(|one| (&one.id, &one.name));
        let mut all = s3.chain(self.sftp.iter().map(|one| (&one.id, &one.name)));
        if all.any(|(other, taken)| other != id && taken.eq_ignore_ascii_case(name)) {
            return Err(
                Error::new(Code::Exists, format!("A location called `{name}` already exists"))
                    .hint("Choose another name"),
            );
        }
        Ok(())
    }
}
