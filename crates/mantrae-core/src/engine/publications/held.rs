//! What is where a profile is published: in its file, or served.

use super::Publications;
use crate::db::publication as table;
use crate::error::{Code, Error, Result};
use crate::publish::{Form, Found, Target, digest, left_by, look};

impl Publications {
    /// What is there now; changes nothing.
    pub(super) async fn found(&self, target: &Target, profile: &str) -> Result<Found> {
        if target.form == Form::Http {
            let state = &self.context.databases().state;
            let row = table::served_number(state, profile).await?;
            return Ok(Found::served(self.served(profile, row).await?));
        }
        let target = target.clone();
        tokio::task::spawn_blocking(move || look(&target))
            .await
            .map_err(|error| Error::new(Code::Internal, "A look was interrupted").because(error))?
    }

    /// The text that is served: that of a publication, or once all were taken back, what was there before the first of
    /// them; `None` if there was none.
    pub(super) async fn served(
        &self,
        profile: &str,
        (number, first): (Option<i64>, Option<i64>),
    ) -> Result<Option<Vec<u8>>> {
        let state = &self.context.databases().state;
        match (number, first) {
            (Some(number), _) => table::after(state, profile, number).await,
            (None, Some(first)) => {
                let before = table::before(state, profile, first).await?;
                Ok(left_by(&Target::served(profile), before.as_deref()))
            }
            (None, None) => Ok(None),
        }
    }

    /// SHA-256 of what is served, in hex; `None` if nothing was ever published so.
    pub(super) async fn served_digest(&self, profile: &str) -> Result<Option<String>> {
        let found = self.found(&Target::served(profile), profile).await?;
        Ok(found.bytes.as_deref().map(|bytes| digest(Some(bytes))))
    }
}
