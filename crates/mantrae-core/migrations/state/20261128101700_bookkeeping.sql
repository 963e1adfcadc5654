-- What the program remembers from one look to the next. Nobody chooses it, so it is no setting.
CREATE TABLE bookkeeping (
    key   TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL CHECK (json_valid(value))
) STRICT;

INSERT INTO bookkeeping (key, value)
SELECT key, value FROM setting
WHERE key IN ('adopted', 'backed_up_revision', 'configuration_made', 'notifications_said', 'pause', 'restore_test_due', 'retention_run')
   OR key GLOB 'retention_run:*'
   OR key GLOB 'forgetting:*';

DELETE FROM setting WHERE key IN (SELECT key FROM bookkeeping);
