-- What is to be told to patients, and whether they said that we may.

-- Facts: consent given and withdrawn, each with the wording that was shown (DPDP Act 2023,
-- sections 5 and 6). The latest of a purpose holds.
CREATE TABLE consent (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    patient_id BLOB NOT NULL,
    purpose TEXT NOT NULL CHECK (purpose IN ('messages')),
    is_given INTEGER NOT NULL,
    wording_version TEXT NOT NULL,
    language TEXT NOT NULL,
    day TEXT NOT NULL,
    at INTEGER NOT NULL,
    by TEXT NOT NULL,
    ended INTEGER,
    stamp BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX consent_by_patient ON consent (patient_id, purpose, at);

-- A message is kept also while it must not be sent, so that everybody sees why nobody was
-- told. 'sent' and 'failed' are for whoever carries them.
CREATE TABLE outbox (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    kind TEXT NOT NULL,
    patient_id BLOB NOT NULL,
    appointment_id BLOB,
    phone TEXT NOT NULL CHECK (phone <> ''),
    language TEXT NOT NULL,
    text_id TEXT NOT NULL,
    args TEXT NOT NULL,
    due_at INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN
        ('pending', 'blocked_no_consent', 'withdrawn', 'sent', 'failed')),
    made_at INTEGER NOT NULL,
    ended INTEGER,
    stamp BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX outbox_by_appointment ON outbox (appointment_id) WHERE appointment_id IS NOT NULL;
CREATE INDEX outbox_by_patient ON outbox (patient_id, due_at);
CREATE INDEX outbox_due ON outbox (state, due_at);
