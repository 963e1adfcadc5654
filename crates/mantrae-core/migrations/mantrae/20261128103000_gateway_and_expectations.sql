-- What is known of the Traefik that runs a profile, and what its routers must do: both belong to the profile, so backups hold
-- them and a restore brings them back.

ALTER TABLE profile ADD COLUMN gateway TEXT CHECK (gateway IS NULL OR json_valid(gateway));
ALTER TABLE profile ADD COLUMN expectations TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(expectations));

DROP TRIGGER profile_changed;
CREATE TRIGGER profile_changed AFTER UPDATE OF uid, name, description, gateway, expectations ON profile BEGIN
    INSERT INTO touched (profile, kind, name, revision)
    VALUES (NEW.uid, '', '', (SELECT number + 1 FROM revision))
    ON CONFLICT (profile, kind, name) DO UPDATE SET revision = excluded.revision;
END;
