-- Notes that only the patient's own doctors read, and the times somebody else broke the glass.

CREATE TABLE confidential_note (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    patient_id BLOB NOT NULL,
    topic TEXT NOT NULL
        CHECK (topic IN ('hiv', 'mental_health', 'sexual_health', 'violence', 'substance', 'other')),
    text TEXT NOT NULL CHECK (text <> ''),
    replaces BLOB,
    written_at INTEGER NOT NULL,
    written_by BLOB NOT NULL,
    writer TEXT NOT NULL,
    ended INTEGER,
    stamp BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX confidential_note_by_patient ON confidential_note (patient_id, written_at);

CREATE TABLE glass_break (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    patient_id BLOB NOT NULL,
    broken_by BLOB NOT NULL,
    name TEXT NOT NULL,
    reason TEXT NOT NULL CHECK (reason <> ''),
    from_at INTEGER NOT NULL,
    until_at INTEGER NOT NULL CHECK (until_at > from_at),
    reviewed_at INTEGER,
    reviewer TEXT NOT NULL,
    verdict TEXT NOT NULL,
    is_justified INTEGER,
    ended INTEGER,
    stamp BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX glass_break_by_patient ON glass_break (patient_id, until_at);
CREATE INDEX glass_break_open ON glass_break (from_at) WHERE reviewed_at IS NULL AND ended IS NULL;
CREATE INDEX glass_break_by_time ON glass_break (from_at);
