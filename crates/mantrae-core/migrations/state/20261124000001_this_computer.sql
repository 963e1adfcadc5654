-- What belongs to this computer; never in a backup.

CREATE TABLE installation (
    id         INTEGER PRIMARY KEY CHECK (id = 1),
    uid        TEXT NOT NULL,                           -- 8 characters, part of the name of every archive
    name       TEXT NOT NULL,                           -- the computer's name at the time of installation
    created_at TEXT NOT NULL
) STRICT;

CREATE TABLE setting (
    key   TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL CHECK (json_valid(value))
) STRICT;

CREATE TABLE activity (
    id          TEXT NOT NULL PRIMARY KEY,
    kind        TEXT NOT NULL,
    cause       TEXT,                                   -- trigger of a backup
    started_at  TEXT NOT NULL,
    finished_at TEXT,
    outcome     TEXT NOT NULL,
    sentence    TEXT NOT NULL,
    detail      TEXT,
    steps       TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(steps)),
    backup      TEXT,
    failure     TEXT CHECK (failure IS NULL OR json_valid(failure))
) STRICT;
CREATE INDEX activity_started ON activity (started_at);

-- A change of the configuration that can be taken back. `prepared` before the transaction, `applied` after it.
CREATE TABLE operation (
    id            TEXT NOT NULL PRIMARY KEY,
    sequence      INTEGER NOT NULL UNIQUE,
    kind          TEXT NOT NULL,
    at            TEXT NOT NULL,
    state         TEXT NOT NULL CHECK (state IN ('prepared', 'applied', 'undone')),
    activity      TEXT NOT NULL,
    safety_backup TEXT                                  -- null where `prior` holds what was there
) STRICT;

-- The components an operation touched, with what they were and what they became (null: not there).
CREATE TABLE operation_component (
    operation TEXT NOT NULL REFERENCES operation (id) ON DELETE CASCADE,
    profile   TEXT NOT NULL,
    kind      TEXT NOT NULL,
    name      TEXT NOT NULL,
    before    TEXT,
    after     TEXT,
    prior     TEXT CHECK (prior IS NULL OR json_valid(prior)),
    PRIMARY KEY (operation, profile, kind, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE operation_profile (
    operation TEXT NOT NULL REFERENCES operation (id) ON DELETE CASCADE,
    profile   TEXT NOT NULL,
    before    TEXT CHECK (before IS NULL OR json_valid(before)),
    after     TEXT CHECK (after IS NULL OR json_valid(after)),
    PRIMARY KEY (operation, profile)
) STRICT, WITHOUT ROWID;

-- What is known of the backups in each location: a cache, the location itself is the truth.
CREATE TABLE catalog (
    file        TEXT NOT NULL,
    location    TEXT NOT NULL,
    id          TEXT NOT NULL,
    created_at  TEXT NOT NULL,
    cause       TEXT NOT NULL,
    note        TEXT NOT NULL,
    size        INTEGER NOT NULL,
    sha256      TEXT NOT NULL,
    components  INTEGER NOT NULL,
    instance    TEXT NOT NULL,
    proven_at   TEXT,
    problem     TEXT CHECK (problem IS NULL OR json_valid(problem)),
    PRIMARY KEY (location, file)
) STRICT, WITHOUT ROWID;
