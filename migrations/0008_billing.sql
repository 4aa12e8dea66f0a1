CREATE TABLE service (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    grp TEXT NOT NULL,
    sac TEXT NOT NULL,
    price_paise INTEGER NOT NULL CHECK (price_paise >= 0),
    tax_class TEXT NOT NULL,
    is_active INTEGER NOT NULL,
    ended INTEGER,
    stamp BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- Dated rates: the law changes, the program does not.
CREATE TABLE tax_rate (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    tax_class TEXT NOT NULL,
    percent_hundredths INTEGER NOT NULL CHECK (percent_hundredths BETWEEN 0 AND 10000),
    since TEXT NOT NULL,
    until TEXT,
    note TEXT NOT NULL,
    ended INTEGER,
    stamp BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE invoice (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
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
    stamp BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX invoice_by_number ON invoice (series, number);
CREATE INDEX invoice_by_day ON invoice (day);
CREATE INDEX invoice_by_patient ON invoice (patient_id, issued_at);
CREATE INDEX invoice_by_visit ON invoice (visit_id) WHERE visit_id IS NOT NULL;

-- Money that moved. A refund is negative; nothing is ever changed.
CREATE TABLE payment (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    invoice_id BLOB NOT NULL,
    patient_id BLOB NOT NULL,
    series TEXT NOT NULL,
    number INTEGER NOT NULL CHECK (number > 0),
    printed_number TEXT NOT NULL,
    method TEXT NOT NULL CHECK (method IN ('cash', 'card', 'upi', 'bank', 'cheque')),
    amount_paise INTEGER NOT NULL CHECK (amount_paise <> 0),
    reference TEXT NOT NULL,
    day TEXT NOT NULL,
    at INTEGER NOT NULL,
    by TEXT NOT NULL,
    ended INTEGER,
    stamp BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX payment_by_invoice ON payment (invoice_id, at);
CREATE INDEX payment_by_number ON payment (series, number);
CREATE INDEX payment_by_day ON payment (day);

CREATE TABLE credit_note (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    invoice_id BLOB NOT NULL,
    series TEXT NOT NULL,
    number INTEGER NOT NULL CHECK (number > 0),
    printed_number TEXT NOT NULL,
    amount_paise INTEGER NOT NULL CHECK (amount_paise > 0),
    reason TEXT NOT NULL,
    day TEXT NOT NULL,
    at INTEGER NOT NULL,
    by TEXT NOT NULL,
    ended INTEGER,
    stamp BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX credit_note_by_invoice ON credit_note (invoice_id, at);
CREATE INDEX credit_note_by_number ON credit_note (series, number);
