-- Sync: what desks tell each other, kept as it came so that anybody can pass it on.

-- Two databases with one past (a copy that was put back by hand) may have used one number of
-- one log for two ops. The second is kept under a local name; its stamp names the real log.
ALTER TABLE log ADD COLUMN stamped INTEGER;

-- The control log: who belongs to the clinic, which keys are current. Signed, no names.
CREATE TABLE control (
    n INTEGER PRIMARY KEY CHECK (n > 0),
    hash BLOB NOT NULL CHECK (length(hash) = 32),
    body BLOB NOT NULL CHECK (length(body) <= 65536)
) STRICT;

CREATE TABLE seal (
    -- Parents have smaller ids than their children, but for those that wait loose.
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    hash BLOB NOT NULL UNIQUE CHECK (length(hash) = 32),
    parent BLOB NOT NULL CHECK (length(parent) = 32),
    stream INTEGER NOT NULL,
    desk INTEGER NOT NULL,
    no INTEGER NOT NULL CHECK (no > 0),
    log INTEGER NOT NULL,
    first INTEGER NOT NULL CHECK (first > 0),
    ops INTEGER NOT NULL CHECK (ops > 0),
    -- loose: its desk or its parent is not known yet. waits: its key is not. aside: kept and
    -- shown, without effect.
    state TEXT NOT NULL CHECK (state IN ('applied', 'loose', 'waits', 'aside')),
    why TEXT NOT NULL CHECK (why IN ('', 'desk', 'parent', 'key', 'cut', 'body', 'ops')),
    is_leaf INTEGER NOT NULL CHECK (is_leaf IN (0, 1)),
    -- One bit for each remote that has it.
    held INTEGER NOT NULL DEFAULT 0,
    -- When this desk got or made it.
    taken_at INTEGER NOT NULL,
    body BLOB NOT NULL CHECK (length(body) <= 262144)
) STRICT;

CREATE INDEX seal_leaf ON seal (stream, desk) WHERE is_leaf = 1;
CREATE INDEX seal_by_parent ON seal (parent);
CREATE INDEX seal_not_applied ON seal (state, why) WHERE state <> 'applied';
CREATE INDEX seal_of_log ON seal (log, first);

-- Two seals that follow one: a copy of a database was used beside the original.
CREATE TABLE seal_fork (
    parent BLOB NOT NULL,
    child BLOB NOT NULL,
    desk INTEGER NOT NULL,
    seen_at INTEGER NOT NULL,
    PRIMARY KEY (parent, child)
) STRICT, WITHOUT ROWID;

-- How far each of this desk's own logs is sealed, and after which seal comes the next.
CREATE TABLE sealed (
    log INTEGER PRIMARY KEY REFERENCES log (id),
    up_to INTEGER NOT NULL
) STRICT;

CREATE TABLE seal_tip (
    stream INTEGER PRIMARY KEY,
    hash BLOB NOT NULL CHECK (length(hash) = 32),
    no INTEGER NOT NULL
) STRICT;

-- Servers, hubs and sticks, by the bit of `seal.held`.
CREATE TABLE remote (
    id INTEGER PRIMARY KEY CHECK (id BETWEEN 0 AND 62),
    kind TEXT NOT NULL CHECK (kind IN ('server', 'hub', 'file')),
    address TEXT NOT NULL,
    -- Its key, as it was when the desk was paired with it.
    server_key BLOB CHECK (length(server_key) = 32),
    level_at INTEGER,
    heard_at INTEGER,
    is_paused INTEGER NOT NULL DEFAULT 0 CHECK (is_paused IN (0, 1))
) STRICT;

CREATE TABLE remote_place (
    remote INTEGER NOT NULL,
    stream INTEGER NOT NULL,
    incarnation INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    run BLOB NOT NULL CHECK (length(run) = 32),
    -- Every seal up to this id is there.
    held_to INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (remote, stream)
) STRICT, WITHOUT ROWID;
