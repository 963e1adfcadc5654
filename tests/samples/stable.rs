//! What differs from run to run gets a name that does not: random ids, sums and sizes of archives, the data folder.
//! So does what changes with each release or migration.

use std::collections::BTreeMap;

use mantrae_core::Engine;
use serde::Serialize;
use serde_json::Value;

/// Random texts and the names they get, in the order in which they are replaced.
#[derive(Debug, Default)]
pub(crate) struct Names(Vec<(String, String)>);

impl Names {
    /// Of everything that can be asked of an engine by now: `backup-0001` is the newest backup, `entry-0001` the
    /// newest entry.
    pub(crate) async fn of(engine: &Engine) -> Self {
        let mut names = Self::default();
        let backups = engine.backups().list().await.unwrap();
        names.count("backup", backups.iter().map(|one| one.id.as_str()));
        let entries = engine.activity(1_000).await.unwrap();
        names.count("entry", entries.iter().map(|one| one.id.as_str()));
        // Those that were deleted: their names are taken only where none of the others fits.
        names.count(
            "backup-gone",
            entries.iter().filter_map(|one| one.backup.as_deref()),
        );
        if let Some(backup) = backups.first() {
            names.put(&backup.instance, "7f3a");
            let name = engine.backups().show(&backup.id).await.unwrap().instance_name;
            names.put(&format!("{name:?}"), "\"laptop-7f3a\"");
        }
        names.put(
            &engine.folder().root().display().to_string(),
            "~/.local/share/mantrae",
        );
        names
    }

    /// One more.
    pub(crate) fn put(&mut self, random: &str, stable: &str) {
        self.0.push((random.to_owned(), stable.to_owned()));
    }

    fn count<'i>(&mut self, kind: &str, ids: impl Iterator<Item = &'i str>) {
        for (number, id) in ids.enumerate() {
            self.put(id, &format!("{kind}-{:04}", number + 1));
        }
    }

    /// An answer, as it is in every run.
    pub(crate) fn stable(&self, answer: impl Serialize) -> Value {
        let mut text = serde_json::to_string(&answer).unwrap();
        for (random, stable) in &self.0 {
            text = text.replace(random, stable);
        }
        let mut value: Value = serde_json::from_str(&text).unwrap();
        settle(&mut value, &mut BTreeMap::new());
        value
    }
}

/// Sizes and sums depend on the random ids in an archive.
fn settle(value: &mut Value, sums: &mut BTreeMap<String, usize>) {
    match value {
        Value::Object(fields) => {
            for (key, field) in fields {
                match (key.as_str(), &*field) {
                    ("size", Value::Number(_)) => *field = 412_000.into(),
                    ("schema_version", Value::Number(_)) => *field = 1.into(),
                    ("app_version", Value::String(version)) if !version.is_empty() => *field = "0.1.0".into(),
                    ("bytes", Value::Number(_)) => *field = 14_008_000.into(),
                    ("free", Value::Number(_)) => *field = 41_000_000_000_u64.into(),
                    ("sha256", Value::String(sum)) if !sum.is_empty() => {
                        let next = sums.len() + 1;
                        let number = *sums.entry(sum.clone()).or_insert(next);
                        *field = format!("{number:064x}").into();
                    }
                    _ => settle(field, sums),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| settle(item, sums)),
        Value::String(text) => *text = measures(text),
        _ => {}
    }
}

/// `412 KB` for every size in a sentence, and a clock that is never off.
fn measures(text: &str) -> String {
    let words: Vec<&str> = text.split(' ').collect();
    let mut found = Vec::with_capacity(words.len());
    for (at, word) in words.iter().enumerate() {
        let is_number = word.chars().all(|c| c.is_ascii_digit() || c == '.') && !word.is_empty();
        let unit = words
            .get(at + 1)
            .map_or("", |next| next.trim_end_matches([',', '.', ':']));
        found.push(match unit {
            "KB" if is_number => "412",
            "s" if is_number && words.get(at + 2) == Some(&"off") => "0",
            _ => word,
        });
    }
    found.join(" ")
}
