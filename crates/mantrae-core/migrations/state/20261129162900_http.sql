-- A profile can be published over HTTP: Mantrae answers a Traefik that asks every few seconds. The bytes it answers with are those of
-- the publication itself, so that what was acknowledged is served after a crash.
CREATE TABLE connection_new (
    -- The uid of the profile.
    profile TEXT NOT NULL PRIMARY KEY,
    -- The file that is written, absolute; for `http`, the path at which the profile is served.
    target  TEXT NOT NULL,
    -- What Traefik was told to read: the file's folder, the file alone, or an address of ours.
    form    TEXT NOT NULL CHECK (form IN ('folder', 'file', 'http')),
    -- The address of Traefik's API; NULL: publications are not confirmed.
    api     TEXT,
    -- The user name for it. The password is in the keyring.
    login   TEXT,
    -- SHA-256 of what the file last held by our doing, in hex; empty: there was no file; NULL: never published.
    known   TEXT,
    -- The address and port at which Mantrae listens; NULL unless `http`.
    listen  TEXT,
    -- SHA-256 of the token that Traefik has to show, in hex; NULL unless `http`. The token itself is in the keyring.
    token   TEXT
) STRICT;
INSERT INTO connection_new (profile, target, form, api, login, known)
SELECT profile, target, form, api, login, known FROM connection;
DROP TABLE connection;
ALTER TABLE connection_new RENAME TO connection;

CREATE TABLE publication_new (
    profile    TEXT NOT NULL,
    -- Counted from 1 for each profile.
    number     INTEGER NOT NULL,
    target     TEXT NOT NULL,
    form       TEXT NOT NULL CHECK (form IN ('folder', 'file', 'http')),
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
INSERT INTO publication_new SELECT * FROM publication;
DROP TABLE publication;
ALTER TABLE publication_new RENAME TO publication;
CREATE INDEX publication_open ON publication (state, deadline);
