-- Which secrets were given to the keyring. A locked keyring looks like an empty one: this tells the two apart.
-- The secrets themselves are never in here.
CREATE TABLE saved_secret (
    name     TEXT NOT NULL PRIMARY KEY,                 -- as in the keyring, `backup-key:7F3A09C1`
    saved_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- How far the newest proof went: an encrypted archive can be compared byte by byte without its key.
ALTER TABLE catalog ADD COLUMN proof TEXT NOT NULL DEFAULT 'complete' CHECK (proof IN ('complete', 'bytes'));
