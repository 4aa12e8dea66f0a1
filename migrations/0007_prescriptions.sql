CREATE TABLE prescription (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    visit_id BLOB NOT NULL,
    patient_id BLOB NOT NULL,
    doctor_id BLOB NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('draft', 'signed')),
    series TEXT NOT NULL,
    number INTEGER,
    language TEXT NOT NULL,
    lines TEXT NOT NULL,
    signed_at INTEGER,
    signed_by TEXT,
    ended INTEGER,
    stamp BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX prescription_by_visit ON prescription (visit_id);
CREATE INDEX prescription_by_patient ON prescription (patient_id, signed_at);
CREATE INDEX prescription_by_number ON prescription (series, number);

CREATE TABLE favourite (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    staff_id BLOB NOT NULL,
    name TEXT NOT NULL,
    lines TEXT NOT NULL,
    ended INTEGER,
    stamp BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX favourite_by_staff ON favourite (staff_id, name);
