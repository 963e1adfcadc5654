//! What the environment sets: it beats what is saved, and a person cannot change it in the window.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Settings;
use super::storage::{self, SECRET_KEY};
use crate::error::Error;
use crate::retention::Rule;
use crate::secret::Secret;

const RETENTION: &str = "BACKUP_RETENTION";

/// The variables of the manual, as the program was started with them.
#[derive(Debug, Clone, Default)]
pub struct Environment {
    values: BTreeMap<String, String>,
    /// `STORAGE_S3_SECRET_KEY`: kept apart, so that it cannot be printed.
    secret_key: Option<Arc<Secret<String>>>,
}

impl Environment {
    /// Of this process.
    pub fn of_process() -> Self {
        let names = [RETENTION, SECRET_KEY].into_iter().chain(storage::NAMES);
        Self::of(names.filter_map(|name| Some((name, std::env::var(name).ok()?))))
    }

    /// Of these values; an empty one counts as not set.
    pub fn of<'a>(values: impl IntoIterator<Item = (&'a str, String)>) -> Self {
        let mut environment = Self::default();
        for (name, value) in values {
            if name == SECRET_KEY {
                // What was given is wiped; what is kept is as it was meant.
                let given = Secret::new(value);
                let (bare, _) = storage::address::clean_secret(given.expose());
                if !bare.is_empty() {
                    environment.secret_key = Some(Arc::new(Secret::new(bare.to_owned())));
                }
            } else if !value.trim().is_empty() {
                environment.values.insert(name.to_owned(), value);
            }
        }
        environment
    }

    /// The secret key of the S3 storage that the environment gives.
    pub fn secret_key(&self) -> Option<&Secret<String>> {
        self.secret_key.as_deref()
    }

    fn get(&self, name: &str) -> Option<&str> {
        self.values.get(name).map(String::as_str)
    }

    /// Lays the environment over what is saved. A value that makes no sense leaves the saved one and is told.
    pub(super) fn lay_over(&self, settings: &mut Settings) {
        let variables = (|name: &str| self.get(name), self.secret_key.is_some());
        storage::lay_over(&mut settings.places, &mut settings.troubles, variables);
        if !settings.places.variables.is_empty() {
            settings.locked.push("storage".to_owned());
        }
        let Some(text) = self.get(RETENTION) else {
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
