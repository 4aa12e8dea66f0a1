//! Questions that read a whole table, or seem to by their plan, and may.

/// Some words of each, on one line, and why. Who adds one says who waits for it.
pub const MAY: [(&str, &str); 39] = [
    // A step or a few: the plan says no more than that there is nothing to begin at.
    ("SELECT n, link FROM access ORDER BY n DESC LIMIT 1", "the newest entry"),
    ("SELECT at FROM access ORDER BY n LIMIT 1", "the oldest entry"),
    ("SELECT coalesce(max(n), 0) FROM access", "the newest entry"),
    ("max(at) FROM (SELECT at FROM access", "a thousand entries at most, at the opening"),
    ("SELECT ops_to FROM access WHERE ops_log = ?1 ORDER BY n DESC", "the newest entries"),
    ("SELECT EXISTS (SELECT 1 FROM access) AND NOT EXISTS", "at the opening; the first one tells"),
    ("FROM checkpoint ORDER BY n DESC LIMIT 1", "the newest"),
    ("SELECT max(n) FROM checkpoint", "the newest"),
    ("SELECT max(day) FROM invoice", "the end of an index"),
    ("SELECT max(id) FROM search_word", "the last"),
    ("SELECT max(no) + 1 FROM search_block", "the last"),
    ("UPDATE remote_place SET held_to", "the last seal, where none is lacking"),
    // Along an index from the newest on, until there are enough.
    ("FROM patient_twin ORDER BY one_id DESC", "500 at most"),
    ("ORDER BY visit.day DESC, visit.started_at DESC, visit.id LIMIT 500", "500 at most"),
    ("ORDER BY day DESC, issued_at DESC, id DESC LIMIT ?4", "all bills, if few of them are due"),
    // Few rows, though nothing keeps them few.
    ("DELETE FROM request WHERE at < ?1", "at the opening; those of some days"),
    ("FROM parked WHERE why IN", "ops of newer programs"),
    ("FROM redacted ORDER BY entry", "at the opening; what was taken away"),
    ("SELECT count(DISTINCT parent) FROM seal_fork", "two uses of one copy"),
    ("SELECT parent, desk, count(*) FROM seal_fork", "two uses of one copy"),
    ("FROM inbox_done WHERE ended IS NULL", "what people answered"),
    ("FROM backup_run WHERE kind <> 'ops'", "some for each day"),
    ("SELECT manifest_hash FROM backup_run", "some for each day"),
    ("FROM backup_run AS good", "some for each day"),
    ("FROM birth_entry AS entry WHERE child_id IS NOT NULL", "a register"),
    ("n < ?2 AND access.subject IN (", "who saw a patient: registers, wishes and series"),
    ("FROM credit_note WHERE day = ?1", "a paper; few bills are taken back"),
    // Of everything, and nobody waits at a screen, or only for the demo.
    ("SELECT count(*) > 0 FROM token", "when the demo is opened"),
    ("SELECT count(*) FROM", "what a copy says of itself"),
    ("FROM checkpoint WHERE n > ?1 OR n <= 0", "a check of the log"),
    ("FROM access WHERE 1 AND access.at", "the log counted by days, for whoever asks for that"),
    ("SELECT coalesce(sum(ops), 0) FROM seal WHERE stream", "before a snapshot is made"),
    ("UPDATE blob SET wrong = 0", "when a server is chosen anew"),
    ("UPDATE seal SET held = held & ~?2", "when a server lost its store"),
    // People wait, and it is not mended yet. The first screen: what is owed over all days is kept
    // nowhere.
    ("SELECT coalesce(sum(total_paise), 0) FROM invoice", "what is owed"),
    ("SELECT coalesce(sum(amount_paise), 0) FROM", "what is owed"),
    // The first screen of a clinic with several computers, along indexes alone.
    (" AS whole FROM ", "numbers given twice"),
    ("FROM register_write w WHERE NOT EXISTS", "fields that two computers wrote"),
    // Each round with another computer.
    ("FROM attachment LEFT JOIN blob", "documents that are not all here"),
];

/// Why a statement may; none if it may not.
pub fn why(flat: &str) -> Option<&'static str> {
    // A fingerprint of all rows, for another computer to compare, and a rebuild from ops.
    if flat.starts_with("SELECT * FROM ") && flat.split(' ').count() == 4 {
        return Some("every row of a table");
    }
    MAY.iter().find(|(words, _)| flat.contains(words)).map(|(_, why)| *why)
}
