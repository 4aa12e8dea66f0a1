-- In which order the clinic's server numbered the seals: it decides who holds what was given
-- away twice. Worked out from what was pulled; no desk tells it to another.

-- Each numbering that this desk followed without a gap, in the order in which it met them.
CREATE TABLE numbering (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    stream INTEGER NOT NULL,
    incarnation INTEGER NOT NULL,
    -- How far it was followed.
    seq INTEGER NOT NULL,
    -- Seals up to this id, but for those of the desk itself, came with a snapshot or before this
    -- table: they were numbered before all others, nobody here knows in which order.
    snapshot_to INTEGER,
    own_desk INTEGER
) STRICT;

-- The first place that the seal had: the numbering, the bundle, and where in it.
ALTER TABLE seal ADD COLUMN numbering INTEGER;
ALTER TABLE seal ADD COLUMN seq INTEGER;
ALTER TABLE seal ADD COLUMN within INTEGER;

-- Whether the server whose snapshot it is gives such places.
ALTER TABLE snapshot ADD COLUMN counts INTEGER NOT NULL DEFAULT 0 CHECK (counts IN (0, 1));

-- A desk that followed its server before goes on from there.
INSERT INTO numbering (stream, incarnation, seq, snapshot_to, own_desk)
SELECT stream, incarnation, seq, held_to, 0 FROM remote_place WHERE remote = 0 ORDER BY stream;
