//! The provable log: what is in it, and that whatever is altered in it is found.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a panic is how a test fails")]

mod signs;

use std::sync::Arc;

use ed25519_dalek::SigningKey;
use kernel::verify::{Anchor, Broken, Fault, Report, verify};
use kernel::{
    Code, Command, Door, Error, Head, Host, ManualClock, Migration, Mint, Opening, Permission,
    Query, Read, Record, Result, Route, RowId, Rule, Session, TableSpec, Timestamp, Tx, What,
    read_log_file, write_log_file,
};
use rusqlite::Connection;
use rusqlite::types::Value;
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

const LEDGER: Migration =
    Migration { name: "ledger", sql: include_str!("../../../migrations/0001_ledger.sql") };
const CHAIN: Migration =
    Migration { name: "chain", sql: include_str!("../../../migrations/0019_provable_log.sql") };
const SYNC: Migration =
    Migration { name: "sync", sql: include_str!("../../../migrations/0023_sync.sql") };
const PLACE: Migration =
    Migration { name: "place", sql: include_str!("../../../migrations/0035_op_place.sql") };
const NOTES: Migration = Migration {
    name: "notes",
    sql: "CREATE TABLE note (id BLOB PRIMARY KEY, text TEXT NOT NULL, ended INTEGER,
              stamp BLOB NOT NULL) STRICT, WITHOUT ROWID;",
};
const MIGRATIONS: &[Migration] = &[LEDGER, NOTES, CHAIN, SYNC, PLACE];

#[derive(Deserialize, ts_rs::TS)]
struct Write {
    text: String,
    times: u8,
}

impl Command for Write {
    type Output = RowId;
    const ROUTE: &'static str = "notes.write";
    const PERMISSION: Permission = Permission("notes.write");

    fn run(self, tx: &mut Tx<'_>) -> Result<RowId> {
        let mut id = tx.new_id();
        for _ in 0..self.times {
            id = tx.new_id();
            tx.insert(&Note { id, text: self.text.clone() })?;
        }
        match self.text.as_str() {
            "second person" => Err(Error::invalid("password", "errors-vault-wrong-password")),
            "not yours" => Err(Error::new(Code::Forbidden, "errors-forbidden")),
            "wrong" => Err(Error::invalid("text", "errors-required")),
            _ => Ok(id),
        }
    }

    fn subject(id: &RowId) -> Option<RowId> {
        Some(*id)
    }
}

#[derive(Deserialize, ts_rs::TS)]
struct Look {
    id: RowId,
}

impl Query for Look {
    type Output = i64;
    const ROUTE: &'static str = "notes.look";
    const PERMISSION: Permission = Permission::ANYONE;
    const LOGGED: Option<What> = Some(What::View);

    fn run(self, _: &Read<'_>) -> Result<i64> {
        Ok(1)
    }

    fn subject(&self) -> Option<RowId> {
        Some(self.id)
    }
}

#[derive(Deserialize, ts_rs::TS)]
struct HandOut {}

impl Command for HandOut {
    type Output = i64;
    const ROUTE: &'static str = "notes.hand_out";
    const PERMISSION: Permission = Permission::ANYONE;
    const BEFORE: Option<What> = Some(What::Export);

    fn run(self, _: &mut Tx<'_>) -> Result<i64> {
        Err(Error::internal("the stick was pulled out"))
    }
}

struct Desk {
    door: Door,
    clock: Arc<ManualClock>,
    host: Arc<Signs>,
}

fn open(writer: Connection, key: u8, migrations: &[Migration]) -> Desk {
    let clock = Arc::new(ManualClock::at(Timestamp(1_800_000_000_000)));
    let host = Arc::new(Signs(SigningKey::from_bytes(&[key; 32])));
    let door = Door::open(Opening {
        writer,
        readers: Vec::new(),
        migrations,
        tables: &[TableSpec::of::<Note>()],
        routes: vec![
            Route::command::<Write>(),
            Route::query::<Look>(),
            Route::command::<HandOut>(),
        ],
        clock: clock.clone(),
        host: host.clone(),
        mint: Mint::seeded(u64::from(key)),
        zone: "Asia/Kolkata".parse().unwrap(),
    })
    .unwrap();
    Desk { door, clock, host }
}

