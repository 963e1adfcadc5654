-- What was changed since the newest backup, so that nobody has to read everything to know what it lacks.

CREATE TABLE touched (
    profile  TEXT NOT NULL,
    kind     TEXT NOT NULL,                             -- empty: the profile itself
    name     TEXT NOT NULL,
    revision INTEGER NOT NULL,                          -- of the last change that touched it
    PRIMARY KEY (profile, kind, name)
) STRICT, WITHOUT ROWID;
CREATE INDEX touched_revision ON touched (revision);

-- `touched` holds everything that was touched after the revision `touched_since`.
ALTER TABLE revision ADD COLUMN touched_since INTEGER NOT NULL DEFAULT 0;
UPDATE revision SET touched_since = number;

-- Tells revisions of one number apart: a file that was put back from a copy counts on with other contents.
CREATE TABLE revision_mark (
    number INTEGER NOT NULL PRIMARY KEY,
    mark   TEXT NOT NULL                                -- random
) STRICT;
INSERT INTO revision_mark SELECT number, lower(hex(randomblob(8))) FROM revision;
CREATE TRIGGER revision_raised AFTER UPDATE OF number ON revision BEGIN
    INSERT INTO revision_mark (number, mark) VALUES (NEW.number, lower(hex(randomblob(8))))
    ON CONFLICT (number) DO UPDATE SET mark = excluded.mark;
END;

-- Whoever changes a component: the number is raised at the end of the same transaction.
CREATE TRIGGER component_added AFTER INSERT ON component BEGIN
    INSERT INTO touched (profile, kind, name, revision)
    VALUES (NEW.profile, NEW.kind, NEW.name, (SELECT number + 1 FROM revision))
    ON CONFLICT (profile, kind, name) DO UPDATE SET revision = excluded.revision;
END;
CREATE TRIGGER component_changed AFTER UPDATE OF profile, kind, name, enabled, meaning ON component BEGIN
    INSERT INTO touched (profile, kind, name, revision)
    VALUES (NEW.profile, NEW.kind, NEW.name, (SELECT number + 1 FROM revision))
    ON CONFLICT (profile, kind, name) DO UPDATE SET revision = excluded.revision;
END;
CREATE TRIGGER component_moved AFTER UPDATE OF profile, kind, name ON component
WHEN (NEW.profile, NEW.kind, NEW.name) <> (OLD.profile, OLD.kind, OLD.name) BEGIN
    INSERT INTO touched (profile, kind, name, revision)
    VALUES (OLD.profile, OLD.kind, OLD.name, (SELECT number + 1 FROM revision))
    ON CONFLICT (profile, kind, name) DO UPDATE SET revision = excluded.revision;
END;
CREATE TRIGGER component_removed AFTER DELETE ON component BEGIN
    INSERT INTO touched (profile, kind, name, revision)
    VALUES (OLD.profile, OLD.kind, OLD.name, (SELECT number + 1 FROM revision))
    ON CONFLICT (profile, kind, name) DO UPDATE SET revision = excluded.revision;
END;

CREATE TRIGGER profile_added AFTER INSERT ON profile BEGIN
    INSERT INTO touched (profile, kind, name, revision)
    VALUES (NEW.uid, '', '', (SELECT number + 1 FROM revision))
    ON CONFLICT (profile, kind, name) DO UPDATE SET revision = excluded.revision;
END;
CREATE TRIGGER profile_changed AFTER UPDATE OF uid, name, description ON profile BEGIN
    INSERT INTO touched (profile, kind, name, revision)
    VALUES (NEW.uid, '', '', (SELECT number + 1 FROM revision))
    ON CONFLICT (profile, kind, name) DO UPDATE SET revision = excluded.revision;
END;
CREATE TRIGGER profile_removed AFTER DELETE ON profile BEGIN
    INSERT INTO touched (profile, kind, name, revision)
    VALUES (OLD.uid, '', '', (SELECT number + 1 FROM revision))
    ON CONFLICT (profile, kind, name) DO UPDATE SET revision = excluded.revision;
END;
