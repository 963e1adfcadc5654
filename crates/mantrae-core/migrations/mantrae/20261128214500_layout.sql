-- What is around the components in the file they came from: its head, the order of its sections, comments and empty lines
-- between them, as in `traefik_dynamic::text::layout`. NULL where there was no such file.

ALTER TABLE profile ADD COLUMN layout TEXT;

DROP TRIGGER profile_changed;
CREATE TRIGGER profile_changed AFTER UPDATE OF uid, name, description, gateway, expectations, layout ON profile BEGIN
    INSERT INTO touched (profile, kind, name, revision)
    VALUES (NEW.uid, '', '', (SELECT number + 1 FROM revision))
    ON CONFLICT (profile, kind, name) DO UPDATE SET revision = excluded.revision;
END;
