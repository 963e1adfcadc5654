-- What a backup holds: one checksum over the paths, sizes and checksums of its members, taken when it is made or first
-- verified. A backup that was packed again must hold the same. None: it is taken with the next verification of bytes that
-- did not change.
ALTER TABLE catalog ADD COLUMN members TEXT;
