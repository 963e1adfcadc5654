-- What a location no longer holds is remembered for a while, and comes back with the archive.

ALTER TABLE catalog ADD COLUMN gone_at TEXT;            -- when a look at the location did not find it; none: it is there