fn desk() -> Desk {
    open(Connection::open_in_memory().unwrap(), 1, MIGRATIONS)
}

fn program() -> Session {
    Session::program()
}

impl Desk {
    fn sql<T>(&self, work: impl FnOnce(&Connection) -> T) -> T {
        self.door.read(&program(), |read| Ok(work(read.conn()))).unwrap()
    }

    fn write(&self, text: &str, times: u8) -> RowId {
        self.door.command(&program(), Write { text: text.into(), times }).unwrap()
    }

    fn head(&self) -> Head {
        self.door.read(&program(), |read| read.access_head()).unwrap()
    }

    fn report(&self, anchors: Vec<Anchor>) -> Report {
        let known = vec![self.host.desk_key().unwrap()];
        self.sql(|conn| verify(conn, known, anchors)).unwrap()
    }

    fn file(&self) -> Vec<u8> {
        let mut file = Vec::new();
        let now = Timestamp(1_800_000_900_000);
        self.sql(|conn| write_log_file(conn, self.host.as_ref(), now, &mut file)).unwrap();
        file
    }

    fn count(&self, sql: &str) -> i64 {
        self.sql(|conn| conn.query_row(sql, [], |row| row.get(0)).unwrap())
    }

    /// Some work: commands of several ops, views, a refusal, two checkpoints.
    fn work(&self) -> Anchor {
        let name = kernel::key_name(&self.host.desk_key().unwrap());
        let detail = format!("1 key={name}");
        self.door.note(&program(), What::Start, "desk.start", &detail).unwrap();
        for step in 0..12u8 {
            let id = self.write(&format!("line {step}"), step % 4);
            self.door.query(&program(), Look { id }).unwrap();
            self.clock.advance_ms(20_000);
            if step == 5 {
                self.door.note(&program(), What::Refused, "notes.look", "why").unwrap();
                self.door.checkpoint().unwrap();
            }
        }
        self.door.checkpoint().unwrap();
        self.anchor()
    }

    fn anchor(&self) -> Anchor {
        let head = self.head();
        Anchor { n: head.n, hash: head.hash.to_vec() }
    }
}

#[test]
fn an_untouched_log_is_whole_in_the_database_and_in_a_file() {
    let desk = desk();
    let empty = desk.report(Vec::new());
    assert!(empty.is_whole() && empty.entries == 0);
    let anchor = desk.work();
    let report = desk.report(vec![anchor.clone()]);
    assert!(report.is_whole(), "{report:?}");
    assert_eq!((report.entries, report.checkpoints, report.anchors), (26, 2, 1));
    assert_eq!((report.head_n, report.signed_to), (26, 26));
    let known = vec![desk.host.desk_key().unwrap()];
    let alone = read_log_file(&desk.file(), known, vec![anchor]).unwrap();
    assert_eq!(alone, report, "a file says what the database says");
}

fn body_of(cell: &Value) -> Option<Vec<u8>> {
    let Value::Blob(cell) = cell else { return None };
    Some(dense::kept(cell, 1 << 16).ok()?.into_owned())
}

