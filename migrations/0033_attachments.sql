-- Documents and photos of a patient. The row says what a file is and holds the key of its bytes;
-- the bytes lie beside it, shut, and travel in a queue of their own.

CREATE TABLE attachment (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    patient_id BLOB NOT NULL,
    visit_id BLOB,
    title TEXT NOT NULL CHECK (title <> ''),
    kind TEXT NOT NULL CHECK (kind IN ('photo', 'scan', 'report', 'letter', 'other')),
    media_type TEXT NOT NULL
        CHECK (media_type IN ('image/jpeg', 'image/png', 'image/webp', 'application/pdf')),
    -- Of the plain file.
    file_bytes INTEGER NOT NULL CHECK (file_bytes > 0),
    -- In dots; none for what is no picture.
    width INTEGER,
    height INTEGER,
    -- The name of the shut bytes, in hex, and the key that opens them, sealed in its cell.
    blob_id TEXT NOT NULL CHECK (length(blob_id) = 64),
    blob_key TEXT NOT NULL CHECK (blob_key <> ''),
    added_at INTEGER NOT NULL,
    by TEXT NOT NULL,
    by_id BLOB NOT NULL,
    end_reason TEXT NOT NULL,
    ended INTEGER,
    stamp BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX attachment_by_patient ON attachment (patient_id, added_at);
CREATE INDEX attachment_by_time ON attachment (added_at);

-- What lies here of shut bytes: all, or as much as came. No op speaks of these rows, so that no
-- rebuild empties them and no two desks need hold the same ones.
CREATE TABLE blob (
    id TEXT PRIMARY KEY CHECK (length(id) = 64),
    length INTEGER NOT NULL CHECK (length BETWEEN 1 AND 16777216),
    is_whole INTEGER NOT NULL CHECK (is_whole IN (0, 1)),
    -- One bit for each remote that has all of it, as in `seal`.
    held INTEGER NOT NULL DEFAULT 0,
    -- How often what came was not what its name says.
    wrong INTEGER NOT NULL DEFAULT 0,
    -- The op that it was added with; none for what another desk added.
    log INTEGER,
    n INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX blob_by_op ON blob (log, n) WHERE log IS NOT NULL;

-- From the first on, without a gap.
CREATE TABLE blob_part (
    blob TEXT NOT NULL,
    part INTEGER NOT NULL CHECK (part >= 0),
    bytes BLOB NOT NULL CHECK (length(bytes) BETWEEN 1 AND 262144),
    PRIMARY KEY (blob, part)
) STRICT;
