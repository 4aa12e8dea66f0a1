-- Where this desk keeps copies of the clinic, what became of each, and how far its numbers
-- have come. All of it belongs to this desk alone and is no op.

CREATE TABLE backup_target (
    id BLOB PRIMARY KEY,
    name TEXT NOT NULL CHECK (name <> ''),
    path TEXT NOT NULL CHECK (path <> ''),
    -- The mark on the stick, by which it is known under another path.
    marker BLOB NOT NULL CHECK (length(marker) = 16),
    added_at INTEGER NOT NULL,
    is_active INTEGER NOT NULL CHECK (is_active IN (0, 1))
) STRICT, WITHOUT ROWID;

CREATE TABLE backup_run (
    id INTEGER PRIMARY KEY,
    target BLOB NOT NULL REFERENCES backup_target (id),
    kind TEXT NOT NULL CHECK (kind IN ('full', 'ops', 'drill')),
    cause TEXT NOT NULL CHECK (cause IN ('person', 'timetable')),
    began_at INTEGER NOT NULL,
    ended_at INTEGER NOT NULL,
    -- Empty when all went well, otherwise what went wrong, by its short name.
    fault TEXT NOT NULL,
    number INTEGER CHECK (number > 0),
    base INTEGER CHECK (base > 0),
    part INTEGER CHECK (part > 0),
    bytes INTEGER CHECK (bytes >= 0),
    image_bytes INTEGER CHECK (image_bytes >= 0),
    schema INTEGER,
    manifest_hash BLOB CHECK (length(manifest_hash) = 32),
    -- How far the logs had come, as in the manifest.
    heads TEXT,
    CHECK (fault <> '' OR number IS NOT NULL)
) STRICT;

CREATE INDEX backup_run_by_target ON backup_run (target, kind, id);

CREATE TABLE backup_plan (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    -- Minutes after midnight of the clinic's day.
    midday_minute INTEGER NOT NULL CHECK (midday_minute BETWEEN 0 AND 1439),
    close_minute INTEGER NOT NULL CHECK (close_minute BETWEEN 0 AND 1439),
    highest_number INTEGER NOT NULL CHECK (highest_number >= 0),
    -- The latest moment that any copy was made at: a clock far behind it deletes nothing.
    highest_at INTEGER NOT NULL
) STRICT;

INSERT INTO backup_plan VALUES (1, 780, 1200, 0, 0);
