-- The lines in which a person wrote a component, with comments and order, at the left margin. NULL where nobody did: then it
-- is written from its configuration.

ALTER TABLE component ADD COLUMN text TEXT;

-- Lines that say something else than the configuration would be worse than none.
CREATE TRIGGER component_rewritten AFTER UPDATE OF name, configuration, braces ON component
WHEN NEW.text IS NOT NULL AND NEW.text IS OLD.text
     AND (NEW.name, NEW.configuration, NEW.braces) <> (OLD.name, OLD.configuration, OLD.braces) BEGIN
    UPDATE component SET text = NULL WHERE id = NEW.id;
END;

DROP TRIGGER component_changed;
CREATE TRIGGER component_changed AFTER UPDATE OF profile, kind, name, enabled, meaning, text ON component BEGIN
    INSERT INTO touched (profile, kind, name, revision)
    VALUES (NEW.profile, NEW.kind, NEW.name, (SELECT number + 1 FROM revision))
    ON CONFLICT (profile, kind, name) DO UPDATE SET revision = excluded.revision;
END;
