//! What the environment sets: it ticker what is saved, and a person cannot change it in the window.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Settings;
use super::storage::{self, SECRET_KEY};
use crate::error::{Code, Error, Result};
use crate::retention::Rule;
use crate::schedule::Cron;
use crate::secret::Secret;

const RETENTION: &str = "BACKUP_RETENTION";
const SCHEDULE: &str = "BACKUP_SCHEDULE";
const AUTOMATIC: &str = "BACKUP_AUTO_ENABLED";

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
        let names = [RETENTION, SCHEDULE, AUTOMATIC, SECRET_KEY]
            .into_iter()
            .chain(storage::NAMES);
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
        storage::lay_over(&mut settings.locations, &mut settings.problems, variables);
        if !settings.locations.variables.is_empty() {
            settings.locked.push("storage".to_owned());
        }
        self.lay(RETENTION, "retention", settings, |text, settings| {
            settings.retention = text.parse::<Rule>()?;
            Ok(())
        });
        self.lay(SCHEDULE, "schedule", settings, |text, settings| {
            settings.schedule.cron = text.parse::<Cron>()?;
            Ok(())
        });
        self.lay(AUTOMATIC, "automatic", settings, |text, settings| {
            settings.schedule.automatic = switch(text)?;
            Ok(())
        });
    }

    fn lay(
        &self,
        name: &str,
        locks: &str,
        settings: &mut Settings,
        set: fn(&str, &mut Settings) -> Result<()>,
    ) {
        let Some(text) = self.get(name) else { return };
        match set(text, settings) {
            Ok(()) => settings.locked.push(locks.to_owned()),
            Err(error) => {
                let error = error.reworded(|text| format!("{name} is not used: {text}"));
                settings.problems.push(error.failure());
            }
        }
    }
}

/// On or off, in the words that Go takes for it, since the manual is that of a program in Go.
fn switch(text: &str) -> Result<bool> {
    match text.trim() {
        "1" | "t" | "T" | "true" | "TRUE" | "True" => Ok(true),
        "0" | "f" | "F" | "false" | "FALSE" | "False" => Ok(false),
        other => Err(
            Error::new(Code::InvalidInput, format!("`{other}` is neither true nor false"))
                .hint("Write `true` or `false`"),
        ),
    }
}
