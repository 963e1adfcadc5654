-- Finds the components that matter to another one without reading all of them: those that name it, and routers that may
-- take the same requests. See `db/mention.rs`.

CREATE TABLE mention (
    key       INTEGER NOT NULL,                         -- 32 bits of a hash: a shared key may mean nothing
    component INTEGER NOT NULL,                         -- id; rows of earlier versions of a component may stay
    PRIMARY KEY (key, component)
) STRICT, WITHOUT ROWID;

-- Whoever writes a component: it is indexed before anybody relies on the index, usually in the same transaction.
CREATE TABLE unindexed (
    component INTEGER PRIMARY KEY
) STRICT;
INSERT INTO unindexed SELECT id FROM component;

CREATE TRIGGER component_to_index AFTER INSERT ON component BEGIN
    INSERT INTO unindexed (component) VALUES (NEW.id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER component_to_index_again AFTER UPDATE OF id, profile, kind, name, configuration, braces ON component BEGIN
    INSERT INTO unindexed (component) VALUES (NEW.id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER component_not_to_index AFTER DELETE ON component BEGIN
    DELETE FROM unindexed WHERE component = OLD.id;
END;
