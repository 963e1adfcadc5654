-- The configuration: what a backup holds and a restore replaces.

CREATE TABLE profile (
    uid         TEXT NOT NULL PRIMARY KEY,              -- random, stays the same when the profile is renamed
    name        TEXT NOT NULL,
    name_key    TEXT NOT NULL UNIQUE,                   -- the name in lower case: names are unique without regard to case
    description TEXT NOT NULL DEFAULT '',
    created_at  TEXT NOT NULL                           -- RFC 3339, UTC
) STRICT;

CREATE TABLE component (
    id            INTEGER PRIMARY KEY,
    profile       TEXT NOT NULL REFERENCES profile (uid) ON UPDATE CASCADE ON DELETE CASCADE,
    kind          TEXT NOT NULL,
    name          TEXT NOT NULL,
    configuration TEXT NOT NULL CHECK (json_valid(configuration)),
    enabled       INTEGER NOT NULL DEFAULT 1 CHECK (enabled IN (0, 1)),
    meaning       BLOB NOT NULL CHECK (length(meaning) = 32), -- SHA-256 of what it means to Traefik
    updated_at    TEXT NOT NULL,                        -- RFC 3339, UTC
    UNIQUE (profile, kind, name)
) STRICT;

-- One row, raised by every transaction that changes the configuration. A plan remembers the number it was made at;
-- `operation` tells after a crash whether the last prepared operation was committed.
CREATE TABLE revision (
    id        INTEGER PRIMARY KEY CHECK (id = 1),
    number    INTEGER NOT NULL,
    operation TEXT
) STRICT;

INSERT INTO revision (id, number, operation) VALUES (1, 0, NULL);
