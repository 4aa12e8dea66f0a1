-- Wards, rooms and beds; who lies where, since when, and who is away with leave.

CREATE TABLE ward_class (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    name TEXT NOT NULL,
    is_critical_care INTEGER NOT NULL,
    rank INTEGER NOT NULL,
    is_active INTEGER NOT NULL,
    ended INTEGER,
    stamp BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- Dated: a stay is charged by the tariff of each of its days.
CREATE TABLE tariff (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    class_id BLOB NOT NULL,
    since TEXT NOT NULL,
    rent_paise INTEGER NOT NULL CHECK (rent_paise >= 0),
    note TEXT NOT NULL,
    ended INTEGER,
    stamp BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE ward (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    name TEXT NOT NULL,
    floor TEXT NOT NULL,
    admits TEXT NOT NULL CHECK (admits IN ('anyone', 'women', 'men', 'children')),
    rank INTEGER NOT NULL,
    is_active INTEGER NOT NULL,
    ended INTEGER,
    stamp BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE room (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    ward_id BLOB NOT NULL,
    name TEXT NOT NULL,
    class_id BLOB NOT NULL,
    rank INTEGER NOT NULL,
    is_active INTEGER NOT NULL,
    ended INTEGER,
    stamp BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX room_by_ward ON room (ward_id, rank);

-- Whether a bed is taken is known from the stays alone.
CREATE TABLE bed (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    room_id BLOB NOT NULL,
    label TEXT NOT NULL CHECK (length(label) > 0),
    kind TEXT NOT NULL CHECK (kind IN ('bed', 'cot')),
    rank INTEGER NOT NULL,
    condition TEXT NOT NULL CHECK (condition IN ('ready', 'cleaning', 'reserved', 'blocked')),
    note TEXT NOT NULL,
    condition_since INTEGER NOT NULL,
    is_active INTEGER NOT NULL,
    ended INTEGER,
    stamp BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX bed_by_room ON bed (room_id, rank);

CREATE TABLE admission (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    patient_id BLOB NOT NULL,
    series TEXT NOT NULL,
    number INTEGER NOT NULL CHECK (number > 0),
    printed_number TEXT NOT NULL,
    day TEXT NOT NULL,
    admitted_at INTEGER NOT NULL,
    claimed_at INTEGER NOT NULL,
    admitted_by TEXT NOT NULL,
    doctor_id BLOB NOT NULL,
    visit_id BLOB,
    mother_id BLOB,
    diagnosis TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN
        ('planned', 'emergency', 'day_care', 'maternity', 'newborn')),
    is_mlc INTEGER NOT NULL,
    mlc_number TEXT NOT NULL,
    relatives TEXT NOT NULL,
    note TEXT NOT NULL,
    expected_until TEXT,
    discharged_at INTEGER,
    outcome TEXT CHECK (outcome IN ('recovered', 'improved', 'against_advice', 'absconded',
        'transferred_out', 'died')),
    ended INTEGER,
    stamp BLOB NOT NULL,
    CHECK ((discharged_at IS NULL) = (outcome IS NULL))
) STRICT, WITHOUT ROWID;

CREATE INDEX admission_by_number ON admission (series, number);
CREATE INDEX admission_by_patient ON admission (patient_id, admitted_at);
CREATE INDEX admission_open ON admission (admitted_at) WHERE discharged_at IS NULL;
CREATE INDEX admission_by_discharge ON admission (discharged_at)
    WHERE discharged_at IS NOT NULL;
CREATE INDEX admission_by_mother ON admission (mother_id) WHERE mother_id IS NOT NULL;
CREATE INDEX admission_by_visit ON admission (visit_id) WHERE visit_id IS NOT NULL;

-- A claim on a bed. The class is the one that is charged: kept here, so that a room that
-- changes its class changes no bill of the past.
CREATE TABLE bed_stay (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    admission_id BLOB NOT NULL,
    bed_id BLOB NOT NULL,
    class_id BLOB NOT NULL,
    from_at INTEGER NOT NULL,
    until_at INTEGER,
    claimed_at INTEGER NOT NULL,
    reason TEXT NOT NULL,
    by TEXT NOT NULL,
    ended INTEGER,
    stamp BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX bed_stay_by_admission ON bed_stay (admission_id, from_at);
CREATE INDEX bed_stay_by_bed ON bed_stay (bed_id, from_at);
CREATE INDEX bed_stay_open ON bed_stay (bed_id) WHERE until_at IS NULL AND ended IS NULL;

CREATE TABLE patient_leave (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    admission_id BLOB NOT NULL,
    from_at INTEGER NOT NULL,
    expected_at INTEGER,
    until_at INTEGER,
    reason TEXT NOT NULL CHECK (length(reason) > 0),
    allowed_by TEXT NOT NULL,
    ended INTEGER,
    stamp BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX patient_leave_by_admission ON patient_leave (admission_id, from_at);

-- One row: how bed days are counted here.
CREATE TABLE ward_rules (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    day_rule TEXT NOT NULL CHECK (day_rule IN ('check_out_hour', 'hours_24', 'calendar')),
    check_out_minute INTEGER NOT NULL CHECK (check_out_minute BETWEEN 0 AND 1439),
    grace_minutes INTEGER NOT NULL CHECK (grace_minutes >= 0),
    half_day_minutes INTEGER NOT NULL CHECK (half_day_minutes >= 0),
    change_rule TEXT NOT NULL CHECK (change_rule IN ('higher', 'longest', 'at_check_out')),
    leave_percent INTEGER NOT NULL CHECK (leave_percent BETWEEN 0 AND 100),
    wristband TEXT NOT NULL,
    ended INTEGER,
    stamp BLOB NOT NULL
) STRICT, WITHOUT ROWID;
