-- Who sits when and where, who is away, who comes when.

CREATE TABLE schedule (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    doctor_id BLOB NOT NULL,
    place TEXT NOT NULL,
    valid_from TEXT NOT NULL,
    valid_until TEXT CHECK (valid_until IS NULL OR valid_until >= valid_from),
    slot_minutes INTEGER NOT NULL CHECK (slot_minutes BETWEEN 1 AND 480),
    -- How many are booked at one time.
    capacity INTEGER NOT NULL CHECK (capacity BETWEEN 1 AND 100),
    -- Lists of weekday (1 is Monday) and minutes of the day.
    hours TEXT NOT NULL,
    breaks TEXT NOT NULL,
    ended INTEGER,
    stamp BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX schedule_by_doctor ON schedule (doctor_id, valid_from);

-- A doctor is away; without a doctor the whole clinic is closed (a holiday). With minutes
-- it is a part of each of its days.
CREATE TABLE leave (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    doctor_id BLOB,
    from_day TEXT NOT NULL,
    until_day TEXT NOT NULL CHECK (until_day >= from_day),
    from_minute INTEGER CHECK (from_minute BETWEEN 0 AND 1440),
    until_minute INTEGER CHECK (until_minute BETWEEN 0 AND 1440),
    reason TEXT NOT NULL,
    ended INTEGER,
    stamp BLOB NOT NULL,
    CHECK ((from_minute IS NULL) = (until_minute IS NULL))
) STRICT, WITHOUT ROWID;

CREATE INDEX leave_by_day ON leave (until_day, from_day);

CREATE TABLE appointment (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    patient_id BLOB NOT NULL,
    doctor_id BLOB NOT NULL,
    place TEXT NOT NULL,
    day TEXT NOT NULL,
    starts_at INTEGER NOT NULL,
    minutes INTEGER NOT NULL CHECK (minutes BETWEEN 1 AND 720),
    reason TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('booked', 'arrived', 'no_show', 'cancelled')),
    -- Put there on purpose, over a full slot or outside the hours.
    is_overbooked INTEGER NOT NULL,
    series_id BLOB,
    token_id BLOB,
    arrived_at INTEGER,
    cancel_reason TEXT NOT NULL,
    phone_call TEXT NOT NULL CHECK (phone_call IN ('none', 'called', 'confirmed', 'not_reached')),
    booked_at INTEGER NOT NULL,
    booked_by TEXT NOT NULL,
    -- When this slot was claimed: at booking, and again at each move.
    claimed_at INTEGER NOT NULL,
    ended INTEGER,
    stamp BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX appointment_by_day ON appointment (day, doctor_id, starts_at);
CREATE INDEX appointment_by_patient ON appointment (patient_id, starts_at);
CREATE INDEX appointment_by_doctor ON appointment (doctor_id, starts_at);
CREATE INDEX appointment_by_series ON appointment (series_id, starts_at)
    WHERE series_id IS NOT NULL;
CREATE INDEX appointment_by_token ON appointment (token_id) WHERE token_id IS NOT NULL;
CREATE INDEX appointment_no_show ON appointment (day) WHERE status = 'no_show';

-- How a series was made; each of its appointments is a row of its own.
CREATE TABLE appointment_series (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    patient_id BLOB NOT NULL,
    unit TEXT NOT NULL CHECK (unit IN ('days', 'weeks', 'months')),
    every INTEGER NOT NULL CHECK (every BETWEEN 1 AND 365),
    made_at INTEGER NOT NULL,
    made_by TEXT NOT NULL,
    ended INTEGER,
    stamp BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- Each time an appointment was moved: where from, where to. Those of one step share a batch,
-- so that the step can be taken back.
CREATE TABLE appointment_move (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    appointment_id BLOB NOT NULL,
    batch_id BLOB NOT NULL,
    from_doctor_id BLOB NOT NULL,
    from_place TEXT NOT NULL,
    from_starts_at INTEGER NOT NULL,
    from_minutes INTEGER NOT NULL,
    from_overbooked INTEGER NOT NULL,
    to_doctor_id BLOB NOT NULL,
    to_starts_at INTEGER NOT NULL,
    reason TEXT NOT NULL,
    at INTEGER NOT NULL,
    by TEXT NOT NULL,
    ended INTEGER,
    stamp BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX appointment_move_by_appointment ON appointment_move (appointment_id, at);
CREATE INDEX appointment_move_by_batch ON appointment_move (batch_id);

-- Somebody who waits for a slot. Fulfilled by an appointment, or ended.
CREATE TABLE waiting_wish (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    patient_id BLOB NOT NULL,
    doctor_id BLOB NOT NULL,
    from_day TEXT NOT NULL,
    until_day TEXT NOT NULL CHECK (until_day >= from_day),
    part TEXT NOT NULL CHECK (part IN ('any', 'morning', 'afternoon', 'evening')),
    minutes INTEGER NOT NULL CHECK (minutes BETWEEN 1 AND 720),
    note TEXT NOT NULL,
    made_at INTEGER NOT NULL,
    appointment_id BLOB,
    ended INTEGER,
    stamp BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX waiting_wish_open ON waiting_wish (until_day)
    WHERE appointment_id IS NULL AND ended IS NULL;

-- A doctor comes later today. The id hangs on doctor and day, the same on every desk.
CREATE TABLE lateness (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    doctor_id BLOB NOT NULL,
    day TEXT NOT NULL,
    minutes INTEGER NOT NULL CHECK (minutes BETWEEN 0 AND 720),
    at INTEGER NOT NULL,
    by TEXT NOT NULL,
    ended INTEGER,
    stamp BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX lateness_by_day ON lateness (day);
