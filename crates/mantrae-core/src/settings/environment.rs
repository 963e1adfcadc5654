//! What the environment sets: it overrides what is saved, and a person cannot change it in the window.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::storage::{self, SECRET_KEY};
use super::{Settings, Variables};
use crate::error::{Code, Error, Failure, Result};
use crate::secret::Secret;

/// A variable that sets a setting, or a part of one.
pub(super) struct Variable<T> {
    /// Its name.
    pub(super) name: &'static str,
    /// What it locks, as in [`Settings::locked`].
    pub(super) locks: &'static str,
    /// What it decides, at the beginning of a sentence.
    pub(super) what: &'static str,
    /// Sets it.
    pub(super) set: fn(&str, &mut T) -> Result<()>,
    /// Whether a change to the first value, from the second, leaves alone what the variable sets.
    pub(super) spares: fn(&T, &T) -> bool,
}

impl<T> Variable<T> {
    /// Why what it sets cannot be changed.
    pub(super) fn refusal(&self) -> Error {
        Error::new(
            Code::InvalidInput,
            format!("{} is set by {}", self.what, self.name),
        )
        .hint("Change or unset the variable and restart Mantrae")
    }
}

/// The variables of the manual, as the program was started with them.
#[derive(Debug, Clone, Default)]
pub struct Environment {
    values: BTreeMap<String, String>,
    /// `STORAGE_S3_SECRET_KEY`: kept apart, so that it cannot be printed.
    secret_key: Option<Arc<Secret<String>>>,
}

impl Environment {
    /// The variables of this process.
    pub fn of_process() -> Self {
        let names = Variables::names().into_iter();
        let names = names.chain([SECRET_KEY]).chain(storage::NAMES);
        Self::of(names.filter_map(|name| Some((name, std::env::var(name).ok()?))))
    }

    /// Variables with these values; an empty one counts as not set.
    pub fn of<'a>(values: impl IntoIterator<Item = (&'a str, String)>) -> Self {
        let mut environment = Self::default();
        for (name, value) in values {
            if name == SECRET_KEY {
                // What was given is wiped; only the cleaned value is kept.
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

    /// The secret key of the S3 storage, if the environment sets one.
    pub fn secret_key(&self) -> Option<&Secret<String>> {
        self.secret_key.as_deref()
    }

    fn get(&self, name: &str) -> Option<&str> {
        self.values.get(name).map(String::as_str)
    }

    /// Applies the variables of locations over what is saved. An invalid value is reported, and the saved one stays.
    pub(super) fn lay_over_locations(&self, settings: &mut Settings) {
        let variables = (|name: &str| self.get(name), self.secret_key.is_some());
        storage::lay_over(&mut settings.locations, &mut settings.problems, variables);
        if !settings.locations.variables.is_empty() {
            settings.locked.push(storage::KEY.to_owned());
        }
    }

    /// Applies one variable over what is saved. An invalid value is reported, and the saved one stays.
    pub(super) fn lay<T>(
        &self,
        variable: &Variable<T>,
        value: &mut T,
        (locked, problems): (&mut Vec<String>, &mut Vec<Failure>),
    ) {
        let Some(text) = self.get(variable.name) else {
            return;
        };
        match (variable.set)(text, value) {
            Ok(()) => locked.push(variable.locks.to_owned()),
            Err(error) => {
                let error = error.reworded(|text| format!("{} is not used: {text}", variable.name));
                problems.push(error.failure());
            }
        }
    }
}

/// On or off, in the words that Go accepts, since the manual is that of a Go program.
pub(super) fn switch(text: &str) -> Result<bool> {
    match text.trim() {
        "1" | "t" | "T" | "true" | "TRUE" | "True" => Ok(true),
        "0" | "f" | "F" | "false" | "FALSE" | "False" => Ok(false),
        other => Err(
            Error::new(Code::InvalidInput, format!("`{other}` is neither true nor false"))
                .hint("Use `true` or `false`"),
        ),
    }
}
