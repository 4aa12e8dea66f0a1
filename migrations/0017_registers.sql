-- Registers that the law asks a hospital to keep. Facts: a wrong entry is corrected by a new
-- one that names it, and both stay.

CREATE TABLE birth_entry (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    series TEXT NOT NULL,
    number INTEGER NOT NULL CHECK (number > 0),
    admission_id BLOB,
    mother_id BLOB,
    child_id BLOB,
    born_at INTEGER NOT NULL,
    sex TEXT NOT NULL CHECK (sex IN ('female', 'male', 'other')),
    is_live INTEGER NOT NULL,
    weight_g INTEGER CHECK (weight_g BETWEEN 200 AND 8000),
    gestation_weeks INTEGER CHECK (gestation_weeks BETWEEN 16 AND 46),
    birth_order INTEGER NOT NULL CHECK (birth_order BETWEEN 1 AND 20),
    delivery TEXT NOT NULL CHECK (delivery IN ('normal', 'assisted', 'caesarean', 'breech')),
    child_name TEXT NOT NULL,
    mother_name TEXT NOT NULL,
    father_name TEXT NOT NULL,
    address TEXT NOT NULL,
    attended_by TEXT NOT NULL,
    note TEXT NOT NULL,
    by TEXT NOT NULL,
    noted_at INTEGER NOT NULL,
    corrects BLOB,
    correction_reason TEXT NOT NULL,
    ended INTEGER,
    stamp BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX birth_entry_by_time ON birth_entry (born_at);
CREATE INDEX birth_entry_by_number ON birth_entry (series, number);
CREATE INDEX birth_entry_correcting ON birth_entry (corrects) WHERE corrects IS NOT NULL;

CREATE TABLE death_entry (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    series TEXT NOT NULL,
    number INTEGER NOT NULL CHECK (number > 0),
    admission_id BLOB,
    patient_id BLOB NOT NULL,
    died_at INTEGER NOT NULL,
    name TEXT NOT NULL,
    sex TEXT NOT NULL CHECK (sex IN ('female', 'male', 'other')),
    age TEXT NOT NULL,
    address TEXT NOT NULL,
    cause TEXT NOT NULL,
    certified_by TEXT NOT NULL,
    is_mlc INTEGER NOT NULL,
    body_given_to TEXT NOT NULL,
    by TEXT NOT NULL,
    noted_at INTEGER NOT NULL,
    corrects BLOB,
    correction_reason TEXT NOT NULL,
    ended INTEGER,
    stamp BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX death_entry_by_time ON death_entry (died_at);
CREATE INDEX death_entry_by_number ON death_entry (series, number);
CREATE INDEX death_entry_correcting ON death_entry (corrects) WHERE corrects IS NOT NULL;

CREATE TABLE mlc_entry (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    series TEXT NOT NULL,
    number INTEGER NOT NULL CHECK (number > 0),
    admission_id BLOB,
    patient_id BLOB NOT NULL,
    examined_at INTEGER NOT NULL,
    name TEXT NOT NULL,
    age_sex TEXT NOT NULL,
    address TEXT NOT NULL,
    nature TEXT NOT NULL CHECK (nature IN ('road_accident', 'assault', 'burn', 'poisoning',
        'fall', 'hanging', 'drowning', 'animal_bite', 'sexual_offence', 'brought_dead', 'other')),
    brought_by TEXT NOT NULL,
    identification TEXT NOT NULL,
    history TEXT NOT NULL,
    findings TEXT NOT NULL CHECK (length(findings) > 0),
    opinion TEXT NOT NULL,
    samples TEXT NOT NULL,
    police_station TEXT NOT NULL,
    told_police_at INTEGER,
    police_officer TEXT NOT NULL,
    doctor_name TEXT NOT NULL,
    by TEXT NOT NULL,
    noted_at INTEGER NOT NULL,
    corrects BLOB,
    correction_reason TEXT NOT NULL,
    ended INTEGER,
    stamp BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX mlc_entry_by_time ON mlc_entry (examined_at);
CREATE INDEX mlc_entry_by_number ON mlc_entry (series, number);
CREATE INDEX mlc_entry_correcting ON mlc_entry (corrects) WHERE corrects IS NOT NULL;
