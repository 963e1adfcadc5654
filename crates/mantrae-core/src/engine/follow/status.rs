//! How a profile that follows files stands.

use std::path::Path;

use serde::Serialize;

use super::{Follow, content};
use crate::db::followed as table;
use crate::error::Result;
use crate::follow::{Broken, Difference, FileSummary, Files, Known, compare};
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

impl Follow {
    /// How a profile stands to its files, as they are; `None` if it follows none. Nothing is taken in.
    pub async fn status(&self, profile: &str) -> Result<Option<FollowStatus>> {
        let row = self.row(profile).await?;
        let state = &self.context.databases().state;
        let Some(followed) = table::find(state, &row.uid).await? else {
            return Ok(None);
        };
        let agreed = self.agreed(&row.uid).await?;
        let now = match self.read(&followed.path).await {
            Ok(files) => content(files).await?.1,
            Err(broken) => Err(broken),
        };
        let (now, broken) = match now {
            Ok(now) => (Some(now), None),
            Err(broken) => (None, Some(broken)),
        };
        let (own, _) = self.own(profile).await?;
        let compared = now
            .as_ref()
            .map(|now| compare(&agreed, now, &own))
            .unwrap_or_default();
        let files = now.unwrap_or(agreed).files;
        let known = Known {
            broken: broken.as_ref(),
            compared: &compared,
            files: files.len(),
            taken_at: followed.taken_at,
            now: self.context.now(),
        };
        Ok(Some(FollowStatus {
            profile: row.name,
            path: followed.path,
            since: followed.since,
            taken_at: followed.taken_at,
            standing: known.standing(),
            broken,
            files,
            differences: compared.differences,
        }))
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
