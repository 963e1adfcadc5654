-- What a person is writing and has not saved yet: at most one draft for each component. It belongs to this computer and is in no
-- backup.
CREATE TABLE draft (
    -- The uid of the profile, and the component by kind and name; it need not exist yet, or any more.
    profile    TEXT NOT NULL,
    kind       TEXT NOT NULL,
    name       TEXT NOT NULL,
    -- As a person wrote them; perhaps nothing can read them.
    lines      TEXT NOT NULL,
    -- The last of them that could be read, where these cannot.
    readable   TEXT,
    -- The component as it was when the draft began, as JSON; NULL if there was none.
    base       TEXT CHECK (base IS NULL OR json_valid(base)),
    changed_at TEXT NOT NULL,
    PRIMARY KEY (profile, kind, name)
) STRICT;
