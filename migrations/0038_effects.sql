-- What is done outside the records (a message carried, another system told), at most once: what is
-- wanted, and who meant to do it.

CREATE TABLE effect (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    -- What it is about, and what of it is to be done.
    of_id BLOB NOT NULL CHECK (length(of_id) = 16),
    kind TEXT NOT NULL,
    -- The wish that a person said is to be done again.
    again_of BLOB CHECK (length(again_of) = 16),
    -- The incarnation of the server's store whose numbers decide who does it. None: no server was
    -- known, and nobody does it but the run of the program that wanted it.
    store INTEGER,
    life BLOB NOT NULL CHECK (length(life) = 16),
    wanted_at INTEGER NOT NULL,
    settled TEXT CHECK (settled IN ('done', 'failed', 'left', 'again')),
    ended INTEGER,
    stamp BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX effect_of ON effect (of_id, kind);
CREATE INDEX effect_unsettled ON effect (id) WHERE settled IS NULL AND ended IS NULL;

CREATE TABLE effect_intent (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    effect_id BLOB NOT NULL CHECK (length(effect_id) = 16),
    -- For people: the letters of the computer that meant to do it.
    desk TEXT NOT NULL,
    -- The run of its program; no other acts on it.
    life BLOB NOT NULL CHECK (length(life) = 16),
    meant_at INTEGER NOT NULL,
    outcome TEXT CHECK (outcome IN ('done', 'failed')),
    ended INTEGER,
    stamp BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX effect_intent_of ON effect_intent (effect_id);
CREATE INDEX effect_intent_done ON effect_intent (effect_id) WHERE outcome = 'done';
