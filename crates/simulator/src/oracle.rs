//! What the simulator alone knows: every change that a desk was told is saved, where it has
//! been since, and what of it was destroyed with its last copy.

use std::collections::{BTreeMap, BTreeSet};

use kernel::{Body, RowId};
use rusqlite::{Connection, Row, params};
use sync::{DeskNo, Hash, KeyId};

/// One op, by its log, its number and its bytes.
pub type Key = [u8; 16];

/// `body`: as it lies in the cell. Equal bytes of an op are packed to equal ones, so that nothing
/// need be unpacked to tell ops apart.
fn key(log: u64, n: u64, body: &[u8]) -> Key {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&log.to_be_bytes()).update(&n.to_be_bytes()).update(body);
    let mut key = [0; 16];
    key.iter_mut().zip(hasher.finalize().as_bytes()).for_each(|(key, byte)| *key = *byte);
    key
}

/// Of a row that begins with the log, the number and the body of an op.
pub fn key_of(row: &Row<'_>) -> rusqlite::Result<Key> {
    let (log, n): (i64, i64) = (row.get(0)?, row.get(1)?);
    Ok(key(log.cast_unsigned(), n.cast_unsigned(), row.get_ref(2)?.as_blob()?))
}

/// Every op that a disk holds.
pub fn ops_of(conn: &Connection) -> BTreeSet<Key> {
    let sql = "SELECT coalesce(log.stamped, log.log_id), op.n, op.body
               FROM op JOIN log ON log.id = op.log";
    let mut statement = conn.prepare_cached(sql).expect("the table of ops");
    let rows = statement.query_map([], key_of).expect("ops");
    rows.map(|key| key.expect("an op")).collect()
}

/// Log, number and table of a few of these ops, for people.
pub fn names_of(conn: &Connection, keys: &BTreeSet<Key>) -> Vec<String> {
    let sql = "SELECT coalesce(log.stamped, log.log_id), op.n, op.body, log.stamped
               FROM op JOIN log ON log.id = op.log";
    let mut statement = conn.prepare_cached(sql).expect("the table of ops");
    let mut rows = statement.query([]).expect("ops");
    let mut names = Vec::new();
    while let Some(row) = rows.next().expect("an op") {
        if names.len() < 3 && keys.contains(&key_of(row).expect("an op")) {
            let (log, n): (i64, i64) = (row.get(0).expect("a log"), row.get(1).expect("a number"));
            let body: Body<'static> = row.get(2).expect("a body");
            let stamped: Option<i64> = row.get(3).expect("a log");
            let table = kernel::Op::decode(&body).map(|op| op.table).unwrap_or_default();
            names.push(format!("{log:x} {n} {table} {}", stamped.is_some()));
        }
    }
    names
}

/// The ops of one of this desk's own logs from a number on.
pub fn ops_from(conn: &Connection, log: i64, log_id: u64, first: u64, count: u64) -> Vec<Key> {
    let sql = "SELECT ?4, n, body FROM op WHERE id >= (?1 << 32 | ?2) AND id < (?1 + 1) << 32
               ORDER BY id LIMIT ?3";
    let mut statement = conn.prepare_cached(sql).expect("the table of ops");
    let count = i64::try_from(count).unwrap_or(i64::MAX);
    let of = params![log, first.cast_signed(), count, log_id.cast_signed()];
    let rows = statement.query_map(of, key_of).expect("ops");
    rows.map(|key| key.expect("an op")).collect()
}

/// A change of a plain field, and the value that whoever made it had before the eyes.
#[derive(Clone, Debug)]
pub struct Edit {
    pub op: Key,
    pub row: RowId,
    pub over: String,
    pub value: String,
}

#[derive(Clone, Debug)]
pub struct Print {
    pub series: String,
    pub number: i64,
    pub row: RowId,
    pub desk: usize,
    pub log: u64,
    /// By a database that was put back by hand or cloned and could not know it yet.
    pub is_excused: bool,
}

#[derive(Clone, Debug)]
pub struct Moved {
    pub op: Key,
    pub item: i64,
    pub quantity: i64,
}

#[derive(Default)]
pub struct Oracle {
    /// Saved, as its desk was told.
    pub saved: BTreeSet<Key>,
    /// The last copy was destroyed: nobody can give it back.
    pub destroyed: BTreeSet<Key>,
    pub edits: Vec<Edit>,
    pub prints: Vec<Print>,
    pub moved: Vec<Moved>,
    /// Ops that name a blob, and their rows.
    pub photos: Vec<(Key, RowId)>,
    /// What is in each seal.
    pub contents: BTreeMap<Hash, Vec<Key>>,
    /// Who made it.
    pub makers: BTreeMap<Hash, DeskNo>,
    pub nonces: BTreeMap<(KeyId, [u8; 24]), Hash>,
    /// Which bundle stood where: remote, incarnation, number.
    pub numbered: BTreeMap<(usize, u64, u64), Hash>,
}

impl Oracle {
    /// What must still be somewhere.
    pub fn owed(&self) -> impl Iterator<Item = &Key> {
        self.saved.iter().filter(|key| !self.destroyed.contains(*key))
    }
}
