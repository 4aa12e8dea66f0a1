-- What nurses measure, give and write: facts. A correction is a new fact that names the old
-- one; what was charted for the wrong patient is withdrawn by one.

CREATE TABLE observation (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    admission_id BLOB NOT NULL,
    patient_id BLOB NOT NULL,
    taken_at INTEGER NOT NULL,
    temp_decicelsius INTEGER CHECK (temp_decicelsius BETWEEN 250 AND 450),
    pulse INTEGER CHECK (pulse BETWEEN 20 AND 300),
    systolic INTEGER CHECK (systolic BETWEEN 30 AND 300),
    diastolic INTEGER CHECK (diastolic BETWEEN 10 AND 200),
    respiration INTEGER CHECK (respiration BETWEEN 3 AND 120),
    spo2 INTEGER CHECK (spo2 BETWEEN 40 AND 100),
    spo2_scale INTEGER NOT NULL CHECK (spo2_scale IN (1, 2)),
    is_on_oxygen INTEGER,
    oxygen_decilitres INTEGER CHECK (oxygen_decilitres BETWEEN 1 AND 1000),
    consciousness TEXT CHECK (consciousness IN
        ('alert', 'confused', 'voice', 'pain', 'unresponsive')),
    pain INTEGER CHECK (pain BETWEEN 0 AND 10),
    weight_g INTEGER CHECK (weight_g BETWEEN 300 AND 350000),
    glucose_mg_dl INTEGER CHECK (glucose_mg_dl BETWEEN 10 AND 1000),
    note TEXT NOT NULL,
    -- Whether it calls for help, by the score at that time.
    is_alarm INTEGER NOT NULL,
    by TEXT NOT NULL,
    by_id BLOB NOT NULL,
    noted_at INTEGER NOT NULL,
    corrects BLOB,
    correction_reason TEXT NOT NULL,
    is_withdrawn INTEGER NOT NULL,
    ended INTEGER,
    stamp BLOB NOT NULL,
    CHECK (corrects IS NULL OR length(correction_reason) > 0),
    CHECK (is_withdrawn = 0 OR corrects IS NOT NULL)
) STRICT, WITHOUT ROWID;

CREATE INDEX observation_by_admission ON observation (admission_id, taken_at);
CREATE INDEX observation_alarm ON observation (admission_id) WHERE is_alarm = 1;
CREATE INDEX observation_by_corrected ON observation (corrects) WHERE corrects IS NOT NULL;

-- Who answered an alarm and what was done.
CREATE TABLE alarm_answer (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    observation_id BLOB NOT NULL,
    admission_id BLOB NOT NULL,
    done TEXT NOT NULL CHECK (length(done) > 0),
    at INTEGER NOT NULL,
    by TEXT NOT NULL,
    by_id BLOB NOT NULL,
    ended INTEGER,
    stamp BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX alarm_answer_by_admission ON alarm_answer (admission_id);

CREATE TABLE fluid_entry (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    admission_id BLOB NOT NULL,
    patient_id BLOB NOT NULL,
    at INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('oral', 'intravenous', 'tube', 'blood', 'other_in',
        'urine', 'stool', 'vomit', 'drain', 'aspirate', 'blood_loss', 'other_out')),
    ml INTEGER NOT NULL CHECK (ml BETWEEN 0 AND 10000),
    note TEXT NOT NULL,
    by TEXT NOT NULL,
    by_id BLOB NOT NULL,
    noted_at INTEGER NOT NULL,
    corrects BLOB,
    correction_reason TEXT NOT NULL,
    is_withdrawn INTEGER NOT NULL,
    ended INTEGER,
    stamp BLOB NOT NULL,
    CHECK (corrects IS NULL OR length(correction_reason) > 0),
    CHECK (is_withdrawn = 0 OR corrects IS NOT NULL)
) STRICT, WITHOUT ROWID;

CREATE INDEX fluid_entry_by_admission ON fluid_entry (admission_id, at);
CREATE INDEX fluid_entry_by_corrected ON fluid_entry (corrects) WHERE corrects IS NOT NULL;

-- What became of a due dose, or a dose given as needed (no due time).
CREATE TABLE dose_event (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    order_id BLOB NOT NULL,
    admission_id BLOB NOT NULL,
    patient_id BLOB NOT NULL,
    due_at INTEGER,
    outcome TEXT NOT NULL CHECK (outcome IN ('given', 'refused', 'held', 'missed')),
    at INTEGER NOT NULL,
    -- In quarters of the order's unit.
    amount INTEGER CHECK (amount > 0),
    reason TEXT NOT NULL,
    is_band_checked INTEGER NOT NULL,
    second_id BLOB,
    second_by TEXT NOT NULL,
    by TEXT NOT NULL,
    by_id BLOB NOT NULL,
    noted_at INTEGER NOT NULL,
    corrects BLOB,
    correction_reason TEXT NOT NULL,
    is_withdrawn INTEGER NOT NULL,
    ended INTEGER,
    stamp BLOB NOT NULL,
    CHECK ((outcome = 'given') = (amount IS NOT NULL)),
    CHECK (outcome = 'given' OR length(reason) > 0),
    CHECK (second_id IS NULL OR second_id <> by_id),
    CHECK (corrects IS NULL OR length(correction_reason) > 0),
    CHECK (is_withdrawn = 0 OR corrects IS NOT NULL)
) STRICT, WITHOUT ROWID;

CREATE INDEX dose_event_by_admission ON dose_event (admission_id, at);
CREATE INDEX dose_event_by_order ON dose_event (order_id, due_at);

CREATE TABLE nursing_note (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    admission_id BLOB NOT NULL,
    patient_id BLOB NOT NULL,
    at INTEGER NOT NULL,
    text TEXT NOT NULL CHECK (length(text) > 0),
    by TEXT NOT NULL,
    by_id BLOB NOT NULL,
    noted_at INTEGER NOT NULL,
    corrects BLOB,
    correction_reason TEXT NOT NULL,
    is_withdrawn INTEGER NOT NULL,
    ended INTEGER,
    stamp BLOB NOT NULL,
    CHECK (corrects IS NULL OR length(correction_reason) > 0),
    CHECK (is_withdrawn = 0 OR corrects IS NOT NULL)
) STRICT, WITHOUT ROWID;

CREATE INDEX nursing_note_by_admission ON nursing_note (admission_id, at);
