CREATE TABLE visit (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    patient_id BLOB NOT NULL,
    doctor_id BLOB NOT NULL,
    token_id BLOB,
    day TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('new', 'follow_up')),
    status TEXT NOT NULL CHECK (status IN ('open', 'signed')),
    started_at INTEGER NOT NULL,
    signed_at INTEGER,
    signed_by TEXT,
    complaint TEXT NOT NULL,
    history TEXT NOT NULL,
    examination TEXT NOT NULL,
    advice TEXT NOT NULL,
    plan_note TEXT NOT NULL,
    follow_up_on TEXT,
    diagnoses TEXT NOT NULL,
    orders TEXT NOT NULL,
    ended INTEGER,
    stamp BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX visit_by_patient ON visit (patient_id, started_at);
CREATE INDEX visit_by_day ON visit (day, doctor_id);
CREATE INDEX visit_by_token ON visit (token_id) WHERE token_id IS NOT NULL;

-- Measured facts in whole units: mm, g, tenths of a degree Celsius, mmHg, per minute.
CREATE TABLE vitals (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    patient_id BLOB NOT NULL,
    visit_id BLOB,
    taken_at INTEGER NOT NULL,
    taken_by TEXT NOT NULL,
    systolic INTEGER,
    diastolic INTEGER,
    pulse INTEGER,
    respiration INTEGER,
    spo2 INTEGER,
    temp_decicelsius INTEGER,
    weight_g INTEGER,
    height_mm INTEGER,
    waist_mm INTEGER,
    muac_mm INTEGER,
    head_mm INTEGER,
    glucose_mg_dl INTEGER,
    pain INTEGER,
    note TEXT NOT NULL,
    corrects BLOB,
    correction_reason TEXT NOT NULL,
    ended INTEGER,
    stamp BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX vitals_by_patient ON vitals (patient_id, taken_at);
CREATE INDEX vitals_by_visit ON vitals (visit_id) WHERE visit_id IS NOT NULL;

CREATE TABLE addendum (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    visit_id BLOB NOT NULL,
    text TEXT NOT NULL,
    at INTEGER NOT NULL,
    by TEXT NOT NULL,
    ended INTEGER,
    stamp BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX addendum_by_visit ON addendum (visit_id, at);

CREATE TABLE allergy (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    patient_id BLOB NOT NULL,
    substance TEXT NOT NULL,
    reaction TEXT NOT NULL,
    severity TEXT NOT NULL CHECK (severity IN ('mild', 'moderate', 'severe')),
    noted_at INTEGER NOT NULL,
    end_reason TEXT NOT NULL,
    ended INTEGER,
    stamp BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX allergy_by_patient ON allergy (patient_id);

CREATE TABLE problem (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    patient_id BLOB NOT NULL,
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    since TEXT,
    end_reason TEXT NOT NULL,
    ended INTEGER,
    stamp BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX problem_by_patient ON problem (patient_id);

-- Past, family, social history and the like: one text of each kind for a patient.
CREATE TABLE background (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    patient_id BLOB NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('past', 'family', 'social', 'surgical', 'immunisation')),
    text TEXT NOT NULL,
    ended INTEGER,
    stamp BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX background_by_patient ON background (patient_id, kind);
