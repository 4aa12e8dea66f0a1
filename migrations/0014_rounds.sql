-- What doctors write and order at the bedside: facts, each signed when it is made.

CREATE TABLE round_note (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    admission_id BLOB NOT NULL,
    patient_id BLOB NOT NULL,
    doctor_id BLOB NOT NULL,
    doctor_name TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('progress', 'consultation', 'procedure')),
    seen_at INTEGER NOT NULL,
    subjective TEXT NOT NULL,
    objective TEXT NOT NULL,
    assessment TEXT NOT NULL,
    plan TEXT NOT NULL,
    signed_at INTEGER NOT NULL,
    signed_by TEXT NOT NULL,
    ended INTEGER,
    stamp BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX round_note_by_admission ON round_note (admission_id, seen_at);

CREATE TABLE round_addendum (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    note_id BLOB NOT NULL,
    admission_id BLOB NOT NULL,
    text TEXT NOT NULL CHECK (length(text) > 0),
    at INTEGER NOT NULL,
    by TEXT NOT NULL,
    ended INTEGER,
    stamp BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX round_addendum_by_admission ON round_addendum (admission_id, at);

CREATE TABLE ward_order (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    admission_id BLOB NOT NULL,
    patient_id BLOB NOT NULL,
    kind TEXT NOT NULL
        CHECK (kind IN ('medicine', 'test', 'diet', 'nursing', 'oxygen', 'fluid')),
    text TEXT NOT NULL,
    line TEXT,
    task TEXT NOT NULL CHECK (task IN ('other', 'observations', 'intake_output')),
    every_minutes INTEGER CHECK (every_minutes > 0),
    spo2_scale INTEGER CHECK (spo2_scale IN (1, 2)),
    max_per_day INTEGER CHECK (max_per_day > 0),
    gap_minutes INTEGER CHECK (gap_minutes >= 0),
    is_first_now INTEGER NOT NULL,
    slot_minutes TEXT NOT NULL,
    started_at INTEGER NOT NULL,
    -- The order that this one takes the place of.
    replaces BLOB,
    warning_reason TEXT NOT NULL,
    doctor_id BLOB NOT NULL,
    doctor_name TEXT NOT NULL,
    is_verbal INTEGER NOT NULL,
    entered_by TEXT NOT NULL,
    entered_by_id BLOB NOT NULL,
    ordered_at INTEGER NOT NULL,
    ended INTEGER,
    stamp BLOB NOT NULL,
    CHECK (kind <> 'medicine' OR line IS NOT NULL)
) STRICT, WITHOUT ROWID;

CREATE INDEX ward_order_by_admission ON ward_order (admission_id, started_at);

CREATE TABLE order_stop (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    order_id BLOB NOT NULL,
    admission_id BLOB NOT NULL,
    stopped_at INTEGER NOT NULL,
    reason TEXT NOT NULL CHECK (length(reason) > 0),
    doctor_id BLOB NOT NULL,
    by TEXT NOT NULL,
    at INTEGER NOT NULL,
    ended INTEGER,
    stamp BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX order_stop_by_admission ON order_stop (admission_id);

CREATE TABLE counter_sign (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    order_id BLOB NOT NULL,
    admission_id BLOB NOT NULL,
    doctor_id BLOB NOT NULL,
    by TEXT NOT NULL,
    at INTEGER NOT NULL,
    ended INTEGER,
    stamp BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX counter_sign_by_admission ON counter_sign (admission_id);

-- One row: shift changes, clock times of doses, high-risk medicines.
CREATE TABLE ward_hours (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    shifts TEXT NOT NULL,
    morning INTEGER NOT NULL,
    afternoon INTEGER NOT NULL,
    evening INTEGER NOT NULL,
    night INTEGER NOT NULL,
    late_minutes INTEGER NOT NULL CHECK (late_minutes > 0),
    is_band_required INTEGER NOT NULL,
    high_risk_added TEXT NOT NULL,
    high_risk_removed TEXT NOT NULL,
    ended INTEGER,
    stamp BLOB NOT NULL
) STRICT, WITHOUT ROWID;
