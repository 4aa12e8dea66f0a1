-- People who were registered at two desks that did not see each other.

-- Two records that somebody has looked at: they are of different people.
CREATE TABLE patient_apart (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    one_id BLOB NOT NULL,
    other_id BLOB NOT NULL CHECK (other_id > one_id),
    ended INTEGER,
    stamp BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX patient_apart_by_pair ON patient_apart (one_id, other_id);

-- Records of different desks that may be of one person, noticed as rows come. Derived, and
-- read again from the rows before it is shown; no op speaks of it.
CREATE TABLE patient_twin (
    one_id BLOB NOT NULL,
    other_id BLOB NOT NULL CHECK (other_id > one_id),
    PRIMARY KEY (one_id, other_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX patient_by_birth ON patient (birth_date) WHERE is_birth_estimated = 0;
