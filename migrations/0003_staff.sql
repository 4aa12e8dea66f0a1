-- People who sign in, and what each role may do where it differs from the shipped table.

CREATE TABLE staff (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    user TEXT NOT NULL,
    name TEXT NOT NULL,
    phone TEXT NOT NULL,
    roles TEXT NOT NULL,
    is_active INTEGER NOT NULL,
    ended INTEGER,
    stamp BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX staff_by_user ON staff (user);

CREATE TABLE role_permission (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    role TEXT NOT NULL,
    permission TEXT NOT NULL,
    is_allowed INTEGER NOT NULL,
    ended INTEGER,
    stamp BLOB NOT NULL
) STRICT, WITHOUT ROWID;
