-- One idea, one word: a location holds backups, a backup is verified, and a restore test tries one out.
ALTER TABLE place RENAME TO location;
ALTER TABLE catalog RENAME COLUMN proven_at TO verified_at;
ALTER TABLE catalog RENAME COLUMN proof TO verification;
UPDATE setting SET key = 'restore_test' WHERE key = 'restore_drill';
UPDATE setting SET key = 'restore_test_due' WHERE key = 'restore_drill_due';
UPDATE activity SET kind = 'restore-test' WHERE kind = 'drill';
