//! Ops are taken away, and the log proves all that is left: whatever else is altered is found.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a panic is how a test fails")]

mod signs;

use std::sync::Arc;

use ed25519_dalek::SigningKey;
use kernel::verify::{Fault, Report, verify};
use kernel::{
    Body, Door, Gone, ManualClock, Migration, Mint, Opening, Record, RowId, Rule, Session,
    TableSpec, Timestamp, fingerprint, read_log_file, rebuild, write_log_file,
};
use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use signs::Signs;

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Note {
    id: RowId,
    text: String,
}

impl Record for Note {
    const TABLE: &'static str = "note";
    const RULE: Rule = Rule::Fields;

    fn id(&self) -> RowId {
        self.id
    }
}

const MIGRATIONS: &[Migration] = &[
    Migration { name: "ledger", sql: include_str!("../../../migrations/0001_ledger.sql") },
    Migration { name: "place", sql: include_str!("../../../migrations/0035_op_place.sql") },
    Migration {
        name: "notes",
        sql: "CREATE TABLE note (id BLOB PRIMARY KEY, text TEXT NOT NULL, ended INTEGER,
                  stamp BLOB NOT NULL) STRICT, WITHOUT ROWID;",
    },
    Migration { name: "chain", sql: include_str!("../../../migrations/0019_provable_log.sql") },
    Migration { name: "sync", sql: include_str!("../../../migrations/0023_sync.sql") },
    Migration { name: "redaction", sql: include_str!("../../../migrations/0036_redaction.sql") },
];

fn open(writer: Connection) -> Door {
    Door::open(Opening {
        writer,
        readers: Vec::new(),
        migrations: MIGRATIONS,
        tables: &[TableSpec::of::<Note>()],
        routes: Vec::new(),
        clock: Arc::new(ManualClock::at(Timestamp(1_800_000_000_000))),
        host: Arc::new(Signs(SigningKey::from_bytes(&[1; 32]))),
        mint: Mint::seeded(1),
        zone: "Asia/Kolkata".parse().unwrap(),
    })
    .unwrap()
}

/// Transactions of one op, of five and of one.
fn desk() -> (Door, Vec<RowId>) {
    let door = open(Connection::open_in_memory().unwrap());
    let mut rows = Vec::new();
    for count in [1, 5, 1] {
        door.write(&Session::program(), |tx| {
            for _ in 0..count {
                let id = tx.new_id();
                tx.insert(&Note { id, text: format!("secret {}", rows.len()) })?;
                rows.push(id);
            }
            Ok(())
        })
        .unwrap();
    }
    door.checkpoint().unwrap();
    (door, rows)
}

fn look<T>(door: &Door, work: impl FnOnce(&Connection) -> T) -> T {
    door.read(&Session::program(), |read| Ok(work(read.conn()))).unwrap()
}

fn known() -> Vec<[u8; 32]> {
    vec![SigningKey::from_bytes(&[1; 32]).verifying_key().to_bytes()]
}

fn report(door: &Door) -> Report {
    look(door, |conn| verify(conn, known(), Vec::new()).unwrap())
}

/// Takes the ops with these numbers away; answers how many were there.
fn redact(door: &Door, numbers: &[u64]) -> usize {
    door.write(&Session::program(), |tx| {
        let log = (**tx).log().log_id;
        let mut bodies = Vec::new();
        for n in numbers {
            let sql = "SELECT body FROM op WHERE n = ?1";
            let body: Option<Body<'static>> =
                tx.conn().query_row(sql, [n.cast_signed()], |row| row.get(0)).ok();
            bodies.extend(body.map(|body| (*n, body)));
        }
        let gone: Vec<Gone<'_>> =
            bodies.iter().map(|(n, body)| Gone { log, n: *n, body }).collect();
        tx.redact(&gone)
    })
    .unwrap()
}

fn texts(door: &Door) -> Vec<String> {
    let sql = "SELECT text FROM note ORDER BY text";
    door.read(&Session::program(), |read| read.values(sql, [])).unwrap()
}