#[test]
fn ten_thousand_altered_bytes_are_all_found() {
    const COLUMNS: [(&str, &str); 21] = [
        ("access", "n"),
        ("access", "at"),
        ("access", "user"),
        ("access", "session"),
        ("access", "what"),
        ("access", "route"),
        ("access", "subject"),
        ("access", "outcome"),
        ("access", "detail"),
        ("access", "ops_log"),
        ("access", "ops_to"),
        ("access", "link"),
        ("checkpoint", "n"),
        ("checkpoint", "at"),
        ("checkpoint", "link"),
        ("checkpoint", "desk_key"),
        ("checkpoint", "signature"),
        ("op", "log"),
        ("op", "n"),
        ("op", "body"),
        ("log", "log_id"),
    ];
    let desk = desk();
    let anchor = desk.work();
    let known = vec![desk.host.desk_key().unwrap()];
    let mut mint = Mint::seeded(3);
    let mut draw = |below: usize| (mint.random_u64() % below as u64) as usize;
    desk.sql(|conn| {
        conn.execute_batch("PRAGMA ignore_check_constraints = ON").unwrap();
        let mut altered = 0;
        while altered < 10_000 {
            let (table, column) = COLUMNS[draw(COLUMNS.len())];
            let key = if table == "op" { "n" } else { "rowid" };
            let rows: i64 =
                conn.query_row(&format!("SELECT count(*) FROM {table}"), [], |r| r.get(0)).unwrap();
            let at = draw(rows as usize);
            let sql = format!("SELECT {key}, {column} FROM {table} LIMIT 1 OFFSET {at}");
            let (row, before): (i64, Value) =
                conn.query_row(&sql, [], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
            let flip = 1 + draw(255) as u8;
            let said = body_of(&before);
            let after = match before {
                Value::Integer(number) => Value::Integer(number ^ i64::from(flip) << (8 * draw(8))),
                Value::Text(text) if !text.is_empty() => {
                    let mut bytes = text.into_bytes();
                    let at = draw(bytes.len());
                    bytes[at] ^= flip;
                    Value::Blob(bytes)
                }
                Value::Blob(mut bytes) => {
                    let at = draw(bytes.len());
                    bytes[at] ^= flip;
                    Value::Blob(bytes)
                }
                _ => continue,
            };
            // Packed bytes can be told in more than one way: what they say is what is linked.
            if column == "body" && body_of(&after) == said {
                continue;
            }
            let is_text = ["what", "route", "outcome", "detail"].contains(&column);
            let set = if is_text { "CAST(?1 AS TEXT)" } else { "?1" };
            conn.execute_batch("SAVEPOINT altered").unwrap();
            let sql = format!("UPDATE {table} SET {column} = {set} WHERE {key} = ?2");
            // A number that is taken cannot be written at all.
            if conn.execute(&sql, rusqlite::params![after, row]).is_ok() {
                let report = verify(conn, known.clone(), vec![anchor.clone()]).unwrap();
                assert!(!report.is_whole(), "{table}.{column} of {row} became {after:?}");
                altered += 1;
            }
            conn.execute_batch("ROLLBACK TO altered; RELEASE altered").unwrap();
        }
    });
}

#[test]
fn every_byte_of_a_file_counts() {
    let desk = desk();
    let anchor = desk.work();
    let file = desk.file();
    let known = vec![desk.host.desk_key().unwrap()];
    for at in (0..file.len()).step_by(3) {
        let mut altered = file.clone();
        altered[at] ^= 1 << (at % 8);
        let read = read_log_file(&altered, known.clone(), vec![anchor.clone()]);
        assert!(read.is_err() || read.is_ok_and(|report| !report.is_whole()), "byte {at}");
    }
    for cut in (0..file.len()).step_by(41) {
        let read = read_log_file(&file[..cut], known.clone(), Vec::new());
        assert!(read.is_err() || read.is_ok_and(|report| !report.is_whole()), "cut at {cut}");
    }
    let longer = [&file[..], b"x"].concat();
    assert!(!read_log_file(&longer, Vec::new(), Vec::new()).unwrap().is_whole());
}

fn first(report: &Report) -> (u64, Fault) {
    let Broken { n, fault } = report.first.expect("something is broken");
    (n, fault)
}

/// Alters the database, judges it, and puts it back.
fn after(desk: &Desk, anchors: Vec<Anchor>, sql: &str) -> Report {
    let known = vec![desk.host.desk_key().unwrap()];
    desk.sql(|conn| {
        conn.execute_batch("SAVEPOINT altered").unwrap();
        conn.execute_batch(sql).unwrap();
        let report = verify(conn, known, anchors).unwrap();
        conn.execute_batch("ROLLBACK TO altered; RELEASE altered").unwrap();
        report
    })
}

#[test]
fn the_first_broken_entry_is_named() {
    let desk = desk();
    let anchor = desk.work();
    for (sql, found) in [
        ("UPDATE access SET detail = 'x' WHERE n = 7", (7, Fault::Changed)),
        ("DELETE FROM access WHERE n = 7", (8, Fault::Missing)),
        ("DELETE FROM access WHERE n = 1", (2, Fault::Missing)),
        ("UPDATE access SET link = NULL WHERE n = 9", (9, Fault::Changed)),
        ("UPDATE op SET body = x'00' WHERE n = 3", (6, Fault::Changed)),
        ("DELETE FROM op WHERE n = 3", (6, Fault::Changed)),
        ("UPDATE checkpoint SET at = at + 1", (14, Fault::Signature)),
        (
            "INSERT INTO op (id, body) SELECT log << 32 | 900, body FROM op WHERE n = 3",
            (26, Fault::Unbound),
        ),
        // Two entries change places.
        (
            "UPDATE access SET n = -1 WHERE n = 4; UPDATE access SET n = 4 WHERE n = 5;
             UPDATE access SET n = 5 WHERE n = -1",
            (4, Fault::Changed),
        ),
    ] {
        let report = after(&desk, vec![anchor.clone()], sql);
        assert_eq!(first(&report), found, "{sql}");
    }
    assert!(desk.report(vec![anchor]).is_whole());
}

/// What is bound is the body, however it is packed: a cell is judged by what comes out of it.
#[test]
fn a_spoiled_packed_body_is_named_and_stops_nothing() {
    const LONG: &str = "Warm fluids and rest; come back on Thursday with the report. ";
    let desk = desk();
    for text in [LONG.repeat(2), LONG.repeat(3), LONG.repeat(4)] {
        desk.write(&text, 1);
    }
    let known = vec![desk.host.desk_key().unwrap()];
    desk.sql(|conn| {
        let read = "SELECT body FROM op WHERE n = 2";
        let cell: Vec<u8> = conn.query_row(read, [], |row| row.get(0)).unwrap();
        let whole = dense::kept(&cell, 64 * 1024).unwrap().into_owned();
        assert!(cell[0] == dense::OP.number && cell.len() < whole.len() / 2);
        let judge = |cell: &[u8]| {
            conn.execute("UPDATE op SET body = ?1 WHERE n = 2", [cell]).unwrap();
            verify(conn, known.clone(), Vec::new()).unwrap()
        };
        assert!(judge(&whole).is_whole(), "the same body, not packed");
        let (mut shut, mut other) = (0, 0);
        let flipped = (0..cell.len() * 8).map(|bit| {
            let mut spoiled = cell.clone();
            spoiled[bit / 8] ^= 1 << (bit % 8);
            spoiled
        });
        let cut = (0..cell.len()).map(|length| cell[..length].to_vec());
        for spoiled in flipped.chain(cut).chain([[&cell[..], &[0]].concat()]) {
            let report = judge(&spoiled);
            match dense::kept(&spoiled, 64 * 1024) {
                // Some bits of a frame say nothing of what is in it.
                Ok(body) if body == whole => assert!(report.is_whole(), "{report:?}"),
                opened => {
                    assert_eq!((report.broken, first(&report)), (1, (2, Fault::Changed)));
                    assert_eq!(report.entries, 3, "what follows is judged too");
                    *if opened.is_ok() { &mut other } else { &mut shut } += 1;
                }
            }
        }
        assert!(shut > 100 && other > 100, "{shut} do not come apart, {other} are another op");
        assert!(judge(&cell).is_whole());
    });
}

#[test]
fn removing_the_newest_entries_is_found_by_a_checkpoint_or_a_head_kept_elsewhere() {
    let desk = desk();
    desk.work();
    let gone = "DELETE FROM access WHERE n > 20;
                DELETE FROM op WHERE n > (SELECT max(ops_to) FROM access)";
    assert_eq!(first(&after(&desk, Vec::new(), gone)), (21, Fault::Cut));
    let unsigned = format!("{gone}; DELETE FROM checkpoint WHERE n > 20");
    let quiet = after(&desk, Vec::new(), &unsigned);
    assert!(quiet.is_whole(), "nothing inside the database tells: {quiet:?}");
    let report = after(&desk, vec![desk.anchor()], &unsigned);
    assert_eq!(first(&report), (21, Fault::Cut));
    let paper = Anchor { n: 26, hash: kernel::bytes_of_code(&desk.head().code()).unwrap() };
    assert_eq!(first(&after(&desk, vec![paper.clone()], &unsigned)), (21, Fault::Cut));
    assert_eq!(desk.report(vec![paper]).anchors, 1);
}

#[test]
fn a_database_of_an_older_program_is_verified_as_it_lies() {
    let desk = desk();
    desk.work();
    let old = "CREATE TABLE was (log INTEGER, n INTEGER, body BLOB, PRIMARY KEY (log, n));
               INSERT INTO was SELECT log, n, body FROM op;
               DROP TABLE op; ALTER TABLE was RENAME TO op;";
    assert!(after(&desk, Vec::new(), old).is_whole());
    let cut = format!("{old} DELETE FROM op WHERE n = 3");
    assert_eq!(first(&after(&desk, Vec::new(), &cut)), (6, Fault::Changed));
}

#[test]
fn a_tail_written_anew_with_a_foreign_key_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let (path, stolen) = (folder.path().join("clinic.db"), folder.path().join("stolen.db"));
    let desk = open(Connection::open(&path).unwrap(), 1, MIGRATIONS);
    let honest = desk.work();
    std::fs::copy(&path, &stolen).unwrap();
    // The thief has the database but not the desk's key.
    let copy = Connection::open(&stolen).unwrap();
    copy.execute_batch(
        "DELETE FROM access WHERE n > 20; DELETE FROM checkpoint WHERE n > 20;
         DELETE FROM op WHERE n > (SELECT max(ops_to) FROM access);
         DELETE FROM op_row WHERE n > (SELECT max(ops_to) FROM access)",
    )
    .unwrap();
    let thief = open(copy, 9, MIGRATIONS);
    let name = kernel::key_name(&thief.host.desk_key().unwrap());
    thief.door.note(&program(), What::Start, "desk.start", &format!("1 key={name}")).unwrap();
    for _ in 0..6 {
        thief.write("another story", 1);
    }
    thief.door.checkpoint().unwrap();
    let known = vec![desk.host.desk_key().unwrap()];
    let judge = |known: Vec<[u8; 32]>, anchors| {
        let (known_too, anchors_too) = (known.clone(), Vec::clone(&anchors));
        let live = thief.sql(|conn| verify(conn, known, anchors)).unwrap();
        let file = read_log_file(&thief.file(), known_too, anchors_too).unwrap();
        assert_eq!(live.first.map(|found| found.n), file.first.map(|found| found.n));
        live
    };
    assert_eq!(first(&judge(known, Vec::new())), (thief.head().n, Fault::Key));
    assert_eq!(first(&judge(Vec::new(), vec![honest])), (26, Fault::Replaced));
}

