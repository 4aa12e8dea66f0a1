-- Another computer held the same changes and came to other records: shown until both come to
-- the same again. Of this computer alone.
CREATE TABLE differing (
    desk INTEGER PRIMARY KEY CHECK (desk > 0),
    -- Names of tables, one a line; empty where that cannot be told.
    tables TEXT NOT NULL,
    seen_at INTEGER NOT NULL
) STRICT;
