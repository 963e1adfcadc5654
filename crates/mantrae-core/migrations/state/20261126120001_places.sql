-- Places beside this computer: what they hold is known from their last listing, what they still lack waits.

ALTER TABLE catalog ADD COLUMN pinned INTEGER NOT NULL DEFAULT 0 CHECK (pinned IN (0, 1));
ALTER TABLE catalog ADD COLUMN waiting INTEGER NOT NULL DEFAULT 0 CHECK (waiting IN (0, 1)); -- it is not there yet
ALTER TABLE catalog ADD COLUMN seen INTEGER NOT NULL DEFAULT 0;                             -- number of the listing that held it
ALTER TABLE catalog ADD COLUMN pin_seen INTEGER NOT NULL DEFAULT 0;                         -- number of the listing that held its pin

CREATE TABLE place (
    location   TEXT NOT NULL PRIMARY KEY,
    listing    INTEGER NOT NULL DEFAULT 0,              -- number of the newest listing that was begun
    listed_at  TEXT,                                    -- when one was last read to its end
    asked_at   TEXT,                                    -- when it was last asked for anything
    problem    TEXT CHECK (problem IS NULL OR json_valid(problem)) -- why it did not do it
) STRICT, WITHOUT ROWID;

-- Finished archives that a place does not have yet.
CREATE TABLE upload (
    location  TEXT NOT NULL,
    file      TEXT NOT NULL,
    activity  TEXT NOT NULL,                            -- the run that made it
    queued_at TEXT NOT NULL,
    attempts  INTEGER NOT NULL DEFAULT 0,
    next_try  TEXT NOT NULL,
    problem   TEXT CHECK (problem IS NULL OR json_valid(problem)),
    PRIMARY KEY (location, file)
) STRICT, WITHOUT ROWID;
