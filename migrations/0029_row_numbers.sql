-- A table without row numbers keeps at most about a quarter of a page of a row in its tree and
-- puts the rest on a page of its own: a prescription of 1.5 kB took more than 4, as an op and
-- as a row. Ops and documents get row numbers; every row is copied as it is, in its order.

CREATE TABLE op_laid (
    log INTEGER NOT NULL REFERENCES log (id),
    n INTEGER NOT NULL CHECK (n > 0),
    body BLOB NOT NULL CHECK (length(body) <= 65536),
    PRIMARY KEY (log, n)
) STRICT;

INSERT INTO op_laid (log, n, body) SELECT log, n, body FROM op ORDER BY log, n;
DROP TABLE op;
ALTER TABLE op_laid RENAME TO op;

-- The number of a column is its name in every op: none may change its place.
CREATE TABLE prescription_laid (
    id BLOB PRIMARY KEY NOT NULL CHECK (length(id) = 16),
    visit_id BLOB NOT NULL,
    patient_id BLOB NOT NULL,
    doctor_id BLOB NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('draft', 'signed')),
    series TEXT NOT NULL,
    number INTEGER,
    language TEXT NOT NULL,
    lines TEXT NOT NULL,
    signed_at INTEGER,
    signed_by TEXT,
    ended INTEGER,
    stamp BLOB NOT NULL
) STRICT;

INSERT INTO prescription_laid SELECT * FROM prescription ORDER BY id;
DROP TABLE prescription;
ALTER TABLE prescription_laid RENAME TO prescription;

CREATE INDEX prescription_by_visit ON prescription (visit_id);
CREATE INDEX prescription_by_patient ON prescription (patient_id, signed_at);
CREATE INDEX prescription_by_number ON prescription (series, number);

CREATE TABLE visit_laid (
    id BLOB PRIMARY KEY NOT NULL CHECK (length(id) = 16),
    patient_id BLOB NOT NULL,
    doctor_id BLOB NOT NULL,
    token_id BLOB,
    day TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('new', 'follow_up')),
    status TEXT NOT NULL CHECK (status IN ('open', 'signed')),
    started_at INTEGER NOT NULL,
    signed_at INTEGER,
    signed_by TEXT,
    complaint TEXT NOT NULL,
    history TEXT NOT NULL,
    examination TEXT NOT NULL,
    advice TEXT NOT NULL,
    plan_note TEXT NOT NULL,
    follow_up_on TEXT,
    diagnoses TEXT NOT NULL,
    orders TEXT NOT NULL,
    ended INTEGER,
    stamp BLOB NOT NULL
) STRICT;

INSERT INTO visit_laid SELECT * FROM visit ORDER BY id;
DROP TABLE visit;
ALTER TABLE visit_laid RENAME TO visit;

CREATE INDEX visit_by_patient ON visit (patient_id, started_at);
CREATE INDEX visit_by_day ON visit (day, doctor_id);
CREATE INDEX visit_by_token ON visit (token_id) WHERE token_id IS NOT NULL;

CREATE TABLE invoice_laid (
    id BLOB PRIMARY KEY NOT NULL CHECK (length(id) = 16),
    series TEXT NOT NULL,
    number INTEGER NOT NULL CHECK (number > 0),
    printed_number TEXT NOT NULL CHECK (length(printed_number) BETWEEN 1 AND 16),
    document TEXT NOT NULL CHECK (document IN
        ('bill', 'bill_of_supply', 'tax_invoice', 'invoice_cum_bill_of_supply')),
    patient_id BLOB NOT NULL,
    visit_id BLOB,
    day TEXT NOT NULL,
    issued_at INTEGER NOT NULL,
    issued_by TEXT NOT NULL,
    lines TEXT NOT NULL,
    buyer TEXT,
    subtotal_paise INTEGER NOT NULL,
    discount_paise INTEGER NOT NULL,
    discount_reason TEXT NOT NULL,
    tax_paise INTEGER NOT NULL,
    round_off_paise INTEGER NOT NULL,
    total_paise INTEGER NOT NULL CHECK (total_paise >= 0),
    ended INTEGER,
    stamp BLOB NOT NULL,
    admission_id BLOB
) STRICT;

INSERT INTO invoice_laid SELECT * FROM invoice ORDER BY id;
DROP TABLE invoice;
ALTER TABLE invoice_laid RENAME TO invoice;

CREATE INDEX invoice_by_number ON invoice (series, number);
CREATE INDEX invoice_by_day ON invoice (day);
CREATE INDEX invoice_by_patient ON invoice (patient_id, issued_at);
CREATE INDEX invoice_by_visit ON invoice (visit_id) WHERE visit_id IS NOT NULL;
CREATE INDEX invoice_by_admission ON invoice (admission_id) WHERE admission_id IS NOT NULL;

CREATE TABLE discharge_laid (
    id BLOB PRIMARY KEY NOT NULL CHECK (length(id) = 16),
    admission_id BLOB NOT NULL,
    patient_id BLOB NOT NULL,
    doctor_id BLOB NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('draft', 'signed')),
    series TEXT NOT NULL,
    number INTEGER CHECK (number > 0),
    outcome TEXT NOT NULL CHECK (outcome IN ('recovered', 'improved', 'against_advice',
        'absconded', 'transferred_out', 'died')),
    left_at INTEGER,
    language TEXT NOT NULL,
    diagnoses TEXT NOT NULL,
    complaint TEXT NOT NULL,
    history TEXT NOT NULL,
    examination TEXT NOT NULL,
    course TEXT NOT NULL,
    investigations TEXT NOT NULL,
    procedures TEXT NOT NULL,
    condition TEXT NOT NULL,
    lines TEXT NOT NULL,
    advice TEXT NOT NULL,
    danger_signs TEXT NOT NULL,
    follow_up_on TEXT,
    against_advice TEXT,
    transfer TEXT,
    death TEXT,
    signed_at INTEGER,
    signed_by TEXT,
    ended INTEGER,
    stamp BLOB NOT NULL
) STRICT;

INSERT INTO discharge_laid SELECT * FROM discharge ORDER BY id;
DROP TABLE discharge;
ALTER TABLE discharge_laid RENAME TO discharge;

CREATE INDEX discharge_by_admission ON discharge (admission_id);
CREATE INDEX discharge_by_number ON discharge (series, number);

-- Bodies of ops may be packed: what unpacks them lies beside them, in every copy too. The
-- program lays it there when it opens.
CREATE TABLE dictionary (
    number INTEGER PRIMARY KEY CHECK (number BETWEEN 1 AND 31),
    bytes BLOB NOT NULL
) STRICT;