#[test]
fn what_a_call_could_not_do_is_told_after_it_was_rolled_back() {
    let desk = desk();
    desk.write("first", 1);
    let before = desk.head();
    for (text, is_logged) in [("second person", true), ("not yours", true), ("wrong", false)] {
        let entries = desk.head().n;
        let write = Write { text: text.into(), times: 2 };
        assert!(desk.door.command(&program(), write).is_err());
        assert_eq!(desk.head().n, entries + u64::from(is_logged), "{text}");
    }
    assert_eq!(desk.count("SELECT count(*) FROM note"), 1);
    assert_eq!(desk.count("SELECT count(*) FROM access WHERE outcome = 'refused'"), 2);
    assert_eq!(desk.head().n, before.n + 2);
    desk.write("second", 1);
    assert!(desk.report(Vec::new()).is_whole(), "a rollback leaves no gap");
}

#[test]
fn what_leaves_the_program_is_logged_before_it_leaves() {
    let desk = desk();
    assert!(desk.door.command(&program(), HandOut {}).is_err());
    assert_eq!(desk.count("SELECT count(*) FROM access WHERE what = 'export'"), 1);
}

#[test]
fn looking_again_within_five_minutes_is_one_entry() {
    let desk = desk();
    let (one, other) = (RowId([1; 16]), RowId([2; 16]));
    for id in [one, one, other, one] {
        desk.door.query(&program(), Look { id }).unwrap();
    }
    assert_eq!(desk.head().n, 2);
    let somebody = Session { user: RowId([5; 16]), id: 5, ..program() };
    desk.door.query(&somebody, Look { id: one }).unwrap();
    assert_eq!(desk.head().n, 3, "another person's look is its own");
    desk.clock.advance_ms(5 * 60_000);
    desk.door.query(&program(), Look { id: one }).unwrap();
    assert_eq!(desk.head().n, 4);
}

