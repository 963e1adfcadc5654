-- What each backup holds, remembered from when it was made or verified: which components, and in which state.

CREATE TABLE held_backup (
    sequence INTEGER NOT NULL PRIMARY KEY,              -- the order in which their contents were written down
    backup   TEXT NOT NULL UNIQUE,                      -- id of the backup
    noted_at TEXT NOT NULL,
    revision INTEGER NOT NULL,                          -- where the configuration stood, with the mark of that number
    mark     TEXT NOT NULL
) STRICT;

-- A component in one state, held by all the backups from `first` to `last`; null: by every one that was written down
-- since. A component that never changes is one row, however many backups hold it.
CREATE TABLE held (
    profile TEXT NOT NULL,
    kind    TEXT NOT NULL,                              -- empty: the profile itself
    name    TEXT NOT NULL,
    meaning BLOB NOT NULL,                              -- of a profile, its name and description as JSON
    enabled INTEGER NOT NULL,
    first   INTEGER NOT NULL,
    last    INTEGER,
    PRIMARY KEY (profile, kind, name, first)
) STRICT, WITHOUT ROWID;
CREATE INDEX held_closed ON held (last) WHERE last IS NOT NULL;
