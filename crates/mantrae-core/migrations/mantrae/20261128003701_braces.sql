-- What `{{` in the texts of a component is: text, or an action of a template that Traefik's file provider runs. It was not
-- remembered before. Where there are braces, the program decides when it opens the database: see `db/braces.rs`.

ALTER TABLE component ADD COLUMN braces TEXT NOT NULL DEFAULT 'undecided'
    CHECK (braces IN ('text', 'actions', 'undecided'));

UPDATE component SET braces = 'text' WHERE instr(configuration, '{{') = 0 AND instr(name, '{{') = 0;
