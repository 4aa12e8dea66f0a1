-- Patients, the links between records of one person, and the search index.

CREATE TABLE patient (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    reg_no TEXT NOT NULL,
    name TEXT NOT NULL,
    name_local TEXT NOT NULL,
    sex TEXT NOT NULL CHECK (sex IN ('female', 'male', 'other')),
    birth_date TEXT NOT NULL,
    is_birth_estimated INTEGER NOT NULL,
    phone TEXT NOT NULL,
    phone_other TEXT NOT NULL,
    guardian_name TEXT NOT NULL,
    guardian_relation TEXT NOT NULL,
    address TEXT NOT NULL,
    village TEXT NOT NULL,
    district TEXT NOT NULL,
    state_code TEXT NOT NULL,
    pin TEXT NOT NULL,
    language TEXT NOT NULL,
    email TEXT NOT NULL,
    blood_group TEXT NOT NULL,
    marital_status TEXT NOT NULL,
    occupation TEXT NOT NULL,
    kin_name TEXT NOT NULL,
    kin_relation TEXT NOT NULL,
    kin_phone TEXT NOT NULL,
    abha_number TEXT NOT NULL,
    abha_address TEXT NOT NULL,
    aadhaar_last4 TEXT NOT NULL,
    scheme_name TEXT NOT NULL,
    scheme_id TEXT NOT NULL,
    referred_by TEXT NOT NULL,
    note TEXT NOT NULL,
    registered_at INTEGER NOT NULL,
    number INTEGER NOT NULL,
    series TEXT NOT NULL,
    ended INTEGER,
    stamp BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX patient_by_number ON patient (series, number);
CREATE INDEX patient_by_reg_no ON patient (reg_no);
CREATE INDEX patient_by_phone ON patient (phone) WHERE phone <> '';
CREATE INDEX patient_by_time ON patient (registered_at);

-- Two records of one person. Ending the row takes the link back.
CREATE TABLE patient_link (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    keep_id BLOB NOT NULL,
    other_id BLOB NOT NULL CHECK (other_id <> keep_id),
    reason TEXT NOT NULL,
    ended INTEGER,
    stamp BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX patient_link_by_keep ON patient_link (keep_id);
CREATE INDEX patient_link_by_other ON patient_link (other_id);
