-- The profiles that follow files on this computer: the files lead. A path belongs to this computer, so no backup contains it.
CREATE TABLE followed (
    -- The uid of the profile.
    profile  TEXT NOT NULL PRIMARY KEY,
    -- The folder or file that Traefik reads, absolute.
    path     TEXT NOT NULL,
    since    TEXT NOT NULL,
    -- When something in the files was last taken in.
    taken_at TEXT,
    -- Why the files could not be taken in at the last look, as JSON; NULL: they are sound.
    failure  TEXT CHECK (failure IS NULL OR json_valid(failure))
) STRICT;

-- The files as they were when they and the profile last agreed: what is compared with both.
CREATE TABLE followed_file (
    profile TEXT NOT NULL,
    -- Below the folder, with slashes; the name of a single file.
    name    TEXT NOT NULL,
    content BLOB NOT NULL,
    PRIMARY KEY (profile, name)
) STRICT;
