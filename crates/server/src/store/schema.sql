-- Portable: the clinic comes first in every key, no sequences, no triggers. SQLite reads
-- BYTEA as BLOB and BIGINT as INTEGER.

CREATE TABLE store (
    id BIGINT PRIMARY KEY CHECK (id = 1),
    version BIGINT NOT NULL,
    incarnation BIGINT NOT NULL CHECK (incarnation <> 0)
);

CREATE TABLE clinic (
    clinic_id BYTEA PRIMARY KEY,
    created_at BIGINT NOT NULL,
    quota_bytes BIGINT NOT NULL CHECK (quota_bytes >= 0),
    used_bytes BIGINT NOT NULL CHECK (used_bytes >= 0),
    control_n BIGINT NOT NULL CHECK (control_n >= 1),
    control_head BYTEA NOT NULL,
    control_bytes BIGINT NOT NULL CHECK (control_bytes >= 0)
);

CREATE TABLE control (
    clinic_id BYTEA NOT NULL,
    n BIGINT NOT NULL CHECK (n >= 1),
    hash BYTEA NOT NULL,
    body BYTEA NOT NULL,
    PRIMARY KEY (clinic_id, n),
    UNIQUE (clinic_id, hash)
);

CREATE TABLE stream (
    clinic_id BYTEA NOT NULL,
    stream BIGINT NOT NULL CHECK (stream BETWEEN 1 AND 255),
    seq BIGINT NOT NULL CHECK (seq >= 1),
    run BYTEA NOT NULL,
    PRIMARY KEY (clinic_id, stream)
);

-- put_id names the bytes that were sent, or those that were kept of them; body holds those of its
-- seals that were new. It is empty where the bundle is away.
CREATE TABLE bundle (
    clinic_id BYTEA NOT NULL,
    stream BIGINT NOT NULL,
    seq BIGINT NOT NULL CHECK (seq >= 1),
    put_id BYTEA NOT NULL,
    run BYTEA NOT NULL,
    by_desk BIGINT NOT NULL,
    received_at BIGINT NOT NULL,
    bytes BIGINT NOT NULL CHECK (bytes > 0),
    body BYTEA NOT NULL,
    PRIMARY KEY (clinic_id, stream, seq),
    UNIQUE (clinic_id, put_id)
);

-- A desk's seals are a tree. Its first child continues a seal's branch, every other child
-- begins one: each branch has one leaf, and each but the first is evidence of a fork.
CREATE TABLE branch (
    clinic_id BYTEA NOT NULL,
    stream BIGINT NOT NULL,
    desk BIGINT NOT NULL,
    branch BIGINT NOT NULL CHECK (branch >= 0),
    from_branch BIGINT NOT NULL CHECK (from_branch < branch),
    from_no BIGINT NOT NULL CHECK (from_no >= 0),
    first_hash BYTEA NOT NULL,
    tip_no BIGINT NOT NULL CHECK (tip_no > from_no),
    tip_hash BYTEA NOT NULL,
    PRIMARY KEY (clinic_id, stream, desk, branch)
);

CREATE TABLE seal (
    clinic_id BYTEA NOT NULL,
    hash BYTEA NOT NULL,
    stream BIGINT NOT NULL,
    desk BIGINT NOT NULL,
    branch BIGINT NOT NULL,
    no BIGINT NOT NULL CHECK (no >= 1),
    seq BIGINT NOT NULL,
    start BIGINT NOT NULL,
    length BIGINT NOT NULL,
    PRIMARY KEY (clinic_id, hash)
);

CREATE UNIQUE INDEX seal_of_branch ON seal (clinic_id, stream, desk, branch, no);

-- Bundles in which a seal lies that was mended since, with its body of then.
CREATE TABLE seal_copy (
    clinic_id BYTEA NOT NULL,
    hash BYTEA NOT NULL,
    stream BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    PRIMARY KEY (clinic_id, hash, seq)
);

-- Seals of which the control log takes something away, and whether other bodies were brought
-- for them since the last record that does.
CREATE TABLE redaction (
    clinic_id BYTEA NOT NULL,
    hash BYTEA NOT NULL,
    is_replaced BIGINT NOT NULL CHECK (is_replaced IN (0, 1)),
    PRIMARY KEY (clinic_id, hash)
);

-- Bundles in which bodies were replaced, and the id that each was numbered with.
CREATE TABLE replaced_bundle (
    clinic_id BYTEA NOT NULL,
    stream BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    id BYTEA NOT NULL,
    PRIMARY KEY (clinic_id, stream, seq)
);

CREATE TABLE seen (
    clinic_id BYTEA NOT NULL,
    desk BIGINT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (clinic_id, desk)
);

CREATE TABLE invite (
    code_hash BYTEA PRIMARY KEY,
    created_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    used_by BYTEA
);

-- The newest snapshot of each stream, and its pieces. Pieces that it does not name are those
-- of one that is being sent, or of one whose maker went away.
CREATE TABLE snapshot (
    clinic_id BYTEA NOT NULL,
    stream BIGINT NOT NULL,
    seq BIGINT NOT NULL CHECK (seq >= 1),
    by_desk BIGINT NOT NULL,
    received_at BIGINT NOT NULL,
    body BYTEA NOT NULL,
    PRIMARY KEY (clinic_id, stream)
);

CREATE TABLE piece (
    clinic_id BYTEA NOT NULL,
    stream BIGINT NOT NULL,
    hash BYTEA NOT NULL,
    bytes BIGINT NOT NULL CHECK (bytes > 0),
    body BYTEA NOT NULL,
    PRIMARY KEY (clinic_id, stream, hash)
);

-- Parts from the first on, with the hash of each, 32 bytes after another. Their bytes are not
-- in here: clinic, id and number name them in a folder.
CREATE TABLE blob (
    clinic_id BYTEA NOT NULL,
    id BYTEA NOT NULL,
    length BIGINT NOT NULL CHECK (length > 0),
    parts BIGINT NOT NULL CHECK (parts >= 1),
    hashes BYTEA NOT NULL CHECK (length(hashes) = 32 * parts),
    is_whole BIGINT NOT NULL CHECK (is_whole IN (0, 1)),
    by_desk BIGINT NOT NULL,
    received_at BIGINT NOT NULL,
    PRIMARY KEY (clinic_id, id)
);

-- Bundles whose body is an object beside the store, and empty in its row.
CREATE TABLE away (
    clinic_id BYTEA NOT NULL,
    stream BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    hash BYTEA NOT NULL,
    moved_at BIGINT NOT NULL,
    PRIMARY KEY (clinic_id, stream, seq)
);
