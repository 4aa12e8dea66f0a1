-- The clinic, its doctors, and the pictures on its papers.

CREATE TABLE clinic (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    name TEXT NOT NULL,
    tagline TEXT NOT NULL,
    address TEXT NOT NULL,
    place TEXT NOT NULL,
    district TEXT NOT NULL,
    state_code TEXT NOT NULL,
    pin TEXT NOT NULL,
    phone TEXT NOT NULL,
    email TEXT NOT NULL,
    website TEXT NOT NULL,
    gstin TEXT NOT NULL,
    registration_no TEXT NOT NULL,
    upi_id TEXT NOT NULL,
    upi_name TEXT NOT NULL,
    letterhead_blank_mm INTEGER,
    paper_prescription TEXT NOT NULL,
    paper_bill TEXT NOT NULL,
    roll TEXT NOT NULL,
    language TEXT NOT NULL,
    print_language TEXT NOT NULL,
    time_zone TEXT NOT NULL,
    registration_format TEXT NOT NULL,
    idle_minutes INTEGER NOT NULL,
    follow_up_days INTEGER NOT NULL,
    discount_limit_percent INTEGER NOT NULL,
    round_to_paise INTEGER NOT NULL,
    ended INTEGER,
    stamp BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE doctor (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    staff_id BLOB,
    name TEXT NOT NULL,
    qualification TEXT NOT NULL,
    registration_no TEXT NOT NULL,
    council TEXT NOT NULL,
    specialty TEXT NOT NULL,
    phone TEXT NOT NULL,
    fee_paise INTEGER NOT NULL,
    follow_up_fee_paise INTEGER NOT NULL,
    room TEXT NOT NULL,
    is_active INTEGER NOT NULL,
    ended INTEGER,
    stamp BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- A logo or a signature; the owner is the clinic's or the doctor's id.
CREATE TABLE picture (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    png_base64 TEXT NOT NULL,
    ended INTEGER,
    stamp BLOB NOT NULL
) STRICT, WITHOUT ROWID;
