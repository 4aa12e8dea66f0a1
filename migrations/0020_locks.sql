-- Ways in: work that ends on a day, a second factor for administrators, and what only this
-- desk remembers.

-- The last day on which a temporary person may sign in.
ALTER TABLE staff ADD COLUMN until TEXT;

-- The secret itself is never stored: it is derived from the master key and this id.
CREATE TABLE second_factor (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    staff_id BLOB NOT NULL CHECK (length(staff_id) = 16),
    enrolled_at INTEGER NOT NULL,
    -- Hashes of the recovery words that are not used yet.
    codes TEXT NOT NULL,
    ended INTEGER,
    stamp BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX second_factor_by_staff ON second_factor (staff_id);

-- Belongs to this desk alone and is no op: wishes, last used steps, results of checks.
CREATE TABLE here (
    key TEXT PRIMARY KEY CHECK (length(key) BETWEEN 1 AND 100),
    value TEXT NOT NULL CHECK (length(value) <= 4096)
) STRICT, WITHOUT ROWID;
