-- What several computers wrote differently, as far as people have answered it.

-- What no program can mend, and somebody has dealt with.
CREATE TABLE inbox_done (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    key TEXT NOT NULL CHECK (key <> ''),
    done_at INTEGER NOT NULL,
    ended INTEGER,
    stamp BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX inbox_done_by_key ON inbox_done (key);
