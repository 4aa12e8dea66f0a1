CREATE TABLE token (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    patient_id BLOB NOT NULL,
    doctor_id BLOB NOT NULL,
    day TEXT NOT NULL,
    series TEXT NOT NULL,
    number INTEGER NOT NULL CHECK (number > 0),
    priority TEXT NOT NULL CHECK (priority IN ('normal', 'elderly', 'pregnant', 'emergency')),
    stage TEXT NOT NULL CHECK (stage IN
        ('waiting', 'with_nurse', 'with_doctor', 'billing', 'done', 'skipped', 'left')),
    reason TEXT NOT NULL,
    given_at INTEGER NOT NULL,
    called_at INTEGER,
    started_at INTEGER,
    done_at INTEGER,
    ended INTEGER,
    stamp BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX token_by_day ON token (day, series, number);
CREATE INDEX token_by_patient ON token (patient_id, day);
