-- The access log as a chain: each entry is linked to the one before it and to the ops that
-- its transaction wrote; now and then the desk signs how far it has come.

-- Up to which op of which log this entry answers for; the ops since the entry that last
-- named that log are its own.
ALTER TABLE access ADD COLUMN ops_log INTEGER;
ALTER TABLE access ADD COLUMN ops_to INTEGER CHECK ((ops_to IS NULL) = (ops_log IS NULL));
ALTER TABLE access ADD COLUMN link BLOB CHECK (length(link) = 32);

CREATE INDEX access_by_subject ON access (subject, n) WHERE subject IS NOT NULL;

CREATE TABLE checkpoint (
    n INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    link BLOB NOT NULL CHECK (length(link) = 32),
    desk_key BLOB NOT NULL CHECK (length(desk_key) = 32),
    signature BLOB NOT NULL CHECK (length(signature) = 64)
) STRICT;
