//! How a profile that follows files stands.

use std::path::Path;

use serde::Serialize;

use super::{Follow, content, version};
use crate::db::profile::Profile;
use crate::db::{followed as table, revision};
use crate::error::Result;
use crate::follow::{Broken, Compared, Difference, FileSummary, Files, Known, compare};
use crate::publish::Standing;
use crate::timestamp::Timestamp;

/// How a profile that follows files stands.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct FollowStatus {
    /// The profile.
    pub profile: String,
    /// The folder or file, absolute.
    pub path: String,
    /// RFC 3339, UTC.
    pub since: Timestamp,
    /// When something in the files was last taken in.
    pub taken_at: Option<Timestamp>,
    /// In words.
    pub standing: Standing,
    /// Why the files cannot be taken in.
    pub broken: Option<Broken>,
    /// The files, in Traefik's order; those of the last sound state if they cannot be read.
    pub files: Vec<FileSummary>,
    /// Where both differ, by kind and name.
    pub differences: Vec<Difference>,
}

/// Files compared with a profile.
#[derive(Debug, Clone, Default)]
pub(super) struct ComparedFiles {
    /// Stands for the bytes of the files, for those agreed on, and for the revision of the profile.
    version: String,
    broken: Option<Broken>,
    files: Vec<FileSummary>,
    compared: Compared,
}

impl Follow {
    /// How a profile stands to its files, as they are; `None` if it follows none. Nothing is taken in.
    pub async fn status(&self, profile: &str) -> Result<Option<FollowStatus>> {
        let row = self.row(profile).await?;
        let state = &self.context.databases().state;
        let Some(followed) = table::find(state, &row.uid).await? else {
            return Ok(None);
        };
        let found = self.compared(&row, &followed.path).await?;
        let known = Known {
            broken: found.broken.as_ref(),
            compared: &found.compared,
            files: found.files.len(),
            taken_at: followed.taken_at,
            now: self.context.now(),
        };
        Ok(Some(FollowStatus {
            profile: row.name,
            path: followed.path,
            since: followed.since,
            taken_at: followed.taken_at,
            standing: known.standing(),
            broken: found.broken,
            files: found.files,
            differences: found.compared.differences,
        }))
    }

    /// The files as they are, compared with the profile; once for each version of both.
    async fn compared(&self, row: &Profile, path: &str) -> Result<ComparedFiles> {
        let databases = self.context.databases();
        let files = self.read(path).await;
        let agreed = Files::stored(table::files(&databases.state, &row.uid).await?);
        let revision = revision::get(&databases.configuration).await?.number;
        let now = match files {
            Ok(files) => files,
            Err(broken) => {
                return Ok(ComparedFiles {
                    files: content(agreed).await?.1.unwrap_or_default().files,
                    broken: Some(broken),
                    ..ComparedFiles::default()
                });
            }
        };
        let version = version(&now, revision) + &version(&agreed, revision);
        let mut all = self.state.compared.lock().await;
        if let Some(known) = all.get(&row.uid).filter(|known| known.version == version) {
            return Ok(known.clone());
        }
        let agreed = content(agreed).await?.1.unwrap_or_default();
        let mut found = ComparedFiles {
            version,
            ..ComparedFiles::default()
        };
        match content(now).await?.1 {
            Ok(now) => {
                let (own, _) = self.own(&row.name).await?;
                found.compared = compare(&agreed, &now, &own);
                found.files = now.files;
            }
            Err(broken) => {
                found.broken = Some(broken);
                found.files = agreed.files;
            }
        }
        all.insert(row.uid.clone(), found.clone());
        Ok(found)
    }

    async fn read(&self, path: &str) -> std::result::Result<Files, Broken> {
        let path = path.to_owned();
        let read = tokio::task::spawn_blocking(move || Files::read(Path::new(&path))).await;
        let failed = |message: String, hint: Option<String>| Broken {
            file: None,
            line: None,
            message,
            hint,
        };
        match read {
            Ok(Ok(files)) => Ok(files),
            Ok(Err(error)) => {
                let failure = error.failure();
                Err(failed(failure.message, failure.hint))
            }
            Err(_) => Err(failed("Reading the files was interrupted".to_owned(), None)),
        }
    }
}
