//! What the environment sets: it beats what is saved, and a person cannot change it in the window.

use std::collections::BTreeMap;

use super::Settings;
use crate::error::Error;
use crate::retention::Rule;

/// Names of the variables that are looked at.
const NAMES: [&str; 1] = [RETENTION];
const RETENTION: &str = "BACKUP_RETENTION";

/// The variables of the manual, as the program was started with them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Environment {
    values: BTreeMap<String, String>,
}

impl Environment {
    /// Of this process.
    pub fn of_process() -> Self {
        Self::of(
            NAMES
                .iter()
                .filter_map(|name| Some((*name, std::env::var(name).ok()?))),
        )
    }

    /// Of these values; an empty one counts as not set.
    pub fn of<'a>(values: impl IntoIterator<Item = (&'a str, String)>) -> Self {
        let values = values
            .into_iter()
            .filter(|(_, value)| !value.trim().is_empty())
            .map(|(name, value)| (name.to_owned(), value));
        Self {
            values: values.collect(),
        }
    }

    /// Lays the environment over what is saved. A value that makes no sense leaves the saved one and is told.
    pub(super) fn lay_over(&self, settings: &mut Settings) {
        let Some(text) = self.values.get(RETENTION) else {
            return;
        };
        match text.parse::<Rule>() {
            Ok(rule) => {
                settings.retention = rule;
                settings.locked.push("retention".to_owned());
            }
            Err(error) => {
                let error = Error::from(error).reworded(|text| format!("{RETENTION} is not used: {text}"));
                settings.troubles.push(error.failure());
            }
        }
    }
}
