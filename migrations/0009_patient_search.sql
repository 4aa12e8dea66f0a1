-- The search index of patients. It is derived from their rows, and no op speaks of it.

-- Every distinct word of names, guardians and villages, in Latin letters. The ids have no
-- gaps. `used` is an estimate: it is written once in sixteen uses.
CREATE TABLE search_word (
    id INTEGER PRIMARY KEY,
    text TEXT NOT NULL,
    used INTEGER NOT NULL
) STRICT;

-- Patients are numbered in the order in which their blocks of ids first came here: the
-- number is `no` and the last ten bits of the id, the head is the id without them.
CREATE TABLE search_block (
    no INTEGER PRIMARY KEY,
    head BLOB NOT NULL UNIQUE CHECK (length(head) = 16)
) STRICT;

-- Who has a word, many patients in one body, oldest first, each with the patient's other
-- words. Word 0 holds the phone numbers.
CREATE TABLE search_posting (
    word INTEGER NOT NULL,
    first INTEGER NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (word, first)
) STRICT, WITHOUT ROWID;
