-- What is verified is one content: what the location told of it when it was read back. Anything else that lies there under
-- the same name later was not verified.
ALTER TABLE catalog ADD COLUMN verified_size INTEGER;
ALTER TABLE catalog ADD COLUMN verified_modified INTEGER;   -- nanoseconds since 1970
ALTER TABLE catalog ADD COLUMN verified_inode INTEGER;      -- of a file in a folder, where numbers of files are kept
ALTER TABLE catalog ADD COLUMN verified_etag TEXT;          -- of an object in a bucket

-- What the last listing told, beside the size.
ALTER TABLE catalog ADD COLUMN modified INTEGER;
ALTER TABLE catalog ADD COLUMN etag TEXT;

-- Of what was verified before, the size is known; the rest is learned when it is read the next time.
UPDATE catalog SET verified_size = size WHERE proven_at IS NOT NULL;
