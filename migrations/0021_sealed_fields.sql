-- Phones, ABHA and Aadhaar digits are sealed in their cells, so that no index of them is of
-- use. They are found exactly by a keyed hash, which no op speaks of; parts of a phone by the
-- rows of word 0 of the search index, whose bodies are sealed too.

DROP INDEX patient_by_phone;

CREATE TABLE patient_blind (
    token BLOB NOT NULL CHECK (length(token) = 12),
    patient_id BLOB NOT NULL,
    PRIMARY KEY (token, patient_id)
) STRICT, WITHOUT ROWID;