#[test]
fn nothing_is_committed_that_no_entry_answers_for() {
    let desk = desk();
    let note = Note { id: RowId([1; 16]), text: "by the program".into() };
    desk.door.write(&program(), |tx| tx.insert(&note)).unwrap();
    let route: String = desk.sql(|conn| {
        conn.query_row("SELECT route FROM access WHERE n = 1", [], |row| row.get(0)).unwrap()
    });
    assert_eq!(route, kernel::PROGRAM_ROUTE);
    assert!(desk.report(Vec::new()).is_whole());
}

#[test]
fn the_desk_signs_every_thousand_entries_and_every_quarter_of_an_hour() {
    let desk = desk();
    for _ in 0..1_001 {
        desk.door.note(&program(), What::View, "notes.look", "").unwrap();
    }
    assert_eq!(desk.count("SELECT count(*) FROM checkpoint"), 1);
    desk.clock.advance_ms(16 * 60_000);
    desk.write("later", 1);
    assert_eq!(desk.count("SELECT max(n) FROM checkpoint"), desk.head().n as i64);
    desk.door.checkpoint().unwrap();
    assert_eq!(desk.count("SELECT count(*) FROM checkpoint"), 2, "nothing new, nothing signed");
    desk.door.note(&program(), What::Lock, "desk.lock", "").unwrap();
    assert_eq!(desk.count("SELECT max(n) FROM checkpoint"), desk.head().n as i64);
}

