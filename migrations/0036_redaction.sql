-- Ops of this desk's own logs that were taken away, at the numbers that they had. An entry of the
-- access log binds what they came to, and this is all that proves it without them: what the ops
-- of that entry came to before and after the one that is gone. Another entry answers for the rows.
CREATE TABLE redacted (
    log INTEGER NOT NULL REFERENCES log (id),
    n INTEGER NOT NULL CHECK (n > 0),
    before BLOB NOT NULL CHECK (length(before) = 32),
    after BLOB NOT NULL CHECK (length(after) = 32),
    entry INTEGER NOT NULL,
    PRIMARY KEY (log, n)
) STRICT, WITHOUT ROWID;
CREATE INDEX redacted_by_entry ON redacted (entry);

-- The last record of the control log of whose doing nothing is left to be done here.
CREATE TABLE redaction (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    done_n INTEGER NOT NULL
) STRICT;
INSERT INTO redaction (id, done_n) VALUES (1, 0);
