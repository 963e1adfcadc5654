-- The profiles whose saved changes are published without asking. Where a profile is published belongs to this computer, so no
-- backup contains it.
CREATE TABLE automatic (
    -- The uid of the profile.
    profile   TEXT NOT NULL PRIMARY KEY,
    -- What was there when it was last decided whether to publish: it is decided again once something differs; NULL: never.
    decided   TEXT,
    -- Why nothing was published then, in a sentence; NULL: it was published, or there was nothing to publish.
    held_back TEXT
) STRICT;
