//! Ops are taken away for ever: their bodies, and what they put into the rows. The access log
//! stays provable: it binds digests, and for each of this desk's own ops that is gone lies what
//! the digest was before and after it. An entry of the log answers for those rows in its turn, so
//! that nobody takes an op away unseen.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, OptionalExtension, params};

use crate::access::What;
use crate::chain::{Digest, Fold, hex};
use crate::op::place as op_place;
use crate::reduce::{BRANCHES_MAX, Found, fold_row, kept, local_log};
use crate::{Op, Result, RowId, Tx};

/// Stands beside every entry that answers for ops which are gone.
pub(crate) const REDACTED_ROUTE: &str = "desk.redacted";
const CONTEXT: &str = "vaidya access log 1 redacted ops";

/// What an entry's ops came to before and after one that is gone.
pub(crate) type Hole = (Digest, Digest);

/// An op of this desk's own, or another's, as a seal has it.
pub struct Gone<'a> {
    pub log: u64,
    pub n: u64,
    pub body: &'a [u8],
}

/// Where it lies here.
struct Place {
    local: i64,
    n: u64,
    is_own: bool,
    table: String,
    row: RowId,
}

/// Answers how many of them were here.
pub(crate) fn redact(tx: &mut Tx<'_>, ops: &[Gone<'_>]) -> Result<usize> {
    let read = **tx;
    let (conn, catalog) = (read.conn(), tx.catalog());
    let mut places = Vec::new();
    for op in ops {
        places.extend(find(conn, op)?);
    }
    if places.is_empty() {
        return Ok(0);
    }
    let touched: BTreeSet<(&str, RowId)> =
        places.iter().map(|place| (place.table.as_str(), place.row)).collect();
    // While the ops are there yet: an index learns from them what a row was found by.
    touched.iter().try_for_each(|(table, row)| clear(tx, table, *row))?;
    let own = places.iter().filter(|place| place.is_own).map(|place| (place.local, place.n));
    let holes = holes(conn, own.collect())?;
    for place in &places {
        let (local, n) = (place.local, place.n.cast_signed());
        conn.prepare_cached("DELETE FROM op WHERE id = ?1")?
            .execute([op_place(local, place.n)?])?;
        conn.prepare_cached("DELETE FROM op_row WHERE row = ?3 AND log = ?1 AND n = ?2")?
            .execute(params![local, n, place.row])?;
    }
    touched.iter().try_for_each(|(table, row)| fold_row(&read, catalog, table, *row))?;
    // What was derived from the rows is worked out again.
    read.memory().clear();
    let digest = digest(conn, &holes)?;
    let detail = format!("{} {}", places.len(), hex(&digest));
    tx.note(What::Command, REDACTED_ROUTE, None, &detail)?;
    let entry = tx.entry();
    let mut insert = conn.prepare_cached("INSERT INTO redacted VALUES (?1, ?2, ?3, ?4, ?5)")?;
    for ((log, n), (before, after)) in holes {
        insert.execute(params![log, n.cast_signed(), before, after, entry.cast_signed()])?;
    }
    Ok(places.len())
}

fn find(conn: &Connection, gone: &Gone<'_>) -> Result<Option<Place>> {
    for branch in 0..BRANCHES_MAX {
        let Found::Log { local, is_own } = local_log(conn, gone.log, branch)? else { continue };
        if kept(conn, local, gone.n)?.as_deref() == Some(gone.body) {
            let Op { table, row, .. } = Op::decode(gone.body)?;
            return Ok(Some(Place { local, n: gone.n, is_own, table, row }));
        }
    }
    Ok(None)
}

fn clear(tx: &mut Tx<'_>, table: &str, row: RowId) -> Result<()> {
    let Some(known) = tx.catalog().table(table) else { return Ok(()) };
    let has = |name: &str| known.columns.values().any(|column| column == name);
    if has("series") && has("number") {
        // It was printed: no other paper gets it.
        let sql = format!("SELECT series, number FROM {table} WHERE id = ?1");
        let read = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?));
        let printed: Option<(Option<String>, Option<i64>)> =
            tx.conn().prepare_cached(&sql)?.query_row([row], read).optional()?;
        if let Some((Some(series), Some(number))) = printed {
            tx.keep_number(table, &series, number)?;
        }
    }
    let sql = format!("DELETE FROM {table} WHERE id = ?1");
    tx.conn().prepare_cached(&sql)?.execute([row])?;
    (known.spec.project)(tx, row)
}

