-- What a confidential note is about is sealed as its text is: "HIV" alone says too much.
CREATE TABLE confidential_note_new (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    patient_id BLOB NOT NULL,
    topic TEXT NOT NULL CHECK (topic <> ''),
    text TEXT NOT NULL CHECK (text <> ''),
    replaces BLOB,
    written_at INTEGER NOT NULL,
    written_by BLOB NOT NULL,
    writer TEXT NOT NULL,
    ended INTEGER,
    stamp BLOB NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO confidential_note_new SELECT * FROM confidential_note;
DROP TABLE confidential_note;
ALTER TABLE confidential_note_new RENAME TO confidential_note;
CREATE INDEX confidential_note_by_patient ON confidential_note (patient_id, written_at);
