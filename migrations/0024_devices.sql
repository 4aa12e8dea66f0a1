-- The computers of the clinic, as people call them. Which of them belong to it is in the
-- control log; this is only what they are called and what they run.

CREATE TABLE device (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    no INTEGER NOT NULL CHECK (no BETWEEN 1 AND 1000),
    code TEXT NOT NULL CHECK (length(code) BETWEEN 1 AND 4),
    name TEXT NOT NULL CHECK (name <> ''),
    version TEXT NOT NULL,
    joined_at INTEGER NOT NULL,
    ended INTEGER,
    stamp BLOB NOT NULL
) STRICT, WITHOUT ROWID;
