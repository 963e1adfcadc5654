-- The folder in which each profile is kept as a file, for a repository. A path belongs to this computer, so no backup contains it.
CREATE TABLE version_folder (
    id       INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    -- Absolute.
    path     TEXT NOT NULL,
    -- Whether each change is committed with git.
    commits  INTEGER NOT NULL CHECK (commits IN (0, 1)),
    since    TEXT NOT NULL,
    -- The revision that was written last; NULL: none.
    revision INTEGER,
    -- When something was written last, or committed.
    at       TEXT,
    -- Why the last look did not write or commit everything, as JSON; NULL: it did.
    failure  TEXT CHECK (failure IS NULL OR json_valid(failure))
) STRICT;

-- The files in it that are ours.
CREATE TABLE version_file (
    -- The uid of the profile.
    profile TEXT NOT NULL PRIMARY KEY,
    name    TEXT NOT NULL UNIQUE,
    -- SHA-256 of what we wrote last, in hex; NULL: nothing yet.
    digest  TEXT,
    -- SHA-256 of what was about to be written: after a crash, the file holds one of the two.
    next    TEXT
) STRICT;
