-- Where the clinic's computers meet, each time that it was moved: the newest row counts. A
-- computer that takes it in at the old place goes to the new one by itself.

CREATE TABLE sync_home (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    kind TEXT NOT NULL CHECK (kind IN ('server', 'hub')),
    address TEXT NOT NULL CHECK (address <> ''),
    -- SHA-256 of its TLS key, in hex; empty where it is spoken to in the clear on one computer.
    server_key TEXT NOT NULL CHECK (length(server_key) IN (0, 64)),
    moved_at INTEGER NOT NULL,
    ended INTEGER,
    stamp BLOB NOT NULL
) STRICT, WITHOUT ROWID;
