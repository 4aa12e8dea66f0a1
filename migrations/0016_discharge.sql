-- The summary that a patient goes home with: a draft, then signed and frozen.

CREATE TABLE discharge (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    admission_id BLOB NOT NULL,
    patient_id BLOB NOT NULL,
    doctor_id BLOB NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('draft', 'signed')),
    series TEXT NOT NULL,
    number INTEGER CHECK (number > 0),
    outcome TEXT NOT NULL CHECK (outcome IN ('recovered', 'improved', 'against_advice',
        'absconded', 'transferred_out', 'died')),
    left_at INTEGER,
    language TEXT NOT NULL,
    diagnoses TEXT NOT NULL,
    complaint TEXT NOT NULL,
    history TEXT NOT NULL,
    examination TEXT NOT NULL,
    course TEXT NOT NULL,
    investigations TEXT NOT NULL,
    procedures TEXT NOT NULL,
    condition TEXT NOT NULL,
    lines TEXT NOT NULL,
    advice TEXT NOT NULL,
    danger_signs TEXT NOT NULL,
    follow_up_on TEXT,
    against_advice TEXT,
    transfer TEXT,
    death TEXT,
    signed_at INTEGER,
    signed_by TEXT,
    ended INTEGER,
    stamp BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX discharge_by_admission ON discharge (admission_id);
CREATE INDEX discharge_by_number ON discharge (series, number);

CREATE TABLE discharge_addendum (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    discharge_id BLOB NOT NULL,
    text TEXT NOT NULL CHECK (length(text) > 0),
    at INTEGER NOT NULL,
    by TEXT NOT NULL,
    ended INTEGER,
    stamp BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX discharge_addendum_by_discharge ON discharge_addendum (discharge_id, at);
