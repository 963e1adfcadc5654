-- What an undo took back can be done again, and a rename carries the expectations of its profile along.

ALTER TABLE operation ADD COLUMN undone INTEGER;            -- counts up with each undo; null where there was none
ALTER TABLE operation ADD COLUMN undo_backup TEXT;          -- what the undo replaced; null where `later` holds it
-- The row that the operation wrote, where there is no backup of it.
ALTER TABLE operation_component ADD COLUMN later TEXT CHECK (later IS NULL OR json_valid(later));

CREATE TABLE operation_expectations (
    operation TEXT NOT NULL REFERENCES operation (id) ON DELETE CASCADE,
    profile   TEXT NOT NULL,
    before    TEXT NOT NULL CHECK (json_valid(before)),
    after     TEXT NOT NULL CHECK (json_valid(after)),
    PRIMARY KEY (operation, profile)
) STRICT, WITHOUT ROWID;
