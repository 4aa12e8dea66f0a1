-- The ledger of ops, and what the kernel keeps beside it.

CREATE TABLE log (
    id INTEGER PRIMARY KEY,
    log_id INTEGER NOT NULL UNIQUE,
    -- The code of the desk: the head of every number that it prints.
    desk TEXT NOT NULL CHECK (length(desk) BETWEEN 1 AND 4),
    opened_at INTEGER NOT NULL,
    reason TEXT NOT NULL CHECK (reason IN ('first', 'restored', 'remote'))
) STRICT;

CREATE TABLE op (
    log INTEGER NOT NULL REFERENCES log (id),
    n INTEGER NOT NULL CHECK (n > 0),
    body BLOB NOT NULL CHECK (length(body) <= 65536),
    PRIMARY KEY (log, n)
) STRICT, WITHOUT ROWID;

CREATE TABLE parked (
    tbl TEXT NOT NULL,
    row BLOB NOT NULL,
    log INTEGER NOT NULL,
    n INTEGER NOT NULL,
    why TEXT NOT NULL CHECK (why IN ('table', 'column', 'row', 'fact')),
    body BLOB NOT NULL,
    PRIMARY KEY (tbl, row, log, n, why)
) STRICT, WITHOUT ROWID;

CREATE TABLE register_write (
    tbl TEXT NOT NULL,
    row BLOB NOT NULL,
    field TEXT NOT NULL,
    hlc INTEGER NOT NULL,
    log INTEGER NOT NULL,
    n INTEGER NOT NULL,
    value ANY,
    PRIMARY KEY (tbl, row, field, hlc, log, n)
) STRICT, WITHOUT ROWID;

CREATE TABLE register_replaced (
    tbl TEXT NOT NULL,
    row BLOB NOT NULL,
    field TEXT NOT NULL,
    hlc INTEGER NOT NULL,
    log INTEGER NOT NULL,
    n INTEGER NOT NULL,
    PRIMARY KEY (tbl, row, field, hlc, log, n)
) STRICT, WITHOUT ROWID;

CREATE TABLE access (
    n INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    user BLOB NOT NULL,
    session INTEGER NOT NULL,
    what TEXT NOT NULL,
    route TEXT NOT NULL,
    subject BLOB,
    outcome TEXT NOT NULL CHECK (outcome IN ('done', 'refused')),
    detail TEXT NOT NULL
) STRICT;

CREATE INDEX access_by_user ON access (user, n);

-- What a repeated request was answered, so that a double click has one effect.
CREATE TABLE request (
    id BLOB PRIMARY KEY,
    at INTEGER NOT NULL,
    route TEXT NOT NULL,
    reply TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Text that somebody is still typing; belongs to this desk alone and is no op.
CREATE TABLE draft (
    user BLOB NOT NULL,
    key TEXT NOT NULL,
    body TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (user, key)
) STRICT, WITHOUT ROWID;

-- Which ops wrote a row: its history.
CREATE TABLE op_row (
    row BLOB NOT NULL,
    log INTEGER NOT NULL,
    n INTEGER NOT NULL,
    PRIMARY KEY (row, log, n)
) STRICT, WITHOUT ROWID;
