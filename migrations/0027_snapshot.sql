-- A new desk gets the clinic's history from a snapshot, piece by piece.

CREATE TABLE snapshot (
    stream INTEGER PRIMARY KEY,
    remote INTEGER NOT NULL,
    -- None while the newest is asked for.
    manifest BLOB CHECK (length(manifest) <= 1048576),
    -- rest: all pieces are here; what the remote has beyond them is asked for.
    state TEXT NOT NULL CHECK (state IN ('pieces', 'rest', 'over'))
) STRICT;

-- Pieces that were taken in.
CREATE TABLE snapshot_piece (
    stream INTEGER NOT NULL,
    hash BLOB NOT NULL CHECK (length(hash) = 32),
    PRIMARY KEY (stream, hash)
) STRICT, WITHOUT ROWID;

-- Pieces that this desk made, by the seals in them: what did not change is not made again.
CREATE TABLE snapshot_made (
    stream INTEGER NOT NULL,
    seals BLOB NOT NULL CHECK (length(seals) = 32),
    at INTEGER NOT NULL,
    hash BLOB NOT NULL CHECK (length(hash) = 32),
    bytes INTEGER NOT NULL,
    ops INTEGER NOT NULL,
    part INTEGER NOT NULL CHECK (part IN (1, 2, 3)),
    PRIMARY KEY (stream, seals, at)
) STRICT, WITHOUT ROWID;
