//! What migrations have renamed or reworded. A migration that only adds needs no line here; one that renames a table, a
//! column or a stored word does, or the tests find something missing.

/// A change that a migration makes to what is already stored.
pub(crate) struct Change {
    /// The migration that makes it.
    pub(crate) schema: i64,
    pub(crate) table: &'static str,
    pub(crate) what: What,
}

pub(crate) enum What {
    /// The table has another name.
    Table(&'static str),
    /// The column has another name.
    Column(&'static str, &'static str),
    /// In this column, a word is replaced by another. Both are SQL literals.
    Word(&'static str, &'static str, &'static str),
    /// Rows with these keys are in another table. A `*` at the end stands for anything.
    Rows(&'static [&'static str], &'static str),
}

/// Whether rows with this key, an SQL literal, are meant by [`What::Rows`].
pub(crate) fn are_meant(keys: &[&str], key: &str) -> bool {
    let key = key.trim_matches('\'');
    keys.iter().any(|meant| match meant.strip_suffix('*') {
        Some(start) => key.starts_with(start),
        None => key == *meant,
    })
}

pub(crate) const CONFIGURATION_CHANGES: &[Change] = &[];

const WORDS: i64 = 20_261_128_060_000;
const BOOKKEEPING: i64 = 20_261_128_101_700;

pub(crate) const STATE_CHANGES: &[Change] = &[
    change(WORDS, "place", What::Table("location")),
    change(WORDS, "catalog", What::Column("proven_at", "verified_at")),
    change(WORDS, "catalog", What::Column("proof", "verification")),
    change(
        WORDS,
        "setting",
        What::Word("key", "'restore_drill'", "'restore_test'"),
    ),
    change(
        WORDS,
        "setting",
        What::Word("key", "'restore_drill_due'", "'restore_test_due'"),
    ),
    change(WORDS, "activity", What::Word("kind", "'drill'", "'restore-test'")),
    change(BOOKKEEPING, "setting", What::Rows(REMEMBERED, "bookkeeping")),
];

const REMEMBERED: &[&str] = &[
    "adopted",
    "backed_up_revision",
    "configuration_made",
    "forgetting:*",
    "notifications_said",
    "pause",
    "restore_test_due",
    "retention_run",
    "retention_run:*",
];

const fn change(schema: i64, table: &'static str, what: What) -> Change {
    Change { schema, table, what }
}