#[test]
fn what_is_taken_away_is_gone_and_the_log_is_whole() {
    let (door, _) = desk();
    let before = report(&door);
    assert_eq!(redact(&door, &[1, 3, 4, 7]), 4);
    assert_eq!(texts(&door), ["secret 1", "secret 4", "secret 5"]);
    let after = report(&door);
    assert!(after.is_whole(), "{after:?}");
    assert_eq!(after.entries, before.entries + 1, "an entry answers for it");
    // And once more beside what is gone already.
    assert_eq!(redact(&door, &[2, 3, 5]), 2, "one of them was gone");
    assert_eq!(redact(&door, &[2, 3, 5]), 0);
    assert!(report(&door).is_whole());
    assert_eq!(texts(&door), ["secret 5"]);
    let rows = |door: &Door| {
        door.read(&Session::program(), |read| fingerprint(read, door.catalog())).unwrap()
    };
    let folded = rows(&door);
    door.write(&Session::program(), |tx| rebuild(tx, door.catalog())).unwrap();
    assert_eq!(rows(&door), folded, "rows are the fold of what is left");
    let left = look(&door, |conn| {
        conn.query_row("SELECT count(*) FROM op_row", [], |row| row.get::<_, i64>(0)).unwrap()
    });
    assert_eq!(left, 1);
}

#[test]
fn a_log_file_is_proven_without_what_was_taken_away() {
    let (door, _) = desk();
    redact(&door, &[2, 6]);
    door.checkpoint().unwrap();
    let host = Signs(SigningKey::from_bytes(&[1; 32]));
    let mut file = Vec::new();
    look(&door, |conn| write_log_file(conn, &host, Timestamp(5), &mut file).unwrap());
    let read = read_log_file(&file, known(), Vec::new()).unwrap();
    assert!(read.is_whole(), "{read:?}");
    assert_eq!(read.head, report(&door).head);
}

#[test]
fn no_number_comes_twice_though_the_last_op_is_gone() {
    let (door, _) = desk();
    redact(&door, &[6, 7]);
    let copy = look(&door, |conn| {
        let mut copy = Connection::open_in_memory().unwrap();
        let backup = rusqlite::backup::Backup::new(conn, &mut copy).unwrap();
        backup.run_to_completion(1_000, std::time::Duration::ZERO, None).unwrap();
        drop(backup);
        copy
    });
    let door = open(copy);
    door.write(&Session::program(), |tx| {
        let id = tx.new_id();
        tx.insert(&Note { id, text: "later".into() })
    })
    .unwrap();
    let last: i64 =
        look(&door, |conn| conn.query_row("SELECT max(n) FROM op", [], |row| row.get(0)).unwrap());
    assert_eq!(last, 8);
    assert!(report(&door).is_whole());
}

#[test]
fn nobody_takes_an_op_away_unseen() {
    let (door, _) = desk();
    redact(&door, &[3]);
    let answers = report(&door).head_n;
    let (entry_of_five, other) = ("SELECT entry FROM redacted", "zeroblob(32)");
    let copy = format!(
        "DELETE FROM op WHERE n = 4;
         INSERT INTO redacted SELECT log, 4, after, {other}, ({entry_of_five}) FROM redacted"
    );
    for (sql, at) in [
        // Gone without a word; with the word of an entry that is no such entry; or of the one
        // that answers for another op.
        ("DELETE FROM op WHERE n = 4", 2),
        (
            "DELETE FROM op WHERE n = 4; INSERT INTO redacted
              SELECT log, 4, after, zeroblob(32), 1 FROM redacted",
            2,
        ),
        (copy.as_str(), 2),
        // What lies on both sides of it is proven as well.
        ("UPDATE redacted SET after = zeroblob(32)", 2),
        ("UPDATE redacted SET before = zeroblob(32)", 2),
        ("UPDATE redacted SET entry = entry - 1", 2),
        ("DELETE FROM redacted", 2),
        ("UPDATE op SET body = x'00' WHERE n = 2", 2),
        ("UPDATE op SET body = x'00' WHERE n = 6", 2),
        // The word itself is an entry as any other.
        ("UPDATE access SET detail = 'x' WHERE route = 'desk.redacted'", 2),
        ("INSERT INTO op (id, body) SELECT id - 1, body FROM op WHERE n = 4", 2),
    ] {
        look(&door, |conn| {
            conn.execute_batch("SAVEPOINT altered").unwrap();
            conn.execute_batch(sql).unwrap();
            let report = verify(conn, known(), Vec::new()).unwrap();
            conn.execute_batch("ROLLBACK TO altered; RELEASE altered").unwrap();
            let first = report.first.unwrap_or_else(|| panic!("{sql} went unseen"));
            assert_eq!((first.n, first.fault), (at, Fault::Changed), "{sql} ({answers})");
        });
    }
    assert!(report(&door).is_whole());
}
