-- What came out of a test that was ordered at the bedside: facts, corrected by a new one that
-- names the wrong one. A correction without a value takes it back.

CREATE TABLE order_result (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    order_id BLOB NOT NULL,
    admission_id BLOB NOT NULL,
    patient_id BLOB NOT NULL,
    value TEXT NOT NULL,
    unit TEXT NOT NULL,
    -- The day and time on the report.
    resulted_at INTEGER NOT NULL,
    is_outside INTEGER NOT NULL CHECK (is_outside IN (0, 1)),
    source TEXT NOT NULL,
    corrects BLOB,
    correction_reason TEXT NOT NULL,
    by TEXT NOT NULL,
    noted_at INTEGER NOT NULL,
    ended INTEGER,
    stamp BLOB NOT NULL,
    CHECK (value <> '' OR corrects IS NOT NULL),
    CHECK ((corrects IS NULL) = (correction_reason = ''))
) STRICT, WITHOUT ROWID;

CREATE INDEX order_result_by_admission ON order_result (admission_id, resulted_at);