#[test]
fn a_log_from_before_the_chain_is_chained_once() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("old.db");
    let old = Connection::open(&path).unwrap();
    old.execute_batch(LEDGER.sql).unwrap();
    old.execute_batch(NOTES.sql).unwrap();
    old.execute_batch(
        "INSERT INTO log VALUES (1, 5, 'A', 0, 'first');
         INSERT INTO access (at, user, session, what, route, subject, outcome, detail)
         VALUES (1, x'00', 1, 'command', 'a', NULL, 'done', ''),
                (2, x'00', 1, 'view', 'b', x'01', 'done', 'x');
         PRAGMA user_version = 2",
    )
    .unwrap();
    let reopened = |key| open(Connection::open(&path).unwrap(), key, MIGRATIONS);
    drop(old);
    let desk = reopened(1);
    desk.write("new", 1);
    assert!(desk.report(Vec::new()).is_whole() && desk.head().n == 3);
    desk.sql(|conn| {
        conn.execute_batch(
            "UPDATE access SET route = 'z', link = NULL, ops_log = NULL, ops_to = NULL",
        )
        .unwrap()
    });
    drop(desk);
    let report = reopened(1).report(Vec::new());
    // All links gone at once, and no checkpoint yet: nothing here can tell that from an old
    // database; a head that was kept elsewhere can.
    assert!(report.is_whole(), "{report:?}");
    let desk = reopened(1);
    desk.door.checkpoint().unwrap();
    desk.sql(|conn| {
        conn.execute_batch(
            "UPDATE access SET route = 'y', link = NULL, ops_log = NULL, ops_to = NULL",
        )
        .unwrap()
    });
    drop(desk);
    assert_eq!(first(&reopened(1).report(Vec::new())), (1, Fault::Changed));
}

#[test]
fn ops_that_were_slipped_in_while_the_program_was_closed_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("clinic.db");
    let reopened = || open(Connection::open(&path).unwrap(), 1, MIGRATIONS);
    let desk = reopened();
    desk.write("mine", 1);
    desk.sql(|conn| {
        conn.execute_batch("INSERT INTO op (id, body) SELECT id + 1, body FROM op").unwrap();
    });
    drop(desk);
    let report = reopened().report(Vec::new());
    assert_eq!((report.unlogged, report.is_whole()), (1, true));
}
