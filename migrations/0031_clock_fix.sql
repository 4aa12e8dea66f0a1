-- An owner said by how much the stamps of one log are ahead, where they name a time that no
-- clock can have shown. Worked out from the control log, in its order; the ops stay as they came.
CREATE TABLE clock_fix (
    n INTEGER PRIMARY KEY CHECK (n > 0),
    log INTEGER NOT NULL,
    back_ms INTEGER NOT NULL CHECK (back_ms > 0)
) STRICT;
CREATE INDEX clock_fix_of_log ON clock_fix (log);
