-- Charges of an admission, deposits, packages, and the bills made of them.

CREATE TABLE ward_package (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    name TEXT NOT NULL,
    price_paise INTEGER NOT NULL CHECK (price_paise >= 0),
    terms TEXT NOT NULL,
    is_active INTEGER NOT NULL,
    ended INTEGER,
    stamp BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- Facts. A correction is a row that reverses another, and a new one.
CREATE TABLE ward_charge (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    admission_id BLOB NOT NULL,
    patient_id BLOB NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN
        ('bed', 'visit', 'procedure', 'service', 'medicine', 'consumable', 'package')),
    description TEXT NOT NULL CHECK (length(description) > 0),
    service_id BLOB,
    doctor_id BLOB,
    quantity INTEGER NOT NULL CHECK (quantity > 0),
    price_paise INTEGER NOT NULL CHECK (price_paise >= 0),
    sac TEXT NOT NULL,
    tax_class TEXT NOT NULL,
    package TEXT,
    day TEXT NOT NULL,
    at INTEGER NOT NULL,
    by TEXT NOT NULL,
    reverses_id BLOB,
    reason TEXT NOT NULL,
    ended INTEGER,
    stamp BLOB NOT NULL,
    CHECK (reverses_id IS NULL OR length(reason) > 0)
) STRICT, WITHOUT ROWID;

CREATE INDEX ward_charge_by_admission ON ward_charge (admission_id, day);

-- Money taken before there is a bill; negative when it was given back.
CREATE TABLE deposit (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    patient_id BLOB NOT NULL,
    admission_id BLOB NOT NULL,
    series TEXT NOT NULL,
    number INTEGER NOT NULL CHECK (number > 0),
    printed_number TEXT NOT NULL,
    method TEXT NOT NULL CHECK (method IN ('cash', 'card', 'upi', 'bank', 'cheque')),
    amount_paise INTEGER NOT NULL CHECK (amount_paise <> 0),
    reference TEXT NOT NULL,
    note TEXT NOT NULL,
    day TEXT NOT NULL,
    at INTEGER NOT NULL,
    by TEXT NOT NULL,
    ended INTEGER,
    stamp BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX deposit_by_admission ON deposit (admission_id, at);
CREATE INDEX deposit_by_number ON deposit (series, number);
CREATE INDEX deposit_by_day ON deposit (day);

-- A deposit set against a bill; negative when a credit note gave it free again.
CREATE TABLE set_off (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    invoice_id BLOB NOT NULL,
    admission_id BLOB NOT NULL,
    patient_id BLOB NOT NULL,
    amount_paise INTEGER NOT NULL CHECK (amount_paise <> 0),
    day TEXT NOT NULL,
    at INTEGER NOT NULL,
    by TEXT NOT NULL,
    ended INTEGER,
    stamp BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX set_off_by_invoice ON set_off (invoice_id, at);
CREATE INDEX set_off_by_admission ON set_off (admission_id, at);

-- What a bill of an admission took in: its charges, and bed days until a time.
CREATE TABLE ward_bill (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    admission_id BLOB NOT NULL,
    invoice_id BLOB NOT NULL,
    charges TEXT NOT NULL,
    beds_until INTEGER NOT NULL,
    ended INTEGER,
    stamp BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX ward_bill_by_admission ON ward_bill (admission_id);

CREATE TABLE room_tax (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    since TEXT NOT NULL,
    until TEXT,
    threshold_paise INTEGER NOT NULL CHECK (threshold_paise >= 0),
    tax_class TEXT NOT NULL,
    note TEXT NOT NULL,
    ended INTEGER,
    stamp BLOB NOT NULL
) STRICT, WITHOUT ROWID;

ALTER TABLE invoice ADD COLUMN admission_id BLOB;
CREATE INDEX invoice_by_admission ON invoice (admission_id) WHERE admission_id IS NOT NULL;