/// For each of these ops of own logs what lies on both sides of it, entry by entry.
fn holes(conn: &Connection, gone: BTreeSet<(i64, u64)>) -> Result<BTreeMap<(i64, u64), Hole>> {
    let mut holes = BTreeMap::new();
    let mut ends: BTreeSet<(i64, u64)> = BTreeSet::new();
    for (log, n) in &gone {
        let sql = "SELECT min(ops_to) FROM access WHERE ops_log = ?1 AND ops_to >= ?2";
        let end: Option<i64> =
            conn.prepare_cached(sql)?.query_row(params![log, n.cast_signed()], |row| row.get(0))?;
        ends.insert((*log, end.map_or(*n, i64::cast_unsigned)));
    }
    for (log, end) in ends {
        let sql = "SELECT coalesce(max(ops_to), 0) FROM access WHERE ops_log = ?1 AND ops_to < ?2";
        let key = params![log, end.cast_signed()];
        let before: i64 = conn.prepare_cached(sql)?.query_row(key, |row| row.get(0))?;
        let id: i64 = conn
            .prepare_cached("SELECT log_id FROM log WHERE id = ?1")?
            .query_row([log], |row| row.get(0))?;
        let known = Holes::of(conn, log, before.cast_unsigned(), end)?;
        let mut fold = Fold::of(id.cast_unsigned());
        for n in before.cast_unsigned() + 1..=end {
            if let Some(hole) = known.get(log, n) {
                fold.pass(&hole);
            } else if let Some(body) = kept(conn, log, n)? {
                let state = fold.state();
                fold.add(n, &body);
                if gone.contains(&(log, n)) {
                    holes.insert((log, n), (state, fold.state()));
                }
            }
        }
    }
    Ok(holes)
}

/// What an entry says of the ops for which it answers.
fn digest(conn: &Connection, holes: &BTreeMap<(i64, u64), Hole>) -> Result<Digest> {
    let mut hasher = blake3::Hasher::new_derive_key(CONTEXT);
    for ((log, n), (before, after)) in holes {
        let id: i64 = conn
            .prepare_cached("SELECT log_id FROM log WHERE id = ?1")?
            .query_row([log], |row| row.get(0))?;
        hasher.update(&id.to_be_bytes()).update(&n.to_be_bytes()).update(before).update(after);
    }
    Ok(hasher.finalize().into())
}

/// Places of ops that are gone, each with an entry of the access log that answers for it. What
/// none answers for is no hole: there an op is missing.
#[derive(Default)]
pub(crate) struct Holes(BTreeMap<(i64, u64), Hole>);

impl Holes {
    pub fn get(&self, log: i64, n: u64) -> Option<Hole> {
        self.0.get(&(log, n)).copied()
    }

    /// Those after an op, in their order.
    pub fn after(self, log: i64, n: u64) -> Vec<((i64, u64), Hole)> {
        self.0.into_iter().filter(|(at, _)| *at > (log, n)).collect()
    }

    /// Those of one log between two numbers, vouched for or not.
    fn of(conn: &Connection, log: i64, after: u64, to: u64) -> Result<Self> {
        let sql = "SELECT log, n, before, after FROM redacted
                   WHERE log = ?1 AND n > ?2 AND n <= ?3 ORDER BY n";
        let mut statement = conn.prepare_cached(sql)?;
        let key = params![log, after.cast_signed(), to.cast_signed()];
        let rows = statement.query_map(key, hole)?;
        Ok(Self(rows.collect::<rusqlite::Result<_>>()?))
    }

    /// All that are vouched for, of a database of which nothing else is believed.
    pub fn vouched(conn: &Connection) -> Result<Self> {
        let mut all = Self::default();
        if !is_there(conn)? {
            return Ok(all);
        }
        let mut statement = conn.prepare("SELECT DISTINCT entry FROM redacted ORDER BY entry")?;
        let entries = statement.query_map([], |row| row.get::<_, i64>(0))?;
        for entry in entries.collect::<rusqlite::Result<Vec<i64>>>()? {
            let mut statement =
                conn.prepare_cached("SELECT log, n, before, after FROM redacted WHERE entry = ?1")?;
            // What does not read as a hole is none.
            let holes = statement.query_map([entry], hole)?.filter_map(rusqlite::Result::ok);
            let holes: BTreeMap<(i64, u64), Hole> = holes.collect();
            let sql = "SELECT detail FROM access WHERE n = ?1 AND route = ?2";
            let said: Option<String> = conn
                .prepare_cached(sql)?
                .query_row(params![entry, REDACTED_ROUTE], |row| row.get(0))
                .optional()
                .unwrap_or_default();
            let said = said.as_deref().and_then(|said| said.split(' ').nth(1));
            let is_vouched = digest(conn, &holes).is_ok_and(|own| said == Some(hex(&own).as_str()));
            if is_vouched || crate::broken::is_removed("an entry answers for what is gone") {
                all.0.extend(holes);
            }
        }
        Ok(all)
    }
}

/// The number of the last op of a log that is gone.
pub(crate) fn last_gone(conn: &Connection, log: i64) -> Result<u64> {
    let sql = "SELECT coalesce(max(n), 0) FROM redacted WHERE log = ?1";
    Ok(match is_there(conn)? {
        true => conn.query_row(sql, [log], |row| row.get::<_, i64>(0))?.cast_unsigned(),
        false => 0,
    })
}

/// A copy may be older than the table.
fn is_there(conn: &Connection) -> Result<bool> {
    let sql = "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'redacted'";
    Ok(conn.prepare_cached(sql)?.exists([])?)
}

fn hole(row: &rusqlite::Row<'_>) -> rusqlite::Result<((i64, u64), Hole)> {
    let n = row.get::<_, i64>(1)?.cast_unsigned();
    Ok(((row.get(0)?, n), (row.get(2)?, row.get(3)?)))
}
