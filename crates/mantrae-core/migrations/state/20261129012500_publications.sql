-- Where each profile is published on this computer, and what was published there. A path belongs to this computer, so no backup
-- contains it.
CREATE TABLE connection (
    -- The uid of the profile.
    profile TEXT NOT NULL PRIMARY KEY,
    -- The file that is written, absolute.
    target  TEXT NOT NULL,
    -- What Traefik was told to read: the file's folder, or the file alone.
    form    TEXT NOT NULL CHECK (form IN ('folder', 'file')),
    -- The address of Traefik's API; NULL: publications are not confirmed.
    api     TEXT,
    -- The user name for it. The password is in the keyring.
    login   TEXT,
    -- SHA-256 of what the file last held by our doing, in hex; empty: there was no file; NULL: never published.
    known   TEXT
) STRICT;

CREATE TABLE publication (
    profile    TEXT NOT NULL,
    -- Counted from 1 for each profile.
    number     INTEGER NOT NULL,
    target     TEXT NOT NULL,
    form       TEXT NOT NULL CHECK (form IN ('folder', 'file')),
    -- `begun` and `taking-back` are settled by the next look: the file on disk shows whether it happened.
    state      TEXT NOT NULL CHECK (state IN ('begun', 'written', 'taking-back', 'taken-back', 'not-written')),
    -- Shows in Traefik's API that this publication was taken over.
    marker     TEXT NOT NULL,
    -- What the file held before; NULL if there was no file.
    before     BLOB,
    after      BLOB NOT NULL,
    written_at TEXT NOT NULL,
    -- When Traefik first showed the marker.
    seen_at    TEXT,
    -- Seconds after which it is taken back unless it is kept; NULL: it stays.
    trial      INTEGER,
    -- The first look after that takes it back; NULL: it stays.
    deadline   TEXT,
    -- What the last look at Traefik said, as JSON.
    outcome    TEXT CHECK (outcome IS NULL OR json_valid(outcome)),
    PRIMARY KEY (profile, number)
) STRICT;
CREATE INDEX publication_open ON publication (state, deadline);
