-- "This claim comes after that one": what a desk found by the numbers of the clinic's server, told
-- to all, so that the holder of what was given away twice is the same everywhere and for good.

CREATE TABLE claim_order (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    -- A row that claims again has another time, and what was said of it before counts no more.
    first_id BLOB NOT NULL CHECK (length(first_id) = 16),
    first_claimed_at INTEGER NOT NULL,
    then_id BLOB NOT NULL CHECK (length(then_id) = 16),
    then_claimed_at INTEGER NOT NULL,
    -- How it is known, the surest first: in two numberings one after the other, in one numbering,
    -- the first alone from a snapshot, both from a snapshot and by their own times.
    known TEXT NOT NULL CHECK (known IN ('across', 'together', 'snapshot', 'stamps')),
    found_at INTEGER NOT NULL,
    ended INTEGER,
    stamp BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX claim_order_then ON claim_order (then_id);
